"""What the search for either role begins with: the cue, its sentence, its paragraph, and where it stands.

The board rejected calls for a pause.   ->   cue "calls", governed by "rejected", in narration
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from spacy.tokens import Doc, Span, Token

from claimex import lexicon
from claimex.pipeline.demands.features import Context
from claimex.pipeline.demands.frames import Candidate
from claimex.pipeline.demands.roles.mentions import NOMINAL, SUBJECTS, object_of

MODAL = ("modal", "have", "need", "let")  # triggers whose clause is that of the verb behind them
PARTIES = frozenset({"PERSON", "ORG", "GPE", "NORP", "I", "we", "you", "he", "they", "PROPN", "NOUN"})


@cache
def words(name: str) -> frozenset[str]:
    """A list of `lexicon/roles.toml`."""
    return frozenset(lexicon.load("roles")[name])


def governor(c: Candidate, cue: Token) -> tuple[Token, str] | None:
    """The verb that a noun cue is an argument of ("rejected calls", "is under pressure"), and how."""
    if not c.trigger.startswith("noun"):
        return None
    head, how = cue.head, cue.dep_
    if how == "pobj":
        how, head = cue.head.lower_, cue.head.head
    while head.pos_ == "NOUN" and head.dep_ in ("pobj", "dobj", "conj") and head.head.i != head.i:
        head = head.head.head if head.dep_ == "pobj" else head.head
    return (head, how) if head.pos_ in ("VERB", "AUX") else None


def place_of(context: Context, c: Candidate) -> str:
    """Where the cue stands: in a headline, a quotation, attributed words, or narration."""
    if c.cue[0] in context.frames.headlines:
        return "headline"
    if context.frames.quote_of[c.cue[0]] >= 0:
        return "quote"
    return "content" if context.relation_of(c) is not None else "narration"


def contents(tokens: Iterable[Token]) -> frozenset[str]:
    """The lemmas of the content words among some tokens."""
    return frozenset(
        token.lemma_.lower()
        for token in tokens
        if token.pos_ in ("NOUN", "PROPN", "VERB", "ADJ") and len(token) > 2
    )


def asked_in(doc: Doc, c: Candidate) -> tuple[int, int] | None:
    """The mention that the frame names as addressee, in tokens.

    Where the parser finds no subject of a modal's verb, and the frame went up for one to the clause that the
    verb is the object of ("the union says it is fair and [the mills] should pay"), it is the noun before it.
    """
    if c.asked is None or c.asked[0] >= c.asked[1]:
        return None
    if c.trigger.startswith("noun") and c.asked_how == "prep:from":  # "a request from the mill" is the mill's
        return None
    if c.trigger.startswith(MODAL) and c.asked_how in ("subject", "passive"):
        subject = doc[c.asked[0] : c.asked[1]].root
        clause = doc[c.cue[0]] if c.trigger.startswith("need") else doc[c.head]
        while clause.i != subject.head.i and clause.dep_ != "ccomp" and clause.head.i != clause.i:
            clause = clause.head
        if clause.i != subject.head.i and clause.dep_ == "ccomp":
            return _before(doc, c, clause.head)
    return c.asked


def _before(doc: Doc, c: Candidate, above: Token) -> tuple[int, int] | None:
    """The noun phrase right before a modal, behind the verb of the clause above."""
    last = c.cue[0] - 1
    while last > above.i and doc[last].pos_ in ("ADV", "AUX", "PART"):
        last -= 1
    head = doc[last]
    if head.i <= above.i or head.pos_ not in NOMINAL:
        return None
    while head.dep_ == "pobj" and head.head.head.i > above.i and head.head.head.pos_ in NOMINAL:
        head = head.head.head
    if head.dep_ == "dobj" and head.head.i > above.i:
        head = next((t for t in head.head.lefts if t.dep_ in SUBJECTS and t.i > above.i), head)
    return max(head.left_edge.i, above.i + 1), last + 1


class Search:
    """The search for one role of one candidate.

    Arguments:
        context: the document's.
        c: a candidate whose action's end is settled.
    """

    def __init__(self, context: Context, c: Candidate):
        self.context, self.c = context, c
        self.doc = context.doc
        self.cue = self.doc[c.cue[0]]
        self.sentence: Span = self.cue.sent
        self.here = context.paragraph_of(self.cue.idx)
        self.kind = c.trigger.split(":")[0]
        self.place = place_of(context, c)
        self.governor = governor(c, self.cue)
        self.receiver = self._receiver()
        self.asked_tokens, self.asked_how = asked_in(self.doc, c), c.asked_how
        if self.receiver is not None and self.cue.lemma_.lower() in words("upon"):
            self.asked_tokens, self.asked_how = context.frames.mention(self.receiver), "prep:on"

    def _receiver(self) -> Token | None:
        """Who is asked by a noun cue, told by the verb above: "[the board] faces calls", "calls were rejected
        by [the board]", "[the board] is under pressure".
        """
        if self.governor is None:
            return None
        verb, how = self.governor
        if how == "nsubjpass" and verb.lemma_.lower() in words("receiving"):
            agents = (object_of(token) for token in verb.rights if token.dep_ == "agent")
            return next((agent for agent in agents if agent is not None), None)
        if how == "under" or (how != "nsubj" and verb.lemma_.lower() in words("receiving")):
            if verb.dep_ == "acl" and verb.tag_ == "VB" and verb.head.dep_ == "dobj":
                verb = verb.head.head  # "made a decision to grant a request"
            return self.context.frames.subject(verb)
        return None

"""What the search for either role begins with: the cue, its sentence, its paragraph, and where it stands.

The board rejected calls for a pause.   ->   cue "calls", governed by "rejected", in narration
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from spacy.tokens import Span, Token

from claimex import lexicon
from claimex.pipeline.demands.features import Context
from claimex.pipeline.demands.frames import Candidate

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

"""The complements of a cue that the lexicon allows: infinitives, clauses, noun phrases, gerunds, "for NP".

    "They called on the mayor to wait."  ->  call: inf, "to wait", of "the mayor"

First where the parser hung them on the cue, then in the words behind it (`linear`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from spacy.tokens import Token

from claimex.pipeline.demands.frames.candidate import Action, Candidate, Range, propose
from claimex.pipeline.demands.frames.syntax import Syntax, child, infinitive_mark
from claimex.pipeline.demands.frames.words import NEGATIONS, QUOTE_MARKS

LINEAR_WINDOW = 14  # tokens behind a cue in which a complement that the parser misplaced is looked for
CLAUSES = frozenset({"xcomp", "ccomp", "advcl", "acl", "relcl", "dep", "pcomp", "parataxis"})
HOLDERS = frozenset(  # dependents of a cue inside which the parser may have put its infinitive
    {"dobj", "dative", "prep", "prt", "agent", "nsubj", "pobj", "npadvmod", "oprd", "attr", "ccomp"}
)
WITH_CUE = frozenset({"for", "on", "upon", "against"})  # prepositions that the annotators take into the cue
REFUSING = frozenset({"against", "from"})  # what stands behind these is not to be done
PARTNERS = frozenset({"on", "upon", "with", "to", "of", "from"})  # prepositions of the party asked


class Complement(NamedTuple):
    """A complement of a cue, and whom it addresses."""

    code: str
    action: Action
    asked: Range | None = None
    how: str = ""


def complements(s: Syntax, t: Token, allowed: frozenset[str]) -> Iterator[Complement]:
    """The complements of a cue that its frame allows, as the parser has them."""
    obj = child(t, "dobj", "dative")
    obj = obj if obj is not None and obj.i > t.i else None
    passive = child(t, "nsubjpass")
    if passive is None and t.tag_ == "VBN" and any(c.dep_ == "auxpass" for c in t.children):
        passive = s.subject(t)
    who, how = s.mention_of(obj), "object"
    if passive is not None:
        who, how = s.mention(passive), "passive"
    partner = _partner(t)
    if allowed & {"inf", "on", "with", "to"}:
        for c in _infinitives(t):
            subject = child(c, "nsubj", "nsubjpass")
            target, manner = who, how
            if subject is not None and t.i < subject.i < c.i:
                target, manner = s.mention(subject), "subject"
            elif partner is not None and partner[1].i < c.i:
                target, manner = s.mention(partner[1]), "prep:" + partner[0].lower_
            for action in s.infinitive(c):
                yield Complement("inf", action, target, manner)
    if allowed & {"that", "for"}:
        yield from _clauses(s, t, allowed)
    for code in ("for", "against", "on", "of", "from", "with"):
        if code in allowed:
            party = who or (s.mention(partner[1]) if partner else None)
            yield from _prepositional(s, t, code, party, "passive" if passive is not None else "prep")
    if "obj" in allowed and obj is not None:
        for action in s.split(max(obj.left_edge.i, t.i + 1), obj):
            yield Complement("obj", action)
    if "ing" in allowed:
        for c in t.rights:
            if c.dep_ in ("xcomp", "ccomp", "pcomp", "dobj") and c.tag_ == "VBG":
                for action in s.split(max(c.left_edge.i, t.i + 1), c):
                    yield Complement("ing", action)


def _partner(t: Token) -> tuple[Token, Token] | None:
    """The first preposition behind a cue that may name the party asked, and its noun."""
    for prep in t.rights:
        if prep.dep_ in ("prep", "agent", "dative", "prt") and prep.lower_ in PARTNERS:
            noun = child(prep, "pobj")
            if noun is not None:
                return prep, noun
    return None


def _infinitives(t: Token) -> Iterator[Token]:
    """Infinitives right of a cue that may be its complement, wherever the parser hung them."""
    for c in t.rights:
        if c.pos_ in ("VERB", "AUX") and c.dep_ in CLAUSES:
            if infinitive_mark(c) is not None:
                yield c
        elif c.dep_ in HOLDERS:
            for g in c.subtree:
                if (
                    g.pos_ in ("VERB", "AUX")
                    and g.dep_ in ("acl", "relcl", "advcl", "xcomp")
                    and infinitive_mark(g) is not None
                    and g.i > c.i
                ):
                    yield g
                    break


def _clauses(s: Syntax, t: Token, allowed: frozenset[str]) -> Iterator[Complement]:
    """Clauses with a subject: "that they wait", "for it to be dropped", "it dropped"."""
    for c in t.rights:
        if c.dep_ not in ("ccomp", "advcl", "acl", "relcl", "xcomp"):
            continue
        subject = child(c, "nsubj", "nsubjpass", "expl")
        if (
            c.pos_ not in ("VERB", "AUX", "ADJ", "NOUN")
            or subject is None
            or subject.lower_ in ("who", "which")
        ):
            continue
        target, mark = s.mention(subject), child(c, "mark")
        infinitive = infinitive_mark(c) is not None
        if mark is not None and mark.lower_ == "for":
            if "for" in allowed:
                for action in s.split(mark.i + 1, c):
                    yield Complement("for-clause", action, target, "subject")
        elif "that" in allowed and not infinitive and (mark is None or mark.lower_ == "that"):
            for action in s.clause(c, t.i):
                yield Complement("that", action, target, "subject")
        elif infinitive and "obj" in allowed:
            for action in s.clause(c, t.i):
                yield Complement("obj-clause", action, target, "subject")


def _prepositional(s: Syntax, t: Token, code: str, party: Range | None, how: str) -> Iterator[Complement]:
    """What stands behind the cue's preposition, and behind the ones coordinated with it."""
    words = ("on", "upon") if code == "on" else (code,)
    preps = [c for c in t.rights if c.lower_ in words and c.dep_ in ("prep", "prt", "dative", "agent")]
    if not preps and t.i + 1 < len(s.doc) and s.doc[t.i + 1].lower_ in words:
        preps = [s.doc[t.i + 1]]
    n = 0
    for first in preps:
        prep: Token | None = first
        while prep is not None:
            inner = next((c for c in prep.rights if c.dep_ in ("pobj", "pcomp", "ccomp", "xcomp")), None)
            start, target, actions = prep.i + 1, party, list[Action]()
            if inner is not None and start <= inner.i:
                if party is None and code == "for":
                    acts = inner.dep_ == "pobj" and any(infinitive_mark(g) is not None for g in inner.rights)
                    target = s.mention(inner) if acts else None
                actions = s.split(start, inner)
            elif prep.dep_ == "mark" and prep.head.i > prep.i:
                actions = s.split(start, prep.head)
            for action in actions:
                words_of = action.words if n else (start, action.words[1])
                yield Complement(code, Action(words_of, action.head, code in REFUSING, n), target, how)
                n += 1
            prep = next((c for c in prep.rights if c.dep_ == "conj" and c.lower_ in words), None)


def cue_words(s: Syntax, t: Token, code: str) -> Range:
    """The cue with its preposition where that stands next to it."""
    behind = s.doc[t.i + 1].lower_ if t.i + 1 < len(s.doc) else ""
    joined = code in ("for", "on", "against", "for-clause", "of") and behind in WITH_CUE
    return (t.i, t.i + 1 + joined)


def linear(
    s: Syntax, t: Token, trigger: str, allowed: frozenset[str], who: int | None, bare: Token | None = None
) -> Iterator[Candidate]:
    """The first "to VP", "that" clause and "for NP" behind the cue, wherever the parser hung them.

    Arguments:
        s: the document.
        t: the cue.
        trigger: its name.
        allowed: the complements of its frame.
        who: head of the issuer's mention.
        bare: head of the party asked in a passive without its auxiliary.
    """
    doc, alone = s.doc, (t.i, t.i + 1)
    infinitive, preposition, clause = "inf" in allowed, "for" in allowed, "that" in allowed
    for i in range(t.i + 1, min(t.i + LINEAR_WINDOW, len(doc) - 1)):
        here = doc[i]
        if here.is_space or here.text in ".?!;:" or (here == t.head and t.dep_ in ("nsubj", "nsubjpass")):
            break
        first = doc[i + 1 + (doc[i + 1].text in QUOTE_MARKS and i + 2 < len(doc))]
        if (
            infinitive
            and here.lower_ == "to"
            and (here.tag_ == "TO" or first.tag_ == "VB" or bare is not None)
        ):
            infinitive = False
            verb = here.head if here.head.i > i else first
            negated = here.nbor(-1).lower_ in NEGATIONS
            target, how = _between(s, t, i - negated), "linear"
            if bare is not None:
                target, how = s.mention(bare), "passive"
            for action in s.split(i + negated, verb, negated=negated):
                yield propose(alone, trigger, "inf", action, who, target, how, ["linear"])
        if clause and here.lower_ == "that" and here.dep_ == "mark" and here.head.i > i:
            clause = False
            target = s.mention_of(child(here.head, "nsubj", "nsubjpass", "expl"))
            for action in s.split(i, here.head, clauses=True):
                yield propose(alone, trigger, "that", action, who, target, "subject", ["linear"])
        if preposition and here.lower_ == "for":
            preposition = False
            inner = next((c for c in here.rights if c.dep_ in ("pobj", "pcomp")), None)
            inner = inner or (here.head if here.head.i > i else None) or _noun_behind(s, i)
            if inner is None:
                continue
            cue = (t.i, i + 1) if i == t.i + 1 else alone
            for action in s.split(i + 1, inner):
                yield propose(cue, trigger, "for", action, who, flags=["linear"])
            verb_behind = _infinitive_behind(s, inner) if inner.pos_ != "VERB" else None
            if verb_behind is not None:
                words = (i + 1, s.clip(i + 1, verb_behind.right_edge.i + 1))
                action = Action(words, verb_behind.i)
                yield propose(
                    cue, trigger, "for-clause", action, who, s.mention(inner), "subject", ["linear"]
                )


def _between(s: Syntax, t: Token, to: int) -> Range | None:
    """The words between a cue and "to" as the party asked, without their preposition."""
    start = t.i + 1
    if to <= start:
        return None
    if s.doc[start].lower_ in ("on", "upon", "with", "to", "from", "for"):
        return (start + 1, to) if to - start > 1 else None
    return (start, to)


def _infinitive_behind(s: Syntax, noun: Token) -> Token | None:
    """The verb of a "to VP" soon behind a noun."""
    doc = s.doc
    for j in range(noun.i + 1, min(noun.i + 10, len(doc) - 1)):
        if doc[j].tag_ == "TO" and doc[j + 1].tag_ == "VB":
            verb = doc[j + 1]
            while verb.dep_ in ("aux", "auxpass") and verb.head.i > verb.i:
                verb = verb.head
            return verb
    return None


def _noun_behind(s: Syntax, i: int) -> Token | None:
    """The last noun of the run of nouns and their modifiers behind a token."""
    last = None
    for token in s.doc[i + 1 : i + 10]:
        if (
            token.pos_ not in ("NOUN", "PROPN", "ADJ", "DET", "NUM", "PRON", "ADV")
            and token.tag_ != "VBN"
            and token.text not in "()-"
        ):
            break
        last = token if token.pos_ in ("NOUN", "PROPN") else last
    return last

"""Modals and their like in front of a predicate: should, must, cannot, have to, had better, let us.

"They must not wait."  ->  must | wait | They, negated
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from claimex.pipeline.demands.frames.candidate import Candidate, Range, propose
from claimex.pipeline.demands.frames.clefts import cleft_demands
from claimex.pipeline.demands.frames.syntax import Syntax, child, infinitive_mark
from claimex.pipeline.demands.frames.words import LEADING, NEGATIONS


def predicate(
    s: Syntax, cue: Range, trigger: str, verb: Token, start: int, negated: bool = False
) -> Iterator[Candidate]:
    """ "X MODAL VP": the action begins behind the modal; X is the addressee."""
    doc = s.doc
    subject = child(verb, "nsubj", "nsubjpass", "csubj", "expl") or s.subject(verb)
    if subject is not None and subject.i in range(start, verb.i):  # inverted: "should he go"
        start = subject.right_edge.i + 1
    while start < verb.i and (
        doc[start].lower_ in NEGATIONS or doc[start].lower_ in LEADING or doc[start].is_punct
    ):
        negated = negated or doc[start].lower_ in NEGATIONS
        start += 1
    target = s.mention_of(subject)
    if target is not None and target[0] <= cue[0] < target[1]:
        target = (target[0], cue[0]) if target[0] < cue[0] else None
    for action in s.split(start, verb, negated=negated):
        yield propose(cue, trigger, "vp", action, None, target, voice(verb))


def voice(verb: Token) -> str:
    """How the subject of a predicate stands to its action."""
    return "passive" if any(c.dep_ == "auxpass" for c in verb.children) else "subject"


def modal_demands(s: Syntax, t: Token, lemma: str) -> Iterator[Candidate]:
    """The candidates of should, must, ought, shall."""
    verb = t.head if t.dep_ in ("aux", "auxpass") else None
    if verb is None or verb.i < t.i:
        doc = s.doc
        verb = next((doc[j] for j in range(t.i + 1, min(t.i + 5, len(doc))) if doc[j].tag_ == "VB"), None)
        if lemma == "ought" and t.dep_ != "aux":
            verb = child(t, "xcomp", "ccomp") or verb
        while verb is not None and verb.dep_ in ("aux", "auxpass") and verb.head.i > verb.i:
            verb = verb.head
    if verb is not None and verb.i > t.i:
        yield from predicate(s, (t.i, t.i + 1), f"modal:{lemma}", verb, t.i + 1)


def cannot_demands(s: Syntax, t: Token) -> Iterator[Candidate]:
    """The candidates of "cannot VP", "could not VP"."""
    verb = t.head
    if t.dep_ == "aux" and verb.i >= t.i and s.doc[t.i + 1].lower_ in NEGATIONS:
        yield from predicate(s, (t.i, t.i + 2), "modal:cannot", verb, t.i + 2, True)


def better_demands(s: Syntax, t: Token) -> Iterator[Candidate]:
    """The candidate of "had better VP"."""
    if (
        t.i + 1 < len(s.doc)
        and s.doc[t.i + 1].tag_ == "VB"
        and t.i > 0
        and s.doc[t.i - 1].pos_ in ("PRON", "AUX", "PROPN", "NOUN")
    ):
        yield from predicate(s, (t.i, t.i + 1), "modal:better", s.doc[t.i + 1], t.i + 1)


def have_demands(s: Syntax, t: Token) -> Iterator[Candidate]:
    """The candidates of "have to VP", "have got to VP", "gotta VP"."""
    doc, i = s.doc, t.i + 1
    if i >= len(doc):
        return
    if t.lower_ != "gotta":
        if doc[i].tag_ != "TO" or doc[i].dep_ not in ("aux", "mark", "prep") or doc[i].head.i <= i:
            return
        verb = doc[i].head
        i += 1
    else:
        bases = [doc[j] for j in range(i, min(i + 3, len(doc))) if doc[j].tag_ == "VB"]
        if not bases:
            return
        verb = bases[0]
    subject = s.subject(t.head if t.dep_ in ("aux", "auxpass") else t)
    target = s.mention(subject) if subject is not None and subject.i < t.i else None
    flags = ["denied"] if any(c.dep_ == "neg" for c in t.children) else []
    if any(c.tag_ == "MD" for c in t.lefts):
        flags.append("will have to")
    start = i
    while start < verb.i and (doc[start].lower_ in LEADING or doc[start].is_punct):
        start += 1
    trigger = "have:got" if t.lower_ in ("got", "gotta") else "have:have"
    for action in s.split(start, verb):
        yield propose((t.i, i), trigger, "vp", action, None, target, voice(verb), flags)
    yield from cleft_demands(s, t, (t.i, i), trigger, asked=target)


def let_demands(s: Syntax, t: Token) -> Iterator[Candidate]:
    """The candidates of "let us VP", "let them VP"."""
    doc, i = s.doc, t.i + 1
    if (
        t.tag_ != "VB"
        or i + 1 >= len(doc)
        or infinitive_mark(t) is not None
        or child(t, "nsubj", "aux") is not None
    ):
        return
    verb = child(t, "ccomp", "xcomp", "dobj")
    if verb is None or verb.i <= t.i:
        return
    if doc[i].lower_ in ("'s", "’s", "us"):
        negated = doc[i + 1].lower_ in NEGATIONS
        start = i + 1 + negated
        if start >= len(doc):  # a text that breaks off at "Let's not"
            return
        target = (i, i + 1) if doc[i].lower_ == "us" else None
        for action in s.split(start, verb, negated=negated):
            yield propose((t.i, i + 1), "let:us", "vp", action, None, target, "us")
    else:
        for action in s.split(i, verb):
            yield propose((t.i, i), "let:them", "vp", action)

"""Adjectives of necessity: "vital that the dam be raised", "important to wait", "repairs are essential".

"It is vital that the dam be raised."  ->  vital | that the dam be raised
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from claimex.pipeline.demands.frames.candidate import Candidate, propose
from claimex.pipeline.demands.frames.clefts import cleft_demands
from claimex.pipeline.demands.frames.syntax import Syntax, child, infinitive_mark

PREDICATIVE = frozenset(  # those that ask for their subject: "repairs are essential"
    {"necessary", "essential", "imperative", "vital", "important", "critical", "crucial", "overdue"}
)


def adjective_demands(s: Syntax, t: Token, lemma: str) -> Iterator[Candidate]:
    """The candidates of an adjective of necessity."""
    trigger, cue = f"adjective:{lemma}", (t.i, t.i + 1)
    roots = [t]
    if t.dep_ in ("acomp", "attr", "oprd", "amod", "ccomp") and t.head.i != t.i:
        roots.append(t.head)
        if t.dep_ == "amod" and t.head.head.lemma_ == "be":
            roots.append(t.head.head)
    for root in roots:
        for c in root.rights:
            if (
                c.i <= t.i
                or c.dep_ not in ("xcomp", "ccomp", "advcl", "acl", "relcl", "attr")
                or c.pos_ not in ("VERB", "AUX")
            ):
                continue
            mark = child(c, "mark")
            subject = child(c, "nsubj", "nsubjpass", "expl")
            if infinitive_mark(c) is not None:
                own = subject if subject is not None and t.i < subject.i < c.i else _for_whom(root, c)
                for action in s.infinitive(c):
                    yield propose(cue, trigger, "inf", action, None, s.mention_of(own), "for")
            elif subject is not None and (mark is None or mark.lower_ == "that"):
                for action in s.clause(c, t.i):
                    yield propose(cue, trigger, "that", action, None, s.mention(subject), "subject")
    yield from cleft_demands(s, t, cue, trigger)
    subject = child(t.head, "nsubj") if t.dep_ in ("acomp", "attr") else None
    if lemma in PREDICATIVE and subject is not None and subject.i < t.i and subject.pos_ in ("NOUN", "PROPN"):
        for action in s.split_until(subject, t.head.i):
            yield propose(cue, trigger, "subject", action)


def _for_whom(root: Token, verb: Token) -> Token | None:
    """The party of "important for NP to VP"."""
    for p in root.rights:
        if p.dep_ == "prep" and p.lower_ == "for" and p.i < verb.i:
            return child(p, "pobj")
    return None

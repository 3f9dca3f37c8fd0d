"""Clefts, whose action stands behind "is": "what they want is a bridge", "all we ask is that they wait".

"What the town needs is a bridge."  ->  needs | a bridge
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from claimex.pipeline.demands.frames.candidate import Action, Candidate, Range, propose
from claimex.pipeline.demands.frames.syntax import Syntax, infinitive_mark
from claimex.pipeline.demands.frames.words import BE

FRONTED = frozenset({"what", "all", "thing"})


def cleft_demands(
    s: Syntax, t: Token, cue: Range, trigger: str, asker: int | None = None, asked: Range | None = None
) -> Iterator[Candidate]:
    """The candidates of a cue whose clause is the subject of "is"."""
    be = _copula(t)
    if be is None or be.i <= t.i:
        return
    for c in be.rights:
        if c.dep_ in ("attr", "ccomp", "xcomp", "acomp", "advcl"):
            for action in _actions(s, c, be.i):
                yield propose(cue, trigger, "cleft", action, asker, asked, "subject")
            return


def stands_in(verb: Token) -> bool:
    """Whether a verb only holds the place of the action behind "is": "what they must DO is wait"."""
    if verb.lemma_ != "do" or verb.i + 1 == len(verb.doc) or verb.nbor().lemma_ not in BE:
        return False
    return any(token.dep_ == "dobj" and token.lower_ in FRONTED for token in verb.lefts)


def _copula(t: Token) -> Token | None:
    """The "is" whose subject is a cue's clause: "what they want", "all they want", "the thing they want"."""
    clause = t if t.pos_ in ("VERB", "AUX") else t.head
    if clause.dep_ in ("csubj", "nsubj", "csubjpass"):
        front, be = clause.left_edge, clause.head
    elif clause.dep_ == "relcl" and clause.head.dep_ == "nsubj":
        front, be = clause.head, clause.head.head
    else:
        return None
    return be if front.lower_ in FRONTED and be.lemma_ in BE else None


def _actions(s: Syntax, c: Token, after: int) -> Iterator[Action]:
    if infinitive_mark(c) is not None:
        return s.infinitive(c)
    if c.pos_ in ("VERB", "AUX"):
        return s.clause(c, after)
    return iter(s.split(max(c.left_edge.i, after + 1), c))

"""Gives a source to a participle that was found none: who acts in the clause that it hangs on speaks.

Ana Ruiz took the floor at noon, saying the mill must close.   ->   source "Ana Ruiz"
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from claimex.pipeline.attribution.decode import Segment

CLIMB = 3  # clauses above a participle in which its subject may stand, at most

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})


def subject(doc: Doc, cue: Segment, contents: list[Segment]) -> Segment | None:
    """Who speaks a participle.

    Arguments:
        doc: a parsed document.
        cue: a cue without a source.
        contents: what it introduces; the source does not reach into it.

    Returns:
        The subject of the next clause above, or None where the cue is no participle or no clause has one.
    """
    verb = doc[cue.start : cue.end].root
    if verb.tag_ != "VBG" or _subject_of(verb) is not None:
        return None
    if verb.dep_ == "acl" and verb.left_edge.i == verb.head.i + 1:  # "[a letter] saying that"
        return _phrase(verb.head, [cue, *contents])
    for _ in range(CLIMB):
        if verb.head.i == verb.i:
            return None
        verb = verb.head
        found = _subject_of(verb)
        if found is not None:
            return _phrase(found, [cue, *contents])
    return None


def _subject_of(verb: Token) -> Token | None:
    return next((token for token in verb.lefts if token.dep_ in _SUBJECTS), None)


def _phrase(head: Token, others: list[Segment]) -> Segment | None:
    """The noun phrase of a head, as far as it shares no token with others."""
    start, end = head.left_edge.i, head.right_edge.i + 1
    for other in others:
        if other.start <= head.i < other.end:
            return None
        if other.start > head.i:
            end = min(end, other.start)
        else:
            start = max(start, other.end)
    while head.i < end - 1 and (head.doc[end - 1].is_punct or head.doc[end - 1].is_space):
        end -= 1
    return Segment("source", start, end, 0.0, False)

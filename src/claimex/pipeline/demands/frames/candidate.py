"""A proposed demand, in tokens.

"She urged them to wait."  ->  Candidate((1, 2), "verb:urge", "inf", (3, 5), ...)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

Range = tuple[int, int]  # tokens [first, after last)


class Action(NamedTuple):
    """What may be asked for: its words, their syntactic head, and its place among coordinated actions."""

    words: Range
    head: int
    negated: bool = False
    conjunct: int = 0  # 0 for the first


@dataclass(slots=True)
class Candidate:
    """A proposed demand, in tokens."""

    cue: Range
    trigger: str  # "verb:urge"
    complement: str  # "inf"
    action: Range
    head: int  # the action's syntactic head
    negated: bool = False
    asker: int | None = None  # head of the mention that the frame itself names as issuer
    asked: Range | None = None  # the mention that the frame itself names as addressee
    asked_how: str = ""
    conjunct: int = 0  # 0 for the first of coordinated actions
    flags: list[str] = field(default_factory=list)


def propose(
    cue: Range,
    trigger: str,
    complement: str,
    action: Action,
    asker: int | None = None,
    asked: Range | None = None,
    how: str = "",
    flags: Sequence[str] = (),
) -> Candidate:
    """The candidate of a cue and one of its actions."""
    return Candidate(
        cue,
        trigger,
        complement,
        action.words,
        action.head,
        action.negated,
        asker,
        asked,
        how,
        action.conjunct,
        list(flags),
    )

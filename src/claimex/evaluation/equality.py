"""When two answers are the same: spans, names of parties, values and units.

    >>> same_name("Mr Bean", "Wayne Bean"), same_unit("tonne", "$ / tonne"), same_value(1.9e6, 1_900_000)
    (True, True, True)

These rules define what the published scores mean; the lexicon `evaluation.toml` holds the synonyms.
"""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from typing import TypeVar

from claimex import lexicon
from claimex.records import Span

VALUE_TOLERANCE = 1e-3  # relative: a third may be annotated as 0.333
CACHED_UNITS = 10_000

_RATE = re.compile(r"\s*(?:/|\bper\b|\ba\b)\s*")
_G = TypeVar("_G")
_P = TypeVar("_P")


def characters(spans: Iterable[Span]) -> frozenset[int]:
    """The offsets that the spans cover."""
    return frozenset(offset for span in spans for offset in range(span.start, span.end))


def iou(a: frozenset[int], b: frozenset[int]) -> float:
    """Intersection over union of two sets of offsets; 0 if both are empty."""
    shared = len(a & b)
    return shared / (len(a) + len(b) - shared) if a or b else 0.0


def overlap(a: Span | None, b: Span | None) -> bool:
    """Whether both spans are there and share a character."""
    return a is not None and b is not None and a.start < b.end and b.start < a.end


def agree(a: Span | None, b: Span | None) -> bool:
    """Whether two optional spans overlap, or neither is there."""
    return overlap(a, b) or (a is None and b is None)


def match(
    gold: Sequence[_G], predicted: Sequence[_P], likeness: Callable[[_G, _P], float], threshold: float
) -> list[tuple[int, int]]:
    """Pair gold with predictions one to one, the most alike first.

    Arguments:
        gold: the annotated things.
        predicted: the predicted ones.
        likeness: how alike two of them are; 0 means not at all.
        threshold: pairs below it are not made.

    Returns:
        (gold index, predicted index) pairs, each index at most once.
    """
    scored = ((likeness(g, p), i, j) for i, g in enumerate(gold) for j, p in enumerate(predicted))
    candidates = sorted(
        (pair for pair in scored if pair[0] >= threshold and pair[0] > 0), key=lambda t: (-t[0], t[1], t[2])
    )
    free_gold, free_predicted = set(range(len(gold))), set(range(len(predicted)))
    pairs = []
    for _, i, j in candidates:
        if i in free_gold and j in free_predicted:
            free_gold.remove(i)
            free_predicted.remove(j)
            pairs.append((i, j))
    return pairs


def same_name(a: str, b: str) -> bool:
    """Whether two names can be of one party: titles apart, one has all the words of the other."""
    words_a, words_b = _name_words(a), _name_words(b)
    return bool(words_a and words_b) and (words_a <= words_b or words_b <= words_a)


def same_value(a: float | None, b: float | None) -> bool:
    """Whether both values are there and equal within `VALUE_TOLERANCE`."""
    return a is not None and b is not None and math.isclose(a, b, rel_tol=VALUE_TOLERANCE, abs_tol=1e-9)


def same_unit(gold: str, predicted: str) -> bool:
    """Whether two units are one, or share a part: the measure or the base of a rate, or the last word."""
    return _unit(gold) == _unit(predicted) or bool(_unit_parts(gold) & _unit_parts(predicted))


@lru_cache(CACHED_UNITS)
def _name_words(name: str) -> frozenset[str]:
    bare = re.sub(r"[’']s$", "", name.strip().lower())
    return frozenset(re.findall(r"\w+", _title().sub("", re.sub(r"\s+", " ", bare))))


@cache
def _title() -> re.Pattern[str]:
    return re.compile(rf"^({'|'.join(lexicon.load('evaluation')['titles'])})\.? +")


@cache
def _forms() -> dict[str, str]:
    return {form: unit for unit, forms in lexicon.load("evaluation")["units"].items() for form in forms}


@lru_cache(CACHED_UNITS)
def _unit(written: str) -> str:
    """A unit in its canonical form, singular."""
    unit = re.sub(r"\s+", " ", written.strip().lower())
    unit = _forms().get(unit, unit)
    if unit.endswith("ies") and len(unit) > 4:
        unit = unit[:-3] + "y"
    elif unit.endswith("s") and not unit.endswith("ss") and len(unit) > 3:
        unit = unit[:-1]
    return _forms().get(unit, unit)


@lru_cache(CACHED_UNITS)
def _unit_parts(written: str) -> frozenset[str]:
    unit = _unit(written)
    parts = [*_RATE.split(unit), unit.split(" ")[-1]]
    return frozenset(_unit(part) for part in parts if part)

"""Counts by document -> scores with confidence intervals; judged confidences -> calibration.

    >>> score = scores(outcomes, QUOTATION_FIGURES)["quotation span"]
    >>> print(f"{score.value:.2f} ({score.low:.2f} to {score.high:.2f})")
    0.92 (0.88 to 0.95)

Intervals are of the percentile bootstrap over documents (Efron and Tibshirani 1993): the documents, not the
sentences, were drawn from the news.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from claimex.evaluation.layers import Figure, Judged, Outcome

RESAMPLES = 1000
LEVEL = 0.95
SEED = 20_240  # any will do; a fixed one gives the same interval every time
BINS = 10


@dataclass(frozen=True, slots=True)
class Score:
    """A figure's value: F1 with its precision and recall, or an accuracy, which has neither.

    `value` is None where there was nothing to get right. `low` and `high` bound the value at `LEVEL`.
    """

    value: float | None
    low: float | None
    high: float | None
    right: int
    gold: int
    precision: float | None = None
    recall: float | None = None
    predicted: int | None = None


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions of like confidence: how sure they were, and how often right."""

    low: float
    high: float
    number: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far confidences are from frequencies: expected calibration error (Guo et al. 2017), and bins."""

    error: float
    number: int
    bins: tuple[Bin, ...]


def scores(
    outcomes: Sequence[Outcome], figures: Iterable[Figure], resamples: int = RESAMPLES
) -> dict[str, Score]:
    """The figures over all documents.

    Arguments:
        outcomes: what each document contributes.
        figures: the figures wanted.
        resamples: how often the documents are drawn again for the intervals; 0 for no intervals.

    Returns:
        Figure name -> score, in the figures' order.
    """
    total = sum((outcome.counts for outcome in outcomes), Counter())
    draws = _draws(len(outcomes), resamples)
    return {figure.name: _score(figure, total, outcomes, draws) for figure in figures}


def calibration(judged: Iterable[Judged], criterion: str, bins: int = BINS) -> Calibration | None:
    """Compare confidences with how often they are right.

    Arguments:
        judged: predictions with their confidence, of any criterion.
        criterion: the one that says what is right.
        bins: how many bins of equal width the confidences are sorted into.

    Returns:
        The calibration, or None if nothing was predicted.
    """
    pairs = [
        (judgement.confidence, judgement.right) for judgement in judged if judgement.criterion == criterion
    ]
    if not pairs:
        return None
    sorted_in: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in pairs:
        sorted_in.setdefault(min(int(confidence * bins), bins - 1), []).append((confidence, right))
    found = tuple(
        Bin(
            low=index / bins,
            high=(index + 1) / bins,
            number=len(members),
            confidence=sum(confidence for confidence, _ in members) / len(members),
            accuracy=sum(right for _, right in members) / len(members),
        )
        for index, members in sorted(sorted_in.items())
    )
    error = sum(each.number * abs(each.confidence - each.accuracy) for each in found) / len(pairs)
    return Calibration(error, len(pairs), found)


def f1(precision: float, recall: float) -> float:
    """The harmonic mean; 0 where both are."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _score(
    figure: Figure, total: Counter[str], outcomes: Sequence[Outcome], draws: npt.NDArray[np.int64]
) -> Score:
    right, gold = total[figure.right], total[figure.gold]
    low, high = _interval(figure, outcomes, draws)
    if figure.predicted is None:
        return Score(right / gold if gold else None, low, high, right, gold)
    predicted = total[figure.predicted]
    precision, recall = right / predicted if predicted else 0.0, right / gold if gold else 0.0
    return Score(f1(precision, recall), low, high, right, gold, precision, recall, predicted)


def _draws(documents: int, resamples: int) -> npt.NDArray[np.int64]:
    """How often each document is in each resample."""
    generator = np.random.default_rng(SEED)
    return generator.multinomial(documents, np.full(documents, 1 / max(documents, 1)), size=resamples)


def _interval(
    figure: Figure, outcomes: Sequence[Outcome], draws: npt.NDArray[np.int64]
) -> tuple[float | None, float | None]:
    def drawn(name: str) -> npt.NDArray[np.int64]:
        counts: npt.NDArray[np.int64] = draws @ np.array([outcome.counts[name] for outcome in outcomes])
        return counts

    # F1 is 2 * right / (gold + predicted), an accuracy right / gold.
    right = drawn(figure.right)
    of = (
        drawn(figure.gold) if figure.predicted is None else (drawn(figure.gold) + drawn(figure.predicted)) / 2
    )
    defined = of > 0
    if not defined.any():
        return None, None
    low, high = np.quantile(right[defined] / of[defined], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)

"""Trained weights: sums of named features, and the probabilities that they stand for.

    weights().probability("filter", {"t=verb:urge": 1.0, ...})  ->  0.83

Logistic models in one JSON file: where an action ends, whether a candidate is a demand, how likely its bounds
are exact, who issues it, whom it addresses.
`models/demands/train.py` makes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from math import exp, log


class Weights:
    """Logistic models over named features."""

    def __init__(self, models: Mapping[str, Mapping[str, float]], settings: Mapping[str, float]):
        self.models = models
        self.threshold = settings["threshold"]
        self.slope, self.offset = settings["slope"], settings["offset"]

    def probability(self, model: str, found: Mapping[str, float] | Iterable[str]) -> float:
        """The probability that a model gives to a set of features.

        Arguments:
            model: "end", "filter" or "exact".
            found: names with values, or names alone, which may repeat.

        Returns:
            A number between 0 and 1.
        """
        return squash(self.score(model, found))

    def score(self, model: str, found: Mapping[str, float] | Iterable[str]) -> float:
        """The sum of the weights of some features: the log odds of `probability`, whose arguments it takes.

        Those of "issuer" and "addressee" compare the options for one demand, and mean nothing by themselves.
        """
        weight = self.models[model]
        if isinstance(found, Mapping):
            return sum([weight.get(name, 0.0) * value for name, value in found.items()])
        return sum([weight.get(name, 0.0) for name in found])

    def confidence(self, probability: float) -> float:
        """The calibrated confidence of a candidate that the filter gives a probability (Platt's scaling)."""
        p = min(max(probability, 1e-6), 1 - 1e-6)
        return squash(self.slope * _logit(p) + self.offset)


def squash(x: float) -> float:
    """The logistic function."""
    return 1 / (1 + exp(-min(max(x, -50.0), 50.0)))


def _logit(p: float) -> float:
    return log(p / (1 - p))


@cache
def weights() -> Weights:
    """The weights that ship with the package."""
    data = json.loads(files(__package__).joinpath("weights.json").read_text(encoding="utf-8"))
    return Weights(data["models"], data["settings"])

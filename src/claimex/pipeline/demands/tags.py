"""What the encoder's demand heads say, in this layer's words; nothing where a document has no such scores.

Tags.of(doc).action[7]  ->  0.93, the probability that token 7 is in an action
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import Literal

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc

from claimex.pipeline.scores import Scores, arc_scores

Floats = npt.NDArray[np.float64]
Arc = Literal["demand_issuer", "demand_addressee", "action_cue"]

FLOOR = 1e-4  # of probabilities whose logarithms are added
REACH = 250  # tokens between a cue and a party that only an arc ties to it


@dataclass(slots=True)
class Tags:
    """Probabilities for each token of a document, and arcs between tokens."""

    scores: Scores
    cue: Floats
    cue_begin: Floats
    action: Floats
    begin: Floats  # of an action
    inner: list[float]  # of an action, behind its first token
    going: list[float]  # logarithm of `inner`
    ending: list[float]  # logarithm of its complement
    party_begin: dict[str, Floats]
    party: dict[str, Floats]
    said: dict[str, Floats]  # source, cue and content of attributions
    said_begin: Floats  # of a content

    @classmethod
    def of(cls, doc: Doc) -> Tags | None:
        """The tags of a document that the encoder has read; None if it has not."""
        scores = doc._.claimex_scores
        if scores is None or "demand_cue" not in scores:
            return None
        heads = {
            name: np.exp(scores[f"demand_{name}"].astype(np.float64))
            for name in ("cue", "action", "issuer", "addressee")
        }
        inner = heads["action"][:, 2]
        said = np.exp(scores["attribution"].astype(np.float64))
        return cls(
            scores,
            1 - heads["cue"][:, 0],
            heads["cue"][:, 1],
            1 - heads["action"][:, 0],
            heads["action"][:, 1],
            inner.tolist(),
            np.log(inner.clip(FLOOR)).tolist(),
            np.log((1 - inner).clip(FLOOR)).tolist(),
            {name: heads[name][:, 1] for name in ("issuer", "addressee")},
            {name: 1 - heads[name][:, 0] for name in ("issuer", "addressee")},
            {name: said[:, n] + said[:, n + 1] for n, name in ((1, "source"), (3, "cue"), (5, "content"))},
            said[:, 5],
        )

    def arc(self, kind: Arc, dependent: int, heads: range | list[int]) -> float:
        """The highest score of an arc from a token to one of some others, relative to no head."""
        return float(arc_scores(self.scores, kind, [dependent], list(heads)).max()) if len(heads) else -8.0

    def best_party(
        self, role: Literal["issuer", "addressee"], cue: int, reach: int, likely: float
    ) -> tuple[int, float] | None:
        """The first token of the mention that the arcs tie best to a cue in a role, and the arc's score.

        Arguments:
            role: issuer or addressee.
            cue: the cue's first token.
            reach: how many tokens around it are looked at.
            likely: the probability of a mention's first token from which its arc is asked for.
        """
        begins = self.party_begin[role]
        low = max(0, cue - reach)
        near = low + np.flatnonzero(begins[low : cue + reach] >= likely)
        if not len(near):
            return None
        arcs = arc_scores(
            self.scores, "demand_issuer" if role == "issuer" else "demand_addressee", [cue], near
        )[0]
        best = int(arcs.argmax())
        return int(near[best]), float(arcs[best])


def logit(p: float) -> float:
    """Log odds, bounded."""
    p = min(max(p, 1e-4), 1 - 1e-4)
    return log(p / (1 - p))


def level(x: float) -> int:
    """A score in seven steps, for models that read names."""
    return min(max(round(x / 1.5), -3), 3)

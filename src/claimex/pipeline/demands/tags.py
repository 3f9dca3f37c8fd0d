"""What the encoder's demand heads say, in this layer's words; nothing where a document has no such scores.

Tags.of(doc).action[7]  ->  0.93, the probability that token 7 is in an action
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc

from claimex.pipeline.scores import Scores, arc_scores

Floats = npt.NDArray[np.float64]
Arc = Literal["demand_issuer", "demand_addressee", "action_cue"]

LIKELY_BEGIN = (
    0.1  # a token that begins a party with at least this probability is worth asking the arcs about
)
REACH = 250  # tokens between a cue and a party that only an arc ties to it


@dataclass(slots=True)
class Tags:
    """Probabilities for each token of a document, and arcs between tokens."""

    scores: Scores
    cue: Floats
    action: Floats
    begin: Floats  # of an action
    inner: Floats  # of an action, behind its first token
    party_begin: dict[str, Floats]
    party: dict[str, Floats]

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
        return cls(
            scores,
            1 - heads["cue"][:, 0],
            1 - heads["action"][:, 0],
            heads["action"][:, 1],
            heads["action"][:, 2],
            {name: heads[name][:, 1] for name in ("issuer", "addressee")},
            {name: 1 - heads[name][:, 0] for name in ("issuer", "addressee")},
        )

    def arc(self, kind: Arc, dependent: int, heads: range | list[int]) -> float:
        """The highest score of an arc from a token to one of some others, relative to no head."""
        return float(arc_scores(self.scores, kind, [dependent], list(heads)).max()) if len(heads) else -8.0

    def party_of(self, role: Literal["issuer", "addressee"], cue: int) -> tuple[int, int] | None:
        """The token range that the arcs tie to a cue in a role, if they prefer one to none."""
        begins = self.party_begin[role]
        low = max(0, cue - REACH)
        near = low + np.flatnonzero(begins[low : cue + REACH] >= LIKELY_BEGIN)
        if not len(near):
            return None
        arcs = arc_scores(
            self.scores, "demand_issuer" if role == "issuer" else "demand_addressee", [cue], near
        )[0]
        best = int(arcs.argmax())
        if arcs[best] <= 0:
            return None
        start = end = int(near[best])
        inside = self.party[role]
        while end + 1 < len(inside) and inside[end + 1] >= 0.5 and begins[end + 1] < 0.5:
            end += 1
        return start, end + 1


def logit(p: float) -> float:
    """Log odds, bounded."""
    p = min(max(p, 1e-4), 1 - 1e-4)
    return float(np.log(p / (1 - p)))


def level(x: float) -> int:
    """A score in seven steps, for models that read names."""
    return int(np.clip(np.round(x / 1.5), -3, 3))

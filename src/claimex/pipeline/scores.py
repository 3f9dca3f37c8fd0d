"""What the encoder says of each token: the names of its heads, their labels, and arc scores from its projections.

The encoder leaves one transient dictionary on the Doc, `doc._.claimex_scores`; the layers that read it share this vocabulary.

>>> LABELS["demand_cue"]
('O', 'B', 'I')
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float32]
Scores: TypeAlias = dict[str, npt.NDArray[np.generic]]

ENTITY_TYPES = ("PERSON", "ORG", "GPE", "NORP", "PRODUCT", "DATE", "TIME", "ORDINAL", "CARDINAL")


def _bio(*kinds: str) -> tuple[str, ...]:
    return ("O", *(f"{prefix}-{kind}" for kind in kinds for prefix in "BI"))


# Head -> labels, in the order of its output columns.
LABELS: dict[str, tuple[str, ...]] = {
    "attribution": _bio("source", "cue", "content"),
    "entity": _bio(*ENTITY_TYPES),
    "demand_cue": ("O", "B", "I"),
    "demand_action": ("O", "B", "I"),
    "demand_issuer": ("O", "B", "I"),
    "demand_addressee": ("O", "B", "I"),
}

# Arcs lead from the first token of a dependent span to the first token of its head span (or to nothing).
ARCS = ("content_cue", "content_source", "cue_source", "demand_issuer", "demand_addressee", "action_cue")
ARC_SIZE = 48


def arc_scores(scores: Scores, arc: str, dependents: npt.ArrayLike, heads: npt.ArrayLike) -> Floats:
    """Scores of arcs between tokens.

    scores: a Doc's `doc._.claimex_scores`. arc: one of ARCS. dependents, heads: (m,) and (k,) token indices.
    Returns (m, k) scores, each relative to "no head": above 0 the encoder prefers this head to none.
    """
    a = ARCS.index(arc)
    rows = np.asarray(dependents, np.intp)
    columns = np.asarray(heads, np.intp)
    q = scores["arc_dependent"][rows, a].astype(np.float32)
    k = scores["arc_head"][columns, a].astype(np.float32)
    out: Floats = (q @ k.T) / np.float32(np.sqrt(ARC_SIZE)) - scores["arc_none"][rows, a].astype(np.float32)[:, None]
    return out

"""What the encoder says of each token: the names of its heads, their labels, and arc scores from its
projections.

The encoder leaves one transient dictionary on the Doc, `doc._.claimex_scores`; the layers that read it share
this vocabulary.

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

COLUMNS: dict[str, slice] = {}  # head -> its output columns
for _head, _names in LABELS.items():
    _start = max((s.stop for s in COLUMNS.values()), default=0)
    COLUMNS[_head] = slice(_start, _start + len(_names))

# Arcs lead from the first token of a dependent span to the first token of its head span (or to nothing).
ARCS = ("content_cue", "content_source", "cue_source", "demand_issuer", "demand_addressee", "action_cue")
ARC_SIZE = 48
_SCALE = np.float32(np.sqrt(ARC_SIZE))


# The score of an arc at a token where the encoder sees no span begin: such tokens keep no projections.
NO_ARC = -8.0


def arc_scores(scores: Scores, arc: str, dependents: npt.ArrayLike, heads: npt.ArrayLike) -> Floats:
    """Scores of arcs between tokens: dot products of projections, as in Dozat and Manning (2017) without the
    bilinear matrix.

    scores: a Doc's `doc._.claimex_scores`, where `arc_row` (tokens,) gives the row of a token in
    `arc_dependent` and `arc_head` (rows, arcs, ARC_SIZE) and `arc_none` (rows, arcs), or -1. arc: one of
    ARCS. dependents, heads: (m,) and (k,) token indices. Returns (m, k) scores, each relative to "no head":
    above 0 the encoder prefers this head to none. Raises ValueError for an unknown arc.
    """
    a = ARCS.index(arc)
    row_of = scores["arc_row"]
    rows = row_of[np.asarray(dependents, np.intp)].astype(np.intp)
    columns = row_of[np.asarray(heads, np.intp)].astype(np.intp)
    has_row, has_column = rows >= 0, columns >= 0
    known_rows, known_columns = rows[has_row], columns[has_column]
    q = scores["arc_dependent"][known_rows, a].astype(np.float32)
    k = scores["arc_head"][known_columns, a].astype(np.float32)
    none = scores["arc_none"][known_rows, a].astype(np.float32)
    products: Floats = (q @ k.T) / _SCALE - none[:, None]
    if products.shape == (len(rows), len(columns)):
        return products
    out = np.full((len(rows), len(columns)), NO_ARC, np.float32)
    out[np.ix_(has_row, has_column)] = products
    return out

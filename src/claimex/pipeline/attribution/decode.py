"""Turns the encoder's label scores of tokens into spans of sources, cues and contents.

    She/B-source said/B-cue the/B-content mill/I-content ...  ->  source [0, 1), cue [1, 2), content [2, ...)

The best sequence of labels is Viterbi's, under the constraint that inside follows begin or inside of the same
role, and at a cost for every span that begins: scored one by one, tokens break a long content off and begin
it again where none of its words does.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

Role = Literal["source", "cue", "content"]
ROLES: tuple[Role, ...] = ("source", "cue", "content")
Logs = npt.NDArray[np.float32]

# What beginning a span costs, in log-odds, by role. Found on 50 PolNeAR train documents that the encoder has
# not seen and on its development documents: between nothing and 0.9 for contents all figures stay within
# 0.005, and the higher a cost, the fewer quoted contents are found.
BEGIN_COST = {"source": 0.3, "cue": 0.3, "content": 0.5}
# log P(O) above which a token certainly belongs to no span: the sequence may be cut there.
CERTAIN = -0.002
# Log-odds lent to the roles against O when spare spans are sought; beyond it hardly any is right. Where log
# P(O) is above SPARE_CERTAIN, no role can win even so.
SPARE = 2.5
SPARE_CERTAIN = -0.05
NEVER = -1e9


class Segment(NamedTuple):
    """A decoded span of tokens [start, end), its role, the mean log-probability of its labels, and whether it
    is spare.

    A spare span is not in the best sequence of labels; it is one that the linker may take where nothing
    better fits.
    """

    role: Role
    start: int
    end: int
    score: float
    spare: bool


def best_labels(logs: Logs, certain: float = CERTAIN) -> npt.NDArray[np.int8]:
    """Best sequence of labels in which I-x follows B-x or I-x.

    logs: (tokens, 7) scores of O and of B, I of source, cue, content; a token with 0 for O and I is silent
    and takes the label of its neighbours. certain: score of O above which any other token is taken for O
    without further ado. Returns (tokens,) label indices.
    """
    labels = np.zeros(len(logs), np.int8)
    doubtful = np.flatnonzero((logs[:, 0] < certain) | is_silent(logs))
    for part in np.split(doubtful, np.flatnonzero(np.diff(doubtful) > 1) + 1):
        if len(part):
            labels[part[0] : part[-1] + 1] = _viterbi(logs[part[0] : part[-1] + 1].tolist())
    return labels


def is_silent(logs: Logs) -> npt.NDArray[np.bool_]:
    """White space, of which the encoder says nothing. It must not cut a span in two."""
    inside: npt.NDArray[np.bool_] = (logs[:, 0::2] == 0).all(axis=1)
    return inside


def _viterbi(logs: list[list[float]]) -> list[int]:
    scores = [0.0] + [NEVER] * 6
    back: list[tuple[int, tuple[int, int, int]]] = []
    for o, b1, i1, b2, i2, b3, i3 in logs:
        top = max(scores)
        best = scores.index(top)  # O and every B follow the best label, whichever it is
        source, cue, content = max(scores[1:3]), max(scores[3:5]), max(scores[5:7])
        inner = (
            1 if scores[1] == source else 2,
            3 if scores[3] == cue else 4,
            5 if scores[5] == content else 6,
        )
        back.append((best, inner))
        scores = [top + o, top + b1, source + i1, top + b2, cue + i2, top + b3, content + i3]
    label = scores.index(max(scores))
    path = [label]
    for best, inner in back[:0:-1]:
        label = inner[label // 2 - 1] if label and label % 2 == 0 else best
        path.append(label)
    return path[::-1]


def segments(logs: Logs, space: npt.NDArray[np.bool_], dearer: float = 0.0) -> list[Segment]:
    """Spans of the best sequence of labels, in text order, without white space at their ends.

    logs: (tokens, 7) log-probabilities. space: (tokens,) whether a token is white space; such tokens suit any
    label. dearer: log-odds that beginning a span costs more than it does by itself.
    """
    costly = logs.copy()
    costly[:, 1::2] -= np.array([BEGIN_COST[role] + dearer for role in ROLES], np.float32)
    costly[is_silent(logs), 1::2] = NEVER
    return _spans(logs, best_labels(costly), space, False)


def spare_segments(logs: Logs, space: npt.NDArray[np.bool_], taken: list[Segment]) -> list[Segment]:
    """Spans that would be found beside those taken if roles were likelier by SPARE, in text order.

    logs, space: as for `segments`. taken: spans that stand.
    """
    lent, silent = logs.copy(), is_silent(logs)
    lent[~silent, 0] -= SPARE
    lent[silent, 1::2] = NEVER
    for s in taken:
        lent[s.start : s.end, 0], lent[s.start : s.end, 1:] = 0.0, NEVER
    return _spans(logs, best_labels(lent, SPARE_CERTAIN - SPARE), space, True)


def _spans(
    logs: Logs, labels: npt.NDArray[np.int8], space: npt.NDArray[np.bool_], spare: bool
) -> list[Segment]:
    out: list[Segment] = []
    chosen = logs[np.arange(len(logs)), labels]
    for start in np.flatnonzero(labels % 2 == 1).tolist():
        role = ROLES[int(labels[start]) // 2]
        end = start + 1
        while end < len(labels) and labels[end] == labels[start] + 1:
            end += 1
        mean = float(chosen[start:end].mean())
        while start < end and space[start]:
            start += 1
        while start < end and space[end - 1]:
            end -= 1
        if start < end:
            out.append(Segment(role, start, end, mean, spare))
    return out

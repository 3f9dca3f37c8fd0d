"""What a trained network says of documents, for another to learn from in place of an annotation.

answer(teacher, examples)[0].logs   ->   (tokens, labels) log-probabilities of the first example
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch
from corpus import Example
from network import Encoder, pack

from claimex.pipeline.encoder import AHEAD, BEFORE, WINDOW
from claimex.pipeline.scores import ARC_SIZE, ARCS, COLUMNS, LABELS
from claimex.pipeline.wordpieces import Window, windows

Halves = npt.NDArray[np.float16]

BATCH = 8  # windows read at once
UNTIED = -1e4  # the score of an arc to what is no token
# Where each arc begins: its head, and the label of the token that it leads from.
ARC_FROM = {
    "content_cue": ("attribution", "B-content"),
    "content_source": ("attribution", "B-content"),
    "cue_source": ("attribution", "B-cue"),
    "demand_issuer": ("demand_cue", "B"),
    "demand_addressee": ("demand_cue", "B"),
    "action_cue": ("demand_action", "B"),
}


@dataclass(frozen=True)
class Answers:
    """What stands for the annotation of one document.

    heads: the questions answered; arcs that begin with one of them are answered too. logs: (tokens, labels)
    log-probabilities of all heads. dependent, head: (tokens, arcs, ARC_SIZE) projections. none: (tokens,
    arcs) scores of no head.
    """

    heads: frozenset[str]
    logs: Halves
    dependent: Halves
    head: Halves
    none: Halves

    def arcs(self, tokens: npt.NDArray[np.intp]) -> list[tuple[int, int, npt.NDArray[np.float32]]]:
        """Arcs that begin at some of these tokens: arc, index of the dependent among the tokens, and the
        scores (1 + tokens,) of no head and of each token as its head.
        """
        out = []
        for arc, (name, label) in ARC_FROM.items():
            if name not in self.heads:
                continue
            a, begin = ARCS.index(arc), LABELS[name].index(label)
            where = np.flatnonzero(self.logs[tokens, COLUMNS[name]].argmax(1) == begin)
            begun = tokens[where]
            scores = self.dependent[begun, a].astype(np.float32) @ self.head[tokens, a].astype(np.float32).T
            scores = np.concatenate([self.none[begun, a, None], scores / ARC_SIZE**0.5], 1)
            out += [(a, int(i), row.astype(np.float32)) for i, row in zip(where, scores, strict=True)]
        return out


def answer(model: Encoder, examples: Sequence[Example], heads: Sequence[str]) -> list[Answers]:
    """What a network says of documents, read as the shipped encoder reads them."""
    size = sum(map(len, LABELS.values()))
    shape = (len(ARCS), ARC_SIZE)
    tokens = [len(e.encoded.first) for e in examples]
    out = [
        Answers(
            frozenset(heads),
            np.zeros((n, size), np.float16),
            np.zeros((n, *shape), np.float16),
            np.zeros((n, *shape), np.float16),
            np.zeros((n, len(ARCS)), np.float16),
        )
        for n in tokens
    ]
    items = [(i, w) for i, e in enumerate(examples) for w in windows(e.encoded, WINDOW, BEFORE, AHEAD)]
    items.sort(key=lambda item: item[1].end - item[1].start)
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        for at in range(0, len(items), BATCH):
            _read(model, examples, items[at : at + BATCH], out)
    return out


def _read(
    model: Encoder, examples: Sequence[Example], items: list[tuple[int, Window]], out: list[Answers]
) -> None:
    packed = (torch.from_numpy(part) for part in pack([(examples[i].encoded, w) for i, w in items]))
    logits, projections = (part.float() for part in model(*packed))
    logs = torch.cat([logits[..., columns].log_softmax(-1) for columns in COLUMNS.values()], -1).numpy()
    arcs = projections.numpy()  # (batch, pieces, 2, arcs, ARC_SIZE)
    for row, (i, w) in enumerate(items):
        first = examples[i].encoded.first
        tokens = np.flatnonzero((first >= w.own) & (first < w.stop))
        at = first[tokens] - w.start + 1
        out[i].logs[tokens] = logs[row, at]
        out[i].dependent[tokens], out[i].head[tokens] = arcs[row, at, 0], arcs[row, at, 1]
        none = np.einsum("tad,ad->ta", arcs[row, at, 0], arcs[row, 0, 1])
        out[i].none[tokens] = none / ARC_SIZE**0.5


def joined(answers: Answers, others: Answers, arcs: bool = True) -> Answers:
    """One network's answers to its questions, and another's to all else.

    arcs: whether what begins with a question's spans is the first network's, too.
    """
    chosen = [a for a, name in enumerate(ARCS) if arcs and ARC_FROM[name][0] in answers.heads]
    parts = {name: getattr(others, name).copy() for name in ("logs", "dependent", "head", "none")}
    for name in answers.heads:
        parts["logs"][:, COLUMNS[name]] = answers.logs[:, COLUMNS[name]]
    for name in ("dependent", "head", "none"):
        parts[name][:, chosen] = getattr(answers, name)[:, chosen]
    return replace(others, heads=others.heads | answers.heads, **parts)

"""Trains the bounds of contents: `python models/bounds.py --polnear PolNeAR/data --demands DIR --work DIR`.

They learn from the PolNeAR train documents that the encoder has seen, as it scored them after its first
epoch: it had met each of them once and knows them hardly better than new ones. Writes the layer's
`bounds.json`.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from corpus import Region, Relation, parsed, read_demands, read_polnear
from export import ship
from spacy.tokens import Doc
from train import BASE, arguments, unseen

from claimex.pipeline import attribution
from claimex.pipeline.attribution.bounds import Question, questions
from claimex.pipeline.attribution.linker import Candidates, link, trained
from claimex.pipeline.encoder import AHEAD, BEFORE, WINDOW, Encoder
from claimex.pipeline.layout import Layout
from claimex.pipeline.quotations import Quotations

RIDGE = 2.0
SEEN = 20  # features of fewer places are left out
LIKE = 0.3  # intersection over union of a content that has no exact counterpart and its best one


def right(doc: Doc, question: Question, relations: list[Relation]) -> int | None:
    """The place of a question that agrees best with an annotated content; None if none agrees by LIKE."""
    gold = [region for relation in relations for region in relation.content]
    regions = [(doc[a].idx, doc[b - 1].idx + len(doc[b - 1])) for a, b in question.places]
    best = [max((_share(region, other) for other in gold), default=0.0) for region in regions]
    return best.index(max(best)) if max(best) >= LIKE else None


def _share(a: Region, b: Region) -> float:
    """Intersection over union of two regions that overlap."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0])) / (max(a[1], b[1]) - min(a[0], b[0]))


def fit(asked: list[tuple[Question, int]]) -> dict[str, float]:
    """Conditional logit of the right place, by feature."""
    counts = Counter(k for question, _ in asked for f in question.features for k, v in f.items() if v)
    names = sorted(name for name, count in counts.items() if count >= SEEN)
    column = {name: i for i, name in enumerate(names)}
    width = max(len(question.places) for question, _ in asked)
    x = np.zeros((len(asked), width, len(names)))
    hidden = np.full((len(asked), width), -1e9)
    for i, (question, _) in enumerate(asked):
        hidden[i, : len(question.places)] = 0
        for j, features in enumerate(question.features):
            for name in column.keys() & features.keys():
                x[i, j, column[name]] = features[name]
    inputs, mask = torch.from_numpy(x), torch.from_numpy(hidden)
    target = torch.tensor([place for _, place in asked])
    weights = torch.zeros(len(names), dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(inputs @ weights + mask, target, reduction="sum")
        loss = loss + RIDGE * (weights**2).sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    return {name: round(float(w), 3) for name, w in zip(names, weights.detach().numpy(), strict=True)}


def main() -> None:
    """Train on what the encoder said after one epoch."""
    options = arguments(__doc__).parse_args()
    attributed = read_polnear(options.polnear / "train")
    new = set(unseen(attributed, read_demands(options.demands)))
    docs = parsed(
        {name: text for name, (text, _) in attributed.items()}, options.work / "polnear-train.spacy"
    )
    asked = []
    with tempfile.TemporaryDirectory() as folder:
        ship(options.work / "polnear-0.safetensors", BASE / "vocab.txt", Path(folder))
        encoder, layout, quotations = Encoder(folder, WINDOW, BEFORE, AHEAD), Layout(), Quotations()
        for name in sorted(docs.keys() - new):
            doc = quotations(encoder(layout(docs[name])))
            found, bound = attribution.spans(doc)
            linked = link(Candidates(doc, found, bound), trained())
            for question in questions(doc, found, linked):
                place = right(doc, question, attributed[name][1])
                if place is not None:
                    asked.append((question, place))
            doc._.claimex_scores = None
    weights = json.dumps(fit(asked), indent=1) + "\n"
    Path(attribution.__file__).with_name("bounds.json").write_text(weights, encoding="utf-8")


if __name__ == "__main__":
    main()

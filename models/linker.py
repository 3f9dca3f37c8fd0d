"""Trains the linker and the confidence of attributions: `python models/linker.py --polnear PolNeAR/data
--demands DIR --work DIR`.

They learn from the PolNeAR train documents that the encoder has not seen (`held_out` in `config.toml`): on
documents it has, the encoder is surer than it will ever be again. Writes the linker's `weights.json`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from corpus import Region, Relation, parsed, read_demands, read_polnear
from spacy.tokens import Doc
from train import arguments, unseen

from claimex.pipeline import attribution
from claimex.pipeline.attribution.decode import Segment
from claimex.pipeline.attribution.linker import (
    CONFIDENCE_FEATURES,
    NONE_FEATURES,
    PAIR_FEATURES,
    Candidates,
    Choice,
    Linked,
    Model,
    Vector,
    Weights,
    link,
)
from claimex.pipeline.encoder import AHEAD, BEFORE, WINDOW, Encoder
from claimex.pipeline.layout import Layout
from claimex.pipeline.quotations import Quotations

DEARER = 0.4  # log-odds; from firmer spans than it reads the linker learns better (relations by 0.003)
RIDGE = 0.5  # on the weights, once over all choices; a hidden layer over the pair features over-fits


def _fit(loss: Callable[[torch.Tensor], torch.Tensor], size: int) -> Vector:
    weights = torch.zeros(size, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        value = loss(weights) + RIDGE * (weights**2).sum()
        value.backward()
        return value

    optimizer.step(closure)
    return weights.detach().numpy()


def fit_choices(choices: list[tuple[Choice, int | None]]) -> Weights:
    """Conditional logit over (choice, position of the right candidate or None)."""
    choices = [(c, right) for c, right in choices if c.candidates]
    width, pairs = max(len(c.candidates) for c, _ in choices), len(PAIR_FEATURES)
    x = np.zeros((len(choices), width + 1, pairs + len(NONE_FEATURES)))
    hidden = np.full((len(choices), width + 1), -1e9)
    target = np.zeros(len(choices), np.int64)
    for i, (choice, right) in enumerate(choices):
        n = len(choice.candidates)
        x[i, :n, :pairs], x[i, width, pairs:] = choice.pairs, choice.none
        hidden[i, :n] = hidden[i, width] = 0
        target[i] = width if right is None else right
    features, mask, gold = torch.from_numpy(x), torch.from_numpy(hidden), torch.from_numpy(target)
    weights = _fit(
        lambda w: torch.nn.functional.cross_entropy(features @ w + mask, gold, reduction="sum"), x.shape[2]
    )
    return Weights(weights[:pairs], weights[pairs:])


def fit_confidence(relations: list[tuple[Linked, bool]]) -> Vector:
    """Logistic regression of whether a relation is right (Platt scaling over several signals)."""
    x = torch.from_numpy(np.stack([r.features for r, _ in relations]))
    y = torch.tensor([float(right) for _, right in relations], dtype=torch.float64)
    return _fit(
        lambda w: torch.nn.functional.binary_cross_entropy_with_logits(x @ w, y, reduction="sum"), x.shape[1]
    )


def owner(segment: Region, relations: list[Relation], role: str) -> int | None:
    """The annotated relation whose source, cue or content shares most characters with a segment."""
    best, most = None, 0
    for k, relation in enumerate(relations):
        shared = sum(max(0, min(segment[1], b) - max(segment[0], a)) for a, b in getattr(relation, role))
        if shared > most:
            best, most = k, shared
    return best


def targets(
    candidates: Candidates, characters: Callable[[Segment], Region], relations: list[Relation]
) -> tuple[list[tuple[Choice, int | None]], ...]:
    """The right candidate of each choice, by the annotation: contents' cues, cues' sources, contents'
    sources.
    """
    places = [characters(s) for s in candidates.segments]

    def right(choice: Choice, role: str, wanted: str) -> tuple[Choice, int | None]:
        k = owner(places[choice.dependent], relations, role)
        regions = getattr(relations[k], wanted) if k is not None else []
        fits = (
            i
            for i, c in enumerate(choice.candidates)
            if any(a < places[c][1] and places[c][0] < b for a, b in regions)
        )
        return choice, next(fits, None)

    def annotated(dependent: int, role: str) -> bool:
        return owner(places[dependent], relations, role) is not None

    return (
        [right(candidates.cue_of(i), "content", "cue") for i in candidates.contents],
        [right(candidates.source_of(i), "cue", "source") for i in candidates.cues if annotated(i, "cue")],
        [
            right(candidates.source_without_cue(i), "content", "source")
            for i in candidates.contents
            if annotated(i, "content")
        ],
    )


def write(path: Path, model: Model) -> None:
    """Write the weights as JSON, feature by feature."""

    def named(names: tuple[str, ...], values: Vector) -> dict[str, float]:
        return {name: round(float(value), 4) for name, value in zip(names, values, strict=True)}

    data = {}
    for name in Model._fields[:3]:
        weights: Weights = getattr(model, name)
        data[name] = named(PAIR_FEATURES, weights.pair)
        data[f"{name}_none"] = named(NONE_FEATURES, weights.none)
    data["confidence"] = named(CONFIDENCE_FEATURES, model.confidence)
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def characters(doc: Doc) -> Callable[[Segment], Region]:
    """A function from segments of a document to their character regions."""
    return lambda s: (doc[s.start].idx, doc[s.end - 1].idx + len(doc[s.end - 1]))


def iou(a: list[Region], b: list[Region]) -> float:
    """Intersection over union of two lists of character regions."""
    left, right = ({i for start, end in x for i in range(start, end)} for x in (a, b))
    return len(left & right) / len(left | right) if left | right else 0.0


def is_right(
    linked: Linked, segments: list[Segment], place: Callable[[Segment], Region], gold: list[Relation]
) -> bool:
    """Whether content and source of a relation agree by half with the annotation's best match."""
    contents = [place(segments[i]) for i in linked.contents]
    match = max(gold, key=lambda g: iou(g.content, contents), default=None)
    if match is None or iou(match.content, contents) < 0.5:
        return False
    source = [place(segments[linked.source])] if linked.source is not None else []
    return (not source and not match.source) or iou(source, match.source) >= 0.5


def main() -> None:
    """Train on the documents that the encoder has not seen."""
    options = arguments(__doc__).parse_args()
    attributed = read_polnear(options.polnear / "train")
    names = unseen(attributed, read_demands(options.demands))
    docs = parsed(
        {name: text for name, (text, _) in attributed.items()}, options.work / "polnear-train.spacy"
    )
    encoder, layout, quotations = Encoder(None, WINDOW, BEFORE, AHEAD), Layout(), Quotations()
    documents = []
    choices: tuple[list[tuple[Choice, int | None]], ...] = ([], [], [])
    for name in sorted(names):
        doc, relations = encoder(layout(docs[name])), attributed[name][1]
        candidates = Candidates(doc, *attribution.spans(quotations(doc), DEARER))
        documents.append((candidates, characters(doc), relations))
        for found, more in zip(choices, targets(candidates, characters(doc), relations), strict=True):
            found += more
    to_cue, to_source, content_to_source = map(fit_choices, choices)
    model = Model(to_cue, to_source, content_to_source, np.zeros(len(CONFIDENCE_FEATURES)))
    judged = [
        (linked, is_right(linked, candidates.segments, place, relations))
        for candidates, place, relations in documents
        for linked in link(candidates, model)
    ]
    write(
        Path(attribution.__file__).with_name("weights.json"),
        model._replace(confidence=fit_confidence(judged)),
    )


if __name__ == "__main__":
    main()

"""Makes the weights by which quoted stretches are told to report words or not.

    python models/quotations.py POLNEAR_TRAIN_DIR GOLD_DIR   ->   src/claimex/pipeline/quotations/weights.json

PolNeAR supervises it weakly: a quoted stretch that lies in the content of an attribution counts as a
report. A few words deep in a long indirect content may as well be the writer's, so they count less. The
development documents, annotated for quotations, count more. Prints what cross-validation over the
development documents finds, then fits on everything and writes the weights.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from corpus import read_polnear, read_text

from claimex.pipeline import layout, quotations
from claimex.pipeline.base_model import load_base_model
from claimex.pipeline.quotations.features import Context, features
from claimex.pipeline.quotations.marks import stretches

Array = npt.NDArray[np.float64]

IN_CONTENT = 0.6  # share of a stretch's characters within contents that makes it a report
DEEP, DEEP_WEIGHT = 0.3, 0.3  # a short stretch that is a smaller share of its content counts so much
GOLD_WEIGHT = 3.0
RIDGE = 2.0
MIN_COUNT = 8  # a feature that fewer stretches of PolNeAR have gets no weight
FOLDS = 8


@dataclass
class Row:
    """One stretch: its features, whether it reports words, how much it counts, and its document."""

    features: dict[str, float]
    label: bool
    weight: float
    document: str


def polnear_rows(directory: Path) -> Iterator[Row]:
    """Stretches of a split of PolNeAR, labelled by the attributions around them."""
    documents = read_polnear(directory)
    for name, context in contexts({name: text for name, (text, _) in documents.items()}):
        covered = np.zeros(len(context.text) + 1, bool)
        contents = [relation.content for relation in documents[name][1]]
        for content in contents:
            for start, end in content:
                covered[start:end] = True
        for i, stretch in enumerate(context.found):
            if stretch.depth:
                continue
            found = features(context, i)
            label = bool(covered[stretch.inner_start : stretch.inner_end].mean() >= IN_CONTENT)
            sizes = [
                sum(end - start for start, end in content)
                for content in contents
                if any(start < stretch.end and stretch.start < end for start, end in content)
            ]
            deep = "short" in found and bool(sizes) and stretch.end - stretch.start < DEEP * min(sizes)
            yield Row(found, label, DEEP_WEIGHT if label and deep else 1.0, name)


def gold_rows(directory: Path) -> Iterator[Row]:
    """Stretches of documents annotated for quotations."""
    texts, gold = {}, {}
    for path in sorted(directory.glob("*.json")):
        text = read_text(path.with_suffix(".txt"))
        texts[path.stem], gold[path.stem] = (
            text,
            set(gold_spans(text, json.loads(path.read_text(encoding="utf-8")))),
        )
    for name, context in contexts(texts):
        for i, stretch in enumerate(context.found):
            if not stretch.depth:
                yield Row(features(context, i), (stretch.start, stretch.end) in gold[name], GOLD_WEIGHT, name)


def gold_spans(
    text: str, annotation: dict[str, list[dict[str, dict[str, str]]]]
) -> Iterator[tuple[int, int]]:
    """Character regions of the annotated quotations, whose spans name a paragraph and a substring."""
    parts = text.split("\n\n")
    starts = np.cumsum([0] + [len(part) + 2 for part in parts]).tolist()
    for row in annotation["quotations"]:
        span, at = row["span"], -1
        for _ in range(int(span.get("occ", 0)) + 1):
            at = parts[int(span["p"])].index(span["t"], at + 1)
        start = starts[int(span["p"])] + at
        yield start, start + len(span["t"])


def contexts(texts: dict[str, str]) -> Iterator[tuple[str, Context]]:
    """Documents parsed and scanned for quotation marks."""
    nlp = load_base_model()
    nlp.add_pipe(layout.FACTORY, first=True)
    for doc, name in nlp.pipe(((text, name) for name, text in texts.items()), as_tuples=True, batch_size=16):
        yield name, Context(doc, stretches(doc.text, doc._.claimex_layout))


def matrix(rows: list[Row], names: list[str]) -> Array:
    """One row a stretch, one column a feature."""
    column = {name: i for i, name in enumerate(names)}
    out = np.zeros((len(rows), len(names)))
    for r, row in enumerate(rows):
        for name, value in row.features.items():
            if name in column:
                out[r, column[name]] = value
    return out


def fit(x: Array, labels: Array, weights: Array) -> Array:
    """Ridge-penalised logistic regression by Newton's method."""
    beta = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ beta))
        gradient = x.T @ (weights * (p - labels)) + RIDGE * beta
        step = np.linalg.solve(
            (x.T * (weights * p * (1 - p) + 1e-9)) @ x + RIDGE * np.eye(len(beta)), gradient
        )
        beta -= step
        if np.abs(step).max() < 1e-6:
            break
    return beta


def main() -> None:
    """Read the corpora, cross-validate, fit, write."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("polnear", type=Path)
    arguments.add_argument("gold", type=Path)
    given = arguments.parse_args()
    weak, gold = list(polnear_rows(given.polnear)), list(gold_rows(given.gold))
    counts = Counter(name for row in weak for name in row.features)
    names = sorted(name for name, count in counts.items() if count >= MIN_COUNT)
    rows = [*weak, *gold]
    x, labels = matrix(rows, names), np.array([float(row.label) for row in rows])
    weights = np.array([row.weight for row in rows])
    documents = {name: i % FOLDS for i, name in enumerate(sorted({row.document for row in gold}))}
    fold = np.array([-1] * len(weak) + [documents[row.document] for row in gold])
    p = np.zeros(len(rows))
    for k in range(FOLDS):
        kept = fold != k
        p[~kept] = 1 / (1 + np.exp(-x[~kept] @ fit(x[kept], labels[kept], weights[kept])))
    called, true = (p >= quotations.THRESHOLD) & (fold >= 0), (labels > 0) & (fold >= 0)
    hits = (called & true).sum()
    print(f"{len(weak)} + {len(gold)} stretches, {len(names)} features; cross-validated on the latter:")
    print(f"precision {hits / called.sum():.4f}, recall {hits / true.sum():.4f}")
    beta = fit(x, labels, weights)
    target = Path(quotations.__file__).parent / "weights.json"
    kept = {name: round(float(b), 3) for name, b in zip(names, beta, strict=True)}
    target.write_text(json.dumps(kept, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"wrote {target}")


if __name__ == "__main__":
    main()

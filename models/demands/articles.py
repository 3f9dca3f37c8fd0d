"""Annotated documents -> documents that have been through every layer above the demands, with annotations."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from annotations import ROLES, character
from spacy.language import Language
from spacy.tokens import Doc

from claimex.pipeline.build import load
from claimex.pipeline.demands import FACTORY
from claimex.pipeline.encoder import FACTORY as ENCODER
from claimex.pipeline.scores import Scores

OWN = -1  # the fold of the project's own sentences: never held out, for the encoder has not seen them either
SENTENCES = Path(__file__).with_name("sentences.toml")


def fold_of(name: str, folds: int) -> int:
    """A fixed fold of a document, by the MD5 of its name: the encoder's out-of-fold scores use the same."""
    return int(hashlib.md5(name.encode()).hexdigest(), 16) % folds


def read_gold(directory: Path) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Read NAME.txt and NAME.json of a directory.

    Yields name, text and demands whose spans are characters; the files name a paragraph and a substring.
    """
    for path in sorted(directory.glob("*.json")):
        text = path.with_suffix(".txt").read_bytes().decode("utf-8")
        paragraphs = text.split("\n\n")
        demands = json.loads(path.read_text(encoding="utf-8"))["demands"]
        for demand in demands:
            for role in ROLES:
                span = demand.get(role)
                demand[role] = None if span is None else character(paragraphs, span)
        yield path.stem, text, demands


def read_sentences(path: Path) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    """Read the project's own annotated sentences: name, text and demands, as `read_gold`."""
    for number, row in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["sentence"]):
        text, demands = row["text"], []
        for line in row["demands"]:
            parts = [part.strip() for part in line.split("|")]
            negated = parts[0].startswith("not ")
            parts[0] = parts[0].removeprefix("not ") if negated else parts[0]
            spans = {role: _locate(text, part) for role, part in zip(ROLES, parts, strict=True)}
            demands.append({**spans, "negated": negated})
        yield f"sentence-{number}", text, demands


def _locate(text: str, part: str) -> tuple[int, int] | None:
    if part == "-":
        return None
    at = re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text, re.IGNORECASE)
    if at is None:
        raise ValueError(f"{part!r} does not stand in {text!r}")
    return at.span()


def prepare(
    directories: Iterable[Path], scores: Path | None, folds: int
) -> Iterator[tuple[str, int, Doc, list[dict[str, Any]]]]:
    """Run the layers above the demands over annotated documents.

    Arguments:
        directories: the annotated documents.
        scores: a folder of NAME.npz, the encoder's scores from a network that did not see the document; None
            takes the shipped network's, which is right for documents that it was not trained on.
        folds: how many folds to divide the documents into.

    Yields:
        name, fold, document and annotated demands.
    """
    nlp, to_encoder, behind = _layers()
    rows = [(fold_of(row[0], folds), *row) for directory in directories for row in read_gold(directory)]
    rows += [(OWN, *row) for row in read_sentences(SENTENCES)]
    for fold, name, text, demands in rows:
        doc = _run(to_encoder, nlp.make_doc(text))
        if scores is not None and fold != OWN:
            doc._.claimex_scores = _read_scores(scores / f"{name}.npz")
        yield name, fold, _run(behind, doc), demands


def prepare_unseen(folder: Path) -> Iterator[tuple[str, list[Doc]]]:
    """Run the layers above the demands over documents without annotation, once for each encoder.

    Arguments:
        folder: holds NAME.txt and, for every fold N, NAME.N.npz.

    Yields:
        name and documents: with the shipped encoder's scores, then with each fold's.
    """
    nlp, to_encoder, behind = _layers()
    for path in sorted(folder.glob("*.txt")):
        doc = _run(to_encoder, nlp.make_doc(path.read_bytes().decode("utf-8")))
        docs = [doc.copy()]
        for scores in sorted(folder.glob(f"{path.stem}.*.npz")):
            docs.append(doc.copy())
            docs[-1]._.claimex_scores = _read_scores(scores)
        yield path.stem, [_run(behind, one) for one in docs]


Layers = list[Callable[[Doc], Doc]]


def _layers() -> tuple[Language, Layers, Layers]:
    """The pipeline, its layers up to the encoder, and those between the encoder and the demands."""
    nlp = load()
    names = nlp.pipe_names
    layers = [layer for _, layer in nlp.pipeline]
    encoder = names.index(ENCODER) + 1
    return nlp, layers[:encoder], layers[encoder : names.index(FACTORY)]


def _run(layers: Layers, doc: Doc) -> Doc:
    for layer in layers:
        doc = layer(doc)
    return doc


def _read_scores(path: Path) -> Scores:
    with np.load(path) as arrays:
        return {key: arrays[key] for key in arrays.files}

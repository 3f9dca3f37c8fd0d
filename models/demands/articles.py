"""Annotated documents -> documents that have been through every layer above the demands, with annotations."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from annotations import ROLES, character
from spacy.tokens import Doc

from claimex.pipeline.build import load
from claimex.pipeline.demands import FACTORY

SENTENCES = Path(__file__).with_name("sentences.toml")


def fold_of(name: str, folds: int) -> int:
    """A fixed fold of a document, by the MD5 of its name."""
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
    directories: Iterable[Path], folds: int, *, sentences: bool
) -> Iterator[tuple[str, int, Doc, list[dict[str, Any]]]]:
    """Run the layers above the demands over annotated documents.

    Arguments:
        directories: the annotated documents.
        folds: how many folds to divide the documents into.
        sentences: whether the project's own sentences come behind them.

    Yields:
        name, fold, document and annotated demands.
    """
    nlp = load()
    layers = [layer for _, layer in nlp.pipeline][: nlp.pipe_names.index(FACTORY)]
    rows = [row for directory in directories for row in read_gold(directory)]
    if sentences:
        rows += read_sentences(SENTENCES)
    for name, text, demands in rows:
        doc = nlp.make_doc(text)
        for layer in layers:
            doc = layer(doc)
        yield name, fold_of(name, folds), doc, demands

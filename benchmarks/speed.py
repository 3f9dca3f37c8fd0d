"""Words a second of claimex and of the stock spaCy pipeline, in one run on one core.

    python benchmarks/speed.py TEXTS

TEXTS is a folder of .txt files or a .jsonl file with a `text` field a line. Prints words (spaCy
tokens that are no white space) a second of processor time for both pipelines, their ratio, the
share of every layer of claimex. The two pipelines take turns, and the best round of each counts:
other work on the machine slows both. claimex reads in the batches of `claimex.extract_many`.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import spacy
from spacy.tokens import Doc

from claimex.document import Document
from claimex.extraction import batched, read_docs
from claimex.pipeline.base_model import PACKAGES
from claimex.pipeline.build import load


def read(path: Path, limit: int) -> list[str]:
    """The first `limit` texts of a folder or a JSON Lines file."""
    if path.is_dir():
        return [file.read_text(encoding="utf-8") for file in sorted(path.glob("*.txt"))[:limit]]
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line, _ in zip(lines, range(limit), strict=False)]


def seconds(run: Callable[[], Iterable[Doc]]) -> tuple[float, int]:
    """Processor seconds of a run and the words that it read."""
    began = time.process_time()
    words = sum(not token.is_space for doc in run() for token in doc)
    return time.process_time() - began, words


def layer_shares(nlp: spacy.Language, texts: list[str]) -> dict[str, float]:
    """Processor seconds of each component, by running them one after the other over all documents."""
    docs: list[Doc] = [nlp.make_doc(text) for text in texts]
    spent = {}
    for name, component in nlp.pipeline:
        began = time.process_time()
        docs = [component(doc) for doc in docs]
        spent[name] = time.process_time() - began
    return spent


def main() -> None:
    """Time both pipelines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--limit", type=int, default=60, help="documents read (default 60)")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    texts = read(options.texts, options.limit)
    stock = spacy.load(next(name for name in PACKAGES if spacy.util.is_package(name)))
    ours = load()
    documents = [Document(str(number), text) for number, text in enumerate(texts)]
    best: dict[str, float] = {}
    for _ in range(options.rounds):
        runs: dict[str, Callable[[], Iterable[Doc]]] = {
            "stock": lambda: stock.pipe(texts),
            "claimex": lambda: (doc for batch in batched(documents) for doc in read_docs(ours, batch)),
        }
        for name, run in runs.items():
            spent, words = seconds(run)
            best[name] = max(best.get(name, 0.0), words / spent)
    for name, speed in best.items():
        print(f"{name:10s} {speed:8.0f} words/s")
    print(f"ratio      {best['claimex'] / best['stock']:8.2f}")
    for name, spent in layer_shares(ours, texts).items():
        print(f"  {name:24s} {1e6 * spent / words:7.1f} µs a word")


if __name__ == "__main__":
    main()

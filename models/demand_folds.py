"""Cross-fitted demand scores: every demand document scored by a fold's model that has not seen it.

`python models/demand_folds.py --demands DIR --work DIR --out DIR` reads `fold-N.safetensors` (from `train.py
--folds`) and writes one `NAME.npz` a document with the arrays of `doc._.claimex_scores`: what the demand
layer's second stage learns from without being misled by an encoder that knows the answers.

With `--unseen TEXTS.jsonl` (lines with "text") every fold's model also scores some articles that have no
annotation: DIR/unseen holds `NAME.txt` and a fold's `NAME.N.npz`. They show how much surer than a fold's the
shipped model is, which saw all documents.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import tomllib
from pathlib import Path

import numpy as np
import spacy
from corpus import fold_of, read_demands
from export import ship
from train import BASE, HERE

import claimex.pipeline.layout
from claimex.pipeline.encoder import AHEAD, BEFORE, WINDOW, Encoder

UNSEEN = (
    250  # articles without annotation, enough for some 650 candidates that a fold's model gives 0.05 or more
)


def unseen_texts(path: Path, seen: set[str]) -> dict[str, str]:
    """The first texts by checksum, of a file of JSON lines without those seen, under names."""
    with path.open(encoding="utf-8", newline="\n") as lines:
        texts = {text for line in lines if (text := json.loads(line)["text"]) not in seen}
    named = {hashlib.md5(text.encode()).hexdigest(): text for text in texts}
    return {name: named[name] for name in sorted(named)[:UNSEEN]}


def main() -> None:
    """Score the documents, fold by fold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--demands", type=Path, required=True, help="demand annotations: NAME.txt and NAME.json"
    )
    parser.add_argument("--work", type=Path, required=True, help="holds fold-N.safetensors")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--unseen", type=Path, help='articles without annotation: JSON lines with "text"')
    options = parser.parse_args()
    folds = tomllib.loads((HERE / "config.toml").read_text(encoding="utf-8"))["folds"]
    options.out.mkdir(parents=True, exist_ok=True)
    nlp = spacy.blank("en")
    nlp.add_pipe(claimex.pipeline.layout.FACTORY)
    documents = read_demands(options.demands)
    seen = {text for text, _ in documents.values()}
    unseen = unseen_texts(options.unseen, seen) if options.unseen else {}
    further = options.out / "unseen"
    for name, text in unseen.items():
        further.mkdir(exist_ok=True)
        (further / f"{name}.txt").write_bytes(text.encode())
    for fold in range(folds):
        with tempfile.TemporaryDirectory() as folder:
            ship(options.work / f"fold-{fold}.safetensors", BASE / "vocab.txt", Path(folder))
            encoder = Encoder(folder, WINDOW, BEFORE, AHEAD)
            for name, (text, _) in documents.items():
                if fold_of(name, folds) == fold:
                    np.savez_compressed(options.out / f"{name}.npz", **encoder(nlp(text))._.claimex_scores)
            for name, text in unseen.items():
                np.savez_compressed(further / f"{name}.{fold}.npz", **encoder(nlp(text))._.claimex_scores)


if __name__ == "__main__":
    main()

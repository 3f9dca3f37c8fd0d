"""Cross-fitted demand scores: every demand document scored by a fold's model that has not seen it.

`python models/demand_folds.py --demands DIR --work DIR --out DIR` reads `fold-N.safetensors` (from `train.py
--folds`) and writes one `NAME.npz` a document with the arrays of `doc._.claimex_scores`: what the demand
layer's second stage learns from without being misled by an encoder that knows the answers.
"""

from __future__ import annotations

import argparse
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


def main() -> None:
    """Score the documents, fold by fold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--demands", type=Path, required=True, help="demand annotations: NAME.txt and NAME.json"
    )
    parser.add_argument("--work", type=Path, required=True, help="holds fold-N.safetensors")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    folds = tomllib.loads((HERE / "config.toml").read_text(encoding="utf-8"))["folds"]
    options.out.mkdir(parents=True, exist_ok=True)
    nlp = spacy.blank("en")
    nlp.add_pipe(claimex.pipeline.layout.FACTORY)
    documents = read_demands(options.demands)
    for fold in range(folds):
        with tempfile.TemporaryDirectory() as folder:
            ship(options.work / f"fold-{fold}.safetensors", BASE / "vocab.txt", Path(folder))
            encoder = Encoder(folder, WINDOW, BEFORE, AHEAD)
            for name, (text, _) in documents.items():
                if fold_of(name, folds) == fold:
                    np.savez_compressed(options.out / f"{name}.npz", **encoder(nlp(text))._.claimex_scores)


if __name__ == "__main__":
    main()

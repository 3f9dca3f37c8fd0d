"""Measures claimex on the annotated corpora and holds it to the floors in `tests/accuracy_floors.json`.

    python benchmarks/accuracy.py ../shared           prints what is measured beside the floors
    python benchmarks/accuracy.py ../shared --pin     raises the floors to what is measured, less a margin

A floor is bound to a digest of its corpus; pinning never lowers one.
"""

import argparse
import hashlib
import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from claimex.evaluation import Evaluation, GoldDocument, evaluate, read_gold, read_texts

FLOORS = Path(__file__).resolve().parents[1] / "tests" / "accuracy_floors.json"
# What is measured may differ a little from machine to machine: integer products saturate earlier on
# processors without VNNI, so the encoder's last digits are not the same everywhere.
MARGIN = 0.01


@dataclass(frozen=True)
class Floors:
    """What claimex must reach on one corpus."""

    corpus: str  # path below the folder of corpora
    digest: str
    floors: dict[str, float]


def read_floors() -> list[Floors]:
    """The pinned floors, one entry a corpus."""
    return [Floors(**entry) for entry in json.loads(FLOORS.read_text(encoding="utf-8"))]


def digest(path: Path) -> str:
    """SHA-256 over a corpus: a file, or the names and contents of all files of a folder."""
    found = hashlib.sha256()
    for file in sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]:
        found.update(file.relative_to(path.parent).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return found.hexdigest()


def measure(path: Path) -> Evaluation:
    """Have claimex read a corpus and score it, without confidence intervals."""
    gold: Sequence[GoldDocument] = read_gold(path)
    return evaluate(gold, read_texts(gold), resamples=0)


def shortfalls(entry: Floors, measured: Evaluation) -> Iterator[str]:
    """One line for each figure that is below its floor."""
    for name, floor in entry.floors.items():
        value = measured.scores[name].value
        if value is None or value < floor:
            yield f"{entry.corpus}: {name} is {value}, below its floor {floor}"


def raised(entry: Floors, measured: Evaluation, corpora: Path) -> Floors:
    """The floors, each raised to what is measured less `MARGIN`, none lowered."""
    floors = {
        name: max(entry.floors.get(name, 0.0), math.floor((score.value - MARGIN) * 1000) / 1000)
        for name, score in measured.scores.items()
        if score.value is not None
    }
    return Floors(entry.corpus, digest(corpora / entry.corpus), floors)


def main() -> None:
    """Measure, print, and pin if asked."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path, help="the folder that holds the annotated corpora")
    parser.add_argument("--pin", action="store_true", help="raise the floors to what is measured")
    options = parser.parse_args()
    pinned = []
    for entry in read_floors():
        measured = measure(options.corpora / entry.corpus)
        print(entry.corpus)
        for name, score in measured.scores.items():
            value = "-" if score.value is None else f"{score.value:.3f}"
            print(f"  {name:42} {value}  floor {entry.floors.get(name, '-')}")
        pinned.append(raised(entry, measured, options.corpora))
    if options.pin:
        text = json.dumps([vars(entry) for entry in pinned], indent=1)
        FLOORS.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

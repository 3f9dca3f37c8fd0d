"""Annotated demands without their texts: offsets in the project, words in the corpora they were read in.

    python models/demands/annotations.py unpack PART DATA_DIR GOLD_DIR   # PART.jsonl -> NAME.txt, NAME.json
    python models/demands/annotations.py pack PART GOLD_DIR              # NAME.txt, NAME.json -> PART.jsonl

    {"doc": "abc-1", "source": "abc", "sha256": "9f…", "demands": [[[7, 12], [13, 30], [0, 6], null, 0]]}

The parts: `further` articles that the encoder learns from; those `held_out`, which it is never shown; and
`passages` to learn from that were written for claimex. What was written for claimex holds its "text" instead
of a checksum.

A demand is [cue, action, issuer, addressee, negated], its spans characters of the text. DATA_DIR holds
`text/abc-news.jsonl` (a corpus of news of the Australian Broadcasting Corporation, one {"id", "text"} a line)
and `polnear/train/text/` (the political news of PolNeAR's training part).
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

PARTS = {part: Path(__file__).with_name(f"{part}.jsonl") for part in ("further", "held_out", "passages")}
OURS = "claimex"  # the source of what was written for the project, and how its names begin
ROLES = ("cue", "action", "issuer", "addressee")

Gold = dict[str, Any]  # a document in the form of NAME.json


def digest(text: str) -> str:
    """The SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def character(paragraphs: list[str], span: Mapping[str, Any]) -> tuple[int, int]:
    """Characters of a span that names a paragraph, a substring and which of its occurrences."""
    at = -1
    for _ in range(span.get("occ", 0) + 1):
        at = paragraphs[span["p"]].index(span["t"], at + 1)
    at += sum(len(p) + 2 for p in paragraphs[: span["p"]])
    return at, at + len(span["t"])


def anchor(paragraphs: list[str], start: int, end: int) -> dict[str, Any]:
    """The inverse of `character`: paragraph, substring and which of its occurrences."""
    number = 0
    while start > len(paragraphs[number]):
        start, end = start - len(paragraphs[number]) - 2, end - len(paragraphs[number]) - 2
        number += 1
    text = paragraphs[number][start:end]
    occurrence, at = 0, paragraphs[number].index(text)
    while at < start:
        occurrence, at = occurrence + 1, paragraphs[number].index(text, at + 1)
    return {"p": number, "t": text, **({"occ": occurrence} if occurrence else {})}


def packed(text: str, gold: Gold) -> dict[str, Any]:
    """A document's annotation as offsets."""
    paragraphs = text.split("\n\n")
    demands = [
        [*(d[role] and character(paragraphs, d[role]) for role in ROLES), int(d["negated"])]
        for d in gold["demands"]
    ]
    name = gold["doc"]
    source = OURS if name.startswith(OURS) else "abc" if name.startswith("abc-") else "polnear-train"
    kept = {"text": text} if source == OURS else {"sha256": digest(text)}
    return {"doc": name, "source": source, **kept, "demands": demands}


def unpacked(text: str, row: Mapping[str, Any]) -> Gold:
    """A document's annotation as spans of paragraphs; raises ValueError for another text than was read."""
    if "sha256" in row and digest(text) != row["sha256"]:
        raise ValueError(f"{row['doc']}: the text is not the one that was annotated")
    paragraphs = text.split("\n\n")
    demands = [
        {
            **{role: span and anchor(paragraphs, *span) for role, span in zip(ROLES, spans, strict=True)},
            "negated": bool(negated),
        }
        for *spans, negated in row["demands"]
    ]
    return {"doc": row["doc"], "quotations": [], "demands": demands, "numbers": []}


def read_corpora(data: Path, names: Iterable[str]) -> dict[str, str]:
    """The texts of some documents: name -> text."""
    wanted = set(names)
    texts: dict[str, str] = {}
    if not wanted:
        return texts
    with (data / "text" / "abc-news.jsonl").open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            row = json.loads(line)
            if row["id"] in wanted:
                texts[row["id"]] = row["text"]
    for path in (data / "polnear" / "train" / "text").rglob("*.txt"):
        if path.stem in wanted:
            texts[path.stem] = path.read_bytes().decode("utf-8")
    return texts


def pack(gold: Path, out: Path) -> int:
    """Write the annotations of a folder of NAME.txt and NAME.json as offsets; returns how many documents."""
    lines = []
    for path in sorted(gold.glob("*.json")):
        text = path.with_suffix(".txt").read_bytes().decode("utf-8")
        row = packed(text, {**json.loads(path.read_text(encoding="utf-8")), "doc": path.stem})
        lines.append(json.dumps(row, separators=(",", ":"), ensure_ascii=False) + "\n")
    out.write_text("".join(lines), encoding="utf-8")
    return len(lines)


def unpack(data: Path, gold: Path, annotations: Path) -> int:
    """Write NAME.txt and NAME.json of every annotated document; returns how many documents."""
    with annotations.open(encoding="utf-8", newline="\n") as lines:
        rows = [json.loads(line) for line in lines]
    texts = read_corpora(data, (row["doc"] for row in rows if "sha256" in row))
    texts |= {row["doc"]: row["text"] for row in rows if "text" in row}
    gold.mkdir(parents=True, exist_ok=True)
    for row in rows:
        text = texts[row["doc"]]
        (gold / f"{row['doc']}.json").write_text(
            json.dumps(unpacked(text, row), ensure_ascii=False), encoding="utf-8"
        )
        (gold / f"{row['doc']}.txt").write_bytes(text.encode())
    return len(rows)


def main() -> None:
    """The two commands."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    packing = commands.add_parser("pack")
    packing.add_argument("part", choices=PARTS)
    packing.add_argument("gold", type=Path)
    unpacking = commands.add_parser("unpack")
    unpacking.add_argument("part", choices=PARTS)
    unpacking.add_argument("data", type=Path)
    unpacking.add_argument("gold", type=Path)
    arguments = parser.parse_args()
    rows = PARTS[arguments.part]
    if arguments.command == "pack":
        print(pack(arguments.gold, rows), "documents")
    else:
        print(unpack(arguments.data, arguments.gold, rows), "documents")


if __name__ == "__main__":
    main()

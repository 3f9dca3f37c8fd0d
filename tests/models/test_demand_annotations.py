"""Annotations that hold offsets and no words: what they give back, and what they refuse."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

MODULE = Path(__file__).parents[2] / "models" / "demands" / "annotations.py"
TEXT = "Islanders want a ferry\n\nThe ferry must run, said the mayor. The mayor wants two."
GOLD = {
    "doc": "abc-1",
    "quotations": [],
    "demands": [
        {
            "cue": {"p": 1, "t": "must"},
            "action": {"p": 1, "t": "run"},
            "issuer": {"p": 1, "t": "mayor"},
            "addressee": None,
            "negated": False,
        },
        {
            "cue": {"p": 1, "t": "wants"},
            "action": {"p": 1, "t": "two"},
            "issuer": {"p": 1, "t": "mayor", "occ": 1},
            "addressee": None,
            "negated": False,
        },
    ],
    "numbers": [],
}


@pytest.fixture(scope="module")
def annotations() -> ModuleType:
    spec = importlib.util.spec_from_file_location("annotations", MODULE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_packing_keeps_offsets_and_no_words(annotations: ModuleType) -> None:
    row = annotations.packed(TEXT, GOLD)
    assert row["demands"][1] == [(70, 75), (76, 79), (64, 69), None, 0]
    assert "ferry" not in json.dumps(row)
    assert annotations.unpacked(TEXT, row) == GOLD


def test_another_text_than_was_annotated_is_refused(annotations: ModuleType) -> None:
    with pytest.raises(ValueError, match="not the one"):
        annotations.unpacked(TEXT + " ", annotations.packed(TEXT, GOLD))


def test_a_folder_comes_back_from_its_corpora(annotations: ModuleType, tmp_path: Path) -> None:
    gold, data, back, rows = (tmp_path / name for name in ("gold", "data", "back", "rows.jsonl"))
    gold.mkdir()
    for name in ("abc-1", "paper_2016"):
        (gold / f"{name}.txt").write_bytes(TEXT.encode())
        (gold / f"{name}.json").write_text(json.dumps({**GOLD, "doc": name}))
    (data / "text").mkdir(parents=True)
    (data / "text" / "abc-news.jsonl").write_text(json.dumps({"id": "abc-1", "text": TEXT}) + "\n")
    (data / "polnear" / "train" / "text").mkdir(parents=True)
    (data / "polnear" / "train" / "text" / "paper_2016.txt").write_bytes(TEXT.encode())
    assert annotations.pack(gold, rows) == 2
    assert annotations.unpack(data, back, rows) == 2
    for path in gold.glob("*.txt"):
        assert (back / path.name).read_bytes() == path.read_bytes()
        assert json.loads((back / f"{path.stem}.json").read_text()) == json.loads(
            path.with_suffix(".json").read_text()
        )


@given(st.lists(st.text("ab ", min_size=1, max_size=8), min_size=1, max_size=4), st.data())
def test_every_span_of_a_paragraph_survives(
    annotations: ModuleType, paragraphs: list[str], data: st.DataObject
) -> None:
    number = data.draw(st.integers(0, len(paragraphs) - 1))
    start = data.draw(st.integers(0, len(paragraphs[number]) - 1))
    end = data.draw(st.integers(start + 1, len(paragraphs[number])))
    before = sum(len(p) + 2 for p in paragraphs[:number])
    span = annotations.anchor(paragraphs, before + start, before + end)
    assert annotations.character(paragraphs, span) == (before + start, before + end)


def test_passages_of_our_own_bring_their_words(annotations: ModuleType, tmp_path: Path) -> None:
    gold, back, rows = (tmp_path / name for name in ("gold", "back", "rows.jsonl"))
    gold.mkdir()
    (gold / "claimex-1.txt").write_bytes(TEXT.encode())
    (gold / "claimex-1.json").write_text(json.dumps({**GOLD, "doc": "claimex-1"}))
    assert annotations.pack(gold, rows) == 1
    assert annotations.unpack(tmp_path, back, rows) == 1
    assert (back / "claimex-1.txt").read_text() == TEXT
    assert json.loads((back / "claimex-1.json").read_text()) == {**GOLD, "doc": "claimex-1"}


def shipped(annotations: ModuleType, part: str) -> list[dict[str, Any]]:
    """The rows of a part that the project holds."""
    with annotations.PARTS[part].open(encoding="utf-8", newline="\n") as lines:
        return [json.loads(line) for line in lines]


@pytest.mark.parametrize("part", ["passages", "held_out"])
def test_every_passage_of_our_own_holds_its_demands(annotations: ModuleType, part: str) -> None:
    rows = [row for row in shipped(annotations, part) if row["source"] == "claimex"]
    assert rows
    for row in rows:
        again = annotations.packed(row["text"], annotations.unpacked(row["text"], row))
        assert json.loads(json.dumps(again)) == row


def test_no_article_is_both_learnt_from_and_held_out(annotations: ModuleType) -> None:
    checksums = [
        row.get("sha256") or annotations.digest(row["text"])
        for part in annotations.PARTS
        for row in shipped(annotations, part)
    ]
    assert len(set(checksums)) == len(checksums)


@pytest.mark.parametrize("part", ["further", "held_out", "passages"])
def test_every_shipped_annotation_is_well_formed(annotations: ModuleType, part: str) -> None:
    rows = shipped(annotations, part)
    assert len({row["doc"] for row in rows}) == len(rows)
    for row in rows:
        assert row["source"] in ("abc", "polnear-train", "claimex")
        assert ("text" in row) == (row["source"] == "claimex")
        assert "text" in row or len(row["sha256"]) == 64
        for cue, action, issuer, addressee, negated in row["demands"]:
            assert negated in (0, 1)
            for span in (cue, action, issuer, addressee):
                assert span is None or 0 <= span[0] < span[1]
            assert cue is not None
            assert action is not None

"""Every format gives back the records that went in."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from extraction_strategies import extractions
from hypothesis import given
from hypothesis import strategies as st

from claimex import tables
from claimex.errors import OutputError
from claimex.records import KINDS, AnyRecord, Extraction, read_jsonl
from claimex.writers import FORMATS, format_of_suffix, get_format
from claimex.writers.brat import ROLES, to_standoff
from claimex.writers.web_annotation import read_annotation
from sample import article


def as_row(record: AnyRecord, kinds: Any = KINDS) -> dict[str, Any]:
    return next(tables.rows([record], kinds))


@given(extractions())
def test_json_lines_round_trip(extraction):
    lines = get_format("jsonl").lines(extraction)
    assert tuple(read_jsonl(lines.split("\n"))) == extraction.records


@given(st.lists(extractions(), max_size=3))
def test_csv_round_trips(documents):
    form = get_format("csv")
    text = form.head + "".join(map(form.lines, documents))
    types = tables.columns()
    read = list(csv.DictReader(io.StringIO(text, newline="")))
    written = [as_row(record) for document in documents for record in document.records]
    assert len(read) == len(written)
    for found, row in zip(read, written, strict=True):
        assert list(found) == list(row) == list(types)
        for name, cell in row.items():
            if cell is None:
                assert found[name] == ""
            elif types[name] is bool:
                assert found[name] == str(cell).lower()
            else:
                assert types[name](found[name]) == cell


def test_a_table_of_some_kinds_has_only_their_columns():
    form = get_format("csv", ["demand"])
    header = form.head.strip().split(",")
    assert "issuer_name" in header
    assert "value" not in header
    rows = list(csv.DictReader(io.StringIO(form.head + form.lines(article()))))
    assert {row["kind"] for row in rows} == {"demand"}


@given(st.lists(extractions(), max_size=3))
def test_parquet_round_trips(tmp_path, documents):
    pq = pytest.importorskip("pyarrow.parquet")
    form = get_format("parquet")
    assert form.pack is not None
    lines, target = tmp_path / "records.jsonl", tmp_path / "records.parquet"
    lines.write_text("".join(map(form.lines, documents)), encoding="utf-8", newline="")
    form.pack(lines, target)
    written = [as_row(record) for document in documents for record in document.records]
    assert pq.read_table(target).to_pylist() == written
    assert pq.read_table(target).column_names == list(tables.columns())


def test_parquet_without_pyarrow_names_the_extra(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(OutputError, match=re.escape('pip install "claimex[parquet]"')):
        get_format("parquet")


@given(extractions())
def test_web_annotations_round_trip_and_select_the_record(extraction):
    lines = get_format("web-annotation").lines(extraction).split("\n")[:-1]
    assert tuple(map(read_annotation, lines)) == extraction.records
    for line, record in zip(lines, extraction.records, strict=True):
        annotation = json.loads(line)
        assert annotation["@context"] == "http://www.w3.org/ns/anno.jsonld"
        assert annotation["type"] == "Annotation"
        assert re.fullmatch(r"urn:claimex:[\w.~%-]+:[\w.~%-]+", annotation["id"], re.ASCII)
        position, quoted = annotation["target"]["selector"]
        assert extraction.text[position["start"] : position["end"]] == record.text == quoted["exact"]
        around = quoted["prefix"] + quoted["exact"] + quoted["suffix"]
        assert around in extraction.text


def test_an_annotation_of_somebody_else_holds_no_record():
    with pytest.raises(ValueError, match="no claimex record"):
        read_annotation('{"type": "Annotation", "body": [{"type": "TextualBody", "value": "hm"}]}')


def standoff(ann: str) -> dict[str, list[list[str]]]:
    """Lines of an .ann file by their first letter, divided at tabs."""
    by_letter: dict[str, list[list[str]]] = {letter: [] for letter in "TEA#"}
    for line in ann.split("\n")[:-1]:
        by_letter[line[0]].append(line.split("\t"))
    return by_letter


@given(extractions())
def test_brat_standoff_points_into_the_text(extraction):
    found = standoff(to_standoff(extraction))
    labels = {}
    for name, where, text in found["T"]:
        label, offsets = where.split(" ", 1)
        pieces = [tuple(map(int, piece.split())) for piece in offsets.split(";")]
        assert all(start < end for start, end in pieces)
        cut = [extraction.text[start:end] for start, end in pieces]
        assert text == re.sub(r"[\t\r\n]", " ", " ".join(cut))
        labels[name] = label
    assert len(found["E"]) == len(extraction.records) == len(found["#"])
    for (_, event), record in zip(found["E"], extraction.records, strict=True):
        trigger, *arguments = (part.split(":") for part in event.split(" "))
        assert trigger[0] == labels[trigger[1]] == record.kind
        roles = [role for role in ROLES if getattr(record, role, None) is not None]
        assert [role for role, _ in arguments] == roles
        assert all(labels[filler] == role for role, filler in arguments)


def test_brat_divides_a_span_at_line_breaks_and_shares_fillers():
    extraction = article()
    ann = to_standoff(extraction)
    sources = [line for line in standoff(ann)["T"] if line[1].startswith("cue ")]
    assert len({line[1] for line in sources}) == len(sources)


def test_brat_goes_into_folders_with_its_text_and_configuration():
    form = get_format("brat")
    files = form.files_of(article())
    assert files[".txt"].decode() == article().text
    assert files[".ann"].decode() == to_standoff(article())
    configuration = form.companions["annotation.conf"].decode()
    assert all(f"\n{kind}\tspeaker?:speaker" in configuration for kind in KINDS)
    assert not form.streams


def test_a_file_name_asks_for_its_format():
    assert [format_of_suffix(name) for name in ("a.csv", "a.PARQUET", "a.jsonl", "a", "-")] == [
        "csv",
        "parquet",
        "jsonl",
        "jsonl",
        "jsonl",
    ]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_a_document_without_records(name):
    empty = Extraction(doc_id="empty", text="Nothing.", records=())
    form = get_format(name)
    assert form.lines(empty) == ""
    assert Path("empty" + form.suffix).suffix
    assert form.suffix in form.files_of(empty)

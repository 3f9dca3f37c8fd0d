"""Inputs become documents; what cannot be read costs itself and nothing else."""

import io
import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimex.document import Document
from claimex.errors import InputError
from claimex.readers import Fields, Item, Source, find_sources, read


def items(path: Path, fields: Fields | None = None) -> list[Item]:
    return list(read(find_sources([path]), fields or Fields()))


def said(path: Path, fields: Fields | None = None) -> list[tuple[str, str] | str]:
    """Documents as (id, text), errors as their messages without the folder."""
    return [
        (item.id, item.text) if isinstance(item, Document) else str(item).replace(f"{path.parent}/", "")
        for item in items(path, fields)
    ]


def test_text_keeps_its_newlines_and_loses_only_its_mark(tmp_path):
    path = tmp_path / "note.txt"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\rthree\n\n")
    assert said(path) == [("note", "one\r\ntwo\rthree\n\n")]


def test_a_document_knows_where_it_is_from(tmp_path):
    path = tmp_path / "note.md"
    path.write_bytes("“naïve”".encode("cp1252"))
    (document,) = items(path)
    assert isinstance(document, Document)
    assert document.meta == {"path": str(path), "encoding": "cp1252", "bytes": 7}


PAGE = """<!doctype html><html><head><meta charset="{charset}"><title>Ferry workers demand answers</title>
<script>var quote = "“No comment,” said nobody.";</script></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<header><h1>Ferry workers demand answers</h1></header><article>
<p>Ferry workers in Port Ansel walked out on Tuesday, demanding that the company publish its report.</p>
<p>“We have waited 18 months,” said Ada Lund, who leads the branch. “Nobody tells us anything at all.”</p>
<p>The company declined to comment. About 300 people took part in the walk-out, which took two hours.</p>
</article><footer>© The Daily Ferry. All rights reserved. Cookies. Terms.</footer></body></html>"""


@pytest.mark.parametrize(
    ("charset", "encoding"), [("utf-8", "utf-8"), ("iso-8859-1", "cp1252"), ("windows-1252", "windows-1252")]
)
def test_a_page_gives_its_headline_and_main_text(tmp_path, charset, encoding):
    path = tmp_path / "page.html"
    path.write_bytes(PAGE.format(charset=charset).encode(encoding))
    (document,) = items(path)
    assert isinstance(document, Document)
    assert document.text.split("\n\n") == [
        "Ferry workers demand answers",
        "Ferry workers in Port Ansel walked out on Tuesday, demanding that the company publish its report.",
        "“We have waited 18 months,” said Ada Lund, who leads the branch. “Nobody tells us anything at all.”",
        "The company declined to comment. About 300 people took part in the walk-out, which took two hours.",
    ]


def test_a_page_without_an_article_is_an_error(tmp_path):
    path = tmp_path / "page.htm"
    path.write_text("<html><body></body></html>")
    assert said(path) == ["page.htm: no article text found in this page"]


def test_jsonl_loses_a_line_for_a_bad_line(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_bytes(
        b'\xef\xbb\xbf{"id": "a", "text": "One\\r\\n\\u201cmore\\u201d"}\n'
        b"\n"
        b'{"id": 7, "text": "Two", "more": [1, 2]}\r\n'
        b'{"id": "b", "text": \n'
        b'["no", "object"]\n'
        b'{"id": "c", "body": "Three"}\n'
        b'{"id": "d", "text": 4}\n'
        b'{"id": "e", "text": " "}\n'
        b'{"id": ["f"], "text": "Five"}\n'
        b'{"id": "g", "text": "\\ud800"}\n'
        b'{"id": "h", "text": "\xff"}\n'
        b'{"text": "Six"}'
    )
    assert said(path) == [
        ("a", "One\r\n“more”"),
        ("7", "Two"),
        "rows.jsonl:4: no JSON: expecting value at column 20",
        "rows.jsonl:5: a JSON object is needed, with a field 'text'",
        "rows.jsonl:6: no field 'text' (--text-field); it has id, body",
        "rows.jsonl:7: field 'text' is not a text",
        "rows.jsonl:8: empty",
        "rows.jsonl:9: field 'id' is neither text nor a whole number",
        "rows.jsonl:10: holds bytes or surrogates that are no character; convert it to UTF-8",
        "rows.jsonl:11: not UTF-8",
        ("rows-12", "Six"),
    ]


def test_json_too_deep_to_parse_costs_its_line(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text('{"text": ' + "[" * 100_000 + '\n{"id": "a", "text": "One"}\n')
    first, second = said(path)
    assert str(first).startswith("rows.jsonl:1: no JSON")
    assert second == ("a", "One")


def test_utf16_lines_are_one_error_and_not_one_for_each(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_bytes('\ufeff{"id": "a"}\n{"id": "b"}\n'.encode("utf-16-le"))
    assert said(path) == ["rows.jsonl: UTF-16; convert it to UTF-8"]


def test_csv_loses_a_row_for_a_bad_row(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_bytes(
        b'url,body\r\na,"One\r\n""quoted"", and more"\r\nb\r\n\r\nc,\r\n,Four\r\ne,\xff\r\nf,'
        + b"x" * 200_000
    )
    assert said(path, Fields(id="url", text="body")) == [
        ("a", 'One\r\n"quoted", and more'),
        "rows.csv:4: no field 'body' (--text-field); it has url",
        "rows.csv:6: empty",
        ("rows-7", "Four"),
        ("e", "ÿ"),
        ("f", "x" * 200_000),
    ]
    assert said(path) == ["rows.csv:1: no column 'text' (--text-field); it has url, body"]


def test_a_bad_byte_far_down_a_csv_costs_its_row(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_bytes(b"id,text\na," + b"x" * 1_100_000 + b"\nb,\xff\nc,Three\n")
    assert said(path)[1:] == [
        "rows.csv:3: holds bytes or surrogates that are no character; convert it to UTF-8",
        ("c", "Three"),
    ]


def test_an_empty_csv_is_said_to_be_empty(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_bytes(b"")
    assert said(path) == ["rows.csv: empty"]


@pytest.mark.parametrize("input_format", ["text", "jsonl", "csv"])
def test_standard_input_is_read_in_any_format(monkeypatch, input_format):
    data = {"text": "Hello", "jsonl": '{"id": "stdin", "text": "Hello"}', "csv": "id,text\nstdin,Hello\n"}
    stream = io.TextIOWrapper(io.BytesIO(data[input_format].encode()))
    monkeypatch.setattr(sys, "stdin", stream)
    (document,) = read(find_sources(["-"], input_format))
    assert isinstance(document, Document)
    assert (document.id, document.text) == ("stdin", "Hello")
    assert not stream.closed


def test_a_file_that_may_not_be_read_is_an_error(tmp_path, monkeypatch):
    path = tmp_path / "note.txt"
    path.write_text("text")
    (source,) = find_sources([path])
    path.unlink()
    path.mkdir()
    assert [str(item) for item in read([source])] == [f"{path}: is a directory"]


@given(data=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
@pytest.mark.parametrize("suffix", [".txt", ".html", ".jsonl", ".csv"])
def test_any_bytes_are_documents_or_errors(tmp_path, suffix, data):
    path = tmp_path / f"file{suffix}"
    path.write_bytes(data)
    for item in items(path):
        assert isinstance(item, Document | InputError)
        if isinstance(item, Document):
            item.text.encode()
            item.id.encode()


TEXT = st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip)


@given(st.lists(TEXT, max_size=5))
def test_texts_in_json_lines_round_trip_exactly(tmp_path, texts):
    path = tmp_path / "rows.jsonl"
    lines = [json.dumps({"id": f"d{n}", "text": text}) + "\n" for n, text in enumerate(texts)]
    path.write_text("".join(lines), encoding="utf-8")
    assert said(path) == [(f"d{n}", text) for n, text in enumerate(texts)]


def test_an_input_is_a_source(tmp_path):
    path = tmp_path / "note.txt"
    path.write_text("text")
    assert find_sources([path]) == [Source(str(path), "note", "text", path)]

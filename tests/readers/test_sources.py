"""What stands on the command line becomes inputs in order, each with an id of its own."""

import os
from pathlib import Path

import pytest

from claimex.errors import InputError
from claimex.readers import Source, find_sources


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in (
        "2019/budget.txt", "2020/budget.txt", "2020/april.md", "2020/photo.jpg", "2020/.hidden.txt",
        "2020/.git/a.txt", "page.html", "rows.jsonl", "rows.csv", "notes",
    ):  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("text")
    return tmp_path


def names(found: list[Source | InputError]) -> list[str]:
    return [str(item) if isinstance(item, InputError) else item.name for item in found]


def test_a_folder_gives_its_texts_sorted_with_those_of_its_subfolders(folder):
    found = find_sources(["."])
    assert names(found) == [
        "2019/budget.txt", "2020/april.md", "2020/budget.txt", "page.html", "rows.csv", "rows.jsonl",
    ]  # fmt: skip
    assert [item.format for item in found if isinstance(item, Source)] == [
        "text", "text", "text", "html", "csv", "jsonl",
    ]  # fmt: skip


def test_a_pattern_that_the_shell_left_alone_is_resolved(folder):
    assert names(find_sources(["**/*.txt"])) == ["2019/budget.txt", "2020/budget.txt"]


def test_files_come_in_the_order_given_and_only_once(folder):
    assert names(find_sources(["page.html", "2020/april.md", "2020", "./page.html"])) == [
        "page.html",
        "2020/april.md",
        "2020/budget.txt",
    ]


def test_a_file_named_by_its_user_is_text_whatever_its_suffix(folder):
    (source,) = find_sources(["notes"])
    assert isinstance(source, Source)
    assert (source.id, source.format) == ("notes", "text")


def test_a_format_that_is_given_holds_for_every_file(folder):
    found = find_sources(["2020"], "html")
    assert names(found) == ["2020/april.md", "2020/budget.txt", "2020/photo.jpg"]
    assert {item.format for item in found if isinstance(item, Source)} == {"html"}


def test_the_output_is_no_input(folder):
    found = find_sources(["."], leave_out=["rows.jsonl", folder / "2020"])
    assert names(found) == ["2019/budget.txt", "page.html", "rows.csv"]
    assert names(find_sources(["2020/april.md"], leave_out=["2020"])) == ["2020/april.md"]


def test_what_leads_nowhere_is_an_error_in_its_place(folder):
    (folder / "empty").mkdir()
    assert names(find_sources(["gone.txt", "page.html", "*.pdf", "empty"])) == [
        "gone.txt: no such file or folder",
        "page.html",
        "*.pdf: matches nothing",
        "empty: no .txt, .md, .html, .htm, .jsonl, .ndjson, .csv file in this folder",
    ]


def test_standard_input(folder):
    (source,) = find_sources(["-"], "jsonl")
    assert isinstance(source, Source)
    assert (source.id, source.format, source.path, source.size) == ("stdin", "jsonl", None, None)


@pytest.mark.parametrize(
    ("paths", "ids"),
    [
        (["a/one.txt", "b/two.txt"], ["one", "two"]),
        (["a/one.txt", "b/one.txt", "c/two.txt"], ["a/one.txt", "b/one.txt", "two"]),
        (["a/one.txt", "a/one.html"], ["one.txt", "one.html"]),
        (["x/a/one.txt", "y/a/one.txt", "y/one.md"], ["x/a/one.txt", "y/a/one.txt", "one.md"]),
        (["a/one.txt", "a/one.txt.html", "b/one.md"], ["a/one.txt", "one.txt.html", "one.md"]),
    ],
)
def test_files_of_the_same_stem_are_told_apart(tmp_path, monkeypatch, paths, ids):
    monkeypatch.chdir(tmp_path)
    for path in paths:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        Path(path).write_text("text")
    found = [item.id for item in find_sources(paths) if isinstance(item, Source)]
    assert len(set(found)) == len(found)
    assert found == ids


def test_an_undecodable_file_name_gives_an_id_that_can_be_written(tmp_path):
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    try:
        with open(path, "wb") as file:
            file.write(b"text")
    except OSError:
        pytest.skip("this file system takes no such names")
    (source,) = find_sources([os.fsdecode(path)])
    assert isinstance(source, Source)
    assert source.id.encode()
    assert source.id.startswith("caf")

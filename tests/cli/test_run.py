"""`claimex run`: what comes out, what goes wrong, and with which exit code."""

import csv
import functools
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from spacy.language import Language
from typer.testing import CliRunner, Result

from claimex import cli, readers, writers
from claimex.cli import options, outcomes
from claimex.cli import run as run_module
from claimex.errors import InputError
from claimex.extraction import BATCH_SIZE, Failure
from claimex.records import KINDS, Extraction, read_jsonl

NOTE = (
    "The Weavers’ Guild urged the mayor to reopen the bridge. “We lost 40 jobs,” said Ada Lund, its chair.\n"
)


@pytest.fixture(autouse=True)
def pipeline_is_loaded(nlp: Language) -> None:
    """The command finds the pipeline that the suite shares."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with two notes in it."""
    monkeypatch.chdir(tmp_path)
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").write_text(NOTE, encoding="utf-8", newline="")
    return tmp_path


def claimex(*arguments: str, data: bytes | None = None) -> Result:
    return CliRunner().invoke(cli.app, list(arguments), input=data)


def process(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "claimex", *arguments]


def test_records_go_to_standard_output_one_a_line(folder):
    result = claimex("run", "two.txt", "one.txt")
    assert result.exit_code == 0
    records = list(read_jsonl(result.stdout.splitlines()))
    assert list(dict.fromkeys(record.doc_id for record in records)) == ["two", "one"]
    assert all(NOTE[record.start : record.end] == record.text for record in records)
    assert {record.kind for record in records} >= {"quotation", "demand", "numeric_claim"}


def test_a_summary_ends_the_run(folder):
    result = claimex("run", "one.txt")
    (summary,) = result.stderr.splitlines()
    assert summary.startswith("claimex: 1 document, 19 words: 1 quotation, ")
    assert summary.endswith(" words/s")
    assert claimex("run", "one.txt", "--quiet").stderr == ""


def test_an_input_that_fails_costs_one_line_and_nothing_else(folder):
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 9)
    (folder / "empty.txt").touch()
    result = claimex("run", "one.txt", "gone.txt", "binary.txt", "empty.txt", "two.txt")
    assert result.exit_code == 1
    assert {record.doc_id for record in read_jsonl(result.stdout.splitlines())} == {"one", "two"}
    *failures, summary = result.stderr.splitlines()
    assert failures == [
        "claimex: gone.txt: no such file or folder",
        "claimex: binary.txt: not a text file",
        "claimex: empty.txt: empty",
    ]
    assert "; 3 inputs failed; " in summary


def test_only_the_records_wanted(folder):
    result = claimex("run", "one.txt", "--kinds", "demand, Quotation", "--min-confidence", "0.01")
    kinds = {record.kind for record in read_jsonl(result.stdout.splitlines())}
    assert kinds == {"demand", "quotation"}
    assert claimex("run", "one.txt", "--min-confidence", "1").stdout == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run"], "Missing argument"),
        (["run", "one.txt", "--kinds", "quotes"], "'quotes' is not one of quotation"),
        (["run", "one.txt", "--format", "xml"], "'xml' is not one of jsonl"),
        (["run", "one.txt", "--input-format", "pdf"], "'pdf' is not one of text"),
        (["run", "one.txt", "--format", "parquet"], "cannot go to standard output"),
        (["run", "one.txt", "--format", "brat", "-o", "claims.ann"], "name a folder"),
        (["run", "one.txt", "--resume"], "--resume"),
        (["run", "one.txt", "--processes", "0"], "--processes"),
        (["run", "one.txt", "--min-confidence", "2"], "--min-confidence"),
        (["run", "one.txt", "-o", "no/folder/claims.jsonl"], "no/folder/claims.jsonl: no such file"),
        (["run", "one.txt", "--model", "no_such_model"], "no_such_model"),
        (["fly"], "No such command"),
    ],
)
def test_a_mistake_in_the_command_ends_with_2_and_writes_nothing(folder, arguments, message):
    result = claimex(*arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.replace("│", " ").split())
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    assert sorted(os.listdir(folder)) == ["one.txt", "two.txt"]


def test_a_file_is_written_in_the_format_of_its_suffix(folder):
    assert claimex("run", ".", "-o", "claims.csv", "-k", "demand").exit_code == 0
    rows = list(csv.DictReader(io.StringIO((folder / "claims.csv").read_bytes().decode(), newline="")))
    assert [row["doc_id"] for row in rows] == ["one", "two"]
    assert rows[0]["text"] == "to reopen the bridge"
    assert claimex("run", "one.txt", "-o", "claims.json").exit_code == 0
    assert (folder / "claims.json").read_text(encoding="utf-8") == claimex("run", "one.txt").stdout


def test_a_folder_gets_a_file_for_each_document(folder):
    assert claimex("run", "one.txt", "two.txt", "-o", "claims/").exit_code == 0
    assert sorted(os.listdir("claims")) == ["one.jsonl", "two.jsonl"]
    assert claimex("run", "one.txt", "-f", "brat", "-o", "brat/").exit_code == 0
    assert (folder / "brat" / "one.txt").read_bytes() == (folder / "one.txt").read_bytes()


def test_of_two_documents_of_one_id_in_a_folder_the_second_fails(folder):
    (folder / "rows.jsonl").write_text('{"id": "a", "text": "One."}\n{"id": "a", "text": "Two."}\n')
    result = claimex("run", "rows.jsonl", "-o", "claims/")
    assert result.exit_code == 1
    assert "the id 'a' stands twice" in result.stderr
    assert claimex("run", "rows.jsonl").exit_code == 0


def test_offsets_count_in_the_text_that_is_emitted(folder):
    paragraphs = "".join(f"<p>{NOTE * 2} Paragraph {number} of the page.</p>" for number in range(4))
    page = (
        f"<html><head><title>Bridge</title></head><body><nav>Home</nav><article>{paragraphs}</article></body>"
    )
    (folder / "page.html").write_text(page, encoding="utf-8")
    result = claimex("run", "page.html", "--emit-text", "texts")
    text = (folder / "texts" / "page.txt").read_bytes().decode()
    records = list(read_jsonl(result.stdout.splitlines()))
    assert records
    assert all(text[record.start : record.end] == record.text for record in records)


def test_a_folder_into_itself_is_a_mistake(folder):
    result = claimex("run", ".", "-o", f"{folder}/")
    assert result.exit_code == 2
    assert "would read its own output" in result.stderr
    assert claimex("run", ".", "-o", "claims.jsonl").exit_code == 0
    before = (folder / "claims.jsonl").read_bytes()
    assert claimex("run", ".", "-o", "claims.jsonl").exit_code == 0
    assert (folder / "claims.jsonl").read_bytes() == before


def test_standard_input_is_read(folder):
    result = claimex("run", "-", data=NOTE.encode())
    assert {record.doc_id for record in read_jsonl(result.stdout.splitlines())} == {"stdin"}
    line = json.dumps({"url": "note", "body": NOTE}).encode()
    fields = ["--input-format", "jsonl", "--id-field", "url", "--text-field", "body"]
    result = claimex("run", "-", *fields, data=line)
    assert {record.doc_id for record in read_jsonl(result.stdout.splitlines())} == {"note"}


def test_an_encoding_that_had_to_be_guessed_is_mentioned(folder):
    (folder / "old.txt").write_bytes(NOTE.encode("cp1252"))
    result = claimex("run", "old.txt")
    assert result.exit_code == 0
    assert "claimex: old.txt: not UTF-8, read as cp1252" in result.stderr.splitlines()
    assert result.stdout == claimex("run", "one.txt").stdout.replace('"one"', '"old"')


def test_what_was_not_foreseen_is_told_without_a_traceback(folder, monkeypatch):
    def broken(*arguments: object, **named: object) -> Iterator[None]:
        raise RuntimeError("the moon is full")

    monkeypatch.setattr(outcomes, "outcomes", broken)
    result = claimex("run", "one.txt")
    assert result.exit_code == 1
    assert result.stderr == "claimex: unforeseen RuntimeError: the moon is full (--debug shows where)\n"
    assert isinstance(claimex("run", "one.txt", "--debug").exception, RuntimeError)


def test_a_document_that_cannot_be_extracted_is_named_with_its_place(folder, monkeypatch):
    def failing(documents, **named):
        for document in documents:
            yield Failure(document.id, "ValueError: too long")

    monkeypatch.setattr(outcomes, "extract_many", failing)
    (folder / "rows.jsonl").write_text('\n{"text": "One."}\n')
    result = claimex("run", "one.txt", "rows.jsonl", "-o", "claims.jsonl")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[:2] == [
        "claimex: one.txt: ValueError: too long",
        "claimex: rows.jsonl:2: ValueError: too long",
    ]
    assert (folder / "claims.jsonl").read_bytes() == b""


def test_the_order_of_inputs_and_errors_is_kept_and_batches_can_be_taken_up(monkeypatch):
    batches: list[list[str]] = []

    def recording(documents, **named):
        for batch in outcomes.batched(documents):
            batches.append([document.id for document in batch])
            yield from (Extraction(doc_id=d.id, text=d.text, records=()) for d in batch)

    monkeypatch.setattr(outcomes, "extract_many", recording)
    how = {"kinds": KINDS, "processes": 1, "model": None}
    items = [
        InputError(f"{n}") if n % 5 == 0 else readers.formats.Document(f"{n}", f"text {n}")
        for n in range(3 * BATCH_SIZE)
    ]
    found = list(outcomes.outcomes(items, **how))
    assert [outcome[0] for outcome in found if outcome is not None] == items
    whole = list(batches)
    ends = [at for at, outcome in enumerate(found) if outcome is None]
    for number, end in enumerate(ends):
        done = sum(outcome is not None for outcome in found[:end])
        batches.clear()
        list(outcomes.outcomes(items[done:], **how))
        assert batches == whole[number + 1 :]


def test_the_words_of_the_options_are_those_of_the_library():
    assert options.KIND_NAMES == KINDS
    assert options.INPUT_FORMATS == readers.FORMATS
    assert run_module.OUTPUT_FORMATS == writers.FORMATS


def corpus(path: Path, count: int) -> None:
    """Many small documents, a broken line among them."""
    lines = [
        json.dumps(
            {"id": f"d{n}", "text": f"“Item {n} costs ${n + 2},” she said. He asked them to pay {n + 2}."}
        )
        for n in range(count)
    ]
    lines[5] = "{broken"
    path.write_text("\n".join(lines), encoding="utf-8")


def wait_for_a_batch(journal: Path, running: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and running.poll() is None:
        if journal.exists() and journal.read_bytes().count(b"\n") >= 2:
            return
        time.sleep(0.02)


@pytest.mark.parametrize("processes", ["1", "2"])
def test_a_killed_run_is_resumed_to_the_same_file(folder, processes):
    corpus(folder / "rows.jsonl", 5 * BATCH_SIZE)
    command = ["run", "rows.jsonl", "gone.txt", "-o", "claims.jsonl", "--processes", processes, "--resume"]
    with subprocess.Popen(process(*command), stderr=subprocess.DEVNULL) as running:
        wait_for_a_batch(folder / "claims.jsonl.journal", running)
        running.kill()
    assert not (folder / "claims.jsonl").exists()
    assert claimex("run", "rows.jsonl", "-o", "claims.jsonl").exit_code == 2
    result = claimex(*command[:5], "--resume")
    assert result.exit_code == 1
    assert result.stderr.count("claimex: rows.jsonl:6: no JSON") == 1
    assert " of them done before; 2 inputs failed; " in result.stderr
    assert (folder / "claims.jsonl").read_text() == claimex("run", "rows.jsonl").stdout
    assert sorted(os.listdir(folder)) == ["claims.jsonl", "one.txt", "rows.jsonl", "two.txt"]


def test_an_interrupted_run_ends_soon_and_is_not_resumed_over_other_inputs(folder):
    corpus(folder / "rows.jsonl", 20 * BATCH_SIZE)
    command = ["run", "rows.jsonl", "-o", "claims.jsonl"]
    # A shell lets what it starts in the background ignore interrupts, and children inherit that.
    heed = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(process(*command), stderr=subprocess.PIPE, preexec_fn=heed) as running:
        wait_for_a_batch(folder / "claims.jsonl.journal", running)
        running.send_signal(signal.SIGINT)
        began = time.monotonic()
        _, said = running.communicate()
    assert running.returncode == 130
    assert time.monotonic() - began < 5  # it is one second on a machine that is not busy
    assert said.decode().splitlines()[-1] == "claimex: interrupted; --resume goes on from here"
    rows = (folder / "rows.jsonl").read_text().replace("Item 1 ", "Item one ")
    (folder / "rows.jsonl").write_text(rows)
    result = claimex(*command, "--resume")
    assert result.exit_code == 2
    assert "the inputs are not those of the interrupted run (see d1)" in result.stderr


def test_a_closed_pipe_ends_the_run_quietly(folder):
    corpus(folder / "rows.jsonl", 6 * BATCH_SIZE)
    with subprocess.Popen(
        process("run", "rows.jsonl"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert json.loads(running.stdout.readline())["doc_id"] == "d0"
        running.stdout.close()
        said = running.stderr.read().decode().splitlines()
    assert all(line.startswith("claimex: rows.jsonl:6: no JSON") for line in said)
    assert running.returncode == 0

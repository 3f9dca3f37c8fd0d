"""Files and folders are written whole or not at all; a run that was cut off anywhere is taken up exactly."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimex.document import Document
from claimex.errors import InputError, OutputError
from claimex.records import Extraction
from claimex.writers import Entry, Format, StreamSink, file_name, get_format, open_sink, write_atomically
from sample import article

SETTINGS = {"kinds": ["demand"]}
BATCH = 3


def stream(count: int) -> list[tuple[Document | InputError, Extraction | str]]:
    """Inputs and what came of them; every seventh could not be read."""
    outcomes: list[tuple[Document | InputError, Extraction | str]] = []
    for number in range(count):
        if number % 7 == 6:
            message = f"caf\udce9-{number}.txt: empty"  # a file name that is no UTF-8
            outcomes.append((InputError(message), message))
        else:
            extraction = article(f"doc-{number}")
            outcomes.append((Document(extraction.doc_id, extraction.text), extraction))
    return outcomes


def write(
    output: Path | str, form: Format, count: int, *, resume: bool = False, stop: int | None = None
) -> int:
    """A run over `count` inputs, cut off before the input `stop`; returns how many were done before."""
    outcomes = stream(count)
    with closing(open_sink(output, form, SETTINGS, resume=resume)) as sink:
        done = 0
        for entry in sink.finished():
            assert entry.is_of(outcomes[done][0])
            done += 1
        for number in range(done, count):
            if number == stop:
                return done
            item, outcome = outcomes[number]
            sink.put(Entry.of(item, outcome), None if isinstance(outcome, str) else outcome)
            if number % BATCH == BATCH - 1:
                sink.commit()
        sink.complete()
    return done


def test_a_file_appears_when_it_is_whole(tmp_path):
    target = tmp_path / "claims.jsonl"
    target.write_text("what was there before")
    form = get_format("jsonl")
    write(target, form, 10, stop=8)
    assert target.read_text() == "what was there before"
    assert sorted(os.listdir(tmp_path)) == ["claims.jsonl", "claims.jsonl.journal", "claims.jsonl.part"]
    assert write(target, form, 10, resume=True) == 6
    assert target.read_text() == "".join(e.to_jsonl() for _, e in stream(10) if isinstance(e, Extraction))
    assert os.listdir(tmp_path) == ["claims.jsonl"]


def test_a_run_that_finished_nothing_leaves_nothing(tmp_path):
    write(tmp_path / "claims.csv", get_format("csv"), 10, stop=2)
    assert os.listdir(tmp_path) == []


def test_unfinished_work_is_not_thrown_away_unasked(tmp_path):
    target = tmp_path / "claims.jsonl"
    write(target, get_format("jsonl"), 10, stop=8)
    with pytest.raises(OutputError, match="--resume goes on with it"):
        write(target, get_format("jsonl"), 10)
    (tmp_path / "claims.jsonl.journal").unlink()
    assert write(target, get_format("jsonl"), 10) == 0


def test_a_run_of_other_settings_is_not_taken_up(tmp_path):
    target = tmp_path / "claims.jsonl"
    write(target, get_format("jsonl"), 10, stop=8)
    with pytest.raises(OutputError, match=r"other settings than this one \(kinds\)"):
        open_sink(target, get_format("jsonl"), {"kinds": ["quotation"]}, resume=True)


def test_a_journal_without_its_output_counts_for_nothing(tmp_path):
    target = tmp_path / "claims.jsonl"
    write(target, get_format("jsonl"), 10, stop=8)
    (tmp_path / "claims.jsonl.part").unlink()
    assert write(target, get_format("jsonl"), 10, resume=True) == 0


@pytest.mark.parametrize("name", ["jsonl", "csv", "web-annotation", "parquet"])
def test_a_resumed_file_is_that_of_an_uninterrupted_run(tmp_path, name):
    if name == "parquet":
        pytest.importorskip("pyarrow")
    form = get_format(name)
    whole, pieces = tmp_path / "whole", tmp_path / "pieces"
    write(whole, form, 20)
    for stop in (4, 5, 11, 18):
        write(pieces, form, 20, resume=True, stop=stop)
    write(pieces, form, 20, resume=True)
    assert pieces.read_bytes() == whole.read_bytes()
    assert sorted(os.listdir(tmp_path)) == ["pieces", "whole"]


@given(
    stop=st.integers(0, 20),
    part_cut=st.integers(0, 200_000),
    journal_cut=st.integers(0, 20_000),
    torn=st.binary(max_size=20),
)
def test_whatever_of_a_run_reached_the_disk_it_is_taken_up_exactly(
    tmp_path, stop, part_cut, journal_cut, torn
):
    form = get_format("csv")
    whole, pieces = tmp_path / "whole.csv", tmp_path / "pieces.csv"
    if not whole.exists():
        write(whole, form, 20)
    pieces.unlink(missing_ok=True)
    write(pieces, form, 20, stop=stop)
    for suffix, cut in ((".part", part_cut), (".journal", journal_cut)):
        path = pieces.with_name(pieces.name + suffix)
        if path.exists():
            path.write_bytes(path.read_bytes()[:cut] + torn)
    write(pieces, form, 20, resume=True)
    assert pieces.read_bytes() == whole.read_bytes()


def test_two_runs_do_not_write_one_file(tmp_path):
    pytest.importorskip("fcntl")
    target = tmp_path / "claims.jsonl"
    script = (
        "import sys; sys.path[:0] = sys.argv[2:]\n"
        "from test_sinks import *\n"
        "sink = open_sink(sys.argv[1], get_format('jsonl'), SETTINGS)\n"
        "print('open', flush=True); sys.stdin.read()"
    )
    paths = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
    with subprocess.Popen(
        [sys.executable, "-c", script, str(target), *paths], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        other.stdout.readline()
        with pytest.raises(OutputError, match="another run is writing it"):
            open_sink(target, get_format("jsonl"), SETTINGS)
        other.stdin.close()
        other.wait()
    write(target, get_format("jsonl"), 2)


def test_a_run_killed_at_any_moment_is_taken_up_exactly(tmp_path):
    """`kill -9`, six times at random, upon a process that writes two hundred documents slowly."""
    form = get_format("jsonl")
    whole, pieces = tmp_path / "whole.jsonl", tmp_path / "pieces.jsonl"
    write(whole, form, 200)
    script = (
        "import sys, time; sys.path[:0] = sys.argv[2:]\n"
        "import test_sinks as t\n"
        "lines = t.get_format('jsonl').lines\n"
        "slow = t.Format('jsonl', '.jsonl', lambda e: (time.sleep(.001), lines(e))[1])\n"
        "print('ready', flush=True)\n"
        "t.write(sys.argv[1], slow, 200, resume=True)"
    )
    paths = [str(Path(__file__).parent), str(Path(__file__).parents[1])]
    moments = random.Random(20)
    for _ in range(6):
        with subprocess.Popen(
            [sys.executable, "-c", script, str(pieces), *paths], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(moments.uniform(0.0, 0.2))
            process.send_signal(signal.SIGKILL)
        if pieces.exists():
            break
    write(pieces, form, 200, resume=True)
    assert pieces.read_bytes() == whole.read_bytes()


def test_a_folder_has_a_file_for_each_document(tmp_path):
    folder = f"{tmp_path}/claims/"
    form = get_format("csv")
    write(folder, form, 10, stop=8)
    with pytest.raises(OutputError, match="--resume goes on with it"):
        write(folder, form, 10)
    assert write(folder, form, 10, resume=True) == 6
    found = {path.name: path.read_bytes().decode() for path in Path(folder).iterdir()}
    assert found == {
        f"doc-{number}.csv": form.head + form.lines(article(f"doc-{number}"))
        for number in range(10)
        if number != 6
    }


def test_brat_wants_a_folder(tmp_path):
    with pytest.raises(OutputError, match="name a folder"):
        open_sink(tmp_path / "claims.ann", get_format("brat"), {})
    write(f"{tmp_path}/brat/", get_format("brat"), 2)
    assert sorted(os.listdir(tmp_path / "brat")) == [
        "annotation.conf", "doc-0.ann", "doc-0.txt", "doc-1.ann", "doc-1.txt",
    ]  # fmt: skip


def test_a_device_is_written_straight_to():
    write(os.devnull, get_format("csv"), 3)
    with pytest.raises(OutputError, match="--resume needs one"):
        open_sink(os.devnull, get_format("csv"), {}, resume=True)


@pytest.mark.parametrize("output", ["no/such/folder/claims.jsonl", "file/claims/"])
def test_where_nothing_can_be_written_one_line_says_so(tmp_path, monkeypatch, output):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=rf"^{output}: (no such file|not a directory)"):
        open_sink(output, get_format("jsonl"), {})


def test_a_stream_without_records_still_has_its_head(tmp_path):
    form = get_format("csv")
    with open(tmp_path / "out.csv", "wb") as stream:
        StreamSink(stream, form).complete()
    assert (tmp_path / "out.csv").read_bytes().decode() == form.head


def test_an_interrupt_waits_for_the_end_of_a_document(tmp_path):
    class Pipe:
        written = b""

        def write(self, data: bytes) -> None:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.01)
            self.written += data

        def flush(self) -> None: ...

    pipe = Pipe()
    sink = StreamSink(pipe, get_format("jsonl"))  # type: ignore[arg-type]
    item, outcome = stream(1)[0]
    assert isinstance(outcome, Extraction)
    with pytest.raises(KeyboardInterrupt):
        sink.put(Entry.of(item, outcome), outcome)
    assert pipe.written.decode() == outcome.to_jsonl()


def test_a_write_that_fails_leaves_no_trace(tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match="is a directory"):
        write_atomically(tmp_path / "folder", b"text")
    assert os.listdir(tmp_path) == ["folder"]


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1), min_size=2, max_size=2, unique=True))
def test_different_ids_have_different_file_names(ids):
    names = [file_name(doc_id, ".jsonl") for doc_id in ids]
    assert names[0] != names[1]
    for name in names:
        assert "/" not in name
        assert "\0" not in name
        assert len(name.encode()) < 255


def test_a_file_name_is_the_id_where_it_can_be():
    assert file_name("café, 2 May", ".csv") == "café, 2 May.csv"
    assert file_name("2019/budget.txt", ".csv") == "2019%2Fbudget.txt.csv"
    assert file_name("x" * 500, ".csv").startswith("x" * 200 + "%")
    assert file_name("x" * 500, ".csv") != file_name("x" * 501, ".csv")

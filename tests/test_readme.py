"""What README.md shows is what happens: its records, its Python and its shell lines are tried."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import claimex
from conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
TRY_IT, AFTER = README.split("## What comes out", 1)


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language, but for the two commands that set everything up."""
    return re.findall(rf"```{language}\n(.*?)```", AFTER, flags=re.DOTALL)


@pytest.fixture
def workplace(tmp_path: Path) -> Path:
    """A folder with the sample articles and their records, as a reader of README has it."""
    shutil.copytree(ROOT / "data" / "raw", tmp_path / "data" / "raw")
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    results = claimex.extract_many(
        claimex.Document(path.stem, path.read_text(encoding="utf-8"))
        for path in sorted((tmp_path / "data" / "raw").glob("*.txt"))
    )
    (tmp_path / "claims.jsonl").write_text("".join(r.to_jsonl() for r in results), encoding="utf-8")
    return tmp_path


def contains(record: object, shown: object) -> bool:
    """Whether a record has everything that is shown of it."""
    if isinstance(shown, dict):
        return isinstance(record, dict) and all(contains(record.get(k), v) for k, v in shown.items())
    return record == shown


def test_the_records_shown_are_those_of_the_sample_article():
    source = re.search(r"<!-- records: (.*?) -->", README)
    assert source is not None
    path = ROOT / source.group(1)
    extraction = claimex.extract(path.read_text(encoding="utf-8"), doc_id=path.stem)
    records = {record["id"]: record for record in extraction.to_dicts()}
    shown = [json.loads(line) for line in blocks("json")[0].splitlines()]
    assert [r["kind"] for r in shown] == ["quotation", "attribution", "demand", "numeric_claim"]
    for record in shown:
        assert contains(records[record["id"]], record), record["id"]


@pytest.mark.parametrize("code", blocks("python"))
def test_python_examples_run(code, workplace, monkeypatch):
    monkeypatch.chdir(workplace)
    exec(compile(code, "README.md", "exec"), {})


@pytest.mark.parametrize("code", blocks("sh"), ids=lambda code: code.split("\n")[0][:40])
def test_shell_examples_run(code, workplace):
    if "jq " in code and shutil.which("jq") is None:
        pytest.skip("needs jq")
    bin_of_this_environment = str(Path(sys.executable).parent)
    environment = os.environ | {"PATH": bin_of_this_environment + os.pathsep + os.environ["PATH"]}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", code],
        cwd=workplace,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr


def test_every_file_that_is_named_is_there():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target

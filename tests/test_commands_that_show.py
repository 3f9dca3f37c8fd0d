"""`claimex show`, `report`, `eval` and `doctor` from the outside."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import sample
from claimex import diagnosis
from claimex.cli import app


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """The sample article as a file."""
    path = tmp_path / "pier-nine.txt"
    path.write_bytes(sample.TEXT.encode())
    return path


def claimex(*arguments: str | Path, stdin: str | None = None) -> Result:
    """Run a command in a terminal of 80 columns without colour."""
    runner = CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb"})
    return runner.invoke(app, [str(argument) for argument in arguments], input=stdin)


def test_show_marks_records_and_lists_them(article: Path) -> None:
    result = claimex("show", article)
    assert result.exit_code == 0
    assert "[N1 more than 340 jobs]" in " ".join(result.stdout.split())
    assert "Who said what" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_show_of_one_speaker_and_kind(article: Path) -> None:
    result = claimex("show", article, "--speaker", "varga", "--kinds", "quotation")
    assert result.exit_code == 0
    assert "Ines Varga" in result.stdout
    assert "Which numbers" not in result.stdout


def test_show_reads_standard_input_and_names_what_it_cannot_read(tmp_path: Path) -> None:
    result = claimex("show", "-", tmp_path / "absent.txt", stdin="It rained for 9 days.")
    assert result.exit_code == 1
    assert "9 days" in result.stdout
    assert "absent.txt: no such file" in result.stderr


def test_report_writes_one_page_for_a_folder(article: Path, tmp_path: Path) -> None:
    (tmp_path / "second.txt").write_text("It rained for 9 days, said Ola Berg.", encoding="utf-8")
    page = tmp_path / "report.html"
    result = claimex("report", article.parent, "-o", page, "--title", "Two <articles>")
    assert result.exit_code == 0
    assert "<h1>Two &lt;articles&gt;</h1>" in page.read_text(encoding="utf-8")
    assert page.read_text(encoding="utf-8").count('class="cx-article"') == 2


def test_report_of_nothing_says_so_and_writes_nothing(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    result = claimex("report", tmp_path / "absent", "-o", page)
    assert result.exit_code != 0
    assert not page.exists()
    assert "nothing to report" in result.stderr


def test_eval_prints_tables_json_and_errors(tmp_path: Path) -> None:
    gold, predicted = tmp_path / "gold.jsonl", tmp_path / "predicted.jsonl"
    gold.write_text(sample.article().to_jsonl(), encoding="utf-8")
    predicted.write_text(sample.article().only(["demand"]).to_jsonl(), encoding="utf-8")
    assert "demand with cue, issuer, addressee" in claimex("eval", gold, predicted).stdout
    result = claimex("eval", gold, predicted, "--json", "--errors", "1")
    scores = json.loads(result.stdout)["scores"]
    assert scores["demand"]["f1"] == 1
    assert scores["number"]["r"] == 0
    assert "number missed: pier-nine" in result.stderr
    assert claimex("eval", gold, predicted, "--markdown").stdout.startswith("| figure |")


def test_eval_reads_the_gold_texts_itself(article: Path) -> None:
    annotations = {"doc": "pier-nine", "quotations": [], "demands": [], "numbers": []}
    article.with_suffix(".json").write_text(json.dumps(annotations), encoding="utf-8")
    result = claimex("eval", article.parent, "--json")
    assert json.loads(result.stdout)["scores"]["number"]["pred"] > 0


def test_eval_without_anything_to_score_ends_in_words(tmp_path: Path) -> None:
    result = claimex("eval", tmp_path)
    assert result.exit_code == 2
    assert "no annotated documents" in result.stderr


def test_doctor_finds_nothing_broken_here() -> None:
    result = claimex("doctor", "--json")
    findings = {finding["name"]: finding for finding in json.loads(result.stdout)}
    assert not [f for f in findings.values() if f["state"] == "broken"]
    assert result.exit_code == 0
    assert "sha256" in findings["base model"]["detail"]
    assert any(name.startswith("weights: ") for name in findings)


def test_doctor_says_what_is_broken_and_how_to_mend_it() -> None:
    result = claimex("doctor", "--model", "no_such_model")
    assert result.exit_code == 1
    assert "BROKEN base model" in result.stdout
    assert "mend: pip install" in result.stdout


def test_doctor_finds_damaged_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from claimex.pipeline import encoder

    (tmp_path / "network").write_bytes(b"damaged")
    (tmp_path / encoder.SETTINGS).write_text(
        json.dumps({"sha256": {"network": "0" * 64, "absent": "0" * 64}}), encoding="utf-8"
    )
    monkeypatch.setattr(encoder, "shipped_weights", lambda: tmp_path)
    states = {finding.name: finding for finding in diagnosis.examine() if finding.name.startswith("weights")}
    assert "damaged" in states["weights: network"].detail
    assert "missing" in states["weights: absent"].detail

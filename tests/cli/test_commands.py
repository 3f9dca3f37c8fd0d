"""The command as a whole: help without a model, version, schema, progress."""

import io
import json
import subprocess
import sys

import jsonschema
import pytest
from typer.testing import CliRunner

import claimex
from claimex import cli
from claimex.cli import progress as progress_module
from claimex.cli.progress import ProgressLine
from claimex.records import json_schema

HEAVY = ("spacy", "numpy", "onnxruntime", "trafilatura", "pyarrow", "pandas", "charset_normalizer")


@pytest.mark.parametrize(
    "code",
    [
        "import claimex.records",
        "import claimex.cli",
        *(f"import claimex.cli; {c}" for c in ("show('--help')",)),
    ],
)
def test_neither_records_nor_help_load_a_model(code):
    check = (
        "import sys\n"
        "def show(*arguments):\n"
        "    from typer.testing import CliRunner\n"
        "    assert CliRunner().invoke(claimex.cli.app, arguments).exit_code == 0\n"
        f"{code}\n"
        f"loaded = [name for name in {HEAVY} if name in sys.modules]\n"
        "assert not loaded, loaded"
    )
    subprocess.run([sys.executable, "-c", check], check=True)


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_has_a_help_page_with_an_example(name):
    result = CliRunner().invoke(cli.app, [name, "--help"])
    assert result.exit_code == 0
    assert f"claimex {name}" in result.stdout


def test_help_names_every_command():
    shown = CliRunner().invoke(cli.app, ["--help"]).stdout
    assert all(f" {name} " in shown for name in cli.COMMANDS)


def test_version():
    assert CliRunner().invoke(cli.app, ["--version"]).stdout == f"claimex {claimex.__version__}\n"


def test_python_m_is_the_command():
    shown = subprocess.run([sys.executable, "-m", "claimex", "--version"], capture_output=True, check=True)
    assert shown.stdout.decode() == f"claimex {claimex.__version__}\n"


def test_schema_prints_a_json_schema():
    schema = json.loads(CliRunner().invoke(cli.app, ["schema"]).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema == json_schema()


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["sch"], ["schema"]),
        (["run", "--format", "web"], ["web-annotation"]),
        (["run", "--kinds", "demand,quo"], ["demand,quotation"]),
    ],
)
def test_the_shell_completes_commands_and_words(typed, offered):
    words = " ".join(["claimex", *typed])
    settings = {"_CLAIMEX_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(len(typed))}
    shown = CliRunner().invoke(cli.app, [], prog_name="claimex", env=settings)
    assert shown.stdout.split() == offered


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_appears_on_a_terminal_when_the_work_is_long(monkeypatch):
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(progress_module, "PATIENCE", 0.0)
    line = ProgressLine(total=1000, wanted=True)
    line.advance(size=500, words=80, records=12)
    line.say("claimex: [one] line")
    line.close()
    shown = screen.getvalue()
    assert "1 documents  12 records" in shown
    assert "words/s" in shown
    assert ":00 left" in shown
    assert "claimex: [one] line" in shown


@pytest.mark.parametrize(("terminal", "wanted"), [(Terminal(), False), (io.StringIO(), True)])
def test_progress_is_silent_when_it_is_not_wanted_or_nobody_watches(monkeypatch, terminal, wanted):
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress_module, "PATIENCE", 0.0)
    line = ProgressLine(total=None, wanted=wanted)
    line.advance(size=500, words=80, records=12)
    line.close()
    assert terminal.getvalue() == ""

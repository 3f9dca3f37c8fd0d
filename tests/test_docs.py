"""What is written about the commands is what they say, and nothing they can do is left unsaid."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from claimex.cli import COMMANDS

DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.fixture(scope="module")
def make_cli() -> ModuleType:
    """The script that makes docs/cli.md."""
    spec = importlib.util.spec_from_file_location("make_cli", DOCS / "make_cli.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_up_to_date(make_cli: ModuleType) -> None:
    written = make_cli.PAGE.read_text(encoding="utf-8")
    assert written == make_cli.page(), "run: python docs/make_cli.py"


def test_every_command_and_option_is_documented(make_cli: ModuleType) -> None:
    written = make_cli.PAGE.read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"\n## claimex {name}\n" in written
    for name, command in make_cli.commands():
        for parameter in command.params:
            assert parameter.help, f"{name}: {parameter.name} has no help"
            for option in parameter.opts if parameter.param_type_name == "option" else []:
                assert option in written, f"{name} {option}"


def test_every_command_shows_an_example(make_cli: ModuleType) -> None:
    for name, command in make_cli.commands():
        if name != "claimex":
            assert f"\n    {name}" in command.help.replace("\n    \n", "\n"), name

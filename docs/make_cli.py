"""The commands' own help -> docs/cli.md.

    python docs/make_cli.py

A test holds the page to what the commands say.
"""

import inspect
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import typer

from claimex.cli import COMMANDS, app

PAGE = Path(__file__).with_name("cli.md")
HEAD = """# The claimex command

This page is made from the commands' help by `python docs/make_cli.py`; `claimex COMMAND --help` says the
same.

"""


def commands() -> Iterator[tuple[str, Any]]:
    """The command itself and its subcommands, each with its full name."""
    group: Any = typer.main.get_command(app)
    yield "claimex", group
    context = typer.Context(group, info_name="claimex")
    for name in COMMANDS:
        yield f"claimex {name}", group.get_command(context, name)


def page() -> str:
    """The page in Markdown."""
    return HEAD + "\n".join(_section(name, command) for name, command in commands())


def parameters(command: Any) -> Iterator[tuple[str, str]]:
    """The arguments and options of a command as they are written, each with its help."""
    for parameter in command.params:
        default = getattr(parameter, "show_default", None)
        value = default if isinstance(default, str) else parameter.default
        note = f" Default: {value}." if _is_telling(value) else ""
        text = " ".join((parameter.help or "").split()) + note
        if parameter.param_type_name == "argument":
            dots = "..." if parameter.nargs == -1 else ""
            yield f"{parameter.metavar or parameter.name.upper()}{dots}", text
        elif parameter.help:
            names = ", ".join((*parameter.opts, *parameter.secondary_opts))
            value_name = "" if parameter.is_flag else f" {parameter.metavar or parameter.name.upper()}"
            yield names + value_name, text


def _is_telling(value: Any) -> bool:
    return value not in (None, False, "", ()) and not callable(value)


def _section(name: str, command: Any) -> str:
    title = "#" if name == "claimex" else "##"
    parts = [] if name == "claimex" else [f"{title} {name}", ""]
    parts += [inspect.cleandoc(command.help), ""]
    if hasattr(command, "list_commands"):
        parts += [f"- [`claimex {each}`](#claimex-{each})" for each in COMMANDS]
        parts.append("")
    parts += _table(parameters(command))
    return "\n".join(parts).rstrip() + "\n"


def _table(rows: Iterable[tuple[str, str]]) -> list[str]:
    lines = [f"| `{_cell(name)}` | {_cell(text)} |" for name, text in rows]
    return ["| | |", "|---|---|", *lines] if lines else []


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

"""The `claimex` command: one module a command, imported when the command is asked for.

    claimex run article.txt   ->   claimex.cli.run:run

A command is a function with typer's annotations. Its module imports nothing heavy at the top (no spaCy, no
writer, no view), so that `claimex --help` answers at once; what it needs it imports inside.
"""

import functools
import importlib
import os
import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from claimex.errors import ClaimexError

COMMANDS: dict[str, str] = {
    "run": "claimex.cli.run:run",
    "show": "claimex.cli.show:show",
    "report": "claimex.cli.report:report",
    "schema": "claimex.cli.schema:schema",
    "eval": "claimex.cli.evaluate:evaluate",
    "doctor": "claimex.cli.doctor:doctor",
}
"""Name -> module:function, in the order of the help page."""

INTERRUPTED = 130  # the exit code: 128 + SIGINT, as shells have it
USAGE = 2  # the exit code of a mistake in the command; 1 says that some input failed


class _LazyCommands(TyperGroup):
    """A group that imports a command's module when the command is named, not when the program starts."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module, function = COMMANDS[cmd_name].split(":")
        alone = typer.Typer(rich_markup_mode="markdown", add_completion=False)
        alone.command(cmd_name, no_args_is_help=False)(
            _guarded(getattr(importlib.import_module(module), function))
        )
        return typer.main.get_command(alone)


app = typer.Typer(
    cls=_LazyCommands,
    name="claimex",
    rich_markup_mode="markdown",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from claimex import __version__

        typer.echo(f"claimex {__version__}")
        raise typer.Exit


@app.callback()
def _claimex(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    """Who said what, who demands what of whom, and which numbers are claimed by whom in a news article.

    Start with `claimex run ARTICLE.txt`.
    """


def main() -> None:
    """Run the command line; the exit code is 0, 1 (some input failed) or 2 (usage)."""
    try:
        app(prog_name="claimex")
    except SystemExit as end:
        if end.code == INTERRUPTED:  # Python would take a second or more to free the models
            sys.stderr.flush()
            os._exit(INTERRUPTED)
        raise


def say(message: str) -> None:
    """Print one line for people, on standard error."""
    print(f"claimex: {message}", file=sys.stderr, flush=True)


def _guarded(command: Callable[..., None]) -> Callable[..., None]:
    """A command that ends in words, not in a traceback, unless it is asked for one with `--debug`."""

    @functools.wraps(command)
    def guarded(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
            sys.stdout.flush()
        except (typer.Exit, typer.Abort, typer.BadParameter):
            raise
        except BrokenPipeError:
            _leave_standard_output()
        except KeyboardInterrupt:
            raise typer.Exit(INTERRUPTED) from None
        except Exception as error:
            if kwargs.get("debug"):
                raise
            if isinstance(error, ClaimexError):
                say(str(error))
                raise typer.Exit(USAGE) from None
            say(f"unforeseen {type(error).__name__}: {error} (--debug shows where)")
            raise typer.Exit(1) from None

    return guarded


def _leave_standard_output() -> None:
    """Whoever read our output has had enough (`| head`): write nothing more there, not even at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

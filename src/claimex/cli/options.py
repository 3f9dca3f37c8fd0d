"""Options that several commands share: one spelling and one meaning each."""

from collections.abc import Callable, Iterable
from typing import Annotated, TypeVar

import typer

ChoiceT = TypeVar("ChoiceT", bound=str)


def one_of(choices: Iterable[ChoiceT]) -> Callable[[str | None], ChoiceT | None]:
    """A typer callback that takes one of the given words, or nothing."""
    allowed = {choice.lower(): choice for choice in choices}

    def check(value: str | None) -> ChoiceT | None:
        if value is None:
            return None
        if value.lower() not in allowed:
            raise typer.BadParameter(f"{value!r} is not one of {', '.join(allowed.values())}.")
        return allowed[value.lower()]

    return check


def complete(choices: Iterable[str]) -> Callable[[str], list[str]]:
    """What the shell offers for an option that takes one of the given words, or several with commas."""
    words = list(choices)

    def offer(incomplete: str) -> list[str]:
        begun, comma, last = incomplete.rpartition(",")
        return [f"{begun}{comma}{word}" for word in words if word.startswith(last)]

    return offer


def some_of(choices: Iterable[ChoiceT]) -> Callable[[str | None], str | None]:
    """A typer callback that takes several of the given words with commas between them."""
    check = one_of(choices)

    def check_all(value: str | None) -> str | None:
        if value is None:
            return None
        words = [word.strip() for word in value.split(",") if word.strip()]
        if not words:
            raise typer.BadParameter("name at least one.")
        return ",".join(check(word) or "" for word in words)

    return check_all


# The same words as claimex.records.KINDS, which is not imported so that the help page needs no pydantic; a
# test holds the two together.
KIND_NAMES = ("quotation", "attribution", "demand", "numeric_claim")

Kinds = Annotated[
    str | None,
    typer.Option(
        "--kinds",
        "-k",
        metavar="KIND,KIND...",
        help=f"Only records of these kinds: {', '.join(KIND_NAMES)}.",
        callback=some_of(KIND_NAMES),
        autocompletion=complete(KIND_NAMES),
    ),
]
MinConfidence = Annotated[
    float,
    typer.Option("--min-confidence", min=0.0, max=1.0, help="Leave out records below this confidence."),
]
Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        "-m",
        metavar="NAME|PATH",
        help="English spaCy pipeline to build on.",
        show_default="the installed en_core_web_sm",
    ),
]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback when something fails.")]

INPUT_FORMATS = ("text", "html", "jsonl", "csv")
InputFormat = Annotated[
    str | None,
    typer.Option(
        "--input-format",
        metavar="|".join(INPUT_FORMATS),
        help="How to read every input.",
        show_default="as its suffix says, else text",
        callback=one_of(INPUT_FORMATS),
        autocompletion=complete(INPUT_FORMATS),
    ),
]

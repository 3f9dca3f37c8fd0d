"""`claimex show`: articles in the terminal, their records marked."""

from typing import Annotated

import typer

from claimex.cli.options import Debug, InputFormat, Kinds, MinConfidence, Model
from claimex.cli.reading import Paths, Reading


def show(
    paths: Paths,
    kinds: Kinds = None,
    speaker: Annotated[
        str | None,
        typer.Option(
            "--speaker",
            "-s",
            metavar="NAME",
            help="Only what this party says, demands or claims; a part of the name is enough.",
        ),
    ] = None,
    min_confidence: MinConfidence = 0.0,
    input_format: InputFormat = None,
    model: Model = None,
    debug: Debug = False,
) -> None:
    """Show articles in the terminal, records marked in the text and listed below it.

    A mark is `[Q1 ...]` around a quotation, A an attribution, D a demand, N a number; the tables below use
    the same labels. Colours are left out where the output is no terminal or `NO_COLOR` is set.

    **Examples**

        claimex show article.txt

        claimex show article.txt --speaker varga --kinds demand,numeric_claim

        claimex show letters/*.txt --min-confidence 0.8 | less
    """
    from rich.console import Console

    from claimex.views import terminal
    from claimex.views.highlights import named

    console = Console(highlight=False)
    reading = Reading(paths, input_format)
    for extraction in reading.extractions(kinds, min_confidence, model):
        console.print(terminal.render(named(extraction, speaker) if speaker else extraction))
    reading.finish()

"""`claimex show`: articles in the terminal, their records marked."""

from typing import Annotated

import typer

from claimex.cli.options import Debug, Kinds, MinConfidence, Model, one_of
from claimex.cli.reading import Reading
from claimex.cli.run import INPUT_FORMATS


def show(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH...",
            help="Articles: files (.txt, .md, .html, .jsonl, .csv), folders, patterns, or `-` for standard input.",
        ),
    ],
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
    input_format: Annotated[
        str | None,
        typer.Option(
            "--input-format",
            metavar="|".join(INPUT_FORMATS),
            help="How to read every input.",
            show_default="as its suffix says, else text",
            callback=one_of(INPUT_FORMATS),
        ),
    ] = None,
    model: Model = None,
    debug: Debug = False,
) -> None:
    """Show articles in the terminal: records marked in the text, and below who said what, who demands what of whom,
    and which numbers are claimed by whom.

    A mark is `[Q1 ...]` around a quotation, A an attribution, D a demand, N a number; the tables use the same labels.
    Colours are left out where the output is no terminal or `NO_COLOR` is set.

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

"""`claimex report`: articles and their records as one HTML page."""

from pathlib import Path
from typing import Annotated

import typer

from claimex.cli import say
from claimex.cli.options import Debug, InputFormat, Kinds, MinConfidence, Model
from claimex.cli.reading import Paths, Reading


def report(
    paths: Paths,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", help="The page to write.", dir_okay=False)
    ] = Path("report.html"),
    title: Annotated[
        str | None,
        typer.Option(
            "--title", metavar="TEXT", help="The page's title.", show_default="the article's headline"
        ),
    ] = None,
    kinds: Kinds = None,
    min_confidence: MinConfidence = 0.0,
    input_format: InputFormat = None,
    model: Model = None,
    debug: Debug = False,
) -> None:
    """Write articles and their records as one HTML page that needs no network.

    The page has the text with its records marked, tables to sort and to filter by kind, speaker and
    confidence, and charts of who is quoted how often and who demands what of whom. Keys: `j` and `k` go from
    record to record, `[` and `]` from article to article, `t` changes between light and dark, `Esc` lets go.

    **Examples**

        claimex report article.txt -o report.html

        claimex report letters/ -o letters.html --title 'Letters to the council' --min-confidence 0.5
    """
    from claimex.errors import InputError, OutputError
    from claimex.views import report as view

    reading = Reading(paths, input_format)
    extractions = list(reading.extractions(kinds, min_confidence, model))
    if not extractions:
        raise InputError("no article could be read: there is nothing to report")
    try:
        page = view.render(extractions, title=title)
        # What is no character (half a surrogate pair) cannot be written, but the browser can be told of it.
        output.write_text(page, encoding="utf-8", errors="xmlcharrefreplace", newline="\n")
    except OSError as error:
        raise OutputError(f"{output}: {(error.strerror or type(error).__name__).lower()}") from error
    articles = f"{len(extractions)} article{'' if len(extractions) == 1 else 's'}"
    say(f"{articles}, {sum(len(e.records) for e in extractions)} records -> {output}")
    reading.finish()

"""`claimex eval`: how right are the records, by gold annotations?"""

from pathlib import Path
from typing import Annotated

import typer

from claimex.cli.options import Debug, Model


def evaluate(
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="GOLD",
            help="Annotations: a folder of NAME.txt with NAME.json; one of NAME.txt with NAME.ann "
            "(what `claimex run --format brat` wrote, corrected); one with text/ and attributions/ "
            "(brat standoff, as PolNeAR ships it); a .json list of sentences with quantities (NewsQuant); "
            "or a .jsonl file of claimex's own records.",
        ),
    ],
    predicted: Annotated[
        Path | None,
        typer.Argument(
            metavar="PRED",
            help="What `claimex run` wrote for the same documents; their ids are the gold files' stems. "
            "Without it, claimex reads the gold texts now.",
        ),
    ] = None,
    errors: Annotated[
        int, typer.Option("--errors", min=0, metavar="N", help="Show up to N errors of each sort.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the scores as a Markdown table.")
    ] = False,
    model: Model = None,
    debug: Debug = False,
) -> None:
    """Score records against gold annotations.

    Prints precision, recall and F1 of each layer that is annotated, with 95 % confidence intervals by
    bootstrap over documents, and how well confidences are calibrated.

    **Examples**

        claimex run gold/dev/*.txt -o predicted.jsonl

        claimex eval gold/dev predicted.jsonl

        claimex eval polnear/dev --errors 10

        claimex eval before.jsonl after.jsonl --json
    """
    import json

    from rich.console import Console

    from claimex import evaluation
    from claimex.views import scores

    documents = evaluation.read_gold(gold)
    predictions = (
        evaluation.read_texts(documents, model=model)
        if predicted is None
        else evaluation.read_predictions(predicted, documents)
    )
    result = evaluation.evaluate(documents, predictions)
    if as_json:
        typer.echo(json.dumps(result.to_dict(), indent=1, ensure_ascii=False))
    elif as_markdown:
        typer.echo(scores.markdown(result), nl=False)
    else:
        Console().print(scores.render(result))
    for error in result.examples(errors):
        typer.echo(str(error), err=True)

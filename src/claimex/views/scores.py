"""An evaluation -> tables, for the terminal or for a README.

    quotation span          0.95   0.93   0.94   0.91–0.96    212

One row a figure: precision, recall, F1 (or the accuracy) and its confidence interval; below, how far the
records' own confidences can be believed.
"""

from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from claimex.evaluation import Evaluation, Score

COLUMNS = ("figure", "P", "R", "F1", "95 %", "gold")
BAR = 10  # width of the bars in the reliability table


def render(evaluation: Evaluation) -> RenderableType:
    """The evaluation as rich tables that fit 80 columns."""
    scores = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    for number, column in enumerate(COLUMNS):
        scores.add_column(column, justify="right" if number else "left", no_wrap=True)
    for cells in _rows(evaluation):
        scores.add_row(*cells)
    parts: list[RenderableType] = [Text(f"{evaluation.documents} documents"), scores]
    if evaluation.calibration:
        parts += [
            Text("Calibration: of records given a confidence, how many are right?"),
            _calibration(evaluation),
        ]
    return Group(*parts)


def markdown(evaluation: Evaluation) -> str:
    """The scores as a Markdown table."""
    lines = [COLUMNS, ("---", *["---:"] * (len(COLUMNS) - 1)), *_rows(evaluation)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _rows(evaluation: Evaluation) -> Iterator[tuple[str, ...]]:
    for name, score in evaluation.scores.items():
        yield (
            name,
            _number(score.precision),
            _number(score.recall),
            _number(score.value),
            _interval(score),
            str(score.gold),
        )


def _calibration(evaluation: Evaluation) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0), show_edge=False)
    table.add_column("right means", no_wrap=True)
    table.add_column("confidence", justify="right", no_wrap=True)
    table.add_column("records", justify="right", no_wrap=True)
    table.add_column("right", justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for criterion, calibration in evaluation.calibration.items():
        table.add_row(
            criterion, f"ECE {calibration.error:.3f}", str(calibration.number), "", "", style="bold"
        )
        for each in calibration.bins:
            bar = "█" * round(each.accuracy * BAR)
            table.add_row("", f"{each.confidence:.2f}", str(each.number), f"{each.accuracy:.2f}", bar)
        table.add_section()
    return table


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _interval(score: Score) -> str:
    return "" if score.low is None or score.high is None else f"{score.low:.3f}–{score.high:.3f}"

"""An extraction -> the article for the terminal, its records marked, and tables of them below.

    The Harbour Workers Union called on the city council [D1 to reopen Pier 9] and …

    Demands
    D1  The Harbour Workers Union → the city council: to reopen Pier 9            91%

Marks read without colour; colour, where there is any, tells the kinds apart at a glance.
"""

from collections.abc import Iterable, Iterator, Mapping

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from claimex.records import Extraction, Kind
from claimex.views.highlights import (
    NOBODY,
    Highlights,
    Mark,
    Piece,
    content_of,
    one_line,
    party,
    percent,
    statements,
    value_of,
)

# Of the 16 colours that every terminal has, legible on dark and light backgrounds.
STYLES: Mapping[Kind, str] = {
    "quotation": "blue",
    "attribution": "green",
    "demand": "bold red",
    "numeric_claim": "magenta",
}
LINE_LENGTH = 100  # characters; longer lines are hard to read, however wide the terminal
# No article may command the terminal: control characters are shown as the symbols that Unicode has for them.
CONTROLS = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\t\n"}
CONTROLS |= {0x7F: 0x2421, 0x0D: 0x20} | dict.fromkeys(range(0x80, 0xA0), 0xFFFD)


def render(extraction: Extraction) -> RenderableType:
    """An article and its records, for a rich console of 80 columns or more.

    Arguments:
        extraction: the records to show; leave out with `Extraction.only` what is not wanted.
    """
    highlights = Highlights(extraction)
    parts: list[RenderableType] = [_text(f"── {extraction.doc_id} ──", "dim"), Text()]
    redundant = {record.id for record in extraction.attributions} - {r.id for r in statements(extraction)}
    for number, pieces in enumerate(highlights.paragraphs):
        paragraph = _paragraph(pieces, redundant)
        if number == 0 and highlights.headline:
            paragraph.stylize("bold")
        parts += [paragraph, Text()]
    parts += _tables(extraction, highlights.labels)
    return _Narrow(Group(*parts))


class _Narrow:
    """A renderable kept to `LINE_LENGTH` on wide terminals."""

    def __init__(self, content: RenderableType):
        self.content = content

    def __rich__(self) -> RenderableType:
        from rich.constrain import Constrain

        return Constrain(self.content, LINE_LENGTH)


def _paragraph(pieces: Iterable[Piece], redundant: set[str]) -> Text:
    """A paragraph with `[Q1 …]` around each record but attributions that add nothing to their quotations."""
    text = Text()
    open_marks: list[Mark] = []
    for piece in pieces:
        marks = [mark for mark in piece.marks if mark.role == "record" and mark.record.id not in redundant]
        _close(text, open_marks, [mark for mark in open_marks if mark not in marks])
        for mark in marks:
            if mark not in open_marks:
                text.append(f"[{mark.label} ", f"dim {STYLES[mark.record.kind]}")
                open_marks.append(mark)
        text.append(_plain(piece.text), STYLES[marks[-1].record.kind] if marks else None)
    _close(text, open_marks, list(open_marks))
    return text


def _close(text: Text, open_marks: list[Mark], ending: list[Mark]) -> None:
    """Close marks, the innermost first; one that ends before another inside it says so by its label."""
    for mark in reversed(ending):
        crossed = open_marks[-1] is not mark
        text.append(f" {mark.label}]" if crossed else "]", f"dim {STYLES[mark.record.kind]}")
        open_marks.remove(mark)


def _tables(extraction: Extraction, labels: Mapping[str, str]) -> Iterator[RenderableType]:
    if said := statements(extraction):
        table = _table("", "who", "said what", "")
        for statement in said:
            speaker = statement.speaker if statement.kind == "quotation" else statement.source
            table.add_row(
                _label(labels, statement.id, statement.kind),
                _text(party(speaker)),
                _text(content_of(statement)),
                percent(statement.confidence),
            )
        yield from _titled("Who said what", table)
    if extraction.demands:
        table = _table("", "issuer → addressee: action", "")
        for demand in extraction.demands:
            line = Text.assemble(
                _text(party(demand.issuer), "bold"),
                " → ",
                _text(party(demand.addressee), "bold"),
                ": ",
                ("not: " if demand.negated else ""),
                _text(one_line(demand)),
            )
            table.add_row(_label(labels, demand.id, demand.kind), line, percent(demand.confidence))
        yield from _titled("Who demands what of whom", table)
    if extraction.numeric_claims:
        table = _table("", "value", "unit", "about", "as written", "who says so", "")
        for claim in extraction.numeric_claims:
            table.add_row(
                _label(labels, claim.id, claim.kind),
                value_of(claim),
                _text(claim.unit or NOBODY),
                _text(one_line(claim.about)),
                _text(one_line(claim)),
                _text(party(claim.speaker)),
                percent(claim.confidence),
            )
        yield from _titled("Which numbers, by whom", table)
    if not extraction.records:
        yield Text("no records", style="dim")


def _titled(title: str, table: Table) -> Iterator[RenderableType]:
    yield Text(title, style="bold")
    yield Padding(table, (0, 0, 1, 0))


def _table(*columns: str) -> Table:
    """A table whose first column is the label and whose last is the confidence."""
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 2, 0, 0), expand=True)
    for number, column in enumerate(columns):
        if number == 0:
            table.add_column(column, no_wrap=True)
        elif number == len(columns) - 1:
            table.add_column(column, justify="right", no_wrap=True)
        else:
            table.add_column(column, overflow="fold", ratio=2 if column == "said what" else 1)
    return table


def _label(labels: Mapping[str, str], record_id: str, kind: Kind) -> Text:
    return Text(labels[record_id], STYLES[kind])


def _text(text: str, style: str = "") -> Text:
    """An article's text for a table, in which a bare string would be read as rich's markup."""
    return Text(_plain(text), style)


def _plain(text: str) -> str:
    return text.replace("\n", " ").translate(CONTROLS)

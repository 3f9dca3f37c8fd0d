"""An extraction -> HTML fragments: its text with the records marked, and tables of them.

    <p>They asked <a class="cx-ref cx-d" id="t1" href="#r1">D1</a><span class="cx-m cx-d" data-r="1">for
    a new library</span>.</p>

They read without script and without style: a label stands before each record in the text and links to its row
in a table, which links back. `report` and `notebook` make pages of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files

from claimex.records import AnyRecord, Attribution, Demand, Extraction, Kind, NumericClaim, Quotation
from claimex.views.highlights import (
    NOBODY,
    TITLES,
    Highlights,
    Mark,
    Piece,
    content_of,
    one_line,
    party,
    percent,
    speaker_of,
    statements,
    value_of,
)
from claimex.views.markup import Html, element, join

CLASSES: Mapping[Kind, str] = {
    "quotation": "cx-q",
    "attribution": "cx-a",
    "demand": "cx-d",
    "numeric_claim": "cx-n",
}
UNTITLED = "Untitled"
TITLE_LENGTH = 90  # characters of a text's first words, where it has no headline


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, and whether it holds numbers."""

    title: str
    numeric: bool = False


COLUMNS: Mapping[str, Sequence[Column]] = {
    "said": (Column("Who"), Column("Said what"), Column("Cue"), Column("How"), Column("Confidence", True)),
    "demands": (
        Column("Issuer"),
        Column("Addressee"),
        Column("Action"),
        Column("Cue"),
        Column("Confidence", True),
    ),
    "numbers": (
        Column("As written"),
        Column("Value", True),
        Column("Unit"),
        Column("About"),
        Column("Who says so"),
        Column("Confidence", True),
    ),
}
HEADINGS = {
    "said": "Who said what",
    "demands": "Who demands what of whom",
    "numbers": "Which numbers, by whom",
}


@dataclass
class Cell:
    """A cell's text, and what it is sorted by where that is a number."""

    text: str
    sorted_by: float | None = None


@dataclass
class Article:
    """One extraction with everything that its fragments share.

    Arguments:
        extraction: the records.
        number: the article's place on the page, from 0.
        first: the number of its first record on the page.
        prefix: put before every id, so that several views can stand on one page.
    """

    extraction: Extraction
    number: int = 0
    first: int = 0
    prefix: str = ""
    highlights: Highlights = field(init=False)
    shown: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.highlights = Highlights(self.extraction)
        redundant = {r.id for r in self.extraction.attributions} - {r.id for r in statements(self.extraction)}
        kept = [record for record in self.extraction.records if record.id not in redundant]
        self.shown = {record.id: self.first + index for index, record in enumerate(kept)}

    @property
    def records(self) -> list[AnyRecord]:
        """The records that are shown: all but attributions that add nothing to their quotations."""
        return [record for record in self.extraction.records if record.id in self.shown]

    @property
    def title(self) -> str:
        """The headline, or the text's first words."""
        paragraphs = self.highlights.paragraphs
        if not paragraphs:
            return UNTITLED
        first = " ".join("".join(piece.text for piece in paragraphs[0]).split())
        if self.highlights.headline or len(first) <= TITLE_LENGTH:
            return first
        return first[:TITLE_LENGTH].rsplit(" ", 1)[0] + " …"

    def text(self) -> Html:
        """The text, paragraph by paragraph, its records marked; a headline is an `h2`."""
        begun: set[str] = set()
        return join(
            element(
                "h2" if number == 0 and self.highlights.headline else "p",
                *(self._piece(piece, begun) for piece in pieces),
            )
            for number, pieces in enumerate(self.highlights.paragraphs)
        )

    def rows(self, table: str, article_column: bool = False) -> Iterator[Html]:
        """The rows of one of the tables in `COLUMNS`."""
        for record in self.records:
            if table_of(record) != table:
                continue
            number = self.shown[record.id]
            label = element(
                "a", self.label(record), href=f"#{self.prefix}t{number}", class_=_ref_class(record)
            )
            cells = [element("th", label, scope="row", data_v=number)]
            for column, cell in zip(COLUMNS[table], cells_of(record), strict=True):
                classes = "cx-num" if column.numeric else None
                cells.append(element("td", cell.text, data_v=cell.sorted_by, class_=classes))
            if article_column:
                link = element("a", self.title, href=f"#{self.prefix}article{self.number}", title=self.title)
                cells.append(element("td", link, class_="cx-where"))
            speaker = speaker_of(record)
            yield element(
                "tr",
                *cells,
                id=f"{self.prefix}r{number}",
                data_r=number,
                data_kind=record.kind,
                data_article=self.number,
                data_speaker=speaker.name if speaker else "",
                data_confidence=f"{record.confidence:.4f}",
            )

    def label(self, record: AnyRecord) -> str:
        """The record's label, as in the text and in the tables."""
        return self.highlights.labels[record.id]

    def _piece(self, piece: Piece, begun: set[str]) -> Html:
        marks = [mark for mark in piece.marks if mark.record.id in self.shown]
        if not marks:
            return join((piece.text,))
        parts = []
        around: list[
            Mark
        ] = []  # begun before: their ground runs on under the labels of what begins inside them
        for mark in (mark for mark in marks if mark.role == "record"):
            if mark.record.id not in begun:
                begun.add(mark.record.id)
                parts.append(self._marked(self._reference(mark.record), around, []))
            around.append(mark)
        parts.append(self._marked(piece.text, around, [mark for mark in marks if mark.role != "record"]))
        return join(parts)

    def _marked(self, text: str, own: Sequence[Mark], roles: Sequence[Mark]) -> Html:
        """Text under records' own marks and under those of their roles."""
        if not (own or roles):
            return join((text,))
        kinds = dict.fromkeys(CLASSES[mark.record.kind] for mark in own)
        return element(
            "span",
            text,
            class_=" ".join(("cx-m", *kinds)),
            data_r=" ".join(str(self.shown[mark.record.id]) for mark in own) or None,
            data_o=" ".join(f"{self.shown[mark.record.id]}:{mark.role}" for mark in roles) or None,
        )

    def _reference(self, record: AnyRecord) -> Html:
        number = self.shown[record.id]
        return element(
            "a",
            self.label(record),
            class_=_ref_class(record),
            id=f"{self.prefix}t{number}",
            href=f"#{self.prefix}r{number}",
            data_r=number,
            title=summary_of(record),
        )


def articles(extractions: Sequence[Extraction], prefix: str = "") -> list[Article]:
    """Number articles and their records for one page."""
    found: list[Article] = []
    first = 0
    for number, extraction in enumerate(extractions):
        found.append(Article(extraction, number, first, prefix))
        first += len(found[-1].shown)
    return found


def tables(of: Sequence[Article]) -> Html:
    """The tables that have rows, each in a section; with a column for the article where there are several."""
    several = len(of) > 1
    sections = []
    for table, columns in COLUMNS.items():
        rows = [row for article in of for row in article.rows(table, several)]
        if rows:
            heads = [element("th", scope="col", aria_label="Label")]
            heads += [
                element("th", column.title, scope="col", class_="cx-num" if column.numeric else None)
                for column in columns
            ]
            heads += [element("th", "Article", scope="col")] if several else []
            body = element("table", element("thead", element("tr", *heads)), element("tbody", *rows))
            heading, scroller = element("h3", HEADINGS[table]), element("div", body, class_="cx-scroll")
            section_id = f"{of[0].prefix}{table}"
            sections.append(element("section", heading, scroller, class_="cx-table", id=section_id))
    return join(sections)


def table_of(record: AnyRecord) -> str:
    """The table of `COLUMNS` in which a record has its row."""
    if isinstance(record, Demand):
        return "demands"
    return "numbers" if isinstance(record, NumericClaim) else "said"


def cells_of(record: AnyRecord) -> list[Cell]:
    """A record's cells, one for each column of its table."""
    confidence = Cell(percent(record.confidence), record.confidence)
    if isinstance(record, Demand):
        action = f"not: {one_line(record)}" if record.negated else one_line(record)
        return [
            Cell(party(record.issuer)),
            Cell(party(record.addressee)),
            Cell(action),
            Cell(one_line(record.cue)),
            confidence,
        ]
    if isinstance(record, NumericClaim):
        return [
            Cell(one_line(record)),
            Cell(value_of(record), record.value),
            Cell(record.unit or NOBODY),
            Cell(one_line(record.about)),
            Cell(party(record.speaker)),
            confidence,
        ]
    how = (
        f"{record.quote_type} quotation" if isinstance(record, Quotation) else f"{record.content_type} speech"
    )
    return [
        Cell(party(speaker_of(record))),
        Cell(content_of(record)),
        Cell(one_line(record.cue)),
        Cell(how),
        confidence,
    ]


def summary_of(record: AnyRecord) -> str:
    """A record in a line, for where there is no room for a card."""
    confidence = f"({percent(record.confidence)})"
    if isinstance(record, Demand):
        refusal = "not: " if record.negated else ""
        return f"{party(record.issuer)} → {party(record.addressee)}: {refusal}{one_line(record)} {confidence}"
    who = party(speaker_of(record))
    if isinstance(record, NumericClaim):
        about = f", about {one_line(record.about)}" if record.about else ""
        return f"{value_of(record)} {record.unit}{about}; says {who} {confidence}"
    kind = record.content_type if isinstance(record, Attribution) else record.quote_type
    return f"{who}: {kind} {TITLES[record.kind].lower().removesuffix('s')} {confidence}"


def asset(name: str) -> str:
    """A data file of this package: style sheet, script or template."""
    return files(__package__).joinpath("assets", name).read_text(encoding="utf-8")


def _ref_class(record: AnyRecord) -> str:
    return f"cx-ref {CLASSES[record.kind]}"

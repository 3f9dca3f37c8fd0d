"""An extraction -> the stretches of its text and the records that stand over each of them.

    >>> highlights = Highlights(extraction)
    >>> [(piece.text, [mark.label for mark in piece.marks]) for piece in highlights.paragraphs[0]]
    [('The union called on the council ', []), ('to reopen the library', ['D1']), ('.', [])]

Records nest and overlap; cut at every beginning and end, the text becomes a row of pieces, each under a known
set of records. That is all a view needs to draw them, whatever it draws with.
"""

import re
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from claimex.records import (
    AnyRecord,
    Attribution,
    Demand,
    Extraction,
    Kind,
    Mention,
    NumericClaim,
    Quotation,
    Span,
)

LETTERS: Mapping[Kind, str] = {"quotation": "Q", "attribution": "A", "demand": "D", "numeric_claim": "N"}
TITLES: Mapping[Kind, str] = {
    "quotation": "Quotations",
    "attribution": "Attributions",
    "demand": "Demands",
    "numeric_claim": "Numbers",
}
HEADLINE_LENGTH = 150  # characters; a longer first paragraph is no headline
SHORT_WORD = 3  # letters; titles leave such words in lower case
TITLE_CASE = 0.7  # share of the longer words that are capitalised in a title
NOBODY = "—"

Role = Literal["record", "speaker", "source", "cue", "issuer", "addressee", "about"]
ROLES: tuple[Role, ...] = ("speaker", "source", "cue", "issuer", "addressee", "about")


@dataclass(frozen=True, slots=True)
class Mark:
    """One record's hold on a stretch of text: as its own span, or as the span of one of its roles."""

    start: int
    end: int
    record: AnyRecord
    label: str
    role: Role


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that the same marks cover from end to end, those that begin first coming first."""

    start: int
    end: int
    text: str
    marks: tuple[Mark, ...]


class Highlights:
    """A document cut into paragraphs and pieces, its records labelled Q1, A1, D1, N1 in text order.

    Attributes:
        labels: record id -> label.
        marks: all marks, in text order.
        paragraphs: the document's paragraphs, each a list of pieces, without white space between them.
        headline: whether the first paragraph is one.
    """

    def __init__(self, extraction: Extraction):
        counts: Counter[Kind] = Counter()
        self.labels: dict[str, str] = {}
        for record in extraction.records:
            counts[record.kind] += 1
            self.labels[record.id] = f"{LETTERS[record.kind]}{counts[record.kind]}"
        self.text = extraction.text
        self.marks = sorted(
            (mark for record in extraction.records for mark in self._marks_of(record)),
            key=lambda mark: (mark.start, -mark.end),
        )
        spans = list(_paragraphs(self.text))
        self.headline = len(spans) > 1 and _is_headline(self.text[slice(*spans[0])])
        self.paragraphs: list[list[Piece]] = []
        ahead = deque(self.marks)
        near: list[Mark] = []  # those that may reach into the paragraph
        for start, end in spans:
            while ahead and ahead[0].start < end:
                near.append(ahead.popleft())
            near = [mark for mark in near if mark.end > start]
            self.paragraphs.append(self._pieces(start, end, near))

    def _marks_of(self, record: AnyRecord) -> Iterator[Mark]:
        label = self.labels[record.id]
        for piece in record.content if isinstance(record, Attribution) else (record,):
            yield Mark(piece.start, piece.end, record, label, "record")
        for role in ROLES:
            span = getattr(record, role, None)
            if isinstance(span, Span):
                yield Mark(span.start, span.end, record, label, role)

    def _pieces(self, start: int, end: int, inside: list[Mark]) -> list[Piece]:
        """The pieces of a paragraph, cut where a mark begins or ends."""
        cuts = {start, end}
        for mark in inside:
            cuts |= {max(start, mark.start), min(end, mark.end)}
        edges = sorted(cuts)
        over: list[list[Mark]] = [[] for _ in edges[1:]]
        for mark in inside:
            for index in range(
                bisect_left(edges, max(start, mark.start)), bisect_left(edges, min(end, mark.end))
            ):
                over[index].append(mark)
        return [
            Piece(a, b, self.text[a:b], tuple(marks))
            for a, b, marks in zip(edges, edges[1:], over, strict=False)
        ]


def speaker_of(record: AnyRecord) -> Mention | None:
    """Who says, demands or claims what a record reports."""
    if isinstance(record, Attribution):
        return record.source
    return record.issuer if isinstance(record, Demand) else record.speaker


def named(extraction: Extraction, name: str) -> Extraction:
    """Only the records of speakers whose name or mention holds `name`, whatever the case."""
    wanted = name.casefold()

    def matches(mention: Mention | None) -> bool:
        return mention is not None and (
            wanted in mention.name.casefold() or wanted in mention.text.casefold()
        )

    kept = tuple(record for record in extraction.records if matches(speaker_of(record)))
    return extraction.model_copy(update={"records": kept})


def speakers(records: Iterable[AnyRecord]) -> list[str]:
    """The names of all who say, demand or claim something, the most frequent first."""
    counts = Counter(mention.name for record in records if (mention := speaker_of(record)) is not None)
    return sorted(counts, key=lambda name: (-counts[name], name))


def party(mention: Mention | None) -> str:
    """A party's name, with the mention in brackets where it is another: `Ines Varga (she)`."""
    if mention is None:
        return NOBODY
    name, text = _one_line(mention.name), _one_line(mention.text)
    return name if name == text else f"{name} ({text})"


def statements(extraction: Extraction) -> list[Quotation | Attribution]:
    """Who said what, once: quotations, and attributions that are more than the quotations they hold."""
    quoted = {(record.start, record.end) for record in extraction.quotations}
    return [
        record
        for record in extraction.records
        if isinstance(record, Quotation)
        or (
            isinstance(record, Attribution)
            and not all((piece.start, piece.end) in quoted for piece in record.content)
        )
    ]


def content_of(record: Quotation | Attribution) -> str:
    """What was said, its pieces joined where it was interrupted."""
    pieces = record.content if isinstance(record, Attribution) else (record,)
    return " … ".join(_one_line(piece.text) for piece in pieces)


def value_of(record: NumericClaim) -> str:
    """A number with its comparator: `> 340`, `5–7`, `~ 2,400,000`, `+12`."""
    value = _number(record.value)
    if record.value_high is not None:
        value += f"–{_number(record.value_high)}"
    sign = {"up": "▲ ", "down": "▼ "}.get(record.direction or "", "")
    comparator = {">=": "≥ ", "<=": "≤ ", ">": "> ", "<": "< ", "~": "~ "}.get(record.comparator, "")
    return f"{sign}{comparator}{value}"


def percent(confidence: float) -> str:
    """A confidence for people."""
    return f"{confidence:.0%}"


def one_line(span: Span | None) -> str:
    """A span's text on one line; a dash if there is none."""
    return NOBODY if span is None else _one_line(span.text)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) or not float(value).is_integer() else f"{value:,.0f}"


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Paragraphs without the white space around them; where blank lines part none, each line is one."""
    blank_line = r"\n[^\S\n]*\n"
    breaks = rf"{blank_line}\s*" if re.search(blank_line, text.strip()) else r"\n\s*"
    start = 0
    for gap in [*re.finditer(breaks, text), None]:
        end = len(text) if gap is None else gap.start()
        paragraph = text[start:end]
        if stripped := paragraph.strip():
            first = start + len(paragraph) - len(paragraph.lstrip())
            yield first, first + len(stripped)
        start = end if gap is None else gap.end()


def _is_headline(paragraph: str) -> bool:
    """Whether it is a short line that does not end as a sentence does, or is capitalised as titles are."""
    if len(paragraph) > HEADLINE_LENGTH or "\n" in paragraph:
        return False
    long_words = [word for word in paragraph.split() if len(word) > SHORT_WORD and word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in long_words)
    return paragraph[-1] not in ".!:;”'\"" or capitals > TITLE_CASE * max(len(long_words), 1)

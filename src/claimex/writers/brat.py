"""Records -> brat standoff: text-bound spans, one event a record, its fields as roles, attributes and notes.

    T1\tdemand 45 62\tto reopen the library
    T2\tcue 25 34\tcalled on
    E1\tdemand:T1 cue:T2

A folder of `.ann` beside `.txt` files with the `annotation.conf` opens in brat, and in tools that read its
format. Offsets are code points. A span over several lines is divided at the line breaks, as brat wants it.
"""

import re
from collections.abc import Iterator
from typing import get_args

from claimex.records import KINDS, AnyRecord, Attribution, Extraction, Mention, QuantityKind, Span

ROLES = ("speaker", "source", "cue", "issuer", "addressee", "about")
ENTITIES = (*KINDS, *ROLES)
ATTRIBUTES = ("quote_type", "content_type", "negated", "comparator", "direction", "quantity_kind")
NOTES = (
    "id", "confidence", "value", "value_high", "unit", "continues", "attribution_id", "quotation_id",
)  # fmt: skip

_BREAKS = re.compile(r"[\r\n]+")
_SEPARATORS = re.compile(r"[\t\r\n]")  # of lines and columns in an .ann file


def to_standoff(extraction: Extraction) -> str:
    """The `.ann` file of a document."""
    lines: list[str] = []
    spans: dict[tuple[str, str], str] = {}  # (type, offsets) -> T number, so that a shared cue stands once

    def text_bound(label: str, pieces: list[Span]) -> str:
        parts = [part for piece in pieces for part in _cut(extraction.text, piece)]
        offsets = ";".join(f"{start} {end}" for start, end in parts)
        key = (label, offsets)
        if key not in spans:
            spans[key] = f"T{len(spans) + 1}"
            words = " ".join(extraction.text[start:end] for start, end in parts)
            lines.append(f"{spans[key]}\t{label} {offsets}\t{_SEPARATORS.sub(' ', words)}")
        return spans[key]

    marks = 0
    for number, record in enumerate(extraction.records, 1):
        pieces: list[Span] = list(record.content) if isinstance(record, Attribution) else [record]
        event = [f"{record.kind}:{text_bound(record.kind, pieces)}"]
        for role in ROLES:
            filler = getattr(record, role, None)
            if filler is not None:
                event.append(f"{role}:{text_bound(role, [filler])}")
        lines.append(f"E{number}\t{' '.join(event)}")
        for name in ATTRIBUTES:
            value = getattr(record, name, None)
            if value is not None and value is not False:
                marks += 1
                said = "" if value is True else f" {value}"
                lines.append(f"A{marks}\t{name} E{number}{said}")
        lines.append(f"#{number}\tAnnotatorNotes E{number}\t{'; '.join(_notes(record))}")
    return "".join(line + "\n" for line in lines)


def _cut(text: str, piece: Span) -> list[tuple[int, int]]:
    """A span's start and end, or those of its parts between line breaks; the breaks are left out."""
    parts: list[tuple[int, int]] = []
    at = piece.start
    for gap in _BREAKS.finditer(text, piece.start, piece.end):
        parts.append((at, gap.start()))
        at = gap.end()
    parts.append((at, piece.end))
    return [(start, end) for start, end in parts if text[start:end].strip()] or [(piece.start, piece.end)]


def _notes(record: AnyRecord) -> Iterator[str]:
    said = {name: getattr(record, name, None) for name in NOTES}
    for role in ROLES:
        filler = getattr(record, role, None)
        if isinstance(filler, Mention):
            said[f"{role}_name"] = filler.name
    for name, value in said.items():
        if value is not None:
            yield f"{name}={' '.join(str(value).split())}"  # a note is one line


def _configuration() -> str:
    roles = ", ".join(f"{role}?:{role}" for role in ROLES)
    return "\n".join(
        [
            "[entities]", *ENTITIES, "",
            "[relations]", "",
            "[events]", *(f"{kind}\t{roles}" for kind in KINDS), "",
            "[attributes]",
            "negated\tArg:<EVENT>",
            "quote_type\tArg:<EVENT>, Value:direct|partial",
            "content_type\tArg:<EVENT>, Value:direct|indirect|mixed",
            "comparator\tArg:<EVENT>, Value:=|>|>=|<|<=|~|range|score",
            "direction\tArg:<EVENT>, Value:up|down",
            "quantity_kind\tArg:<EVENT>, Value:" + "|".join(get_args(QuantityKind)), "",
        ]
    )  # fmt: skip


CONFIGURATION = _configuration()
"""The `annotation.conf` that tells brat of these types."""

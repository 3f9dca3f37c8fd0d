"""Gold annotations in the formats they come in -> one form: documents with the layers that are annotated.

    >>> gold = read_gold("data/gold/dev")
    >>> gold[0].id, len(gold[0].quotations)
    ('harbour-strike', 4)

Five formats are read, told apart by what stands at the path:

- a folder with NAME.txt and NAME.json: quotations, demands, numbers; spans are substrings of a paragraph;
- a folder with text/ and attributions/: brat standoff as PolNeAR ships it (Newell et al. 2018);
- a folder with NAME.txt and NAME.ann: what `claimex run --format brat` wrote, corrected by an annotator;
- a file NAME.json, a list of sentences and their quantities: NewsQuant (Almasian et al. 2023) and its like;
- a file NAME.jsonl: claimex's own records, corrected by somebody or kept from an earlier run.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimex.document import Document
from claimex.errors import InputError
from claimex.evaluation import standoff
from claimex.records import AnyRecord, Attribution, Demand, NumericClaim, Quotation, Span, read_record


@dataclass(frozen=True, slots=True)
class GoldQuotation:
    """A quoted stretch; `speaker` is the mention tied to it, `speaker_name` the party's fullest name."""

    span: Span
    speaker: Span | None
    speaker_name: str | None


@dataclass(frozen=True, slots=True)
class GoldDemand:
    """A demanded action and its roles."""

    action: Span
    cue: Span | None
    issuer: Span | None
    addressee: Span | None
    negated: bool


@dataclass(frozen=True, slots=True)
class GoldNumber:
    """A numeric claim."""

    span: Span
    value: float
    value_high: float | None
    comparator: str
    quantity_kind: str
    unit: str


@dataclass(frozen=True, slots=True)
class GoldRelation:
    """An attribution; each role may be in several pieces, source and cue may be missing."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class GoldQuantity:
    """A quantity of a sentence, as NewsQuant gives it: no span, but the change that is reported, if any."""

    value: float
    value_high: float | None
    change: str | None
    unit: str
    written_unit: str


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """One annotated document. A layer that nobody annotated is None; one with nothing to find is empty.

    `text` is None where the annotations came without it.
    """

    id: str
    text: str | None = None
    quotations: tuple[GoldQuotation, ...] | None = None
    demands: tuple[GoldDemand, ...] | None = None
    numbers: tuple[GoldNumber, ...] | None = None
    relations: tuple[GoldRelation, ...] | None = None
    quantities: tuple[GoldQuantity, ...] | None = None

    def document(self) -> Document:
        """The text to read, for a pipeline that is to be scored.

        Raises:
            InputError: if the annotations came without it.
        """
        if self.text is None:
            raise InputError(
                f"{self.id}: the gold annotations hold no text to read; give predictions as well"
            )
        return Document(self.id, self.text)


def read_gold(path: str | Path) -> list[GoldDocument]:
    """Read gold annotations in any of the formats above.

    Arguments:
        path: a folder or a file.

    Returns:
        The documents, in order of their ids or as the file has them.

    Raises:
        InputError: if there is nothing at the path, or nothing of these formats.
    """
    path = Path(path)
    if not path.exists():
        raise InputError(f"{path}: no such file or folder")
    if path.is_file():
        with _naming(path):
            documents = _read_records(path) if path.suffix == ".jsonl" else _read_quantities(path)
    elif (path / "attributions").is_dir():
        documents = _read_standoff(path)
    else:
        documents = _read_paragraphs(path) or _read_corrected(path)
    if not documents:
        raise InputError(
            f"{path}: no annotated documents; expected NAME.txt with NAME.json or NAME.ann, or text/ with "
            "attributions/, or a .jsonl file of claimex's records"
        )
    return documents


def read_text(path: Path) -> str:
    """A file's text as UTF-8 with its newlines untouched, so that offsets hold."""
    return path.read_bytes().decode("utf-8")


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Whatever is wrong with an annotation file is said with its name."""
    try:
        yield
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        reason = str(error).splitlines()[0]
        raise InputError(
            f"{path}: annotations that cannot be read: {type(error).__name__}: {reason}"
        ) from error


def _read_paragraphs(folder: Path) -> list[GoldDocument]:
    documents = []
    for path in sorted(folder.glob("*.json")):
        if path.with_suffix(".txt").exists():
            with _naming(path):
                text, annotations = read_text(path.with_suffix(".txt")), json.loads(read_text(path))
                documents.append(_from_paragraphs(path.stem, text, annotations))
    return documents


def _from_paragraphs(doc_id: str, text: str, annotations: dict[str, Any]) -> GoldDocument:
    starts = [0, *(blank.end() for blank in re.finditer("\n\n", text))]

    def locate(where: dict[str, Any]) -> Span:
        """The occurrence `occ` of the substring `t` in paragraph `p`."""
        part, at = where["t"], starts[where["p"]] - 1
        for _ in range(where.get("occ", 0) + 1):
            at = text.index(part, at + 1)
        return Span(start=at, end=at + len(part), text=part)

    def maybe(where: dict[str, Any] | None) -> Span | None:
        return None if where is None else locate(where)

    return GoldDocument(
        doc_id,
        text,
        quotations=tuple(
            GoldQuotation(locate(q["span"]), maybe(q.get("speaker")), q["speaker_name"])
            for q in annotations["quotations"]
        ),
        demands=tuple(
            GoldDemand(
                locate(d["action"]),
                maybe(d.get("cue")),
                maybe(d.get("issuer")),
                maybe(d.get("addressee")),
                d["negated"],
            )
            for d in annotations["demands"]
        ),
        numbers=tuple(
            GoldNumber(locate(n["span"]), n["value"], n.get("value2"), n["comparator"], n["kind"], n["unit"])
            for n in annotations["numbers"]
        ),
    )


def _read_standoff(folder: Path) -> list[GoldDocument]:
    documents = []
    for path in sorted((folder / "text").glob("*.txt")):
        annotations = sorted((folder / "attributions").glob(f"{path.stem}_*.ann"))
        annotations += sorted((folder / "attributions").glob(f"{path.stem}.ann"))
        if annotations:
            with _naming(annotations[0]):
                text = read_text(path)
                events = standoff.parse(text, read_text(annotations[0]))
                relations = tuple(_relation(event) for event in events if "content" in event.roles)
                documents.append(GoldDocument(path.stem, text, relations=relations))
    return documents


def _read_corrected(folder: Path) -> list[GoldDocument]:
    documents = []
    for path in sorted(folder.glob("*.ann")):
        if path.with_suffix(".txt").exists():
            with _naming(path):
                text = read_text(path.with_suffix(".txt"))
                events = standoff.parse(text, read_text(path), mend_breaks=True)
                documents.append(_from_events(path.stem, text, events))
    return documents


def _relation(event: standoff.Event) -> GoldRelation:
    content = event.roles.get("content") or event.roles.get("attribution", ())
    return GoldRelation(event.roles.get("source", ()), event.roles.get("cue", ()), content)


def _from_events(doc_id: str, text: str, events: list[standoff.Event]) -> GoldDocument:
    """What `claimex run --format brat` wrote, corrected."""

    def of(kind: str) -> list[tuple[standoff.Event, Span]]:
        """The events of a kind that still have a trigger, with its hull: only attributions come in pieces."""
        found = [(event, event.roles[kind]) for event in events if event.type == kind]
        return [(event, _hull(text, spans)) for event, spans in found]

    return GoldDocument(
        doc_id,
        text,
        quotations=tuple(
            GoldQuotation(span, event.one("speaker"), event.notes.get("speaker_name"))
            for event, span in of("quotation")
        ),
        demands=tuple(
            GoldDemand(
                span,
                event.one("cue"),
                event.one("issuer"),
                event.one("addressee"),
                "negated" in event.attributes,
            )
            for event, span in of("demand")
        ),
        numbers=tuple(
            GoldNumber(
                span,
                float(event.notes["value"]),
                float(event.notes["value_high"]) if "value_high" in event.notes else None,
                event.attributes["comparator"],
                event.attributes["quantity_kind"],
                event.notes.get("unit", ""),
            )
            for event, span in of("numeric_claim")
        ),
        relations=tuple(_relation(event) for event, _ in of("attribution")),
    )


def _hull(text: str, spans: tuple[Span, ...]) -> Span:
    start, end = spans[0].start, spans[-1].end
    return Span(start=start, end=end, text=text[start:end])


def _read_quantities(path: Path) -> list[GoldDocument]:
    return [
        GoldDocument(
            str(index), sentence["text"], quantities=tuple(_from_quantity(q) for q in sentence["quantities"])
        )
        for index, sentence in enumerate(json.loads(read_text(path)))
    ]


def _from_quantity(quantity: dict[str, Any]) -> GoldQuantity:
    value = str(quantity["value"])
    low, high = value, None
    if "-" in value and "E" not in value and not value.startswith("-"):
        low, high = value.split("-")
    unit = quantity["normalized_unit"]
    return GoldQuantity(
        float(low),
        None if high is None else float(high),
        quantity.get("change"),
        unit,
        quantity.get("unit", unit),
    )


def _read_records(path: Path) -> list[GoldDocument]:
    by_document: dict[str, list[AnyRecord]] = defaultdict(list)
    for line in read_text(path).splitlines():
        if line.strip():
            record = read_record(line)
            by_document[record.doc_id].append(record)
    return [from_records(doc_id, records) for doc_id, records in by_document.items()]


def from_records(doc_id: str, records: list[AnyRecord], text: str | None = None) -> GoldDocument:
    """claimex's own records, taken as the truth about all four layers of a document."""
    return GoldDocument(
        doc_id,
        text,
        quotations=tuple(
            GoldQuotation(_span(r), r.speaker, r.speaker.name if r.speaker else None)
            for r in records
            if isinstance(r, Quotation)
        ),
        demands=tuple(
            GoldDemand(_span(r), r.cue, r.issuer, r.addressee, r.negated)
            for r in records
            if isinstance(r, Demand)
        ),
        numbers=tuple(
            GoldNumber(_span(r), r.value, r.value_high, r.comparator, r.quantity_kind, r.unit)
            for r in records
            if isinstance(r, NumericClaim)
        ),
        relations=tuple(as_relation(r) for r in records if isinstance(r, Attribution)),
    )


def as_relation(record: Attribution) -> GoldRelation:
    """An attribution record in the form of the gold annotations."""
    return GoldRelation(
        (record.source,) if record.source else (), (record.cue,) if record.cue else (), record.content
    )


def _span(record: AnyRecord) -> Span:
    return Span(start=record.start, end=record.end, text=record.text)

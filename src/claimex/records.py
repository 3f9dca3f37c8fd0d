"""The records that claimex emits: the contract, as frozen pydantic models that know nothing of spaCy.

This module alone reads the JSON Lines back::

    from claimex.records import read_jsonl
    for record in read_jsonl(open("claims.jsonl", encoding="utf-8")):
        print(record.kind, record.text)

Offsets count code points of the document's text exactly as it was given, so `text[start:end] ==
record.text` holds for a record and for every span inside it; an `Extraction` that breaks this refuses to
build.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, model_validator

if TYPE_CHECKING:
    import pandas as pd

SCHEMA_VERSION: Literal["1.0"] = "1.0"

Kind = Literal["quotation", "attribution", "demand", "numeric_claim"]
KINDS: tuple[Kind, ...] = ("quotation", "attribution", "demand", "numeric_claim")

MentionType = Literal["person", "organization", "group", "place", "document", "other"]
Comparator = Literal["=", ">", ">=", "<", "<=", "~", "range", "score"]
QuantityKind = Literal[
    "percent", "money", "count", "duration", "length", "area", "volume", "mass",
    "temperature", "speed", "rate", "age", "fraction", "multiple", "score", "other",
]  # fmt: skip


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(_Frozen):
    """A stretch of the document: `text` is exactly what stands at [start, end)."""

    start: int = Field(ge=0, description="Offset of the first code point.")
    end: int = Field(description="Offset behind the last code point.")
    text: str = Field(description="The document's text between the two, unchanged.")

    @model_validator(mode="after")
    def _length_agrees(self) -> Self:
        if self.end - self.start != len(self.text):
            raise ValueError(
                f"span {self.start}..{self.end} does not have the length of its text {self.text!r}"
            )
        return self


class Mention(Span):
    """A span that names or stands for a party, with the party's fullest name in the document."""

    name: str = Field(description='The fullest name or description of the same party ("he": "Wayne Bean").')
    type: MentionType


class _Identified(_Frozen):
    schema_version: Literal["1.0"] = SCHEMA_VERSION
    kind: Kind
    doc_id: str = Field(description="The file's stem, or the id that the input gave.")
    id: str = Field(description="Unique in the document, the same in every run.")


class _Record(Span, _Identified):  # in this order what identifies a record is printed before its span
    sentence: Span = Field(description="The sentence or sentences around the record.")
    confidence: float = Field(
        ge=0, le=1, description="Calibrated: of records given 0.8, about 80 % are right."
    )


class Quotation(_Record):
    """A stretch between quotation marks that reports somebody's words, marks included."""

    kind: Literal["quotation"] = "quotation"
    quote_type: Literal["direct", "partial"] = Field(
        description="direct: whole sentences or clauses; partial: a fragment inside reported speech."
    )
    speaker: Mention | None
    cue: Span | None
    continues: str | None = Field(
        description="Id of the previous part of the same quote, one paragraph before."
    )
    attribution_id: str | None


class Attribution(_Record):
    """Who says, decrees, believes or wants what; its own span is the hull of its content."""

    kind: Literal["attribution"] = "attribution"
    source: Mention | None
    cue: Span | None
    content: tuple[Span, ...] = Field(min_length=1)
    content_type: Literal["direct", "indirect", "mixed"]


class Demand(_Record):
    """An action that somebody asks for; its own span is the action."""

    kind: Literal["demand"] = "demand"
    cue: Span
    issuer: Mention | None
    addressee: Mention | None
    negated: bool = Field(description="What is asked is not to do it.")
    attribution_id: str | None
    quotation_id: str | None


class NumericClaim(_Record):
    """A quantity that the text asserts; its own span is the expression with comparator and counted noun."""

    kind: Literal["numeric_claim"] = "numeric_claim"
    value: int | float
    value_high: int | float | None = Field(
        description="The upper end of a range, the second figure of a score."
    )
    comparator: Comparator
    direction: Literal["up", "down"] | None = Field(
        description="Set where the number is the size of a rise or fall."
    )
    quantity_kind: QuantityKind
    unit: str = Field(
        description='ISO 4217 code or symbol, "percent", standard unit name, or counted noun\'s lemma.'
    )
    about: Span | None = Field(description="What is counted or measured.")
    speaker: Mention | None = Field(description="Who says so.")
    attribution_id: str | None
    quotation_id: str | None


Record = Annotated[Quotation | Attribution | Demand | NumericClaim, Field(discriminator="kind")]
AnyRecord = Quotation | Attribution | Demand | NumericClaim

_RecordT = TypeVar("_RecordT", bound=_Record)
_ADAPTER: TypeAdapter[AnyRecord] = TypeAdapter(Record)


def read_record(line: str | bytes) -> AnyRecord:
    """Read one line of claimex's JSON Lines.

    Raises:
        pydantic.ValidationError: if the line is no record of this contract.
    """
    return _ADAPTER.validate_json(line)


def read_jsonl(lines: Iterable[str]) -> Iterator[AnyRecord]:
    """Read records from lines of JSON, as an open file gives them; blank lines are passed over."""
    return (read_record(line) for line in lines if line.strip())


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one record."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "claimex record",
        **_ADAPTER.json_schema(mode="serialization"),
    }


def spans_of(record: AnyRecord) -> Iterator[Span]:
    """Every span of a record: itself, its sentence and all that its fields hold."""
    yield record
    for name in type(record).model_fields:
        value = getattr(record, name)
        if isinstance(value, Span):
            yield value
        elif isinstance(value, tuple):
            yield from value


class Extraction(_Frozen):
    """All records of one document, in text order, validated against the document's text.

    Raises:
        pydantic.ValidationError: if a span is not exactly in the text, a name is not a substring of it, or an
            id stands twice. A reference may point to a record that was left out.
    """

    doc_id: str
    text: str
    records: tuple[Record, ...]

    @model_validator(mode="after")
    def _grounded(self) -> Self:
        ids = {record.id for record in self.records}
        if len(ids) != len(self.records):
            raise ValueError(f"{self.doc_id}: two records share an id")
        for record in self.records:
            if record.doc_id != self.doc_id:
                raise ValueError(f"{self.doc_id}: record {record.id} belongs to {record.doc_id}")
            for span in spans_of(record):
                if self.text[span.start : span.end] != span.text:
                    raise ValueError(
                        f"{self.doc_id}: {span.text!r} does not stand at {span.start}..{span.end}"
                    )
                if isinstance(span, Mention) and span.name not in self.text:
                    raise ValueError(f"{self.doc_id}: the name {span.name!r} does not occur in the text")
        return self

    def of(self, kind: type[_RecordT]) -> tuple[_RecordT, ...]:
        """The records of one class, in text order."""
        return tuple(record for record in self.records if isinstance(record, kind))

    @property
    def quotations(self) -> tuple[Quotation, ...]:
        return self.of(Quotation)

    @property
    def attributions(self) -> tuple[Attribution, ...]:
        return self.of(Attribution)

    @property
    def demands(self) -> tuple[Demand, ...]:
        return self.of(Demand)

    @property
    def numeric_claims(self) -> tuple[NumericClaim, ...]:
        return self.of(NumericClaim)

    def only(self, kinds: Iterable[Kind] = KINDS, min_confidence: float = 0.0) -> "Extraction":
        """The same extraction with some records left out.

        Arguments:
            kinds: the kinds to keep.
            min_confidence: records below it are dropped.

        Returns:
            A new extraction. Ids are unchanged; a reference to a record that was left out stays, so that
            two runs over the same text can be joined.
        """
        wanted = frozenset(kinds)
        kept = tuple(r for r in self.records if r.kind in wanted and r.confidence >= min_confidence)
        return self.model_copy(update={"records": kept})

    def to_jsonl(self) -> str:
        """One record a line, each line ended by a newline; empty if there are none."""
        return "".join(record.model_dump_json() + "\n" for record in self.records)

    def to_dicts(self) -> list[dict[str, Any]]:
        """The records as plain dictionaries, as `json.loads` would read them from `to_jsonl`."""
        return [record.model_dump(mode="json") for record in self.records]

    def to_dataframe(self, kind: Kind | None = None) -> "pd.DataFrame":
        """The records as a pandas data frame, one tidy row a record; see `claimex.tables.dataframe`.

        Arguments:
            kind: the one kind wanted, with its own columns only; None for all kinds in one table.

        Raises:
            ImportError: if pandas is not installed (`pip install "claimex[pandas]"`).
        """
        from claimex import tables

        return tables.dataframe(self, kind)

    def _repr_html_(self) -> str:
        """The article with its records highlighted, for notebooks."""
        from claimex.views import notebook

        return notebook.render(self)

"""Extractions of any shape, for property tests: every kind of record over any text that UTF-8 can hold."""

from typing import Any, get_args

from hypothesis import strategies as st

from claimex.records import (
    Attribution,
    Comparator,
    Demand,
    Extraction,
    Mention,
    MentionType,
    NumericClaim,
    QuantityKind,
    Quotation,
    Span,
)

ids = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
numbers = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def spans(draw: st.DrawFn, text: str, within: tuple[int, int] | None = None) -> dict[str, Any]:
    low, high = within or (0, len(text))
    start = draw(st.integers(low, high - 1))
    end = draw(st.integers(start + 1, high))
    return {"start": start, "end": end, "text": text[start:end]}


@st.composite
def mentions(draw: st.DrawFn, text: str) -> Mention:
    name = draw(spans(text))["text"]
    return Mention(**draw(spans(text)), name=name, type=draw(st.sampled_from(get_args(MentionType))))


@st.composite
def records(draw: st.DrawFn, text: str, doc_id: str, record_id: str) -> Any:
    own = draw(spans(text))
    span = spans(text).map(lambda parts: Span(**parts))
    mention = mentions(text)
    common = {
        **own,
        "doc_id": doc_id,
        "id": record_id,
        "sentence": draw(span),
        "confidence": draw(st.floats(0, 1)),
    }
    reference = st.none() | ids
    kind = draw(st.sampled_from(["quotation", "attribution", "demand", "numeric_claim"]))
    if kind == "quotation":
        return Quotation(
            **common,
            quote_type=draw(st.sampled_from(["direct", "partial"])),
            speaker=draw(st.none() | mention),
            cue=draw(st.none() | span),
            continues=draw(reference),
            attribution_id=draw(reference),
        )
    if kind == "attribution":
        inner = spans(text, (own["start"], own["end"])).map(lambda parts: Span(**parts))
        return Attribution(
            **common,
            source=draw(st.none() | mention),
            cue=draw(st.none() | span),
            content=tuple(draw(st.lists(inner, min_size=1, max_size=3))),
            content_type=draw(st.sampled_from(["direct", "indirect", "mixed"])),
        )
    if kind == "demand":
        return Demand(
            **common,
            cue=draw(span),
            issuer=draw(st.none() | mention),
            addressee=draw(st.none() | mention),
            negated=draw(st.booleans()),
            attribution_id=draw(reference),
            quotation_id=draw(reference),
        )
    return NumericClaim(
        **common,
        value=draw(numbers),
        value_high=draw(st.none() | numbers),
        comparator=draw(st.sampled_from(get_args(Comparator))),
        direction=draw(st.sampled_from(["up", "down", None])),
        quantity_kind=draw(st.sampled_from(get_args(QuantityKind))),
        unit=draw(st.text(st.characters(codec="utf-8"), max_size=5)),
        about=draw(st.none() | span),
        speaker=draw(st.none() | mention),
        attribution_id=draw(reference),
        quotation_id=draw(reference),
    )


@st.composite
def extractions(draw: st.DrawFn, max_records: int = 4) -> Extraction:
    text = draw(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
    doc_id = draw(ids)
    count = draw(st.integers(0, max_records))
    return Extraction(
        doc_id=doc_id,
        text=text,
        records=tuple(draw(records(text, doc_id, f"r{number}")) for number in range(count)),
    )

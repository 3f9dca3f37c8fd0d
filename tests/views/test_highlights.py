from hypothesis import given
from hypothesis import strategies as st

import sample
from claimex.records import Extraction, NumericClaim, Span
from claimex.views import highlights
from claimex.views.highlights import Highlights


def claim(text: str, start: int, end: int, number: int) -> NumericClaim:
    where = Span(start=start, end=end, text=text[start:end])
    return NumericClaim(
        **where.model_dump(),
        doc_id="d",
        id=f"n{number}",
        sentence=where,
        confidence=0.5,
        value=number,
        value_high=None,
        comparator="=",
        direction=None,
        quantity_kind="count",
        unit="",
        about=None,
        speaker=None,
        attribution_id=None,
        quotation_id=None,
    )


def test_pieces_are_cut_at_every_beginning_and_end() -> None:
    pieces = Highlights(sample.article()).paragraphs[2]
    own = [(p.text, [m.label for m in p.marks if m.role == "record"]) for p in pieces]
    assert ("more than 340 ", ["Q1", "A1", "N1"]) in own
    assert ("Release the report", ["Q2", "A1", "D3"]) in [
        ("".join(text for text, labels in own if "D3" in labels), ["Q2", "A1", "D3"])
    ]


@given(
    st.text(alphabet="ab \n\r\té𝄞", max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8),
)
def test_pieces_give_back_the_text_and_know_what_stands_over_them(
    text: str, places: list[tuple[int, int]]
) -> None:
    spans = [(min(p), max(p)) for p in places if min(p) < max(p) <= len(text)]
    records = tuple(claim(text, start, end, n) for n, (start, end) in enumerate(spans))
    found = Highlights(Extraction(doc_id="d", text=text, records=records))
    pieces = [piece for paragraph in found.paragraphs for piece in paragraph]
    assert "".join("".join(piece.text for piece in pieces).split()) == "".join(text.split())
    for piece in pieces:
        assert piece.text == text[piece.start : piece.end]
        over = {f"n{n}" for n, (start, end) in enumerate(spans) if start <= piece.start and piece.end <= end}
        assert {mark.record.id for mark in piece.marks} == over


def test_endless_white_space_takes_no_time() -> None:
    text = "a" + "\n \t" * 50_000
    assert len(Highlights(Extraction(doc_id="d", text=text, records=())).paragraphs) == 1


def test_lines_are_paragraphs_where_no_blank_lines_part_them() -> None:
    found = Highlights(Extraction(doc_id="d", text="One line.\nAnother line.\n", records=()))
    assert [[piece.text for piece in paragraph] for paragraph in found.paragraphs] == [
        ["One line."],
        ["Another line."],
    ]


def test_a_short_first_line_without_full_stop_is_the_headline() -> None:
    assert Highlights(sample.article()).headline
    assert not Highlights(Extraction(doc_id="d", text="It rained.\n\nIt rained more.", records=())).headline


def test_statements_leave_out_attributions_that_only_repeat_quotations() -> None:
    labels = Highlights(sample.article()).labels
    assert [labels[r.id] for r in highlights.statements(sample.article())] == ["Q1", "Q2", "A2"]


def test_records_of_one_speaker_by_a_part_of_the_name() -> None:
    kept = highlights.named(sample.article(), "varga")
    assert {highlights.speaker_of(r).name for r in kept.records} == {"Ines Varga"}  # type: ignore[union-attr]
    assert highlights.named(sample.article(), "nobody").records == ()


def test_values_read_with_their_comparator_and_direction() -> None:
    jobs, cost, rise = sample.article().numeric_claims
    assert [highlights.value_of(n) for n in (jobs, cost, rise)] == ["> 340", "~ 2,400,000", "▲ 12"]
    span = {"value": 5, "value_high": 7.5, "comparator": "range"}
    assert highlights.value_of(jobs.model_copy(update=span)) == "5–7.5"

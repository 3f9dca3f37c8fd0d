"""A short article written for the tests, with records built by hand: views are tested without a model."""

from typing import Any

from claimex.records import Attribution, Demand, Extraction, Mention, NumericClaim, Quotation, Span

TEXT = """Dockers ask city to reopen Pier 9

The Harbour Workers Union called on the city council to reopen Pier 9 and to publish the storm report.

“We lost more than 340 jobs in one winter,” said Ines Varga, its chair. “Release the report. Do it now.”

A spokesman for the council said repairs would cost about $2.4 million, up 12% on last year."""

UNION = "The Harbour Workers Union"
VARGA = "Ines Varga"
COUNCIL = "A spokesman for the council"


def span(text: str, part: str, occurrence: int = 0) -> Span:
    """The span of the n-th occurrence of `part`."""
    start = -1
    for _ in range(occurrence + 1):
        start = text.index(part, start + 1)
    return Span(start=start, end=start + len(part), text=part)


def mention(text: str, part: str, name: str, kind: Any = "organization", occurrence: int = 0) -> Mention:
    """The mention of the n-th occurrence of `part`, of the party `name`."""
    return Mention(**span(text, part, occurrence).model_dump(), name=name, type=kind)


def article(doc_id: str = "pier-nine") -> Extraction:
    """The article with a record of every kind, nested and overlapping ones among them."""
    union = mention(TEXT, UNION, UNION)
    varga = mention(TEXT, VARGA, VARGA, "person")
    council = mention(TEXT, COUNCIL, COUNCIL, "person")
    city = mention(TEXT, "the city council", "the city council")
    paragraph = {part: span(TEXT, part) for part in TEXT.split("\n\n")}
    second, third, fourth = list(paragraph.values())[1:]

    def common(part: Span, number: int, sentence: Span, confidence: float) -> dict[str, Any]:
        return {
            **part.model_dump(),
            "doc_id": doc_id,
            "id": f"r{number}",
            "sentence": sentence,
            "confidence": confidence,
        }

    reopen = span(TEXT, "to reopen Pier 9", 1)
    publish = span(TEXT, "to publish the storm report")
    lost = span(TEXT, "“We lost more than 340 jobs in one winter,”")
    release = span(TEXT, "“Release the report. Do it now.”")
    cost = span(TEXT, "repairs would cost about $2.4 million, up 12% on last year")
    both = Span(start=lost.start, end=release.end, text=TEXT[lost.start : release.end])
    said = span(TEXT, "said")
    return Extraction(
        doc_id=doc_id,
        text=TEXT,
        records=(
            Demand(
                **common(reopen, 1, second, 0.91),
                cue=span(TEXT, "called on"),
                issuer=union,
                addressee=city,
                negated=False,
                attribution_id=None,
                quotation_id=None,
            ),
            Demand(
                **common(publish, 2, second, 0.84),
                cue=span(TEXT, "called on"),
                issuer=union,
                addressee=city,
                negated=False,
                attribution_id=None,
                quotation_id=None,
            ),
            Quotation(
                **common(lost, 3, third, 0.99),
                quote_type="direct",
                speaker=varga,
                cue=said,
                continues=None,
                attribution_id="r4",
            ),
            Attribution(
                **common(both, 4, third, 0.95),
                source=varga,
                cue=said,
                content=(lost, release),
                content_type="direct",
            ),
            NumericClaim(
                **common(span(TEXT, "more than 340 jobs"), 5, third, 0.97),
                value=340,
                value_high=None,
                comparator=">",
                direction=None,
                quantity_kind="count",
                unit="job",
                about=span(TEXT, "jobs"),
                speaker=varga,
                attribution_id="r4",
                quotation_id="r3",
            ),
            Quotation(
                **common(release, 6, third, 0.98),
                quote_type="direct",
                speaker=varga,
                cue=said,
                continues=None,
                attribution_id="r4",
            ),
            Demand(
                **common(span(TEXT, "Release the report"), 7, third, 0.62),
                cue=span(TEXT, "Release"),
                issuer=varga,
                addressee=None,
                negated=False,
                attribution_id="r4",
                quotation_id="r6",
            ),
            Attribution(
                **common(cost, 8, fourth, 0.88),
                source=council,
                cue=span(TEXT, "said", 1),
                content=(cost,),
                content_type="indirect",
            ),
            NumericClaim(
                **common(span(TEXT, "about $2.4 million"), 9, fourth, 0.96),
                value=2_400_000,
                value_high=None,
                comparator="~",
                direction=None,
                quantity_kind="money",
                unit="$",
                about=span(TEXT, "repairs"),
                speaker=council,
                attribution_id="r8",
                quotation_id=None,
            ),
            NumericClaim(
                **common(span(TEXT, "12%"), 10, fourth, 0.55),
                value=12,
                value_high=None,
                comparator="=",
                direction="up",
                quantity_kind="percent",
                unit="percent",
                about=None,
                speaker=council,
                attribution_id="r8",
                quotation_id=None,
            ),
        ),
    )

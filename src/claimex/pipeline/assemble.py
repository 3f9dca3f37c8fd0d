"""Doc -> records: joins what the layers wrote into the records of the contract.

    >>> doc._.claimex.demands[0].issuer.name
    'The Harbour Workers Union'

Writes `doc._.claimex_records` (plain dictionaries, so that the Doc can be serialized) and the span groups
`doc.spans["claimex/quotation"]` and so on, which displaCy can draw; removes the encoder's arrays and the
joined text.
`doc._.claimex` is the `Extraction` built from them.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Literal

from spacy.language import Language
from spacy.tokens import Doc, Span

from claimex.pipeline.annotations import (
    Near,
    Party,
    QuotedStretch,
    Region,
    Relation,
    Turn,
    contains,
    overlap,
    text_of,
)
from claimex.records import KINDS, SCHEMA_VERSION, Extraction

FACTORY = "claimex_records"

DEFAULT_DOC_ID = "document"
ENCLOSING_SHARE = 0.5  # of a region that must lie in a content or quotation for it to count as standing in it
ID_PREFIX = {"quotation": "q", "attribution": "a", "demand": "d", "numeric_claim": "n"}

Json = dict[str, Any]


def _extraction(doc: Doc) -> Extraction:
    return Extraction.model_validate(
        {"doc_id": doc._.claimex_doc_id, "text": doc.text, "records": doc._.claimex_records}
    )


Doc.set_extension("claimex_doc_id", default=DEFAULT_DOC_ID, force=True)
Doc.set_extension("claimex_records", default=[], force=True)
Doc.set_extension("claimex", getter=_extraction, force=True)


@Language.factory(FACTORY)
def create_assembler(nlp: Language, name: str) -> "Assembler":
    """Factory of the last layer."""
    return Assembler()


class Assembler:
    """The last layer: see the module's docstring."""

    def __call__(self, doc: Doc) -> Doc:
        doc._.claimex_records = _Assembly(doc).records()
        doc._.claimex_scores = doc._.claimex_text = None
        for kind in KINDS:
            doc.spans[f"claimex/{kind}"] = list(_token_spans(doc, kind))
        return doc


def _token_spans(doc: Doc, kind: str) -> Iterable[Span]:
    for record in doc._.claimex_records:
        if record["kind"] == kind:
            span = doc.char_span(record["start"], record["end"], label=kind, alignment_mode="expand")
            if span is not None:
                yield span


class _Assembly:
    """One document's layers, looked up from every side."""

    def __init__(self, doc: Doc):
        self.text = text_of(doc)
        self.doc_id: str = doc._.claimex_doc_id
        self.quotations: Sequence[QuotedStretch] = doc._.claimex_quotations
        self.relations: Sequence[Relation] = doc._.claimex_attributions
        self.turns: Sequence[Turn] = doc._.claimex_turns
        self.demands = doc._.claimex_demands
        self.quantities = doc._.claimex_quantities
        self.sentences = [_trimmed(self.text, sent.start_char, sent.end_char) for sent in doc.sents]
        self.party_of: dict[tuple[int, int], Party] = {
            (mention["start"], mention["end"]): party
            for party in doc._.claimex_parties
            for mention in party["mentions"]
        }
        self.hulls = [_hull(relation["content"]) for relation in self.relations]
        self.sentences_near = Near(self.sentences)
        self.hulls_near = Near(self.hulls)
        self.quotations_near = Near(self.quotations)
        self.ids: set[str] = set()
        self.relation_ids = [self.new_id("attribution", hull) for hull in self.hulls]
        self.quotation_ids = [self.new_id("quotation", stretch) for stretch in self.quotations]

    def records(self) -> list[Json]:
        """All records in text order; at the same place the shorter comes last, as it stands inside the
        longer."""
        found = [
            *(self.quotation(i) for i in range(len(self.quotations))),
            *(self.attribution(i) for i in range(len(self.relations))),
            *(self.demand(demand) for demand in self.demands),
            *(self.numeric_claim(quantity) for quantity in self.quantities),
        ]
        return sorted(found, key=lambda r: (r["start"], -r["end"], KINDS.index(r["kind"])))

    def quotation(self, index: int) -> Json:
        stretch, turn = self.quotations[index], self.turns[index]
        attribution, continued = turn["attribution"], stretch["continues"]
        return {
            **self.common("quotation", self.quotation_ids[index], stretch, stretch["confidence"]),
            "quote_type": stretch["quote_type"],
            "speaker": self.mention(turn["speaker"]),
            "cue": self.span(turn["cue"]),
            "continues": None if continued is None else self.quotation_ids[continued],
            "attribution_id": None if attribution is None else self.relation_ids[attribution],
        }

    def attribution(self, index: int) -> Json:
        relation = self.relations[index]
        return {
            **self.common("attribution", self.relation_ids[index], self.hulls[index], relation["confidence"]),
            "source": self.mention(relation["source"]),
            "cue": self.span(relation["cue"]),
            "content": tuple(self.span(piece) for piece in relation["content"]),
            "content_type": self.content_type(relation["content"]),
        }

    def demand(self, demand: Any) -> Json:
        relation, quotation = self.enclosing(demand)
        return {
            **self.common("demand", self.new_id("demand", demand), demand, demand["confidence"]),
            "cue": self.span(demand["cue"]),
            "issuer": self.mention(demand["issuer"]),
            "addressee": self.mention(demand["addressee"]),
            "negated": demand["negated"],
            "attribution_id": None if relation is None else self.relation_ids[relation],
            "quotation_id": None if quotation is None else self.quotation_ids[quotation],
        }

    def numeric_claim(self, quantity: Any) -> Json:
        relation, quotation = self.enclosing(quantity)
        speaker = None if quotation is None else self.turns[quotation]["speaker"]
        if speaker is None and relation is not None:
            speaker = self.relations[relation]["source"]
        high = quantity["value_high"]
        return {
            **self.common(
                "numeric_claim", self.new_id("numeric_claim", quantity), quantity, quantity["confidence"]
            ),
            "value": _number(quantity["value"]),
            "value_high": None if high is None else _number(high),
            "comparator": quantity["comparator"],
            "direction": quantity["direction"],
            "quantity_kind": quantity["kind"],
            "unit": quantity["unit"],
            "about": self.span(quantity["about"]),
            "speaker": self.mention(speaker),
            "attribution_id": None if relation is None else self.relation_ids[relation],
            "quotation_id": None if quotation is None else self.quotation_ids[quotation],
        }

    def common(self, kind: str, record_id: str, region: Region, confidence: float) -> Json:
        """The fields that every record has."""
        return {
            "schema_version": SCHEMA_VERSION,
            "kind": kind,
            "doc_id": self.doc_id,
            "id": record_id,
            **self.required_span(region),
            "sentence": self.required_span(self.sentence(region)),
            "confidence": round(min(1.0, max(0.0, confidence)), 4),
        }

    def new_id(self, kind: str, region: Region) -> str:
        """An id made of kind and place, so that it does not hang on what else was found."""
        base = f"{ID_PREFIX[kind]}{region['start']}-{region['end']}"
        record_id, n = base, 1
        while record_id in self.ids:
            n += 1
            record_id = f"{base}.{n}"
        self.ids.add(record_id)
        return record_id

    def required_span(self, region: Region) -> Json:
        start, end = region["start"], region["end"]
        return {"start": start, "end": end, "text": self.text[start:end]}

    def span(self, region: Region | None) -> Json | None:
        return None if region is None else self.required_span(region)

    def mention(self, region: Region | None) -> Json | None:
        if region is None:
            return None
        party = self.party_of.get((region["start"], region["end"]))
        name, type_ = (region, "other") if party is None else (party["name"], party["type"])
        return {**self.required_span(region), "name": self.text[name["start"] : name["end"]], "type": type_}

    def sentence(self, region: Region) -> Region:
        """The hull of the sentences that share characters with a region."""
        near = (self.sentences[i] for i in self.sentences_near(region))
        around = [sentence for sentence in near if overlap(sentence, region)]
        return _hull([*around, Region(start=region["start"], end=region["end"])])

    def enclosing(self, region: Region) -> tuple[int | None, int | None]:
        """Indices of the attribution and of the quotation that a region stands in, the narrowest of each."""
        needed = ENCLOSING_SHARE * _length(region)
        relations = [
            (_length(self.hulls[i]), i)
            for i in self.hulls_near(region)
            if sum(overlap(piece, region) for piece in self.relations[i]["content"]) >= needed
        ]
        quotations = [
            (_length(self.quotations[i]), i)
            for i in self.quotations_near(region)
            if overlap(self.quotations[i], region) >= needed
        ]
        return (min(relations)[1] if relations else None), (min(quotations)[1] if quotations else None)

    def content_type(self, content: Sequence[Region]) -> Literal["direct", "indirect", "mixed"]:
        """Direct if all words of the content are quoted, indirect if none is, else mixed."""
        outside = inside = False
        for piece in content:
            near = (self.quotations[i] for i in self.quotations_near(piece))
            quoted = [stretch for stretch in near if overlap(stretch, piece)]
            inside = inside or bool(quoted)
            if not any(contains(stretch, piece) for stretch in quoted):
                covered = {i for s in quoted for i in range(s["start"], s["end"])}
                outside = outside or any(
                    self.text[i].isalnum() for i in range(piece["start"], piece["end"]) if i not in covered
                )
        if not inside:
            return "indirect"
        return "mixed" if outside else "direct"


def _length(region: Region) -> int:
    return region["end"] - region["start"]


def _hull(regions: Sequence[Region]) -> Region:
    return Region(start=min(r["start"] for r in regions), end=max(r["end"] for r in regions))


def _trimmed(text: str, start: int, end: int) -> Region:
    """[start, end) without the white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Region(start=start, end=end)


def _number(value: str) -> int | float:
    """A decimal string as the plainest JSON number that equals it."""
    exact = Decimal(value)
    return int(exact) if exact == exact.to_integral_value() else float(exact)

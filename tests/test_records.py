"""The contract: what a record is, and what refuses to be one."""

import json
import pickle
from typing import Any

import jsonschema
import pytest
from pydantic import ValidationError

from claimex.records import Demand, Extraction, NumericClaim, json_schema, read_jsonl, read_record, spans_of

TEXT = "The union urged the council to reopen the library. It said 40 people had signed."


def span(text: str) -> dict[str, Any]:
    start = TEXT.index(text)
    return {"start": start, "end": start + len(text), "text": text}


def mention(text: str, name: str) -> dict[str, Any]:
    return {**span(text), "name": name, "type": "organization"}


def demand(**changes: Any) -> dict[str, Any]:
    return {
        **span("to reopen the library"),
        "schema_version": "1.0",
        "kind": "demand",
        "doc_id": "note",
        "id": "d28-49",
        "sentence": span("The union urged the council to reopen the library."),
        "confidence": 0.9,
        "cue": span("urged"),
        "issuer": mention("The union", "The union"),
        "addressee": mention("the council", "the council"),
        "negated": False,
        "attribution_id": None,
        "quotation_id": None,
    } | changes


def claim(**changes: Any) -> dict[str, Any]:
    return {
        **span("40 people"),
        "schema_version": "1.0",
        "kind": "numeric_claim",
        "doc_id": "note",
        "id": "n59-68",
        "sentence": span("It said 40 people had signed."),
        "confidence": 0.8,
        "value": 40,
        "value_high": None,
        "comparator": "=",
        "direction": None,
        "quantity_kind": "count",
        "unit": "person",
        "about": span("people"),
        "speaker": mention("It", "The union"),
        "attribution_id": None,
        "quotation_id": None,
    } | changes


def extraction(*records: dict[str, Any]) -> Extraction:
    return Extraction.model_validate({"doc_id": "note", "text": TEXT, "records": records})


def test_records_come_back_from_json_lines_as_they_were():
    built = extraction(demand(), claim())
    assert tuple(read_jsonl(built.to_jsonl().splitlines())) == built.records
    assert [json.loads(line) for line in built.to_jsonl().splitlines()] == built.to_dicts()


def test_the_kind_decides_the_class():
    built = extraction(demand(), claim())
    assert isinstance(read_record(json.dumps(demand())), Demand)
    assert [type(r) for r in built.records] == [Demand, NumericClaim]
    assert built.demands == built.records[:1]
    assert built.numeric_claims == built.records[1:]
    assert built.quotations == built.attributions == ()


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (demand(start=0, end=21), "does not stand at"),
        (demand(end=50), "does not have the length"),
        (demand(cue={"start": 5, "end": 10, "text": "urged"}), "does not stand at"),
        (demand(issuer=mention("The union", "The Dockers’ Union")), "does not occur in the text"),
        (demand(doc_id="other"), "belongs to other"),
        (demand(confidence=1.2), "less than or equal to 1"),
        (demand(kind="wish"), "does not match any of the expected tags"),
        (claim(comparator="about"), "Input should be"),
        (claim(colour="red"), "Extra inputs are not permitted"),
    ],
)
def test_an_extraction_refuses_what_is_not_in_the_text_or_not_in_the_contract(record, reason):
    with pytest.raises(ValidationError, match=reason):
        extraction(record)


def test_an_extraction_refuses_an_id_that_stands_twice():
    with pytest.raises(ValidationError, match="share an id"):
        extraction(demand(), claim(id="d28-49"))


def test_whole_values_stay_whole_in_json():
    assert '"value":40,' in extraction(claim()).to_jsonl()
    assert '"value":40.5,' in extraction(claim(value=40.5)).to_jsonl()


def test_only_keeps_kinds_and_confident_records_and_leaves_ids_alone():
    built = extraction(demand(), claim())
    assert built.only(["demand"]).records == built.demands
    assert built.only(min_confidence=0.85).records == built.demands
    assert built.only() == built


def test_spans_of_a_record_are_its_own_and_those_in_its_fields():
    texts = [s.text for s in spans_of(extraction(demand()).records[0])]
    assert sorted(texts) == sorted(
        [
            "to reopen the library",
            "The union urged the council to reopen the library.",
            "urged",
            "The union",
            "the council",
        ]
    )


def test_the_json_schema_is_valid_and_accepts_what_is_printed():
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for record in extraction(demand(), claim()).to_dicts():
        validator.validate(record)
    assert not validator.is_valid(demand(kind="wish"))


def test_extractions_are_frozen_and_can_be_pickled():
    built = extraction(demand(), claim())
    assert pickle.loads(pickle.dumps(built)) == built
    with pytest.raises(ValidationError, match="frozen"):
        built.records[0].negated = True

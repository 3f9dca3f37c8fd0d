"""Records -> W3C Web Annotations, one JSON-LD object a line, for annotation tools and stores.

    {"type": "Annotation", "body": [{"value": "demand", ...}, ...], "target": {"source": "urn:...", ...}}

The target selects the record's span by position and by quotation, so that it is found again should the text
be edited. The first body is the record's kind as a tag; the second is the whole record as JSON.
W3C Recommendation "Web Annotation Data Model", 2017; its positions count code points, as ours do.
"""

import json
from typing import Any
from urllib.parse import quote

from claimex.records import AnyRecord, Extraction, read_record

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32  # characters before and after the span that tell it from the same words elsewhere


def to_lines(extraction: Extraction) -> str:
    """One annotation a record, one line each."""
    return "".join(
        json.dumps(to_annotation(record, extraction.text), ensure_ascii=False) + "\n"
        for record in extraction.records
    )


def to_annotation(record: AnyRecord, text: str) -> dict[str, Any]:
    """A record as a Web Annotation.

    Arguments:
        record: the record.
        text: its document's text, for the words around it.

    Returns:
        A JSON-LD object. Its ids are URNs made of the document's and the record's.
    """
    document = f"urn:claimex:{quote(record.doc_id, safe='')}"
    return {
        "@context": CONTEXT,
        "id": f"{document}:{quote(record.id, safe='')}",
        "type": "Annotation",
        "motivation": "identifying",
        "body": [
            {"type": "TextualBody", "purpose": "tagging", "value": record.kind},
            {
                "type": "TextualBody",
                "purpose": "describing",
                "format": "application/json",
                "value": record.model_dump_json(),
            },
        ],
        "target": {
            "source": document,
            "selector": [
                {"type": "TextPositionSelector", "start": record.start, "end": record.end},
                {
                    "type": "TextQuoteSelector",
                    "exact": record.text,
                    "prefix": text[max(0, record.start - AROUND) : record.start],
                    "suffix": text[record.end : record.end + AROUND],
                },
            ],
        },
    }


def read_annotation(line: str) -> AnyRecord:
    """The record in a line that `to_lines` wrote.

    Raises:
        ValueError: if the line is no such annotation.
    """
    bodies = json.loads(line)["body"]
    described = next((body["value"] for body in bodies if body.get("format") == "application/json"), None)
    if described is None:
        raise ValueError("this annotation holds no claimex record")
    return read_record(described)

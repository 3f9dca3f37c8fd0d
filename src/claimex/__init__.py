"""claimex reads a news article and says who said what, who demands what of whom, and which numbers are
claimed.

    >>> import claimex
    >>> extraction = claimex.extract("The union called on the council to reopen the library.", doc_id="note")
    >>> extraction.demands[0].text
    'to reopen the library'
"""

from typing import TYPE_CHECKING, Any

from claimex.document import Document
from claimex.errors import ClaimexError, ExtractionError, InputError, ModelError, OutputError
from claimex.records import (
    Attribution,
    Demand,
    Extraction,
    Mention,
    NumericClaim,
    Quotation,
    Span,
    json_schema,
    read_jsonl,
)

if TYPE_CHECKING:
    from claimex.extraction import Failure, extract, extract_many, load

__version__ = "0.1.0"

__all__ = [
    "Attribution",
    "ClaimexError",
    "Demand",
    "Document",
    "Extraction",
    "ExtractionError",
    "Failure",
    "InputError",
    "Mention",
    "ModelError",
    "NumericClaim",
    "OutputError",
    "Quotation",
    "Span",
    "extract",
    "extract_many",
    "json_schema",
    "load",
    "read_jsonl",
]

_LAZY = frozenset({"Failure", "extract", "extract_many", "load"})  # these import spaCy; the records do not


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        from claimex import extraction

        return getattr(extraction, name)
    raise AttributeError(f"module 'claimex' has no attribute {name!r}")

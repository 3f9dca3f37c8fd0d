"""The unit of input: one text with an id, as readers make it and the pipeline takes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Document:
    """A text to read.

    Arguments:
        id: what the records' `doc_id` will be; a file's stem, or the id its input gave.
        text: the text, exactly; offsets count its code points.
        meta: whatever else the reader knows (path, encoding, title); claimex hands it on and never reads it.
    """

    id: str
    text: str
    meta: Mapping[str, Any] = field(default_factory=dict)

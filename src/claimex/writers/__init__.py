"""Extractions -> files: JSON Lines, CSV, Parquet, W3C Web Annotations and brat standoff, whole or not at all.

with open_sink("claims.jsonl", get_format("jsonl"), {}) as sink:
    sink.put(Entry.of(document, extraction), extraction)
    sink.complete()
"""

from claimex.writers.formats import FORMATS, Format, FormatName, format_of_suffix, get_format
from claimex.writers.journal import Entry
from claimex.writers.sinks import Sink, StreamSink, file_name, open_sink, write_atomically

__all__ = [
    "FORMATS",
    "Entry",
    "Format",
    "FormatName",
    "Sink",
    "StreamSink",
    "file_name",
    "format_of_suffix",
    "get_format",
    "open_sink",
    "write_atomically",
]

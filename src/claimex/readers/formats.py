"""One input -> its documents: plain text as it is, the main text of a web page, the rows of JSONL and CSV.

    {"id": "a1", "text": "Ms Lund said no."}   ->   Document("a1", "Ms Lund said no.")

What cannot be read is an `InputError` among the documents, one for a file or a line; nothing else is lost.
"""

import csv
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from claimex.document import Document
from claimex.errors import InputError
from claimex.readers.decoding import SAMPLE, decode, find_encoding
from claimex.readers.sources import InputFormat, Source

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

Item = Document | InputError


@dataclass(frozen=True, slots=True)
class Fields:
    """Where JSONL and CSV hold a document's id and text. Without an id, it is called `stem-LINE`."""

    id: str = "id"
    text: str = "text"


DEFAULT_FIELDS = Fields()


def read(sources: Iterable[Source | InputError], fields: Fields = DEFAULT_FIELDS) -> Iterator[Item]:
    """Read inputs one after the other, one document in memory at a time.

    Arguments:
        sources: from `find_sources`.
        fields: names of the fields in JSONL and CSV.

    Returns:
        An iterator of documents, with an `InputError` in the place of each that cannot be read.
        `Document.meta` has `path`, `encoding`, `bytes` (how much of the input it took) and, in JSONL and CSV,
        `line`.
    """
    for source in sources:
        if isinstance(source, InputError):
            yield source
            continue
        try:
            with _open(source) as file:
                yield from _READERS[source.format](file, source, fields)
        except InputError as error:
            yield error
        except UnicodeError as error:  # in a CSV of an encoding in which nothing can be found again behind it
            yield InputError(f"{source.name}: {error}")
        except OSError as error:
            yield InputError(f"{source.name}: {(error.strerror or type(error).__name__).lower()}")


def _open(source: Source) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdin.buffer) if source.path is None else open(source.path, "rb")


def _read_text(file: BinaryIO, source: Source, fields: Fields) -> Iterator[Item]:
    data = file.read()
    text, encoding = decode(data, source.name)
    yield Document(source.id, text, _meta(source, encoding, len(data)))


_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_DECLARED_WITHIN = 1024  # bytes, as the HTML standard has it
_LATIN_1 = re.compile(
    r"(iso-?8859-?1|latin-?1|us-ascii)$", re.IGNORECASE
)  # browsers read these as windows-1252


def _read_html(file: BinaryIO, source: Source, fields: Fields) -> Iterator[Item]:
    data = file.read()
    declared = _DECLARED.search(data[:_DECLARED_WITHIN])
    label = declared[1].decode("ascii") if declared else None
    page, encoding = decode(data, source.name, "cp1252" if label and _LATIN_1.match(label) else label)
    try:
        text = main_text(page)
    except InputError as error:
        raise InputError(f"{source.name}: {error}") from error
    if not text:
        raise InputError(f"{source.name}: no article text found in this page")
    yield Document(source.id, text, _meta(source, encoding, len(data)))


def main_text(page: str) -> str:
    """The article of a web page without what stands around it, found by trafilatura (Barbaresi, ACL 2021).

    Arguments:
        page: the page's HTML.

    Returns:
        Its headline and main text, paragraphs parted by blank lines; empty if there is none.

    Raises:
        InputError: if the parser gives up.
    """
    import logging

    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # an empty page is our own message
    try:
        found = trafilatura.bare_extraction(
            page, include_comments=False, include_tables=False, with_metadata=True
        )
    except Exception as error:  # whatever a parser of broken HTML may raise: one page, not the run
        raise InputError(f"no readable web page: {type(error).__name__}: {error}") from error
    if not isinstance(found, trafilatura.settings.Document) or not found.text:
        return ""
    lines = [line for line in found.text.splitlines() if line.strip()]
    title = (found.title or "").strip()
    if title and lines and not lines[0].startswith(title):
        lines.insert(0, title)
    return "\n\n".join(lines)


def _read_jsonl(file: BinaryIO, source: Source, fields: Fields) -> Iterator[Item]:
    for number, line in enumerate(file, 1):
        if number == 1 and line.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise InputError(f"{source.name}: UTF-16; convert it to UTF-8")
        line = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if line.strip():
            yield _json_item(line, number, source, fields)


def _json_item(line: bytes, number: int, source: Source, fields: Fields) -> Item:
    try:
        row = json.loads(line.decode("utf-8").strip())
    except UnicodeDecodeError:
        return InputError(f"{source.name}:{number}: not UTF-8")
    except json.JSONDecodeError as error:
        return InputError(f"{source.name}:{number}: no JSON: {error.msg.lower()} at column {error.colno}")
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, a thousand brackets
        return InputError(f"{source.name}:{number}: no JSON that Python reads: {error}")
    if not isinstance(row, dict):
        return InputError(f"{source.name}:{number}: a JSON object is needed, with a field {fields.text!r}")
    return _row_item(row, number, source, fields, _meta(source, "utf-8", len(line)))


def _read_csv(file: BinaryIO, source: Source, fields: Fields) -> Iterator[Item]:
    if not file.seekable():
        file = io.BytesIO(file.read())
    encoding = _encoding_of(file, source.name)
    csv.field_size_limit(sys.maxsize)  # the default, 131,072 characters, is shorter than some articles
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    # A byte that does not decode becomes a surrogate, which costs its row and not the rows behind it.
    text = io.TextIOWrapper(file, codec, errors="surrogateescape", newline="")
    try:
        yield from _csv_items(csv.reader(text), encoding, source, fields)
    finally:
        text.detach()  # the file is not ours to close


def _csv_items(rows: "CsvReader", encoding: str, source: Source, fields: Fields) -> Iterator[Item]:
    header = next(rows, [])
    if fields.text not in header:
        names = ", ".join(header)
        raise InputError(f"{source.name}:1: no column {fields.text!r} (--text-field); it has {names}")
    while True:
        line = rows.line_num + 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield InputError(f"{source.name}:{line}: no CSV: {error}")
            continue
        if cells:
            size = sum(len(cell.encode("utf-8", "surrogatepass")) + 1 for cell in cells)
            meta = _meta(source, encoding, size)
            yield _row_item(dict(zip(header, cells, strict=False)), line, source, fields, meta)


def _encoding_of(file: BinaryIO, name: str) -> str:
    """The encoding of a file that may be larger than memory; leaves it at its start."""
    sample = file.read(SAMPLE)
    if not sample.strip():
        raise InputError(f"{name}: empty")
    encoding = find_encoding(sample, name, whole=len(sample) < SAMPLE)
    file.seek(0)
    return encoding


def _row_item(row: dict[str, Any], line: int, source: Source, fields: Fields, meta: dict[str, Any]) -> Item:
    where = f"{source.name}:{line}"
    if fields.text not in row:
        return InputError(f"{where}: no field {fields.text!r} (--text-field); it has {', '.join(row)}")
    text = row[fields.text]
    if not isinstance(text, str):
        return InputError(f"{where}: field {fields.text!r} is not a text")
    if not text.strip():
        return InputError(f"{where}: empty")
    doc_id = row.get(fields.id)
    if doc_id is None or doc_id == "":
        doc_id = f"{source.id}-{line}"
    if isinstance(doc_id, bool) or not isinstance(doc_id, str | int):
        return InputError(f"{where}: field {fields.id!r} is neither text nor a whole number")
    try:
        f"{doc_id}{text}".encode()
    except UnicodeEncodeError:
        return InputError(f"{where}: holds bytes or surrogates that are no character; convert it to UTF-8")
    return Document(str(doc_id), text, {**meta, "line": line})


def _meta(source: Source, encoding: str, size: int) -> dict[str, Any]:
    return {"path": str(source.path or Path("-")), "encoding": encoding, "bytes": size}


_READERS: dict[InputFormat, Any] = {
    "text": _read_text,
    "html": _read_html,
    "jsonl": _read_jsonl,
    "csv": _read_csv,
}

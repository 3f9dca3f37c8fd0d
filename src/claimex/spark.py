"""A Spark data frame of texts -> a Spark data frame of records, one row each, in the contract's types.

    >>> records = claimex.spark.extract(articles, text="body", id="url")
    >>> records.where("kind = 'demand'").select("issuer.name", "addressee.name", "text").show()

Each Python worker loads the model once and keeps it; texts and records travel as Arrow batches. The column
`json` holds each record as the command line writes it: `records.select("json").write.text(...)` makes JSON
Lines of them.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from claimex.document import Document
from claimex.records import KINDS, AnyRecord, Extraction, Kind
from claimex.tables import MODELS, as_float

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame
    from pyspark.sql.types import StructType

DOCUMENTS_A_BATCH = 64  # whose records go back to Spark together
NO_TEXT = "there is no text"
NO_ID = "there is no id"


def extract(
    df: "DataFrame",
    text: str = "text",
    id: str = "id",
    *,
    kinds: Iterable[Kind] = KINDS,
    min_confidence: float = 0.0,
    model: str | Path | None = None,
) -> "DataFrame":
    """Read the texts of a Spark data frame.

    Arguments:
        df: one row a document.
        text: the column of the texts.
        id: the column of the documents' ids, the records' `doc_id`; what is no string is made one.
        kinds: the kinds of record wanted.
        min_confidence: records below it are left out.
        model: see `claimex.load`; it must be installed where the workers run.

    Returns:
        One row a record, with the columns of `schema()`, the records of a document in text order. A document
        that cannot be read is one row with its `doc_id` and the reason in `error`, all else null; in the rows
        of records `error` is null.
    """
    from pyspark.sql.functions import col

    wanted = tuple(kinds)

    # Spark pickles this function and runs it in each worker.
    def read(batches: Iterator["pa.RecordBatch"]) -> Iterator["pa.RecordBatch"]:
        return _read(batches, wanted, min_confidence, model)

    texts = df.select(col(id).cast("string").alias("id"), col(text).cast("string").alias("text"))
    return texts.mapInArrow(read, schema())


def schema() -> "StructType":
    """The contract as a Spark schema: the fields of all four kinds, then `json` and `error`."""
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(arrow_schema())


def arrow_schema() -> "pa.Schema":
    """The same as an Arrow schema; it follows from the record models."""
    import pyarrow as pa

    fields: dict[str, pa.DataType] = {}
    for model in MODELS.values():
        for name, field in model.model_fields.items():
            fields.setdefault(name, _arrow_type(field.annotation))
    fields |= {"json": pa.string(), "error": pa.string()}
    return pa.schema(list(fields.items()))


def _read(
    batches: Iterator["pa.RecordBatch"],
    kinds: tuple[Kind, ...],
    min_confidence: float,
    model: str | Path | None,
) -> Iterator["pa.RecordBatch"]:
    """What a worker does: batches of ids and texts in, batches of records out."""
    import pyarrow as pa

    columns = arrow_schema()
    rows = _rows(batches, kinds, min_confidence, model)
    while batch := list(islice(rows, DOCUMENTS_A_BATCH)):
        yield pa.RecordBatch.from_pylist([row for document in batch for row in document], schema=columns)


def _rows(
    batches: Iterator["pa.RecordBatch"],
    kinds: tuple[Kind, ...],
    min_confidence: float,
    model: str | Path | None,
) -> Iterator[list[dict[str, Any]]]:
    """The rows of each document, in order."""
    from claimex.extraction import extract_many

    # One entry a row read and not yet answered: its error, or None if its text is under way.
    pending: deque[str | None] = deque()
    ids: deque[str | None] = deque()

    def documents() -> Iterator[Document]:
        for batch in batches:
            for row in batch.to_pylist():
                ids.append(row["id"])
                pending.append(NO_TEXT if row["text"] is None else NO_ID if row["id"] is None else None)
                if pending[-1] is None:
                    yield Document(row["id"], row["text"])

    def unreadable() -> Iterator[list[dict[str, Any]]]:
        while pending and pending[0] is not None:
            yield [{"doc_id": ids.popleft(), "error": pending.popleft()}]

    for result in extract_many(documents(), kinds=kinds, model=model, errors="yield"):
        yield from unreadable()
        pending.popleft()
        ids.popleft()
        if isinstance(result, Extraction):
            yield [_row(record) for record in result.only(kinds, min_confidence).records]
        else:
            yield [{"doc_id": result.doc_id, "error": result.message}]
    yield from unreadable()


def _row(record: AnyRecord) -> dict[str, Any]:
    row = record.model_dump()
    for name, field in type(record).model_fields.items():
        # Arrow makes no float of a whole number that has more digits than a float.
        if _member(field.annotation) is float and row[name] is not None:
            row[name] = as_float(row[name])
    return {**row, "json": record.model_dump_json()}


def _arrow_type(annotation: Any) -> "pa.DataType":
    import pyarrow as pa

    member = _member(annotation)
    if get_origin(member) is tuple:
        return pa.list_(_arrow_type(get_args(member)[0]))
    if issubclass(member, BaseModel):
        return pa.struct(
            [(name, _arrow_type(field.annotation)) for name, field in member.model_fields.items()]
        )
    return {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}[member]


def _member(annotation: Any) -> Any:
    """The one type behind an annotation: what is optional, a string of a few, or a number whole or not."""
    if get_origin(annotation) is Literal:
        return str
    if get_origin(annotation) in (Union, UnionType):
        members = {_member(option) for option in get_args(annotation) if option is not NoneType}
        return float if members == {int, float} else members.pop()
    return annotation

"""Records -> CSV and Parquet: one tidy row a record, with the columns of `claimex.tables`.

    doc_id,kind,id,start,end,text,...
    note,demand,d1,45,62,to reopen the library,...

CSV is RFC 4180 in UTF-8: lines end with CR LF, an absent value is an empty cell. Parquet keeps the types.
"""

import csv
import importlib.util
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from claimex import tables
from claimex.errors import OutputError
from claimex.records import AnyRecord, Extraction, Kind, read_jsonl
from claimex.writers.formats import Format

ROWS_A_GROUP = 10_000  # rows of a Parquet file that are in memory at once


def csv_format(kinds: tuple[Kind, ...]) -> Format:
    """CSV with a header line."""
    names = list(tables.columns(kinds))

    def lines(extraction: Extraction) -> str:
        return _csv_text(
            (_cell(value) for value in row.values()) for row in tables.rows(extraction.records, kinds)
        )

    return Format("csv", ".csv", lines, head=_csv_text([names]))


def _csv_text(rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _cell(value: tables.Cell) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def parquet_format(kinds: tuple[Kind, ...]) -> Format:
    """Parquet, packed at the end from JSON Lines, so that memory stays flat and a run can be taken up again.

    Raises:
        OutputError: if pyarrow is not installed.
    """
    if importlib.util.find_spec("pyarrow") is None:
        raise OutputError('Parquet needs pyarrow: pip install "claimex[parquet]"')

    def pack(lines: Path, target: Path) -> None:
        with lines.open(encoding="utf-8", newline="\n") as file:
            write_parquet(read_jsonl(file), kinds, target)

    def files(extraction: Extraction) -> dict[str, bytes]:
        buffer = io.BytesIO()
        write_parquet(extraction.records, kinds, buffer)
        return {".parquet": buffer.getvalue()}

    return Format("parquet", ".parquet", Extraction.to_jsonl, pack=pack, files=files)


def write_parquet(records: Iterable[AnyRecord], kinds: Iterable[Kind], target: Path | io.BytesIO) -> None:
    """Write records as a Parquet file.

    Arguments:
        records: any number of them; a group of rows is in memory at a time.
        kinds: the kinds wanted, which are also what the columns follow from.
        target: the file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    kinds = tuple(kinds)
    schema = pa.schema([(name, types[cell_type]) for name, cell_type in tables.columns(kinds).items()])
    with pq.ParquetWriter(target, schema) as writer:
        for group in _groups(tables.rows(records, kinds), ROWS_A_GROUP):
            writer.write_table(pa.Table.from_pylist(group, schema=schema))


def _groups(rows: Iterator[dict[str, tables.Cell]], size: int) -> Iterator[list[dict[str, tables.Cell]]]:
    while group := list(islice(rows, size)):
        yield group

"""Records -> tidy rows: one row a record, one plain value a cell, for CSV, Parquet and data frames alike.

    >>> row(extraction.demands[0])["issuer_name"]
    'the Harbour Workers Union'

A span becomes three columns: its text under the field's name, `_start` and `_end`; a mention adds `_name` and
`_type`; the pieces of an attribution's content become their texts, joined, and their offsets. The columns
follow from the record models, so that a field added there is a column here.
"""

import math
from collections.abc import Iterable, Iterator
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, Union, get_args, get_origin

from claimex.records import (
    KINDS,
    AnyRecord,
    Attribution,
    Demand,
    Extraction,
    Kind,
    Mention,
    NumericClaim,
    Quotation,
    Span,
)

if TYPE_CHECKING:
    import pandas as pd

Cell: TypeAlias = str | int | float | bool | None
CellType: TypeAlias = type[str] | type[int] | type[float] | type[bool]

MODELS: dict[Kind, type[AnyRecord]] = {
    "quotation": Quotation,
    "attribution": Attribution,
    "demand": Demand,
    "numeric_claim": NumericClaim,
}
FIRST = ("doc_id", "kind", "id", "start", "end", "text", "confidence")
PIECES = " … "  # between the pieces of an interrupted content


def columns(kinds: Iterable[Kind] = KINDS) -> dict[str, CellType]:
    """The columns of a table of such records, in order, with the type of their cells.

    Arguments:
        kinds: the kinds that the table holds. With several, a row has None in the columns of the others.

    Returns:
        Column name -> str, int, float or bool.
    """
    wanted = frozenset(kinds)
    return dict(_columns(tuple(kind for kind in KINDS if kind in wanted)))


@cache
def _columns(kinds: tuple[Kind, ...]) -> dict[str, CellType]:
    found: dict[str, CellType] = {}
    for kind in kinds:
        fields = MODELS[kind].model_fields
        for name in (*FIRST, *(name for name in fields if name not in FIRST)):
            found |= _columns_of(name, fields[name].annotation)
    return found


def row(record: AnyRecord) -> dict[str, Cell]:
    """One record as a row; its keys are those of `columns([record.kind])`, in that order."""
    cells: dict[str, Cell] = {}
    for name in type(record).model_fields:
        cells |= _cells_of(name, getattr(record, name))
    return {name: cells.get(name) for name in _columns((record.kind,))}


def rows(records: Iterable[AnyRecord], kinds: Iterable[Kind] = KINDS) -> Iterator[dict[str, Cell]]:
    """Records of the given kinds as rows that all have the same keys, those of `columns(kinds)`."""
    kinds = tuple(kinds)
    names = columns(kinds)
    for record in records:
        if record.kind in kinds:
            cells = row(record)
            yield {name: cells.get(name) for name in names}


def dataframe(extractions: Extraction | Iterable[Extraction], kind: Kind | None = None) -> "pd.DataFrame":
    """One tidy row a record, as a pandas data frame with nullable columns.

    Arguments:
        extractions: one document's records, or several documents'.
        kind: the one kind wanted, with its own columns only; None for all kinds in one table.

    Returns:
        A data frame; its columns are those of `columns`, also where no record was found.

    Raises:
        ImportError: if pandas is not installed (`pip install "claimex[pandas]"`).
        ValueError: if there is no such kind.
    """
    import pandas as pd

    if kind is not None and kind not in KINDS:
        raise ValueError(f"no kind {kind!r}: it must be one of {', '.join(KINDS)}")
    kinds: tuple[Kind, ...] = KINDS if kind is None else (kind,)
    each = [extractions] if isinstance(extractions, Extraction) else extractions
    table = list(rows((record for extraction in each for record in extraction.records), kinds))
    dtypes = {str: "string", int: "Int64", float: "Float64", bool: "boolean"}
    return pd.DataFrame(
        {
            name: pd.array([_as(cell_type, cells[name]) for cells in table], dtype=dtypes[cell_type])
            for name, cell_type in columns(kinds).items()
        }
    )


def as_float(value: float) -> float:
    """A number as a float; a whole number beyond the range of floats is infinite."""
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _as(cell_type: CellType, cell: Cell) -> Cell:
    """A cell in its column's type: a whole number may stand in a column of floats."""
    return as_float(cell) if cell_type is float and isinstance(cell, int | float) else cell


def _columns_of(name: str, annotation: Any) -> dict[str, CellType]:
    options = [option for option in _options(annotation) if option is not NoneType]
    if set(options) == {int, float}:
        return {name: float}
    (option,) = options
    if get_origin(option) is tuple:
        return {name: str, f"{name}_spans": str}
    if get_origin(option) is Literal:
        return {name: str}
    if issubclass(option, Span):
        found: dict[str, CellType] = {name: str, f"{name}_start": int, f"{name}_end": int}
        return found | {f"{name}_name": str, f"{name}_type": str} if issubclass(option, Mention) else found
    return {name: option}


def _options(annotation: Any) -> tuple[Any, ...]:
    """The types of a union, or the one type that is none."""
    return get_args(annotation) if get_origin(annotation) in (UnionType, Union) else (annotation,)


def _cells_of(name: str, value: Any) -> dict[str, Cell]:
    if isinstance(value, tuple):
        spans = " ".join(f"{span.start}-{span.end}" for span in value)
        return {name: PIECES.join(span.text for span in value), f"{name}_spans": spans}
    if isinstance(value, Span):
        cells: dict[str, Cell] = {name: value.text, f"{name}_start": value.start, f"{name}_end": value.end}
        if isinstance(value, Mention):
            cells |= {f"{name}_name": value.name, f"{name}_type": value.type}
        return cells
    return {name: value}

"""The formats: what an extraction becomes in each.

    get_format("csv").lines(extraction)   ->   "note,demand,d1,45,62,to reopen the library,..."

A format is data: what stands at the head of a file, what lines a document adds to it and, where the file is
to be no sequence of lines, how it is packed from one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from claimex.records import KINDS, Extraction, Kind

FormatName = Literal["jsonl", "csv", "parquet", "web-annotation", "brat"]
FORMATS: tuple[FormatName, ...] = get_args(FormatName)


@dataclass(frozen=True)
class Format:
    """How records are written.

    Arguments:
        name: what the user calls it.
        suffix: of a file that holds one document.
        lines: a document's part of a file of many.
        head: what stands once at the head of such a file.
        pack: makes the file wanted of a file of lines, if it is another; then it cannot be streamed.
        files: a document's files in a folder, as suffix -> content, if they are more than head and lines.
        companions: files that a folder holds once, as name -> content.
        in_folders_only: a file of many documents does not exist in this format.
    """

    name: FormatName
    suffix: str
    lines: Callable[[Extraction], str]
    head: str = ""
    pack: Callable[[Path, Path], None] | None = None
    files: Callable[[Extraction], Mapping[str, bytes]] | None = None
    companions: Mapping[str, bytes] = field(default_factory=dict)
    in_folders_only: bool = False

    @property
    def streams(self) -> bool:
        """Whether it can be written to a pipe as the documents come."""
        return self.pack is None and not self.in_folders_only

    def files_of(self, extraction: Extraction) -> Mapping[str, bytes]:
        """The files of one document in a folder, as suffix -> content."""
        if self.files is not None:
            return self.files(extraction)
        return {self.suffix: (self.head + self.lines(extraction)).encode()}


def get_format(name: FormatName, kinds: Iterable[Kind] = KINDS) -> Format:
    """A format by its name.

    Arguments:
        name: one of `FORMATS`.
        kinds: the kinds of record that will be written; a table has only their columns.

    Raises:
        OutputError: if the format needs a package that is not installed.
    """
    if name == "jsonl":
        return Format(name, ".jsonl", Extraction.to_jsonl)
    if name == "csv":
        from claimex.writers import tabular

        return tabular.csv_format(tuple(kinds))
    if name == "parquet":
        from claimex.writers import tabular

        return tabular.parquet_format(tuple(kinds))
    if name == "web-annotation":
        from claimex.writers.web_annotation import to_lines

        return Format(name, ".annotations.jsonl", to_lines)
    from claimex.writers import brat

    return Format(
        name,
        ".ann",
        brat.to_standoff,
        files=lambda extraction: {
            ".ann": brat.to_standoff(extraction).encode(),
            ".txt": extraction.text.encode(),
        },
        companions={"annotation.conf": brat.CONFIGURATION.encode()},
        in_folders_only=True,
    )


def format_of_suffix(path: str | Path) -> FormatName:
    """The format that a file's name asks for: `.csv` and `.parquet` theirs, everything else JSON Lines."""
    suffixes: dict[str, FormatName] = {".csv": "csv", ".parquet": "parquet"}
    return suffixes.get(Path(path).suffix.lower(), "jsonl")

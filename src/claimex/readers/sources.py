"""What stands on the command line -> the inputs it means, in order, each with an id of its own.

    find_sources(["2019/budget.txt", "2020/"])  ->  2019/budget.txt  2020/april.txt  2020/budget.txt

A folder gives its files of known suffixes, with those of its subfolders, sorted; a pattern what it matches,
sorted; a file that is reached twice is read once.

An id is the file's stem. Where several inputs have the same stem, theirs is the file's name with its suffix,
and if that does not tell them apart, with as many folders before it as do (`2019/budget.txt`).
"""

import collections
import glob
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from claimex.errors import InputError

InputFormat = Literal["text", "html", "jsonl", "csv"]
FORMATS: tuple[InputFormat, ...] = get_args(InputFormat)

SUFFIXES: dict[str, InputFormat] = {
    ".txt": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
}
STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """One input: a file, or standard input.

    Arguments:
        name: how it was reached, for messages.
        id: what its document is called; in an input of many, the stem of the ids that it does not give.
        format: how it is read.
        path: the file; None for standard input.
    """

    name: str
    id: str
    format: InputFormat
    path: Path | None

    @property
    def size(self) -> int | None:
        """Bytes in it, or None if that cannot be known."""
        try:
            return None if self.path is None else self.path.stat().st_size
        except OSError:
            return None


def find_sources(
    paths: Iterable[str | Path],
    input_format: InputFormat | None = None,
    leave_out: Iterable[str | Path] = (),
) -> list[Source | InputError]:
    """Resolve paths, folders and patterns.

    Arguments:
        paths: files, folders, patterns (`letters/*.txt`, `**/*.html`), or `-` for standard input.
        input_format: how to read everything; None goes by the suffix, and by "text" where that is unknown.
        leave_out: files and folders to pass over where a folder or a pattern leads to them: the output.

    Returns:
        The inputs in order. What leads nowhere is an `InputError` in its place.
    """
    left_out = [Path(os.path.realpath(path)) for path in leave_out]

    def is_wanted(file: str, path: str | Path) -> bool:
        named = os.path.isfile(path)
        return named or not any(Path(file).is_relative_to(other) for other in left_out)

    found: list[Path | InputError | None] = []
    seen: set[str] = set()
    for path in paths:
        for item in [None] if str(path) == STANDARD_INPUT else _expand(str(path), input_format is not None):
            if isinstance(item, InputError):
                found.append(item)
                continue
            file = STANDARD_INPUT if item is None else os.path.realpath(item)
            if file not in seen and is_wanted(file, path):
                found.append(item)
                seen.add(file)
    ids = _distinct_ids([item for item in found if isinstance(item, Path)])

    def source(item: Path | None) -> Source:
        if item is None:
            return Source("standard input", "stdin", input_format or "text", None)
        suffix = item.suffix.lower()
        return Source(str(item), ids[item], input_format or SUFFIXES.get(suffix, "text"), item)

    return [item if isinstance(item, InputError) else source(item) for item in found]


def _expand(path: str, any_suffix: bool) -> Iterator[Path | InputError]:
    if os.path.isdir(path):
        yield from _files_in(path, any_suffix)
    elif os.path.lexists(path):
        yield Path(path)
    elif glob.has_magic(path):
        matches = sorted(glob.glob(path, recursive=True))
        if not matches:
            yield InputError(f"{path}: matches nothing")
        for match in matches:
            yield from _expand(match, any_suffix)
    else:
        yield InputError(f"{path}: no such file or folder")


def _files_in(folder: str, any_suffix: bool) -> Iterator[Path | InputError]:
    """Files of known suffixes, hidden ones left out, sorted by path."""
    files: list[Path] = []
    for top, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        files += [
            Path(top, name)
            for name in names
            if not name.startswith(".") and (any_suffix or os.path.splitext(name)[1].lower() in SUFFIXES)
        ]
    if not files:
        known = "file" if any_suffix else f"{', '.join(SUFFIXES)} file"
        yield InputError(f"{folder}: no {known} in this folder")
    yield from sorted(files)


def _distinct_ids(paths: list[Path]) -> dict[Path, str]:
    """An id for each file: its stem, or as much of its path as tells it from the others."""
    parts = {path: Path(os.path.abspath(path)).parts for path in paths}
    depth = dict.fromkeys(paths, 0)

    def name(path: Path) -> str:
        taken = parts[path][-depth[path] :]
        return _printable("/".join(taken).replace("//", "/") if depth[path] else path.stem)

    ids = {path: name(path) for path in paths}
    while True:
        count = collections.Counter(ids.values())
        shared = [path for path in paths if count[ids[path]] > 1 and depth[path] < len(parts[path])]
        if not shared:
            return ids
        for path in shared:
            depth[path] += 1
            ids[path] = name(path)


def _printable(name: str) -> str:
    """A name as a record can hold it: what is no UTF-8 in it becomes replacement characters."""
    return os.fsencode(name).decode("utf-8", errors="replace")

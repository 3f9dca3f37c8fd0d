"""Where records go: a stream, a file or a folder; the last two whole or not at all, and to be taken up again.

claims.jsonl   written as claims.jsonl.part beside claims.jsonl.journal, renamed when the last document is in
claims/        one file a document, each renamed into place when it is whole; beside them .claimex.journal
"""

import os
import re
import signal
import sys
import threading
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from types import FrameType
from typing import Any, BinaryIO, Protocol
from urllib.parse import quote

from claimex.errors import OutputError
from claimex.records import Extraction
from claimex.writers.formats import Format
from claimex.writers.journal import Entry, Journal, sync_folder

_UNFIT = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|%]')  # in a file's name, on some system; and our own escape
_MAX_NAME = 200  # bytes of a file's name; file systems allow 255, and a suffix comes behind it


WHOLE = threading.RLock()
"""Held while something is written that must not be cut, should another thread think of ending the process."""


class Sink(Protocol):
    """Takes a run's outcome in order: `put` each input, `commit` each batch, `complete` after the last."""

    is_folder: bool
    """Whether each document has its own file."""

    @property
    def leftover(self) -> Path | None:
        """What is to be removed to start over; None if there is nothing that can be taken up."""

    def finished(self) -> Iterator[Entry]:
        """What an earlier run finished, in order; to be read before anything is put."""

    def put(self, entry: Entry, extraction: Extraction | None) -> None:
        """Write one input's records; None for an input that failed."""

    def commit(self) -> None:
        """A batch is in: a run that is taken up may begin behind it."""

    def complete(self) -> None:
        """Everything is in."""

    def close(self) -> None:
        """Let go, complete or not."""


def open_sink(output: str | Path, form: Format, settings: Mapping[str, Any], *, resume: bool = False) -> Sink:
    """Open a file or a folder for a run's records.

    Arguments:
        output: a file; or a folder, which is one that exists or a path that ends with a slash.
        form: the format.
        settings: what the records depend on besides the inputs; a run of other settings cannot be taken up.
        resume: take up an interrupted run, if there is one.

    Raises:
        OutputError: if it cannot be written there, or holds the work of another run.
    """
    path = Path(output)
    try:
        if is_folder(output):
            path.mkdir(parents=True, exist_ok=True)
            return FolderSink(path, form, settings, resume=resume)
        if form.in_folders_only:
            raise OutputError(f"{output}: {form.name} is one file a document: name a folder, {output}/")
        if path.exists() and not path.is_file():
            if resume or not form.streams:
                raise OutputError(f"{output}: no file; {'--resume' if resume else form.name} needs one")
            return StreamSink(open(path, "wb"), form)
        return FileSink(path.resolve(), form, settings, resume=resume)
    except OSError as error:
        raise OutputError(f"{output}: {(error.strerror or type(error).__name__).lower()}") from None


def is_folder(output: str | Path) -> bool:
    """Whether an output names a folder."""
    return str(output).endswith(("/", os.sep)) or Path(output).is_dir()


class StreamSink:
    """Writes to a pipe, a terminal or a device, a document at a time."""

    is_folder = False

    def __init__(self, stream: BinaryIO, form: Format):
        self.stream = stream
        self.form = form
        self._begun = False

    @property
    def leftover(self) -> Path | None:
        """See `Sink`."""
        return None

    def finished(self) -> Iterator[Entry]:
        return iter(())

    def put(self, entry: Entry, extraction: Extraction | None) -> None:
        text = "" if extraction is None else self.form.lines(extraction)
        self._write(text)

    def _write(self, text: str) -> None:
        head = "" if self._begun else self.form.head
        self._begun = True
        if head or text:
            with WHOLE, _interrupts_wait():
                self.stream.write((head + text).encode())
                self.stream.flush()

    def commit(self) -> None: ...

    def complete(self) -> None:
        self._write("")

    def close(self) -> None:
        if self.stream is not sys.stdout.buffer:
            self.stream.close()


class FileSink:
    """Writes one file for all documents."""

    is_folder = False

    def __init__(self, target: Path, form: Format, settings: Mapping[str, Any], *, resume: bool):
        self.target = target
        self.form = form
        self.part = target.with_name(target.name + ".part")
        self._pending: list[Entry] = []
        self._crc = 0
        self._end = 0
        with open(self.part, "ab"):
            pass
        self._file = open(self.part, "r+b")  # noqa: SIM115 - open as long as the run
        try:
            self.journal = Journal(
                target.with_name(target.name + ".journal"),
                settings,
                resume=resume,
                is_sound=self._is_sound,
                output=str(target),
            )
        except BaseException:
            self._file.close()
            raise
        self._end, self._crc = self.journal.end, self.journal.crc
        self._file.seek(self._end)
        self._file.truncate()
        if self._end == 0:
            self._write(form.head)

    @property
    def leftover(self) -> Path | None:
        """See `Sink`."""
        return self.journal.path if self.journal.batches else None

    def _is_sound(self, end: int, crc: int) -> bool:
        """Whether the part holds so many bytes with this checksum; reads on from where it was asked last."""
        here, at = self._crc, self._end
        while at < end:
            chunk = self._file.read(min(end - at, 1 << 20))
            if not chunk:
                return False
            here, at = zlib.crc32(chunk, here), at + len(chunk)
        if here != crc:
            return False
        self._crc, self._end = here, at
        return True

    def finished(self) -> Iterator[Entry]:
        return self.journal.entries()

    def put(self, entry: Entry, extraction: Extraction | None) -> None:
        if extraction is not None:
            self._write(self.form.lines(extraction))
        self._pending.append(entry)

    def _write(self, text: str) -> None:
        data = text.encode()
        self._file.write(data)
        self._crc = zlib.crc32(data, self._crc)
        self._end += len(data)

    def commit(self) -> None:
        if self._pending:
            self._file.flush()
            self.journal.add(self._pending, self._end, self._crc)
            self._pending = []

    def complete(self) -> None:
        self.commit()
        self._file.flush()
        if self.form.pack is None:
            os.fsync(self._file.fileno())
            os.replace(self.part, self.target)
        else:
            packed = self.target.with_name(self.target.name + ".packed")
            try:
                self.form.pack(self.part, packed)
                with open(packed, "rb") as file:
                    os.fsync(file.fileno())
                os.replace(packed, self.target)
            finally:
                packed.unlink(missing_ok=True)
            self.part.unlink()
        sync_folder(self.target.parent)
        self.journal.remove()

    def close(self) -> None:
        self._file.close()
        if not self.journal.batches:  # nothing was finished: nothing to take up
            self.part.unlink(missing_ok=True)
            self.journal.remove()
        self.journal.close()


class FolderSink:
    """Writes a file a document."""

    is_folder = True

    def __init__(self, folder: Path, form: Format, settings: Mapping[str, Any], *, resume: bool):
        self.folder = folder
        self.form = form
        self._pending: list[Entry] = []
        self.journal = Journal(
            folder / ".claimex.journal",
            settings,
            resume=resume,
            is_sound=lambda end, crc: True,  # every file was whole before it was noted
            output=f"{folder}{os.sep}",
        )
        for name, content in form.companions.items():
            write_atomically(folder / name, content)

    @property
    def leftover(self) -> Path | None:
        """See `Sink`."""
        return self.journal.path if self.journal.batches else None

    def finished(self) -> Iterator[Entry]:
        return self.journal.entries()

    def put(self, entry: Entry, extraction: Extraction | None) -> None:
        if extraction is not None:
            for suffix, content in self.form.files_of(extraction).items():
                write_atomically(self.folder / file_name(extraction.doc_id, suffix), content)
        self._pending.append(entry)

    def commit(self) -> None:
        if self._pending:
            self.journal.add(self._pending, 0, 0)
            self._pending = []

    def complete(self) -> None:
        self.journal.remove()

    def close(self) -> None:
        if not self.journal.batches:
            self.journal.remove()
        self.journal.close()


def file_name(doc_id: str, suffix: str) -> str:
    """The file's name for a document: its id, with what no file system takes percent-encoded.

    Different ids give different names; an id that is too long for one is cut and ends in a digest.
    """
    name = _UNFIT.sub(lambda found: quote(found[0], safe=""), doc_id)
    if len(name.encode()) > _MAX_NAME:
        digest = blake2b(doc_id.encode(), digest_size=8).hexdigest()
        name = name.encode()[:_MAX_NAME].decode(errors="ignore") + "%" + digest
    return name + suffix


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that its name shows it whole or not at all, whatever happens meanwhile.

    Raises:
        OutputError: if it cannot be written.
    """
    unfinished = path.with_name(f".{path.name[:_MAX_NAME]}.{os.getpid()}.tmp")
    try:
        try:
            with WHOLE, open(unfinished, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
                os.replace(unfinished, path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputError(f"{path}: {(error.strerror or type(error).__name__).lower()}") from None


@contextmanager
def _interrupts_wait() -> Iterator[None]:
    """Put an interrupt off until the end of the block, so that no line is cut; a second one does not wait."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    waiting = False

    def note(number: int, frame: FrameType | None) -> None:
        nonlocal waiting
        if waiting:
            raise KeyboardInterrupt
        waiting = True

    before = signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if waiting:
        raise KeyboardInterrupt

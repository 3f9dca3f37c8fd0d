"""What a run has finished, written down as it goes, so that a run killed at any moment can be taken up again.

    {"claimex": "0.1.0", "format": "jsonl", "weights": "5d0e...", ...}
    {"end": 48213, "crc": 2774211302, "done": [["letter", "9f1c...", 412, {"demand": 3}, null], ...]}

Each line behind the first stands for a batch of inputs: where the output ended behind it, the checksum of the
output so far, and what the inputs were. A line counts only if it is whole and the output agrees with it; what
comes behind the last such line is cut off, in the journal and in the output, and done again. Whole batches,
because a document's confidences may differ in the last digit with the documents that are read beside it.
"""

import errno
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import astuple, dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, Self

from claimex.document import Document
from claimex.errors import InputError, OutputError
from claimex.records import Extraction


@dataclass(frozen=True, slots=True)
class Entry:
    """One input that is finished.

    Arguments:
        id: the document's id; empty for an input that gave no document.
        digest: of its text, or of the message where there is none.
        words: how many words were read.
        counts: how many records of each kind were written.
        failure: why it gave no records, if it failed.
    """

    id: str
    digest: str
    words: int
    counts: Mapping[str, int]
    failure: str | None

    @classmethod
    def of(cls, item: Document | InputError, outcome: Extraction | str) -> Self:
        """The entry for an input and what came of it: an extraction, or the reason for a failure."""
        doc_id, digest = identity(item)
        if isinstance(outcome, str):
            return cls(doc_id, digest, 0, {}, outcome)
        counts: dict[str, int] = {}
        for record in outcome.records:
            counts[record.kind] = counts.get(record.kind, 0) + 1
        return cls(doc_id, digest, len(outcome.text.split()), counts, None)

    def is_of(self, item: Document | InputError) -> bool:
        """Whether it is the entry of this input."""
        return (self.id, self.digest) == identity(item)


def identity(item: Document | InputError) -> tuple[str, str]:
    """An input's id and a digest of its content."""
    doc_id, content = (item.id, item.text) if isinstance(item, Document) else ("", str(item))
    return doc_id, blake2b(content.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _difference(found: bytes, wanted: bytes) -> str:
    """Which settings two heads of a journal differ in, in brackets."""
    try:
        then, now = json.loads(found), json.loads(wanted)
        names = sorted(name for name in {*then, *now} if then.get(name) != now.get(name))
    except (ValueError, TypeError):
        return ""
    return f" ({', '.join(names)})"


class Journal:
    """The file that says what is finished; locked while it is open, so that no two runs write one output.

    Arguments:
        path: where it is; it is made if it is not there.
        settings: what the output depends on besides the inputs; a run with others cannot be taken up.
        resume: go on with what the journal says is finished.
        is_sound: given where the output ended and its checksum, whether the output agrees. It is asked once
            for each batch, in order.
        output: what the user calls the output, for messages.

    Raises:
        OutputError: if another run has it open, if it belongs to a run of other settings, or if it holds
            finished work and `resume` is false.
    """

    def __init__(
        self,
        path: Path,
        settings: Mapping[str, Any],
        *,
        resume: bool,
        is_sound: Callable[[int, int], bool],
        output: str,
    ):
        self.path = path
        self.end = 0
        self.crc = 0
        self.batches = 0
        self._file = open(path, "a+b")  # noqa: SIM115 - open as long as the run
        try:
            _lock(self._file.fileno(), output)
            head = json.dumps(settings, sort_keys=True).encode() + b"\n"
            self._length = self._sound_length(head, is_sound, resume, output)
        except BaseException:
            self._file.close()
            raise
        self._file.truncate(self._length)
        if self._length == 0:
            self._append(head)

    def _sound_length(
        self, head: bytes, is_sound: Callable[[int, int], bool], resume: bool, output: str
    ) -> int:
        """How many bytes of the journal hold; notes where the output ends there."""
        self._file.seek(0)
        found = self._file.readline()
        length = 0
        while (line := self._file.readline()).endswith(b"\n"):
            try:
                batch = json.loads(line)
                end, crc = batch["end"], batch["crc"]
            except (ValueError, KeyError, TypeError):
                break
            if not is_sound(end, crc):
                break
            self.end, self.crc = end, crc
            self.batches += 1
            length = self._file.tell()
        if length and not resume:
            raise OutputError(
                f"{output}: an interrupted run left its work here: --resume goes on with it; "
                f"to start over, remove {self.path}"
            )
        if length and found != head:
            raise OutputError(
                f"{output}: the interrupted run had other settings than this one"
                f"{_difference(found, head)}: repeat them, or remove {self.path} to start over"
            )
        return length

    def entries(self) -> Iterator[Entry]:
        """What earlier runs finished, in order. To be read before anything is added."""
        self._file.seek(0)
        self._file.readline()
        while self._file.tell() < self._length:
            for entry in json.loads(self._file.readline())["done"]:
                yield Entry(*entry)

    def add(self, entries: list[Entry], end: int, crc: int) -> None:
        """Note a batch as finished, and where the output ends behind it."""
        done = [astuple(entry) for entry in entries]
        line = json.dumps({"end": end, "crc": crc, "done": done}, separators=(",", ":"))
        self._append(line.encode() + b"\n")
        self.end, self.crc = end, crc
        self.batches += 1

    def _append(self, line: bytes) -> None:
        self._file.write(line)
        self._file.flush()

    def remove(self) -> None:
        """The run is complete: nothing is left to take up."""
        self.close()
        self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def _lock(descriptor: int, output: str) -> None:
    try:
        import fcntl
    except ImportError:  # Windows: two runs into one output are the user's own affair there
        return
    try:
        # POSIX locks, not flock: a worker that outlives a killed run must not go on holding its lock.
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EAGAIN):
            raise OutputError(f"{output}: another run is writing it") from None
        # else a file system without locks, where two runs into one output are the user's own affair too


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder survive a loss of power, where the system can."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

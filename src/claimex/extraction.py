"""Text -> Extraction: the verbs of the library.

    >>> extraction = claimex.extract("“It works,” said Ada Lund.", doc_id="note")
    >>> extraction.quotations[0].speaker.name
    'Ada Lund'

`extract` reads one text; `extract_many` reads a stream of them, in order, in constant memory, in several
processes if asked.
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from spacy.language import Language
from spacy.tokens import Doc

from claimex.document import Document
from claimex.errors import ClaimexError, ExtractionError, ModelError
from claimex.pipeline import build
from claimex.pipeline.assemble import DEFAULT_DOC_ID
from claimex.records import KINDS, Extraction, Kind

BATCH_SIZE = 32  # documents; what a process is given at once, and what a resumed run repeats at most
BATCH_CHARACTERS = 80_000  # a batch is closed here, so that memory does not follow the length of documents
# What goes through the pipeline at once: the base model's arrays follow its length. Above that of the longest
# articles the peak stays level over a corpus, and the parser is faster the more documents it has at once.
PIECE_CHARACTERS = 40_000
BATCHES_AHEAD = 2  # for each process: enough that none waits, few enough that memory stays flat


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be read, and why, in one line."""

    doc_id: str
    message: str


Result = Extraction | Failure


@lru_cache(maxsize=2)
def load(model: str | Path | None = None) -> Language:
    """claimex's pipeline; built on first use, then the same object.

    Arguments:
        model: name or path of an English spaCy pipeline; None for the installed en_core_web_sm.

    Returns:
        The pipeline. `nlp(text)._.claimex` is the text's `Extraction`.

    Raises:
        ModelError: if the model is absent, not English, or lacks a parser.
    """
    return build.load(model)


def extract(
    text: str,
    *,
    doc_id: str = DEFAULT_DOC_ID,
    kinds: Iterable[Kind] = KINDS,
    model: str | Path | None = None,
) -> Extraction:
    """Read one text.

    Arguments:
        text: the article; offsets in the records count its code points.
        doc_id: what the records call the document.
        kinds: the kinds of record wanted.
        model: see `load`.

    Returns:
        The text's records, validated against it.

    Raises:
        ModelError: see `load`.
    """
    nlp = load(model)
    with nlp.memory_zone():
        return _read(nlp, [Document(doc_id, text)])[0].only(kinds)


def extract_many(
    documents: Iterable[str | tuple[str, str] | Document],
    *,
    processes: int = 1,
    batch_size: int = BATCH_SIZE,
    kinds: Iterable[Kind] = KINDS,
    model: str | Path | None = None,
    errors: Literal["raise", "yield"] = "raise",
) -> Iterator[Result]:
    """Read a stream of documents, in constant memory.

    Arguments:
        documents: texts, (id, text) pairs or `Document`s; a bare text is called
            `document-1`, `document-2`, ...
        processes: how many processes read; each loads the model once. With more than one, a script needs
            the usual `if __name__ == "__main__":` around its own work.
        batch_size: documents that are read together.
        kinds: the kinds of record wanted.
        model: see `load`.
        errors: what becomes of a document that cannot be read: "raise" an `ExtractionError`, or "yield" a
            `Failure` in its place and go on.

    Returns:
        An iterator of one `Extraction` (or `Failure`) for each document, in the documents' order.

    Raises:
        ValueError: if `processes` or `batch_size` is below one.
        ModelError: see `load`.
        ExtractionError: if a document cannot be read and `errors` is "raise".
    """
    if processes < 1 or batch_size < 1:
        raise ValueError("processes and batch_size must be at least 1")
    batches = batched(_as_documents(documents), batch_size)
    job = _Job(model, tuple(kinds))
    results = (
        (result for batch in batches for result in job(batch))
        if processes == 1
        else _spread(job, batches, processes)
    )
    return _checked(results) if errors == "raise" else results


def _checked(results: Iterator[Result]) -> Iterator[Result]:
    for result in results:
        if isinstance(result, Failure):
            raise ExtractionError(f"{result.doc_id}: {result.message}")
        yield result


def _as_documents(documents: Iterable[str | tuple[str, str] | Document]) -> Iterator[Document]:
    for n, item in enumerate(documents, 1):
        if isinstance(item, Document):
            yield item
        elif isinstance(item, str):
            yield Document(f"{DEFAULT_DOC_ID}-{n}", item)
        else:
            yield Document(*item)


def batched(documents: Iterable[Document], size: int = BATCH_SIZE) -> Iterator[list[Document]]:
    """The batches that `extract_many` reads together.

    They follow from the stream alone, so that a run taken up at the end of a batch goes on with the same
    batches, and thereby with the same numbers to the last digit.
    """
    batch: list[Document] = []
    characters = 0
    for document in documents:
        batch.append(document)
        characters += len(document.text)
        if len(batch) == size or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def read_docs(nlp: Language, batch: Iterable[Document]) -> Iterator[Doc]:
    """Run the pipeline over a batch as `extract_many` does, in pieces of at most `PIECE_CHARACTERS`.

    Arguments:
        nlp: the pipeline, see `load`.
        batch: the documents; a longer one is a piece of its own.

    Returns:
        An iterator of one spaCy Doc for each document, in order.
    """
    for piece in _pieces(batch):
        docs = []
        for document in piece:
            doc = nlp.make_doc(document.text)
            doc._.claimex_doc_id = document.id
            docs.append(doc)
        # spaCy's parser takes a quarter of a batch at once; four times the piece is a quarter that holds it.
        yield from nlp.pipe(docs, batch_size=4 * len(docs))


def _pieces(batch: Iterable[Document]) -> Iterator[list[Document]]:
    """A batch cut before each document that would make a piece too long."""
    piece: list[Document] = []
    characters = 0
    for document in batch:
        characters += len(document.text)
        if piece and characters > PIECE_CHARACTERS:
            yield piece
            piece, characters = [], len(document.text)
        piece.append(document)
    if piece:
        yield piece


def _read(nlp: Language, batch: Sequence[Document]) -> list[Extraction]:
    return [doc._.claimex for doc in read_docs(nlp, batch)]


@dataclass(frozen=True)
class _Job:
    """What is done to a batch, wherever it is done: picklable, and blind to how the work is spread."""

    model: str | Path | None
    kinds: tuple[Kind, ...]

    def __call__(self, batch: Sequence[Document]) -> list[Result]:
        """Read a batch; if something in it fails, read it one by one: one document costs one record."""
        nlp = load(self.model)
        with nlp.memory_zone():
            try:
                return [extraction.only(self.kinds) for extraction in _read(nlp, batch)]
            except ModelError:  # no document's fault: it would befall them all
                raise
            except Exception as error:
                if len(batch) == 1:
                    return [Failure(batch[0].id, _one_line(error))]
        return [result for document in batch for result in self([document])]


def _one_line(error: Exception) -> str:
    text = " ".join(str(error).split()) or "no reason given"
    return text if isinstance(error, ClaimexError) else f"{type(error).__name__}: {text}"


def _spread(job: _Job, batches: Iterator[list[Document]], processes: int) -> Iterator[Result]:
    """Run a job over batches in several processes, results in order, few batches under way at a time."""
    with _Workers(processes) as workers:
        pending: deque[tuple[list[Document], Future[list[Result]]]] = deque()
        for batch in batches:
            pending.append((batch, workers.submit(job, batch)))
            if len(pending) > processes * BATCHES_AHEAD:
                yield from _collect(workers, job, pending)
        while pending:
            yield from _collect(workers, job, pending)


def _collect(
    workers: "_Workers", job: _Job, pending: deque[tuple[list[Document], Future[list[Result]]]]
) -> list[Result]:
    """The results of the oldest batch. Should a worker have died, the batches under way are read again, the
    oldest one document at a time, to find the one that kills."""
    batch, future = pending.popleft()
    try:
        return future.result()
    except BrokenProcessPool:
        results: list[Result] = []
        for document in batch:
            workers.restart()
            try:
                results += workers.submit(job, [document]).result()
            except BrokenProcessPool:
                results.append(
                    Failure(document.id, "the process that read it died, perhaps for want of memory")
                )
        workers.restart()
        waiting = [batch for batch, _ in pending]
        pending.clear()
        pending.extend((batch, workers.submit(job, batch)) for batch in waiting)
        return results


class _Workers:
    """A pool of processes that can be replaced when one dies, and that leaves none behind."""

    def __init__(self, processes: int):
        self.processes = processes
        self.others = set(multiprocessing.active_children())
        self.pool = self._start()

    def _start(self) -> ProcessPoolExecutor:
        # Spawned, not forked: ONNX Runtime's threads do not survive a fork.
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self.processes, mp_context=context, initializer=_prepare_worker)

    def submit(self, job: _Job, batch: list[Document]) -> Future[list[Result]]:
        return self.pool.submit(job, batch)

    def restart(self) -> None:
        self._stop()
        self.pool = self._start()

    def _stop(self) -> None:
        self.pool.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - self.others:
            process.terminate()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.pool.shutdown()
        else:
            self._stop()


def _prepare_worker() -> None:
    """Let a worker die without words when interrupted, and when the process it works for is gone."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)

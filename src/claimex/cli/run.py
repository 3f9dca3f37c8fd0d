"""`claimex run`: articles in, records out."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from claimex.cli.options import KIND_NAMES, Debug, InputFormat, Kinds, MinConfidence, Model, complete, one_of

if TYPE_CHECKING:
    from claimex.cli.progress import ProgressLine
    from claimex.document import Document
    from claimex.readers import InputFormat as InputFormatName
    from claimex.readers import Item
    from claimex.records import Extraction, Kind
    from claimex.writers import Entry, FormatName, Sink

# As in claimex.readers.FORMATS and claimex.writers.FORMATS, which the help page does not need to import.
OUTPUT_FORMATS = ("jsonl", "csv", "parquet", "web-annotation", "brat")


def run(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH",
            help="Files (.txt, .md, .html, .jsonl, .csv), folders, patterns, or `-` for standard input.",
        ),
    ],
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE|DIR/",
            help="Write one file for all documents, or into a folder one file for each.",
            show_default="standard output",
        ),
    ] = None,
    output_format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="|".join(OUTPUT_FORMATS),
            help="Format of the records.",
            show_default="as the file's suffix says, else jsonl",
            callback=one_of(OUTPUT_FORMATS),
            autocompletion=complete(OUTPUT_FORMATS),
        ),
    ] = None,
    kinds: Kinds = None,
    min_confidence: MinConfidence = 0.0,
    input_format: InputFormat = None,
    id_field: Annotated[str, typer.Option("--id-field", help="Field of the id in JSONL and CSV.")] = "id",
    text_field: Annotated[
        str, typer.Option("--text-field", help="Field of the text in JSONL and CSV.")
    ] = "text",
    emit_text: Annotated[
        Path | None,
        typer.Option(
            "--emit-text",
            metavar="DIR",
            help="Also write each document's text, which the offsets count in, to DIR/ID.txt.",
            file_okay=False,
        ),
    ] = None,
    processes: Annotated[
        int, typer.Option("--processes", "-p", min=1, help="Processes that read; each loads the model once.")
    ] = 1,
    model: Model = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume", help="Go on where an interrupted run of the same command stopped (with -o)."
        ),
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
    debug: Debug = False,
) -> None:
    """Extract the records of articles: quotations, attributions, demands and numeric claims.

    Writes one JSON object a line to standard output, documents in the order of the input, records in the
    order of the text. What goes wrong with an input costs that input and one line on standard error.

    Exit code: 0; 1 if an input failed; 2 for a mistake in the command.

    **Examples**

        claimex run article.txt

        claimex run letters/ 'archive/**/*.html' -o claims.jsonl

        claimex run article.txt --kinds demand | jq -r '[.issuer.name, .text] | @tsv'

        curl -s https://example.org/story | claimex run - --input-format html

        claimex run corpus.jsonl --id-field url --text-field body -p 4 -o claims.parquet --resume
    """
    from claimex.cli.interrupts import ends_when_interrupted
    from claimex.cli.progress import ProgressLine
    from claimex.readers import Fields, Source, find_sources, read
    from claimex.records import KINDS

    to_stdout = output in (None, "-")
    if resume and to_stdout:
        raise typer.BadParameter("there is nothing to go on with without -o FILE.", param_hint="--resume")
    if output is not None and any(os.path.isdir(path) and _is_same(path, output) for path in paths):
        raise typer.BadParameter(
            "a later run would read its own output: name another folder.", param_hint="-o"
        )
    wanted = tuple(kind for kind in KINDS if kinds is None or kind in kinds.split(","))
    settings = {"kinds": wanted, "min_confidence": min_confidence, "model": model}
    with closing(_open_sink(output, output_format, wanted, settings, resume)) as sink:
        outputs = [path for path in (output, emit_text) if path is not None]
        sources = find_sources(paths, cast("InputFormatName | None", input_format), outputs)
        sizes = [source.size for source in sources if isinstance(source, Source)]
        total = None if None in sizes else sum(size or 0 for size in sizes)
        wants_progress = not quiet and not (to_stdout and sys.stdout.isatty())
        with closing(ProgressLine(total, wants_progress)) as progress:
            job = _Run(sink, progress, min_confidence, emit_text, quiet)
            with ends_when_interrupted(job.say_interrupted):
                items = job.unfinished(read(sources, Fields(id_field, text_field)))
                job.read(items, kinds=wanted, processes=processes, model=model, debug=debug)
                sink.complete()
    if not quiet:
        job.say(job.summary())
    if job.failures:
        raise typer.Exit(1)


def _is_same(one: str, other: str) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _open_sink(
    output: str | None,
    output_format: str | None,
    kinds: "tuple[Kind, ...]",
    settings: dict[str, Any],
    resume: bool,
) -> "Sink":
    from claimex import __version__
    from claimex.pipeline.build import fingerprint
    from claimex.writers import StreamSink, format_of_suffix, get_format, open_sink

    to_stdout = output is None or output == "-"
    name = cast("FormatName", output_format or ("jsonl" if to_stdout else format_of_suffix(str(output))))
    form = get_format(name, kinds)
    if output is None or output == "-":
        if not form.streams:
            raise typer.BadParameter(f"{name} cannot go to standard output: add -o.", param_hint="--format")
        return StreamSink(sys.stdout.buffer, form)
    settings = {"claimex": __version__, "weights": fingerprint(), "format": name, **settings}
    return open_sink(output, form, settings, resume=resume)


class _Run:
    """One run: hands what is read to the sink, and counts."""

    def __init__(
        self,
        sink: "Sink",
        progress: "ProgressLine",
        min_confidence: float,
        emit_text: Path | None,
        quiet: bool,
    ):
        self.sink = sink
        self.progress = progress
        self.min_confidence = min_confidence
        self.emit_text = emit_text
        self.quiet = quiet
        self.documents = self.failures = self.done_before = self.words = self.words_before = 0
        self.counts: dict[str, int] = {}
        self.began = time.monotonic()
        self._noted = ""  # the last input whose encoding was mentioned
        self._names: set[str] = set()  # of files written, if documents have their own

    def say(self, message: str) -> None:
        self.progress.say(f"claimex: {message}")

    def say_interrupted(self) -> None:
        self.progress.close()
        self.say("interrupted" + ("; --resume goes on from here" if self.sink.leftover else ""))

    def unfinished(self, items: "Iterator[Item]") -> "Iterator[Item]":
        """Pass over what an earlier run finished, having made sure that it is the same.

        Raises:
            OutputError: if it is not.
        """
        from claimex.document import Document
        from claimex.errors import OutputError

        for entry in self.sink.finished():
            item = next(items, None)
            if item is None or not entry.is_of(item):
                raise OutputError(
                    f"the inputs are not those of the interrupted run (see {entry.id or item}): "
                    f"give the same, or remove {self.sink.leftover} to start over"
                )
            self.done_before += 1
            self._count(entry)
            if isinstance(item, Document):
                self._claim_name(item)
                self.progress.skip(item.meta["bytes"])
        self.words_before = self.words
        return items

    def read(self, items: "Iterator[Item]", **how: Any) -> None:
        """Read the items and write what comes of them."""
        from claimex.cli.outcomes import outcomes
        from claimex.document import Document
        from claimex.writers import Entry

        for outcome in outcomes(items, **how):
            if outcome is None:
                self.sink.commit()
                continue
            item, result = outcome
            if isinstance(item, Document):
                self._note_encoding(item)
                if not self._claim_name(item):
                    result = f"{item.meta['path']}: the id {item.id!r} stands twice; its file is of the first"
            if not isinstance(result, str):
                result = result.only(min_confidence=self.min_confidence)
                self._write_text(result)
            entry = Entry.of(item, result)
            self.sink.put(entry, None if isinstance(result, str) else result)
            self._count(entry)
            size = item.meta["bytes"] if isinstance(item, Document) else 0
            self.progress.advance(size, entry.words, sum(entry.counts.values()))
        self.sink.commit()

    def _count(self, entry: "Entry") -> None:
        if entry.failure is not None:
            self.failures += 1
            self.say(entry.failure)
            return
        self.documents += 1
        self.words += entry.words
        for kind, count in entry.counts.items():
            self.counts[kind] = self.counts.get(kind, 0) + count

    def _claim_name(self, document: "Document") -> bool:
        """Whether the document's file, if it gets one, is not another's."""
        from claimex.writers import file_name

        if not (self.sink.is_folder or self.emit_text):
            return True
        name = file_name(document.id, "")
        if name in self._names:
            return False
        self._names.add(name)
        return True

    def _note_encoding(self, document: "Document") -> None:
        encoding, path = document.meta["encoding"], document.meta["path"]
        if encoding != "utf-8" and path != self._noted and not self.quiet:
            self._noted = path
            self.say(f"{path}: not UTF-8, read as {encoding}")

    def _write_text(self, extraction: "Extraction") -> None:
        from claimex.writers import file_name, write_atomically

        if self.emit_text is not None:
            self.emit_text.mkdir(parents=True, exist_ok=True)
            write_atomically(self.emit_text / file_name(extraction.doc_id, ".txt"), extraction.text.encode())

    def summary(self) -> str:
        """What was read and found, in one line."""
        seconds = time.monotonic() - self.began
        found = ", ".join(
            _counted(self.counts.get(kind, 0), kind.replace("_", " "))
            for kind in KIND_NAMES
            if kind in self.counts
        )
        parts = [
            f"{_counted(self.documents, 'document')}, {_counted(self.words, 'word')}: {found or 'no records'}"
        ]
        if self.done_before:
            parts.append(f"{self.done_before:,} of them done before")
        if self.failures:
            parts.append(f"{_counted(self.failures, 'input')} failed")
        speed = (self.words - self.words_before) / seconds
        parts.append(f"{seconds:,.1f} s, {speed:,.0f} words/s")
        return "; ".join(parts)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")

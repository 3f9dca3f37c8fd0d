"""Articles named on the command line -> their extractions, for commands that show them.

for extraction in Reading(paths).extractions(kinds=None, min_confidence=0, model=None): ...
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from claimex.cli import say

if TYPE_CHECKING:
    from claimex.document import Document
    from claimex.records import Extraction

Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH",
        help="Files (.txt, .md, .html, .jsonl, .csv), folders of them, patterns, or `-` for standard input.",
    ),
]


class Reading:
    """The articles; each that cannot be read costs one line on standard error.

    Arguments:
        paths: files, folders, patterns, or `-` for standard input.
        input_format: how to read every one; None goes by the suffix.
    """

    def __init__(self, paths: Iterable[str], input_format: str | None = None):
        self.paths = list(paths)
        self.input_format = input_format
        self.failures = 0

    def extractions(
        self, kinds: str | None, min_confidence: float, model: str | None
    ) -> Iterator["Extraction"]:
        """Read the articles, in order.

        Arguments:
            kinds: names of the kinds wanted with commas between them; None for all.
            min_confidence: records below it are left out.
            model: see `claimex.load`.
        """
        from claimex.extraction import Failure, extract_many
        from claimex.records import KINDS

        wanted = tuple(kind for kind in KINDS if kinds is None or kind in kinds.split(","))
        for result in extract_many(
            self._documents(), kinds=wanted, model=model, batch_size=1, errors="yield"
        ):
            if isinstance(result, Failure):
                self._fail(f"{result.doc_id}: {result.message}")
            else:
                yield result.only(wanted, min_confidence)

    def finish(self) -> None:
        """End the command with exit code 1 if an article failed."""
        if self.failures:
            raise typer.Exit(1)

    def _documents(self) -> Iterator["Document"]:
        from claimex.errors import InputError
        from claimex.readers import find_sources, read

        # The option has checked the format.
        for item in read(find_sources(self.paths, self.input_format)):  # type: ignore[arg-type]
            if isinstance(item, InputError):
                self._fail(str(item))
            else:
                yield item

    def _fail(self, message: str) -> None:
        self.failures += 1
        say(message)

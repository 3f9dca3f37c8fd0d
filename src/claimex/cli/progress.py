"""How far a long run is: a line that keeps changing, on standard error, if that is a terminal.

━━━━━━━━╺━━━━━  412 documents  9,120 records  2,310 words/s  0:01:12 left
"""

import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 2.0  # seconds that pass in silence before the line appears


class ProgressLine:
    """The line; nothing at all is shown, or imported, before `PATIENCE` has passed.

    Arguments:
        total: bytes of input, or None if that is not known; then no time left is given.
        wanted: False to show nothing.
    """

    def __init__(self, total: int | None, wanted: bool):
        self.total = total
        self.wanted = wanted and sys.stderr.isatty()
        self.done = self.documents = self.records = self.words = 0
        self._started = time.monotonic()
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def advance(self, size: int, words: int, records: int) -> None:
        """One more document is done.

        Arguments:
            size: bytes of input that it took.
            words: words read.
            records: records found.
        """
        self.done += size
        self.documents += 1
        self.words += words
        self.records += records
        if not self.wanted:
            return
        elapsed = time.monotonic() - self._started
        if elapsed < PATIENCE:
            return
        shown: dict[str, Any] = {
            "completed": self.done,
            "documents": f"{self.documents:,}",
            "records": f"{self.records:,}",
            "speed": f"{self.words / elapsed:,.0f}",
            "left": self._time_left(elapsed),
        }
        if self._progress is None:
            self._progress = _progress_line(self.total is not None)
            self._task = self._progress.add_task("", total=self.total, **shown)
            self._progress.start()
        elif self._task is not None:
            self._progress.update(self._task, **shown)

    def _time_left(self, elapsed: float) -> str:
        """By the whole run so far; documents come in batches, which a recent speed takes for a sprint."""
        if not self.total or not self.done:
            return ""
        left = elapsed * max(0, self.total - self.done) / self.done
        return f"{timedelta(seconds=round(left))} left"

    def skip(self, size: int) -> None:
        """Input that an earlier run dealt with."""
        if self.total is not None:
            self.total -= size

    def say(self, message: str) -> None:
        """Print a line of its own, above the progress."""
        message = message.encode("utf-8", "backslashreplace").decode()  # file names can be any bytes
        if self._progress is None:
            print(message, file=sys.stderr, flush=True)
        else:
            self._progress.console.print(message, markup=False, highlight=False, soft_wrap=True)

    def close(self) -> None:
        """Take the line away."""
        if self._progress is not None:
            self._progress.stop()
            self._progress = None
            self.wanted = False


def _progress_line(total_is_known: bool) -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

    columns = [
        BarColumn() if total_is_known else SpinnerColumn(),
        TextColumn("{task.fields[documents]} documents  {task.fields[records]} records"),
        TextColumn("{task.fields[speed]} words/s"),
        TextColumn("{task.fields[left]}"),
    ]
    console = Console(stderr=True)
    return Progress(
        *columns,
        console=console,
        transient=True,
        refresh_per_second=4,
        redirect_stdout=False,  # records go there as bytes
        redirect_stderr=False,
    )

#!/usr/bin/env python3
"""Kill a run at random moments, resume it each time, and compare its file with that of an uninterrupted run.

    python benchmarks/resume.py corpus.jsonl --kills 20 --documents 400 --processes 2

Each kill is SIGKILL, at a moment drawn evenly from the time that the uninterrupted run took. Every kill has a
run of its own that is then resumed to its end; a tenth of the resumed runs are killed once more. The exit
code is 1 if any file differs.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

SECOND_KILL = 0.1  # share of resumed runs that are killed again


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("corpus", type=Path, help="JSON Lines with id and text")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--documents", type=int, default=400, help="how many documents of the corpus to read")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--format", default="jsonl")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)

    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        corpus = work / "corpus.jsonl"
        corpus.write_bytes(b"".join(_first_lines(options.corpus, options.documents)))
        command = [sys.executable, "-m", "claimex", "run", str(corpus), "--quiet", "--resume"]
        command += ["--processes", str(options.processes), "--format", options.format, "-o"]

        whole = work / "whole"
        began = time.monotonic()
        subprocess.run([*command, str(whole)], check=True)
        duration = time.monotonic() - began
        print(f"uninterrupted: {duration:.1f} s, {whole.stat().st_size:,} bytes")

        moments = random.Random(options.seed)
        different = 0
        for number in range(1, options.kills + 1):
            pieces = work / f"pieces-{number}"
            killed_after = [moments.uniform(0, duration)]
            if moments.random() < SECOND_KILL:
                killed_after.append(moments.uniform(0, duration))
            kept = [_run_and_kill([*command, str(pieces)], pieces, seconds) for seconds in killed_after]
            subprocess.run([*command, str(pieces)], check=True)
            alike = pieces.read_bytes() == whole.read_bytes()
            different += not alike
            at = " and ".join(f"{seconds:.1f} s" for seconds in killed_after)
            verdict = "same" if alike else "DIFFERENT"
            print(f"{number:3}: killed after {at}, {kept[-1]} documents kept: {verdict}", flush=True)
            pieces.unlink()
        left = sorted(path.name for path in work.iterdir() if path not in (corpus, whole))
        same = options.kills - different
        print(f"{same} of {options.kills} files are identical; left behind: {left or 'nothing'}")
    return 1 if different or left else 0


def _first_lines(path: Path, count: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from islice(file, count)


def _run_and_kill(command: list[str], output: Path, seconds: float) -> int:
    """Start a run and kill it after some time; returns how many documents its journal has as finished."""
    with subprocess.Popen(command) as running:
        try:
            running.wait(seconds)
        except subprocess.TimeoutExpired:
            running.kill()
    journal = output.with_name(output.name + ".journal")
    if not journal.exists():
        return 0
    batches = journal.read_bytes().split(b"\n")[1:-1]
    return sum(len(json.loads(batch)["done"]) for batch in batches)


if __name__ == "__main__":
    sys.exit(main())

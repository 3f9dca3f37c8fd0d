"""A whole corpus in one process and in several: time, memory, failures.

    python benchmarks/scale.py corpus.jsonl --processes 1 2

corpus.jsonl has `id` and `text` a line. Each number of processes runs in a Python process of its own, so
that none inherits another's memory, and its time counts from the first document asked for to the last
record: the loading of the models is in it. Memory is the highest resident set size (MB) of the process
that reads, after the first 200 documents and at the end (with several processes: of the largest worker,
at the end). The exit code is 1 if a document failed.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

WARM = 200  # documents after which memory should not grow


def documents(corpus: Path, count: int | None) -> Iterator[tuple[str, str]]:
    """The first `count` documents of the corpus as (id, text); all for None."""
    with corpus.open(encoding="utf-8") as lines:
        for line in islice(lines, count):
            record = json.loads(line)
            yield record["id"], record["text"]


def measure(corpus: Path, count: int | None, processes: int) -> dict[str, float]:
    """Read the corpus in this process or in a pool of its own.

    Returns:
        `documents`, `failures`, `seconds`, `warm` and `peak` (MB).
    """
    from claimex.extraction import Failure, extract_many

    began = time.monotonic()
    done = failures = 0
    warm = 0.0
    for outcome in extract_many(documents(corpus, count), processes=processes, errors="yield"):
        done += 1
        failures += isinstance(outcome, Failure)
        if done == WARM:
            warm = peak_memory(processes)
    spent = time.monotonic() - began
    return {
        "documents": done,
        "failures": failures,
        "seconds": spent,
        "warm": warm,
        "peak": peak_memory(processes),
    }


def peak_memory(processes: int) -> float:
    """Highest resident set size so far (MB), of this process or of the largest ended worker."""
    whose = resource.RUSAGE_SELF if processes == 1 else resource.RUSAGE_CHILDREN
    return resource.getrusage(whose).ru_maxrss / 1024


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("corpus", type=Path, help="JSON Lines with id and text")
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    parser.add_argument(
        "--documents", type=int, help="how many documents of the corpus to read (default: all)"
    )
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measure:
        print(json.dumps(measure(options.corpus, options.documents, options.processes[0])))
        return 0

    seconds: dict[int, float] = {}
    failures = 0
    for processes in options.processes:
        command = [sys.executable, __file__, str(options.corpus), "--measure", "--processes", str(processes)]
        if options.documents:
            command += ["--documents", str(options.documents)]
        found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        seconds[processes] = found["seconds"]
        failures += found["failures"]
        line = f"{processes} process{'es' * (processes > 1)}: {found['documents']} documents, "
        line += f"{found['failures']} failed, {found['seconds']:.1f} s, {found['peak']:.0f} MB"
        if found["warm"]:
            growth = 100 * (found["peak"] / found["warm"] - 1)
            line += f", {growth:.1f} % more than after {WARM} documents"
        print(line, flush=True)
    first = options.processes[0]
    for processes in options.processes[1:]:
        print(f"{processes} against {first}: {seconds[first] / seconds[processes]:.2f} times as fast")
    return int(failures > 0)


if __name__ == "__main__":
    raise SystemExit(main())

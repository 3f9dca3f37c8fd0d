"""The encoder as a torch module: BERT with a casing embedding, token heads and arc projections. For training
and export only.

Its teacher is the same module in another size, with MPNet's weights: both read the same word pieces, so that
what the teacher says of a piece can stand for its annotation.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from claimex.pipeline.encoder import CLS, SEP
from claimex.pipeline.scores import ARC_SIZE, ARCS, LABELS
from claimex.pipeline.wordpieces import SHAPES, Encoded, Window

ATTENTION_HEADS, VOCABULARY, POSITIONS = 12, 30522, 512
MASK = 103


@dataclass(frozen=True)
class Size:
    """What the encoder and its teacher differ in."""

    hidden: int
    layers: int
    epsilon: float  # of layer norms
    buckets: int = 0  # of distances between two pieces, each with a bias of attention (Raffel et al. 2020)


MINILM = Size(hidden=384, layers=6, epsilon=1e-12)
MPNET = Size(hidden=768, layers=12, epsilon=1e-5, buckets=32)


class CheapDropout:
    """Dropout whose masks are slices of one pool of random bits: on a CPU, drawing fresh bits costs more than
    the network itself.
    """

    def __init__(self, rate: float, size: int = 1 << 23, seed: int = 0) -> None:
        """rate: share of units dropped. size: elements of the pool. seed: of the pool and of the offsets into
        it.
        """
        generator = torch.Generator().manual_seed(seed)
        self._noise = torch.rand(size, generator=generator)
        self._offsets = random.Random(seed)
        self.set_rate(rate)

    def set_rate(self, rate: float) -> None:
        """Drop this share of units from now on; 0 switches dropout off."""
        self.active = rate > 0
        self._pool = ((self._noise >= rate).float() / (1 - rate)).bfloat16()

    def __call__(self, x: Tensor) -> Tensor:
        """Return `x` with units dropped, or `x` itself when not active."""
        if not self.active:
            return x
        n = x.numel()
        offset = self._offsets.randrange(len(self._pool) - n)
        return x * self._pool[offset : offset + n].view(x.shape).to(x.dtype)


class Layer(nn.Module):
    """One transformer block, post-norm as in BERT."""

    def __init__(self, size: Size, dropout: CheapDropout) -> None:
        super().__init__()
        self.qkv = nn.Linear(size.hidden, 3 * size.hidden)
        self.out = nn.Linear(size.hidden, size.hidden)
        self.norm1 = nn.LayerNorm(size.hidden, eps=size.epsilon)
        self.inner = nn.Linear(size.hidden, 4 * size.hidden)
        self.outer = nn.Linear(4 * size.hidden, size.hidden)
        self.norm2 = nn.LayerNorm(size.hidden, eps=size.epsilon)
        self.dropout = dropout

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """x: (batch, pieces, hidden). bias: (batch, 1 or heads, 1 or pieces, pieces); low for padding."""
        b, t, hidden = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, ATTENTION_HEADS, -1).permute(2, 0, 3, 1, 4)
        a = functional.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
        x = self.norm1(x + self.dropout(self.out(a.transpose(1, 2).reshape(b, t, hidden))))
        out: Tensor = self.norm2(x + self.dropout(self.outer(functional.gelu(self.inner(x)))))
        return out


class Encoder(nn.Module):
    """Word pieces -> logits of every head and arc projections of every piece."""

    def __init__(self, seed: int, size: Size = MINILM) -> None:
        super().__init__()
        self.dropout = CheapDropout(0.0, seed=seed)
        self.word = nn.Embedding(VOCABULARY, size.hidden)
        self.position = nn.Embedding(POSITIONS, size.hidden)
        self.shape = nn.Embedding(len(SHAPES), size.hidden)
        self.norm = nn.LayerNorm(size.hidden, eps=size.epsilon)
        self.layers = nn.ModuleList(Layer(size, self.dropout) for _ in range(size.layers))
        self.labels = nn.Linear(size.hidden, sum(map(len, LABELS.values())))
        self.arcs = nn.Linear(size.hidden, 2 * len(ARCS) * ARC_SIZE)
        if size.buckets:
            self.distance = nn.Embedding(size.buckets, ATTENTION_HEADS)
        nn.init.normal_(self.labels.weight, std=0.02)
        nn.init.normal_(self.arcs.weight, std=0.05)
        nn.init.zeros_(self.labels.bias)
        nn.init.zeros_(self.arcs.bias)
        nn.init.zeros_(self.shape.weight)

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """ids, shapes, mask: (batch, pieces); mask 1 for pieces, 0 for padding.

        Returns logits (batch, pieces, labels of all heads in order) and projections (batch, pieces, 2, arcs,
        ARC_SIZE), the dependent's at [:, :, 0], the head's at [:, :, 1].
        """
        x = self.word(ids) + self.position.weight[: ids.shape[1]] + self.shape(shapes)
        x = self.dropout(self.norm(x))
        bias = (1.0 - mask[:, None, None, :].float()) * -1e4
        if hasattr(self, "distance"):
            buckets = distance_buckets(ids.shape[1], self.distance.num_embeddings)
            bias = bias + self.distance(buckets).permute(2, 0, 1)
        for layer in self.layers:
            x = layer(x, bias)
        x = self.dropout(x)
        return self.labels(x), self.arcs(x).view(*ids.shape, 2, len(ARCS), ARC_SIZE)

    def load_bert(self, path: Path) -> None:
        """Take the weights of a BERT checkpoint (safetensors, the names of Hugging Face's BertModel); heads
        stay as initialised.
        """
        w = load_file(path)
        mine: dict[str, Tensor] = {
            "word.weight": w["embeddings.word_embeddings.weight"],
            # One segment only: its embedding is a constant, kept in the positions.
            "position.weight": w["embeddings.position_embeddings.weight"]
            + w["embeddings.token_type_embeddings.weight"][0],
            "norm.weight": w["embeddings.LayerNorm.weight"],
            "norm.bias": w["embeddings.LayerNorm.bias"],
        }
        names = {
            "out": "attention.output.dense",
            "norm1": "attention.output.LayerNorm",
            "inner": "intermediate.dense",
            "outer": "output.dense",
            "norm2": "output.LayerNorm",
        }
        self._take(w, mine, names, tuple(f"attention.self.{part}" for part in ("query", "key", "value")))

    def load_mpnet(self, path: Path) -> None:
        """Take the weights of an MPNet checkpoint (safetensors, names of Hugging Face's MPNetModel); heads
        stay as initialised.

        MPNet's vocabulary is BERT's behind four symbols of its own, some of which stand for BERT's. Its word
        embeddings and the biases of distance stay as they are in training: attention is much slower on a CPU
        where its bias is to be learnt.
        """
        w = load_file(path)
        word = w["embeddings.word_embeddings.weight"]
        ours = word[4 : 4 + VOCABULARY].clone()
        ours[[CLS, SEP, MASK]] = word[[0, 2, len(word) - 1]]
        mine: dict[str, Tensor] = {
            "word.weight": ours,
            "position.weight": w["embeddings.position_embeddings.weight"][2 : 2 + POSITIONS],
            "norm.weight": w["embeddings.LayerNorm.weight"],
            "norm.bias": w["embeddings.LayerNorm.bias"],
            "distance.weight": w["encoder.relative_attention_bias.weight"],
        }
        names = {
            "out": "attention.attn.o",
            "norm1": "attention.LayerNorm",
            "inner": "intermediate.dense",
            "outer": "output.dense",
            "norm2": "output.LayerNorm",
        }
        self._take(w, mine, names, tuple(f"attention.attn.{part}" for part in "qkv"))
        self.word.requires_grad_(False)
        self.distance.requires_grad_(False)

    def _take(
        self, w: dict[str, Tensor], mine: dict[str, Tensor], names: dict[str, str], qkv: tuple[str, ...]
    ) -> None:
        """Load `mine` and the layers of a checkpoint `w`, whose names for our parts of a layer are given."""
        for i in range(len(self.layers)):
            at = f"encoder.layer.{i}."
            for kind in ("weight", "bias"):
                mine[f"layers.{i}.qkv.{kind}"] = torch.cat([w[f"{at}{part}.{kind}"] for part in qkv])
                for name, theirs in names.items():
                    mine[f"layers.{i}.{name}.{kind}"] = w[f"{at}{theirs}.{kind}"]
        missing, unexpected = self.load_state_dict(mine, strict=False)
        if unexpected or any(not name.startswith(("labels", "arcs", "shape")) for name in missing):
            raise ValueError(f"the checkpoint does not fit: missing {missing}, unexpected {unexpected}")


def pack(items: Sequence[tuple[Encoded, Window]]) -> tuple[npt.NDArray[np.int64], ...]:
    """Windows of documents as the network reads them, padded: ids, shapes, mask (windows, pieces), each with
    [CLS] first and [SEP] last.
    """
    length = max(w.end - w.start for _, w in items) + 2
    ids, shapes, mask = (np.zeros((len(items), length), np.int64) for _ in range(3))
    for row, (encoded, w) in enumerate(items):
        n = w.end - w.start
        ids[row, 0], ids[row, 1 : n + 1], ids[row, n + 1] = CLS, encoded.ids[w.start : w.end], SEP
        shapes[row, 1 : n + 1] = encoded.shapes[w.start : w.end]
        mask[row, : n + 2] = 1
    return ids, shapes, mask


def distance_buckets(pieces: int, buckets: int, furthest: int = 128) -> Tensor:
    """The bucket of each distance between two of `pieces`, (pieces, pieces): half of the buckets for either
    direction, half of these for one distance each and the others in logarithmic steps up to `furthest`
    (Raffel et al. 2020, as MPNet has them).
    """
    place = torch.arange(pieces)
    distance = place[:, None] - place[None, :]
    half, exact = buckets // 2, buckets // 4
    far = distance.abs().clamp(min=1).float().div(exact).log() / math.log(furthest / exact) * (half - exact)
    bucket = torch.where(distance.abs() < exact, distance.abs(), (exact + far.long()).clamp(max=half - 1))
    return bucket + half * (distance < 0)

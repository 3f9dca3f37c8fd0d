"""The encoder as a torch module: BERT with a casing embedding, token heads and arc projections. For training
and export only.
"""

from __future__ import annotations

import random
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from claimex.pipeline.scores import ARC_SIZE, ARCS, LABELS
from claimex.pipeline.wordpieces import SHAPES

HIDDEN, LAYERS, ATTENTION_HEADS, INNER, VOCABULARY, POSITIONS = 384, 6, 12, 1536, 30522, 512


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

    def __init__(self, dropout: CheapDropout) -> None:
        super().__init__()
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm1 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.inner = nn.Linear(HIDDEN, INNER)
        self.outer = nn.Linear(INNER, HIDDEN)
        self.norm2 = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.dropout = dropout

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        """x: (batch, pieces, HIDDEN). bias: (batch, 1, 1, pieces), very low for padding."""
        b, t, _ = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, ATTENTION_HEADS, -1).permute(2, 0, 3, 1, 4)
        a = functional.scaled_dot_product_attention(q, k, v, attn_mask=bias.to(q.dtype))
        x = self.norm1(x + self.dropout(self.out(a.transpose(1, 2).reshape(b, t, HIDDEN))))
        out: Tensor = self.norm2(x + self.dropout(self.outer(functional.gelu(self.inner(x)))))
        return out


class Encoder(nn.Module):
    """Word pieces -> logits of every head and arc projections of every piece."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.dropout = CheapDropout(0.0, seed=seed)
        self.word = nn.Embedding(VOCABULARY, HIDDEN)
        self.position = nn.Embedding(POSITIONS, HIDDEN)
        self.shape = nn.Embedding(len(SHAPES), HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(Layer(self.dropout) for _ in range(LAYERS))
        self.labels = nn.Linear(HIDDEN, sum(map(len, LABELS.values())))
        self.arcs = nn.Linear(HIDDEN, 2 * len(ARCS) * ARC_SIZE)
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
        for i in range(LAYERS):
            at = f"encoder.layer.{i}."
            for kind in ("weight", "bias"):
                qkv = [w[f"{at}attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
                mine[f"layers.{i}.qkv.{kind}"] = torch.cat(qkv)
                for name, theirs in names.items():
                    mine[f"layers.{i}.{name}.{kind}"] = w[f"{at}{theirs}.{kind}"]
        missing, unexpected = self.load_state_dict(mine, strict=False)
        if unexpected or any(not name.startswith(("labels", "arcs", "shape")) for name in missing):
            raise ValueError(f"{path} does not fit: missing {missing}, unexpected {unexpected}")

"""Weights -> the ONNX file that claimex ships: fused operators, 8-bit weights.

The graph is written by hand in ONNX Runtime's fused operators rather than traced and pattern-matched
afterwards: what runs is what stands here. These were the fastest of those tried on one core:
MultiHeadAttention without a mask beats QAttention by 6 %, Add and LayerNormalization beat
SkipLayerNormalization by 15 %, FastGelu (the tanh form) BiasGelu by 5 %. Matrices are quantised to 8 bits by
column, word embeddings, half of the file, by row, activations at run time.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from network import ATTENTION_HEADS, MINILM
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

from claimex.pipeline.encoder import MODEL, SETTINGS, VOCABULARY
from claimex.pipeline.scores import ARC_SIZE, ARCS

EPSILON = MINILM.epsilon
OPSET = 17  # ONNX operators; the fused ones are in the domain com.microsoft, version 1
FUSED = "com.microsoft"


class _Graph:
    """Collects nodes and constants."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: npt.NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(
        self, operator: str, inputs: list[str], name: str, domain: str = "", **attributes: object
    ) -> str:
        self.nodes.append(helper.make_node(operator, inputs, [name], name=name, domain=domain, **attributes))
        return name

    def matrix(self, name: str, weight: npt.NDArray[np.float32]) -> tuple[str, str, str]:
        """Constants of a (columns, rows) weight matrix in 8 bits by column: names of its values, scales and
        zero points.
        """
        scale = np.maximum(np.abs(weight).max(1), 1e-8) / 127
        values = np.round(weight / scale[:, None]).astype(np.int8).T
        return (
            self.constant(name, values),
            self.constant(f"{name}.scale", scale.astype(np.float32)),
            self.constant(f"{name}.zero", np.zeros(len(scale), np.int8)),
        )


def build(weights: dict[str, npt.NDArray[np.float32]]) -> onnx.ModelProto:
    """The network as an ONNX model, `weights` being named as in `network.Encoder`.

    Inputs: ids and shapes (batch, pieces) int32, without padding: a mask would keep attention from its fast
    path. Outputs: logits (batch, pieces, labels), projections (batch, pieces, 2 * arcs * ARC_SIZE).
    """
    g = _Graph()
    word = weights["word.weight"]
    scale = np.abs(word).max(1, keepdims=True) / 127
    g.constant("word", np.round(word / scale).astype(np.int8))
    g.constant("word_scale", scale.astype(np.float32))
    g.constant("position", weights["position.weight"])
    g.constant("shape", weights["shape.weight"])
    g.constant("zero", np.array([0], np.int64))
    g.constant("one", np.array([1], np.int64))
    g.node("Cast", [g.node("Gather", ["word", "ids"], "word_rows")], "word_floats", to=TensorProto.FLOAT)
    g.node("Mul", ["word_floats", g.node("Gather", ["word_scale", "ids"], "word_scales")], "words")
    g.node("Shape", ["ids"], "size")
    g.node("Slice", ["position", "zero", g.node("Gather", ["size", "one"], "pieces"), "zero"], "positions")
    g.node("Add", ["words", "positions"], "words_positions")
    g.node("Add", ["words_positions", g.node("Gather", ["shape", "shapes"], "shape_rows")], "embedded")
    for kind in ("weight", "bias"):
        g.constant(f"norm.{kind}", weights[f"norm.{kind}"])
    x = g.node("LayerNormalization", ["embedded", "norm.weight", "norm.bias"], "x", axis=-1, epsilon=EPSILON)
    g.constant("thirds", np.full(3, MINILM.hidden, np.int64))

    def normed(a: str, b: str, name: str) -> str:
        for kind in ("weight", "bias"):
            g.constant(f"{name}.{kind}", weights[f"{name}.{kind}"])
        total = g.node("Add", [a, b], f"{name}.sum")
        return g.node(
            "LayerNormalization",
            [total, f"{name}.weight", f"{name}.bias"],
            name,
            axis=-1,
            epsilon=EPSILON,
        )

    for i in range(MINILM.layers):
        at = f"layers.{i}."
        m = {
            name: g.matrix(f"{at}{name}.weight", weights[f"{at}{name}.weight"])
            for name in ("qkv", "out", "inner", "outer")
        }
        bias = {name: g.constant(f"{at}{name}.bias", weights[f"{at}{name}.bias"]) for name in m}
        a = g.node("DynamicQuantizeMatMul", [x, *m["qkv"], bias["qkv"]], f"{at}qkv", FUSED)
        parts = [f"{at}q", f"{at}k", f"{at}v"]
        g.nodes.append(helper.make_node("Split", [a, "thirds"], parts, name=f"{at}split", axis=-1))
        a = g.node("MultiHeadAttention", parts, f"{at}attention", FUSED, num_heads=ATTENTION_HEADS)
        a = g.node("DynamicQuantizeMatMul", [a, *m["out"], bias["out"]], f"{at}out", FUSED)
        x = normed(a, x, f"{at}norm1")
        a = g.node("DynamicQuantizeMatMul", [x, *m["inner"]], f"{at}inner", FUSED)
        a = g.node("FastGelu", [a, bias["inner"]], f"{at}gelu", FUSED)
        a = g.node("DynamicQuantizeMatMul", [a, *m["outer"], bias["outer"]], f"{at}outer", FUSED)
        x = normed(a, x, f"{at}norm2")
    for name, output in (("labels", "logits"), ("arcs", "projections")):
        g.constant(f"{name}.bias", weights[f"{name}.bias"])
        matrix = g.matrix(f"{name}.weight", weights[f"{name}.weight"])
        g.node("DynamicQuantizeMatMul", [x, *matrix, f"{name}.bias"], output, FUSED)
    labels = len(weights["labels.bias"])
    graph = helper.make_graph(
        g.nodes,
        "claimex_encoder",
        [
            helper.make_tensor_value_info("ids", TensorProto.INT32, ["batch", "pieces"]),
            helper.make_tensor_value_info("shapes", TensorProto.INT32, ["batch", "pieces"]),
        ],
        [
            helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", "pieces", labels]),
            helper.make_tensor_value_info(
                "projections", TensorProto.FLOAT, ["batch", "pieces", 2 * len(ARCS) * ARC_SIZE]
            ),
        ],
        g.constants,
    )
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8)


def ship(weights: Path, vocabulary: Path, folder: Path) -> None:
    """Write all that the encoder component loads into `folder`: model, vocabulary, and settings with their
    checksums.

    weights: safetensors as `train.py` leaves them. vocabulary: BERT's `vocab.txt`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(build(load_file(weights)), folder / MODEL)
    shutil.copyfile(vocabulary, folder / VOCABULARY)
    digests = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (MODEL, VOCABULARY)}
    (folder / SETTINGS).write_text(json.dumps({"sha256": digests}, indent=1) + "\n", encoding="utf-8")

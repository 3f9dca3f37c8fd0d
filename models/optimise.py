"""The training loop: examples -> weights."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from corpus import IGNORE, Example
from network import Encoder
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional

from claimex.pipeline.scores import ARC_SIZE, ARCS, LABELS
from claimex.pipeline.wordpieces import Window, windows

CLS, SEP, MASK = 101, 102, 103
AVERAGE_EVERY = 4  # steps between two updates of the running average of the weights


@dataclass(frozen=True)
class Recipe:
    """Settings of one training phase; `models/config.toml` gives them."""

    epochs: int  # that the schedule is laid out for
    run: int  # epochs that are run
    dropout: float
    masked: float  # share of words that the encoder does not get to see, nor their casing
    rate: float  # peak learning rate of the encoder
    head_rate: float  # of the heads and the casing embedding
    final_rate: float  # learning rate at the end, as a share of the peak
    warmup: float  # share of the steps
    batch: int  # windows a step
    window: int  # pieces a window, [CLS] and [SEP] included
    weight_decay: float
    average: float  # decay of the running average of the weights
    entity_weight: float
    arc_weight: float
    demand_weight: float
    keep_weight: float = 1.0  # factor of the weights above for what a teacher stands for


@dataclass(frozen=True)
class Batch:
    """Padded windows: ids, shapes, mask (batch, pieces); labels head -> (batch, pieces); arcs (m, 4): arc,
    row, dependent, head.
    """

    ids: Tensor
    shapes: Tensor
    mask: Tensor
    labels: dict[str, Tensor]
    arcs: Tensor


def make_batch(items: list[tuple[Example, Window]], masked: float, rng: np.random.Generator) -> Batch:
    """Pad windows of examples into one batch; heads outside of the window become [CLS], which stands for
    "none".

    masked: share of words whose pieces and casing are hidden, so that the encoder learns constructions rather
    than words.
    """
    length = max(w.end - w.start for _, w in items) + 2
    ids = np.zeros((len(items), length), np.int64)
    shapes = np.zeros((len(items), length), np.int64)
    mask = np.zeros((len(items), length), np.int64)
    labels = {head: np.full((len(items), length), IGNORE, np.int64) for head in LABELS}
    arcs = []
    for row, (example, w) in enumerate(items):
        e = example.encoded
        n = w.end - w.start
        ids[row, 0], ids[row, 1 : n + 1], ids[row, n + 1] = CLS, e.ids[w.start : w.end], SEP
        shapes[row, 1 : n + 1] = e.shapes[w.start : w.end]
        mask[row, : n + 2] = 1
        tokens = np.flatnonzero((e.first >= w.start) & (e.first < w.end))
        at = e.first[tokens] - w.start + 1
        for head in LABELS:
            labels[head][row, at] = example.labels[head][tokens]
        place = dict(zip(tokens.tolist(), at.tolist(), strict=True))
        hidden = np.isin(
            np.searchsorted(at, np.arange(1, n + 1), "right"),
            np.flatnonzero(rng.random(len(at)) < masked) + 1,
        )
        ids[row, 1 : n + 1][hidden], shapes[row, 1 : n + 1][hidden] = MASK, 0
        arcs += [(arc, row, place[d], place.get(h, 0)) for arc, d, h in example.arcs if d in place]
    arc_rows = torch.tensor(arcs, dtype=torch.long).view(-1, 4)
    return Batch(
        torch.from_numpy(ids),
        torch.from_numpy(shapes),
        torch.from_numpy(mask),
        {k: torch.from_numpy(v) for k, v in labels.items()},
        arc_rows,
    )


def batches(
    examples: list[Example], recipe: Recipe, rng: random.Random
) -> list[list[tuple[Example, Window]]]:
    """One epoch's batches: every document cut anew, windows of like length together, in random order."""
    items = []
    for example in examples:
        first = rng.randint(recipe.window // 4, recipe.window - 2)
        items += [(example, w) for w in windows(example.encoded, recipe.window - 2, 0, 0, first)]
    rng.shuffle(items)
    out = []
    chunk = recipe.batch * 24
    for i in range(0, len(items), chunk):
        part = sorted(items[i : i + chunk], key=lambda item: item[1].end - item[1].start)
        out += [part[j : j + recipe.batch] for j in range(0, len(part), recipe.batch)]
    rng.shuffle(out)
    return out


def losses(model: Encoder, batch: Batch, teacher: Encoder | None) -> dict[str, Tensor]:
    """Cross-entropy of every head and of the arcs of attributions and demands; a head without labels in the
    batch is left out.

    With a teacher, its answers stand for the annotation of attributions and entities, on documents with and
    without one: "learning without forgetting" (Li and Hoiem 2016).
    """
    logits, projections = _answers(model, batch)
    out = {}
    wanted, wanted_projections = logits, projections
    if teacher is not None:
        with torch.no_grad():
            wanted, wanted_projections = _answers(teacher, batch)
    at = 0
    for head, names in LABELS.items():
        columns = slice(at, at + len(names))
        target = batch.labels[head]
        known = target != IGNORE
        if teacher is not None and not head.startswith("demand"):
            first = batch.labels["demand_cue"] != IGNORE  # pieces that begin a token
            goal = wanted[..., columns][first].log_softmax(-1)
            out[head] = _divergence(logits[..., columns][first].log_softmax(-1), goal)
        elif known.any():
            out[head] = functional.cross_entropy(logits[..., columns][known], target[known])
        at += len(names)
    if teacher is not None:
        arcs = _begun(wanted[..., : len(LABELS["attribution"])], batch.mask)
        mine, theirs = (_arc_scores(p, arcs, batch.mask) for p in (projections, wanted_projections))
        if len(arcs):
            out["arcs"] = _divergence(mine.log_softmax(-1), theirs.log_softmax(-1))
    for kind, chosen in (("arcs", range(3)), ("demand_arcs", range(3, len(ARCS)))):
        rows = batch.arcs[torch.isin(batch.arcs[:, 0], torch.tensor(list(chosen)))]
        if len(rows) and kind not in out:
            out[kind] = functional.cross_entropy(_arc_scores(projections, rows, batch.mask), rows[:, 3])
    return out


def _answers(model: Encoder, batch: Batch) -> tuple[Tensor, Tensor]:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits, projections = model(batch.ids, batch.shapes, batch.mask)
    return logits.float(), projections.float()


def _arc_scores(projections: Tensor, rows: Tensor, mask: Tensor) -> Tensor:
    """Scores (m, pieces) of every piece as the head of m dependents; rows: arc, row, dependent."""
    arc, row, dependent = rows[:, :3].unbind(1)
    q = projections[row, dependent, 0, arc]
    k = projections[row, :, 1][torch.arange(len(rows)), :, arc]
    scores = torch.einsum("md,mtd->mt", q, k) / ARC_SIZE**0.5
    return scores.masked_fill(mask[row] == 0, -1e4)


def _divergence(mine: Tensor, theirs: Tensor) -> Tensor:
    """Mean Kullback-Leibler divergence of log-probabilities (m, choices) from those wanted."""
    return functional.kl_div(mine, theirs, reduction="batchmean", log_target=True)


def _begun(logits: Tensor, mask: Tensor) -> Tensor:
    """The arcs (m, 3: arc, row, dependent) of cues and contents that begin by these attribution logits."""
    label = logits.argmax(-1).masked_fill(mask == 0, 0)
    names = LABELS["attribution"]
    asked = (("content_cue", "B-content"), ("content_source", "B-content"), ("cue_source", "B-cue"))
    parts = []
    for arc, begin in asked:
        where = (label == names.index(begin)).nonzero()
        parts.append(torch.cat([torch.full_like(where[:, :1], ARCS.index(arc)), where], 1))
    return torch.cat(parts)


def train(
    model: Encoder,
    examples: list[Example],
    recipe: Recipe,
    seed: int,
    save: Path,
    teacher: Encoder | None = None,
) -> None:
    """Train `model` in place on `examples`; after each epoch the averaged weights go to `save` with `{epoch}`
    filled in.

    At the end the model holds the averaged weights. teacher: whose attributions and entities the model shall
    keep, in place of the annotated ones.
    """
    rng, masks = random.Random(seed), np.random.default_rng(seed)
    epochs = [batches(examples, recipe, rng) for _ in range(recipe.epochs)]
    total = sum(map(len, epochs))
    fresh = [p for name, p in model.named_parameters() if name.startswith(("labels", "arcs", "shape"))]
    old = [p for name, p in model.named_parameters() if not name.startswith(("labels", "arcs", "shape"))]
    groups = [{"params": old, "lr": recipe.rate}, {"params": fresh, "lr": recipe.head_rate}]
    optimizer = torch.optim.AdamW(groups, weight_decay=recipe.weight_decay, betas=(0.9, 0.98), fused=True)

    def schedule(step: int) -> float:
        warm = max(1, int(total * recipe.warmup))
        if step < warm:
            return (step + 1) / warm
        return 1 - (1 - recipe.final_rate) * (step - warm) / max(1, total - warm)

    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, schedule)
    average = {k: v.detach().clone() for k, v in model.state_dict().items()}
    keep = recipe.keep_weight if teacher is not None else 1.0
    weight = {
        "attribution": keep,
        "entity": keep * recipe.entity_weight,
        "arcs": keep * recipe.arc_weight,
        "demand_arcs": recipe.arc_weight,
    }
    step, began = 0, time.time()
    seen: dict[str, list[float]] = {}
    model.train()
    model.dropout.set_rate(recipe.dropout)
    for epoch, epoch_batches in enumerate(epochs[: recipe.run]):
        for items in epoch_batches:
            batch = make_batch(items, recipe.masked, masks)
            parts = losses(model, batch, teacher)
            loss = torch.stack(
                [weight.get(name, recipe.demand_weight) * value for name, value in parts.items()]
            ).sum()
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            scheduler.step()
            step += 1
            for name, value in parts.items():
                seen.setdefault(name, []).append(float(value.detach()))
            if step % AVERAGE_EVERY == 0:
                decay = min(recipe.average, step / (step + 10 * AVERAGE_EVERY))
                with torch.no_grad():
                    for name, value in model.state_dict().items():
                        average[name].lerp_(value, 1 - decay)
            if step % 50 == 0 or step == total:
                means = {name: round(sum(v) / len(v), 4) for name, v in seen.items()}
                print(f"epoch {epoch} step {step}/{total} {time.time() - began:.0f}s {means}", flush=True)
                seen.clear()
        save_file(average, str(save).format(epoch=epoch))
    model.load_state_dict(average)
    model.dropout.set_rate(0.0)
    model.eval()

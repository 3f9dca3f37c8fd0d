"""The training loop: examples -> weights."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import numpy as np
import torch
from answers import ARC_FROM, UNTIED
from corpus import IGNORE, Example
from network import MASK, Encoder, pack
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional

from claimex.pipeline.scores import ARC_SIZE, ARCS, COLUMNS, LABELS
from claimex.pipeline.wordpieces import Window, windows

AVERAGE_EVERY = 4  # steps between two updates of the running average of the weights


@dataclass(frozen=True)
class Recipe:
    """Settings of one training phase; `models/config.toml` gives them."""

    epochs: float  # that the schedule is laid out for; 1.5 ends in the middle of the second
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
    keep_weight: float = 1.0  # factor of the weights of attributions and entities that a network answers
    attribution_weight: float = 1.0  # of attributions and their arcs
    quiet_share: float = 1.0  # of the windows in which nothing is demanded, those that an epoch reads


@dataclass(frozen=True)
class Batch:
    """Padded windows: ids, shapes, mask (batch, pieces); labels head -> (batch, pieces); arcs (m, 4): arc,
    row, dependent, head.

    What a network answers stands for labels and arcs of the heads `answered`: wanted (batch, pieces, labels)
    log-probabilities where first (batch, pieces) is true; wanted_arcs (k, 3): arc, row, dependent, and their
    scores (k, pieces).
    """

    ids: Tensor
    shapes: Tensor
    mask: Tensor
    labels: dict[str, Tensor]
    arcs: Tensor
    answered: frozenset[str]
    first: Tensor
    wanted: Tensor
    wanted_arcs: Tensor
    wanted_scores: Tensor


def make_batch(items: list[tuple[Example, Window]], masked: float, rng: np.random.Generator) -> Batch:
    """Pad windows of examples into one batch; heads outside of the window become [CLS], which stands for
    "none".

    masked: share of words whose pieces and casing are hidden, so that the encoder learns constructions rather
    than words.
    """
    ids, shapes, mask = pack([(example.encoded, w) for example, w in items])
    length = ids.shape[1]
    first = np.zeros((len(items), length), bool)
    labels = {head: np.full((len(items), length), IGNORE, np.int64) for head in LABELS}
    wanted = np.zeros((len(items), length, sum(map(len, LABELS.values()))), np.float32)
    arcs, wanted_arcs, wanted_scores = [], [], []
    answered: frozenset[str] = frozenset()
    for row, (example, w) in enumerate(items):
        e = example.encoded
        n = w.end - w.start
        tokens = np.flatnonzero((e.first >= w.start) & (e.first < w.end))
        at = e.first[tokens] - w.start + 1
        first[row, at] = True
        for head in LABELS:
            labels[head][row, at] = example.labels[head][tokens]
        place = dict(zip(tokens.tolist(), at.tolist(), strict=True))
        hidden = np.isin(
            np.searchsorted(at, np.arange(1, n + 1), "right"),
            np.flatnonzero(rng.random(len(at)) < masked) + 1,
        )
        ids[row, 1 : n + 1][hidden], shapes[row, 1 : n + 1][hidden] = MASK, 0
        arcs += [(arc, row, place[d], place.get(h, 0)) for arc, d, h in example.arcs if d in place]
        if example.answers is not None:
            answered = example.answers.heads
            wanted[row, at] = example.answers.logs[tokens]
            for arc, dependent, scores in example.answers.arcs(tokens):
                wanted_arcs.append((arc, row, int(at[dependent])))
                wanted_scores.append(np.full(length, UNTIED, np.float32))
                wanted_scores[-1][[0, *at]] = scores
    return Batch(
        torch.from_numpy(ids),
        torch.from_numpy(shapes),
        torch.from_numpy(mask),
        {k: torch.from_numpy(v) for k, v in labels.items()},
        torch.tensor(arcs, dtype=torch.long).view(-1, 4),
        answered,
        torch.from_numpy(first),
        torch.from_numpy(wanted),
        torch.tensor(wanted_arcs, dtype=torch.long).view(-1, 3),
        torch.from_numpy(np.array(wanted_scores, np.float32).reshape(-1, length)),
    )


def batches(
    examples: list[Example], recipe: Recipe, rng: random.Random
) -> list[list[tuple[Example, Window]]]:
    """One epoch's batches: every document cut anew, windows of like length together, in random order."""
    items = []
    for example in examples:
        first = rng.randint(recipe.window // 4, recipe.window - 2)
        items += [
            (example, w)
            for w in windows(example.encoded, recipe.window - 2, 0, 0, first)
            if recipe.quiet_share >= 1 or _demands(example, w) or rng.random() < recipe.quiet_share
        ]
    rng.shuffle(items)
    out = []
    chunk = recipe.batch * 24
    for i in range(0, len(items), chunk):
        part = sorted(items[i : i + chunk], key=lambda item: item[1].end - item[1].start)
        out += [part[j : j + recipe.batch] for j in range(0, len(part), recipe.batch)]
    rng.shuffle(out)
    return out


def _demands(example: Example, window: Window) -> bool:
    first = example.encoded.first
    inside = (first >= window.start) & (first < window.end)
    return bool((example.labels["demand_cue"][inside] > 0).any())


def losses(model: Encoder, batch: Batch) -> dict[str, Tensor]:
    """Cross-entropy of every head and of the arcs of attributions and demands; a head without labels in the
    batch is left out.

    Where a network's answers stand for the annotation, the divergence from them: "learning without
    forgetting" (Li and Hoiem 2016) if it is what the model itself said before, distillation (Hinton et al.
    2015) if it is a larger one.
    """
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits, projections = (part.float() for part in model(batch.ids, batch.shapes, batch.mask))
    out = {}
    for head, columns in COLUMNS.items():
        target = batch.labels[head]
        known = target != IGNORE
        if head in batch.answered:
            mine = logits[..., columns][batch.first].log_softmax(-1)
            out[head] = _divergence(mine, batch.wanted[..., columns][batch.first].log_softmax(-1))
        elif known.any():
            out[head] = functional.cross_entropy(logits[..., columns][known], target[known])
    for kind, chosen in (("arcs", range(3)), ("demand_arcs", range(3, len(ARCS)))):
        answered = torch.isin(batch.wanted_arcs[:, 0], torch.tensor(list(chosen)))
        rows = batch.arcs[torch.isin(batch.arcs[:, 0], torch.tensor(list(chosen)))]
        if ARC_FROM[ARCS[chosen[0]]][0] in batch.answered:
            if answered.any():
                mine = _arc_scores(projections, batch.wanted_arcs[answered], batch.mask)
                goal = batch.wanted_scores[answered].log_softmax(-1)
                out[kind] = _divergence(mine.log_softmax(-1), goal)
        elif len(rows):
            out[kind] = functional.cross_entropy(_arc_scores(projections, rows, batch.mask), rows[:, 3])
    return out


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


def train(
    model: Encoder,
    editions: Sequence[list[Example]],
    recipe: Recipe,
    seed: int,
    save: Path,
) -> None:
    """Train `model` in place, an epoch on each of the editions of the examples in turn; after each the
    averaged weights go to `save` with `{epoch}` filled in.

    At the end the model holds the averaged weights.
    """
    rng, masks = random.Random(seed), np.random.default_rng(seed)
    epochs = [batches(editions[n % len(editions)], recipe, rng) for n in range(ceil(recipe.epochs))]
    epochs[-1] = epochs[-1][: round(len(epochs[-1]) * (recipe.epochs - len(epochs) + 1))]
    total = sum(map(len, epochs))
    learnt = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    fresh = [p for name, p in learnt if name.startswith(("labels", "arcs", "shape"))]
    old = [p for name, p in learnt if not name.startswith(("labels", "arcs", "shape"))]
    groups = [{"params": old, "lr": recipe.rate}, {"params": fresh, "lr": recipe.head_rate}]
    optimizer = torch.optim.AdamW(groups, weight_decay=recipe.weight_decay, betas=(0.9, 0.98), fused=True)

    def schedule(step: int) -> float:
        warm = max(1, int(total * recipe.warmup))
        if step < warm:
            return (step + 1) / warm
        return 1 - (1 - recipe.final_rate) * (step - warm) / max(1, total - warm)

    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, schedule)
    average = {k: v.detach().clone() for k, v in model.state_dict().items()}
    keep = recipe.keep_weight if editions[0][0].answers is not None else 1.0
    weight = {
        "attribution": keep * recipe.attribution_weight,
        "entity": keep * recipe.entity_weight,
        "arcs": keep * recipe.attribution_weight * recipe.arc_weight,
        "demand_arcs": recipe.arc_weight,
    }
    step, began = 0, time.time()
    seen: dict[str, list[float]] = {}
    model.train()
    model.dropout.set_rate(recipe.dropout)
    for epoch, epoch_batches in enumerate(epochs[: recipe.run]):
        for items in epoch_batches:
            batch = make_batch(items, recipe.masked, masks)
            parts = losses(model, batch)
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

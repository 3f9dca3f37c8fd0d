"""Makes the demand layer's weights from annotated documents: logistic models, a threshold, a calibration.

    python models/demands/train.py GOLD_DIR... --held HELD_DIR --out WEIGHTS.json

A directory holds NAME.txt and NAME.json (paragraph-anchored spans of cue, action, issuer, addressee). The
models are fitted twice: on the articles that the encoder learnt from, many, but on them it is surer than it
should be; and then, drawn towards the weights of before, on those that it was never shown. What a model reads
from another model is cross-fitted by document; threshold and calibration are those of the held-out articles
of the press, cross-validated, as the figures printed are.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from annotations import OURS
from scipy import sparse
from scipy.optimize import minimize
from spacy.tokens import Doc

from claimex.pipeline.demands import bounds, features, roles
from claimex.pipeline.demands.component import rank, select
from claimex.pipeline.demands.frames import Candidate, Frames
from claimex.pipeline.demands.weigh import Weights

FOLDS = 5
RIDGE = {
    "end": 3.0,
    "filter": 8.0,
    "exact": 4.0,
    "issuer": 4.0,
    "addressee": 2.0,
}  # "end": best of 3, 8, "filter": of 4, 8, 12, "issuer": of 2 to 8 by cross-validation; the others near it
FIRM = 8.0  # factor of RIDGE where there are weights to adapt; with 16 all figures are within 0.005
RARE = 3  # features of fewer rows are left out
LEAST = 0.02  # weights below it are left out: with RARE half of them, and F1 moves by less than 0.001
ROLE_RARE, ROLE_LEAST = 2, 5e-3  # the same of the roles' models
SMOOTHED = 5  # neighbouring thresholds, 0.02 apart, over which F1 is averaged
BALANCE = 0.05  # most that precision and recall may differ by at the threshold
TIE = 0.003  # of F1, a third of its standard error
NEAR = 9  # characters by which a candidate's start may differ from the annotated action's

Row = Mapping[str, float]
Span = tuple[int, int]
Floats = npt.NDArray[np.float64]
Models = Mapping[str, Mapping[str, float]]
NONE: Mapping[str, float] = {}


@dataclass
class Article:
    """A document with its candidates and the annotated demands."""

    name: str
    fold: int
    gold: list[dict[str, Any]]
    context: features.Context
    candidates: list[Candidate]
    options: list[list[bounds.Option]]
    settled: list[Candidate] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    labels: list[int] = field(default_factory=list)
    exact: list[int] = field(default_factory=list)


def as_row(found: Row | Iterable[str]) -> Row:
    """Features as names with values; a name that repeats counts as often."""
    return found if isinstance(found, Mapping) else Counter(found)


def fit(
    rows: Sequence[Row], labels: Sequence[int], ridge: float, prior: Mapping[str, float] = NONE
) -> dict[str, float]:
    """Logistic regression with a ridge penalty -> weight of every feature.

    prior: the weights that the penalty draws towards (as Chelba and Acero 2004 adapt a model).
    """
    names, start = _features(rows, RARE, prior)
    x, y = _matrix(rows, names), np.asarray(labels, np.float64)
    penalty = np.full(len(names), ridge)
    if "bias" in names:
        penalty[names["bias"]] = 1e-3

    def loss(w: Floats) -> tuple[float, Floats]:
        z = x @ w
        p = 1 / (1 + np.exp(-z))
        off = w - start
        value = (np.logaddexp(0, z) - y * z).sum() + 0.5 * (penalty * off * off).sum()
        return float(value), x.T @ (p - y) + penalty * off

    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return {name: round(float(best[i]), 3) for name, i in names.items() if abs(best[i]) >= LEAST}


def _features(rows: Sequence[Row], rare: int, prior: Mapping[str, float]) -> tuple[dict[str, int], Floats]:
    """Columns of the features that are frequent or have a prior weight, and those weights."""
    counts = Counter(name for row in rows for name in row if name)
    chosen = sorted({name for name, n in counts.items() if n >= rare} | set(prior))
    return {name: i for i, name in enumerate(chosen)}, np.array([prior.get(name, 0.0) for name in chosen])


def _matrix(rows: Sequence[Row], names: Mapping[str, int]) -> sparse.csr_matrix:
    indices: list[int] = []
    values: list[float] = []
    ends = [0]
    for row in rows:
        for name, value in row.items():
            if name in names:
                indices.append(names[name])
                values.append(value)
        ends.append(len(indices))
    return sparse.csr_matrix((values, indices, ends), shape=(len(rows), len(names)))


def fit_choice(
    groups: Sequence[tuple[list[Row], list[int]]], ridge: float, prior: Mapping[str, float] = NONE
) -> dict[str, float]:
    """Conditional logit: of each group's options those labelled 1 are right -> weight of every feature.

    prior: the weights that the penalty draws towards.
    """
    groups = [(rows, labels) for rows, labels in groups if any(labels) and not all(labels)]
    rows = [row for options, _ in groups for row in options]
    names, start = _features(rows, ROLE_RARE, prior)
    x = _matrix(rows, names)
    right = np.array([label for _, labels in groups for label in labels], np.float64)
    first = np.cumsum([0] + [len(options) for options, _ in groups])[:-1]
    member = np.repeat(np.arange(len(groups)), [len(options) for options, _ in groups])

    def loss(w: Floats) -> tuple[float, Floats]:
        z = x @ w
        e = np.exp(z - np.maximum.reduceat(z, first)[member])
        p = e / np.add.reduceat(e, first)[member]
        hit = np.add.reduceat(p * right, first)
        gradient = p - p * right / hit[member]
        off = w - start
        return float(-np.log(hit).sum() + 0.5 * ridge * (off * off).sum()), x.T @ gradient + ridge * off

    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return {name: round(float(best[i]), 3) for name, i in names.items() if abs(best[i]) >= ROLE_LEAST}


def scorer(models: dict[str, dict[str, float]]) -> Weights:
    """The runtime's weights over some models."""
    return Weights(models, {"threshold": 0.0, "slope": 1.0, "offset": 0.0})


def overlaps(a: Span, b: Span) -> bool:
    """Whether two spans share a character."""
    return a[0] < b[1] and b[0] < a[1]


def likeness(a: Span, b: Span) -> float:
    """Intersection over union of two spans."""
    shared = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    return shared / (a[1] - a[0] + b[1] - b[0] - shared)


def characters(article: Article, tokens: Span) -> Span:
    """Characters of a token range."""
    region = article.context.region(tokens)
    return region["start"], region["end"]


def read_article(name: str, fold: int, doc: Doc, gold: list[dict[str, Any]]) -> Article:
    """Candidates and options of a document that has been through the layers above."""
    frames = Frames(doc)
    candidates = frames.candidates()
    return Article(
        name,
        fold,
        gold,
        features.Context(frames, candidates),
        candidates,
        [bounds.options(frames, c) for c in candidates],
    )


def end_rows(articles: Iterable[Article]) -> tuple[list[Row], list[int]]:
    """One row for every boundary up to the annotated end, of candidates whose cue and start are right."""
    rows: list[Row] = []
    labels: list[int] = []
    for a in articles:
        for c, choices in zip(a.candidates, a.options, strict=True):
            start, cue = characters(a, c.action)[0], characters(a, c.cue)
            head = a.context.doc[c.head].idx
            q = next(
                (
                    q
                    for q in a.gold
                    if overlaps(q["cue"], cue)
                    and abs(start - q["action"][0]) <= NEAR
                    and head < q["action"][1]
                ),
                None,
            )
            for option in choices[:-1] if q else ():
                end = characters(a, (c.action[0], option.end))[1]
                if q is None or end > q["action"][1]:
                    break
                rows.append(as_row(option.features))
                labels.append(int(end == q["action"][1]))
                if labels[-1]:
                    break
    return rows, labels


def settle(articles: Iterable[Article], model: Weights) -> None:
    """Choose every candidate's end, then its features and whether it is an annotated demand."""
    for a in articles:
        a.settled, a.rows, a.labels, a.exact = [], [], [], []
        for c, choices in zip(a.candidates, a.options, strict=True):
            chances = bounds.choose(choices, lambda names: model.probability("end", names))
            best = int(np.argmax(chances))
            done = replace(c, action=(c.action[0], choices[best].end))
            a.settled.append(done)
            a.rows.append(features.features(a.context, done, chances[best]))
            action, cue = characters(a, done.action), characters(a, done.cue)
            a.exact.append(int(any(q["action"] == action for q in a.gold)))
            a.labels.append(
                int(any(likeness(q["action"], action) >= 0.5 and overlaps(q["cue"], cue) for q in a.gold))
            )


def exact_rows(articles: Iterable[Article]) -> tuple[list[Row], list[int]]:
    """The rows of candidates that are demands, and whether their action is annotated to the character."""
    pairs = [
        (row, e) for a in articles for row, label, e in zip(a.rows, a.labels, a.exact, strict=True) if label
    ]
    return [row for row, _ in pairs], [e for _, e in pairs]


Fillers = Callable[[features.Context, Candidate], list[roles.Filler]]
PARTIES: tuple[tuple[str, Fillers], ...] = (("issuer", roles.issuers), ("addressee", roles.addressees))


def fits(filler: roles.Filler, gold: Span | None) -> bool:
    """Whether a filler is the annotated one: both null, or sharing a character."""
    if filler.region is None or gold is None:
        return filler.region is None and gold is None
    return overlaps((filler.region["start"], filler.region["end"]), gold)


def role_groups(
    articles: Iterable[Article], role: str, fillers: Fillers
) -> list[tuple[list[Row], list[int]]]:
    """For every annotated demand the mentions that may fill a role, and which are the annotated one."""
    groups: list[tuple[list[Row], list[int]]] = []
    for a in articles:
        for c, label in zip(a.settled, a.labels, strict=True):
            if label:
                action = characters(a, c.action)
                q = max(a.gold, key=lambda q: likeness(q["action"], action))
                found = fillers(a.context, c)
                groups.append(([as_row(f.features) for f in found], [int(fits(f, q[role])) for f in found]))
    return groups


def train_models(articles: list[Article], prior: Models) -> dict[str, dict[str, float]]:
    """All models; the filter's rows have ends chosen by models that did not see their document."""

    def pull(name: str) -> tuple[float, Mapping[str, float]]:
        """How firmly a model's weights are drawn, and where."""
        return RIDGE[name] * (FIRM if prior else 1), prior.get(name, NONE)

    for fold in {a.fold for a in articles}:
        rest = [a for a in articles if a.fold != fold]
        model = scorer({"end": fit(*end_rows(rest), *pull("end"))})
        settle([a for a in articles if a.fold == fold], model)
    rows = [row for a in articles for row in a.rows]
    labels = [label for a in articles for label in a.labels]
    return {
        "end": fit(*end_rows(articles), *pull("end")),
        "filter": fit(rows, labels, *pull("filter")),
        "exact": fit(*exact_rows(articles), *pull("exact")),
        **{role: fit_choice(role_groups(articles, role, fillers), *pull(role)) for role, fillers in PARTIES},
    }


@dataclass
class Outcome:
    """Counts of one document at one threshold, as the scoring of the corpus counts them."""

    gold: int = 0
    pred: int = 0
    found: int = 0
    exact: int = 0
    full: int = 0
    issuer: int = 0
    addressee: int = 0
    negation: int = 0
    hits: list[tuple[float, int]] = field(
        default_factory=list
    )  # probability of each prediction, and whether it is right


def judge(
    a: Article, model: Weights, probabilities: Sequence[float], threshold: float, parties: bool = True
) -> Outcome:
    """Compare the demands of a document above a threshold with the annotated ones, parties on request."""
    rows = zip(probabilities, a.settled, a.rows, strict=True)
    pairs = [(p, rank(model, p, row), c) for p, c, row in rows if p >= threshold]
    kept = select(a.context, pairs)
    out = Outcome(gold=len(a.gold), pred=len(kept))
    spans = [characters(a, bounds.closed(a.context.doc, c.action)) for _, c in kept]
    ranked = sorted(
        ((likeness(q["action"], s), i, j) for i, q in enumerate(a.gold) for j, s in enumerate(spans)),
        reverse=True,
    )
    used_gold: set[int] = set()
    used: set[int] = set()
    for score, i, j in ranked:
        if score < 0.5 or i in used_gold or j in used:
            continue
        used_gold.add(i)
        used.add(j)
        out.found += 1
        if not parties:
            continue
        q, c = a.gold[i], kept[j][1]
        issuer, addressee = roles.choose(
            model, a.context.doc.text, roles.issuers(a.context, c), roles.addressees(a.context, c)
        )
        right = {"issuer": fits(issuer, q["issuer"]), "addressee": fits(addressee, q["addressee"])}
        out.exact += score == 1
        out.issuer += right["issuer"]
        out.addressee += right["addressee"]
        out.negation += c.negated == q["negated"]
        out.full += right["issuer"] and right["addressee"] and overlaps(q["cue"], characters(a, c.cue))
    out.hits = [(p, int(j in used)) for j, (p, _) in enumerate(kept)]
    return out


def summary(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """The figures of the card."""
    total = {
        name: sum(getattr(o, name) for o in outcomes)
        for name in ("gold", "pred", "found", "exact", "full", "issuer", "addressee", "negation")
    }
    both, found = max(total["gold"] + total["pred"], 1), max(total["found"], 1)
    return {
        "precision": total["found"] / max(total["pred"], 1),
        "recall": total["found"] / max(total["gold"], 1),
        "f1": 2 * total["found"] / both,
        "exact f1": 2 * total["exact"] / both,
        "full f1": 2 * total["full"] / both,
        "issuer": total["issuer"] / found,
        "addressee": total["addressee"] / found,
        "negation": total["negation"] / found,
    }


def intervals(outcomes: Sequence[Outcome], draws: int = 1000) -> dict[str, tuple[float, float]]:
    """95 % bootstrap intervals over documents."""
    chance = np.random.default_rng(0)
    drawn = [
        summary([outcomes[i] for i in chance.integers(0, len(outcomes), len(outcomes))]) for _ in range(draws)
    ]
    ends = {name: np.quantile([d[name] for d in drawn], (0.025, 0.975)) for name in drawn[0]}
    return {name: (round(float(low), 3), round(float(high), 3)) for name, (low, high) in ends.items()}


def cross_validate(
    articles: list[Article], prior: Models
) -> tuple[dict[str, Weights], dict[str, list[float]]]:
    """Models and probabilities of every document from the other folds: by article's name."""
    judges: dict[str, Weights] = {}
    probabilities: dict[str, list[float]] = {}
    ready: list[tuple[list[Article], Weights]] = []
    for fold in range(FOLDS):
        model = scorer(train_models([a for a in articles if a.fold != fold], prior))
        ready.append(([a for a in articles if a.fold == fold], model))
    for held, model in ready:
        settle(held, model)
        for a in held:
            judges[a.name] = model
            probabilities[a.name] = [model.probability("filter", row) for row in a.rows]
    return judges, probabilities


def platt(hits: Sequence[tuple[float, int]]) -> tuple[float, float]:
    """Slope and offset that make probabilities calibrated confidences."""
    x, y = log_odds([h[0] for h in hits]), np.array([h[1] for h in hits], np.float64)

    def loss(w: Floats) -> float:
        z = w[0] * x + w[1]
        return float((np.logaddexp(0, z) - y * z).sum())

    slope, offset = minimize(loss, np.array([1.0, 0.0])).x
    return float(slope), float(offset)


def log_odds(p: Sequence[float]) -> Floats:
    """Log odds of probabilities, bounded."""
    bounded = np.clip(np.asarray(p, np.float64), 1e-6, 1 - 1e-6)
    return np.log(bounded / (1 - bounded))


def choose_threshold(
    articles: list[Article], judges: dict[str, Weights], probabilities: dict[str, list[float]]
) -> float:
    """The highest of the thresholds that are as good as the best, precision and recall being balanced.

    F1 hardly moves around its best: it is smoothed over neighbours, and what is within `TIE` of the best is
    as good. Of these the highest is taken: a false demand harms a reader more than a missed one.
    """
    grid = np.arange(0.2, 0.6, 0.02)
    found = [
        summary([judge(a, judges[a.name], probabilities[a.name], float(t), False) for a in articles])
        for t in grid
    ]
    window, scores = np.ones(SMOOTHED), np.array([s["f1"] for s in found])
    smooth = np.convolve(scores, window, "same") / np.convolve(np.ones(len(grid)), window, "same")
    balanced = [n for n, s in enumerate(found) if abs(s["precision"] - s["recall"]) <= BALANCE]
    candidates = balanced or list(range(len(grid)))
    best = max(smooth[candidates])
    return round(float(max(grid[n] for n in candidates if smooth[n] >= best - TIE)), 2)


def show(title: str, outcomes: Sequence[Outcome]) -> None:
    """Print the figures of some articles with their intervals."""
    print(title)
    ranges = intervals(outcomes)
    for name, value in summary(outcomes).items():
        print(f"  {name:12} {value:.3f}  {ranges[name]}")


def main() -> None:
    """Train, print the cross-validated figures, write the weights."""
    from articles import prepare

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path, nargs="+", help="articles that the encoder learnt from")
    parser.add_argument("--held", type=Path, required=True, help="articles that it was never shown")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    learnt = [read_article(*item) for item in prepare(arguments.gold, FOLDS, sentences=True)]
    held = [read_article(*item) for item in prepare([arguments.held], FOLDS, sentences=False)]
    prior = train_models(learnt, {})
    judges, probabilities = cross_validate(held, prior)
    press = [a for a in held if not a.name.startswith(OURS)]
    threshold = choose_threshold(press, judges, probabilities)
    outcomes = {a.name: judge(a, judges[a.name], probabilities[a.name], threshold) for a in held}
    slope, offset = platt([hit for a in press for hit in outcomes[a.name].hits])
    show("all held-out articles", list(outcomes.values()))
    show("of the press", [outcomes[a.name] for a in press])
    settings = {"threshold": threshold, "slope": round(slope, 4), "offset": round(offset, 4)}
    data = {"settings": settings, "models": train_models(held, prior)}
    arguments.out.write_text(
        json.dumps(data, separators=(",", ":"), ensure_ascii=False) + "\n", encoding="utf-8"
    )
    print(settings, f"{arguments.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()

"""Makes relations of decoded spans: which cue a content belongs to, and which source a cue.

    “It rained,” Ana Ruiz said. “Hard.”   ->   both quotes belong to "said", "said" to "Ana Ruiz"

Every content chooses among the cues in reach, every cue among the sources in reach, or none: conditional
logit models (McFadden 1974) over features of the pair, the encoder's arc score the strongest of them. Their
weights, and those of the confidence of a relation, are data; `models/linker.py` trains them on documents that
the encoder has not seen.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from functools import cache
from importlib.resources import files
from itertools import accumulate
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc

from claimex.pipeline.attribution.conventions import Labelled
from claimex.pipeline.attribution.decode import Segment
from claimex.pipeline.scores import Scores, arc_scores

Vector = npt.NDArray[np.float64]

# Tokens between a content and its cue, or a cue and its source; PolNeAR's annotators cross more in 0.4 % of
# their relations.
REACH = 90
NEAREST = 6  # candidates on either side
SURE = 8.0  # the margin of a choice without alternatives
WITHOUT_CUE = 9  # tokens: of the shorter contents that no cue fits, fewer than a quarter are contents at all

PAIR_FEATURES = (
    "arc",
    "arc_share",
    "arc_best",
    "gap",
    "adjacent",
    "before",
    "before_gap",
    "rivals_between",
    "others_between",
    "same_sentence",
    "same_paragraph",
    "next_paragraph",
    "governs",
    "governed",
    "subject",
    "score",
    "punctuation",
    "via_source",
    "spare",
    "nearer_rival",
    "contents_between",
    "contents_between_before",
)
NONE_FEATURES = ("bias", "score", "best_arc", "candidates", "length", "quoted", "spare")
CONFIDENCE_FEATURES = (
    "bias",
    "cue_margin",
    "source_margin",
    "content_score",
    "content_worst",
    "cue_score",
    "cue_spare",
    "has_cue",
    "source_score",
    "has_source",
    "pieces",
    "length",
    "quoted",
    "same_paragraph",
)

_QUOTES = frozenset("\"“”'‘’«»„`")
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "agent", "pobj", "poss"})


class Choice(NamedTuple):
    """What a dependent span may choose: features (candidates, pair features) and those of none."""

    dependent: int
    candidates: list[int]
    pairs: Vector
    none: Vector


class Linked(NamedTuple):
    """A relation of segments: indices of its cue and its source (or None) and its contents, and confidence
    features.
    """

    cue: int | None
    source: int | None
    contents: list[int]
    features: Vector


class Layout:
    """Where tokens stand: sentence, paragraph, syntactic head."""

    def __init__(self, doc: Doc) -> None:
        array = doc.to_array(["HEAD", "SENT_START", "DEP", "IS_PUNCT", "IS_SPACE"])
        self.head: list[int] = (np.arange(len(doc)) + array[:, 0].astype(np.int64)).tolist()
        self.sentence: list[int] = np.cumsum(array[:, 1].astype(np.int64) == 1).tolist()
        subjects = {doc.vocab.strings[name] for name in _SUBJECTS}
        self.subject: list[bool] = [int(dep) in subjects for dep in array[:, 2]]
        starts = [p["start"] for p in doc._.claimex_layout]
        self.paragraph: list[int] = [bisect_right(starts, token.idx) for token in doc]
        self.quote: list[bool] = [token.text[0] in _QUOTES for token in doc]
        self.mark: list[bool] = (array[:, 3:] != 0).max(1).tolist()

    def root(self, segment: Segment) -> int:
        """The first token of a segment whose syntactic head stands outside it."""
        for i in range(segment.start, segment.end):
            if not segment.start <= self.head[i] < segment.end or self.head[i] == i:
                return i
        return segment.start

    def in_chain(self, token: int, segment: Segment) -> bool:
        """Whether one of the first three syntactic ancestors of a token stands in a segment."""
        for _ in range(3):
            token = self.head[token]
            if segment.start <= token < segment.end:
                return True
        return False


class Candidates:
    """The choices of a document, with their features."""

    def __init__(self, doc: Doc, segments: list[Segment], labelled: list[Labelled]) -> None:
        """segments: in text order. labelled: contents whose cue and source need no choice."""
        self._layout = Layout(doc)
        self._scores: Scores = doc._.claimex_scores
        self.segments = segments
        by_role = {
            role: [i for i, s in enumerate(segments) if s.role == role]
            for role in ("source", "cue", "content")
        }
        self.sources, self.cues, self.contents = by_role["source"], by_role["cue"], by_role["content"]
        self._roots = [self._layout.root(s) for s in segments]
        self._before = {
            (role, spare): [0, *accumulate(s.role == role and s.spare <= spare for s in segments)]
            for role in by_role
            for spare in (False, True)
        }
        place = {(s.role, s.start): i for i, s in enumerate(segments)}
        self.labelled = {
            place["content", x.content.start]: (place["cue", x.cue.start], place["source", x.source.start])
            for x in labelled
        }
        self.to_cue = self._choices("content_cue", self.contents, self.cues)
        self.to_source = self._choices("cue_source", self.cues, self.sources)
        self.content_to_source = self._choices("content_source", self.contents, self.sources)

    def beside(self, cue: int, chosen: list[tuple[int, float]]) -> list[tuple[int, float]]:
        """Of contents that chose a cue, those that begin in its paragraph, or all if none does."""
        paragraph = self._layout.paragraph
        here = paragraph[self.segments[cue].start]
        return [c for c in chosen if paragraph[self.segments[c[0]].start] == here] or chosen

    def _between(self, role: str, first: int, after: int, spare: bool = True) -> int:
        """How many of the segments [first, after) have a role; without spare ones if not `spare`."""
        before = self._before[role, spare]
        return before[after] - before[first]

    def _choices(self, arc: str, dependents: list[int], heads: list[int]) -> list[Choice]:
        starts = [self.segments[h].start for h in heads]
        out = []
        for d in dependents:
            segment = self.segments[d]
            middle = bisect_right(starts, segment.start)
            near = range(max(0, middle - NEAREST), min(len(heads), middle + NEAREST))
            chosen = [k for k in near if _gap(segment, self.segments[heads[k]]) <= REACH]
            arcs = arc_scores(self._scores, arc, [segment.start], [starts[k] for k in chosen])[0].tolist()
            out.append(self._choice(d, [heads[k] for k in chosen], arcs))
        return out

    def _choice(self, dependent: int, candidates: list[int], arcs: list[float]) -> Choice:
        where, x = self._layout, self.segments[dependent]
        total = sum(math.exp(min(a, 20)) for a in arcs) + 1.0
        best = max(arcs, default=0.0)
        rows = []
        for c, arc in zip(candidates, arcs, strict=True):
            y = self.segments[c]
            gap = _gap(x, y)
            left, right = (y, x) if y.start < x.start else (x, y)
            first, after = min(dependent, c) + 1, max(dependent, c)  # the segments between them
            contents = self._between("content", first, after)
            rivals = self._between(y.role, first, after)
            before = float(y.start < x.start)
            paragraphs = where.paragraph[x.start] - where.paragraph[y.start]
            sentence = where.sentence[y.start]
            features = {
                "arc": max(arc, -10.0) / 5,
                "arc_share": math.exp(min(arc, 20)) / total,
                "arc_best": arc == best,
                "gap": math.log1p(gap),
                "adjacent": gap == 0,
                "before": before,
                "before_gap": before * math.log1p(gap),
                "rivals_between": min(rivals, 3),
                "others_between": min(after - first - rivals, 3),
                "same_sentence": sentence in (where.sentence[x.start], where.sentence[x.end - 1]),
                "same_paragraph": paragraphs == 0,
                "next_paragraph": paragraphs == 1,
                "governs": where.in_chain(self._roots[dependent], y),
                "governed": where.in_chain(self._roots[c], x),
                "subject": where.subject[self._roots[c]],
                "score": y.score,
                "punctuation": 0 < gap <= 3 and all(where.mark[left.end : right.start]),
                "via_source": gap <= 12 and self._between("source", first, after) > 0,
                "spare": y.spare,
                "nearer_rival": self._between(x.role, first, after, spare=False) > 0,
                "contents_between": min(contents, 3),
                "contents_between_before": before * min(contents, 3),
            }
            rows.append([features[name] for name in PAIR_FEATURES])
        none = {
            "bias": 1.0,
            "score": x.score,
            "best_arc": best / 5,
            "candidates": math.log1p(len(candidates)),
            "length": math.log1p(x.end - x.start),
            "quoted": where.quote[x.start],
            "spare": x.spare,
        }
        return Choice(
            dependent,
            candidates,
            np.array(rows, np.float64).reshape(-1, len(PAIR_FEATURES)),
            np.array([none[name] for name in NONE_FEATURES], np.float64),
        )

    def relation(
        self,
        cue: int | None,
        source: int | None,
        contents: list[int],
        cue_margin: float,
        source_margin: float,
    ) -> Linked:
        """A relation with the features of its confidence; margins are those of the choices that made it."""
        where, parts = self._layout, [self.segments[i] for i in contents]
        said = self.segments[cue] if cue is not None else None
        who = self.segments[source] if source is not None else None
        features = {
            "bias": 1.0,
            "cue_margin": min(cue_margin, SURE),
            "source_margin": min(source_margin, SURE),
            "content_score": sum(p.score for p in parts) / len(parts),
            "content_worst": min(p.score for p in parts),
            "cue_score": said.score if said else 0.0,
            "cue_spare": said is not None and said.spare,
            "has_cue": said is not None,
            "source_score": who.score if who else 0.0,
            "has_source": who is not None,
            "pieces": len(parts) > 1,
            "length": math.log1p(sum(p.end - p.start for p in parts)),
            "quoted": any(where.quote[p.start] for p in parts),
            "same_paragraph": who is None or where.paragraph[who.start] == where.paragraph[parts[0].start],
        }
        return Linked(
            cue, source, contents, np.array([features[name] for name in CONFIDENCE_FEATURES], np.float64)
        )


def _gap(a: Segment, b: Segment) -> int:
    return max(0, b.start - a.end, a.start - b.end)


class Weights(NamedTuple):
    """Weights of one choice: of pair features and of none's features."""

    pair: Vector
    none: Vector

    def choose(self, choice: Choice) -> tuple[int | None, float]:
        """The best candidate or None, and how far its score lies above the second best."""
        scores = [*(choice.pairs @ self.pair).tolist(), float(choice.none @ self.none)]
        order = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)
        margin = scores[order[0]] - scores[order[1]] if len(order) > 1 else SURE
        return (choice.candidates[order[0]] if order[0] < len(choice.candidates) else None), margin


class Model(NamedTuple):
    """All trained weights of the layer; confidence: (confidence features,)."""

    to_cue: Weights
    to_source: Weights
    content_to_source: Weights
    confidence: Vector


def link(candidates: Candidates, model: Model) -> list[Linked]:
    """Relations of a document: one for each cue that contents choose, one for each long content alone.

    A content that shares its cue with likelier ones stands alone: it chose that cue for want of its own.
    """
    contents: dict[int, list[tuple[int, float]]] = {}
    alone: list[tuple[int, float]] = []
    speakers = dict(candidates.labelled.values())
    for choice in candidates.to_cue:
        if choice.dependent in candidates.labelled:
            contents.setdefault(candidates.labelled[choice.dependent][0], []).append((choice.dependent, SURE))
            continue
        cue, margin = model.to_cue.choose(choice)
        if cue is not None:
            contents.setdefault(cue, []).append((choice.dependent, margin))
        else:
            alone.append((choice.dependent, margin))
    for cue, chosen in contents.items():
        kept = candidates.beside(cue, chosen)
        alone += [c for c in chosen if c not in kept]
        contents[cue] = kept
    out = []
    for choice in candidates.to_source:
        if choice.dependent in contents:
            cue, chosen = choice.dependent, contents[choice.dependent]
            source, margin = (speakers[cue], SURE) if cue in speakers else model.to_source.choose(choice)
            out.append(
                candidates.relation(cue, source, [c for c, _ in chosen], min(m for _, m in chosen), margin)
            )
    sources = {choice.dependent: choice for choice in candidates.content_to_source}
    for content, cue_margin in alone:
        segment = candidates.segments[content]
        if not segment.spare and segment.end - segment.start >= WITHOUT_CUE:
            source, margin = model.content_to_source.choose(sources[content])
            out.append(candidates.relation(None, source, [content], cue_margin, margin))
    return sorted(out, key=lambda relation: candidates.segments[relation.contents[0]].start)


@cache
def trained() -> Model:
    """The shipped weights."""
    data = json.loads(files(__package__).joinpath("weights.json").read_text("utf-8"))

    def vector(name: str, features: tuple[str, ...]) -> Vector:
        return np.array([data[name][feature] for feature in features], np.float64)

    def weights(name: str) -> Weights:
        return Weights(vector(name, PAIR_FEATURES), vector(f"{name}_none", NONE_FEATURES))

    return Model(
        weights("to_cue"),
        weights("to_source"),
        weights("content_to_source"),
        vector("confidence", CONFIDENCE_FEATURES),
    )


def confidence(relation: Linked, model: Model) -> float:
    """Probability that content and source of a relation are right."""
    return 1 / (1 + math.exp(-float(relation.features @ model.confidence)))

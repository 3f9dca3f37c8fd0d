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
from claimex.pipeline.attribution.decode import ROLES, Role, Segment
from claimex.pipeline.scores import Scores, arc_scores

Vector = npt.NDArray[np.float64]

# Tokens between a content and its cue, or a cue and its source; PolNeAR's annotators cross more in 0.4 % of
# their relations.
REACH = 90
NEAREST = 6  # candidates on either side
SURE = 8.0  # the margin of a choice without alternatives
WITHOUT_CUE = 9  # tokens: of the shorter contents that no cue fits, fewer than a quarter are contents at all


class Pair(NamedTuple):
    """What speaks for one candidate of a choice."""

    arc: float
    arc_share: float
    arc_best: bool
    gap: float
    adjacent: bool
    before: float
    before_gap: float
    rivals_between: int
    others_between: int
    same_sentence: bool
    same_paragraph: bool
    next_paragraph: bool
    governs: bool
    governed: bool
    subject: bool
    score: float
    punctuation: bool
    via_source: bool
    spare: bool
    nearer_rival: bool
    contents_between: int
    contents_between_before: float


class Without(NamedTuple):
    """What speaks for choosing none of the candidates."""

    bias: float
    score: float
    best_arc: float
    candidates: float
    length: float
    quoted: bool
    spare: bool


class Grounds(NamedTuple):
    """What the confidence of a relation rests on."""

    bias: float
    cue_margin: float
    source_margin: float
    content_score: float
    content_worst: float
    cue_score: float
    cue_spare: bool
    has_cue: bool
    source_score: float
    has_source: bool
    pieces: bool
    length: float
    quoted: bool
    same_paragraph: bool


PAIR_FEATURES, NONE_FEATURES, CONFIDENCE_FEATURES = Pair._fields, Without._fields, Grounds._fields

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
        array = doc.to_array(["HEAD", "SENT_START", "DEP", "IDX", "IS_PUNCT", "IS_SPACE"])
        self.head: list[int] = (np.arange(len(doc)) + array[:, 0].astype(np.int64)).tolist()
        self.sentence: list[int] = np.cumsum(array[:, 1].astype(np.int64) == 1).tolist()
        subjects = {doc.vocab.strings[name] for name in _SUBJECTS}
        self.subject: list[bool] = [int(dep) in subjects for dep in array[:, 2]]
        starts = [p["start"] for p in doc._.claimex_layout]
        self.paragraph: list[int] = np.searchsorted(starts, array[:, 3].astype(np.int64), "right").tolist()
        self.mark: list[bool] = (array[:, 4:] != 0).max(1).tolist()
        self._doc = doc

    def quoted(self, segment: Segment) -> bool:
        """Whether a segment begins with a quotation mark."""
        return self._doc[segment.start].text[0] in _QUOTES

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
        by_role: dict[Role, list[int]] = {
            role: [i for i, s in enumerate(segments) if s.role == role] for role in ROLES
        }
        self.cues, self.contents = by_role["cue"], by_role["content"]
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
        self._by_role = by_role
        self._starts = {role: [segments[i].start for i in of_role] for role, of_role in by_role.items()}

    def cue_of(self, content: int) -> Choice:
        """The cues that a content may belong to."""
        return self._choice("content_cue", content, "cue")

    def source_of(self, cue: int) -> Choice:
        """The sources that a cue may belong to."""
        return self._choice("cue_source", cue, "source")

    def source_without_cue(self, content: int) -> Choice:
        """The sources that a content without a cue may belong to."""
        return self._choice("content_source", content, "source")

    def beside(self, cue: int, chosen: list[tuple[int, float]]) -> list[tuple[int, float]]:
        """Of contents that chose a cue, those that begin in its paragraph, or all if none does."""
        paragraph = self._layout.paragraph
        here = paragraph[self.segments[cue].start]
        return [c for c in chosen if paragraph[self.segments[c[0]].start] == here] or chosen

    def _between(self, role: Role, first: int, after: int, spare: bool = True) -> int:
        """How many of the segments [first, after) have a role; without spare ones if not `spare`."""
        before = self._before[role, spare]
        return before[after] - before[first]

    def _choice(self, arc: str, dependent: int, role: Role) -> Choice:
        """The segments of a role that a dependent may choose, by an arc of the encoder."""
        where, x = self._layout, self.segments[dependent]
        heads, starts = self._by_role[role], self._starts[role]
        middle = bisect_right(starts, x.start)
        near = range(max(0, middle - NEAREST), min(len(heads), middle + NEAREST))
        chosen = [k for k in near if _gap(x, self.segments[heads[k]]) <= REACH]
        candidates = [heads[k] for k in chosen]
        arcs = arc_scores(self._scores, arc, [x.start], [starts[k] for k in chosen])[0].tolist()
        total = sum(math.exp(min(a, 20)) for a in arcs) + 1.0
        best = max(arcs, default=0.0)
        pairs = [self._pair(dependent, c, a, a == best, total) for c, a in zip(candidates, arcs, strict=True)]
        none = Without(
            bias=1.0,
            score=x.score,
            best_arc=best / 5,
            candidates=math.log1p(len(candidates)),
            length=math.log1p(x.end - x.start),
            quoted=where.quoted(x),
            spare=x.spare,
        )
        return Choice(
            dependent,
            candidates,
            np.array(pairs, np.float64).reshape(-1, len(PAIR_FEATURES)),
            np.array(none, np.float64),
        )

    def _pair(self, dependent: int, candidate: int, arc: float, is_best: bool, total: float) -> Pair:
        """Features of a candidate; arc: its arc's score. total: the sum of all odds, with those of none."""
        where, x, y = self._layout, self.segments[dependent], self.segments[candidate]
        gap = _gap(x, y)
        far = math.log1p(gap)
        left, right = (y, x) if y.start < x.start else (x, y)
        first, after = min(dependent, candidate) + 1, max(dependent, candidate)  # the segments between them
        contents = min(self._between("content", first, after), 3)
        rivals = self._between(y.role, first, after)
        before = float(y.start < x.start)
        paragraphs = where.paragraph[x.start] - where.paragraph[y.start]
        return Pair(
            arc=max(arc, -10.0) / 5,
            arc_share=math.exp(min(arc, 20)) / total,
            arc_best=is_best,
            gap=far,
            adjacent=gap == 0,
            before=before,
            before_gap=before * far,
            rivals_between=min(rivals, 3),
            others_between=min(after - first - rivals, 3),
            same_sentence=where.sentence[y.start] in (where.sentence[x.start], where.sentence[x.end - 1]),
            same_paragraph=paragraphs == 0,
            next_paragraph=paragraphs == 1,
            governs=where.in_chain(self._roots[dependent], y),
            governed=where.in_chain(self._roots[candidate], x),
            subject=where.subject[self._roots[candidate]],
            score=y.score,
            punctuation=0 < gap <= 3 and all(where.mark[left.end : right.start]),
            via_source=gap <= 12 and self._between("source", first, after) > 0,
            spare=y.spare,
            nearer_rival=self._between(x.role, first, after, spare=False) > 0,
            contents_between=contents,
            contents_between_before=before * contents,
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
        grounds = Grounds(
            bias=1.0,
            cue_margin=min(cue_margin, SURE),
            source_margin=min(source_margin, SURE),
            content_score=sum(p.score for p in parts) / len(parts),
            content_worst=min(p.score for p in parts),
            cue_score=said.score if said else 0.0,
            cue_spare=said is not None and said.spare,
            has_cue=said is not None,
            source_score=who.score if who else 0.0,
            has_source=who is not None,
            pieces=len(parts) > 1,
            length=math.log1p(sum(p.end - p.start for p in parts)),
            quoted=any(map(where.quoted, parts)),
            same_paragraph=who is None or where.paragraph[who.start] == where.paragraph[parts[0].start],
        )
        return Linked(cue, source, contents, np.array(grounds, np.float64))


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
    for content in candidates.contents:
        if content in candidates.labelled:
            contents.setdefault(candidates.labelled[content][0], []).append((content, SURE))
            continue
        cue, margin = model.to_cue.choose(candidates.cue_of(content))
        if cue is not None:
            contents.setdefault(cue, []).append((content, margin))
        else:
            alone.append((content, margin))
    for cue, chosen in contents.items():
        kept = candidates.beside(cue, chosen)
        alone += [c for c in chosen if c not in kept]
        contents[cue] = kept
    out = []
    for cue in candidates.cues:
        if cue in contents:
            chosen = contents[cue]
            source, margin = speakers.get(cue), SURE
            if source is None:
                source, margin = model.to_source.choose(candidates.source_of(cue))
            out.append(
                candidates.relation(cue, source, [c for c, _ in chosen], min(m for _, m in chosen), margin)
            )
    for content, cue_margin in alone:
        segment = candidates.segments[content]
        if not segment.spare and segment.end - segment.start >= WITHOUT_CUE:
            source, margin = model.content_to_source.choose(candidates.source_without_cue(content))
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

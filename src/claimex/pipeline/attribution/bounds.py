"""Settles where contents begin and end: of the places that the encoder finds about equally likely, it takes
the one that suits parse and punctuation best.

    They doubt [that the mill would close for] good.  ->  They doubt [that the mill would close for good].

The encoder scores tokens one by one and knows neither phrases nor pairs of marks. A conditional logit over
the few bounds in question weighs what each of them cuts; `models/bounds.py` trains its weights.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from spacy.tokens import Doc

from claimex.pipeline.attribution.decode import Logs, Segment, is_silent
from claimex.pipeline.attribution.linker import Linked

Features = dict[str, float]
Weights = dict[str, float]

# Bounds are in question if by the encoder's log-odds they are no further than this from the decoded ones.
# Of 2, 3, 4 and 8 this is the cheapest, and the others find no more exact contents on PolNeAR's development
# documents.
DOUBT = 2.0
FAR = 12  # tokens that a bound may move, at most
_FLOOR = -12.0  # log-probabilities below say no more than this

_STOPS = frozenset({".", "?", "!", "...", "…"})
_DASHES = frozenset({"–", "—", "―", "--", "-", ":", ";", "("})
_MARKS = frozenset('"“”')
_WORDS = frozenset({"that", "to", "of", "as", "in", "on", "for", "and", "but", "about"})
_MODIFIERS = frozenset({"amod", "compound", "poss", "nummod", "det", "quantmod"})


class Question(NamedTuple):
    """A content whose bounds are in doubt: its possible (start, end), and what speaks for each."""

    content: int
    places: list[tuple[int, int]]
    features: list[Features]


def settle(doc: Doc, found: list[Segment], relations: Iterable[Linked]) -> list[Segment]:
    """The segments of a document, contents of relations with the likeliest of their possible bounds.

    Arguments:
        doc: a parsed document with its layout, its quotations and the encoder's scores.
        found: segments in text order.
        relations: what the linker made of them; segments in none of them do not hinder a content's growth.
    """
    out, weights = list(found), trained()
    for question in questions(doc, out, relations):
        scores = [sum(weights.get(k, 0.0) * v for k, v in f.items()) for f in question.features]
        start, end = question.places[scores.index(max(scores))]
        out[question.content] = out[question.content]._replace(start=start, end=end)
    return out


def questions(doc: Doc, found: list[Segment], relations: Iterable[Linked]) -> Iterator[Question]:
    """The contents of relations whose bounds are in doubt.

    Arguments: as for `settle`, but that `found` may change as the questions are answered: a content does not
    grow into the one before it. Yields the decoded bounds as the first place of each question.
    """
    gains = _Gains(doc._.claimex_scores["attribution"])
    reading = _Reading(doc)
    starts = reading.starts
    breaks = [bisect_left(starts, paragraph["start"]) for paragraph in doc._.claimex_layout]
    quotes = [
        (bisect_right(starts, q["start"]) - 1, bisect_left(starts, q["end"]))
        for q in doc._.claimex_quotations
    ]
    opened = [start for start, _ in quotes]
    taken = {i for linked in relations for i in (linked.cue, linked.source, *linked.contents)}
    order = sorted(i for i in taken if i is not None)
    for n, index in enumerate(order):
        content = found[index]
        if content.role != "content":
            continue
        here, next_ = bisect_right(breaks, content.start) - 1, bisect_left(breaks, content.end)
        paragraph = breaks[here] if here >= 0 else 0
        low = max(found[order[n - 1]].end if n else 0, paragraph)
        high = min(
            found[order[n + 1]].start if n + 1 < len(order) else len(doc),
            breaks[next_] if next_ < len(breaks) else len(doc),
        )
        begins = gains.starts(content, low)
        stops = gains.ends(content, high)
        if len(begins) == len(stops) == 1:
            continue
        heads = {a: reading.start(a, content, low) | {"start_gain": gain} for a, gain in begins}
        tails = {b: reading.end(b, content) | {"end_gain": gain} for b, gain in stops}
        places = [(a, b) for a in heads for b in tails if a < b]
        near = quotes[bisect_left(opened, paragraph) : bisect_left(opened, high)]
        features = [heads[a] | tails[b] | reading.whole(a, b, near) for a, b in places]
        yield Question(index, places, features)


class _Gains:
    """What the encoder's scores gain or lose if a content's bounds move."""

    def __init__(self, logs: Logs) -> None:
        begin, inside = logs[:, 5].astype(np.float64), logs[:, 6].astype(np.float64)
        silent = is_silent(logs)
        outside = np.log(np.clip(1.0 - np.exp(begin) - np.exp(inside), math.exp(_FLOOR), 1.0))
        begin, inside = np.maximum(begin, _FLOOR), np.maximum(inside, _FLOOR)
        for scores in (begin, inside, outside):
            scores[silent] = 0.0
        sums = np.concatenate([[0.0], np.cumsum(inside - outside)])
        self._silent: list[bool] = silent.tolist()
        self._ends: list[float] = sums.tolist()
        self._starts: list[float] = (begin - inside - sums[:-1]).tolist()

    def starts(self, content: Segment, low: int) -> list[tuple[int, float]]:
        """Tokens at which a content may begin, its present first token first, and what each gains."""
        now, gains = content.start, self._starts
        places = range(max(low, now - FAR), min(content.end, now + FAR))
        kept = [i for i in places if abs(gains[i] - gains[now]) < DOUBT and not self._silent[i] and i != now]
        return [(i, gains[i] - gains[now]) for i in (now, *kept)]

    def ends(self, content: Segment, high: int) -> list[tuple[int, float]]:
        """Tokens before which a content may end, its present end first, and what each gains."""
        now, gains = content.end, self._ends
        places = range(max(content.start + 1, now - FAR), min(high, now + FAR) + 1)
        kept = [
            i for i in places if abs(gains[i] - gains[now]) < DOUBT and not self._silent[i - 1] and i != now
        ]
        return [(i, gains[i] - gains[now]) for i in (now, *kept)]


class _Reading:
    """What a bound between two tokens cuts, read off the parse and the marks of a document."""

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        array = doc.to_array(["HEAD", "SENT_START", "DEP", "IS_PUNCT", "IDX"]).astype(np.int64)
        tokens = np.arange(len(doc))
        sentences = np.append(np.flatnonzero((array[:, 1] == 1) | (tokens == 0)), len(doc))
        sentence = np.searchsorted(sentences, tokens, side="right") - 1
        relations, relation = np.unique(array[:, 2].astype(np.uint64), return_inverse=True)
        names = [doc.vocab.strings[int(key)] for key in relations]
        self.starts: list[int] = array[:, 4].tolist()
        self._head: list[int] = (tokens + array[:, 0]).tolist()
        self._first: list[int] = sentences[sentence].tolist()  # of a token's sentence
        self._after: list[int] = sentences[sentence + 1].tolist()
        self._relation = [names[i] for i in relation.tolist()]
        self._punctuation: list[bool] = (array[:, 3] == 1).tolist()

    def start(self, start: int, content: Segment, low: int) -> Features:
        """Features of a content that begins at a token; low: where it might begin at most."""
        before, head = self._beside(start, -1), self._head
        out = {
            "start_moved": float(start != content.start),
            "start_adjacent": float(start == low),
            f"first_{self._kind(start)}": 1.0,
            f"before_{self._kind(before)}": 1.0,
            "begins_sentence": float(self._first[start] == start),
            "after_sentence": float(before is not None and self._first[before] != self._first[start]),
        }
        for i in range(self._first[start], start):
            if start <= head[i] < content.end and not self._punctuation[i]:
                out[f"left_{self._relation[i]}"] = 1.0
        return out

    def end(self, end: int, content: Segment) -> Features:
        """Features of a content that ends before a token."""
        behind, head = self._beside(end - 1, 1), self._head
        out = {
            "end_moved": float(end != content.end),
            f"last_{self._kind(end - 1)}": 1.0,
            f"behind_{self._kind(behind)}": 1.0,
            "ends_sentence": float(behind is None or self._first[behind] != self._first[end - 1]),
        }
        for i in range(end, self._after[end - 1]):
            if content.start <= head[i] < end and not self._punctuation[i]:
                out[f"right_{self._relation[i]}"] = 1.0
        for i in range(max(self._first[end - 1], content.start), end):
            if head[i] >= end:
                out[f"hangs_{self._relation[i]}"] = 1.0
        return out

    def whole(self, start: int, end: int, quotes: list[tuple[int, int]]) -> Features:
        """Features of a content as a whole; quotes: those that it may cut."""
        words = self._doc[start:end].text
        opens, closes = words[0] in _MARKS, words[-1] in _MARKS
        head = self._head
        roots = sum(
            (not start <= head[i] < end or head[i] == i) and not self._punctuation[i]
            for i in range(start, min(end, self._after[start]))
        )
        return {
            "odd_marks": float(sum(map(words.count, _MARKS)) % 2),
            "opens_only": float(opens and not closes),
            "closes_only": float(closes and not opens),
            "in_marks": float(opens and closes),
            "cuts_quote": float(any(a < start < b <= end or start <= a < end < b for a, b in quotes)),
            "length": math.log1p(end - start),
            "roots": min(roots, 4) / 2,
        }

    def _kind(self, index: int | None) -> str:
        if index is None:
            return "none"
        token = self._doc[index]
        text = token.lower_
        if self._punctuation[index] or text in _DASHES:
            if text in _STOPS:
                return "stop"
            if text == ",":
                return "comma"
            return "dash" if text in _DASHES else "mark"
        if text in _WORDS:
            return text
        if self._relation[index] in _MODIFIERS and self._head[index] > index:
            return "modifier"
        return token.pos_

    def _beside(self, index: int, step: int) -> int | None:
        """The next token that is not white space in a direction."""
        index += step
        while 0 <= index < len(self._head) and self._doc[index].is_space:
            index += step
        return index if 0 <= index < len(self._head) else None


@cache
def trained() -> Weights:
    """The shipped weights, by feature."""
    weights: Weights = json.loads(files(__package__).joinpath("bounds.json").read_text("utf-8"))
    return weights

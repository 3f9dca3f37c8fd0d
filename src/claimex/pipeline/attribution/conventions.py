"""Mends decoded spans by the conventions of print: what stands in one pair of marks is one content, and a
name before a colon or behind a dash is its speaker.

    content “We open,  content in May.”     ->  one content “We open, in May.”
    REED: content We open in May.           ->  source REED, cue the colon

The encoder scores tokens one by one; these conventions bind tokens that stand far apart.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from spacy.tokens import Doc, Token

from claimex.pipeline.attribution.decode import Segment

# Tokens without a role between two contents in the same marks, at most, for them to be one.
SEAM = 8
# A content that covers this share of a quote is widened to its marks if no other span stands in the way, and
# with MOST of it even if one does: then the quoted words report somebody else's. These three were chosen on
# PolNeAR's development documents, where they raise exact contents from 0.655 to 0.664 F1 (and from 0.625 to
# 0.629 on 50 train documents that the encoder has not seen).
SOME = 0.3
MOST = 0.5
SENTENCE = 5  # tokens of a quoted sentence, marks and stop included, at least
LABEL = 4  # words of a speaker's label, at most

_OPENING = frozenset("\"“‘'")
_STOPS = frozenset({",", ".", "!", "?", "…", "..."})
_DASHES = frozenset({"–", "—", "―", "--"})


class Labelled(NamedTuple):
    """A content with the label that names its speaker."""

    content: Segment
    source: Segment
    cue: Segment


def join_quoted(doc: Doc, found: list[Segment]) -> list[Segment]:
    """Contents in the same quotation marks become one, and reach to the marks where they cover most of the
    quote; those that begin with a quoted sentence reach no further.

    Arguments:
        doc: a document with its quotations.
        found: spans in text order.

    Returns:
        Spans in text order; those that a widened content swallows are left out.
    """
    quotes = _quotes(doc)
    joined: list[Segment] = []
    for segment in found:
        last = joined[-1] if joined else None
        if (
            last is not None
            and segment.role == last.role == "content"
            and segment.start - last.end <= SEAM
            and any(a <= last.start + 1 and segment.end <= b for a, b in quotes)
        ):
            score = min(last.score, segment.score)
            joined[-1] = Segment("content", last.start, segment.end, score, False)
        else:
            joined.append(segment)
    return _closed(doc, _widened(joined, quotes), quotes)


def _quotes(doc: Doc) -> list[tuple[int, int]]:
    """Tokens [first, after last) of the quotations."""
    if not doc._.claimex_quotations:
        return []
    starts = doc.to_array("IDX").tolist()
    return [
        (bisect_right(starts, quote["start"]) - 1, bisect_left(starts, quote["end"]))
        for quote in doc._.claimex_quotations
    ]


def _widened(found: list[Segment], quotes: list[tuple[int, int]]) -> list[Segment]:
    starts = [segment.start for segment in found]
    out: list[Segment] = list(found)
    swallowed: set[int] = set()
    for a, b in quotes:
        # Spans are disjoint, so that only the one before the first that begins here may reach in.
        inside = range(max(0, bisect_left(starts, a) - 1), bisect_left(starts, b))
        here = [i for i in inside if out[i].end > a]
        for i in here:
            segment = out[i]
            share = (min(segment.end, b) - max(segment.start, a)) / (b - a)
            if segment.role != "content" or share < SOME or i in swallowed:
                continue
            before, behind = [j for j in here if j < i], [j for j in here if j > i]
            start, end = segment.start, segment.end
            if start > a and (not before or share >= MOST):
                start = a
            if end < b and (not behind or share >= MOST):
                end = b
            out[i] = segment._replace(start=start, end=end)
            swallowed.update(j for j in here if start <= out[j].start and out[j].end <= end and j != i)
    return [segment for i, segment in enumerate(out) if i not in swallowed]


def _closed(doc: Doc, found: list[Segment], quotes: list[tuple[int, int]]) -> list[Segment]:
    """Contents that are a quoted sentence end with it: “We must go,” | until nobody was left."""
    ends = {a: b for a, b in quotes if b - a >= SENTENCE and doc[b - 2].text in _STOPS}
    out = []
    for segment in found:
        end = ends.get(segment.start, segment.end)
        quoted_on = any(token.is_quote for token in doc[end : segment.end])
        if segment.role == "content" and end < segment.end and not quoted_on:
            segment = segment._replace(end=end)
        out.append(segment)
    return out


def labelled(doc: Doc, found: list[Segment]) -> tuple[list[Segment], list[Labelled]]:
    """Contents behind a speaker's label at the beginning of a paragraph, or before a dash and a name at its
    end.

    Arguments:
        doc: a document with its layout.
        found: spans in text order, none of them spare.

    Returns:
        The spans in text order, labels and their marks among them in place of what was found there, and which
        label goes with which content.
    """
    starts = {paragraph["start"] for paragraph in doc._.claimex_layout}
    ends = {paragraph["end"] for paragraph in doc._.claimex_layout}
    out: list[Segment] = []
    bound: list[Labelled] = []
    for segment in found:
        label = None
        if segment.role == "content":
            label = _label_before(doc, segment, starts) or _name_behind(doc, segment, ends)
        if label is None:
            out.append(segment)
            continue
        (first, last), mark = label
        if segment.start <= mark < segment.end:
            begin = mark + 1
            while begin < segment.end and doc[begin].is_space:
                begin += 1
            segment = segment._replace(start=begin)
        source = Segment("source", first, last, 0.0, False)
        bound.append(Labelled(segment, source, Segment("cue", mark, mark + 1, 0.0, False)))
        out.append(segment)
    for content, source, cue in bound:
        out = [s for s in out if s is content or not (_meet(s, source) or _meet(s, cue))]
        out += [source, cue]
    standing = set(out)  # a label may stand where another's content was found
    return sorted(out, key=lambda s: s.start), [b for b in bound if standing.issuperset(b)]


def _meet(a: Segment, b: Segment) -> bool:
    return a.start < b.end and b.start < a.end


def _label_before(doc: Doc, content: Segment, starts: set[int]) -> tuple[tuple[int, int], int] | None:
    """A label that ends at a content, or with which the content begins: its tokens, and its colon."""
    colon = content.start - 1
    while colon > 0 and (doc[colon].is_space or doc[colon].text in _OPENING):
        colon -= 1
    if colon >= 0 and doc[colon].text == ":":
        first = colon
        while (
            first > 0 and colon - first < LABEL and doc[first].idx not in starts and _is_name(doc[first - 1])
        ):
            first -= 1
    else:
        first = content.start + (doc[content.start].text in _OPENING)
        colon = first
        while colon < content.end and colon - first < LABEL and _is_name(doc[colon]):
            colon += 1
        if colon >= content.end - 1 or doc[colon].text != ":":
            return None
    opens = first > 0 and doc[first - 1].text in _OPENING and doc[first - 1].idx in starts
    if first == colon or not (opens or doc[first].idx in starts):
        return None
    return (first, colon), colon


def _name_behind(doc: Doc, content: Segment, ends: set[int]) -> tuple[tuple[int, int], int] | None:
    dash = content.end
    while dash < len(doc) and doc[dash].is_space and doc[dash].idx not in ends:
        dash += 1
    if dash >= len(doc) - 1 or doc[dash].text not in _DASHES:
        return None
    first = dash + 1
    while first < len(doc) and doc[first].is_space:
        first += 1
    last = first
    while last < len(doc) and last - first < LABEL and _is_name(doc[last]):
        last += 1
    stop = last + 1 if last < len(doc) and doc[last].text == "." else last
    if last == first or doc[stop - 1].idx + len(doc[stop - 1]) not in ends:
        return None
    return (first, last), dash


def _is_name(token: Token) -> bool:
    return token.text[0].isupper()

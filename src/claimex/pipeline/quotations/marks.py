"""Finds the stretches between quotation marks, character by character, one paragraph at a time.

    “It is ‘over’,” she said.   ->   “It is ‘over’,” at depth 0, ‘over’ at depth 1

A mark opens or closes by what stands beside it; only where that leaves it undecided do its shape, and then
the marks before it, tell. So marks of mixed, doubled, typewriter, LaTeX or foreign shape are read alike,
and a mark that is missing costs its own paragraph and no other. Every step looks at a bounded number of
marks: the time is linear.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from claimex.pipeline.annotations import Paragraph

Family = Literal["double", "single"]
Way = Literal["open", "close", "either"]

LOOKAHEAD = (
    64  # marks that a decision looks ahead; no paragraph of the 1,300 development texts needs more than 30
)

_OPENING = frozenset("“„‟«〝‘‚‛‹`")
_CLOSING = frozenset("”»〞›")
_DOUBLE = '"“”„‟«»〝〞＂'
_SINGLE = "'‘’‚‛‹›`´＇"
_RUN = re.compile(f"[{_DOUBLE}{_SINGLE}]+")
_UNIT = re.compile(f"``|''|’’|‘‘|[{_DOUBLE}{_SINGLE}]")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,2000}>")
# A tag with an attribute that a line break cuts in two paragraphs, and the rest of it.
_CUT_TAG = re.compile(r"<[A-Za-z][\w-]*\s[^<>]{0,2000}=[^<>]{0,2000}\Z")
_REST_OF_TAG = re.compile(r"[^<>]{0,200}>")

_BEFORE_OPENING = frozenset("([{<—–―-/=*_")
_AFTER_CLOSING = frozenset(".,;:!?…)]}>—–―-/*_")
# Characters without a shape: zero-width spaces and joiners, marks of direction, of byte order.
_INVISIBLE = frozenset("\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff")
_END_OF_CLAUSE = frozenset(".,;:!?…")
_CURLY = frozenset("“”„‟‘’‚‛")

# Words that lose their beginning ('em, 'til) or, after a number, are decades and years ('90s, '16).
_ELISION = re.compile(
    r"(?:\d0s|\d\d(?!\w)|(?:em|til|till|tis|twas|twere|cause|cos|bout|round|n|nother|un|s|d|m|ll|re|ve)\b)",
    re.IGNORECASE,
)
# Words that lose their end before a mark that closes nothing: plural possessives, droppin', o', th', ol'.
_CLIPPED = re.compile(r"(?:s|z|x|in|\bo|\bth|\bol|\ban|\bwi|['‘’]n)$", re.IGNORECASE)


@dataclass(slots=True)
class Stretch:
    """Text between two marks, marks included.

    Arguments:
        start, end: character offsets.
        inner_start, inner_end: the same without the marks.
        depth: 0 for a stretch that lies in no other.
        closed: whether its closing mark is there.
        family: what its opening mark is.
        straight: whether its opening mark has the same shape as a closing one.
        paragraph: index of its paragraph.
        continues: index, in the list that holds it, of the part in the paragraph before if the quote runs on.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    depth: int
    closed: bool
    family: Family
    straight: bool
    paragraph: int
    continues: int | None = None


@dataclass(slots=True)
class _Mark:
    start: int
    end: int
    family: Family
    way: Way
    glyph: str
    left: str  # the character before the run of marks, "" at the start of the paragraph
    right: str  # the character behind it
    firm: bool = True  # for single marks: surely no apostrophe


def stretches(text: str, layout: Iterable[Paragraph]) -> list[Stretch]:
    """Find what stands between quotation marks.

    Arguments:
        text: the document's text.
        layout: its paragraphs.

    Returns:
        Stretches in text order. Two of them are disjoint, or one lies in the other and has the greater depth.
    """
    found: list[Stretch] = []
    unclosed: int | None = None  # the stretch that ran to the end of the paragraph before
    for number, paragraph in enumerate(layout):
        marks = _marks(text, paragraph["start"], paragraph["end"])
        here = _pair(text, marks, paragraph, number) if marks else []
        base = len(found)
        if here and unclosed is not None:
            first, before = here[0], found[unclosed]
            if first.start == paragraph["start"] and (first.family, first.straight) == (
                before.family,
                before.straight,
            ):
                first.continues = unclosed
        found += here
        unclosed = next((base + i for i, s in enumerate(here) if s.depth == 0 and not s.closed), None)
    return _without_loose_singles(found)


def _without_loose_singles(found: list[Stretch]) -> list[Stretch]:
    """Drop single-marked stretches that never close, unless a later paragraph takes them up."""
    continued = {s.continues for s in found if s.continues is not None}
    keep = [
        s.closed or s.family == "double" or s.continues is not None or i in continued
        for i, s in enumerate(found)
    ]
    place: dict[int, int] = {}
    kept: list[Stretch] = []
    for i, s in enumerate(found):
        if keep[i]:
            place[i] = len(kept)
            s.continues = place.get(s.continues) if s.continues is not None else None
            kept.append(s)
    return kept


def _marks(text: str, start: int, end: int) -> list[_Mark]:
    """The quotation marks of a paragraph, apostrophes, inch marks and marks within markup left out."""
    tags = iter(_tags(text, start, end))
    tag = next(tags, None)
    marks: list[_Mark] = []
    for run in _RUN.finditer(text, start, end):
        while tag is not None and tag[1] <= run.start():
            tag = next(tags, None)
        if tag is not None and tag[0] <= run.start():
            continue
        left, right = _beside(text, run.start() - 1, start, -1), _beside(text, run.end(), end - 1, 1)
        single_run = run.end() - run.start() == 1
        if single_run and left.isalnum() and right.isalnum() and run.group() in _SINGLE:
            continue  # don't, O'Neill
        for unit in _UNIT.finditer(text, run.start(), run.end()):
            mark = _mark(text, unit, run, left, right)
            if mark is not None:
                marks.append(mark)
    return _without_measures(text, marks)


def _beside(text: str, at: int, last: int, step: int) -> str:
    """The first visible character from a place on in a direction, "" if there is none up to the last."""
    while (at - last) * step <= 0 and text[at] in _INVISIBLE:
        at += step
    return text[at] if (at - last) * step <= 0 else ""


def _tags(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where a paragraph's markup lies, also that of a tag which runs on from the paragraph before."""
    paragraph = text[start:end]
    found = [m.span() for m in _TAG.finditer(text, start, end)] if "<" in paragraph else []
    tail = max(start, end - 2000)
    cut = _CUT_TAG.search(text[tail:end]) if "<" in paragraph else None
    if cut is not None:
        found.append((tail + cut.start(), end))
    rest = _REST_OF_TAG.match(paragraph) if ">" in paragraph else None
    if rest is not None and _CUT_TAG.search(text[max(0, start - 2000) : start].rstrip()):
        found.insert(0, (start, start + rest.end()))
    return found


def _mark(text: str, unit: re.Match[str], run: re.Match[str], left: str, right: str) -> _Mark | None:
    glyph = unit.group()
    space_before, space_behind = not left or left.isspace(), not right or right.isspace()
    opens = (space_before or left in _BEFORE_OPENING) and not space_behind
    closes = (space_behind or right in _AFTER_CLOSING) and not space_before
    if space_before and space_behind and left != right and "" in (left, right):
        way: Way = "open" if not left else "close"
    elif opens == closes:
        way = "open" if glyph[0] in _OPENING else "close" if glyph[0] in _CLOSING else "either"
    else:
        way = "open" if opens else "close"
    family: Family = "double" if len(glyph) == 2 or glyph in _DOUBLE else "single"
    mark = _Mark(unit.start(), unit.end(), family, way, glyph, left, right)
    if family == "single":
        if space_before and space_behind:
            return None  # a lone apostrophe between spaces opens and closes nothing
        if way == "either":
            mark.way = way = "open" if not left.isalnum() and right.isalnum() else "close"
        beside = run.end() - run.start() > 1
        if way == "open":
            mark.firm = glyph != "’" and not _ELISION.match(text, unit.end(), unit.end() + 12)
        else:
            clipped = _CLIPPED.search(text, max(0, run.start() - 3), run.start()) is not None
            mark.firm = beside or not clipped or right in _END_OF_CLAUSE or not right
    return mark


def _without_measures(text: str, marks: list[_Mark]) -> list[_Mark]:
    """Leave out inch marks: straight marks behind a digit that close nothing, or rob the next."""
    kept: list[_Mark] = []
    open_ = False
    for i, mark in enumerate(marks):
        if mark.family == "double":
            if mark.glyph == '"' and mark.left.isdigit() and mark.way != "open":
                feet = (
                    i > 0
                    and marks[i - 1].glyph in "'’"
                    and marks[i - 1].left.isdigit()
                    and mark.start - marks[i - 1].end < 4
                )
                following = next(
                    (m.way for m in marks[i + 1 : i + 1 + LOOKAHEAD] if m.family == "double"), "open"
                )
                if feet or not open_ or following == "close":
                    continue
            open_ = mark.way == "open" or (mark.way == "either" and not open_)
        elif mark.left.isdigit() and mark.way == "close" and mark.right.isdigit():
            continue
        kept.append(mark)
    return kept


def _pair(text: str, marks: list[_Mark], paragraph: Paragraph, number: int) -> list[Stretch]:
    """Pair the marks of one paragraph."""
    pairs = _single_pairs(marks)
    stack: list[tuple[int, _Mark]] = []  # the index of its stretch, and the mark that opened it
    found: list[Stretch | None] = []
    closers = {closer: opener for opener, closer in pairs.items() if closer is not None}

    def push(mark: _Mark) -> None:
        straight = mark.glyph[0] not in _CURLY and mark.glyph not in "«»‹›"
        found.append(Stretch(mark.start, 0, mark.end, 0, len(stack), False, mark.family, straight, number))
        stack.append((len(found) - 1, mark))

    def pop(end: int, inner_end: int, closed: bool) -> None:
        place, _ = stack.pop()
        stretch = found[place]
        assert stretch is not None
        stretch.end, stretch.inner_end, stretch.closed = end, max(stretch.inner_start, inner_end), closed
        if inner_end <= stretch.inner_start or not any(
            map(str.isalnum, text[stretch.inner_start : inner_end])
        ):
            found[place] = None  # nothing between the marks

    for i, mark in enumerate(marks):
        open_double = next((k for k in range(len(stack) - 1, -1, -1) if stack[k][1].family == "double"), None)
        if mark.family == "single":
            if i in pairs and len(stack) < 4:
                push(mark)
            elif i in closers:
                opener = marks[closers[i]]
                if any(m is opener for _, m in stack):
                    while stack[-1][1] is not opener:
                        pop(mark.start, mark.start, False)
                    pop(mark.end, mark.start, True)
            continue
        way = mark.way if mark.way != "either" else "close" if open_double is not None else "open"
        if way == "open":
            if open_double is not None and not _nests(marks, i, stack[open_double][1], paragraph):
                end = _rstrip(text, mark.start)
                while len(stack) > open_double:
                    pop(end, end, False)
            if len(stack) < 4:
                push(mark)
        elif open_double is not None:
            while len(stack) > open_double + 1:
                pop(mark.end, mark.start, True)
            pop(mark.end, mark.start, True)
        elif stack:
            pop(mark.end, mark.start, True)  # ‘mixed marks”
    while stack:
        pop(paragraph["end"], paragraph["end"], False)
    return [s for s in found if s is not None]


def _rstrip(text: str, end: int) -> int:
    while end > 0 and text[end - 1].isspace():
        end -= 1
    return end


def _nests(marks: list[_Mark], i: int, outer: _Mark, paragraph: Paragraph) -> bool:
    """Whether the opening double mark `i` lies within the stretch of `outer`, or that was never closed."""
    depth = least = 2
    for mark in marks[i + 1 : i + 1 + LOOKAHEAD]:
        if mark.family == "double":
            opens = mark.way == "open" or (mark.way == "either" and depth == 0)
            depth += 1 if opens else -1
            least = min(least, depth)
            if depth <= 0:
                return True
    if least == 2:
        return False  # neither is closed
    # One mark is missing. Where the shapes differ, or the outer quote began the paragraph and may run on into
    # the next, it is the outer one's.
    return (marks[i].glyph in _CURLY) != (outer.glyph in _CURLY) or outer.start == paragraph["start"]


def _single_pairs(marks: list[_Mark]) -> dict[int, int | None]:
    """Which single marks open a quotation, and which mark closes it; None if a double mark must do so."""
    pairs: dict[int, int | None] = {}
    taken = -1
    for i, mark in enumerate(marks):
        if mark.family != "single" or mark.way != "open" or i <= taken:
            continue
        closer, mixed = _closer(marks, i)
        if closer is not None:
            pairs[i] = closer
            taken = closer
        elif mark.firm and (mixed or mark.glyph in "‘`" or i == 0):
            pairs[i] = None
    return pairs


def _closer(marks: list[_Mark], i: int) -> tuple[int | None, bool]:
    """The single mark that closes what mark `i` opens, and whether a double mark ends it before any could."""
    depth, loose = 0, None
    for k in range(i + 1, min(len(marks), i + 1 + LOOKAHEAD)):
        mark = marks[k]
        if mark.family == "double":
            opens = mark.way == "open" or (mark.way == "either" and depth == 0)
            depth += 1 if opens else -1
            if depth < 0:
                return loose, loose is None
        elif mark.way == "open":
            if mark.firm:
                return loose, False
        elif mark.firm:
            return k, False
        elif loose is None and marks[i].firm:
            loose = k
    return loose, False

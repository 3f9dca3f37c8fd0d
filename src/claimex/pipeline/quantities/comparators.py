"""Reads the modifiers in front of and behind a number: what they make of it, and how far they reach.

"no fewer than 12 people"  -> ">=" from "no"
"six months or so"         -> "~" up to "so"
"""

import re

from claimex import lexicon
from claimex.records import Comparator

_DATA = lexicon.load("comparators")


def _table(name: str) -> dict[str, Comparator]:
    return {phrase: sign for sign, phrases in _DATA[name].items() for phrase in phrases}


_BEFORE, _AFTER, _SIGNS = _table("before"), _table("after"), _table("signs")
_INVERTED: dict[Comparator, Comparator] = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}
_NEGATIONS = frozenset(["not", "never"])
_LONGEST = max(len(phrase.split()) for phrase in _BEFORE)
_LONGEST_SIGN = max(map(len, _SIGNS))
_WINDOW = 48  # characters in front of a number; the longest phrase with two blanks to spare


def _alternatives(phrases: dict[str, Comparator]) -> str:
    return "|".join(re.escape(p).replace(r"\ ", "[ \u00a0]") for p in sorted(phrases, key=len, reverse=True))


_WORD = re.compile(r"[^\s,;:()“”\"]+")
_BLANK = re.compile(r"[ \u00a0]+|[ \u00a0]?\n(?!\s*\n)")
_SIGN = re.compile(rf"(?<![\n\w])(?P<sign>{_alternatives(_SIGNS)})[ \u00a0]?$")
_BEHIND = re.compile(
    rf"(?P<plus>\+)|[ \u00a0]?(?!(?:minimum|maximum)[ -][a-z])(?P<phrase>{_alternatives(_AFTER)})(?!\w)",
    re.IGNORECASE,
)


def before(text: str, start: int, floor: int = 0) -> tuple[Comparator, int] | None:
    """The comparator in front of a number and where it begins; of "up to about 50" the outer one counts.

    Arguments:
        text: the text.
        start: where the number begins.
        floor: where the expression before it ends, or whatever must not be taken in.
    """
    if (sign := _SIGN.search(text, max(floor, start - _LONGEST_SIGN - 1), start)) and sign.start():
        return _SIGNS[sign.group("sign")], sign.start()
    words = [(m.group().lower(), *m.span()) for m in _WORD.finditer(text, max(floor, start - _WINDOW), start)]
    if not words or not (words[-1][2] == start or _BLANK.fullmatch(text, words[-1][2], start)):
        return None
    found: tuple[Comparator, int] | None = None
    at = len(words)
    while step := _phrase(text, words, at):
        comparator, at = step
        found = (comparator if found is None or comparator != "~" else found[0], words[at][1])
    if found is None or at == 0:
        return found
    word = words[at - 1][0]
    if found[0] == "<=" and word == "back":
        return None  # "inched back up to 4.8 per cent"
    if found[0] in _INVERTED and (word in _NEGATIONS or word.endswith(("n't", "n’t"))):
        return _INVERTED[found[0]], words[at - 1][1] if word in _NEGATIONS else found[1]
    return found


def _phrase(text: str, words: list[tuple[str, int, int]], at: int) -> tuple[Comparator, int] | None:
    """The longest comparator phrase that ends with word `at - 1`, and its first word."""
    for first in range(max(0, at - _LONGEST), at):
        comparator = _BEFORE.get(" ".join(word for word, _, _ in words[first:at]))
        # up to the phrase behind it: "took over, perhaps 20" has no "over"
        pairs = range(first, min(at, len(words) - 1))
        if comparator and all(_BLANK.fullmatch(text, words[i][2], words[i + 1][1]) for i in pairs):
            return comparator, first
    return None


def after(text: str, end: int) -> tuple[Comparator, int] | None:
    """The comparator behind a number or its unit, and where it ends ("or more", "-odd", "+")."""
    match = _BEHIND.match(text, end)
    if not match:
        return None
    if match.group("plus"):
        return ">=", match.end()
    return _AFTER[match.group("phrase").lower().replace("\u00a0", " ")], match.end()

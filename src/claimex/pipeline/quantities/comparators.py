"""Reads the modifiers in front of and behind a number: what they make of it, and how far they reach.

"no fewer than 12 people"  -> ">=" from "no"
"six months or so"         -> "~" up to "so"
"""

import re
from functools import cache

from claimex import lexicon
from claimex.records import Comparator

_DATA = lexicon.load("comparators")
_BEFORE: dict[str, Comparator] = {
    phrase: sign for sign, phrases in _DATA["before"].items() for phrase in phrases
}
_AFTER: dict[str, Comparator] = {
    phrase: sign for sign, phrases in _DATA["after"].items() for phrase in phrases
}
_SIGNS: dict[str, Comparator] = {
    phrase: sign for sign, phrases in _DATA["signs"].items() for phrase in phrases
}
_LONGEST = max(len(phrase.split()) for phrase in _BEFORE)
_WORDS = re.compile(r"[^\s,;:()“”\"]+")
_INVERTED: dict[Comparator, Comparator] = {">": "<=", ">=": "<", "<": ">=", "<=": ">"}
_NEGATIONS = frozenset(["not", "n't", "never", "n’t"])
_DETERMINERS = frozenset(["the", "a", "an", "its", "their", "his", "her"])
_WINDOW = 48  # characters in front of a number; the longest phrase with two blanks to spare


def before(text: str, start: int, floor: int = 0) -> tuple[Comparator, int] | None:
    """The comparator in front of a number and where it begins; of "up to about 50" the outer one counts.

    Arguments:
        text: the text.
        start: where the number begins.
        floor: where the expression before it ends, or whatever must not be taken in.
    """
    for sign in sorted(_SIGNS, key=len, reverse=True):
        if text[:start].endswith(sign, max(0, start - 3)) or text[max(0, start - 3) : start].rstrip(
            " \u00a0"
        ).endswith(sign):
            if sign == "c." and start > 3 and text[start - 4 : start - 2].strip(" (").isalpha():
                continue
            at = text.rindex(sign, 0, start)
            if at == 0 or text[at - 1] == "\n":
                return None  # a bullet
            return _SIGNS[sign], at
    words = [
        (m.group().lower(), m.start(), m.end())
        for m in _WORDS.finditer(text, max(floor, start - _WINDOW), start)
    ]
    if (
        not words
        or text[words[-1][2] : start].strip(" \u00a0\n")
        or (not text[words[-1][2] : start].strip("\n") and words[-1][2] != start)
    ):
        return None
    found: tuple[Comparator, int] | None = None
    at = len(words)
    while at:
        step = _phrase(words, at, text)
        if step is None:
            break
        sign, first = step
        found = (sign, words[first][1]) if found is None or sign != "~" else (found[0], words[first][1])
        at = first
    if found and at and found[0] == "<=" and words[at - 1][0] == "back":
        return None  # "inched back up to 4.8 per cent"
    if found and at and words[at - 1][0].endswith(tuple(_NEGATIONS)) and found[0] in _INVERTED:
        negation = words[at - 1]
        start_at = negation[1] if negation[0] in _NEGATIONS else found[1]
        return _INVERTED[found[0]], start_at
    return found


def _phrase(words: list[tuple[str, int, int]], at: int, text: str) -> tuple[Comparator, int] | None:
    """The longest comparator phrase that ends with word `at - 1`, and its first word."""
    for length in range(min(_LONGEST, at), 0, -1):
        if any("\n\n" in text[words[i][2] : words[i + 1][1]] for i in range(at - length, at - 1)):
            continue
        phrase = " ".join(word for word, _, _ in words[at - length : at])
        if phrase in _BEFORE:
            if any(text[words[i][2] : words[i + 1][1]].strip() for i in range(at - length, at - 1)):
                continue
            return _BEFORE[phrase], at - length
    return None


@cache
def _after_pattern() -> re.Pattern[str]:
    phrases = "|".join(
        re.escape(p).replace(r"\ ", "[ \u00a0]") for p in sorted(_AFTER, key=len, reverse=True)
    )
    return re.compile(
        rf"(?P<plus>\+)|[ \u00a0]?(?P<phrase>{phrases})(?!\w)(?<!minimum(?= [a-z]))(?<!maximum(?= [a-z]))",
        re.IGNORECASE,
    )


def after(text: str, end: int) -> tuple[Comparator, int] | None:
    """The comparator behind a number or its unit, and where it ends ("or more", "-odd", "+")."""
    match = _after_pattern().match(text, end)
    if not match:
        return None
    if match.group("plus"):
        return ">=", match.end()
    return _AFTER[match.group("phrase").lower().replace("\u00a0", " ")], match.end()

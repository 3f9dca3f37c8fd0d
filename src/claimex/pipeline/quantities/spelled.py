"""Reads a number in words: where it ends and what it is worth, exactly.

read_words("two hundred and fifty thousand people", 0)
-> end 30, value Decimal("250000")
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from claimex import lexicon

_DATA = lexicon.load("numbers")
CARDINALS: dict[str, Decimal] = {word: Decimal(value) for word, value in _DATA["cardinals"].items()}
MAGNITUDES: dict[str, Decimal] = {word: Decimal(value) for word, value in _DATA["magnitudes"].items()}
DENOMINATORS: dict[str, Decimal] = {word: Decimal(value) for word, value in _DATA["denominators"].items()}

_WORD = re.compile(r"[A-Za-z]+")
_NEXT = re.compile(r"(?:[ \u00a0]+|[-\u2010\u2011]|\s*\n(?!\s*\n)\s*)([A-Za-z]+)")
_AND = re.compile(r"[ \u00a0-]+and[ \u00a0-]+([A-Za-z]+)", re.IGNORECASE)
_PART = re.compile(
    r"[ \u00a0-]and[ \u00a0-](?:(?:(?:an?|one|three)[ \u00a0-]|(?=half))(half|third|quarters?)"
    r"|(two)[ \u00a0-]thirds)\b",
    re.IGNORECASE,
)
_POINT = re.compile(
    r"[ \u00a0]point((?:[ \u00a0](?:zero|oh|nought|one|two|three|four|five|six|seven|eight|nine))+)\b", re.I
)
_DIGITS = {"zero": "0", "oh": "0", "nought": "0"} | {
    w: str(CARDINALS[w]) for w in ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
}
_ORDINAL = re.compile(
    r"[ \u00a0-](?:first|second|third|fifth|eighth|ninth|twelfth|[a-z]+(?:dred|sand|lion|ur|x|ven|n|t)th)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Spelled:
    """A number in words that ends before `end`; with a `tail` ("ordinal", "run") it is none after all."""

    end: int
    value: Decimal
    tail: str = ""


def read_words(text: str, start: int, *, split_at_and: bool = False) -> Spelled | None:
    """Read the longest number in words that begins at `start`.

    Arguments:
        text: the text.
        start: where the first word begins.
        split_at_and: stop before an "and", as behind "between" ("between two hundred and three hundred").

    Returns:
        The number, or None if the word there is no cardinal and no magnitude.
    """
    match = _WORD.match(text, start)
    total, group, last_magnitude, previous, end = Decimal(0), Decimal(0), None, Decimal(-1), start
    word = match.group().lower() if match else ""
    position = match.end() if match else start
    while word:
        step = _step(word, total, group, last_magnitude, previous)
        if step is None:
            break
        total, group, last_magnitude, previous = step
        end = position
        part = None if split_at_and else _PART.match(text, end)
        if part and previous >= 0 and group:
            group += _part_value(part)
            end = position = part.end()
            previous = Decimal(-2)
        elif point := _POINT.match(text, end):
            group += Decimal("0." + "".join(_DIGITS[w] for w in point.group(1).lower().split()))
            end = position = point.end()
            previous = Decimal(-2)
        following = _NEXT.match(text, end)
        if following and following.group(1).lower() == "and" and previous >= 100 and not split_at_and:
            following = _AND.match(text, end)
        if not following:
            break
        word, position = following.group(1).lower(), following.end()
    if end == start:
        return None
    return Spelled(end, total + group, _tail(text, end, previous))


def _step(
    word: str, total: Decimal, group: Decimal, last_magnitude: Decimal | None, previous: Decimal
) -> tuple[Decimal, Decimal, Decimal | None, Decimal] | None:
    """The state after one more word, or None if the word does not continue the number."""
    if word in CARDINALS:
        value = CARDINALS[word]
        fresh = previous == -1 or previous >= 100
        if fresh or (20 <= previous <= 90 and 0 < value < 10):
            return total, group + value, last_magnitude, value
        return None
    value = MAGNITUDES.get(word, Decimal(0))
    if not value or (not group and previous != -1):
        # "hundred thousand": a magnitude needs something to multiply, but the first word may be one
        if value > 100 and previous == 100:
            return total + 100 * value, Decimal(0), value, value
        return None
    if value == 100:
        return (total, (group or Decimal(1)) * 100, last_magnitude, value) if group < 100 else None
    if last_magnitude is not None and value >= last_magnitude:
        return None
    return total + (group or Decimal(1)) * value, Decimal(0), value, value


def _part_value(match: re.Match[str]) -> Decimal:
    if match.group(2):
        return 2 / Decimal(3)
    whole = match.group().lower()
    share = 1 / DENOMINATORS[match.group(1).lower()]
    return 3 * share if "three" in whole else share


def _tail(text: str, end: int, previous: Decimal) -> str:
    if _ORDINAL.match(text, end) and (20 <= previous <= 90 or previous >= 100):
        return "ordinal"
    following = _NEXT.match(text, end)
    if following and following.group(1).lower() in CARDINALS:
        return "run"  # "nine-eleven", "twenty twenty": a name or a year
    return ""

"""Marks what looks like a quantity and is none: dates, years, clock times, ordinals, names and identifiers.

"On 12 May 2006 at 2.15pm, Channel 9 ..."
-> stretches "12 May 2006", "2.15pm", "Channel 9"
"""

import re
from collections.abc import Iterable, Iterator
from unicodedata import combining

from claimex import lexicon

_DATA = lexicon.load("exclusions")

_S = "[ \u00a0\u2009\u202f]"  # a blank within a date or time
_MONTHS = "|".join(sorted(_DATA["months"], key=len, reverse=True))
_SMALL_MONTHS = "|".join(
    m.lower() + (r"\." if len(m) < 5 else "") for m in _DATA["months"] if m not in ("May", "March")
)
_MONTH = rf"(?:{_MONTHS}|{_SMALL_MONTHS})(?!\w)\.?"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:1\d|20|21)\d\d"
_NEAR = r"(?:19|20|21)\d\d"  # years that stand in the news without a month
_TO = rf"{_S}?(?:[-–]|to|and|or|through|&){_S}?"
_NO_MEASURE = rf"(?!{_S}?(?:per{_S}?cent|percent|%|million|billion))"
_AM = rf"(?:(?i:[ap]\.?{_S}?m)\b\.?|o['’]clock)"
_ZONE = r"(?:GMT|UTC|BST|[ECPM][SD]?T|A[EW][SD]?T|CET|IST)\b"
_HOUR = "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_STREET = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Drive|Dr|Lane|Boulevard|Blvd|Way|Highway|Place|Court|Square|Terrace)\b"
)
_UNITS_AFTER_YEAR = (
    rf"{_S}(?:per{_S}?cent|percent|million|billion|[a-z]*(?:metre|tonne|hour|mile|dollar|people|kilo))"
)

_ERA = r"BCE?|B\.C\.|A\.D\.|AD|CE"

_PATTERNS = (
    # addresses of the net, attributes of markup, notes, list numbers
    r"(?:https?://|www\.)\S+",
    r"[\w.+-]+@[\w-]+\.[\w.]+",
    r"[@#][\w-]+",
    r"\w+=[\"']\d+",
    r"\[\d+(?:\.|\])",
    r"^[ \t]*(?:[-–•*][ \t]*)?\d{1,3}[.)](?=\s|$)",
    # list numbers in a line: "1. Roofs leak. 2. Two walls fell."
    r"(?:(?<=[.;!][ \u00a0])|(?<=:[ \u00a0])(?=[-–]?1\.))[-–]?\d{1,2}\.(?=[ \u00a0][A-Z][a-z]*[ \u00a0])",
    # clock times: 2.15pm, 5-6 pm, 14:30, two o'clock
    rf"\b\d{{1,2}}[:.]{_S}?[0-5]\d(?:[:.][0-5]\d)?{_S}?(?:{_AM}|{_ZONE})",
    rf"\b\d{{1,2}}(?:{_S}?[-–]{_S}?\d{{1,2}}(?:[:.]\d\d)?)?{_S}?{_AM}",
    rf"\b(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?![\w])(?!{_S}?(?:odds|ratio))",
    rf"\b{_HOUR}{_S}{_AM}",
    # dates: 5-7 May 2006, 12 May, May 12-14, 2006, May 2006, 12/05/2006
    rf"\b{_DAY}(?:{_TO}{_DAY})?{_S}(?:of{_S})?{_MONTH}(?:,?{_S}{_YEAR}(?![\d,]))?",
    rf"\b{_MONTH}(?:{_S}|(?<=\.)){_DAY}(?!\d|[.,]\d){_NO_MEASURE}"
    rf"(?:{_TO}(?:{_MONTH}{_S})?{_DAY}(?![\w,.]*\d))?(?:,?{_S}{_YEAR}(?![\d,]))?",
    rf"\bmay{_S}\d{{1,2}},",
    rf"\b{_MONTH}(?:,|{_S}of)?{_S}{_YEAR}(?![\d,])",
    r"\b\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}(?!\w)",
    # years: 2018-19, the 1990s, '06, in 2006, from 2001 to 2007, A.D. 300, 300 BC
    rf"\b{_YEAR}{_S}?[-–/]{_S}?(?:{_YEAR}|\d\d)(?!\d|[,.]\d){_NO_MEASURE}",
    r"(?<!\w)['’]?(?:1\d|20|21)\d0['’]?s\b",
    r"(?<!\w)['’]\d0s\b",
    rf"(?<!\w)['’]\d\d(?!\d){_NO_MEASURE}",
    rf"\b(?i:in|since|by|until|till|from|during|between|early|late|mid|of|to|for){_S}{_NEAR}{_TO}{_NEAR}(?![\d%]|[,.]\d)",
    rf"\b(?i:in|since|by|until|till|from|during|early|late|mid){_S}{_NEAR}(?![\d%-]|[,.]\d|{_UNITS_AFTER_YEAR})",
    rf"\b(?i:between|from){_S}\d{{1,4}}{_S}(?:and|to){_S}\d{{1,4}}{_S}?(?:{_ERA})(?!\w)",
    rf"\b(?:A\.?D\.?|B\.?C\.?){_S}\d{{1,4}}(?:{_S}(?:and|to){_S}\d{{1,4}})?",
    rf"\b(?:\d[\d,]*{_S}?[-–]{_S}?)?\d[\d,]*{_S}?(?:{_ERA})(?!\w)",
    rf"\b(?i:date|dates|dated|dating){_S}(?:back{_S})?to{_S}\d{{3,4}}(?![\d,.]\d|{_S}(?:[a-z]+s|[mb]illion)\b)",
    rf"\b(?i:as{_S}(?:early|late|recently|far{_S}back|long{_S}ago){_S}as|(?:since|until){_S}at{_S}least)"
    rf"{_S}(?:1[5-9]|20)\d\d(?![\d,.]\d)",
    # "from 1880 to 1891", unless a noun behind it shows that something is counted
    rf"\b(?i:from|between){_S}1[5-8]\d\d{_TO}(?:1[5-9]|20)\d\d"
    rf"(?=[.,;:)]|{_S}(?:and|but|before|after|when|while|as|in|by|the|is|was)\b)",
    # names of several at once: "years 11 and 12"
    rf"\b(?i:{'|'.join(_DATA['several'])}){_S}\d{{1,3}}"
    rf"(?:,{_S}\d{{1,3}})*{_TO}\d{{1,3}}(?![\d%]|[.,]\d|{_S}(?:years|metres|per))",
    # chapter and verse: "Ruth 1:9-11"
    rf"\b(?:[1-3]{_S})?[A-Z][a-z]+{_S}\d{{1,3}}:\d{{1,3}}(?:[-–]\d{{1,3}})?(?!\d)",
    # "20-something"
    r"\b(?:\d0|(?i:twenty|thirty|forty|fifty))[- ]?(?i:somethings?)\b",
    # ordinals, version numbers
    rf"\b\d+(?:st|nd|rd|th)\b(?:{_S}?(?:-|to){_S}?\d+(?:st|nd|rd|th)\b)?",
    r"\b\d+(?:\.\d+){2,}",
    # ranks: "finished 1-2"
    rf"\b(?i:finish(?:ed|es|ing)?|placed|came){_S}(?:in{_S})?1[-–]2(?:[-–]3)?(?![\w-])",
    # isotopes: "uranium 235"
    rf"\b(?i:{'|'.join(_DATA['elements'])})(?:{_S}|-)\d{{1,3}}\b(?![.,]\d){_NO_MEASURE}",
    # street addresses, post codes, telephone numbers
    rf"\b\d+[A-Za-z]?(?:{_S}?[-–]{_S}?\d+)?{_S}(?:[A-Z0-9][\w.]*{_S}){{1,4}}{_STREET}",
    rf"\b\d{{5}}{_S}ZIP",
    rf"(?<![\w,.])(?:\+\d{{1,3}}|\(?0)\d*\)?(?:(?:{_S}|-)\(?\d{{2,5}}\)?){{1,4}}(?!\w)",
    rf"\b(?:1-)?\d{{3}}-\d{{3}}-\d{{4}}\b|\b1[38]00{_S}\d{{3}}{_S}\d{{3}}\b|\b13{_S}\d\d{_S}\d\d\b",
)
_STRETCHES = re.compile("|".join(_PATTERNS), re.MULTILINE)
_PHRASES = re.compile(
    # "two and a half year's supply" has no "half year", "in one day" tells how long it took
    r"(?<![\w-])(?<!\band a )(?!(?<=in )one day)(?:"
    + "|".join(re.escape(p) for p in sorted(_DATA["phrases"], key=len, reverse=True))
    + r")(?!\w)"
    # "that one" is a pronoun, "that one mile" is a distance
    + rf"(?!(?<= one){_S}(?:{'|'.join(_DATA['measures'])})\b)",
    re.IGNORECASE,
)
_AROUND = 40  # characters around a number; the longest date has 30
_WORD = 100  # characters in which white space is sought; what is longer is no word
_STRETCH = 2000  # characters searched at once: some patterns take quadratic time on text without white space
_LABELS = frozenset(_DATA["labels"])
_YEAR_PREPOSITIONS = frozenset(_DATA["year_prepositions"])
_WORD_BEFORE = re.compile(r"([\w.’'&]+)[ \u00a0]?[-–#(]?[ \u00a0]?$")
_FOUR_DIGITS = re.compile(r"(?:1[5-9]|20)\d\d")


def stretches(text: str, numbers: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Dates, clock times, addresses, phone numbers, ordinals, fixed phrases, in text order; they may overlap.

    Arguments:
        text: the text.
        numbers: where its numbers are; only their surroundings are searched.
    """
    found: list[tuple[int, int]] = []
    for start, end in _windows(text, numbers):
        found += (m.span() for m in _STRETCHES.finditer(text, start, end))
        found += (m.span() for m in _PHRASES.finditer(text, start, end))
    return sorted(found)


def _windows(text: str, numbers: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Stretches of text around the numbers, cut at white space, merged where they touch."""
    left, right = -1, -1
    for start, end in numbers:
        if start - _AROUND > right or right - left > _STRETCH:
            if right > 0:
                yield left, right
            before = max(0, start - _AROUND)
            cut = text.rfind(" ", max(0, before - _WORD), before)
            left = cut + 1 if cut >= 0 else max(0, before - _WORD)
        cut = text.find(" ", end + _AROUND, end + _AROUND + _WORD)
        right = cut if cut >= 0 else min(len(text), end + _AROUND + _WORD)
    if right > 0:
        yield left, right


def word_before(text: str, start: int) -> str:
    """The word directly in front of an offset, or "" where a comma or another mark stands between."""
    match = _WORD_BEFORE.search(text, max(0, start - 24), start)
    return match.group(1) if match else ""


def is_label(word: str) -> bool:
    """Whether a number behind this word names something ("Section 427")."""
    return word.lower() in _LABELS


def is_year(text: str, start: int, end: int) -> bool:
    """Whether a number is four plain digits that may be a year."""
    return _FOUR_DIGITS.fullmatch(text, start, end) is not None


def is_year_preposition(word: str) -> bool:
    """Whether four digits behind this word are a year, whatever follows."""
    return word.lower() in _YEAR_PREPOSITIONS


def is_identifier(text: str, start: int, end: int) -> bool:
    """Whether letters or digits stick to a number so that it is a code ("G20", "9AB8", "F-16")."""
    if start and (text[start - 1].isalpha() or text[start - 1] in "_#/\\" or combining(text[start - 1])):
        return True
    if start > 1 and text[start - 1] in "-–" and text[start - 2].isalnum():
        return True
    return end < len(text) and (text[end].isalpha() or text[end] in "_\\")

"""Marks what looks like a quantity and is none: dates, years, clock times, ordinals, numbers in names and identifiers.

"On 12 May 2006 at 2.15pm, Channel 9 ..."
-> stretches "12 May 2006", "2.15pm", "Channel 9"
"""

import re
from collections.abc import Iterable, Iterator

from claimex import lexicon

_DATA = lexicon.load("exclusions")
_MONTH = (
    "(?:"
    + "|".join(sorted(_DATA["months"], key=len, reverse=True))
    + r"|(?i:january|february|april|june|july|august|september|october|november|december)|(?i:jan|feb|apr|jun|jul|aug|sept?|oct|nov|dec)\.)(?!\w)\.?"
)
_SPACE = "[ \u00a0\u2009\u202f]"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:1[0-9]|20|21)\d\d"
_YEAR_NEAR = r"(?:19|20|21)\d\d"
_ZONE = r"(?:GMT|UTC|BST|E[SD]?T|P[SD]?T|C[SD]T|M[SD]T|AE[SD]T|AW[SD]T|CET|IST)\b"

_STRETCHES = re.compile(
    rf"""
    (?:https?://|www\.)\S+ | [\w.+-]+@[\w-]+\.[\w.]+ | [@\#][\w-]+                                   # addresses, handles
  | \w+=["']\d+ | \d{{5}}{_SPACE}ZIP
  | \b(?:A\.?D\.?|B\.?C\.?){_SPACE}\d{{1,4}}(?:{_SPACE}(?:and|to){_SPACE}\d{{1,4}})? | \b\d[\d,]*{_SPACE}?(?:BCE?|B\.C\.|A\.D\.|AD|CE)(?!\w)
  | \b(?i:in|since|by|until|till|from|during|between|early|late|mid|of|to|for){_SPACE}{_YEAR_NEAR}(?:{_SPACE}?(?:to|and|or|[-–]){_SPACE}?{_YEAR_NEAR})(?![\d,.%]*\d|%)
  | \b(?i:in|since|by|until|till|from|during|early|late|mid){_SPACE}{_YEAR_NEAR}(?![\d%-]|[,.]\d|{_SPACE}(?:per{_SPACE}?cent|percent|million|billion|[a-z]*(?:metre|tonne|hour|mile|dollar|people|kilo)))
  | \b\d+[A-Za-z]?(?:{_SPACE}?[-–]{_SPACE}?\d+)?{_SPACE}(?:[A-Z0-9][\w.]*{_SPACE}){{1,4}}(?:Street|St|Road|Rd|Avenue|Ave|Drive|Dr|Lane|Boulevard|Blvd|Way|Highway|Place|Court|Square|Terrace)\b
  | (?i:\bmay{_SPACE}\d{{1,2}},)                                  # may 19
  | ^[ \t]*\d{{1,3}}[.)](?=\s|$) | \[\d+(?:\.|\])                                                      # list numbers, notes
  | (?<!\w)(?:
      \d{{1,2}}[:.]{_SPACE}?[0-5]\d(?:[:.][0-5]\d)?{_SPACE}?(?:(?i:[ap]\.?{_SPACE}?m)\b\.?|{_ZONE}|o['’]clock)           # 2.15pm
    | \d{{1,2}}(?:{_SPACE}?[-–]{_SPACE}?\d{{1,2}}(?:[:.]\d\d)?)?{_SPACE}?(?:(?i:[ap]\.?m)\b\.?|o['’]clock)  # 5-6 pm
    | (?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?![\w])(?!{_SPACE}?(?:odds|ratio))                           # 14:30
    | (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve){_SPACE}(?:[ap]\.?m\b\.?|o['’]clock)
    | {_DAY}{_SPACE}?(?:[-–]|to|and|or|&){_SPACE}?{_DAY}{_SPACE}(?:of{_SPACE})?{_MONTH}(?:,?{_SPACE}{_YEAR}(?!\d))?      # 5-7 May 2006
    | {_DAY}{_SPACE}(?:of{_SPACE})?{_MONTH}(?:,?{_SPACE}{_YEAR}(?![\d,]))?                                     # 12 May 2006
    | {_MONTH}(?:{_SPACE}|(?<=\.)){_DAY}(?!\d|[.,]\d|{_SPACE}?(?:per{_SPACE}?cent|%|million|billion))
        (?:{_SPACE}?(?:[-–]|to|and|or|through){_SPACE}?(?:{_MONTH}{_SPACE})?{_DAY}(?![\w,.]*\d))?(?:,?{_SPACE}{_YEAR}(?![\d,]))?    # May 12-14, 2006
    | {_MONTH}(?:,|{_SPACE}of)?{_SPACE}{_YEAR}(?![\d,])                                                   # May 2006
    | \d{{1,4}}[/.-]\d{{1,2}}[/.-]\d{{1,4}}(?![\w])                                                     # 12/05/2006, 2006-05-12
    | {_YEAR}{_SPACE}?[-–/]{_SPACE}?(?:{_YEAR}|\d\d)(?![\d%]|[,.]\d|{_SPACE}?(?:per{_SPACE}?cent|percent))    # 2018-19
    | ['’]?(?:{_YEAR[:-4]}\d0|['’]\d0)['’]?s\b                                                         # the 1990s
    | ['’]\d\d(?!\d|{_SPACE}?(?:per|%))                                                                # '06
    | (?:\+|00)?\(?\d{{2,5}}\)?(?:{_SPACE}|-)\d{{3,4}}(?:{_SPACE}|-)\d{{3,4}}(?![\w,])(?=[^%]|$)           # phone numbers
    | 1?-?\d{{3}}-\d{{3,4}}(?:-\d{{4}})?(?![\w,]) | 1[38]00{_SPACE}\d{{3}}{_SPACE}\d{{3}} | 13{_SPACE}\d\d{_SPACE}\d\d
    | \d+(?:st|nd|rd|th)\b(?:{_SPACE}?(?:-|to){_SPACE}?\d+(?:st|nd|rd|th)\b)?                              # 11th
    | \d+(?:\.\d+){{2,}}                                                                               # 1.2.3
    | \d{{1,2}}[:.][0-5]\d(?=-\d{{1,2}}[:.])
    )
    """,
    re.VERBOSE | re.MULTILINE,
)
_STRETCHES_ANY_CASE = re.compile(
    r"(?<![\w-])(?:"
    + "|".join(re.escape(p) for p in sorted(_DATA["phrases"], key=len, reverse=True))
    + r")(?![\w])",
    re.IGNORECASE,
)
_AROUND = 40  # characters around a number; the longest date is 30
_LABELS = frozenset(_DATA["labels"])
_YEAR_PREPOSITIONS = frozenset(_DATA["year_prepositions"])
_WORD_BEFORE = re.compile(r"([\w.’'&]+)[ \u00a0]?[-–#(]?[ \u00a0]?$")
_YEAR_ONLY = re.compile(r"(?:1[5-9]|20)\d\d")
_IDENTIFIER = re.compile(r"[-–]?[A-Za-z]*\d|[A-Z]{2,}|[A-Za-z]\b")


def stretches(text: str, numbers: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Dates, clock times, addresses, phone numbers, ordinals and fixed phrases, in text order; they may overlap.

    Arguments:
        text: the text.
        numbers: where its numbers are; only their surroundings are searched.
    """
    found: list[tuple[int, int]] = []
    for start, end in _windows(text, numbers):
        found += (m.span() for m in _STRETCHES.finditer(text, start, end))
        found += (m.span() for m in _STRETCHES_ANY_CASE.finditer(text, start, end))
    return sorted(found)


def _windows(text: str, numbers: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Stretches of text around the numbers, cut at white space, merged where they touch."""
    left, right = -1, -1
    for start, end in numbers:
        if start - _AROUND > right:
            if right > 0:
                yield left, right
            left = max(0, text.rfind(" ", 0, max(0, start - _AROUND)) + 1)
        cut = text.find(" ", end + _AROUND)
        right = cut if cut >= 0 else len(text)
    if right > 0:
        yield left, right


def word_before(text: str, start: int) -> str:
    """The word directly in front of an offset, or "" (behind a sentence end, a comma or other marks there is none)."""
    match = _WORD_BEFORE.search(text, max(0, start - 24), start)
    return match.group(1) if match else ""


def is_label(word: str) -> bool:
    """Whether a number behind this word names something ("Section 427")."""
    return word.lower() in _LABELS


def is_year(text: str, start: int, end: int) -> bool:
    """Whether four plain digits are a year, by what stands in front of them."""
    return _YEAR_ONLY.fullmatch(text, start, end) is not None


def is_year_preposition(word: str) -> bool:
    """Whether four digits behind this word are a year, whatever follows."""
    return word.lower() in _YEAR_PREPOSITIONS


def is_identifier(text: str, start: int, end: int) -> bool:
    """Whether letters or digits stick to a number so that it is a code ("G20", "9AB8", "F-16")."""
    if start and (text[start - 1].isalpha() or text[start - 1] in "_#/\\"):
        return True
    if start > 1 and text[start - 1] in "-–" and text[start - 2].isalnum():
        return True
    return end < len(text) and (text[end].isalpha() or text[end] in "_\\")

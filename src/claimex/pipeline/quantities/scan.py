"""Finds numbers in a text, in digits and in words, whatever the tokenizer made of them.

"from $7 to almost 9.5 million, two-thirds of it"
-> 7 (currency "$"), 9500000, 0.666…
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from claimex import lexicon
from claimex.pipeline.quantities.spelled import CARDINALS, DENOMINATORS, MAGNITUDES, read_words
from claimex.pipeline.quantities.units import CURRENCY_AFTER_LETTERS, CURRENCY_BEFORE

_DATA = lexicon.load("numbers")
_SUFFIXES: dict[str, Decimal] = {word: Decimal(value) for word, value in _DATA["magnitude_suffixes"].items()}
_VAGUE: dict[str, Decimal] = {word: Decimal(value) for word, value in _DATA["vague"].items()}
_MULTIPLES: dict[str, Decimal] = {word: Decimal(value) for word, value in _DATA["multiples"].items()}
_DECADE_PARTS: dict[str, Decimal] = {word: Decimal(value) for word, value in _DATA["decade_parts"].items()}

Form = Literal["digits", "words", "fraction", "multiple", "vague", "decade", "odds"]

_SPACE = "[ \u00a0\u2009\u202f]"
_VULGAR = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒"
_GROUPED = (
    r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?"  # 1,234,567.8 and the Indian 12,34,567
    r"|\d{1,3}(?:, 000)+(?!\d)"  # a blank slipped in: no number begins with 000
    r"|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}"  # 1.234.567,8
    r"|\d{1,3}(?:[ \u00a0\u2009\u202f'’]\d{3})+(?:\.\d+)?"  # 1 234 567.8
)
_NUMBER = rf"(?:{_GROUPED}|\d+(?:\.\d+)?|\.\d+)(?![.,]?\d)"
_DIGITS = re.compile(
    rf"(?<![\w#@])(?<!\d[.,])(?<!\d:(?=\d\d(?!\d)))(?:(?<!\d/)|(?=[$£€]))(?P<before>[-−–+±]{_SPACE}?)?(?P<currency>(?:{CURRENCY_BEFORE}){_SPACE}?)?(?P<after>[-−])?"
    rf"(?:(?P<number>{_NUMBER})(?:(?:{_SPACE}|-)?(?P<vulgar>[{_VULGAR}])"
    rf"|[ -](?P<top>\d)[/⁄](?P<bottom>[2-9]|10|16)(?![\d/]))?|(?P<bare>[{_VULGAR}]))"
)
_WORDS = "|".join(
    sorted({*CARDINALS, *MAGNITUDES, *_VAGUE, *DENOMINATORS, *_MULTIPLES}, key=len, reverse=True)
)
_TRIGGER = re.compile(rf"(?P<digit>[\d{_VULGAR}])|(?<![\w])(?P<word>{_WORDS})(?![\w])", re.IGNORECASE)
_MAGNITUDE = re.compile(
    rf"{_SPACE}?-?(?P<long>hundred|thousand|millions?|billions?|trillion|quadrillion|lakh|crore|mln|bln|trn)(?![\w])"
    rf"|{_SPACE}?(?P<short>bn|mn|tn)(?![\w])|(?P<letter>mm?|k|b|mil|cr)(?![\w/²³])|{_SPACE}(?P<spaced>B|M)(?![\w.'’])"
    rf"|{_SPACE}?(?P<code>M|k)(?=(?:USD|EUR|GBP|SEK|NOK|DKK|AUD)(?!\w))",
    re.IGNORECASE,
)
_PLURAL_AFTER = re.compile(
    rf"{_SPACE}(?:of{_SPACE}|more{_SPACE}|[a-z]+s{_SPACE}?|people|men|women|children)", re.I
)
# "1m red poppies", "2.7m combined digital copies": millions, unless the word behind "m" tells of an extent
_ADJECTIVES_AFTER = re.compile(
    rf"{_SPACE}(?!(?:{'|'.join(_DATA['metres']['behind'])})\b)[a-z]+{_SPACE}(?:[a-z]+{_SPACE}){{0,3}}"
    r"(?!(?:was|has|his|is|its|this)\b)[a-z]+s\b"
)
_ARTICLE = re.compile(r"\b(?:an?|the)[ \u00a0]$", re.I)
_LEAD_A = re.compile(
    r"\b(an?|one|the|this|that|each|every|his|her|its|their|our|my|your|first|second|third|fourth|last|next|per"
    r"|another|other|[a-z]+['’]s)[ \u00a0-]$",
    re.I,
)
_FEW = re.compile(
    r"\b(?:a few|several|many|a couple of|a couple|few|some|tens of|tens and hundreds of)[ \u00a0]$", re.I
)
_MINUS = re.compile(r"(?<!\bplus or )\b(?:minus|negative)[ \u00a0-]$", re.I)
_EITHER_WAY = re.compile(r"\bplus or minus $", re.I)
_OF_MAGNITUDES = re.compile(
    r"[ \u00a0]of[ \u00a0](dozens|hundreds|thousands|millions|billions|trillions|lakhs|crores)\b", re.I
)
_AGAIN = re.compile(r"(\w+)(?:(?:,|[ \u00a0](?:and|upon))[ \u00a0]\1\b)+", re.I)  # "millions and millions"
_HALF_A = re.compile(
    r"[ \u00a0-](?:an?[ \u00a0-])?(hundred|thousand|million|billion|trillion|dozen|lakh|crore)\b", re.I
)
_COMPOUND = re.compile(
    r"-(?!(?:century|million|billion|hour|mile|dozen|pound|percent|point|inch|year|day|a|an)\b)[a-z]", re.I
)  # "half-pregnant"
_DECADE = re.compile(
    r"\b(low|lower|early|mid|high|upper|late)[ \u00a0-](?:to[ \u00a0-](?:low|mid|high|late|upper)[ \u00a0-])?"
    r"(?:the[ \u00a0])?$",
    re.I,
)
_BETWEEN = re.compile(r"\bbetween\b[^.;]{0,30}$", re.I)
_FOLD = re.compile(r"[ \u00a0-]?fold(?![\w])|[x×](?![\w])", re.I)
_FRACTION = re.compile(r"(?<![\w/.,])(\d{1,2})[/⁄](\d{1,3})(?![\w/])")
_NO_FRACTION = frozenset(["9/11", "24/7"])
_RUN = re.compile(r"[\d.,]*[\w.,]*")  # what is passed over where digits are no number: "1,5", "3.2.1"
_NAME_BEFORE = re.compile(r"[A-Z][\w.]*[ \u00a0]$")
_SECOND_MAGNITUDE = re.compile(rf"{_SPACE}(million|billion|trillion|crore)\b", re.I)  # "1.2 lakh crore"
_OF_A_MAGNITUDE = re.compile(r"[ \u00a0](?:of an? )?(million|billion|trillion)\b", re.I)
_DENOMINATOR = re.compile(r"(?:[ \u00a0]?-[ \u00a0]?|[ \u00a0])([a-z]+)(?![\w])", re.I)
_LINKED = re.compile(
    r"\b(?:to|or|and|half|quarter|one|an?)-$", re.I
)  # what a hyphen may tie to a number word
_LATER_AND = re.compile(r"[ -](?:[a-z]+[ -]){0,3}and\b", re.I)
_TAIL = re.compile(r"[ \u00a0-]\w+(?:-\w+)*")
_BACK = 8  # characters a sign and a currency may take in front of the first digit
_DIGIT_LIMIT = 30  # longer runs of digits are identifiers


@dataclass(slots=True)
class Figure:
    """A number in the text.

    `start` and `end` bound it with its sign, its currency in front and its magnitude ("$1.9 million"), but
    without its unit; `number` is where the figure itself begins. `currency` is the money sign in front, as
    written.
    `grouped` says that separators, a decimal point or a magnitude show it to be no year and no name;
    `ordinal` that it may be an ordinal ("a seventh"), so that what follows is no unit.
    """

    start: int
    end: int
    number: int
    value: Decimal
    form: Form
    currency: str = ""
    approximate: bool = False
    grouped: bool = False
    magnitude: bool = False
    ordinal: bool = False


def figures(text: str) -> Iterator[Figure]:
    """Every number of a text, from left to right, none overlapping.

    Numbers are found by form alone; what is a date, a clock time or part of a name is for `exclude`.
    """
    position = 0
    while match := _TRIGGER.search(text, position):
        if match.group("digit"):
            figure, position = _digits(text, match.start())
        else:
            figure, position = _words(text, match)
        if figure:
            yield figure


def decimal(digits: str) -> Decimal:
    """The value of a number in digits with any of the supported separators.

    Commas before three digits group (1,234); a comma behind dots, or dots that occur twice, are European.
    """
    plain = re.sub(r"[ \u00a0\u2009\u202f'’]", "", digits)
    if "," in plain and "." in plain and plain.rindex(",") > plain.rindex("."):
        plain = plain.replace(".", "").replace(",", ".")
    elif plain.count(".") > 1:
        plain = plain.replace(".", "")
    return Decimal(plain.replace(",", ""))


def _digits(text: str, at: int) -> tuple[Figure | None, int]:
    """The figure whose first digit (or fraction sign) stands at `at`, if it is one, and where to go on."""
    if (fraction := _FRACTION.match(text, at)) and fraction.group() not in _NO_FRACTION:
        top, bottom = Decimal(fraction.group(1)), Decimal(fraction.group(2))
        if 0 < top < bottom:
            return Figure(at, fraction.end(), at, top / bottom, "fraction"), fraction.end()
    match = _digit_match(text, at)
    if match is None:
        run = _RUN.match(text, at)
        return None, max(run.end() if run else at, at + 1)
    value, end = _digit_value(text, match)
    start, negative = _signed(text, match)
    currency = (match.group("currency") or "").strip()
    before = text[match.start("currency") - 1 : match.start("currency")]
    stuck = currency[:1].isalpha() and "$" not in currency and before in ("-", "–")
    digits = match.group("number") or ""
    if stuck or len(digits) > _DIGIT_LIMIT:
        return None, max(end, at + 1)  # "PLX-R18"
    grouped = any(not char.isdigit() for char in digits)
    figure = Figure(start, end, at, -value if negative else value, "digits", currency, grouped=grouped)
    _apply_magnitude(text, figure)
    if fold := _FOLD.match(text, figure.end):
        figure.form, figure.end = "multiple", fold.end()
    elif text.startswith("s", figure.end) and (part := _DECADE.search(text, max(0, at - 14), at)):
        figure.value += _DECADE_PARTS[part.group(1).lower()]
        figure.form, figure.approximate = "decade", True
        figure.start, figure.end = part.start(), figure.end + 1
    return figure, max(figure.end, at + 1)


def _digit_match(text: str, at: int) -> re.Match[str] | None:
    """The longest match of the digit pattern, its sign and currency included, whose number begins at `at`."""
    for back in range(min(at, _BACK), -1, -1):
        match = _DIGITS.match(text, at - back)
        if match and _number_start(text, match) == at:
            return match
    return None


def _number_start(text: str, match: re.Match[str]) -> int:
    """Where the first digit or fraction sign of matched digits stands."""
    start = match.start("number") if match.group("number") is not None else match.start("bare")
    return start + (text[start] == ".")


def _digit_value(text: str, match: re.Match[str]) -> tuple[Decimal, int]:
    """The value of matched digits, and where they end."""
    digits = match.group("number") or ""
    groups = digits.split(" ")
    if len(groups) == 2 and _NAME_BEFORE.search(
        text, max(0, match.start("number") - 20), match.start("number")
    ):
        return decimal(groups[0]), match.start("number") + len(groups[0])  # "On May 12 300 people"
    value = decimal(digits) if digits else Decimal(0)
    if vulgar := match.group("vulgar") or match.group("bare"):
        top, bottom = unicodedata.normalize("NFKC", vulgar).split("\u2044")
        value += Decimal(top) / Decimal(bottom)
    elif match.group("top"):
        value += Decimal(match.group("top")) / Decimal(match.group("bottom"))
    return value, match.end()


def _signed(text: str, match: re.Match[str]) -> tuple[int, bool]:
    """Where matched digits begin with their sign, and whether it is negative."""
    start, sign = match.start(), match.group("before") or ""
    if sign and not _is_sign(text, start, sign):
        start, sign = start + len(sign), ""
    if either := _EITHER_WAY.search(text, max(0, start - 16), start):
        return either.start(), False
    if minus := _MINUS.search(text, max(0, start - 20), start):
        return minus.start(), True
    return start, sign[:1] in ("-", "−") or match.group("after") is not None


def _is_sign(text: str, start: int, sign: str) -> bool:
    if sign[0] == "–" or (start > 1 and text[start - 1] in " \u00a0" and text[start - 2].isdigit()):
        return False  # "75 -300mm" is a range
    return start == 0 or (text[start - 1] in " \u00a0\n\t([" and (len(sign) == 1 or sign[0] in "−±"))


def _apply_magnitude(text: str, figure: Figure) -> None:
    """Multiply a figure by the magnitude behind it ("4bn", "35m people"); "m" alone is a metre, "b" a bit."""
    match = _MAGNITUDE.match(text, figure.end)
    if not match:
        return
    word = match.group(match.lastgroup or 0).lower()
    if (
        match.lastgroup in ("letter", "spaced")
        and not figure.currency
        and (word != "k" or match.lastgroup == "spaced")
    ):
        countable = _PLURAL_AFTER.match(text, match.end()) or CURRENCY_AFTER_LETTERS.match(text, match.end())
        given = _ARTICLE.search(text, max(0, figure.start - 5), figure.start)
        if word == "m" and not countable and not given:
            countable = _ADJECTIVES_AFTER.match(text, match.end())
        if word == "mm" or not countable:
            return
    figure.value *= _SUFFIXES[word]
    figure.end = match.end()
    figure.grouped = figure.magnitude = True
    if following := _SECOND_MAGNITUDE.match(text, figure.end):
        figure.value *= _SUFFIXES[following.group(1).lower()]
        figure.end = following.end()


def _words(text: str, match: re.Match[str]) -> tuple[Figure | None, int]:
    """The figure that begins with a number word, if it is one, and where to go on."""
    start, end, word = match.start(), match.end(), match.group("word").lower()
    minus = _MINUS.search(text, max(0, start - 20), start)
    hyphenated = start > 1 and text[start - 1] in "-–" and text[start - 2].isalpha()
    if hyphenated and not minus and not _LINKED.search(text, max(0, start - 8), start):
        return None, end  # "multi-million", "Catch-Two"
    if word in DENOMINATORS:
        figure = _fraction(text, match)
        return figure, figure.end if figure else end
    if word in _MULTIPLES:
        return Figure(start, end, start, _MULTIPLES[word], "multiple"), end
    if word in _VAGUE:
        figure = _vague(text, match)
        return figure, figure.end if figure else end
    spelled = read_words(text, start)
    if spelled is None:
        return None, end
    between = _BETWEEN.search(text, max(0, start - 40), start)
    if between and " and " not in between.group() and not _LATER_AND.match(text, spelled.end):
        spelled = read_words(text, start, split_at_and=True) or spelled
    if spelled.tail:
        tail = _TAIL.match(text, spelled.end)
        return None, tail.end() if tail else spelled.end
    figure = Figure(start, spelled.end, start, spelled.value, "words", magnitude=spelled.value >= 100)
    if word in MAGNITUDES:
        _extend_left(text, figure)
    elif fraction := _denominator_after(text, figure):
        return fraction, fraction.end
    if minus:
        figure.start, figure.value = minus.start(), -figure.value
    if fold := _FOLD.match(text, figure.end):
        figure.form, figure.end = "multiple", fold.end()
    return figure, figure.end


def _extend_left(text: str, figure: Figure) -> None:
    """Take in "a", "a few", "several" before a bare magnitude; a few is no exact number."""
    window = max(0, figure.start - 24)
    if few := _FEW.search(text, window, figure.start):
        figure.start, figure.approximate, figure.form = few.start(), True, "vague"
    elif (lead := _LEAD_A.search(text, window, figure.start)) and lead.group(1).lower() in ("a", "an"):
        figure.start = lead.start()


def _vague(text: str, match: re.Match[str]) -> Figure | None:
    """ "dozens", "tens of thousands"; "tens" alone is none."""
    word, start, end = match.group("word").lower(), match.start(), match.end()
    value = _VAGUE[word]
    if of := _OF_MAGNITUDES.match(text, end):
        value, end = value * _VAGUE[of.group(1).lower()], of.end()
    elif word == "tens":
        return None
    elif again := _AGAIN.match(text, start):
        end = again.end()
    return Figure(start, end, start, value, "vague", approximate=True, magnitude=True)


def _fraction(text: str, match: re.Match[str]) -> Figure | None:
    """A fraction whose denominator is its first number word: "a third", "half", "half a million"."""
    start, end, word = match.start(), match.end(), match.group("word").lower()
    if word == "halves":
        return Figure(start, end, start, Decimal("0.5"), "multiple")
    lead = _LEAD_A.search(text, max(0, start - 14), start)
    article = lead.group(1).lower() if lead else ""
    if article not in ("a", "an", "one") and not (word == "half" and not article):
        return None  # "the first half", "his third", "thirds"
    figure = Figure(lead.start() if lead else start, end, start, 1 / DENOMINATORS[word], "fraction")
    magnitude = _HALF_A.match(text, end) if word in ("half", "quarter") else None
    if magnitude:
        figure.value *= MAGNITUDES[magnitude.group(1).lower()]
        figure.end, figure.form, figure.magnitude = magnitude.end(), "words", True
    elif _COMPOUND.match(text, end) or (word not in ("half", "quarter") and text.startswith("-,", end)):
        return None  # "half-pregnant", "a fourth-, fifth- or sixth-place finish"
    figure.ordinal = word not in ("half", "quarter")
    return figure


def _denominator_after(text: str, figure: Figure) -> Figure | None:
    """The fraction that a cardinal and a following denominator make: "two-thirds", "one fifth"."""
    following = _DENOMINATOR.match(text, figure.end)
    word = following.group(1).lower() if following else ""
    if following is None or word not in DENOMINATORS or figure.value >= 20:
        return None
    if (figure.value == 1) == word.endswith("s"):
        return None  # "two third parties"
    value = figure.value / DENOMINATORS[word]
    result = Figure(figure.start, following.end(), figure.number, value, "fraction")
    if magnitude := _OF_A_MAGNITUDE.match(text, result.end):
        result.value *= MAGNITUDES[magnitude.group(1).lower()]
        result.end, result.form, result.magnitude = magnitude.end(), "words", True
    return result

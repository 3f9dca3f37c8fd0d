"""Finds numbers in a text, in digits and in words, whatever the tokenizer made of them.

"from $7 to almost 9.5 million, two-thirds of it"
-> 7 (currency "$"), 9500000, 0.666…
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Literal

from claimex import lexicon
from claimex.pipeline.quantities.spelled import CARDINALS, DENOMINATORS, MAGNITUDES, read_words
from claimex.pipeline.quantities.units import CURRENCY_AFTER_LETTERS, CURRENCY_BEFORE

_DATA = lexicon.load("numbers")
_SUFFIXES: dict[str, Decimal] = {word: Decimal(value) for word, value in _DATA["magnitude_suffixes"].items()}
_VAGUE: dict[str, Decimal] = {
    word: Decimal(value) for word, value in _DATA["vague"].items() if " " not in word
}
_MULTIPLES: dict[str, Decimal] = {word: Decimal(value) for word, value in _DATA["multiples"].items()}
_DECADE_PARTS: dict[str, Decimal] = {word: Decimal(value) for word, value in _DATA["decade_parts"].items()}

Form = Literal["digits", "words", "fraction", "multiple", "vague", "decade", "odds"]

_SPACE = "[ \u00a0\u2009\u202f]"
_VULGAR = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒"
_GROUPED = (
    r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?"  # 1,234,567.8 and the Indian 12,34,567
    r"|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}"  # 1.234.567,8
    r"|\d{1,3}(?:[ \u00a0\u2009\u202f'’]\d{3})+(?:\.\d+)?"  # 1 234 567.8
)
_NUMBER = rf"(?:{_GROUPED}|\d+(?:\.\d+)?|\.\d+)(?![.,]?\d)"
_DIGITS = re.compile(
    rf"(?<![\w#@])(?<!\d[.,:/])(?P<before>[-−–+±]{_SPACE}?)?(?P<currency>(?:{CURRENCY_BEFORE}){_SPACE}?)?(?P<after>[-−])?"
    rf"(?:(?P<number>{_NUMBER})(?:(?:{_SPACE}|-)?(?P<vulgar>[{_VULGAR}])"
    rf"|[ -](?P<top>\d)[/⁄](?P<bottom>[2-9]|10|16)(?![\d/]))?|(?P<bare>[{_VULGAR}]))"
)
_WORDS = "|".join(
    sorted({*CARDINALS, *MAGNITUDES, *_VAGUE, *DENOMINATORS, *_MULTIPLES, "tens"}, key=len, reverse=True)
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
_LEAD_A = re.compile(
    r"\b(an?|one|the|this|that|each|every|his|her|its|their|our|my|your|first|second|third|fourth|last|next|per"
    r"|another|other|[a-z]+['’]s)[ \u00a0-]$",
    re.I,
)
_FEW = re.compile(
    r"\b(?:a few|several|many|a couple of|a couple|few|some|tens of|tens and hundreds of)[ \u00a0]$", re.I
)
_MINUS = re.compile(r"\b(?:minus|negative)[ \u00a0-]$", re.I)
_OF_MAGNITUDES = re.compile(
    r"[ \u00a0]of[ \u00a0](dozens|hundreds|thousands|millions|billions|trillions|lakhs|crores)\b", re.I
)
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
_FOLD = re.compile(r"[ \u00a0-]?fold(?![\w])", re.I)
_TIMES_SIGN = re.compile(r"[x×](?![\w])")
_FRACTION_DIGITS = re.compile(r"(?<![\w/.,])(\d{1,2})[/⁄](\d{1,3})(?![\w/])")


@dataclass(slots=True)
class Figure:
    """A number in the text.

    `start` and `end` bound the number with its sign, its currency in front and its magnitude ("$1.9 million"), but
    no unit; `number` is where the figure itself begins; `currency` is the money sign in front, as written.
    """

    start: int
    end: int
    number: int
    value: Decimal
    form: Form
    currency: str = ""
    approximate: bool = False
    grouped: bool = (
        False  # written with a thousands separator, a decimal point or a magnitude: no year, no name
    )
    magnitude: bool = False
    ordinal: bool = False  # "a seventh" may be an ordinal: what follows is no unit


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
    """The figure whose first digit (or leading fraction) stands at `at`, and where to go on."""
    fraction = _FRACTION_DIGITS.match(text, at)
    if (
        fraction
        and 0 < int(fraction.group(1)) < int(fraction.group(2))
        and not _TIME_SLASH.match(fraction.group())
    ):
        value = Decimal(int(fraction.group(1))) / Decimal(int(fraction.group(2)))
        return Figure(at, fraction.end(), at, value, "fraction"), fraction.end()
    match = None
    for back in range(min(at, 8), -1, -1):
        candidate = _DIGITS.match(text, at - back)
        if candidate and _number_start(candidate) <= at < candidate.end():
            match = candidate
            break
    if match is None:
        run = re.compile(r"[\d.,]*[\w.,]*").match(text, at)
        return None, max(run.end() if run else at, at + 1)
    group = "number" if match.group("number") is not None else "bare"
    number, end = match.start(group), match.end()
    digits = match.group("number") or ""
    if " " in digits and not _spaces_group(text, number, digits):
        digits = digits.split(" ")[0]
        end = number + len(digits)
        value = decimal(digits)
    else:
        value = decimal(digits) if digits else Decimal(0)
        vulgar = match.group("vulgar") or match.group("bare")
        if vulgar:
            value += _vulgar(vulgar)
        elif match.group("top"):
            value += Decimal(match.group("top")) / Decimal(match.group("bottom"))
    start = match.start()
    before = match.group("before") or ""
    if before and (before.strip() == "–" or not _is_sign(text, start, before)):
        start += len(before)
        before = ""
    if (
        (before and before[0] in "-−")
        or match.group("after")
        or _MINUS.search(text, max(0, start - 10), start)
    ):
        value = -value
        if word := _MINUS.search(text, max(0, start - 10), start):
            start = word.start()
    currency = (match.group("currency") or "").strip()
    if currency[:1].isalpha() and match.start("currency") and text[match.start("currency") - 1] in "-–":
        return None, max(end, at + 1)  # "PLX-R18"
    figure = Figure(
        start, end, number, value, "digits", currency, grouped=bool(re.search(r"[,.'’\s]", digits))
    )
    _apply_magnitude(text, figure)
    if _FOLD.match(text, figure.end) or _TIMES_SIGN.match(text, figure.end):
        figure.form = "multiple"
    elif text.startswith("s", figure.end) and (part := _DECADE.search(text, max(0, number - 14), number)):
        figure.value += _DECADE_PARTS[part.group(1).lower()]
        figure.form, figure.approximate = "decade", True
        figure.start = part.start()
        figure.end += 1
    return figure, max(figure.end, at + 1)


_TIME_SLASH = re.compile(r"9/11|24/7")


def _number_start(match: re.Match[str]) -> int:
    return match.start("number") if match.group("number") is not None else match.start("bare")


def _is_sign(text: str, start: int, before: str) -> bool:
    if start > 1 and text[start - 1] in " \u00a0" and text[start - 2].isdigit():
        return False  # "75 -300mm" is a range
    return start == 0 or (text[start - 1] in " \u00a0\n\t(" and (len(before) == 1 or before[0] in "−±"))


def _spaces_group(text: str, start: int, digits: str) -> bool:
    """Whether plain spaces group thousands: not behind a month or a name ("May 12 300 people")."""
    return (
        not re.search(r"[A-Z][\w.]*[ \u00a0]$", text[max(0, start - 20) : start])
        or len(digits.split(" ")) > 2
    )


def _vulgar(char: str) -> Decimal:
    top, bottom = unicodedata.normalize("NFKC", char).split("\u2044")
    return Decimal(top) / Decimal(bottom)


def _apply_magnitude(text: str, figure: Figure) -> None:
    match = _MAGNITUDE.match(text, figure.end)
    if not match:
        return
    word = match.group(match.lastgroup or 0)
    if match.lastgroup in ("letter", "spaced"):
        # "m" is a metre and "b" a bit where nothing countable or no currency stands by
        countable = bool(figure.currency) or (
            _PLURAL_AFTER.match(text, match.end()) is not None
            or CURRENCY_AFTER_LETTERS.match(text, match.end()) is not None
        )
        if word.lower() in ("m", "mm", "b", "cr", "mil") and not countable:
            return
        if match.lastgroup == "spaced" and not countable:
            return
        if word == "mm" and not figure.currency:
            return
    figure.value *= _SUFFIXES[word.lower()]
    figure.end = match.end()
    figure.grouped = figure.magnitude = True
    following = re.compile(rf"{_SPACE}(million|billion|trillion|crore)\b", re.I).match(text, figure.end)
    if following:  # "1.2 lakh crore", "2 thousand million"
        figure.value *= _SUFFIXES[following.group(1).lower()]
        figure.end = following.end()


def _words(text: str, match: re.Match[str]) -> tuple[Figure | None, int]:
    start, word = match.start(), match.group("word").lower()
    if (
        start
        and text[start - 1] in "-–"
        and start > 1
        and text[start - 2].isalpha()
        and not _MINUS.search(text, max(0, start - 10), start)
    ):
        lead = _LEAD_A.search(text, max(0, start - 12), start)
        if not (lead and lead.group(1).lower() in ("one", "a")) and not re.search(
            r"\b(?:to|or|and|half|quarter)-$", text[max(0, start - 8) : start], re.I
        ):
            return None, match.end()  # "multi-million", "Catch-Two"
    if word in _MULTIPLES and word not in DENOMINATORS:
        return Figure(start, match.end(), start, _MULTIPLES[word], "multiple"), match.end()
    if word == "tens" or word in _VAGUE:
        return _vague(text, match)
    if word in DENOMINATORS:
        return _fraction(text, match)
    spelled = read_words(text, start)
    if spelled is None:
        return None, match.end()
    if (between := _BETWEEN.search(text, max(0, start - 40), start)) and not re.search(
        r"\band\b", between.group()
    ):
        rest = text[spelled.end : spelled.end + 60]
        if not re.match(r"[ -](?:[a-z]+[ -]){0,3}and\b", rest, re.I):
            spelled = read_words(text, start, split_at_and=True) or spelled
    if spelled.tail:
        after = re.compile(r"[ \u00a0-]\w+(?:-\w+)*").match(text, spelled.end)
        return None, after.end() if after else spelled.end
    figure = Figure(start, spelled.end, start, spelled.value, "words", magnitude=spelled.value >= 100)
    if word in MAGNITUDES:
        _extend_left(text, figure)
    elif fraction := _denominator_after(text, figure):
        return fraction, fraction.end
    if minus := _MINUS.search(text, max(0, start - 10), start):
        figure.start, figure.value = minus.start(), -figure.value
    if _FOLD.match(text, figure.end):
        figure.form = "multiple"
    return figure, figure.end


def _extend_left(text: str, figure: Figure) -> None:
    """Take in "a", "a few", "several" before a bare magnitude; a few is no exact number."""
    window = max(0, figure.start - 24)
    if few := _FEW.search(text, window, figure.start):
        figure.start, figure.approximate, figure.form = few.start(), True, "vague"
    elif (lead := _LEAD_A.search(text, window, figure.start)) and lead.group(1).lower() in ("a", "an"):
        figure.start = lead.start()


def _vague(text: str, match: re.Match[str]) -> tuple[Figure | None, int]:
    word, end = match.group("word").lower(), match.end()
    value = Decimal(10) if word == "tens" else _VAGUE[word]
    of = _OF_MAGNITUDES.match(text, end)
    if word == "tens" and not of:
        return None, end
    if of:
        value *= _VAGUE[of.group(1).lower()]
        end = of.end()
    start = match.start()
    return Figure(start, end, match.start(), value, "vague", approximate=True, magnitude=True), end


def _fraction(text: str, match: re.Match[str]) -> tuple[Figure | None, int]:
    """A fraction whose denominator is the first number word: "a third", "half", "half a million"."""
    start, end, word = match.start(), match.end(), match.group("word").lower()
    lead = _LEAD_A.search(text, max(0, start - 14), start)
    lead_word = lead.group(1).lower() if lead else ""
    if word == "half":
        if lead_word not in ("", "a", "an", "one", "the", "that", "per"):
            return None, end
        if lead_word in ("the", "that", "per"):
            return None, end
        value = Decimal("0.5")
        figure = Figure(lead.start() if lead else start, end, start, value, "fraction")
        if magnitude := _HALF_A.match(text, end):
            figure.value = value * MAGNITUDES[magnitude.group(1).lower()]
            figure.end, figure.form, figure.magnitude = magnitude.end(), "words", True
        elif _COMPOUND.match(text, end):
            return None, end
        return figure, figure.end
    if word == "halves":
        return Figure(start, end, start, Decimal("0.5"), "multiple"), end
    if lead is None or lead_word not in ("a", "an", "one") or _COMPOUND.match(text, end):
        return None, end
    figure = Figure(lead.start(), end, start, 1 / DENOMINATORS[word], "fraction", ordinal=word != "quarter")
    if (magnitude := _HALF_A.match(text, end)) and word == "quarter":
        figure.value *= MAGNITUDES[magnitude.group(1).lower()]
        figure.end, figure.form, figure.magnitude = magnitude.end(), "words", True
    return figure, figure.end


def _denominator_after(text: str, figure: Figure) -> Figure | None:
    """The fraction that a cardinal and a following denominator make: "two-thirds", "one fifth"."""
    following = re.compile(r"(?:[ \u00a0]?-[ \u00a0]?|[ \u00a0])([a-z]+)(?![\w])", re.I).match(
        text, figure.end
    )
    if not following:
        return None
    word = following.group(1).lower()
    if word not in DENOMINATORS or figure.value >= 20:
        return None
    plural = (word.endswith("s") and word != "halves") or word == "halves"
    if (figure.value == 1) == plural:
        return None
    with localcontext() as context:
        context.prec = 28
        value = figure.value / DENOMINATORS[word]
    result = Figure(figure.start, following.end(), figure.number, value, "fraction")
    if magnitude := re.compile(r"[ \u00a0](?:of an? )?(million|billion|trillion)\b", re.I).match(
        text, result.end
    ):
        result.value *= MAGNITUDES[magnitude.group(1).lower()]
        result.end, result.form, result.magnitude = magnitude.end(), "words", True
    return result

"""Reads the unit behind a number: physical units, percent, money, time, and what a rate is counted by.

    "9.5 km/h"      -> Unit("kilometre / hour", "speed")
    "$20 a tonne"   -> Unit("$ / tonne", "rate")

Common units come from `lexicon/units.toml`, whose names and kinds agree with pint's registry (the tests hold
them against it). Only a symbol that the table lacks and that touches its figure ("9kN") asks pint itself: to
import pint and build its registry takes half a second, which most texts need not pay.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from claimex import lexicon
from claimex.records import QuantityKind

_UNITS = lexicon.load("units")
_MONEY = lexicon.load("currencies")
_KINDS = frozenset(get_args(QuantityKind))
SPACE = "(?:[ \u00a0\u2009\u202f]|&nbsp;)"
_SEPARATOR = rf"(?:{SPACE}?-{SPACE}?|{SPACE}{{1,2}}|{SPACE}?\n(?!\s*\n))"

# pint's dimensions as kinds of the contract; whatever else pint knows is "other"
DIMENSIONS: dict[str, QuantityKind] = {
    "[length]": "length", "[length] ** 2": "area", "[length] ** 3": "volume", "[mass]": "mass",
    "[temperature]": "temperature", "[length] / [time]": "speed", "[time]": "duration",
}  # fmt: skip


def _alternatives(words: "list[str]") -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda w: (-len(w), w)))


_CODES: list[str] = [*_MONEY["codes"], *_MONEY["unofficial_codes"]]
_LOWER_CODES = frozenset(_MONEY["lower_case"])
_SYMBOLS = _alternatives(_MONEY["symbols"])
_COUNTRIES, _LETTERS = _alternatives(_MONEY["dollar_prefixes"]), _alternatives(_MONEY["dollar_letters"])
_DOLLAR = rf"(?:(?:{_COUNTRIES}){SPACE}?|(?:{_LETTERS}))\$(?:{_alternatives(_MONEY['dollar_suffixes'])})?"

CURRENCY_BEFORE = (
    rf"{_DOLLAR}|\$(?:{_alternatives(_MONEY['dollar_suffixes'])})(?![A-Za-z])|"
    rf"(?:{_SYMBOLS})|(?:{_alternatives([*_CODES, *_MONEY['letters']])})(?![A-Za-z])(?:{SPACE}?\$)?"
)
"""Pattern of a currency in front of its figure: "$", "US$", "EUR ", "Rs."."""

_MONEY_WORDS: dict[str, str] = {form: name for name, forms in _MONEY["words"].items() for form in forms}
_NOT_ONLY_MONEY = frozenset(_MONEY["not_only_money"])
CURRENCY_AFTER_LETTERS = re.compile(
    rf"{SPACE}?(?:{_SYMBOLS}|(?:{_alternatives([*_CODES, *_MONEY_WORDS])})(?!\w))", re.I
)

_MONEY_AFTER = re.compile(
    rf"(?:{_SEPARATOR})?(?P<symbol>{_SYMBOLS}|{_alternatives(_CODES)})(?!\w)|(?P<attached>(?-i:{_alternatives(_MONEY['attached'])}))(?!\w)|{SPACE}(?P<pence>(?-i:p))(?![\w.]\w|\w)"
    rf"|{_SEPARATOR}(?P<word>{_alternatives(list(_MONEY_WORDS))})(?!\w)",
    re.IGNORECASE,
)
_MONEY_SYMBOL = re.compile(
    rf"(?:{_SEPARATOR})?(?P<symbol>{_SYMBOLS}|(?:{_alternatives(_CODES)})(?!\w))(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that ends before `end`."""

    name: str
    kind: QuantityKind
    end: int
    hyphenated: bool = False


def _forms(field: str) -> dict[str, tuple[str, QuantityKind]]:
    table: dict[str, tuple[str, QuantityKind]] = {}
    for kind, units in _UNITS.items():
        if kind in _KINDS and kind != "rate":
            for name, forms in units.items():
                table.update(dict.fromkeys(forms.get(field, []), (name, kind)))
    return table


_WORDS, _ABBREVIATIONS, _ATTACHED = _forms("words"), _forms("symbols"), _forms("attached")
_TOUCHING = {s: v for s, v in _ABBREVIATIONS.items() if len(s) == 1 and s.isalpha() and s not in "mgtlW"}
_WORD = re.compile(rf"(?:{_SEPARATOR})?(?P<unit>{_alternatives(list(_WORDS))})(?!\w)", re.IGNORECASE)
_PERIODS = frozenset(name for name, kind in _WORDS.values() if kind == "duration")
_SPACED = [s for s in _ABBREVIATIONS if s not in _TOUCHING]
_SYMBOL = re.compile(
    rf"(?:(?:{SPACE}|-)?(?P<unit>{_alternatives(_SPACED)})"
    rf"|(?P<touching>{_alternatives([*_TOUCHING, *_ATTACHED])}))"
    r"(?!\w)(?!['’]\w)"
)
_PER = re.compile(
    rf"{SPACE}?/{SPACE}?|[ \u00a0-](?P<word>per(?: every| each)?|an?|each|every|for each|for every)[ \u00a0-]"
    r"(?P<many>(?:\d[\d,]*(?: million)?|two|three|four|five|six|ten)(?:[ -]|(?!\w)))?",
    re.IGNORECASE,
)
_LARGE = 3  # digits from which a number behind "per" may stand without a noun: "deaths per 1,000"
_PLURAL = re.compile(r"s$|^(?:people|person|head)$")
_DENOMINATOR = re.compile(r"[A-Za-z]+(?!\w)")
_COUNTERS = frozenset(_UNITS["rates"]["denominators"]) | {"annum"}
_OLD = re.compile(rf"(?:{_SEPARATOR})?(?:(?:of age|old|olds)(?!\w))", re.IGNORECASE)
# a symbol that mixes capitals with small letters ("kN"); small letters alone are rather words ("pm", "th")
_UNKNOWN_SYMBOL = re.compile(r"(?=[a-z]*[A-Zµμ])(?=[A-Z]*[a-zµμ])[A-Za-zµμ]{2,5}(?<!s)(?![\w])")
_COUNTRY = re.compile(rf"{SPACE}(?:US|U\.S\.|AUD?|Cdn|CAD|NZ)(?!\w)")
_STERLING = re.compile(r"£|\bpence\b|\bsterling\b|\bquid\b")


def unit_after(text: str, end: int, *, currency: str = "", large: bool = True) -> Unit | None:
    """The unit that stands behind a number.

    Arguments:
        text: the text.
        end: where the number ends.
        currency: the money sign in front of the number, if there is one.
        large: the number is of a size that sums of money have; a word like "won" is a unit only then.

    Returns:
        The unit, the currency included, or None.
    """
    if currency:
        currency = _symbol(currency)
        following = _MONEY_AFTER.match(text, end)
        word = following.group("word") if following else None
        extra = following and word and (_MONEY_WORDS[word.lower()] in currency.lower() or currency in "$£€")
        if following and extra:
            return Unit(currency, "money", following.end())
        country = _COUNTRY.match(text, end)
        return Unit(currency, "money", country.end() if country else end)
    if symbol := _MONEY_SYMBOL.match(text, end):
        return Unit(symbol.group("symbol"), "money", symbol.end())
    if word_match := _WORD.match(text, end):
        name, kind = _WORDS[re.sub(r"\s+", " ", word_match.group("unit")).lower()]
        hyphenated = "-" in text[end : word_match.start("unit")]
        if kind == "duration" and (old := _OLD.match(text, word_match.end())):
            return Unit(name, "age", old.end(), hyphenated)
        return Unit(name, kind, word_match.end(), hyphenated)
    if symbol := _SYMBOL.match(text, end):
        surface = symbol.group(symbol.lastgroup or 0)
        name, kind = _ABBREVIATIONS.get(surface) or _ATTACHED[surface]
        if kind == "duration" and (old := _OLD.match(text, symbol.end())):
            return Unit(name, "age", old.end())
        return Unit(name, kind, symbol.end(), "-" in text[end : symbol.start(symbol.lastgroup or 0)])
    money = _MONEY_AFTER.match(text, end)
    if money and (large or (money.group("word") or "").lower() != "won"):
        if touching := money.group("attached") or money.group("pence"):
            return Unit(touching, "money", money.end())
        if money.group("symbol"):
            code = money.group("symbol")
            return (
                Unit(code.upper(), "money", money.end()) if code.isupper() or code in _LOWER_CODES else None
            )
        name = _MONEY_WORDS[money.group("word").lower()]
        hyphenated = "-" in text[end : money.start("word")]
        if name == "pound" and not _STERLING.search(text):
            return Unit(name, "mass", money.end(), hyphenated)
        return Unit(name, "money", money.end(), hyphenated)
    if unknown := _UNKNOWN_SYMBOL.match(text, end):
        return _from_pint(unknown.group(), unknown.end())
    return None


def named_unit(name: str, end: int) -> Unit | None:
    """The unit that a noun's lemma names ("flying hours": hour), or None; "ten old bucks" are animals."""
    if name in _WORDS:
        return Unit(*_WORDS[name], end)
    money = name in _MONEY_WORDS and name not in _NOT_ONLY_MONEY
    return Unit(_MONEY_WORDS[name], "money", end) if money else None


def _symbol(written: str) -> str:
    """A dollar sign with its country in front, however it was written ("$US", "US $")."""
    letters = written.replace("$", "").strip()
    return f"{letters}$" if "$" in written and letters else written


def rate(text: str, unit: Unit, *, open_class: bool) -> Unit:
    """The rate that a unit begins, or the unit itself: "$" of "$20 a tonne" becomes "$ / tonne".

    Arguments:
        text: the text.
        unit: the numerator, with its end.
        open_class: any word may be the denominator behind "/" (it stands for a counted thing), as it may
            always behind "per".
    """
    whole = _once(text, unit, open_class=open_class)
    if whole.kind != "rate":
        return whole
    twice = _once(text, whole, open_class=open_class)  # "$9 per head a day"
    first, second = whole.name.rpartition("/ ")[2], twice.name.rpartition("/ ")[2]
    per = text.startswith((" per ", "/"), whole.end)
    if first == second or not (per or second in _PERIODS):
        return whole  # "$5 million a year each year", "a day for every decade a person lives"
    return twice


def _once(text: str, unit: Unit, *, open_class: bool) -> Unit:
    """The unit with one more denominator, if there is one behind it."""
    per = _PER.match(text, unit.end)
    if not per:
        return unit
    link = (per.group("word") or "/").lower()
    link = "per" if link.startswith("per") else link
    if unit.kind == "count" and link in ("each", "every"):
        return unit  # "fired 5,300 employees every year" is a count
    if unit.kind != "money" and link in ("each", "every") and not _WORD.match(text, per.end()):
        return unit  # "the six watts each person makes"
    many = (per.group("many") or "").replace(",", "").strip(" -")
    large = many.isdigit() and len(many) >= _LARGE
    any_word = link == "per" or ((open_class or large) and link == "/")
    denominator = _denominator(text, per.end(), any_word=any_word, symbols=link == "/")
    if large and (denominator is None or not _PLURAL.search(denominator[0])):
        end = per.start("many") + len(per.group("many").rstrip(" -"))
        return Unit(f"{unit.name} / {many}".lstrip(), "rate", end)  # "10.4 per 100,000"
    if denominator is None:
        return unit
    name, end = denominator
    kind: QuantityKind = "percent" if unit.kind == "percent" else "rate"
    if unit.kind == "length" and name in ("hour", "second", "minute"):
        kind = "speed"
    name = f"{many} {name}" if many else name
    return Unit(f"{unit.name} / {name}".lstrip(), kind, end, unit.hyphenated)


def _denominator(text: str, start: int, *, any_word: bool, symbols: bool) -> tuple[str, int] | None:
    """What a rate is counted by, and where it ends: a unit, its symbol behind "/", or a counted thing."""
    word = _WORD.match(text, start)
    if word and word.start("unit") == start:
        return _WORDS[word.group("unit").lower()][0], word.end()
    symbol = _SYMBOL.match(text, start) if symbols else None
    if symbol and symbol.start(symbol.lastgroup or 0) == start:
        surface = symbol.group(symbol.lastgroup or 0)
        return (_ABBREVIATIONS.get(surface) or _ATTACHED[surface])[0], symbol.end()
    thing = _DENOMINATOR.match(text, start)
    if thing is None:
        return None
    counted = thing.group().lower()
    known = any_word or counted in _COUNTERS or counted.rstrip("s") in _COUNTERS
    return (counted, thing.end()) if known else None


@cache
def _registry() -> Any:
    import pint  # late: half a second that few texts need

    return pint.UnitRegistry()


@cache
def physical(symbol: str) -> tuple[str, QuantityKind] | None:
    """Pint's standard name of a physical unit and the kind that its dimension is; None if pint lacks it.

    >>> physical("kN")
    ('kilonewton', 'other')
    """
    import pint

    try:
        unit = _registry().Unit(symbol)
    except (pint.errors.PintError, AttributeError, ValueError, TypeError):
        return None
    return str(unit).replace("_", " "), DIMENSIONS.get(str(unit.dimensionality), "other")


def _from_pint(symbol: str, end: int) -> Unit | None:
    known = physical(symbol)
    return Unit(known[0], known[1], end) if known else None

"""Puts numbers, units and comparators together: the part of a quantity expression that needs no syntax.

"between $5 and $7 a head, 47-44, one in five"
-> 5..7 range "$ / head"; 47..44 score; 0.2 fraction
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from claimex import lexicon
from claimex.pipeline.quantities import comparators, exclude
from claimex.pipeline.quantities.scan import Figure, figures
from claimex.pipeline.quantities.units import Unit, rate, unit_after
from claimex.records import Comparator, QuantityKind

_SPACE = "[ \u00a0]"


def _change_forms() -> list[str]:
    """Every form of the verbs and particles of change, as a pattern each."""
    data = lexicon.load("changes")
    verbs, particles = data["verbs"], data["particles"]
    stems = {verb.removesuffix("e") for verb in (*verbs["up"], *verbs["down"], *verbs["neutral"])}
    forms = sorted({rf"{re.escape(stem)}[a-z]?(?:e|es|s|ed|ing)?" for stem in stems})
    return [*forms, *verbs["irregular"], *(re.escape(p) for p in (*particles["up"], *particles["down"]))]


_TIME_OR_LENGTH = (
    "(?:second|minute|hour|day|week|fortnight|month|year|decade|century|mile|metre|meter|kilometre|inch|foot"
    "|degree)"
)

_DASH = re.compile(rf"{_SPACE}?[-–—‐‑]{_SPACE}?")
_TO = re.compile(
    rf"(?:{_SPACE}up)?{_SPACE}(?:to|or){_SPACE}|-(?:to|or)-|-{_SPACE}(?:to|or){_SPACE}|{_SPACE}to-",
    re.IGNORECASE,
)
# "from 20 cents in 2008 to 29 cents", "from 21 km combined to 23"
_LATER_TO = re.compile(
    rf"(?:{_SPACE}[a-z]+){{0,3}}(?:{_SPACE}(?:19|20)\d\d)?,?{_SPACE}to{_SPACE}", re.IGNORECASE
)
_AND = re.compile(rf"{_SPACE}and{_SPACE}", re.IGNORECASE)
_BY = re.compile(rf"[ \u00a0-]by[ \u00a0-]|{_SPACE}?[x×]{_SPACE}?", re.IGNORECASE)
_OUT_OF = re.compile(rf"{_SPACE}(?:in|out of){_SPACE}(?:every{_SPACE})?", re.IGNORECASE)
_AND_CENTS = re.compile(rf"(?:{_SPACE}and)?{_SPACE}", re.IGNORECASE)
_MODIFIER = "(?:about|around|nearly|almost|more than|over|up to|as much as|as many as|at least|roughly|some)"
_TRAILING_MODIFIER = re.compile(rf"\b{_MODIFIER}{_SPACE}$", re.IGNORECASE)
_CHANGE = re.compile(
    rf"\b(?:{'|'.join(_change_forms())}){_SPACE}(?:by{_SPACE})?(?:(?:a|another|a{_SPACE}further|about|around|some|nearly"
    rf"|almost|just|only|more{_SPACE}than|over|up{_SPACE}to){_SPACE})?$",
    re.IGNORECASE,
)
# also "from a planned $2 million", "from about 20"
_LEAD = re.compile(
    rf"\b(?:between{_SPACE}(?:(?:the|just|only){_SPACE})?|from{_SPACE}(?:(?:an?|the|its|their|his|her){_SPACE}"
    rf"(?:(?!(?:of|and|or|to|first|last|next|top)\b)[a-z]+{_SPACE})?)?(?:{_MODIFIER}{_SPACE})?)$",
    re.IGNORECASE,
)
_AGES = re.compile(
    r"\b(?:between the ages of|from the ages of|the ages of|aged between|aged from|aged|ages from"
    r"|ages between|ages|age)"
    rf"{_SPACE}(?P<more>(?:over|under|about|around|at least|up to){_SPACE})?(?:(?:just|only){_SPACE})?$",
    re.IGNORECASE,
)
_A_UNIT_OR = re.compile(
    rf"\b(?P<a>an?|last|past|previous|first|next){_SPACE}{_TIME_OR_LENGTH}{_SPACE}or{_SPACE}$", re.IGNORECASE
)
_A_UNIT_AND = re.compile(
    rf"\b(?P<a>an?|last|past|previous|first|next){_SPACE}{_TIME_OR_LENGTH}{_SPACE}and{_SPACE}$", re.I
)
_EACH = re.compile(rf"{_SPACE}(?:each|apiece)\b", re.IGNORECASE)
_NO_COMPARATIVES = "|".join(lexicon.load("numbers")["times"]["no_comparatives"])
_TIMES = re.compile(
    rf"(?P<times>(?:{_SPACE}|-)times)(?![\w]){_SPACE}[\[(]?(?:(?:the|as|in excess of|more|higher|larger"
    r"|greater|bigger|that|what|its|their|his|her|less|over|above|below|worse|normal|average)\b"
    rf"|(?!(?:{_NO_COMPARATIVES})\b)[a-z]{{3,}}er\b)",
    re.IGNORECASE,
)
_OF_A = re.compile(rf"{_SPACE}(?:of{_SPACE})?(?:an?{_SPACE})?")
_HEDGE = re.compile(r"(?:maybe|perhaps)\b", re.IGNORECASE)
_OVER = re.compile(r"over\b", re.IGNORECASE)
# "over" in front of a time is a comparator behind these only: "followed over 12 years" means during
_BEFORE_OVER = re.compile(
    r"\b(?:for|last(?:s|ed)?|takes?|taken|taking|took|spen[dt]s?|spending|after|well|just|of|is|was|were|been|than|in"
    rf"|serv(?:e|ed|ing)|a|to){_SPACE}$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"\s*(?:[.,;!?]\s|[.,;!?]?$)")
_CENTS = frozenset(["cent", "¢", "c", "p", "penny"])
_SYNONYMS = {"dollar": "$", "US$": "$", "pound": "£", "euro": "€"}
_LEAD_WINDOW = 32  # characters in front of a number in which its lead stands ("between the ages of ")
_FIRST_YEAR = 1000
_LONGEST_GAP = 30  # characters between the two numbers of a range: a unit's dash, "to more than", ...


@dataclass(slots=True)
class Expression:
    """A quantity expression as far as the text alone shows it.

    `start`..`end` is the expression; `first` and `last` are its numbers (one, but in a range or score);
    `modified` says that a comparator stands at it.
    """

    start: int
    end: int
    first: Figure
    last: Figure
    value: Decimal
    high: Decimal | None
    comparator: Comparator
    unit: Unit | None
    kind: QuantityKind | None
    modified: bool = False


@dataclass(frozen=True, slots=True)
class _Measured:
    """A figure with its unit."""

    figure: Figure
    unit: Unit | None

    @property
    def end(self) -> int:
        return self.unit.end if self.unit else self.figure.end


def read_expressions(text: str) -> Iterator[Expression]:
    """Every quantity expression of a text, dates and names excepted, in text order and without overlap."""
    measured: list[_Measured] = []
    for figure in _kept(text):
        if measured and figure.start < measured[-1].end <= figure.number:
            figure.start, figure.currency = (
                figure.number,
                "",
            )  # "10 $ 30 $": the first sign is the first number's
        measured.append(_Measured(figure, _unit(text, figure)))
        _share_side(text, measured)
    index, floor = 0, 0
    while index < len(measured):
        pair = _pair(text, *measured[index : index + 2]) if index + 1 < len(measured) else None
        expression = pair or _single(text, measured[index])
        if expression.start >= floor:
            _modify(text, expression, floor)
            yield expression
            floor = expression.end
        index += 2 if pair else 1


def _share_side(text: str, measured: list[_Measured]) -> None:
    """Give the first side of an area the unit of the second: "20 by 50 metres"."""
    if len(measured) < 2 or measured[-2].unit is not None or measured[-1].unit is None:
        return
    first, second = measured[-2].figure, measured[-1]
    if second.unit and second.unit.kind == "length" and _BY.fullmatch(text, first.end, second.figure.start):
        unit = Unit(second.unit.name, "length", first.end)
        measured[-2] = _Measured(first, unit)


def _kept(text: str) -> Iterator[Figure]:
    """The figures that are in no date, time or fixed phrase."""
    found = list(figures(text))
    blocked = exclude.stretches(text, [(figure.start, figure.end) for figure in found])
    at, reach = 0, 0
    for figure in found:
        while at < len(blocked) and blocked[at][0] < figure.end:
            reach = max(reach, blocked[at][1])
            at += 1
        if figure.number >= reach:
            yield figure


def _unit(text: str, figure: Figure) -> Unit | None:
    """The unit behind a figure, also behind "of" ("half of a mile", "thousands of hectares")."""
    if figure.form in ("multiple", "decade") or (
        figure.form == "fraction" and text.startswith(" of the", figure.end)
    ):
        return None
    large = bool(figure.currency) or figure.grouped or figure.value >= 100
    unit = None if figure.ordinal else unit_after(text, figure.end, currency=figure.currency, large=large)
    if unit is None and (
        figure.form in ("vague", "fraction") or (figure.form == "words" and figure.magnitude)
    ):
        of = _OF_A.match(text, figure.end)
        if of and of.end() > figure.end + 1:
            unit = unit_after(text, of.end() - 1, large=large)
            unit = unit if unit and unit.end > of.end() else None
    return rate(text, unit, open_class=True) if unit else None


def _single(text: str, measured: _Measured) -> Expression:
    """The expression that one figure makes."""
    figure, unit = measured.figure, measured.unit
    started = _begun_by_unit(text, figure) if unit is None else None
    if started:
        return started
    end, kind = measured.end, unit.kind if unit else None
    if unit is None:
        if figure.form in ("fraction", "multiple"):
            kind = "fraction" if figure.form == "fraction" else "multiple"
        elif times := _TIMES.match(text, figure.end):
            end = times.end("times")
            unit, kind = Unit("time", "multiple", end), "multiple"
        else:
            bare = rate(text, Unit("", "count", figure.end), open_class=False)  # "an average of 20 per week"
            if bare.end > figure.end:
                unit, kind, end = bare, bare.kind, bare.end
    comparator: Comparator = "~" if figure.approximate else "="
    return Expression(figure.start, end, figure, figure, figure.value, None, comparator, unit, kind)


def _begun_by_unit(text: str, figure: Figure) -> Expression | None:
    """The expression whose first number is an article: "a year or two", "a year and a half"."""
    window = max(0, figure.start - _LEAD_WINDOW)
    if figure.value in (2, 3) and (lead := _A_UNIT_OR.search(text, window, figure.start)):
        unit = unit_after(text, lead.end("a"))
        if unit:
            return Expression(
                lead.start(), figure.end, figure, figure, Decimal(1), figure.value, "range", unit, unit.kind
            )
    if figure.form == "fraction" and (lead := _A_UNIT_AND.search(text, window, figure.start)):
        unit = unit_after(text, lead.end("a"))
        if unit:
            return Expression(
                lead.start(), figure.end, figure, figure, 1 + figure.value, None, "=", unit, unit.kind
            )
    return None


def _pair(text: str, a: _Measured, b: _Measured) -> Expression | None:
    """The odds, sum, range or score that two neighbouring figures make, if they do."""
    gap = text[a.end : b.figure.start]
    if len(gap) > _LONGEST_GAP or "\n\n" in gap:
        return None
    return _odds(text, a, b, gap) or _sum(text, a, b, gap) or _range_or_score(text, a, b, gap)


def _odds(text: str, a: _Measured, b: _Measured, gap: str) -> Expression | None:
    """ "one in five", "eight out of 10"."""
    first, second = a.figure, b.figure
    if a.unit or b.unit or not _OUT_OF.fullmatch(gap) or {first.form, second.form} - {"digits", "words"}:
        return None
    if (
        second.value != int(second.value)
        or not 0 < first.value < second.value
        or exclude.is_year(text, second.start, second.end)
    ):
        return None
    return Expression(
        first.start, second.end, first, second, first.value / second.value, None, "=", None, "fraction"
    )


def _sum(text: str, a: _Measured, b: _Measured, gap: str) -> Expression | None:
    """ "3 dollars 50 cents", "15 dollars 50", "two years and a half", "5-foot-11"."""
    first, second = a.figure, b.figure
    if a.unit is None or second.currency:
        return None
    value: Decimal | None = None
    if a.unit.kind == "money" and _numerator(a.unit) not in _CENTS and second.value < 100:
        if b.unit is not None:
            cents = b.unit.kind == "money" and _numerator(b.unit) in _CENTS
            value = first.value + second.value / 100 if cents and _AND_CENTS.fullmatch(gap) else None
        elif gap in (" ", "\u00a0") and re.fullmatch(r"\d\d", text[second.start : second.end]):
            value = first.value + second.value / 100 if _SENTENCE_END.match(text, second.end) else None
    elif (
        b.unit is None
        and second.form == "fraction"
        and second.value < 1
        and first.form in ("digits", "words")
    ):
        value = first.value + second.value if _AND.fullmatch(gap) else None
    elif b.unit is None and a.unit.name == "foot" and a.unit.hyphenated and second.value < 12:
        value = round(first.value + second.value / 12, 4) if gap in ("-", " ") else None
    if value is None:
        return None
    return Expression(first.start, b.end, first, second, value, None, "=", a.unit, a.unit.kind)


def _range_or_score(text: str, a: _Measured, b: _Measured, gap: str) -> Expression | None:
    """ "from $7 to $9 a head", "20 or 30 per cent", "47-44", "43 percent to 38 percent", "3:1"."""
    first, second = a.figure, b.figure
    if first.form in ("multiple", "decade", "vague") or second.form in ("multiple", "decade"):
        return None
    if b.unit is None and exclude.is_year(text, first.start, first.end) and second.value < _FIRST_YEAR:
        return None  # "from 400 in the vote of 2008 to 60"
    if a.unit and b.unit and _numerator(a.unit) != _numerator(b.unit):
        return None
    lead, lead_word = _lead(text, first.start)
    ratio = gap == ":"
    dash = ratio or _DASH.fullmatch(gap) is not None
    to = _TO.fullmatch(gap) or _TO.fullmatch(_TRAILING_MODIFIER.sub("", gap))
    link = to.group().strip(" -\u00a0").lower() if to else ""
    if not link and lead_word == "from" and a.unit and _LATER_TO.fullmatch(gap):
        link = "to"
    both = lead_word == "between" and _AND.fullmatch(_TRAILING_MODIFIER.sub("", gap)) is not None
    if not (dash or link or both) or (link == "up to" and lead_word != "from"):
        return None
    if link == "to" and a.unit and lead_word != "from" and (not b.unit or _changes(text, first.start)):
        return None  # "rose 3 points to 45", "fell 12 cents to 350 cents"
    if dash and text[second.end : second.end + 2].strip("-–").isdigit() and text[second.end] in "-–":
        return None  # "10-15-20"
    unit = _shared(a.unit, b.unit, b.end)
    low, high = _scaled(first, second)
    start = lead if lead is not None and not ratio and (both or link or lead_word == "from") else first.start
    if ratio or (not lead_word and _is_score(first, second, unit, low, high, dash=dash, to=link == "to")):
        kind: QuantityKind = "percent" if unit else "score"
        return Expression(start, b.end, first, second, low, high, "score", unit, kind)
    falling_dash = dash and low > high and (unit is None or unit.kind not in ("duration", "age"))
    if low == high or falling_dash:
        return None
    low, high = sorted((low, high))
    end, kind_or_none = b.end, unit.kind if unit else ("fraction" if second.form == "fraction" else None)
    if unit is None and (times := _TIMES.match(text, second.end)):
        end, kind_or_none = times.end("times"), "multiple"
        unit = Unit("time", "multiple", end)
    return Expression(start, end, first, second, low, high, "range", unit, kind_or_none)


def _is_score(
    first: Figure, second: Figure, unit: Unit | None, low: Decimal, high: Decimal, *, dash: bool, to: bool
) -> bool:
    """Whether two numbers are a score or odds: they fall ("47-44", "62%-38%") or are equal ("5-5")."""
    if unit is not None and unit.kind != "percent":
        return False
    if first.form != second.form:
        return False  # "Hawaii Five-0"
    return (dash and low >= high) or (to and low > high)


def _changes(text: str, start: int) -> bool:
    """Whether a word of change stands in front of a number, with no more than a modifier between them."""
    return _CHANGE.search(text, max(0, start - _LEAD_WINDOW), start) is not None


def _lead(text: str, start: int) -> tuple[int | None, str]:
    """Where "between" or "from" in front of a number begins, and which of the two it is."""
    window = max(0, start - _LEAD_WINDOW)
    if lead := _LEAD.search(text, window, start):
        return lead.start(), lead.group().split()[0].lower()
    ages = _AGES.search(text, window, start)
    return None, "between" if ages and (
        "ages" in ages.group().lower() or "between" in ages.group().lower()
    ) else ""


def _shared(a: Unit | None, b: Unit | None, end: int) -> Unit | None:
    """The unit of a range: the second number's, or the first's if it says more ("$5 a head to $7")."""
    if a is None or b is None:
        unit = a or b
        return Unit(unit.name, unit.kind, end, unit.hyphenated) if unit else None
    return Unit(a.name, a.kind, end) if len(a.name) > len(b.name) else b


def _numerator(unit: Unit) -> str:
    name = unit.name.split(" / ")[0]
    return _SYNONYMS.get(name, name)


def _scaled(a: Figure, b: Figure) -> tuple[Decimal, Decimal]:
    """Both values, the first with the magnitude that only the second has ("two to three million")."""
    if b.magnitude and not a.magnitude and not a.grouped and a.value < 1000 <= b.value:
        factor = Decimal(1000) ** ((b.value.adjusted()) // 3)
        if a.value * factor < b.value * 10:
            return a.value * factor, b.value
    return a.value, b.value


def _modify(text: str, expression: Expression, floor: int) -> None:
    """Take the comparators in front of and behind an expression into it, and the words for ages."""
    if expression.kind in (None, "age"):
        _take_ages(text, expression, floor)
    found = comparators.before(text, expression.start, floor)
    if found and _means_during(text, expression, found[1]):
        found = comparators.before(text, expression.start, found[1] + len("over"))
    if found and expression.first.form == "vague" and _HEDGE.match(text, found[1]):
        found = None  # "perhaps thousands" is no vaguer than "thousands"
    if found:
        sign, expression.start = found
        expression.modified = True
        if expression.comparator in ("=", "~"):
            expression.comparator = sign
    behind = comparators.after(text, expression.last.end) or comparators.after(text, expression.end)
    if behind:
        sign, end = behind
        expression.modified = True
        expression.end = max(expression.end, end)
        if expression.comparator == "=":
            expression.comparator = sign
    if (
        expression.unit is not None
        and expression.unit.kind == "money"
        and (each := _EACH.match(text, expression.end))
    ):
        expression.end = each.end()


def _take_ages(text: str, expression: Expression, floor: int) -> None:
    """Take in "aged", "between the ages of", ...: what follows is an age."""
    ages = _AGES.search(text, max(floor, expression.start - _LEAD_WINDOW), expression.start)
    if ages is None or (expression.unit is None and expression.value >= 130):
        return
    expression.kind, expression.start = "age", ages.start()
    if ages.group("more") and (found := comparators.before(text, ages.end())):
        expression.comparator, expression.modified = found[0], True


def _means_during(text: str, expression: Expression, start: int) -> bool:
    """Whether "over" in front of a time is no comparator ("women were followed over 12 years")."""
    if expression.unit is None or expression.unit.kind != "duration" or not _OVER.match(text, start):
        return False
    return not _BEFORE_OVER.search(text, max(0, start - 12), start)

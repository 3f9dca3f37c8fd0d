"""Puts numbers, units and comparators together: the part of a quantity expression that needs no syntax.

"between $5 and $7 a head, 47-44, one in five"
-> 5..7 range "$ / head"; 47..44 score; 0.2 fraction
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from claimex.pipeline.quantities import comparators, exclude
from claimex.pipeline.quantities.scan import Figure, figures
from claimex.pipeline.quantities.units import Unit, rate, unit_after
from claimex.records import Comparator, QuantityKind

_DASH = re.compile(r"[ \u00a0]?[-–—‐‑][ \u00a0]?")
_TO = re.compile(
    r"(?:[ \u00a0]up[ \u00a0]to[ \u00a0]|[ \u00a0](?:to|or)[ \u00a0]|-(?:to|or)-|-[ \u00a0](?:to|or)[ \u00a0]|[ \u00a0]to-)",
    re.IGNORECASE,
)
_AND = re.compile(r"[ \u00a0]and[ \u00a0]", re.IGNORECASE)
_OF = re.compile(r"[ \u00a0](?P<word>in|out of|of)[ \u00a0](?P<every>every[ \u00a0])?", re.IGNORECASE)
_MONEY_ODDS = re.compile(r"(?:[ \u00a0]and)?[ \u00a0]$", re.IGNORECASE)
_BETWEEN = re.compile(r"\b(?:between|from)[ \u00a0](?:the[ \u00a0])?$", re.IGNORECASE)
_AGES = re.compile(
    r"\b(?P<all>between the ages of|from the ages of|the ages of|aged between|aged from|aged|ages from|ages between|ages|age)[ \u00a0](?P<more>(?:over|under|about|around|at least|up to)[ \u00a0])?$",
    re.IGNORECASE,
)
_OR_TWO = re.compile(r"[ \u00a0]or[ \u00a0](two|three|so)\b", re.IGNORECASE)
_A_UNIT = re.compile(
    r"\b(?P<a>an?)[ \u00a0](?P<unit>second|minute|hour|day|week|fortnight|month|year|decade|century|mile|metre|meter|kilometre|inch|foot|degree|dozen)[ \u00a0]or[ \u00a0](?P<n>two|three)\b",
    re.IGNORECASE,
)
_UNIT_AND = re.compile(
    r"\b(?P<a>an?|last|past|previous|first|next)[ \u00a0](?:second|minute|hour|day|week|fortnight|month|year|decade|century|mile)[ \u00a0]and[ \u00a0]$",
    re.IGNORECASE,
)  # "a year and a half"
_EACH = re.compile(r"[ \u00a0](?:each|apiece)\b", re.IGNORECASE)
_TIMES = re.compile(
    r"(?:[ \u00a0]|-)times(?![\w])(?P<more>[ \u00a0](?:the|as|more|higher|larger|greater|bigger|that|what|its|their|his|her|faster|less|lower|smaller|longer|better|over|larger|stronger|worse|likelier|cheaper|heavier|normal|average|[a-z]+er[ \u00a0]than)\b)?",
    re.IGNORECASE,
)
_OVER = re.compile(r"over\b", re.IGNORECASE)
_MORE_THAN_BEFORE = re.compile(
    r"\b(?:for|last(?:s|ed)?|t[ao]kes?|taken|taking|took|spen[dt]s?|spending|after|well|just|of|is|was|were|been|than|in|least|serv(?:e|ed|ing)|a|to)[ \u00a0]$",
    re.IGNORECASE,
)
_CENTS = frozenset(["cent", "¢", "c", "p", "penny"])
_YEARS = frozenset(["year", "month", "week", "day"])


@dataclass(slots=True)
class Expression:
    """A quantity expression as far as the text alone shows it.

    `start`..`end` is the expression; `first` and `last` are its numbers (the same one unless it is a range or score).
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
    modified: bool = False  # a comparator word stands at it


def read_expressions(text: str) -> Iterator[Expression]:
    """Every quantity expression of a text, dates and names excepted, in text order and without overlap."""
    measured = [(figure, _unit(text, figure)) for figure in _kept(text)]
    index, floor = 0, 0
    while index < len(measured):
        expression, used = _expression(text, measured, index)
        if expression.start >= floor:
            _modify(text, expression, floor)
            yield expression
            floor = expression.end
        index += used


def _kept(text: str) -> Iterator[Figure]:
    """The figures that are in no date, time or fixed phrase and stick to no letters."""
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
    if figure.form in ("multiple", "decade") or (figure.form == "fraction" and not _takes_unit(text, figure)):
        return None
    end = figure.end
    of = (
        re.compile(r"[ \u00a0](?:of[ \u00a0])?(?:an?[ \u00a0])?").match(text, end)
        if figure.form in ("vague", "fraction", "words")
        else None
    )
    large = figure.currency != "" or figure.grouped or figure.value >= 100
    unit = unit_after(text, end, currency=figure.currency, large=large)
    if (
        unit is None
        and of
        and of.end() > end + 1
        and (figure.form == "vague" or figure.value < 1 or figure.magnitude)
    ):
        unit = unit_after(text, of.end() - 1, large=large)
        if unit and unit.end <= of.end():
            unit = None
    return rate(text, unit, open_class=True) if unit else None


def _takes_unit(text: str, figure: Figure) -> bool:
    return not text.startswith(" of the", figure.end)


def _expression(text: str, measured: list[tuple[Figure, Unit | None]], index: int) -> tuple[Expression, int]:
    """The expression that begins with one figure, and how many figures it uses up."""
    figure, unit = measured[index]
    end = unit.end if unit else figure.end
    if (
        figure.value in (2, 3)
        and unit is None
        and (vague := _A_UNIT.search(text, max(0, figure.start - 24), figure.end))
    ):
        if vague.end() == figure.end and (one := unit_after(text, vague.end("a"))):
            return Expression(
                vague.start(), figure.end, figure, figure, Decimal(1), figure.value, "range", one, one.kind
            ), 1
    if (
        figure.form == "fraction"
        and unit is None
        and (more := _UNIT_AND.search(text, max(0, figure.start - 24), figure.start))
    ):
        one = unit_after(text, more.end("a"))
        if one is not None:
            return Expression(
                more.start(), end, figure, figure, 1 + figure.value, None, "=", one, one.kind
            ), 1
    if index + 1 < len(measured):
        pair = _pair(text, figure, unit, *measured[index + 1])
        if pair:
            return pair, 2
    kind: QuantityKind | None = unit.kind if unit else None
    if figure.form in ("fraction", "odds") and unit is None:
        kind = "fraction"
    elif figure.form == "multiple":
        kind = "multiple"
    elif unit is None and (times := _TIMES.match(text, figure.end)):
        kind = "multiple" if times.group("more") else None
        if kind:
            end = times.end() - len(times.group("more"))
            unit = Unit("time", "multiple", end)
    if unit is None and kind is None:
        bare = rate(text, Unit("", "count", figure.end), open_class=False)
        if bare.end > figure.end:
            unit, kind, end = bare, bare.kind, bare.end
    comparator: Comparator = "~" if figure.approximate else "="
    start = figure.start
    return Expression(start, end, figure, figure, figure.value, None, comparator, unit, kind), 1


def _pair(text: str, a: Figure, unit_a: Unit | None, b: Figure, unit_b: Unit | None) -> Expression | None:
    """The range, score or odds that two neighbouring figures make, if they do."""
    end_a = unit_a.end if unit_a else a.end
    gap = text[end_a : b.start]
    if len(gap) > 30 or "\n\n" in gap:
        return None
    end = unit_b.end if unit_b else b.end
    same_unit = unit_a is None or unit_b is None or _numerator(unit_a) == _numerator(unit_b)
    unit = unit_b or unit_a
    if (
        unit
        and unit_a
        and unit_b
        and unit_b.end == b.end
        and unit_a.name != unit_b.name
        and len(unit_a.name) > len(unit_b.name)
    ):
        unit = Unit(unit_a.name, unit_a.kind, unit_b.end)
    if of := _OF.fullmatch(gap):
        ratio_like = (
            unit_a is None
            and unit_b is None
            and not a.grouped
            and a.form in ("digits", "words")
            and b.form in ("digits", "words")
        )
        whole = a.value == int(a.value) and b.value == int(b.value) and 0 < a.value < b.value
        if (
            ratio_like
            and whole
            and not a.currency
            and not b.currency
            and (of.group("word") != "of")
            and not exclude.is_year(text, b.start, b.end)
        ):
            return Expression(a.start, b.end, a, b, a.value / b.value, None, "=", None, "fraction")
        return None
    if (
        unit_a
        and unit_b
        and unit_b.kind == "money"
        and _numerator(unit_b) in _CENTS
        and unit_a.kind == "money"
        and _numerator(unit_a) not in _CENTS
    ):
        if _MONEY_ODDS.fullmatch(gap) and b.value < 100:
            return Expression(
                a.start,
                end,
                a,
                b,
                a.value + b.value / 100,
                None,
                "=",
                Unit(unit_a.name, "money", end),
                "money",
            )
        return None
    if (
        unit_a
        and unit_b is None
        and b.form == "fraction"
        and b.value < 1
        and a.form in ("digits", "words")
        and _AND.fullmatch(gap)
    ):
        return Expression(
            a.start, b.end, a, b, a.value + b.value, None, "=", unit_a, unit_a.kind
        )  # "two years and a half"
    money_and_cents = (
        unit_a is not None
        and unit_a.kind == "money"
        and unit_b is None
        and gap in (" ", "\u00a0")
        and not b.currency
    )
    if (
        money_and_cents
        and re.fullmatch(r"\d\d", text[b.start : b.end])
        and re.compile(r"\s*(?:[.,;!?]\s|[.,;!?]?$)").match(text, b.end)
    ):
        return Expression(
            a.start,
            b.end,
            a,
            b,
            a.value + b.value / 100,
            None,
            "=",
            Unit(unit_a.name, "money", b.end),
            "money",
        )
    if (
        not same_unit
        or a.form == "multiple"
        or b.form == "multiple"
        or "decade" in (a.form, b.form)
        or a.form == "vague"
    ):
        return None
    lead = _BETWEEN.search(text, max(0, a.start - 14), a.start)
    lead_word = lead.group().split()[0].lower() if lead else ""
    ages = _AGES.search(text, max(0, a.start - 24), a.start)
    if ages and "between" in ages.group().lower():
        lead_word = "between"
    stripped = re.sub(
        r"(?i)\b(?:about|around|nearly|almost|more than|over|up to|as much as|as many as|at least|roughly|some)[ \u00a0]$",
        "",
        gap,
    )
    dash, to = _DASH.fullmatch(gap), _TO.fullmatch(gap) or _TO.fullmatch(stripped)
    both = _AND.fullmatch(stripped) and (
        lead_word == "between" or (ages is not None and "ages" in ages.group().lower())
    )
    if not dash and not to and not both:
        return None
    if dash and (
        unit_a is not None
        and not unit_a.hyphenated
        and unit_b is None
        and not b.grouped
        and unit_a.kind != "money"
        and unit_a.kind != "percent"
    ):
        return None
    if dash and text[b.end : b.end + 1] in "-–" and text[b.end + 1 : b.end + 2].isdigit():
        return None
    if to and "to" in to.group().lower() and unit_a is not None and unit_b is None and lead_word != "from":
        return None  # "rose 3 points to 45"
    high_a, high_b = _scaled(a, b)
    descending = high_a > high_b
    is_or = bool(to and "or" in to.group().lower())
    if to and "up" in to.group().lower() and lead_word != "from":
        return None
    score = (
        not is_or
        and lead_word == ""
        and (
            (dash is not None and unit is None and (descending or high_a == high_b))
            or (to is not None and descending and (unit is None or unit.kind == "percent"))
        )
    )
    if dash and descending and not score and unit is not None and unit.kind not in ("percent",):
        return None
    if both or lead_word == "from" or (lead is not None and lead_word == "between"):
        start = lead.start() if lead else a.start
    else:
        start = a.start
    if score:
        name = unit if unit and unit.kind == "percent" else None
        return Expression(start, end, a, b, high_a, high_b, "score", name, "percent" if name else "score")
    low, high = sorted((high_a, high_b))
    if low == high:
        return None
    kind: QuantityKind | None = unit.kind if unit else ("fraction" if b.form == "fraction" else None)
    if unit is None and (times := _TIMES.match(text, b.end)) and times.group("more"):
        end = times.end() - len(times.group("more"))
        unit, kind = Unit("time", "multiple", end), "multiple"
    return Expression(start, end, a, b, low, high, "range", unit, kind)


def _numerator(unit: Unit) -> str:
    name = unit.name.split(" / ")[0]
    return {"dollar": "$", "US$": "$", "pound": "£", "euro": "€"}.get(name, name)


def _scaled(a: Figure, b: Figure) -> tuple[Decimal, Decimal]:
    """Both values, the magnitude of the second given to the first where it was left out ("two to three million")."""
    if b.magnitude and not a.magnitude and a.value < 1000 and b.value >= 1000 and not a.grouped:
        mantissa = b.value.normalize().as_tuple()
        factor = Decimal(10) ** (3 * ((len(mantissa.digits) + int(mantissa.exponent) - 1) // 3))
        if a.value * factor < b.value * 10:
            return a.value * factor, b.value
    return a.value, b.value


def _modify(text: str, expression: Expression, floor: int) -> None:
    """Put the comparators in front of and behind an expression into it, and the words for ages."""
    if expression.kind in (None, "age") and (
        ages := _AGES.search(text, max(floor, expression.start - 24), expression.start)
    ):
        if expression.unit is None and expression.value < 130:
            expression.kind = "age"
        if expression.kind == "age":
            expression.start = ages.start()
            if ages.group("more"):
                found = comparators.before(text, ages.end())
                if found:
                    expression.comparator, expression.modified = found[0], True
    found = comparators.before(text, expression.start, floor)
    if found and _means_during(text, expression, found[1]):
        found = comparators.before(text, expression.start, found[1] + len("over"))
    if found and found[1] >= floor:
        sign, start = found
        expression.modified = True
        if expression.comparator in ("=", "~"):
            expression.comparator = sign
        expression.start = start
    behind = comparators.after(text, expression.last.end) or comparators.after(text, expression.end)
    if behind:
        sign, end = behind
        expression.modified = True
        if expression.comparator == "=":
            expression.comparator = sign
        if end > expression.end:
            expression.end = end
    if (
        expression.unit is not None
        and expression.unit.kind == "money"
        and (each := _EACH.match(text, expression.end))
    ):
        expression.end = each.end()


def _means_during(text: str, expression: Expression, start: int) -> bool:
    """Whether "over" in front of a time is no comparator ("women were followed over 12 years")."""
    if expression.unit is None or expression.unit.kind != "duration" or not _OVER.match(text, start):
        return False
    return not _MORE_THAN_BEFORE.search(text, max(0, start - 12), start)

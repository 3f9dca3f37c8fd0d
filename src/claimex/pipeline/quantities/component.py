"""The component: text and syntax -> `doc._.claimex_quantities`."""

import re
from decimal import Decimal
from itertools import pairwise

from spacy.language import Language
from spacy.tokens import Doc

from claimex import lexicon
from claimex.pipeline.annotations import Quantity, text_of
from claimex.pipeline.quantities import comparators
from claimex.pipeline.quantities.about import about
from claimex.pipeline.quantities.candidates import Candidate, candidate
from claimex.pipeline.quantities.checks import is_age, is_quantity
from claimex.pipeline.quantities.confidence import confidence
from claimex.pipeline.quantities.direction import direction
from claimex.pipeline.quantities.expressions import read_expressions
from claimex.pipeline.quantities.extent import Tokens, end_of, lemma, noun_phrase
from claimex.pipeline.quantities.units import Unit, named_unit, rate
from claimex.records import QuantityKind

FACTORY = "claimex_quantities"

_DATES_BACK = re.compile(
    r"\b(?:dat(?:e|es|ed|ing) (?:back(?: to)?|to)|the age of|aged)[ \u00a0]$", re.IGNORECASE
)
_ALTERNATIVE = re.compile(
    r",?\s*(?:or|and|if not|to)?\s*(?:even|perhaps|maybe|possibly|many|some)?\s*(?:many\s*)?", re.IGNORECASE
)
_ANGLES = frozenset(lexicon.load("counted")["angles"])
_SUMS = frozenset(lexicon.load("counted")["sums"])
_MATERIAL = frozenset(["mass", "volume", "area", "length", "money", "other"])  # kinds that "of" may follow
_BOUNDS = (">", ">=", "<", "<=")
_CONVERSION = re.compile(r"\s?\((?:or )?|(?<=\w)\s?/\s?", re.IGNORECASE)
_LAST_OF_SERIES = re.compile(r",? (?:and|or) ", re.IGNORECASE)
_COMMA = re.compile(r", ")
_SHARED = frozenset(["percent", "duration", "length", "mass", "volume", "area", "temperature", "speed"])
_OR = re.compile(r",? or ", re.IGNORECASE)


class Quantities:
    """Writes the quantities of a document, in text order."""

    def __call__(self, doc: Doc) -> Doc:
        """Write the quantities of one document on it."""
        text = text_of(doc)
        tokens: Tokens | None = None
        found: list[Quantity] = []
        for expression in read_expressions(text):
            tokens = tokens or Tokens(doc)
            if found and found[-1]["kind"] == "rate" and expression.start < found[-1]["end"]:
                continue  # "13.7 deaths per 100,000 people" is one quantity
            number = candidate(text, tokens, expression)
            if is_quantity(number):
                found.append(_quantity(number))
        _complete_series(text, found)
        _complete_alternatives(text, found)
        _complete_conversions(text, found)
        doc._.claimex_quantities = found
        return doc


@Language.factory(FACTORY, assigns=["doc._.claimex_quantities"], requires=["token.dep", "token.tag"])
def create_quantities(nlp: Language, name: str) -> Quantities:
    """The factory behind `nlp.add_pipe("claimex_quantities")`."""
    return Quantities()


def _quantity(number: Candidate) -> Quantity:
    text, expression = number.text, number.expression
    comparator = expression.comparator
    kind, unit, end = _measure(number)
    if number.counted is not None:
        behind = comparators.after(text, end)
        if behind and comparator == "=":
            comparator, end = behind
    return Quantity(
        start=expression.start,
        end=end,
        value=_plain(expression.value),
        value_high=None if expression.high is None else _plain(expression.high),
        comparator=comparator,
        direction=direction(number.tokens, expression, end),
        kind=kind,
        unit=unit,
        about=about(number, end),
        confidence=confidence(number, kind),
    )


def _measure(number: Candidate) -> tuple[QuantityKind, str, int]:
    """The kind and the unit of a quantity, and where its expression ends with its noun."""
    text, expression, counted, share = number.text, number.expression, number.counted, number.share
    kind, unit, end = expression.kind, expression.unit.name if expression.unit else "", expression.end
    if counted is not None:
        name, end = lemma(counted), max(end, end_of(counted.last))
        noun = named_unit(name, end) or Unit(name, "count", end)  # "26 more years" is a time
        whole = rate(text, noun, open_class=False)
        return whole.kind, whole.name, whole.end
    if share is not None:
        end = max(end, end_of(share.last))
        if kind == "fraction" and share.head.pos_ in ("NOUN", "PROPN"):
            unit = lemma(share)
    if kind in _MATERIAL and (behind := _rate_behind_substance(number)):
        kind, unit, end = behind.kind, behind.name, behind.end
    if kind is None:
        kind = _bare_kind(number)
    elif unit == "degree" and _is_angle(number, end):
        kind = "other"
    elif kind == "duration" and _DATES_BACK.search(text, max(0, expression.start - 16), expression.start):
        kind = "age"
    return kind, unit, end


def _bare_kind(number: Candidate) -> QuantityKind:
    """The kind of a number without a unit and without a noun."""
    if is_age(number):
        return "age"
    if _is_factor(number):
        return "multiple"
    return "money" if _is_sum(number) else "count"


def _is_sum(number: Candidate) -> bool:
    """Whether a large number is a sum of money by what it is given in: "took millions in bribes"."""
    following = number.tokens.after(number.expression.end)
    if not number.expression.last.magnitude or following is None or following.lower_ != "in":
        return False
    sums = noun_phrase(following.doc, following.i + 1)
    return sums is not None and sums.head.lemma_.lower() in _SUMS


def _rate_behind_substance(number: Candidate) -> Unit | None:
    """The rate whose period stands behind what is measured: "nine tonnes of wool a year".

    As with what is counted, "each year" and "every year" only say when.
    """
    unit, of = number.expression.unit, number.tokens.after(number.expression.end)
    if unit is None or of is None or of.lower_ != "of":
        return None
    substance = noun_phrase(of.doc, of.i + 1)
    if substance is None:
        return None
    whole = rate(number.text, Unit(unit.name, "count", end_of(substance.last)), open_class=False)
    return whole if whole.kind == "rate" else None


def _is_factor(number: Candidate) -> bool:
    """Whether a bare number multiplies: "by a factor of nine"."""
    start = number.expression.start
    return number.text.endswith("factor of ", max(0, start - len("factor of ")), start)


def _is_angle(number: Candidate, end: int) -> bool:
    """Whether degrees measure an angle and no temperature: "a 90 degree turn", "40 degrees north"."""
    following = number.tokens.after(end)
    return following is not None and following.lemma_.lower() in _ANGLES


def _complete_alternatives(text: str, found: list[Quantity]) -> None:
    """Share nouns and directions: "hundreds, if not thousands, of songs", "grew by 50 jobs or 2 %"."""
    for first, second in pairwise(found):
        if (
            first["direction"]
            and not second["direction"]
            and _OR.fullmatch(text, first["end"], second["start"])
        ):
            second["direction"] = first["direction"]
    for first, second in reversed(list(pairwise(found))):
        bare = first["kind"] == "count" and not first["unit"] and first["comparator"] == "~"
        if bare and second["kind"] == "count" and _ALTERNATIVE.fullmatch(text, first["end"], second["start"]):
            first["unit"], first["about"] = second["unit"], second["about"]


def _complete_series(text: str, found: list[Quantity]) -> None:
    """Bare numbers of a series have the unit of its last: "at three, six and nine months"."""
    in_series = False
    for first, second in reversed(list(pairwise(found))):
        link = text[first["end"] : second["start"]]
        linked = _LAST_OF_SERIES.fullmatch(link) or (in_series and _COMMA.fullmatch(link))
        bare = first["kind"] == "count" and not first["unit"] and first["comparator"] == "="
        in_series = bool(bare and linked and second["kind"] in _SHARED and second["comparator"] == "=")
        if in_series:
            first["kind"], first["unit"], first["about"] = second["kind"], second["unit"], second["about"]
            first["confidence"] = second["confidence"]


def _complete_conversions(text: str, found: list[Quantity]) -> None:
    """What is converted in brackets keeps the comparator: "more than 8 miles (13 kilometres)"."""
    for first, second in pairwise(found):
        same = first["kind"] == second["kind"] != "count" and first["unit"] != second["unit"]
        told = second["comparator"] == "=" and first["comparator"] in _BOUNDS
        if same and told and _CONVERSION.fullmatch(text, first["end"], second["start"]):
            second["comparator"] = first["comparator"]


def _plain(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros behind the point."""
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain

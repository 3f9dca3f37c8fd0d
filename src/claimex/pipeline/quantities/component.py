"""The component: text and syntax -> `doc._.claimex_quantities`."""

import re
from decimal import Decimal

from spacy.language import Language
from spacy.tokens import Doc, Token

from claimex.pipeline.annotations import Quantity, Region
from claimex.pipeline.quantities import comparators, exclude
from claimex.pipeline.quantities.about import about
from claimex.pipeline.quantities.direction import direction
from claimex.pipeline.quantities.expressions import Expression, read_expressions
from claimex.pipeline.quantities.extent import Counted, Tokens, counted_noun, end_of, lemma, noun_phrase
from claimex.pipeline.quantities.units import Unit, rate
from claimex.records import QuantityKind

FACTORY = "claimex_quantities"


class Quantities:
    """Writes the quantities of a document, in text order."""

    def __call__(self, doc: Doc) -> Doc:
        """Write the quantities of one document on it."""
        text = doc.text
        tokens: Tokens | None = None
        found: list[Quantity] = []
        for expression in read_expressions(text):
            tokens = tokens or Tokens(doc)
            quantity = _quantity(text, tokens, expression)
            if quantity:
                found.append(quantity)
        doc._.claimex_quantities = found
        return doc


@Language.factory(FACTORY, assigns=["doc._.claimex_quantities"])
def create_quantities(nlp: Language, name: str) -> Quantities:
    """The factory behind `nlp.add_pipe("claimex_quantities")`."""
    return Quantities()


def _quantity(text: str, tokens: Tokens, expression: Expression) -> Quantity | None:
    number = tokens.at(expression.last.end - 1)
    counted: Counted | None = None
    of_phrase: Counted | None = None
    kind, unit_name, end = expression.kind, "", expression.end
    if expression.unit is not None:
        unit_name = expression.unit.name
    if kind in ("percent", "fraction", "multiple"):
        of_phrase = _of_phrase(tokens, expression)
        if of_phrase:
            end = max(end, end_of(of_phrase.last))
    elif kind is None:
        counted = _counted(text, tokens, expression, number)
    if _is_no_quantity(text, tokens, expression, number, counted):
        return None
    if counted:
        unit_name, kind = lemma(counted.head), "count"
        end = max(end, end_of(counted.last))
        per = rate(text, Unit(unit_name, "count", end), open_class=False)
        if per.end > end:
            unit_name, kind, end = per.name, per.kind, per.end
        behind = comparators.after(text, end)
        if behind and expression.comparator == "=":
            expression.comparator, end = behind
    return Quantity(
        start=expression.start,
        end=end,
        value=_plain(expression.value),
        value_high=None if expression.high is None else _plain(expression.high),
        comparator=expression.comparator,
        direction=direction(text, tokens, expression, end),
        kind=kind or "count",
        unit=unit_name,
        about=about(tokens, expression, counted, of_phrase),
        confidence=0.9,
    )


def _plain(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros behind the point."""
    whole = value.normalize()
    return format(whole, "f")


def _of_phrase(tokens: Tokens, expression: Expression) -> Counted | None:
    following = tokens.after(expression.end)
    if following is None:
        return None
    if following.lower_ == "of":
        return noun_phrase(tokens.doc, following.i + 1)
    if expression.kind in ("fraction", "multiple") and following.lower_ in ("the", "its", "their", "his", "her", "what", "that"):
        return noun_phrase(tokens.doc, following.i)
    return None


def _counted(text: str, tokens: Tokens, expression: Expression, number: Token) -> Counted | None:
    following = tokens.after(expression.end)
    if following is not None and text[expression.end : following.idx] == "" and following.text in "-–" and following.i + 1 < len(tokens.doc):
        following = tokens.doc[following.i + 1]
        if following.pos_ in ("NOUN", "PROPN", "ADJ") and not text[end_of(following) : end_of(following) + 1].isalpha():
            return Counted(following, following, following)
        return None
    return counted_noun(number, following)


def _is_no_quantity(text: str, tokens: Tokens, expression: Expression, number: Token, counted: Counted | None) -> bool:
    figure = expression.first
    if expression.unit is not None or figure.form in ("vague", "decade", "fraction", "odds") or expression.kind is not None:
        return False
    start, end = figure.number, expression.last.end
    if exclude.is_identifier(text, start, end) and not figure.currency:
        return True
    word = exclude.word_before(text, start)
    plain = not figure.grouped and not expression.modified and expression.high is None
    if plain and word and exclude.is_label(word) and (counted is None or word[0].isupper()):
        return True
    if plain and figure.form == "digits" and exclude.is_year(text, figure.start, figure.end):
        return counted is None or counted.head.tag_ not in ("NNS",) or number.ent_type_ == "DATE"
    if plain and counted is None and figure.form == "digits" and word[:1].isupper() and number.i and number.nbor(-1).pos_ == "PROPN":
        return True
    if figure.form == "words" and expression.value == 1 and expression.high is None:
        return counted is None or counted.partitive or number.dep_ != "nummod"
    return False

"""The component: text and syntax -> `doc._.claimex_quantities`."""

import re
from decimal import Decimal

from spacy.language import Language
from spacy.tokens import Doc, Token

from claimex.pipeline.annotations import Quantity
from claimex.pipeline.quantities import comparators, exclude
from claimex.pipeline.quantities.about import about
from claimex.pipeline.quantities.direction import direction
from claimex.pipeline.quantities.expressions import Expression, read_expressions
from claimex.pipeline.quantities.extent import (
    WEEKDAYS,
    Counted,
    Tokens,
    counted_noun,
    end_of,
    lemma,
    noun_phrase,
    with_complement,
)
from claimex.pipeline.quantities.units import Unit, rate

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
        _share(text, found)
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
            if kind == "fraction" and of_phrase.head.pos_ in ("NOUN", "PROPN"):
                unit_name = lemma(of_phrase.head, of_phrase.first.i)
    elif kind is None:
        counted = _counted(text, tokens, expression, number)
    if _is_no_quantity(text, tokens, expression, number, counted):
        return None
    if counted is None and kind is None and _is_age(text, expression, number):
        kind = "age"
    if kind == "duration" and _DATES_BACK.search(text, max(0, expression.start - 16), expression.start):
        kind = "age"
    if counted:
        unit_name, kind = lemma(counted.head, counted.first.i) if counted.head.pos_ != "NUM" else "", "count"
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
        direction=direction(tokens, expression, end),
        kind=kind or "count",
        unit=unit_name,
        about=about(tokens, expression, counted, of_phrase, end),
        confidence=0.9,
    )


_ALTERNATIVE = re.compile(
    r",?\s*(?:or|and|if not|to)?\s*(?:even|perhaps|maybe|possibly|many|some)?\s*(?:many\s*)?", re.IGNORECASE
)


_OR = re.compile(r",? or ", re.IGNORECASE)


def _share(text: str, found: list[Quantity]) -> None:
    """Give alternatives what they share: a noun ("hundreds, if not thousands, of songs"), a direction ("grew by 50 jobs or 2 %")."""
    for quantity, following in zip(found, found[1:], strict=False):
        if (
            quantity["direction"]
            and not following["direction"]
            and _OR.fullmatch(text, quantity["end"], following["start"])
        ):
            following["direction"] = quantity["direction"]
    for quantity, following in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        bare = quantity["kind"] == "count" and not quantity["unit"] and quantity["comparator"] == "~"
        if (
            bare
            and following["kind"] == "count"
            and _ALTERNATIVE.fullmatch(text, quantity["end"], following["start"])
        ):
            quantity["unit"], quantity["about"] = following["unit"], following["about"]


_DATES_BACK = re.compile(
    r"\b(?:dat(?:e|es|ed|ing) back|the age of|of age|aged)[ \u00a0](?:to[ \u00a0])?$", re.IGNORECASE
)
_OLDEST = 115  # years that a person in the news may have


def _is_age(text: str, expression: Expression, number: Token) -> bool:
    """Whether a bare number is somebody's age: "Tom Young, 30, said", "voters under 29"."""
    figure = expression.first
    if (
        expression.high is not None
        or figure.form != "digits"
        or figure.grouped
        or not 0 < expression.value <= _OLDEST
    ):
        return False
    first = number.doc[number.i - 1] if number.i else number
    if not expression.modified:
        return (
            first.text in (",", "(")
            and number.i > 1
            and number.nbor(-2).pos_ == "PROPN"
            and text[figure.end : figure.end + 1] == ("," if first.text == "," else ")")
        )
    if expression.comparator not in (">", "<", ">=", "<="):
        return False
    before = [
        token
        for token in number.doc[max(number.sent.start, number.i - 3) : number.i]
        if token.idx < expression.start
    ]
    return bool(before) and before[-1].lemma_.lower() in _PERSONS


def _plain(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros behind the point."""
    whole = value.normalize()
    return format(whole, "f")


def _of_phrase(tokens: Tokens, expression: Expression) -> Counted | None:
    following = tokens.after(expression.end)
    if following is None:
        return None
    if expression.first.form == "multiple":
        return None  # "doubled its share price": the verb alone is the quantity
    phrase = None
    if following.lower_ == "of" and expression.kind != "multiple":
        phrase = noun_phrase(tokens.doc, following.i + 1)
    elif expression.kind in ("fraction", "multiple") and following.lower_ in (
        "the",
        "its",
        "their",
        "his",
        "her",
    ):
        phrase = noun_phrase(tokens.doc, following.i)
    return with_complement(phrase) if phrase else None


def _counted(text: str, tokens: Tokens, expression: Expression, number: Token) -> Counted | None:
    following = tokens.after(expression.end)
    if (
        expression.first.form == "vague"
        and expression.first.number == expression.first.start
        and (following is None or following.lower_ not in ("of", ","))
    ):
        return None  # "thousands flock to the races"
    if (
        following is not None
        and text[expression.end : following.idx] == ""
        and following.text in "-–"
        and following.i + 1 < len(tokens.doc)
    ):
        following = tokens.doc[following.i + 1]
        if (
            following.pos_ in ("NOUN", "PROPN", "ADJ")
            and not text[end_of(following) : end_of(following) + 1].isalpha()
        ):
            return Counted(following, following, following)
        return None
    return counted_noun(number, following)


def _is_no_quantity(
    text: str, tokens: Tokens, expression: Expression, number: Token, counted: Counted | None
) -> bool:
    """Whether a number turns out to be part of a name, a year, an enumeration or a pronoun."""
    figure = expression.first
    last = expression.last
    after_all = expression.unit.end if expression.unit else last.end
    if (
        after_all < len(text)
        and text[after_all].isalpha()
        and after_all == last.end
        and figure.form != "decade"
    ):
        return True  # "$20s", "9AB8"
    if (
        figure.form == "fraction"
        and expression.unit is None
        and _ORDINAL_LIKE.fullmatch(text, figure.start, figure.end)
    ):
        following = tokens.after(figure.end)
        return following is not None and following.pos_ in ("NOUN", "PROPN", "ADJ", "NUM")  # "a third term"
    if (
        figure.form == "multiple"
        and number.pos_ == "NOUN"
        and not expression.modified
        and number.lower_ in ("double", "doubles", "triple", "triples", "treble", "trebles")
    ):
        return True
    if (
        expression.kind == "score"
        and expression.unit is None
        and expression.value >= _SCORE_LIMIT
        and not figure.grouped
    ):
        return True  # "ISO 3888-2"
    if (
        expression.unit is not None
        or expression.kind is not None
        or figure.form in ("vague", "decade", "odds")
    ):
        return False
    if exclude.is_identifier(text, figure.number, last.end) and expression.high is None:
        return True
    if (
        figure.form == "digits"
        and exclude.is_year(text, figure.start, figure.end)
        and counted
        and counted.head.lemma_.lower() in _YEAR_NOUNS
    ):
        return True  # "below 2005 levels"
    plain = not figure.grouped and not expression.modified
    if not plain:
        return False
    if (
        counted is not None
        and counted.head.tag_ == "NNP"
        and counted.first.text[:1].isupper()
        and counted.first.i == number.i + 1
    ):
        return True  # "787 Dreamliner"
    word = exclude.word_before(text, figure.number)
    if (
        word
        and exclude.is_label(word)
        and (counted is None or word[0].isupper() or counted.partitive or counted.head.tag_ == "NN")
    ):
        return True
    if figure.form == "digits":
        if expression.high is None and exclude.is_year(text, figure.start, figure.end):
            return _is_year(text, figure.number, number, counted)
        if _in_name(text, figure.number, number, counted, word):
            return True
    elif text[figure.start].isupper() and _is_name_word(tokens.at(figure.start), counted):
        return True
    if expression.value == 1 and expression.high is None and figure.form == "words":
        return not _one_counts(text, number, counted)
    if (
        counted is None
        and figure.form == "words"
        and (
            word.lower() in ("those", "these")
            or _THE_TWO.search(text, max(0, figure.start - 14), figure.start)
        )
    ):
        return True  # "those two", a pronoun
    return False


_ORDINAL_LIKE = re.compile(r"an? (?!half|quarter)\w+th|a third", re.IGNORECASE)
_THE_TWO = re.compile(r"\b(?:between|of) the $", re.IGNORECASE)
_SCORE_LIMIT = 1000  # a vote of more would have its thousands separated
_YEARS_PLAUSIBLE = range(1900, 2036)
_YEAR_NOUNS = frozenset(
    ["level", "election", "game", "season", "census", "olympic", "figure", "price", "result", "rate", "poll", "model", "primary"]
)
_PERSONS = frozenset(
    ["person", "people", "man", "woman", "child", "boy", "girl", "victim", "soldier", "officer", "civilian", "passenger", "student", "worker", "voter", "adult", "kid"]
)
_ONE_BEFORE = frozenset(["just", "only", "with", "is", "was", "least", "than"])


def _is_year(text: str, start: int, number: Token, counted: Counted | None) -> bool:
    if int(text[start : start + 4]) not in _YEARS_PLAUSIBLE:
        return counted is None or exclude.is_year_preposition(exclude.word_before(text, start))
    if counted is None or counted.head.tag_ != "NNS" or counted.head.lemma_.lower() in _YEAR_NOUNS:
        return True
    if exclude.is_year_preposition(exclude.word_before(text, start)):
        return True
    if number.i == number.sent.start:
        return False
    return number.nbor(-1).pos_ not in ("VERB", "AUX") and (
        text[start + 2 : start + 4] != "00" or number.nbor(-1).pos_ in ("ADJ", "NOUN", "PROPN")
    )


def _in_name(text: str, start: int, number: Token, counted: Counted | None, word: str) -> bool:
    """Whether a capitalised word in front makes a number part of a name ("Stoxx 600", "iPhone 12")."""
    if number.i == number.sent.start or not word or text[start - 1] not in " \u00a0-":
        return False
    previous = number.nbor(-1)
    if (
        previous.lower_ in WEEKDAYS
        or previous.text == previous.lower_
        or (previous.is_sent_start and previous.pos_ != "PROPN")
    ):
        return False
    if counted is None or counted.head.tag_ != "NNS" or counted.first.tag_ == "NNP":
        return True
    return number.ent_iob_ == "I" and number.ent_type_ not in ("", "CARDINAL", "DATE", "QUANTITY")


def _is_name_word(number: Token, counted: Counted | None) -> bool:
    """Whether a capitalised number word belongs to a name ("Four Corners"); in headlines everything is capitalised."""
    if number.ent_type_ in ("ORG", "PRODUCT", "PERSON", "GPE", "FAC", "EVENT", "WORK_OF_ART", "LAW"):
        return True
    if number.is_sent_start or number.i == 0 or number.nbor(-1).is_punct or number.nbor(-1).is_space:
        return False
    previous = number.nbor(-1)
    if previous.text[:1].isupper() and not previous.is_sent_start:
        return (
            counted is None or counted.first.text[:1].islower()
        )  # "the Kick Six win"; all is capital in a headline
    return previous.text[:1].islower() and counted is not None and counted.first.text[:1].isupper()


def _one_counts(text: str, number: Token, counted: Counted | None) -> bool:
    """Whether "one" is a count ("just one sector", "one-term", "one person died") and no determiner ("said one source")."""
    if (
        counted is None
        or counted.partitive
        or any(t.like_num for t in number.doc[number.i + 1 : counted.head.i])
    ):
        return False
    if text[end_of(number) : end_of(number) + 1] == "-":
        return True
    if number.i and number.nbor(-1).lower_ in _ONE_BEFORE:
        return True
    return counted.head.lemma_.lower() in _PERSONS and counted.head.dep_ in ("nsubj", "nsubjpass", "dobj")

"""Puts a number expression and its syntax together: the noun it counts, the "of" phrase of a share.

"some 17 of his horses"       -> counts "his horses", head "horses"
"68 per cent of voters"       -> share of "voters"
"""

import re
from dataclasses import dataclass

from spacy.tokens import Token

from claimex import lexicon
from claimex.pipeline.quantities.expressions import Expression
from claimex.pipeline.quantities.extent import (
    Counted,
    Tokens,
    begins_sentence,
    counted_noun,
    noun_phrase,
    with_complement,
)

_OF_AGE = re.compile(r"\b(?:the|average|mean|median) age of[ \u00a0]$", re.IGNORECASE)
_DETERMINERS = frozenset(["the", "its", "their", "his", "her"])
_RULERS = frozenset(lexicon.load("counted")["rulers"])
_LARGE = 100  # nothing is compared with so many: "takes as much as 500 head" names a limit
_SHARES = frozenset(["percent", "fraction", "multiple"])


@dataclass(frozen=True, slots=True)
class Candidate:
    """A number expression in its sentence.

    Arguments:
        text: the document's text.
        tokens: its tokens.
        expression: what the text alone shows.
        number: the number's last token.
        counted: what the number counts; only where it has no unit.
        share: the phrase behind "of" (or "the") of a percentage, a fraction or a multiple.
    """

    text: str
    tokens: Tokens
    expression: Expression
    number: Token
    counted: Counted | None
    share: Counted | None

    @property
    def previous(self) -> Token | None:
        """The token in front of the number in its sentence."""
        return None if begins_sentence(self.number) else self.number.nbor(-1)


def is_of_age(text: str, start: int) -> bool:
    """Whether what begins here is an age: "at the age of nine"."""
    return _OF_AGE.search(text, max(0, start - len("average age of ") - 1), start) is not None


def candidate(text: str, tokens: Tokens, expression: Expression) -> Candidate:
    """Look up the syntax around an expression."""
    number = tokens.at(expression.last.end - 1)
    bare = expression.kind is None and not is_of_age(text, expression.start)
    counted = _counted(text, tokens, expression, number) if bare else None
    if counted is not None and not counted.partitive and _only_looks_modified(text, expression, counted):
        expression.start, expression.modified = expression.first.start, False
        expression.comparator = "~" if expression.first.approximate else "="
    share = _share(tokens, expression) if expression.kind in _SHARES else None
    return Candidate(text, tokens, expression, number, counted, share)


def _only_looks_modified(text: str, expression: Expression, counted: Counted) -> bool:
    """Whether what stands in front of a counted noun is no comparator.

    "weighs as much as two cows" compares with the cows, and "under two presidents" names who governed.
    """
    before = text[expression.start : expression.first.start].lower().rstrip(" \u00a0")
    if before == "as much as":
        return expression.value < _LARGE and not text.endswith("by ", 0, expression.start)
    return before == "under" and counted.head.lemma_.lower() in _RULERS


def _share(tokens: Tokens, expression: Expression) -> Counted | None:
    following = tokens.after(expression.end)
    if following is None or expression.first.form == "multiple":
        return None  # "doubled its share price": the verb alone is the quantity
    phrase = None
    if following.lower_ == "of" and expression.kind != "multiple":
        phrase = noun_phrase(tokens.doc, following.i + 1)
    elif expression.kind in ("fraction", "multiple") and following.lower_ in _DETERMINERS:
        phrase = noun_phrase(tokens.doc, following.i)
    return with_complement(phrase) if phrase else None


def _counted(text: str, tokens: Tokens, expression: Expression, number: Token) -> Counted | None:
    following = tokens.after(expression.end)
    if following is None:
        return None
    figure = expression.first
    vague = figure.form == "vague" and figure.number == figure.start
    if vague and following.lower_ not in ("of", ",", "more"):
        return None  # "thousands flock to the races"
    if following.tag_ == "POS":
        return None  # "HD 7924's planets"
    if text[expression.end] in "-–" and following.text in "-–" and following.i + 1 < len(tokens.doc):
        noun = tokens.doc[following.i + 1]  # "a three-judge panel"
        noun_like = noun.pos_ in ("NOUN", "PROPN", "ADJ") and noun.lower_ != "strong"  # "a 500-strong crowd"
        return Counted(noun, noun, noun) if noun_like else None
    return counted_noun(number, following)

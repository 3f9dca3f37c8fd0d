"""Says whether a quantity is the size of a reported rise or fall.

"Shares fell 3 % to $84." -> "down" for 3 %, None for $84, which is a level
"""

from typing import Literal

from spacy.tokens import Token

from claimex import lexicon
from claimex.pipeline.quantities.expressions import Expression
from claimex.pipeline.quantities.extent import Tokens

Direction = Literal["up", "down"]

_DATA = lexicon.load("changes")


def _table(name: str) -> dict[str, Direction]:
    return {word: way for way in ("up", "down") for word in _DATA[name][way]}


_PARTICLES, _VERBS, _NOUNS = _table("particles"), _table("verbs"), _table("nouns")
_NEUTRAL = frozenset(_DATA["verbs"]["neutral"])
_MEASURED = frozenset(_DATA["verbs"]["measured"])
_SUMS = frozenset(_DATA["verbs"]["sums"])
_SIZES = frozenset(["percent", "money"])
_SKIPPED = frozenset(_DATA["verbs"]["skipped"])
_REACH = 3  # tokens that may stand between the word of change and the number ("fell sharply by another 3 %")


def direction(tokens: Tokens, expression: Expression, end: int) -> Direction | None:
    """The direction of the change that a quantity measures, or None if it measures none.

    Arguments:
        tokens: the document's tokens.
        expression: the quantity.
        end: where its expression ends.
    """
    if (
        expression.kind
        not in (
            None,
            "percent",
            "money",
            "fraction",
            "rate",
            "multiple",
            "other",
            "length",
            "mass",
            "area",
            "volume",
            "temperature",
        )
        or expression.comparator == "score"
    ):
        return None
    if expression.first.form == "multiple" or (
        expression.comparator == "range" and expression.value != expression.first.value
    ):
        return None
    if (
        expression.comparator == "range"
        and tokens.doc.text[expression.start : expression.start + 4].lower() == "from"
    ):
        return None  # two levels
    first = tokens.at(expression.start)
    if expression.modified and first.lower_ in ("above", "below", "under"):
        return None  # "fell below 13 cents" names a level
    if expression.unit is not None and expression.unit.hyphenated:
        return _noun_behind(tokens, expression, end)
    return _before(first, expression) or _noun_behind(tokens, expression, end) or _noun_before(first)


def _before(first: Token, expression: Expression) -> Direction | None:
    """The direction that a verb or particle in front of the number gives it."""
    doc, at, steps = first.doc, first.i - 1, 0
    while at >= first.sent.start and steps < _REACH and doc[at].lower_ in _SKIPPED:
        at -= 1
        steps += 1
    if at < first.sent.start:
        return None
    word = doc[at]
    if word.lower_ in _PARTICLES:
        return _particle(word)
    if word.pos_ == "ADV" and at > first.sent.start and word.lower_ not in ("not", "never"):
        word = doc[at - 1]
    return _verb(word, expression)


def _particle(word: Token) -> Direction | None:
    """The direction of "up" or "down" in front of a number; "set up 3 camps" has none."""
    if word.i == word.sent.start:
        return _PARTICLES[word.lower_]
    previous = word.nbor(-1)
    lemma = previous.lemma_.lower()
    if previous.pos_ in ("VERB", "AUX") and lemma != "be" and lemma not in _NEUTRAL and lemma not in _VERBS:
        return None
    if word.lower_ == "off" and lemma != "be" and previous.pos_ != "PUNCT":
        return None
    return _PARTICLES[word.lower_]


def _verb(word: Token, expression: Expression) -> Direction | None:
    lemma = word.lemma_.lower()
    if (
        lemma not in _VERBS
        or word.pos_ not in ("VERB", "NOUN", "ADJ", "PROPN")
        or (lemma in ("edge", "inch") and word.pos_ == "NOUN")
    ):
        return None
    measured = (expression.unit is not None and expression.unit.kind in _SIZES) or (
        expression.unit is not None and expression.unit.name in ("point", "percentage point")
    )
    if (
        lemma in _SUMS
        and expression.unit is not None
        and expression.unit.kind == "money"
        and expression.first.magnitude
    ):
        return None  # "lost $5 million" is no fall
    if (
        lemma in _MEASURED
        and not measured
        and (expression.unit is None or expression.unit.kind == "duration")
    ):
        return None
    if word.tag_ == "VBN" and word.dep_ == "amod":
        return None
    return _VERBS[lemma]


def _noun_behind(tokens: Tokens, expression: Expression, end: int) -> Direction | None:
    """ "a 7 % drop in exports"."""
    following = tokens.after(max(end, expression.end))
    for _ in range(2):
        if following is None or (following.is_punct and following.text != "-"):
            return None
        lemma = following.lemma_.lower()
        if (
            following.pos_ == "NOUN"
            and lemma in _NOUNS
            and expression.kind in ("percent", "money", "other", "length", "mass")
        ):
            return _NOUNS[lemma]
        if following.pos_ not in ("ADJ", "NOUN", "PROPN") and following.text != "-":
            return None
        following = following.nbor(1) if following.i + 1 < len(following.doc) else None
    return None


def _noun_before(first: Token) -> Direction | None:
    """ "an increase of 60,600 jobs", "a drop of 3 %"."""
    if first.i - 2 < first.sent.start or first.nbor(-1).lower_ != "of":
        return None
    noun = first.nbor(-2)
    lemma = noun.lemma_.lower()
    return (
        _NOUNS[lemma]
        if noun.pos_ == "NOUN" and lemma in _NOUNS and lemma not in ("loss", "cut", "growth")
        else None
    )

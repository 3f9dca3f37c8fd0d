"""Says whether a quantity is the size of a reported rise or fall.

"Shares fell 3 % to $84." -> "down" for 3 %, None for $84, which is a level
"""

from typing import Literal

from spacy.tokens import Token

from claimex import lexicon
from claimex.pipeline.quantities.expressions import Expression
from claimex.pipeline.quantities.extent import Tokens, begins_sentence, start_within

Direction = Literal["up", "down"]

_DATA = lexicon.load("changes")


def _table(name: str) -> dict[str, Direction]:
    return {word: way for way in ("up", "down") for word in _DATA[name][way]}


_PARTICLES, _VERBS, _NOUNS = _table("particles"), _table("verbs"), _table("nouns")
_NEUTRAL = frozenset(_DATA["verbs"]["neutral"])
_MEASURED = frozenset(_DATA["verbs"]["measured"])
_SUMS = frozenset(_DATA["verbs"]["sums"])
_SKIPPED = frozenset(_DATA["verbs"]["skipped"])
_MOTION = frozenset(_DATA["verbs"]["motion"])
_TIED = frozenset(["percent", "money"])  # kinds whose noun of change may stand apart
_TIES = frozenset(["in", "to", "for", "on"])  # between a noun of change and what changes
_WITHIN = frozenset(["NOUN", "PROPN", "ADJ", "DET", "PRON", "PART", "CCONJ"])
_NOUN_REACH = 8  # tokens from a noun of change to the "of" of its size
_POSITIONS = _table("behind")
_AMOUNTS = frozenset(_DATA["nouns"]["amounts"])
_REACH = 3  # tokens that may stand between the word of change and the number ("fell sharply by another 3 %")
_BEFORE_NOUN = 3  # tokens from a percentage to its noun ("a 7 % share price rise")
_CLIMB = 4  # steps up the tree from "by" to its verb: "reduced the number of cows by a third"
_LEVELS = frozenset(["above", "below", "under"])  # "fell below 13 cents" names a level
# what may follow "higher": neither a noun nor the "than" of a comparison between two things
_STANDING_BEHIND = frozenset(_DATA["behind"]["followed"])
_UNCHANGING = frozenset(["age", "duration", "score", "count", "speed"])
_BEHIND = frozenset(
    ["percent", "money", "other", "length", "mass"]
)  # kinds that stand in front of "drop", "rise"


def direction(tokens: Tokens, expression: Expression, end: int) -> Direction | None:
    """The direction of the change that a quantity measures, or None if it measures none.

    Arguments:
        tokens: the document's tokens.
        expression: the quantity.
        end: where its expression ends.
    """
    first = tokens.at(expression.start)
    if (
        expression.kind in _UNCHANGING
        or expression.first.form == "multiple"
        or expression.comparator == "score"
    ):
        return None
    if expression.comparator == "range" and (
        first.lower_ == "from" or expression.value != expression.first.value
    ):
        return None  # two levels: "from 20 to 12 per cent"
    if expression.modified and first.lower_ in _LEVELS:
        return None
    behind = _noun_behind(tokens, expression, end)
    if expression.unit is not None and (
        expression.unit.hyphenated or _modifies_noun(tokens, expression, end)
    ):
        return behind
    return (
        _before(first, expression)
        or _by(first, expression)
        or behind
        or _noun_before(first, expression)
        or (_position(tokens, end) if expression.unit is not None and expression.kind != "length" else None)
    )


def _before(first: Token, expression: Expression) -> Direction | None:
    """The direction that a verb or particle in front of the number gives it."""
    doc, at, start = first.doc, first.i - 1, start_within(first, _REACH + 3)
    while at >= start and first.i - at <= _REACH and doc[at].lower_ in _SKIPPED:
        at -= 1
    if at > start and doc[at].lower_ == "value" and doc[at - 1].lower_ == "in":
        at -= 2  # "rose in value by 5 %"
    if at < start:
        return None
    word = doc[at]
    if word.lower_ in _PARTICLES:
        return _particle(word)
    if word.pos_ == "ADV" and at > start and word.lower_ not in ("not", "never"):
        word = doc[at - 1]
    return _verb(word, expression)


def _by(first: Token, expression: Expression) -> Direction | None:
    """The direction that a verb gives to what follows its object: "cut emissions by 20 per cent"."""
    before = first.doc[start_within(first, _REACH) : first.i]
    by = next((token for token in before if token.lower_ == "by"), None)
    if by is None or (expression.unit is None and expression.kind != "fraction"):
        return None
    if any(t.lower_ not in _SKIPPED for t in first.doc[by.i + 1 : first.i]):
        return None
    for ancestor, _ in zip(by.ancestors, range(_CLIMB), strict=False):
        if ancestor.pos_ == "VERB":
            return _VERBS.get(ancestor.lemma_.lower())
        if ancestor.pos_ not in ("NOUN", "PROPN", "ADP"):
            return None
        if ancestor.lemma_.lower() in _NOUNS:
            return _NOUNS[ancestor.lemma_.lower()]
    return None


def _particle(word: Token) -> Direction | None:
    """The direction of "up" or "down" in front of a number; "set up 3 camps" has none."""
    way = _PARTICLES[word.lower_]
    if begins_sentence(word):
        return way
    previous = word.nbor(-1)
    lemma = previous.lemma_.lower()
    if word.lower_ == "off" and lemma != "be" and previous.pos_ != "PUNCT":
        return None
    changes = lemma == "be" or lemma in _NEUTRAL or lemma in _VERBS
    return way if changes or previous.pos_ not in ("VERB", "AUX") else None


def _verb(word: Token, expression: Expression) -> Direction | None:
    """The direction that a verb of change gives its number; some do so with some units only."""
    lemma, unit = word.lemma_.lower(), expression.unit
    if lemma not in _VERBS or word.pos_ not in ("VERB", "NOUN", "ADJ", "PROPN"):
        return None
    if (lemma in ("edge", "inch") and word.pos_ == "NOUN") or (word.tag_ == "VBN" and word.dep_ == "amod"):
        return None
    if lemma in _MOTION and unit is not None and unit.kind == "length":
        return None
    if lemma in _SUMS and unit is not None and unit.kind == "money" and expression.first.magnitude:
        return None  # "lost $5 million" is no fall
    return None if lemma in _MEASURED and unit is None else _VERBS[lemma]


def _modifies_noun(tokens: Tokens, expression: Expression, end: int) -> bool:
    """Whether a measure stands in front of a noun ("added a 30 degree slope")."""
    following = tokens.after(end)
    return expression.kind not in ("percent", "money") and following is not None and following.pos_ == "NOUN"


def _noun_behind(tokens: Tokens, expression: Expression, end: int) -> Direction | None:
    """ "a 7 % drop in exports"."""
    following = tokens.after(max(end, expression.end))
    first = tokens.at(expression.start)
    # in "a 20 per cent cut" the last word is a noun, however it was tagged
    given = not begins_sentence(first) and first.nbor(-1).pos_ == "DET"
    for _ in range(_BEFORE_NOUN):
        if following is None or expression.kind not in _BEHIND:
            return None
        if (following.pos_ == "NOUN" or given) and following.lemma_.lower() in _NOUNS:
            return _NOUNS[following.lemma_.lower()]
        if following.pos_ not in ("ADJ", "NOUN", "PROPN") and following.text != "-":
            return None
        following = following.nbor(1) if following.i + 1 < len(following.doc) else None
    return None


def _noun_before(first: Token, expression: Expression) -> Direction | None:
    """ "an increase of 60,600 jobs", "a drop of 3 %"."""
    if first.i - 2 < start_within(first, 2) or first.nbor(-1).lower_ != "of":
        return None
    noun = _tied_noun(first.nbor(-1)) if expression.kind in _TIED else first.nbor(-2)
    lemma = noun.lemma_.lower()
    if expression.kind == "length" and noun.tag_ == "NNS":
        return None  # "falls of 50 millimetres" of rain
    return _NOUNS.get(lemma) if noun.pos_ == "NOUN" and lemma not in _AMOUNTS else None


def _tied_noun(of: Token) -> Token:
    """The noun that "of" and its size belong to: also in "a cut to the school budget | of $2 million"."""
    noun, start = of.nbor(-1), start_within(of, _NOUN_REACH)
    if noun.lemma_.lower() in _NOUNS:
        return noun
    before = [token for token in of.doc[start : of.i] if token.pos_ == "NOUN"]
    change = next((token for token in reversed(before) if token.lemma_.lower() in _NOUNS), None)
    if change is None or change.nbor(1).lower_ not in _TIES:
        return noun
    between = of.doc[change.i + 2 : of.i]
    return noun if any(token.pos_ not in _WITHIN for token in between) else change


def _position(tokens: Tokens, end: int) -> Direction | None:
    """ "closed 20 points down", "is 5 per cent higher"; but "24 per cent higher risk" only compares."""
    word = tokens.after(end)
    if word is None or word.lower_ not in _POSITIONS:
        return None
    following = word.nbor(1) if word.i + 1 < len(word.doc) else None
    if following is None or following.is_punct or following.is_space or following.lower_ in _STANDING_BEHIND:
        return _POSITIONS[word.lower_]
    return None

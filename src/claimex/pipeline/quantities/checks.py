"""Tells from the syntax what is no quantity after all, and which bare number is an age.

"the Stoxx 600 index", "in front of those two", "said one source"  -> no quantity
"Tom Young, 30, said"                                              -> an age
"""

import re

from spacy.tokens import Token

from claimex import lexicon
from claimex.pipeline.quantities import exclude
from claimex.pipeline.quantities.candidates import Candidate, is_of_age
from claimex.pipeline.quantities.extent import Counted, end_of, is_collective, start_within

_NOUNS = lexicon.load("counted")
_YEAR_NOUNS = frozenset(_NOUNS["year_nouns"])
_PERSONS = frozenset(_NOUNS["persons"])
_SOMEBODY = frozenset(_NOUNS["somebody"])
_BEFORE_ONE = frozenset(_NOUNS["before_one"])
_TALLIES = frozenset(_NOUNS["tallies"])
_TIMES = frozenset(_NOUNS["times"])
_MULTIPLE_NOUNS = frozenset(_NOUNS["multiple_nouns"])

_TOLD_IN_TENS = frozenset(_NOUNS["told_in_tens"])
_BEFORE_DECADE = frozenset(["the", "in", "since", "until", "from", "by"])
_PART_OF_DECADE = re.compile(r"(?:early|mid|late)\b", re.IGNORECASE)
_FIRST_DECADE = 50  # "the mid-30s" are a temperature, a price or a share

_ORDINAL_LIKE = re.compile(r"an? (?!half|quarter)\w+th|a third", re.IGNORECASE)
_BETWEEN_THE = re.compile(r"\b(between|of) the $", re.IGNORECASE)  # "between the two", "of the two"
_BETWEEN_MARKS = re.compile(
    r",\s\d+(?:[,;]|\.?\s*(?:\n|$))|\(\d+\)"
)  # "Young, 30, said"; a caption ends behind it
_AT_AGE = re.compile(r"\b(?:dies?|died|dead) at[ \u00a0]$", re.IGNORECASE)
_IN_THEIR = re.compile(r"\bin (?:my|your|his|her|our|their)[ \u00a0]$", re.IGNORECASE)
_THOSE = re.compile(r"\b(?:those|anyone|everyone|people)[ \u00a0]$", re.IGNORECASE)
_CHILDREN = re.compile(r"\b(?:children|kids|infants)[ \u00a0]$", re.IGNORECASE)
_YOUNGER = re.compile(r"(?:younger|older) than\b", re.IGNORECASE)
_SCORE_LIMIT = 1000  # the votes of a larger body are written with separators; "ISO 3888-2" is no score
_CODE = re.compile(r"[A-Za-z]\d+[-–]$")  # what a code goes on behind: "SCP2-173m"
_LIST_NUMBER = re.compile(r"(?:^|[\s:;])\d{1,2}[ \u00a0]?\)")
_OF_NAME = re.compile(r"[A-Z]\w+[ \u00a0]of[ \u00a0]$")  # "the Constitution of 1780"
_YEARS = range(1900, 2101)  # four digits in it are a year unless the syntax says otherwise
_SMALLEST_MODEL = 100  # "a 12 page document" counts its pages
_GROWN = 10  # one digit behind a name belongs to it ("Henry 8 was")
_OLDEST = 115  # years that a person in the news may have
_NAMES = frozenset(["ORG", "PRODUCT", "PERSON", "GPE", "NORP", "FAC", "EVENT", "WORK_OF_ART", "LAW"])


def is_quantity(candidate: Candidate) -> bool:
    """Whether a number expression counts or measures something and is no name, year or pronoun."""
    expression, figure = candidate.expression, candidate.expression.first
    if _sticks_to_letters(candidate) or _is_ordinal(candidate) or _is_list_number(candidate):
        return False
    if figure.form == "multiple" and not expression.modified and candidate.number.lower_ in _MULTIPLE_NOUNS:
        return _is_multiple(candidate)
    if expression.kind == "score" and expression.unit is None and expression.value >= _SCORE_LIMIT:
        return figure.grouped
    if figure.form == "decade":
        return not _is_decade_of_years(candidate)
    if expression.unit is not None or expression.kind is not None:
        return True
    if figure.form == "vague":
        first = candidate.tokens.at(figure.start)
        title = first.is_title and not first.is_sent_start
        return candidate.counted is not None or not title  # "the series ''Billions''"
    return not _is_name(candidate) and not _is_year(candidate) and not _is_pronoun(candidate)


def is_age(candidate: Candidate) -> bool:
    """Whether a bare number is somebody's age: "Tom Young, 30, said", "voters under 29"."""
    expression, figure, number = candidate.expression, candidate.expression.first, candidate.number
    text, start = candidate.text, expression.start
    if is_of_age(text, start) or _YOUNGER.match(text, start):
        return candidate.counted is None
    if _is_bounded_age(candidate):
        return True
    if figure.form == "decade":
        return _IN_THEIR.search(text, max(0, start - 9), start) is not None  # "in their mid-30s"
    if expression.high is not None or figure.form != "digits" or figure.grouped:
        return False
    if not 0 < expression.value <= _OLDEST:
        return False
    if _is_age_without_commas(candidate) or _is_predicated_age(candidate):
        return True
    if candidate.counted is None and _AT_AGE.search(text, max(0, start - 10), start):
        return True
    if expression.modified:
        before = [t for t in number.doc[start_within(number, 3) : number.i] if t.idx < expression.start]
        return expression.comparator != "~" and bool(before) and before[-1].lemma_.lower() in _PERSONS
    if number.i < 2 or number.nbor(-2).pos_ != "PROPN":
        return False
    return _BETWEEN_MARKS.match(candidate.text, number.nbor(-1).idx) is not None


def _is_bounded_age(candidate: Candidate) -> bool:
    """Whether a limit or range is an age by who stands before it: "those over 60", "children under five"."""
    expression, text, start = candidate.expression, candidate.text, candidate.expression.start
    bounded = expression.modified or expression.high is not None
    if not bounded or candidate.counted is not None or expression.comparator == "~":
        return False
    if _THOSE.search(text, max(0, start - 9), start):
        return not expression.first.grouped and _GROWN < expression.value <= _OLDEST
    return expression.value <= _GROWN and _CHILDREN.search(text, max(0, start - 9), start) is not None


def _is_age_without_commas(candidate: Candidate) -> bool:
    """Whether a number between a person's full name and a verb is an age: "Ann Lee 44 has left"."""
    expression, previous = candidate.expression, candidate.previous
    following = candidate.tokens.after(expression.end)
    if previous is None or following is None or not _GROWN <= expression.value <= _OLDEST:
        return False
    named = previous.ent_type_ == "PERSON" and previous.i > 0 and previous.nbor(-1).ent_type_ == "PERSON"
    return named and following.pos_ in ("VERB", "AUX")


def _is_predicated_age(candidate: Candidate) -> bool:
    """Whether a bare number says how old somebody is: "She is 45", "before they turned 18"."""
    number = candidate.number
    if candidate.expression.modified or candidate.counted is not None or number.head.i > number.i:
        return False
    if number.head.lemma_ == "turn":
        return True
    subjects = {child.lower_ for child in number.head.children if child.dep_ == "nsubj"}
    return number.head.lemma_ == "be" and not subjects.isdisjoint(_SOMEBODY)


def _is_decade_of_years(candidate: Candidate) -> bool:
    """Whether "the late 90s" are years: no possessive makes them an age, nothing told in tens is near."""
    expression, sentence = candidate.expression, candidate.number.sent
    if expression.value < _FIRST_DECADE or not _PART_OF_DECADE.match(candidate.text, expression.start):
        return False
    before = exclude.word_before(candidate.text, expression.start).lower()
    return before in _BEFORE_DECADE and not any(token.lower_ in _TOLD_IN_TENS for token in sentence)


def _is_multiple(candidate: Candidate) -> bool:
    """Whether "double" multiplies: not in "bass and treble", "a double-pane window", "double knotted"."""
    following = candidate.tokens.after(candidate.expression.end)
    if candidate.number.pos_ == "NOUN" or candidate.text.startswith("-", candidate.expression.end):
        return False
    if following is not None and following.tag_ == "VBN":
        return False
    return candidate.number.pos_ == "VERB" or following is None or following.pos_ not in ("NOUN", "PROPN")


def _sticks_to_letters(candidate: Candidate) -> bool:
    """Whether the number goes on as a word: "$20s", "9AB8"; or sticks to one: "EB-5"."""
    expression, text = candidate.expression, candidate.text
    end = expression.unit.end if expression.unit else expression.last.end
    if _CODE.search(text, max(0, expression.start - 6), expression.start):
        return True
    if end == expression.last.end and text[end : end + 1].isalpha() and expression.first.form != "decade":
        return True
    alone = expression.unit is None and expression.kind is None and expression.high is None
    return (
        alone
        and expression.first.form != "decade"
        and exclude.is_identifier(text, expression.first.number, expression.last.end)
    )


def _is_list_number(candidate: Candidate) -> bool:
    """Whether the number counts the points of a list: "1) a roof, 2) a wall"; "(page 2)" closes a bracket."""
    text, start = candidate.text, candidate.expression.start
    if candidate.expression.unit is not None or not _LIST_NUMBER.match(text, max(0, start - 1)):
        return False
    line = text.rfind("\n", 0, start) + 1
    return text.count("(", line, start) <= text.count(")", line, start)


def _is_ordinal(candidate: Candidate) -> bool:
    """Whether what looks like a fraction is an ordinal: "a third term"."""
    expression, figure = candidate.expression, candidate.expression.first
    if figure.form != "fraction" or expression.unit is not None:
        return False
    following = candidate.tokens.after(figure.end)
    ordinal = _ORDINAL_LIKE.fullmatch(candidate.text, figure.start, figure.end) is not None
    return ordinal and following is not None and following.pos_ in ("NOUN", "PROPN", "ADJ", "NUM")


def _is_name(candidate: Candidate) -> bool:
    """Whether the number names something: "787 Dreamliner", "Section 427", "iPhone 12", "Four Corners"."""
    expression, figure, counted = candidate.expression, candidate.expression.first, candidate.counted
    if figure.grouped or expression.modified:
        return False
    if counted is not None and counted.head.tag_ == "NNP" and _begins_name(candidate, counted):
        return True
    if counted is not None and _is_model(candidate, counted):
        return True
    label = exclude.word_before(candidate.text, figure.number)
    singular = counted is None or counted.partitive or counted.head.tag_ == "NN"
    if label and exclude.is_label(label) and (singular or label[0].isupper()):
        return True
    if figure.form == "digits":
        return not _may_be_year(candidate) and bool(label) and _follows_name(candidate)
    first = candidate.tokens.at(figure.start)
    return first.text[:1].isupper() and _is_capitalised_name(first, candidate)


def _is_model(candidate: Candidate, counted: Counted) -> bool:
    """Whether three digits or more number a single thing: "the 457 visa", "a 747 jet"."""
    figure = candidate.expression.first
    if figure.form != "digits" or figure.value < _SMALLEST_MODEL or counted.partitive:
        return False
    if candidate.text.startswith("-", candidate.expression.last.end):
        return False  # "a 100-page report"
    return counted.first.i == counted.head.i and counted.head.tag_ == "NN" and not is_collective(counted.head)


def _begins_name(candidate: Candidate, counted: Counted) -> bool:
    """Whether a name in the singular goes on behind the number ("787 Dreamliner", "Zero Hedge")."""
    figure, following = candidate.expression.first, candidate.tokens.after(candidate.expression.end)
    if following is None or following.i != counted.first.i or not following.text[:1].isupper():
        return False
    capital = candidate.text[figure.start].isupper() and not counted.head.text.endswith("s")
    return figure.form == "digits" or capital


def _follows_name(candidate: Candidate) -> bool:
    """Whether a capitalised word in front makes digits part of a name ("Stoxx 600", "iPhone 12")."""
    previous, counted, number = candidate.previous, candidate.counted, candidate.number
    if previous is None or candidate.text[candidate.expression.first.number - 1] not in " \u00a0-":
        return False
    if previous.lower_ in _TIMES or previous.text == previous.lower_:
        return False
    if previous.is_sent_start and previous.pos_ != "PROPN":
        return False
    if _is_age_without_commas(candidate):
        return False
    if counted is None or counted.head.tag_ != "NNS" or counted.first.tag_ == "NNP":
        return True
    if counted.first.text[:1].isupper() and counted.first.tag_ == "NN" and counted.head.text.islower():
        return True  # "iPhone 11 Pro cameras"
    return number.ent_iob_ == "I" and number.ent_type_ in _NAMES


def _is_capitalised_name(first: Token, candidate: Candidate) -> bool:
    """Whether a capitalised number word belongs to a name; in a headline everything is capitalised."""
    if first.ent_type_ in _NAMES:
        return True
    previous, counted = candidate.previous, candidate.counted
    if previous is None or previous.is_punct or previous.is_space:
        return False
    if previous.text[:1].isupper() and not previous.is_sent_start:
        return counted is None or counted.first.text[:1].islower()  # "the Kick Six win"
    return not previous.text[:1].isupper() and counted is not None and counted.first.text[:1].isupper()


def _may_be_year(candidate: Candidate) -> bool:
    figure = candidate.expression.first
    return candidate.expression.high is None and exclude.is_year(candidate.text, figure.start, figure.end)


def _is_year(candidate: Candidate) -> bool:
    """Whether four digits are a year: "below 2005 levels", "the 1918 outbreak", but "killed 2000 people"."""
    figure, counted = candidate.expression.first, candidate.counted
    if figure.form != "digits" or not _may_be_year(candidate):
        return False
    lemma = counted.head.lemma_.lower() if counted is not None else ""
    if lemma in _YEAR_NOUNS:
        return True
    if candidate.expression.modified and candidate.expression.comparator != "~":
        return False
    if candidate.expression.modified and figure.value not in _YEARS:
        return counted is None  # "before about 1750", but "about 1750 sheep"
    if exclude.is_year_preposition(exclude.word_before(candidate.text, figure.number)):
        return True
    if counted is None and figure.value not in _YEARS:
        return _OF_NAME.search(candidate.text, max(0, figure.start - 30), figure.start) is not None
    if counted is None or counted.head.tag_ != "NNS" or counted.first.pos_ == "PROPN":
        return True
    if candidate.expression.modified or figure.value not in _YEARS:
        return False
    previous = candidate.previous
    if previous is None or previous.pos_ in ("VERB", "AUX"):
        return False
    return figure.value % 100 != 0 or previous.pos_ in ("ADJ", "NOUN", "PROPN")


def _is_pronoun(candidate: Candidate) -> bool:
    """Whether a number word stands for persons or things named before, or "one" is a determiner."""
    expression, figure, counted = candidate.expression, candidate.expression.first, candidate.counted
    if figure.form != "words" or expression.modified or expression.high is not None:
        return False
    if expression.value == 1:
        return not _one_counts(candidate)
    if counted is not None:
        return False
    word = exclude.word_before(candidate.text, figure.number).lower()
    window = max(0, figure.start - 14)
    if of_the := _BETWEEN_THE.search(candidate.text, window, figure.start):
        return figure.value == 2 or of_the.group(1).lower() == "between"  # "none of the four" counts them
    return word in ("those", "these")


def _one_counts(candidate: Candidate) -> bool:
    """Whether "one" is a count: "just one sector", "one-term", "one person died", "one ewe and two lambs"."""
    counted, number = candidate.counted, candidate.number
    if counted is None or counted.partitive:
        return False
    if any(token.like_num for token in number.doc[number.i + 1 : counted.head.i]):
        return False
    if candidate.text.startswith("-", end_of(number)):
        return True
    if candidate.previous is not None and candidate.previous.lower_ in _BEFORE_ONE:
        return True
    if counted.head.lemma_.lower() in _TALLIES or _beside_a_number(counted.head):
        return True
    return counted.head.lemma_.lower() in _PERSONS and counted.head.dep_ in ("nsubj", "nsubjpass", "dobj")


def _beside_a_number(noun: Token) -> bool:
    """Whether a noun is coordinated with another that is counted: "one load or up to two loads"."""
    others = (child for conjunct in noun.conjuncts for child in conjunct.children)
    return any(child.dep_ == "nummod" and child.lower_ != "one" for child in others)

"""Finds what a quantity counts or measures.

"The price of wheat fell 3 %." -> "The price of wheat"
"a two-day strike"             -> "strike"
"""

from spacy.tokens import Span, Token

from claimex import lexicon
from claimex.pipeline.annotations import Region
from claimex.pipeline.quantities.candidates import Candidate, is_of_age
from claimex.pipeline.quantities.extent import (
    begins_sentence,
    in_one_sentence,
    noun_phrase,
    start_within,
    with_complement,
)
from claimex.pipeline.quantities.governors import (
    SUBJECTS,
    climb,
    governed,
    is_aside,
    is_spending,
    is_time,
    measured_subject,
    purpose,
    whole,
)
from claimex.pipeline.quantities.phrases import (
    PARTS,
    completed,
    has_quantity,
    is_total,
    phrase_at,
    span_of,
    trimmed,
)

_LEXICON = lexicon.load("about")
_BETWEEN = frozenset(_LEXICON["between"])
_DIRECTIONS = frozenset(_LEXICON["directions"])
_NOUNS_OF_CHANGE = lexicon.load("changes")["nouns"]
# "a $5m loss in the mill" is the mill's, "a 5 % rise in the price" is one of the price
_CHANGES = frozenset([*_NOUNS_OF_CHANGE["up"], *_NOUNS_OF_CHANGE["down"]]) - {"loss"}

_SETTINGS = ("in", "on", "since", "during", "of", "from")
_SHARES = ("percent", "fraction")
_REACH = 80  # tokens in front of a share in which its whole may have been named
_NAME = frozenset(["PROPN"])
_MODIFIERS = frozenset(["NOUN", "ADJ", "DET", "PRON", "PART", "NUM"])


def about(number: Candidate, end: int) -> Region | None:
    """The region of what is counted or measured, or None.

    Arguments:
        number: the quantity with its syntax.
        end: where its expression ends.
    """
    span = _phrase(number, end)
    thing = None if span is None else trimmed(span, number.number)
    if thing is not None and number.expression.kind not in ("length", "duration"):
        thing = _changed(thing[-1], number.tokens.after(end)) or thing
    if thing is None and number.expression.kind in _SHARES:
        thing = _whole_before(number.tokens.at(number.expression.start))
    if thing is None:
        return None
    if (
        number.counted
        or number.share
        or thing.start_char < number.expression.start
        or not _touches(thing, end)
    ):
        thing = completed(thing)  # but "a $5 fine | and a warning"
    return Region(start=thing.start_char, end=thing.end_char)


def _touches(thing: Span, end: int) -> bool:
    """Whether only a space or a hyphen stands between a quantity and the phrase behind it."""
    return thing.start_char - end <= 1


def _phrase(number: Candidate, end: int) -> Span | None:
    """The phrase that names the thing, as the syntax has it: it stands at the quantity or governs it."""
    return _compounded(number, end) or _before(number, end) or _behind(number, end) or _around(number, end)


def _compounded(number: Candidate, end: int) -> Span | None:
    """The noun of a compound with the number: "a three-stage plan" has stages, but is about the plan."""
    counted = number.counted
    if counted is None or "-" not in number.text[number.expression.last.end : counted.first.idx]:
        return None
    return _modified_noun(counted.head, number.tokens.after(end))


def _before(number: Candidate, end: int) -> Span | None:
    """Who or what an age, a distance or a share of votes is told behind."""
    expression = number.expression
    if expression.kind is None and number.counted is None and (person := _apposed(number.previous)):
        return person  # "Tom Young, 30, said"
    bearer = _bearer(number, end)
    if bearer is None and is_of_age(number.text, expression.start):
        age = number.tokens.at(expression.start - len("age of "))
        return governed(age, age.i, "age")
    return bearer


def _behind(number: Candidate, end: int) -> Span | None:
    """What the number counts, is a share of, or stands in front of."""
    tokens, expression = number.tokens, number.expression
    phrase = number.share or (with_complement(number.counted) if number.counted else None)
    if phrase is not None:
        return span_of(phrase)
    inside = tokens.after(expression.end)
    if inside is not None and inside.lower_ == "of" and inside.idx < end:
        return phrase_at(tokens.doc, inside.i + 1)  # "9 tons of salt a day"
    following = tokens.after(end)
    if following is None:
        return None
    thing = None
    if following.lower_ == "of" and expression.kind != "duration":
        thing = phrase_at(tokens.doc, following.i + 1)
    elif expression.kind == "money" and following.tag_ == "VBN" and is_spending(following):
        thing = purpose(following, following)  # "$2m allocated for roads"
    elif expression.kind == "money":
        thing = _form(following)
    return thing or _modified_noun(_head(number), following)


def _around(number: Candidate, end: int) -> Span | None:
    """What the number's verb or noun tells it of."""
    tokens, expression, kind = number.tokens, number.expression, number.expression.kind
    head, following = _head(number), tokens.after(end)
    if kind == "duration" and (task := _task(head)):
        return task
    verb = _own_verb(head, expression.start, end)
    if verb is not None and kind == "money":
        return purpose(verb, verb) if is_spending(verb) else None  # "$2m was spent on roads"
    subject = governed(head, tokens.at(expression.start).i, kind)
    if verb is not None and subject is not None and not has_quantity(subject):
        # "The miners met and 40 left", but "The vote was close: 40 percent said yes", "We met and 40 left"
        goes_on = verb.dep_ == "conj" and kind not in _SHARES and subject[0].tag_ != "PRP"
        return subject if goes_on else None
    if subject is None and following is not None and kind == "money" and following.lower_ == "for":
        return phrase_at(tokens.doc, following.i + 1)  # "There will be $2m for roads"
    return subject and measured_subject(subject, kind)


def _head(number: Candidate) -> Token:
    """The token of the number that the syntax goes on from."""
    expression = number.expression
    return number.tokens.at(max(expression.first.number, expression.last.end - 1))


def _own_verb(head: Token, start: int, end: int) -> Token | None:
    """The verb whose subject the quantity itself is: "A third objected", "40 percent chose tea"."""
    while head.head.i != head.i and start <= head.head.idx < end:
        head = head.head
    return head.head if head.dep_ in SUBJECTS else None


def _task(time: Token) -> Span | None:
    """What takes a time: "It took two years to mend the roof"."""
    verb = next((ancestor for ancestor in climb(time) if ancestor.pos_ == "VERB"), None)
    if verb is None or verb.lemma_ != "take" or all(child.lower_ != "it" for child in verb.lefts):
        return None
    for task in verb.rights:
        if task.dep_ in ("xcomp", "advcl", "ccomp") and task.left_edge.lower_ == "to" and task.i > time.i:
            return time.doc[task.left_edge.i : task.right_edge.i + 1]
    return None


def _form(link: Token) -> Span | None:
    """What a sum of money comes in: "$2m in fines", but "$2m in the bank", "$2m in May"."""
    phrase = noun_phrase(link.doc, link.i + 1) if link.lower_ == "in" else None
    if phrase is None or phrase.first.pos_ in ("DET", "PRON", "NUM", "SYM") or phrase.head.pos_ != "NOUN":
        return None
    return None if is_total(phrase.head) or is_aside(phrase.head) else span_of(with_complement(phrase))


def _whole_before(number: Token) -> Span | None:
    """What an earlier share in the sentence is of: "60 percent of miners prefer tea, 40 percent coffee".

    A phrase with "among" in front says the same: "Among miners, 60 percent prefer tea".
    """
    doc, first = number.doc, start_within(number, _REACH)
    for at in range(number.i - 1, first - 1, -1):
        if doc[at].lower_ == "among" or (
            doc[at].lower_ == "of" and at > first and doc[at - 1].lower_ in PARTS
        ):
            phrase = phrase_at(doc, at + 1)
            return phrase and trimmed(phrase, number)
    return None


def _changed(change: Token, following: Token | None) -> Span | None:
    """What a rise or a fall is one of: "a 5 % drop in sales", "a drop of 5 % in sales"."""
    if change.lemma_ not in _CHANGES:
        return None
    for link in [*change.rights, *([following] if following else [])]:
        thing = next((child for child in link.children if child.dep_ == "pobj"), None)
        if link.lower_ == "in" and thing is not None and thing.pos_ == "NOUN" and not is_time(thing):
            return whole(thing)
    return None


def _bearer(number: Candidate, end: int) -> Span | None:
    """The noun directly in front, where a place, an age or a share of votes is told behind it.

    "at Lower Brook, 40 kilometres from the sea", "her brother, 12 years old,", "Lund 30 percent, Ruiz at 12"
    """
    kind, following = number.expression.kind, number.tokens.after(end)
    before = number.tokens.at(number.expression.start)
    skipped: list[str] = []
    while not begins_sentence(before) and before.nbor(-1).lower_ in _BETWEEN:
        before = before.nbor(-1)
        skipped.append(before.lower_)
    noun = None if begins_sentence(before) else before.nbor(-1)
    if noun is None or not (noun.pos_ in ("NOUN", "PROPN") or noun.lower_ == "those"):
        return None
    place = kind == "length" and following is not None and following.lower_ in _DIRECTIONS
    age = kind == "age" and ("," in skipped or noun.tag_ in ("NNS", "DT"))
    pair = number.expression.high is not None and not skipped  # "Lund leads Ruiz 40 to 30 percent"
    setting = noun.dep_ == "pobj" and noun.head.lower_ in _SETTINGS  # "She leads in Ashby with 30 percent"
    share = kind == "percent" and noun.pos_ == "PROPN" and "," not in skipped and not pair and not setting
    return _run_before(noun) if place or age or share else None


def _apposed(mark: Token | None) -> Span | None:
    """The name in front of the comma or bracket that an age stands behind."""
    if mark is None or mark.text not in (",", "(") or begins_sentence(mark):
        return None
    name = mark.nbor(-1)
    return _run_before(name) if name.pos_ == "PROPN" else None


def _run_before(noun: Token) -> Span:
    """The name that ends here, or the noun with what stands in front of it."""
    run = _NAME if noun.pos_ == "PROPN" else _NAME | _MODIFIERS
    first = noun
    while not begins_sentence(first):
        word = first.nbor(-1)
        if word.pos_ not in run and (word.text not in "-–" or word.whitespace_):
            break
        first = word
    return noun.doc[first.i : noun.i + 1]


def _modified_noun(number: Token, following: Token | None) -> Span | None:
    """The noun that the quantity stands in front of as a modifier ("a $4bn deal", "a two-day strike")."""
    if (
        following is None
        or not in_one_sentence(number, following)
        or following.pos_ not in ("NOUN", "PROPN", "ADJ")
    ):
        return None
    noun = noun_phrase(number.doc, following.i)
    if noun is None:
        return None
    if noun.head.pos_ not in ("NOUN", "PROPN") or not any(a.i == noun.head.i for a in climb(number)):
        return None
    if following.i == noun.head.i and _is_degree(following):
        return None
    return span_of(with_complement(noun))


def _is_degree(predicate: Token) -> bool:
    """Whether a share only tells how far a predicate holds: "The valley is 20 percent Welsh"."""
    adjective = predicate.dep_ == "acomp" or (predicate.dep_ == "attr" and predicate.pos_ == "PROPN")
    return adjective and predicate.nbor(-1).lower_ in PARTS

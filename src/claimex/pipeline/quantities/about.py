"""Finds what a quantity counts or measures.

"The price of wheat fell 3 %." -> "The price of wheat"
"a two-day strike"             -> "strike"
"""

from spacy.tokens import Span, Token

from claimex import lexicon
from claimex.pipeline.annotations import Region
from claimex.pipeline.quantities.candidates import Candidate, is_of_age
from claimex.pipeline.quantities.extent import noun_phrase, with_complement
from claimex.pipeline.quantities.phrases import completed, has_quantity, is_total, phrase_at, span_of, trimmed
from claimex.pipeline.quantities.units import named_unit
from claimex.records import QuantityKind

_SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_NOUNS = ("NOUN", "PROPN", "PRON")
# what a noun in front of its figure is tied by: "costs of $5", "a stake worth $3m", "a crowd of 500"
_TIES = frozenset(["of", "worth", "at", "for", "in"])
_SHARES = ("percent", "fraction")
_LEXICON = lexicon.load("about")
_PARTS = frozenset(_LEXICON["parts"])
_BETWEEN = frozenset(_LEXICON["between"])
_DIRECTIONS = frozenset(_LEXICON["directions"])
_NAME = frozenset(["PROPN"])
_MODIFIERS = frozenset(["NOUN", "ADJ", "DET", "PRON", "PART", "NUM"])
_RIVALRY = frozenset(_LEXICON["rivalry"])
_CHANGES = frozenset(["by", "from", "to", "at"])
_PRICES = _CHANGES | {"for"}
_LINKS = {"duration": frozenset(["by", "from"]), "money": _PRICES, "rate": _PRICES}
_SPENDING = frozenset(_LEXICON["spending"])
_PURPOSES = frozenset(_LEXICON["purposes"])
_TIMES = frozenset(_LEXICON["times"])
_IDLE = frozenset(_LEXICON["idle"])
_MEASURING = frozenset(_LEXICON["measuring"])
_ACTORS = frozenset(_LEXICON["actors"])
_ACTED_ON = frozenset(["length", "mass", "volume", "area", "money", "rate", "speed"])
_CHANGE_NOUNS = frozenset(noun for side in lexicon.load("changes")["nouns"].values() for noun in side)
_CLIMB = 6  # steps up the tree from the number; behind them its verb is another one's


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
    thing = thing and completed(thing)
    return None if thing is None else Region(start=thing.start_char, end=thing.end_char)


def _phrase(number: Candidate, end: int) -> Span | None:
    """The phrase that names the thing, as the syntax has it."""
    tokens, expression, counted = number.tokens, number.expression, number.counted
    if counted is not None and "-" in number.text[expression.last.end : counted.first.idx]:
        # "a three-stage plan" has stages, but is about the plan
        noun = _modified_noun(counted.head, tokens.after(end))
        if noun is not None:
            return noun
    if expression.kind is None and counted is None and (person := _apposed(number.previous)):
        return person  # "Tom Young, 30, said"
    bearer = _bearer(number, end)
    if bearer is not None:
        return bearer
    if is_of_age(number.text, expression.start):
        age = tokens.at(expression.start - len("age of "))
        return _governed(age, age.i, "age")
    phrase = number.share or (with_complement(counted) if counted else None)
    if phrase is not None:
        return span_of(phrase)
    following = tokens.after(end)
    if following is not None and following.lower_ == "of" and expression.kind != "duration":
        behind = phrase_at(tokens.doc, following.i + 1)
        if behind is not None:
            return behind
    if following is not None and expression.kind == "money":
        given = following.tag_ == "VBN" and following.lemma_ in _SPENDING  # "$2m allocated for roads"
        thing = _purpose(following, following) if given else _form(following)
        if thing is not None:
            return thing
    head = tokens.at(max(expression.first.number, expression.last.end - 1))
    modified = _modified_noun(head, following)
    if modified is not None:
        return modified
    begin = tokens.at(expression.start).i
    if expression.kind == "duration" and (task := _task(head)):
        return task
    subject = _governed(head, begin, expression.kind)
    verb = _own_verb(head, expression.start, end)
    if verb is not None and expression.kind == "money":
        return _purpose(verb, verb) if verb.lemma_ in _SPENDING else None
    if verb is not None and (subject is None or not has_quantity(subject)):
        return None  # "200 miners stayed, while 40 left" goes on, "Ms Lund said that 40 left" does not
    if subject is None and following is not None and expression.kind == "money" and following.lower_ == "for":
        return phrase_at(tokens.doc, following.i + 1)  # "There will be $2m for roads"
    if subject is not None and _is_actor(subject, expression.kind):
        return _antecedent(subject[0].head, expression.kind)
    return subject


def _own_verb(head: Token, start: int, end: int) -> Token | None:
    """The verb whose subject the quantity itself is: "A third objected", "40 percent chose tea"."""
    while head.head.i != head.i and start <= head.head.idx < end:
        head = head.head
    return head.head if head.dep_ in _SUBJECTS else None


def _task(time: Token) -> Span | None:
    """What takes a time: "It took two years to mend the roof"."""
    verb = next((ancestor for ancestor in _climb(time) if ancestor.pos_ == "VERB"), None)
    if verb is None or verb.lemma_ != "take" or all(child.lower_ != "it" for child in verb.lefts):
        return None
    for task in verb.rights:
        if task.dep_ in ("xcomp", "advcl", "ccomp") and task.left_edge.lower_ == "to" and task.i > time.i:
            return time.doc[task.left_edge.i : task.right_edge.i + 1]
    return None


def _is_actor(subject: Span, kind: QuantityKind | None) -> bool:
    """Whether a pronoun only tells who acts: "we had 9 millimetres", "they ran it for two years"."""
    if len(subject) > 1 or subject[0].tag_ != "PRP" or subject[0].head.lemma_ in _MEASURING:
        return False
    return kind == "duration" or (kind in _ACTED_ON and subject[0].lower_ in _ACTORS)


def _antecedent(verb: Token, kind: QuantityKind | None) -> Span | None:
    """The noun that a clause belongs to: "the rice that we sowed two weeks ago", "crabs weighing 350 g"."""
    noun = verb.head
    participle = verb.dep_ == "acl" and verb.tag_ in ("VBG", "VBN")
    measures = kind != "duration" or verb.lemma_ in _MEASURING
    tells = (participle and measures) or verb.dep_ == "relcl"
    return _whole(noun) if tells and noun.pos_ in ("NOUN", "PROPN") and not _is_time(noun) else None


def _form(link: Token) -> Span | None:
    """What a sum of money comes in: "$2m in fines", but "$2m in the bank", "$2m in May"."""
    phrase = noun_phrase(link.doc, link.i + 1) if link.lower_ == "in" else None
    if phrase is None or phrase.first.pos_ in ("DET", "PRON", "NUM", "SYM") or phrase.head.pos_ != "NOUN":
        return None
    idle = is_total(phrase.head) or phrase.head.lower_ in _IDLE or _is_time(phrase.head)
    return None if idle else span_of(with_complement(phrase))


def _whole_before(number: Token) -> Span | None:
    """What an earlier share in the sentence is of: "60 percent of miners prefer tea, 40 percent coffee".

    A phrase with "among" in front says the same: "Among miners, 60 percent prefer tea".
    """
    doc, first = number.doc, number.sent.start
    for at in range(number.i - 1, first - 1, -1):
        if doc[at].lower_ == "among" or (
            doc[at].lower_ == "of" and at > first and doc[at - 1].lower_ in _PARTS
        ):
            whole = phrase_at(doc, at + 1)
            return whole and trimmed(whole, number)
    return None


def _changed(change: Token, following: Token | None) -> Span | None:
    """What a rise or a fall is one of: "a 5 % drop in sales", "a drop of 5 % in sales"."""
    if change.lemma_ not in _CHANGE_NOUNS:
        return None
    for link in [*change.rights, *([following] if following else [])]:
        thing = next((child for child in link.children if child.dep_ == "pobj"), None)
        if link.lower_ == "in" and thing is not None and thing.pos_ == "NOUN" and not _is_time(thing):
            return _whole(thing)
    return None


def _bearer(number: Candidate, end: int) -> Span | None:
    """The noun directly in front, where a place, an age or a share of votes is told behind it.

    "at Lower Brook, 40 kilometres from the sea", "her brother, 12 years old,", "Lund 30 percent, Ruiz at 12"
    """
    kind, following = number.expression.kind, number.tokens.after(end)
    before = number.tokens.at(number.expression.start)
    skipped: list[str] = []
    while before.i > before.sent.start and before.nbor(-1).lower_ in _BETWEEN:
        before = before.nbor(-1)
        skipped.append(before.lower_)
    noun = before.nbor(-1) if before.i > before.sent.start else None
    if noun is None or not (noun.pos_ in ("NOUN", "PROPN") or noun.lower_ == "those"):
        return None
    place = kind == "length" and following is not None and following.lower_ in _DIRECTIONS
    age = kind == "age" and ("," in skipped or noun.tag_ in ("NNS", "DT"))
    pair = number.expression.high is not None and not skipped  # "Lund leads Ruiz 40 to 30 percent"
    share = kind == "percent" and noun.pos_ == "PROPN" and "," not in skipped and not pair
    return _run_before(noun) if place or age or share else None


def _apposed(mark: Token | None) -> Span | None:
    """The name in front of the comma or bracket that an age stands behind."""
    if mark is None or mark.text not in (",", "(") or mark.i == mark.sent.start:
        return None
    name = mark.nbor(-1)
    return _run_before(name) if name.pos_ == "PROPN" else None


def _run_before(noun: Token) -> Span:
    """The name that ends here, or the noun with what stands in front of it."""
    run = _NAME if noun.pos_ == "PROPN" else _NAME | _MODIFIERS
    first = noun
    while first.i > noun.sent.start and (first.nbor(-1).pos_ in run or first.nbor(-1).text in "-–"):
        first = first.nbor(-1)
    return noun.doc[first.i : noun.i + 1]


def _modified_noun(number: Token, following: Token | None) -> Span | None:
    """The noun that the quantity stands in front of as a modifier ("a $4bn deal", "a two-day strike")."""
    if (
        following is None
        or following.sent.start != number.sent.start
        or following.pos_ not in ("NOUN", "PROPN", "ADJ")
    ):
        return None
    noun = noun_phrase(number.doc, following.i)
    if noun is None:
        return None
    if noun.head.pos_ not in ("NOUN", "PROPN") or not any(a.i == noun.head.i for a in _climb(number)):
        return None
    if following.i == noun.head.i and _is_degree(following):
        return None
    return span_of(with_complement(noun))


def _is_degree(predicate: Token) -> bool:
    """Whether a share only tells how far a predicate holds: "The valley is 20 percent Welsh"."""
    adjective = predicate.dep_ == "acomp" or (predicate.dep_ == "attr" and predicate.pos_ == "PROPN")
    return adjective and predicate.nbor(-1).lower_ in _PARTS


def _climb(token: Token) -> list[Token]:
    return [ancestor for ancestor, _ in zip(token.ancestors, range(_CLIMB), strict=False)]


def _governed(number: Token, start: int, kind: QuantityKind | None) -> Span | None:
    """The noun or the verb's subject or object that the quantity depends on.

    "a crowd of 500", "Exports fell 7 %", "The ticket costs $12", "She cut its staff by 50"
    """
    below = number
    for ancestor in [number, *_climb(number)]:
        if ancestor.pos_ in ("VERB", "AUX"):
            found = _object(ancestor, below, start, kind) or _subject(ancestor, start)
            if kind == "money" and ancestor.lemma_ in _SPENDING:
                found = _purpose(ancestor, number) or found
            if found is not None or ancestor.dep_ not in ("conj", "xcomp", "advcl"):
                spends = kind == "money" and (ancestor.lemma_ in _SPENDING or below.lemma_ in _SPENDING)
                return found if found is not None or spends else _antecedent(ancestor, kind)
        elif ancestor.pos_ in ("NOUN", "PROPN") and ancestor.i < start:
            tied = _tied(ancestor, start)
            if tied is not None:
                return tied
        below = ancestor
    return None


def _object(verb: Token, below: Token, start: int, kind: QuantityKind | None) -> Span | None:
    """The object that a verb brings to the quantity: "cut its staff by 50", "sold the farm for $2m".

    Arguments:
        verb: the verb.
        below: what depends on the verb and has the quantity under it.
        start: where the quantity begins, as a token.
        kind: the quantity's kind; "for three years" tells how long, "for $2m" what the object is worth.
    """
    links = _LINKS.get(kind or "count", _CHANGES)
    if below.lower_ not in links or verb.lemma_ in _RIVALRY:
        return None
    objects = [child for child in verb.rights if child.dep_ == "dobj" and child.i < min(below.i, start)]
    if not objects:
        return None
    thing = _whole(objects[-1])
    is_time = named_unit(objects[-1].lemma_, 0) is not None and not has_quantity(thing)
    return None if is_time else thing  # "ended the week at 70 cents"


def _purpose(verb: Token, number: Token) -> Span | None:
    """What money is spent, raised or paid for: "spent $2m on roads", "gave $2m to mend the roof"."""
    links = {child.i: child for token in (number, verb) for child in token.rights if child.i > number.i}
    for at in sorted(links):
        if any(token.is_punct for token in verb.doc[number.i : at]):
            return None  # "spent $2m, bringing the sum to $5m"
        thing = _goal(links[at])
        if thing is not None and thing.pos_ in ("NOUN", "PROPN") and not _is_time(thing):
            return _whole(thing)
    return None


def _goal(link: Token) -> Token | None:
    """The noun that a preposition or a verb of purpose leads to: "on roads", "to try to mend the roof"."""
    verb = link.dep_ in ("xcomp", "advcl", "pcomp") and link.tag_ in ("VB", "VBG")
    if link.lower_ not in _PURPOSES and not verb:
        return None
    goals = [child for child in link.rights if child.dep_ in ("dobj", "pobj", "xcomp", "pcomp")]
    if not goals or goals[0].dep_ in ("dobj", "pobj"):
        return goals[0] if goals else None
    return _goal(goals[0])


def _is_time(noun: Token) -> bool:
    """Whether a noun is a time: "for the year", "on Monday"."""
    unit = named_unit(noun.lemma_.lower(), 0)
    return (unit is not None and unit.kind == "duration") or noun.lower_ in _TIMES


def _subject(verb: Token, start: int) -> Span | None:
    """The subject of a verb."""
    for child in verb.children:
        if (
            child.dep_ in _SUBJECTS
            and child.i < start
            and child.pos_ in _NOUNS
            and child.tag_ not in ("WDT", "WP")
        ):
            return _whole(child)
    return None


def _whole(noun: Token) -> Span:
    """The phrase of a noun."""
    left = noun.left_edge
    phrase = noun_phrase(noun.doc, left.i)
    if phrase is None or phrase.last.i < noun.i:
        return noun.doc[left.i : noun.i + 1]
    return span_of(with_complement(phrase))


def _tied(noun: Token, start: int) -> Span | None:
    """The noun that a preposition ties to the quantity: "costs of $5", "a margin of error of 4 percent"."""
    if is_total(noun) or all(c.lower_ not in _TIES for c in noun.rights if c.i < start):
        return None
    while noun.dep_ == "pobj" and noun.head.lower_ == "of" and noun.head.head.pos_ in ("NOUN", "PROPN"):
        noun = noun.head.head
    phrase = noun_phrase(noun.doc, noun.left_edge.i)
    if phrase is None or phrase.head.i != noun.i:
        return None
    whole = with_complement(phrase)
    return span_of(whole if whole.last.i < start else phrase)

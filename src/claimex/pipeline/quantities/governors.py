"""Climbs the syntax from a quantity to the noun or the verb that it depends on.

"a crowd of 500"           -> "a crowd"
"Exports fell 7 %"         -> "Exports"
"She cut its staff by 50"  -> "its staff"
"They spent $2m on roads"  -> "roads"
"crabs weighing 350 g"     -> "crabs"
"""

from spacy.tokens import Span, Token

from claimex import lexicon
from claimex.pipeline.quantities.extent import noun_phrase, with_complement
from claimex.pipeline.quantities.phrases import is_total, span_of, trimmed
from claimex.pipeline.quantities.units import named_unit
from claimex.records import QuantityKind

_LEXICON = lexicon.load("about")
_RIVALRY = frozenset(_LEXICON["rivalry"])
_SPENDING = frozenset(_LEXICON["spending"])
_PURPOSES = frozenset(_LEXICON["purposes"])
_MEASURING = frozenset(_LEXICON["measuring"])
_ACTORS = frozenset(_LEXICON["actors"])
_TIMES = frozenset(_LEXICON["times"])
_IDLE = frozenset(_LEXICON["idle"])

SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_NOUNS = ("NOUN", "PROPN")
# what a noun in front of its figure is tied by: "costs of $5", "a stake worth $3m", "a crowd of 500"
_TIES = frozenset(["of", "worth", "at", "for", "in"])
# what ties a figure to the verb's object: "cut the staff by 50", "sold it for $2m"; "for two years" does not
_CHANGES = frozenset(["by", "from", "to", "at"])
_PRICES = _CHANGES | {"for"}
_LINKS = {"duration": frozenset(["by", "from"]), "money": _PRICES, "rate": _PRICES}
# what somebody has, moves or pays; of shares, ages and scores a person is the thing
_ACTED_ON = frozenset(["length", "mass", "volume", "area", "money", "rate", "speed"])
_CLIMB = 6  # steps up the tree from the number; behind them its verb is another one's


def governed(number: Token, start: int, kind: QuantityKind | None) -> Span | None:
    """The noun or the verb's subject or object that the quantity depends on.

    "a crowd of 500", "Exports fell 7 %", "The ticket costs $12", "She cut its staff by 50"
    """
    below = number
    for ancestor in [number, *climb(number)]:
        if ancestor.pos_ in ("VERB", "AUX"):
            found = _object(ancestor, below, start, kind) or _subject(ancestor, start)
            if kind == "money" and is_spending(ancestor):
                found = purpose(ancestor, number) or found
            if found is not None or ancestor.dep_ not in ("conj", "xcomp", "advcl"):
                spends = kind == "money" and (is_spending(ancestor) or is_spending(below))
                return found if found is not None or spends else antecedent(ancestor, kind)
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
    changes = any(
        child.lower_ in ("up", "down") for child in verb.rights
    )  # "edged up its forecast by 1 percent"
    if below.lower_ not in links or (verb.lemma_ in _RIVALRY and not changes):
        return None
    objects = [child for child in verb.rights if child.dep_ == "dobj" and child.i < min(below.i, start)]
    if not objects or objects[-1].lower_.endswith(("self", "selves")):
        return None  # "rated itself at 60"
    thing = whole(objects[-1])
    # "ended the week at 70 cents", "fell 9 percent to 70 cents"
    is_measure = named_unit(objects[-1].lemma_, 0) is not None or objects[-1].like_num
    return None if is_measure and trimmed(thing, below) in (None, thing) else thing


def is_spending(verb: Token) -> bool:
    """Whether what money is for stands behind a verb: "spent $2m on roads"."""
    return verb.lemma_ in _SPENDING


def measured_subject(subject: Span, kind: QuantityKind | None) -> Span | None:
    """The subject, unless it is a pronoun that only acts; then what its clause tells of, if anything.

    "We had 9 millimetres"                -> None
    "the rice that we sowed two weeks ago" -> "the rice"
    "It lasted two hours"                 -> "It"
    """
    pronoun = subject[0]
    if len(subject) > 1 or pronoun.tag_ != "PRP" or pronoun.head.lemma_ in _MEASURING:
        return subject
    acts = kind == "duration" or (kind in _ACTED_ON and pronoun.lower_ in _ACTORS)
    return antecedent(pronoun.head, kind) if acts else subject


def purpose(verb: Token, number: Token) -> Span | None:
    """What money is spent, raised or paid for: "spent $2m on roads", "gave $2m to mend the roof"."""
    links = {child.i: child for token in (number, verb) for child in token.rights if child.i > number.i}
    for at in sorted(links):
        if any(token.is_punct for token in verb.doc[number.i : at]):
            return None  # "spent $2m, bringing the sum to $5m"
        thing = _goal(links[at])
        if thing is not None and thing.pos_ in _NOUNS and not is_aside(thing):
            return whole(thing)
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


def antecedent(verb: Token, kind: QuantityKind | None) -> Span | None:
    """The noun that a clause belongs to: "the rice that we sowed two weeks ago", "crabs weighing 350 g"."""
    noun = verb.head
    participle = verb.dep_ == "acl" and verb.tag_ in ("VBG", "VBN")
    measures = kind != "duration" or verb.lemma_ in _MEASURING
    tells = (participle and measures) or verb.dep_ == "relcl"
    return whole(noun) if tells and noun.pos_ in ("NOUN", "PROPN") and not is_time(noun) else None


def is_aside(noun: Token) -> bool:
    """Whether a noun behind a sum of money is no form or purpose of it: "$2m in May", "in advance"."""
    return is_time(noun) or noun.lower_ in _IDLE


def _subject(verb: Token, start: int) -> Span | None:
    """The subject of a verb."""
    for child in verb.children:
        if (
            child.dep_ in SUBJECTS
            and child.i < start
            and child.pos_ in (*_NOUNS, "PRON")
            and child.tag_ not in ("WDT", "WP")
        ):
            return whole(child)
    return None


def whole(noun: Token) -> Span:
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
    complete = with_complement(phrase)
    return span_of(complete if complete.last.i < start else phrase)


def climb(token: Token) -> list[Token]:
    """The next few tokens above a token."""
    return [ancestor for ancestor, _ in zip(token.ancestors, range(_CLIMB), strict=False)]


def is_time(noun: Token) -> bool:
    """Whether a noun is a time: "for the year", "on Monday"."""
    unit = named_unit(noun.lemma_.lower(), 0)
    return (unit is not None and unit.kind == "duration") or noun.lower_ in _TIMES

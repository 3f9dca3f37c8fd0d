"""Finds what a quantity counts or measures.

"The price of wheat fell 3 %." -> "The price of wheat"
"a two-day strike"             -> "strike"
"""

from spacy.tokens import Token

from claimex.pipeline.annotations import Region
from claimex.pipeline.quantities.candidates import Candidate, is_of_age
from claimex.pipeline.quantities.extent import end_of, noun_phrase, with_complement

_SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_NOUNS = ("NOUN", "PROPN", "PRON")
# what a noun in front of its figure is tied by: "costs of $5", "a stake worth $3m", "a crowd of 500"
_TIES = frozenset(["of", "worth", "at", "for", "in"])
_CLIMB = 6  # steps up the tree from the number; behind them its verb is another one's


def about(number: Candidate, end: int) -> Region | None:
    """The region of what is counted or measured, or None.

    Arguments:
        number: the quantity with its syntax.
        end: where its expression ends.
    """
    tokens, expression, counted = number.tokens, number.expression, number.counted
    if counted is not None and "-" in number.text[expression.last.end : counted.first.idx]:
        # "a three-stage plan" has stages, but is about the plan
        noun = _modified_noun(counted.head, tokens.after(end))
        if noun is not None:
            return noun
    if expression.kind is None and counted is None and (person := _apposed(number.previous)):
        return person  # "Tom Young, 30, said"
    if is_of_age(number.text, expression.start):
        age = tokens.at(expression.start - len("age of "))
        return _subject(age, age.i)
    phrase = number.share or (with_complement(counted) if counted else None)
    if phrase is not None:
        return _region(phrase.first, phrase.last)
    following = tokens.after(end)
    if following is not None and following.lower_ in ("of", "in") and expression.kind != "duration":
        behind = noun_phrase(tokens.doc, following.i + 1)
        if behind is not None and behind.head.ent_type_ not in ("DATE", "TIME") and following.lower_ == "of":
            behind = with_complement(behind)
            return _region(behind.first, behind.last)
    head = tokens.at(max(expression.first.number, expression.last.end - 1))
    return _modified_noun(head, following) or _subject(head, tokens.at(expression.start).i)


def _apposed(mark: Token | None) -> Region | None:
    """The name in front of the comma or bracket that an age stands behind."""
    if mark is None or mark.text not in (",", "(") or mark.i == mark.sent.start:
        return None
    name = mark.nbor(-1)
    if name.pos_ != "PROPN":
        return None
    first = name
    while first.i > mark.sent.start and first.nbor(-1).pos_ == "PROPN":
        first = first.nbor(-1)
    return _region(first, name)


def _region(first: Token, last: Token) -> Region:
    return Region(start=first.idx, end=end_of(last))


def _modified_noun(number: Token, following: Token | None) -> Region | None:
    """The noun that the quantity stands in front of as a modifier ("a $4bn deal", "a two-day strike")."""
    if (
        following is None
        or following.sent.start != number.sent.start
        or following.pos_ not in ("NOUN", "PROPN", "ADJ")
    ):
        return None
    noun = noun_phrase(number.doc, following.i)
    if noun is None or (noun.head.ent_type_ in ("DATE", "TIME") and noun.head.dep_ == "npadvmod"):
        return None
    if noun.head.pos_ not in ("NOUN", "PROPN") or not any(a.i == noun.head.i for a in _climb(number)):
        return None
    whole = with_complement(noun)
    return _region(whole.first, whole.last)


def _climb(token: Token) -> list[Token]:
    return [ancestor for ancestor, _ in zip(token.ancestors, range(_CLIMB), strict=False)]


def _subject(number: Token, start: int) -> Region | None:
    """The subject of the verb that the quantity depends on ("Exports fell 7 %", "The ticket costs $12")."""
    for ancestor in [number, *_climb(number)]:
        if ancestor.pos_ in ("VERB", "AUX"):
            for child in ancestor.children:
                if (
                    child.dep_ in _SUBJECTS
                    and child.i < start
                    and child.pos_ in _NOUNS
                    and child.tag_ not in ("WDT", "WP")
                ):
                    left = child.left_edge
                    phrase = noun_phrase(child.doc, left.i)
                    if phrase is None or phrase.last.i < child.i:
                        return _region(left, child)
                    whole = with_complement(phrase)
                    return _region(whole.first, whole.last)
            if ancestor.dep_ not in ("conj", "xcomp", "advcl"):
                return None
        elif (
            ancestor.pos_ in ("NOUN", "PROPN")
            and ancestor.i < start
            and any(c.lower_ in _TIES for c in ancestor.rights if c.i < start)
        ):
            while (
                ancestor.dep_ == "pobj"
                and ancestor.head.lower_ == "of"
                and ancestor.head.head.pos_ in ("NOUN", "PROPN")
            ):
                ancestor = ancestor.head.head  # "a margin of error of 4.9 per cent"
            phrase = noun_phrase(ancestor.doc, ancestor.left_edge.i)
            if phrase is not None and phrase.head.i == ancestor.i:
                whole = with_complement(phrase)
                return _region(whole.first, whole.last if whole.last.i < start else phrase.last)
    return None

"""Trims the phrase that a quantity is about to the thing itself.

"at least 38 lambs"                  -> "lambs"
"long steel bridge"                  -> "steel bridge" ("a 12 metre long steel bridge")
"a combined total" (of 40 boats)     -> nothing: the phrase stands for the number
"""

from spacy.tokens import Doc, Span, Token

from claimex import lexicon
from claimex.pipeline.quantities.expressions import Expression, read_expressions
from claimex.pipeline.quantities.extent import HYPHENS, Counted, in_one_sentence, noun_phrase, with_complement

_LEXICON = lexicon.load("about")
_BEGINNINGS = frozenset([*_LEXICON["more"], *_LEXICON["dimensions"], "-"])
_TOTALS = frozenset(_LEXICON["totals"])
PARTS = frozenset(_LEXICON["parts"])
_DASHES = frozenset(["—", "–", "--", "―", ":"])
_OPENING, _CLOSING = frozenset('“"'), frozenset('”"')
_LINKS = ([","], ["and"], ["or"], [",", "and"], [",", "or"])


def span_of(phrase: Counted) -> Span:
    """The words of a phrase."""
    return phrase.last.doc[phrase.first.i : phrase.last.i + 1]


def phrase_at(doc: Doc, start: int) -> Span | None:
    """The noun phrase that begins at a token, with its "of" phrase."""
    phrase = noun_phrase(doc, start)
    return None if phrase is None else span_of(with_complement(phrase))


def is_total(noun: Token) -> bool:
    """Whether a noun stands for the number itself: "an average of 3 kg", but "the share price average"."""
    own = any(child.lower_ == "the" or child.dep_ == "compound" for child in noun.lefts)
    return noun.lower_ in _TOTALS and (not own or noun.lower_ == "tune")


def has_quantity(span: Span) -> bool:
    """Whether a phrase begins with another quantity: "at least 38 lambs"."""
    return _without_quantity(span) != span


def trimmed(span: Span, number: Token) -> Span | None:
    """The thing in a phrase, or None if there is none.

    Arguments:
        span: the phrase as the syntax gives it.
        number: the last token of the quantity's number.

    Returns:
        The phrase without measure words and without other quantities, on one side of dashes and lone marks.
    """
    thing = _unbroken(_before(span, number), behind=span.start > number.i)
    thing = thing and _without_quantity(thing)
    if thing is None or (is_total(thing[-1]) and thing[0].tag_ == "DT" and thing.end <= number.i):
        return None  # "a combined total", but "its total" and "twice the average"
    begin = thing.start + (thing[0].tag_ == "WP$" and len(thing) > 1)  # "whose | price fell"
    while begin < thing.end - 1 and begin > number.i and _belongs_to_number(thing.doc[begin]):
        begin += 1
    thing = thing.doc[begin : thing.end]
    return None if thing.text in _TOTALS else thing


def completed(thing: Span) -> Span:
    """The phrase with the rest of a name or of a list of bare nouns that it is cut in.

    "Friends | of Ashby", "bones of sheep | , cows and horses"
    """
    doc, last = thing.doc, thing[-1]
    end = _end_of_name(last) if last.pos_ == "PROPN" else _end_of_list(last)
    return doc[thing.start : end + 1]


def _end_of_name(last: Token) -> int:
    """Where a name ends that goes on behind "of" or "for"."""
    end, doc = last.i, last.doc
    if end + 2 < len(doc) and doc[end + 1].lower_ in ("of", "for"):
        at = end + 2 + (doc[end + 2].lower_ == "the")
        while at < len(doc) and doc[at].pos_ == "PROPN" and in_one_sentence(last, doc[at]):
            end, at = at, at + 1
    return end


def _end_of_list(last: Token) -> int:
    """Where a list of bare nouns ends, if it comes to its "and"; items with words of their own end none."""
    end, item = last.i, last
    while item.pos_ == "NOUN":
        further = next((child for child in item.rights if child.dep_ == "conj"), None)
        between = [] if further is None else [token.lower_ for token in last.doc[item.i + 1 : further.i]]
        if further is None or further.pos_ != "NOUN" or between not in _LINKS:
            break
        item = further
        if between != [","]:
            end = item.i
    return end


def _belongs_to_number(word: Token) -> bool:
    """Whether a word in front of a noun goes with the number: "12 m long boats", not "12 long-haul jets"."""
    return word.text in _BEGINNINGS and (word.text == "-" or word.nbor(1).text not in HYPHENS)


def _before(span: Span, number: Token) -> Span:
    """The part of a phrase in front of the number that it leads to: "An increase | of 10 mm"."""
    if not span.start <= number.i < span.end:
        return span
    end = next((i + 1 for i in range(number.i - 1, span.start, -1) if _is_noun(span.doc[i])), span.end)
    return span.doc[span.start : end]


def _unbroken(span: Span, *, behind: bool) -> Span | None:
    """The side of a dash, a colon or a lone quotation mark that stands next to the number.

    "LONDON — The minister" -> "The minister"
    """
    begin, end = span.start, span.end
    if behind and (span[0].text in _DASHES or _is_lone(span[0], span)):
        begin += 1
    breaks = [t.i for t in span if t.i >= begin and (t.text in _DASHES or _is_lone(t, span))]
    if breaks and behind:
        end = breaks[0]
    elif breaks:
        begin = breaks[-1] + 1
    return span.doc[begin:end] if begin < end else None


def _is_lone(mark: Token, span: Span) -> bool:
    """Whether a token is a quotation mark whose other half stands outside the phrase."""
    if mark.text not in _OPENING | _CLOSING:
        return False
    opening = sum(token.text in _OPENING for token in span)
    closing = sum(token.text in _CLOSING for token in span)
    return opening % 2 == 1 if mark.text == '"' else opening != closing


def _without_quantity(span: Span) -> Span | None:
    """What a quantity in the phrase counts: "at least 38 lambs" -> "lambs".

    A number behind a noun belongs to a name ("phase 2 trials").
    """
    if not any(token.like_num or token.lower_ in PARTS for token in span):
        return span
    expression = next(read_expressions(span.text), None)
    if expression is None or (expression.unit is None and _is_no_quantity(span.text, expression)):
        return span
    start, end = span.start_char + expression.start, span.start_char + expression.end
    doc = span.doc
    if any(token.idx < start and _names(token) for token in span):
        return span
    rest = next((token.i for token in span if token.idx >= end), span.end)
    if rest < len(doc) and doc[rest].lower_ == "of":
        return phrase_at(doc, rest + 1)
    if rest < span.end and doc[rest].text in HYPHENS:
        if any(_is_noun(token) for token in span if token.idx < start):
            return span  # "the Miller's 50-share index"
        rest += 2  # "a three-judge panel" -> "panel"
    return doc[rest : span.end] if rest < span.end else None


def _is_no_quantity(text: str, expression: Expression) -> bool:
    """Whether a bare number is rather a year ("the 2004 fire") or a determiner ("one option")."""
    year = expression.end - expression.start == 4 and 1800 <= expression.value <= 2100
    return expression.value == 1 or (year and text[expression.start : expression.end].isdigit())


def _names(noun: Token) -> bool:
    """Whether a noun makes the number behind it part of a name; "the mill's 40 workers" has none such."""
    genitive = any(token.tag_ == "POS" for token in noun.doc[noun.i + 1 : noun.i + 4])
    return _is_noun(noun) and not genitive and not is_total(noun)


def _is_noun(token: Token) -> bool:
    return token.pos_ in ("NOUN", "PROPN")

"""Finds what a number counts: the noun, how far its phrase reaches, and the "of" phrase of a share.

"17 of his horses"                        -> horses
"nearly 1,500 coal- and gas-fired plants" -> plants
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from claimex import lexicon

_LEXICON = lexicon.load("counted")
_TIMES = frozenset(_LEXICON["times"])
_COLLECTIVES = frozenset(_LEXICON["collectives"])
_CASUALTIES = frozenset(_LEXICON["casualties"])
_BODY_PARTS: dict[str, str] = _LEXICON["body_parts"]
_MARKS = frozenset(_LEXICON["marks"])

_TIME_ADJECTIVES = frozenset(_LEXICON["time_adjectives"])
_NOUNS = frozenset(["NOUN", "PROPN"])
_PLURALS = frozenset(["NNS", "NNPS"])
_LEFT_IN_PLURAL = frozenset(["NNS", "NNPS", "NNP"])
_PLURAL_S = re.compile(r"(?<=..)(?<!s)s$")
_SPECIFIERS = frozenset(["DET", "PRON", "NUM", "ADV", "PART"])
HYPHENS = frozenset("-–")
_QUOTES = frozenset("\"“”'‘’")
_REACH = 10  # tokens between a number and its noun; the longest in the annotated articles is 8
_CONJUNCT = 3  # tokens of a conjunct that still belongs to the phrase ("soldiers and police officers")


class Tokens:
    """Looks tokens up by character offset."""

    def __init__(self, doc: Doc):
        self.doc = doc
        self._starts: list[int] = doc.to_array(["IDX"]).tolist()

    def at(self, offset: int) -> Token:
        """The token that covers an offset, or the one before it."""
        return self.doc[max(0, bisect_right(self._starts, offset) - 1)]

    def after(self, offset: int) -> Token | None:
        """The first token that begins at or behind an offset and is no white space."""
        at = bisect_right(self._starts, offset - 1)
        while at < len(self.doc) and self.doc[at].is_space:
            at += 1
        return self.doc[at] if at < len(self.doc) else None


@dataclass(frozen=True, slots=True)
class Counted:
    """A noun phrase by its head, first and last token; partitive behind "of" ("17 of his horses")."""

    head: Token
    first: Token
    last: Token
    partitive: bool = False


def end_of(token: Token) -> int:
    """Offset behind a token."""
    return token.idx + len(token.text)


def begins_sentence(token: Token) -> bool:
    """Whether a token is the first of its sentence."""
    return token.i == 0 or bool(token.is_sent_start)


def start_within(token: Token, reach: int) -> int:
    """Where a token's sentence begins, but no more than `reach` tokens before it.

    `Token.sent` walks to both ends of the sentence, which may be a table of thousands of numbers.
    """
    first = token
    while token.i - first.i < reach and not begins_sentence(first):
        first = first.nbor(-1)
    return first.i


def in_one_sentence(first: Token, last: Token) -> bool:
    """Whether two tokens, given in text order, are in the same sentence."""
    return start_within(last, last.i - first.i) <= first.i


def counted_noun(number: Token, following: Token) -> Counted | None:
    """What a number counts.

    Arguments:
        number: the number's last token.
        following: the first token behind the number and its comparators.

    Returns:
        The noun and its phrase, or None.
    """
    doc, first = number.doc, following
    if not in_one_sentence(number, first):
        return None
    # "hundreds, if not thousands, of songs", but "Ann Lee, 32, of Leeds"
    comma = first.lower_ == "," and first.i + 1 < len(doc) and not number.is_digit
    of = doc[first.i + 1] if comma else first
    if of.lower_ == "of":
        phrase = noun_phrase(doc, of.i + 1)
        return Counted(phrase.head, phrase.first, phrase.last, partitive=True) if phrase else None
    if first.lower_ in ("last", "next"):
        return None  # "2.1 last year"
    head = _head(first)
    if head is None and first.lower_ in _CASUALTIES:
        return Counted(first, first, first)  # "nine dead"
    if head is None or head.lower_ in _MARKS:
        return None
    head = _mistaken_for_verb(number, head) or head
    measures = first.tag_ == head.tag_ == "NN" and first.i < head.i and head.lemma_ not in _COLLECTIVES
    if measures and number.lower_ not in ("zero", "one", "1"):
        return Counted(first, first, first)  # "a 12 page document"
    return Counted(head, first, _coordinated(head))


def _mistaken_for_verb(number: Token, head: Token) -> Token | None:
    """The plural directly behind a noun that the tagger took for a verb: "two Green Park ice | rinks"."""
    plural = number.head
    behind = number.dep_ == "nummod" and plural.i == head.i + 1
    return plural if behind and plural.tag_ == "VBZ" else None


def noun_phrase(doc: Doc, start: int) -> Counted | None:
    """The noun phrase that begins at a token, up to its first end (no clause, no further "of")."""
    at, limit = start, min(len(doc), start + _REACH + 4)
    while at < limit and (doc[at].pos_ in _SPECIFIERS or doc[at].is_currency):
        if doc[at].pos_ == "PRON" and doc[at].tag_ != "PRP$":
            return Counted(doc[at], doc[start], doc[at])
        at += 1
    head = _head(doc[at]) if at < limit else None
    if head is None and at > start and doc[at - 1].pos_ == "DET":
        return None  # "three of the | last 10"
    if head is None:
        return Counted(doc[at - 1], doc[start], doc[at - 1]) if start < at < limit else None
    while head.i + 2 < len(doc) and doc[head.i + 1].tag_ == "POS":
        owned = _head(doc[head.i + 2])
        if owned is None:
            break
        head = owned
    return Counted(head, doc[start], _coordinated(head))


def with_complement(phrase: Counted) -> Counted:
    """The phrase with its "of" phrase or participle ("the population of Gaza", "those responding")."""
    doc, at = phrase.last.doc, phrase.last.i + 1
    if at >= len(doc):
        return phrase
    if doc[at].lower_ == "of":
        further = noun_phrase(doc, at + 1)
        return Counted(phrase.head, phrase.first, further.last) if further else phrase
    if phrase.last.lower_ == "those" and doc[at].tag_ in ("VBG", "VBN"):
        return Counted(phrase.head, phrase.first, doc[at])
    return phrase


def is_collective(noun: Token) -> bool:
    """Whether a noun in the singular form counts many: "27 aircraft"."""
    return noun.lower_ in _COLLECTIVES or noun.lemma_.lower() in _COLLECTIVES


def lemma(phrase: Counted) -> str:
    """The noun as a unit: its lemma in lower case, joined to what a hyphen ties to it; "" for a pronoun."""
    head = phrase.head
    if head.pos_ in ("PRON", "NUM", "DET"):
        return ""
    word = head.lower_ if head.lower_ in _COLLECTIVES else head.lemma_.lower()
    if head.lower_ in _CASUALTIES:
        return head.lower_
    if head.lower_ in _BODY_PARTS:
        return _BODY_PARTS[head.lower_]
    if head.tag_ in _LEFT_IN_PLURAL and word == head.lower_ and word not in _COLLECTIVES:
        word = _PLURAL_S.sub("", word)  # the lemmatizer knows neither names nor rare words: "Iowans", "blocs"
    doc, at = head.doc, head.i
    while (
        at - 2 >= phrase.first.i
        and _joined(doc[at - 1])
        and not doc[at - 2].whitespace_
        and doc[at - 2].is_alpha
    ):
        word = doc[at - 2].lower_ + "-" + word
        at -= 2
    return word


def _head(first: Token) -> Token | None:
    """The noun that ends a run of premodifiers and nouns."""
    doc, at, last = first.doc, first.i, None
    limit = min(len(doc), first.i + _REACH)
    while at < limit:
        token = doc[at]
        if token.lower_ in _TIMES or (token.is_sent_start and at > first.i):
            break
        if last is not None and last.tag_ == "NNS" and token.i == last.i + 1 and _begins_clause(token):
            break
        if at > first.i and token.lower_ in _TIME_ADJECTIVES:
            break  # "200 fires last week", "nine dead this year"
        if at + 2 < limit and not token.whitespace_ and _joined(doc[at + 1]):
            # what a hyphen joins is one word, whatever the tagger makes of its parts ("by-elections")
            at += 2
            if doc[at].pos_ in _NOUNS:
                last = doc[at]
                at += 1
            elif last is None and not (at + 1 < limit and _joined(doc[at + 1])):
                at += 1  # "gas-fired plants"
            continue
        if token.pos_ in _NOUNS:
            last = last if token.text.endswith("-") else token  # "coal- and gas-fired plants"
        elif not _continues(token, first, last):
            break
        at += 1
    return last


def _begins_clause(token: Token) -> bool:
    """Whether a name behind a plural is the subject of a clause: "154 meetings | Clinton had"."""
    return token.tag_ == "NNP" or (
        token.pos_ == "ADJ" and token.text[:1].isupper() and token.text[1:].islower()
    )


def _joined(token: Token) -> bool:
    """Whether a token is a hyphen that joins what stands around it."""
    return token.text in HYPHENS and not token.whitespace_


def _continues(token: Token, first: Token, last: Token | None) -> bool:
    """Whether a token that is no noun continues the run, `last` being the noun read so far."""
    doc, at = token.doc, token.i
    if token.pos_ in ("ADJ", "NUM") and last is None:
        return True
    if token.pos_ == "ADJ":
        return token.dep_ == "amod" and token.head.i > at and token.head.pos_ in _NOUNS
    if token.pos_ == "VERB":
        # "three proposed plants" goes on, "12 people injured" does not
        return last is None and token.tag_ in ("VBN", "VBG") and _modifies(token)
    if token.pos_ == "ADV":
        return last is None or (token.head.i > at and token.head.pos_ == "ADJ")
    spaced = token.text in HYPHENS and at > 0 and doc[at - 1].whitespace_ and token.whitespace_
    if spaced:
        return False  # "600,000 'liquidators' - firemen"
    if token.text in HYPHENS or (token.text in _QUOTES and (last is None or last.i < at - 1)):
        return True
    if token.tag_ == "POS":
        return True
    if token.pos_ == "CCONJ" and at > first.i and doc[at - 1].text.endswith("-"):
        return True  # "coal- and gas-fired plants"
    if last is not None or at == first.i:
        return token.pos_ == "ADP" and token.lower_ == "off" and last is None
    if token.pos_ == "ADP":
        return token.lower_ in ("off", "on", "over", "under")
    return token.pos_ == "CCONJ" or (token.text == "," and doc[at - 1].pos_ == "ADJ")


def _modifies(token: Token) -> bool:
    """Whether a participle stands in front of its noun."""
    if token.dep_ in ("amod", "compound", "nmod", "punct") or (
        token.head.i > token.i and token.head.pos_ in _NOUNS
    ):
        return True
    return token.i + 1 < len(token.doc) and token.nbor(1).tag_ == "NNS"  # the parser took it for a verb


def _coordinated(head: Token) -> Token:
    """The last noun of a bare coordination: "soldiers and police officers", but "six women | and six men"."""
    doc, at = head.doc, head.i + 1
    if at + 1 >= len(doc) or doc[at].lower_ not in ("and", "or", "&"):
        return head
    conjunct = _head(doc[at + 1])
    if conjunct is None or conjunct.i - at > _CONJUNCT or conjunct.head.i != head.i:
        return head
    if conjunct.tag_ not in _PLURALS or head.tag_ not in _PLURALS:
        return head
    if any(doc[i].pos_ in ("NUM", "DET", "PRON") for i in range(at + 1, conjunct.i)):
        return head
    return conjunct

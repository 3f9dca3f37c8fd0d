"""Finds what a number counts: the noun, how far its phrase reaches, and the "of" phrase of a share.

"17 of his horses"                       -> horses
"nearly 1,500 coal- and gas-fired plants" -> plants
"""

from bisect import bisect_right
from dataclasses import dataclass

from spacy.tokens import Doc, Token

_PREMODIFIERS = frozenset(["ADJ", "NOUN", "PROPN", "ADV", "VERB", "NUM"])
_NOUNS = frozenset(["NOUN", "PROPN"])
WEEKDAYS = frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
_TIME_NOUNS = WEEKDAYS | frozenset(
    ["today", "tonight", "yesterday", "tomorrow"]
)  # adverbs that the tagger calls nouns: "three debates Monday"
_COLLECTIVES = frozenset(
    ["staff", "personnel", "crew", "police", "people", "cattle", "sheep", "fish", "aircraft", "livestock", "faculty", "clergy", "infantry"]
)
_MARKS = frozenset(["mark", "benchmark", "barrier", "threshold", "milestone"])  # "broke the 5,000 barrier"
_REACH = 10  # tokens between a number and its noun; the longest in the annotated articles is 8


class Tokens:
    """Looks tokens up by character offset."""

    def __init__(self, doc: Doc):
        self.doc = doc
        self.starts: list[int] = doc.to_array(["IDX"]).tolist()

    def at(self, offset: int) -> Token:
        """The token that covers an offset, or the one before it."""
        return self.doc[max(0, bisect_right(self.starts, offset) - 1)]

    def after(self, offset: int) -> Token | None:
        """The first token that begins at or behind an offset and is no white space."""
        at = bisect_right(self.starts, offset - 1)
        while at < len(self.doc) and self.doc[at].is_space:
            at += 1
        return self.doc[at] if at < len(self.doc) else None


@dataclass(frozen=True, slots=True)
class Counted:
    """What a number counts: `head` is the noun; the phrase is the tokens [first, last]."""

    head: Token
    first: Token
    last: Token
    partitive: bool = False  # "17 of his horses"


def end_of(token: Token) -> int:
    """Offset behind a token."""
    return token.idx + len(token.text)


def counted_noun(number: Token, following: Token | None) -> Counted | None:
    """What a number counts.

    Arguments:
        number: the number's last token.
        following: the first token behind the number and its comparators.

    Returns:
        The noun and its phrase, or None.
    """
    if following is None or following.sent.start != number.sent.start:
        return None
    doc = number.doc
    first = following
    if first.lower_ == "of" or (
        first.lower_ == "," and first.i + 1 < len(doc) and doc[first.i + 1].lower_ == "of"
    ):
        start = first.i + (1 if first.lower_ == "of" else 2)
        phrase = noun_phrase(doc, start)
        return Counted(phrase.head, phrase.first, phrase.last, partitive=True) if phrase else None
    if first.lower_ in ("last", "next"):
        return None  # "2.1 last year"
    end = _premodified(first)
    if end is None or end.lower_ in _MARKS:
        return None
    if (
        number.lower_ != "zero"
        and first.tag_ == end.tag_ == "NN"
        and first.i < end.i
        and end.lemma_ not in _COLLECTIVES
        and number.lower_ not in ("one", "1")
    ):
        return Counted(first, first, first)  # "a 12 page document"
    return Counted(end, first, _coordinated(end))


def noun_phrase(doc: Doc, start: int) -> Counted | None:
    """The noun phrase that begins at a token, up to its first noun phrase end (no clauses, no further "of")."""
    at, limit = start, min(len(doc), start + _REACH + 4)
    while (
        (at < limit
        and doc[at].pos_ in ("DET", "PRON", "NUM", "ADV", "PART"))
        or (at < limit
        and doc[at].text in "$£€#")
    ):
        if doc[at].pos_ == "PRON" and doc[at].tag_ != "PRP$":
            return Counted(doc[at], doc[start], doc[at])
        at += 1
    if at >= limit:
        return None
    head = _premodified(doc[at])
    if head is None:
        if at > start:
            return Counted(doc[at - 1], doc[start], doc[at - 1])
        return None
    while head.i + 2 < len(doc) and doc[head.i + 1].tag_ == "POS":
        further = _premodified(doc[head.i + 2])
        if further is None:
            break
        head = further
    return Counted(head, doc[start], _coordinated(head))


def with_complement(phrase: Counted) -> Counted:
    """The phrase with the "of" phrase and the participle that belong to it ("the population of Gaza", "those responding")."""
    doc, at = phrase.last.doc, phrase.last.i + 1
    if at >= len(doc):
        return phrase
    if doc[at].lower_ == "of":
        further = noun_phrase(doc, at + 1)
        return Counted(phrase.head, phrase.first, further.last) if further else phrase
    if phrase.last.lower_ == "those" and doc[at].tag_ in ("VBG", "VBN"):
        return Counted(phrase.head, phrase.first, doc[at])
    return phrase


def _premodified(first: Token) -> Token | None:
    """The noun that ends a run of premodifiers and nouns."""
    doc, at, last = first.doc, first.i, None
    limit = min(len(doc), first.i + _REACH)
    while at < limit:
        token = doc[at]
        if token.is_sent_start and at > first.i:
            break
        if token.lower_ in _TIME_NOUNS:
            break
        if (
            token.pos_ == "ADP"
            and last is None
            and not token.whitespace_
            and at + 2 < limit
            and doc[at + 1].text == "-"
        ):
            at += 1  # "by-elections"
            continue
        if token.pos_ in _NOUNS:
            last = token
        elif last is not None and token.pos_ in ("ADJ", "VERB", "ADV", "NUM"):
            # "three president debates" goes on, "12 people injured" does not
            if not (
                token.pos_ == "ADJ"
                and token.head.i > at
                and token.head.pos_ in _NOUNS
                and token.dep_ == "amod"
            ):
                break
        elif token.pos_ == "VERB":
            if token.tag_ not in ("VBN", "VBG", "JJ") or not _modifies_right(token):
                break
        elif token.text in ("-", "–") and not token.whitespace_ and at + 1 < limit:
            at += 1  # what a hyphen joins is one word, whatever the tagger makes of its end
            if doc[at].pos_ in _NOUNS:
                last = doc[at]
        elif token.text in ("-", "–") or (token.text in "\"“”'‘’" and (last is None or last.i < at - 1)) or (token.pos_ == "ADP" and last is None and token.lower_ in ("off", "on", "over", "under")) or (token.pos_ == "CCONJ" and last is None and at > first.i) or (token.text == "," and last is None and at > first.i and doc[at - 1].pos_ == "ADJ") or (token.pos_ == "ADV" and token.head.i > at) or (token.pos_ == "PART" and token.tag_ == "POS" and at + 1 < limit):
            pass
        elif token.pos_ not in _PREMODIFIERS:
            break
        at += 1
    return last


def _modifies_right(token: Token) -> bool:
    return token.dep_ in ("amod", "compound", "nmod", "punct") or (
        token.head.i > token.i and token.head.pos_ in _NOUNS
    )


def _coordinated(head: Token) -> Token:
    """The last noun of a bare coordination ("soldiers and police officers"); conjuncts with a number of their own stay out."""
    doc = head.doc
    at = head.i + 1
    if at + 1 >= len(doc) or doc[at].lower_ not in ("and", "or", "&"):
        return head
    nouns = _premodified(doc[at + 1])
    if (
        nouns is None
        or nouns.i - at > 3
        or nouns.tag_ not in ("NNS", "NNPS")
        or head.tag_ not in ("NNS", "NNPS")
    ):
        return head
    if nouns.head.i != head.i or any(doc[i].pos_ in ("NUM", "DET", "PRON") for i in range(at + 1, nouns.i)):
        return head
    return nouns


def lemma(head: Token, first: int) -> str:
    """The counted noun as a unit: its lemma in lower case, joined to what a hyphen ties to it from token `first` on."""
    doc, at = head.doc, head.i
    word = head.lemma_.lower()
    if head.tag_ == "NNPS" and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]  # the lemmatizer leaves names in the plural: "Iowans"
    while (
        at - 2 >= first
        and doc[at - 1].text == "-"
        and not doc[at - 1].whitespace_
        and not doc[at - 2].whitespace_
        and doc[at - 2].is_alpha
    ):
        word = doc[at - 2].lower_ + "-" + word
        at -= 2
    return word

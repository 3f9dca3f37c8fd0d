"""A noun in its sentence -> the phrase that describes a party: where it begins and ends, and what it says.

    "the campaign staff, who had resigned, wrote"  ->  "the campaign staff": lemma staff, definite

A phrase ends where a relative clause, an apposition, a parenthesis or a comma begins, so that it can serve
as a name.
"""

from claimex import lexicon
from claimex.pipeline.speakers.entities import Phrase
from claimex.pipeline.speakers.nouns import NOUNS
from claimex.pipeline.speakers.reading import Reading
from claimex.pipeline.tokens import is_hyphen

LONGEST = 40  # words of a phrase; a longer one is a sentence that the parser mistook

_STOPS = frozenset((",", ";", ":", "(", ")", "[", "—", "–", "--", "-", "...", "…", '"', "“", "”"))
_RELATIVES = frozenset(("who", "whom", "whose", "which", "where", "when", "that"))
_DEFINITE = frozenset(
    (
        "the",
        "this",
        "that",
        "these",
        "those",
        "his",
        "her",
        "its",
        "their",
        "my",
        "our",
        "your",
        "both",
        "such",
    )
)
_QUANTIFIERS = frozenset(lexicon.load("parties")["quantifier"].split())
_LEADING = frozenset(("PUNCT", "SPACE", "CCONJ", "SCONJ", "ADP", "ADV", "PART"))
_TRAILING = _LEADING | {"DET", "VERB", "AUX"}
_APPROXIMATE = frozenset(("about", "over", "under", "nearly", "almost", "more", "only", "at", "up", "around"))
_FINITE = frozenset(("VBD", "VBZ", "VBP", "MD"))
_VERBAL = frozenset(("VERB", "AUX"))
_CLAUSE_OPENERS = frozenset(("nsubj", "nsubjpass", "expl", "mark"))  # behind a noun: "the idea that they"
_CONTENT = frozenset(("NOUN", "PROPN", "ADJ", "NUM"))


def head_noun(reading: Reading, root: int) -> int:
    """The noun that tells what a phrase is about: "staff" in "seventeen of the staff"."""
    words = reading.words
    if reading.pos[root] == "NUM" or words[root] in _QUANTIFIERS or reading.doc[root].like_num:
        for i in range(root + 1, min(root + 3, len(words))):
            if words[i] == "of" and reading.head[i] == root:
                for j in range(i + 1, min(i + LONGEST, len(words))):
                    if reading.head[j] == i and reading.pos[j] in ("NOUN", "PROPN"):
                        return j
    return root


def counted_root(reading: Reading, noun: int) -> int:
    """The inverse of `head_noun`: "nine" for "members" in "nine of the members", else the noun itself."""
    of = reading.head[noun]
    if reading.dep[noun] != "pobj" or reading.words[of] != "of":
        return noun
    return reading.head[of] if head_noun(reading, reading.head[of]) == noun else noun


def phrase_at(reading: Reading, root: int, within: tuple[int, int] | None = None) -> Phrase:
    """The phrase that hangs on a token.

    Arguments:
        reading: the document.
        root: the phrase's syntactic head.
        within: tokens of a mention that it is, which are surer than the parse.
    """
    doc, words = reading.doc, reading.words
    start = max(doc[root].left_edge.i, root - LONGEST)
    for i in range(root - 1, start - 1, -1):  # a quotation mark or a comma that the parser took along
        if (
            words[i] in _STOPS
            and not (words[i] in (",", "-") and reading.pos[i + 1] in ("ADJ", "NOUN", "VERB"))
        ) or doc[i].is_space:
            start = i + 1
            break
    start = _first_content(reading, start, root)
    end = _phrase_end(reading, root, min(doc[root].right_edge.i, root + LONGEST))
    if within is not None:
        start = _first_content(reading, within[0], root)
        if reading.in_headline(root) or any(reading.tag[i] in _FINITE for i in range(root + 1, end)):
            end = min(end, within[1])  # a sentence rather than a phrase
        else:
            end = max(end, _phrase_end(reading, root, within[1] - 1))
    head = head_noun(reading, root)
    modifiers = frozenset(
        words[i]
        for i in range(start, head)
        if reading.pos[i] in _CONTENT and i != root and words[i] not in _QUANTIFIERS
    )
    first = words[start]
    definite = first in _DEFINITE or (
        any(words[i] in ("'s", "'") for i in range(start, head)) and head == root
    )
    noun = NOUNS.get(words[head])
    plural = noun.plural if noun else reading.tag[head] in ("NNS", "NNPS")
    return Phrase(
        start, end, head, noun.lemma if noun else words[head], modifiers, definite, plural or head != root
    )


def _first_content(reading: Reading, start: int, root: int) -> int:
    """The first token of a phrase that is no punctuation, conjunction or preposition before it."""
    while start < root and reading.pos[start] in _LEADING and reading.words[start] not in _APPROXIMATE:
        start += 1
    return start


def _phrase_end(reading: Reading, root: int, last: int) -> int:
    """Where a phrase ends: before a comma, a clause or a conjunct, at the latest behind the token `last`."""
    doc, words = reading.doc, reading.words
    end = root + 1
    for i in range(root + 1, last + 1):
        word = words[i]
        if doc[i].is_space and "\n" in doc[i].text:
            break
        if word in _STOPS and not is_hyphen(doc[i]):
            break
        if word in _RELATIVES and (reading.tag[i].startswith("W") or reading.dep[i] == "nsubj"):
            break
        if reading.pos[i] == "CCONJ" and reading.head[i] == root:
            break
        if reading.dep[i] == "relcl" and reading.head[i] == root:
            break
        if reading.dep[i] in _CLAUSE_OPENERS:
            end = min(end, max(root + 1, doc[i].left_edge.i))
            break
        if (reading.tag[i] in _FINITE and reading.pos[i] in _VERBAL) or i in reading.cues:
            break
        end = i + 1
    while end > root + 1 and (reading.pos[end - 1] in _TRAILING or words[end - 1] in ("'s", "'")):
        end -= 1
    return end


def _leads_to(reading: Reading, token: int, root: int) -> bool:
    """Whether a chain of conjunctions leads from a token to the root."""
    for _ in range(6):
        if token == root:
            return True
        if reading.dep[token] != "conj":
            return False
        token = reading.head[token]
    return False


def conjuncts(reading: Reading, root: int, end: int) -> list[int]:
    """The root and the heads that are coordinated with it before `end`."""
    return [
        root,
        *(i for i in range(root + 1, end) if reading.dep[i] == "conj" and _leads_to(reading, i, root)),
    ]

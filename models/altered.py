"""Altered editions of documents: more text for a network to answer, where there is no more of its kind.

    "The council asked the minister to act." -> "The council told two drivers to act."

Parts of a sentence are left out, or give way to parts of the same relation and tag from other documents, and
words to others of their tag: "substructure substitution" (Shi et al. 2021), with what TinyBERT (Jiao et al.
2020) does to words. The result need not be good English: one network says of it what it says, and another
learns that.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable

from spacy.tokens import Doc, Span, Token

SWAPPED, DROPPED, REPLACED = 0.12, 0.08, 0.1  # shares of parts and, the last, of words
LONGEST = 30  # tokens of a part that stands in for another
OPTIONAL = frozenset({"advmod", "prep", "npadvmod", "amod", "advcl", "relcl", "acl", "appos", "nmod"})
SWAPPABLE = OPTIONAL | {
    "nsubj", "nsubjpass", "dobj", "pobj", "attr", "ccomp", "xcomp", "conj", "pcomp", "compound", "poss",
    "dative", "agent",
}  # fmt: skip
OPEN_TAGS = frozenset(
    {"NN", "NNS", "NNP", "NNPS", "JJ", "JJR", "RB", "VB", "VBD", "VBG", "VBN", "VBP", "VBZ", "CD", "PRP"}
)
AUXILIARIES = frozenset(
    {"be", "is", "are", "was", "were", "been", "being", "am", "'s", "’s", "has", "have", "had", "having"}
)
MARKS = frozenset('"“”()[]')  # whose partner may stand outside


class Editor:
    """Alters documents with the parts and words of others."""

    def __init__(self, docs: Iterable[Doc]) -> None:
        """Collect parts and words of parsed documents."""
        self._parts: dict[tuple[str, str], list[list[str]]] = defaultdict(list)
        self._words: dict[str, list[str]] = defaultdict(list)
        for doc in docs:
            for token in doc:
                if _is_open(token):
                    self._words[token.tag_].append(token.text)
                if token.dep_ in SWAPPABLE and 1 <= len(part := _part(token)) <= LONGEST:
                    self._parts[token.dep_, token.tag_].append([t.text for t in part])

    def alter(self, doc: Doc, seed: str) -> list[str]:
        """Words of an altered edition of a parsed document, white space among them; the same for the same
        seed.
        """
        rng = random.Random(seed)
        out: list[str] = []
        for sent in doc.sents:
            if _is_projective(sent):
                words = self._clause(sent.root, rng)
            else:
                words = [self._word(token, rng) for token in sent]
            first = next((i for i, word in enumerate(words) if word[:1].isalpha()), None)
            if first is not None and sent.text.strip()[:1].isupper():
                words[first] = _capitalised(words[first])
            out += words
        return out

    def _clause(self, head: Token, rng: random.Random) -> list[str]:
        out: list[str] = []
        for token in (*head.lefts, head, *head.rights):
            if token == head:
                out.append(self._word(token, rng))
                continue
            chance = rng.random()
            if chance < SWAPPED + DROPPED and token.dep_ in SWAPPABLE and _part(token):
                if chance >= SWAPPED and token.dep_ in OPTIONAL:
                    continue
                others = self._parts[token.dep_, token.tag_]
                if chance < SWAPPED and others:
                    out += rng.choice(others)
                    continue
            out += self._clause(token, rng)
        return out

    def _word(self, token: Token, rng: random.Random) -> str:
        if _is_open(token) and rng.random() < REPLACED:
            other = rng.choice(self._words[token.tag_])
            return _capitalised(other) if token.text[:1].isupper() else other
        return token.text


def _is_open(token: Token) -> bool:
    return token.tag_ in OPEN_TAGS and token.lower_ not in AUXILIARIES


def _capitalised(word: str) -> str:
    return word[:1].upper() + word[1:]


def _is_projective(sent: Span) -> bool:
    """Whether every subtree of a sentence is one stretch of text: else its words would change places."""
    return all(token.right_edge.i - token.left_edge.i + 1 == len(list(token.subtree)) for token in sent)


def _part(token: Token) -> list[Token]:
    """The tokens below one, itself among them; none if marks, line breaks or gaps are among them."""
    part = list(token.doc[token.left_edge.i : token.right_edge.i + 1])
    if any(t.text in MARKS or t.is_space for t in part) or len(list(token.subtree)) != len(part):
        return []
    return part

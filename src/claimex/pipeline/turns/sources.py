"""Reads off the parse who says something with a cue: the source of "said", of "according to", of "claim".

the claim by Ana Ruiz that “…”   ->   cue “claim”, source “Ana Ruiz”
"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from spacy.tokens import Doc, Token

from claimex import lexicon
from claimex.pipeline.annotations import Region

VERBAL = frozenset({"VERB", "AUX"})
SUBJECT_LABELS = frozenset({"nsubj", "nsubjpass"})
# Pronouns that stand for no speaker outside quotations.
NOBODY = frozenset({"this", "that", "these", "those", "there", "what", "which", "who", "whoever", "you"})

_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
PHRASE = frozenset({"DET", "ADJ", "NOUN", "PROPN", "PRON", "NUM", "PART", "X"})  # of a plain noun phrase
_SUBJECTS = frozenset({"nsubj", "csubj"})
_RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
_CONTROLLED = frozenset({"conj", "xcomp", "advcl", "pcomp", "ccomp", "dep"})  # clauses that share a subject
_CLIMB = 5  # verbs to climb in search of a shared subject


class Tie(NamedTuple):
    """A speaker, and the cue that ties him to a quote."""

    speaker: Region
    cue: Region | None


@cache
def lemmas(*names: str) -> frozenset[str]:
    """The words of some lists of `lexicon/reporting.toml`."""
    lists = lexicon.load("reporting")
    return frozenset(word for name in names for word in lists[name])


def is_one(token: Token, *names: str) -> bool:
    """Whether a word is on one of the lists, by its lemma or, where that is wrong ("rat"), its form."""
    words = lemmas(*names)
    lower = token.lower_
    return token.lemma_.lower() in words or (lower.endswith("ed") and lower[:-1] in words)


class Sources:
    """Finds sources in a parsed document.

    Arguments:
        doc: the document.
        starts: where its tokens start.
        quoted: for each token the outermost quoted stretch that it lies in, or -1.
    """

    def __init__(self, doc: Doc, starts: Sequence[int], quoted: Sequence[int]):
        self.doc = doc
        self.starts = starts
        self.quoted = quoted

    def tie(self, token: Token, within: bool = False) -> Tie | None:
        """The source of a cue, if the token is one.

        Arguments:
            token: any token.
            within: take sources within quotations, and "you" and "it", as well.
        """
        source = self.source(token)
        if source is None or (not within and (self.quoted[source.i] >= 0 or source.lower_ in NOBODY)):
            return None
        return Tie(self.mention(source), self.region(token.i, token.i))

    def source(self, cue: Token) -> Token | None:
        """The head word of who says something with this cue; None if it is no cue, or says nothing of who."""
        if cue.pos_ in VERBAL:
            if is_one(cue, "speech_verbs", "naming_verbs", "thought_verbs"):
                return self.subject(cue)
            if cue.lemma_ == "put" and any(t.lower_ == "it" and t.dep_ == "dobj" for t in cue.children):
                return self.subject(cue)
        if cue.lower_ == "according":
            return self.object_of(cue, "to")
        if cue.pos_ == "NOUN" and is_one(cue, "speech_nouns"):
            return self.owner(cue)
        return None

    def owner(self, noun: Token) -> Token | None:
        """Whose statement, claim, comment it is: Smith's claim, the claim by Smith, Smith made the claim."""
        owner = next((t for t in noun.children if t.dep_ == "poss"), None)
        if owner is None and noun.i + 2 < len(self.doc) and self.doc[noun.i + 1].lower_ in ("by", "from"):
            owner = next((t for t in self.doc[noun.i + 1].children if t.dep_ == "pobj"), None)
        if owner is None and noun.dep_ == "dobj" and noun.head.lemma_ in lemmas("uttering_verbs"):
            owner = self.subject(noun.head)
        return owner

    def object_of(self, head: Token, preposition: str) -> Token | None:
        for token in head.children:
            if token.lower_ == preposition:
                return next((t for t in token.children if t.dep_ == "pobj"), None)
        return None

    def subject(self, verb: Token, depth: int = 0) -> Token | None:
        """Who does what a verb says: its subject, or the one that it shares or is controlled by."""
        passive = False
        for token in verb.children:
            if token.dep_ in _SUBJECTS and token.i != verb.i:
                if token.lower_ in _RELATIVE:
                    return self.antecedent(verb, token)
                return token
            passive = passive or token.dep_ in ("nsubjpass", "auxpass")
        if verb.tag_ == "VBN" and verb.dep_ in ("acl", "amod", "relcl"):
            passive = passive or not self.takes_object(verb)
        if passive:
            return self.object_of(verb, "by")
        before = self.neighbour_before(verb)
        if before is not None:
            return before
        if depth == _CLIMB:
            return None
        if verb.dep_ in ("acl", "relcl"):
            return self.named(verb.head)
        if verb.dep_ in _CONTROLLED:
            head = verb.head
            while head.pos_ == "ADP" and head.head is not head:
                head = head.head
            if head.pos_ in VERBAL:
                return self.subject(head, depth + 1)
        return None

    def takes_object(self, verb: Token) -> bool:
        """Whether a noun phrase follows a participle at once: "compared Trump to", unlike "compared to"."""
        return verb.i + 1 < len(self.doc) and self.doc[verb.i + 1].pos_ in ("PROPN", "PRON", "DET")

    def antecedent(self, verb: Token, relative: Token) -> Token | None:
        """What a relative pronoun stands for."""
        if verb.dep_ == "relcl":
            noun = self.named(verb.head)
            return (self.owner(noun) if is_one(noun, "speech_nouns") else None) or noun
        before = self.doc[relative.i - 1] if relative.i else None
        return self.named(before) if before is not None and before.pos_ in ("NOUN", "PROPN") else None

    def named(self, noun: Token) -> Token:
        """The noun that an apposition explains."""
        while noun.dep_ == "appos" and noun.head is not noun:
            noun = noun.head
        return noun

    def neighbour_before(self, verb: Token) -> Token | None:
        """The noun right before a finite verb that the parser left without a subject."""
        if verb.tag_ not in ("VBD", "VBZ", "VBP") or not verb.i:
            return None
        before = self.doc[verb.i - 1]
        free = verb.dep_ not in ("conj", "relcl") and before.dep_ not in ("dobj", "pobj")
        return (
            before
            if free and before.pos_ in _NOMINAL and self.quoted[before.i] == self.quoted[verb.i]
            else None
        )

    def mention(self, head: Token) -> Region:
        """The noun phrase of a head: what stands before it, its "of" and what is coordinated with it."""
        first = last = head
        for token in head.lefts:
            if token.dep_ not in ("punct", "cc", "preconj", "relcl", "appos", "advcl", "mark"):
                first = token.left_edge
                break
        while first.i < head.i and (
            first.is_punct or first.is_space or self.quoted[first.i] != self.quoted[head.i]
        ):
            first = self.doc[first.i + 1]
        for token in head.rights:
            if token.i == last.i + 1 and token.lower_ == "of":
                last = token.right_edge
            elif token.dep_ == "conj" and token.pos_ in ("NOUN", "PROPN") and token.i - last.i < 6:
                last = token
        while last.i > head.i and (
            last.is_punct or last.is_space or self.quoted[last.i] != self.quoted[head.i]
        ):
            last = self.doc[last.i - 1]
        return self.region(first.i, last.i)

    def region(self, first: int, last: int) -> Region:
        """The characters of tokens first to last."""
        end = self.doc[last]
        return Region(start=self.starts[first], end=end.idx + len(end))

    def phrase_from(self, first: int, stop: int) -> tuple[int, int] | None:
        """The plain noun phrase that begins at a token: its first and last token."""
        last = None
        for i in range(first, stop):
            token = self.doc[i]
            if token.pos_ in _NOMINAL:
                last = i
            elif not (
                token.pos_ in PHRASE
                or token.lower_ in ("of", "&", "-")
                or (token.text == "and" and last == i - 1)
            ):
                break
            if token.pos_ == "PRON" and token.tag_ == "PRP":
                break
        return None if last is None else (first, last)

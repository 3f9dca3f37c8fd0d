"""Reads off the parse who says something with a cue: the source of "said", of "according to", of "claim".

the claim by Ana Ruiz that “…”   ->   cue “claim”, source “Ana Ruiz”
"""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from spacy.tokens import Doc, Token

from claimex import lexicon
from claimex.pipeline.annotations import Region
from claimex.pipeline.tokens import is_hyphen

VERBAL = frozenset({"VERB", "AUX"})
FINITE = frozenset({"VBD", "VBZ", "VBP"})
SUBJECT_LABELS = frozenset({"nsubj", "nsubjpass"})
# Pronouns that stand for no speaker outside quotations.
NOBODY = frozenset({"this", "that", "these", "those", "there", "what", "which", "who", "whoever", "you"})

_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
PHRASE = frozenset({"DET", "ADJ", "NOUN", "PROPN", "PRON", "NUM", "PART", "X"})  # of a plain noun phrase
_SUBJECTS = frozenset({"nsubj", "csubj"})
_RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
_CONTROLLED = frozenset({"conj", "xcomp", "advcl", "pcomp", "ccomp", "dep"})  # clauses that share a subject
_CLIMB = 5  # verbs to climb in search of a shared subject
_BREAKS = frozenset({"(", "[", "—", "–", "--", ";", ":"})  # what ends a mention wherever it stands
_SUFFIX = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})


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

    def possessed(self, noun: Token) -> Tie | None:
        """Whose a noun of speech is: Ruiz's verdict; also in a headline, which is one name to the parser."""
        owner = next((t for t in noun.children if t.dep_ == "poss"), None)
        if owner is not None and self.quoted[owner.i] < 0:
            return Tie(self.mention(owner), self.region(noun.i, noun.i))
        if noun.i < 2 or self.doc[noun.i - 1].tag_ != "POS" or self.doc[noun.i - 2].pos_ not in _NOMINAL:
            return None
        first = noun.i - 2
        while first > 0 and self.doc[first - 1].ent_iob_ in "BI" and self.doc[first].ent_iob_ == "I":
            first -= 1
        return Tie(self.region(first, noun.i - 2), self.region(noun.i, noun.i))

    def object_of(self, head: Token, preposition: str) -> Token | None:
        for token in head.children:
            if token.lower_ == preposition:
                return next((t for t in token.children if t.dep_ == "pobj"), None)
        return None

    def subject(self, verb: Token, depth: int = 0) -> Token | None:
        """Who does what a verb says: its subject, or the one that it shares or is controlled by."""
        passive = False
        undergoer = None
        for token in verb.children:
            if token.dep_ in _SUBJECTS and token.i != verb.i:
                if token.lower_ in _RELATIVE:
                    return self.antecedent(verb, token)
                return token
            if token.dep_ == "nsubjpass":
                undergoer = token
            passive = passive or token.dep_ in ("nsubjpass", "auxpass")
        if verb.tag_ == "VBN" and verb.dep_ in ("acl", "amod", "relcl"):
            passive = passive or not self.takes_object(verb)
        if undergoer is not None and depth and undergoer.lower_ not in _RELATIVE:
            return undergoer  # Ruiz was joined by Hardy and joked; Ruiz was quoted as saying
        if passive:
            return self.object_of(verb, "by")
        before = self.neighbour_before(verb)
        if before is not None:
            return before
        if depth == _CLIMB:
            return None
        if verb.dep_ in ("acl", "relcl"):
            teller = self.teller(verb)
            return self.named(verb.head) if teller is None else self.subject(teller, depth + 1)
        if verb.dep_ in _CONTROLLED:
            head = verb.head
            while (head.pos_ == "ADP" or head.dep_ == "acomp") and head.head.i != head.i:
                head = head.head  # "is quick to add": whoever is quick
            if head.pos_ in VERBAL:
                return self.subject(head, depth + 1)
        return None

    def teller(self, participle: Token) -> Token | None:
        """The verb whose subject says what stands behind a participle: "emailed" in "emailed members saying".

        The parser hangs such a participle on the noun before it, which is who was told.
        """
        told = participle.head
        verb = told.head
        telling = (
            participle.tag_ == "VBG"
            and told.dep_ in ("dobj", "dative")
            and verb.pos_ == "VERB"
            and is_one(verb, "speech_verbs")
            and not is_one(told, "speech_nouns")
        )
        return verb if telling else None

    def is_unsaid(self, cue: Token) -> bool:
        """Whether a verb of saying or naming is passive and nobody is said to do it: "was said to be"."""
        if cue.pos_ not in VERBAL or not is_one(cue, "speech_verbs", "naming_verbs"):
            return False
        passive = cue.tag_ == "VBN" and any(t.dep_ in ("nsubjpass", "auxpass") for t in cue.children)
        return (
            passive
            and self.object_of(cue, "by") is None
            and not any(t.dep_ in _SUBJECTS or t.dep_ == "agent" for t in cue.children)
        )

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
        while noun.dep_ == "appos" and noun.head.i != noun.i:
            noun = noun.head
        return noun

    def neighbour_before(self, verb: Token) -> Token | None:
        """The noun right before a finite verb that the parser left without a subject."""
        if verb.tag_ not in FINITE or not verb.i:
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
        return self.region(first.i, self._through_hyphens(last).i)

    def _through_hyphens(self, last: Token) -> Token:
        """The last word of a mention that would end inside a hyphenated word, which parses badly: for "co" in
        "says co-author and engineer Dr Ana Ruiz" it is "Ruiz".
        """
        doc, end = self.doc, last.i
        while end + 2 < len(doc) and is_hyphen(doc[end + 1]):
            end += 2
        if end == last.i:
            return last
        if end + 3 < len(doc) and doc[end + 1].lower_ == "and" and doc[end + 3].pos_ == "PROPN":
            end += 2
        behind = end + 1
        while behind < len(doc) and (doc[behind].pos_ == "PROPN" or _is_blank(doc[behind])):
            end = behind if doc[behind].pos_ == "PROPN" else end
            behind += 1
        return doc[end]

    def trimmed(self, mention: Region) -> Region:
        """A mention up to its head name: without apposition, relative clause, parenthesis and final comma.

        "Ana Ruiz, the miller," -> "Ana Ruiz"; "the miller, Ana Ruiz," and "Ana Ruiz, Tom Hardy and others"
        are mentions as they stand.
        """
        first = max(0, bisect_right(self.starts, mention["start"]) - 1)
        stop = first + 1
        while stop < len(self.starts) and self.starts[stop] < mention["end"]:
            stop += 1
        end, nominal = stop, False
        for i in range(first, stop):
            token = self.doc[i]
            if i > first and (
                token.text in _BREAKS
                or (token.lower_ in _RELATIVE and token.tag_.startswith("W"))
                or (token.is_space and "\n" in token.text)
            ):
                end = i
                break
            if token.text == "," and nominal and not self._goes_on(first, i, stop):
                end = i
                break
            nominal = nominal or token.pos_ in _NOMINAL
        while end > first + 1 and (
            self.doc[end - 1].is_space or self.doc[end - 1].text == "," or self.doc[end - 1].tag_ == "POS"
        ):
            end -= 1
        last = self.doc[end - 1]
        return Region(start=mention["start"], end=min(mention["end"], last.idx + len(last)))

    def _goes_on(self, first: int, comma: int, stop: int) -> bool:
        """Whether a mention that starts at `first` goes on behind a comma: a list, or a role's name."""
        if comma + 1 < stop and self.doc[comma + 1].lower_ in _SUFFIX:
            return True
        before = self.doc[first:comma]
        for token in self.doc[comma + 1 : stop]:
            if token.dep_ == "conj" and token.pos_ in _NOMINAL:
                joined = token.head
                while joined.dep_ == "conj" and joined.i > comma and joined.head.i != joined.i:
                    joined = joined.head
                if joined.i == before.root.i:
                    return True
        rest = [token for token in self.doc[comma + 1 : stop] if token.text != ","]
        if any(token.lower_ in ("and", "&") for token in rest) and all(
            token.pos_ == "PROPN" or token.lower_ in ("and", "&", "others") for token in rest
        ):
            return True
        if before.root.pos_ in ("PROPN", "PRON"):
            return False
        following = next((i for i in range(comma + 1, stop) if self.doc[i].text == ","), stop)
        name = [token for token in self.doc[comma + 1 : following] if not token.is_punct]
        return bool(name) and all(token.pos_ == "PROPN" for token in name)

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
        return None if last is None else (first, self._through_hyphens(self.doc[last]).i)


def _is_blank(token: Token) -> bool:
    """Whether a token is white space within a line."""
    return token.is_space and "\n" not in token.text

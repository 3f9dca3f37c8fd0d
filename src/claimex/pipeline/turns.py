"""Gives every quoted stretch its speaker: the mention that the text ties to it, and the cue that ties it.

    “It rained,” Ana Ruiz said. “Hard.”   ->   both: speaker “Ana Ruiz”, cue “said”

A relation that the attribution layer found comes first where it agrees with the marks; then the syntax around
the quote; then whoever spoke last, as long as the discourse goes on. Where none of them tells, there is no
speaker: a wrong name is worse than none.
"""

import re
from bisect import bisect_left
from functools import cache
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Token

from claimex import lexicon
from claimex.pipeline.annotations import Paragraph, QuotedStretch, Region, Turn, contains

FACTORY = "claimex_turns"

REACH = 25  # tokens between a quote and a cue that no syntax ties to it
NOUN_REACH = 5  # the same if the cue is a noun
NESTED_REACH = 15  # the same within a quotation

# A speaker's label, as transcripts and headlines have it: "SMITH:", "Ana Ruiz:"
_LABEL = re.compile(r"[\"“”'‘’]*((?:[A-Z][\w.'’-]*\s+){0,4}[A-Z][\w.'’-]*(?:\s+\([^)]{1,40}\))?):\s")
_VERBAL = frozenset({"VERB", "AUX"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_PHRASE = frozenset(
    {"DET", "ADJ", "NOUN", "PROPN", "PRON", "NUM", "PART", "X"}
)  # what a plain noun phrase is made of
_SUBJECTS = ("nsubj", "csubj")
_SUBJECT_LABELS = ("nsubj", "nsubjpass")
_RELATIVE = frozenset({"who", "which", "that", "whom", "whose"})
_NOBODY = frozenset({"this", "that", "these", "those", "there", "what", "which", "who", "whoever", "you"})
_STOP = frozenset({".", "!", "?"})


class Tie(NamedTuple):
    """A speaker and the cue that ties him to a quote."""

    speaker: Region
    cue: Token | None


@cache
def _lemmas(*names: str) -> frozenset[str]:
    lists = lexicon.load("reporting")
    return frozenset(word for name in names for word in lists[name])


def _is(token: Token, *names: str) -> bool:
    """Whether a word is on one of the lists, by its lemma or, where that is wrong ("rat"), its form."""
    words = _lemmas(*names)
    lower = token.lower_
    return token.lemma_.lower() in words or (lower.endswith("ed") and lower[:-1] in words)


class Turns:
    """Writes `doc._.claimex_turns`, one for each quoted stretch."""

    def __call__(self, doc: Doc) -> Doc:
        """Set who speaks in a document.

        Arguments:
            doc: a parsed document with its quotations and, if there are any, its attributions.

        Returns:
            The same document.
        """
        doc._.claimex_turns = _Reader(doc).turns() if doc._.claimex_quotations else []
        return doc


class _Reader:
    """One pass over the quoted stretches of a document, in text order."""

    def __init__(self, doc: Doc):
        self.doc = doc
        self.text = doc.text
        self.layout: list[Paragraph] = doc._.claimex_layout
        self.quotes: list[QuotedStretch] = doc._.claimex_quotations
        self.starts = [token.idx for token in doc]
        self.spans = [(self.token_at(q["start"]), self.token_at(q["end"])) for q in self.quotes]
        self.quoted = [-1] * len(doc)  # the outermost stretch that a token lies in
        for i, (first, last) in enumerate(self.spans):
            if first < len(doc) and self.quoted[first] < 0:
                self.quoted[first:last] = [i] * (last - first)

    def token_at(self, offset: int) -> int:
        """Index of the first token that starts at or behind an offset."""
        return bisect_left(self.starts, offset)

    def turns(self) -> list[Turn]:
        """One turn for each quoted stretch."""
        found: list[Turn] = []
        paragraph = -1
        for i, quote in enumerate(self.quotes):
            while paragraph + 1 < len(self.layout) and self.layout[paragraph + 1]["start"] <= quote["start"]:
                paragraph += 1
            found.append(self.turn(i, paragraph, found))
        return found

    def turn(self, i: int, paragraph: int, before: list[Turn]) -> Turn:
        """The turn of one stretch, given those before it."""
        first = self.spans[i][0]
        here = self.layout[paragraph]
        outer = self.quoted[first] if first < len(self.doc) else -1
        if outer not in (-1, i):
            tie = self.tie_within(i, outer)
            return self.as_turn(tie)
        label = self.label(here, self.quotes[i])
        if label is not None:
            return Turn(speaker=label, cue=None, attribution=None)
        tie = self.syntactic(i, here)
        if tie is not None:
            return self.as_turn(tie)
        return self.running(i, paragraph, before)

    def as_turn(self, tie: Tie | None) -> Turn:
        """A tie as regions of the text."""
        if tie is None:
            return Turn(speaker=None, cue=None, attribution=None)
        cue = None if tie.cue is None else Region(start=tie.cue.idx, end=tie.cue.idx + len(tie.cue))
        return Turn(speaker=tie.speaker, cue=cue, attribution=None)

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

    # ---- what the text itself says

    def label(self, here: Paragraph, quote: QuotedStretch) -> Region | None:
        """The label that begins the paragraph, if the quote follows it: "SMITH: “…”", "“SMITH: …”"."""
        match = _LABEL.match(self.text, here["start"], min(here["end"], here["start"] + 120))
        if match is None:
            return None
        at_once = quote["start"] <= match.end() + 1
        if not (at_once or here["role"] == "headline" or match.group(1).isupper()):
            return None
        if match.start(1) > quote["start"] and not match.group(1).isupper():
            return None
        words = match.group(1).split()
        if (
            self.doc[self.token_at(match.start(1))].pos_ not in ("PROPN", "NOUN", "ADJ", "X")
            and len(words) < 2
        ):
            return None
        return Region(start=match.start(1), end=match.end(1))

    def syntactic(self, i: int, here: Paragraph) -> Tie | None:
        """The speaker by syntax: "…," X said; a cue that governs the quote; one that stands beside it."""
        first, last = self.spans[i]
        return (
            self.inserted(i, last, here)
            or self.governing(first, last)
            or self.beside(first, last, here)
            or self.introduced(first, here)
        )

    def inserted(self, i: int, last: int, here: Paragraph) -> Tie | None:
        """The clause right behind a quote that says who spoke it: said X, or X said.

        The parser often misreads it, so it is read by its form.
        """
        at = last
        if self.text[self.quotes[i]["start"] : self.quotes[i]["end"]].rstrip("\"'”’»“‘")[-1:] == ".":
            return None
        while at < len(self.doc) and (
            self.doc[at].is_space or self.doc[at].lower_ in (",", "-", "–", "—", "as")
        ):
            at += 1
        stop = self.clause_end(at, here)
        if at >= stop:
            return None
        opening = self.doc[at]
        if self.is_insertion_cue(opening) and opening.pos_ in _VERBAL:
            subject = self.subject(opening)
            if subject is not None and at < subject.i < stop:
                return Tie(self.mention(subject), opening)
            phrase = self.phrase_from(at + 1, stop)
            return phrase and Tie(self.region(*phrase), opening)
        phrase = self.phrase_from(at, stop) if opening.pos_ in _PHRASE else None
        if phrase is None or opening.lower_ in _NOBODY:
            return None
        for token in self.doc[phrase[1] + 1 : stop]:
            if self.is_insertion_cue(token) and (
                token.pos_ in _VERBAL or self.is_clause_end(token.i + 1, stop)
            ):
                return Tie(self.region(*phrase), token)
            if token.pos_ in _VERBAL and token.dep_ not in ("relcl", "acl", "aux", "auxpass"):
                return None
        # "the campaign staff assert": the cue was read as a noun
        final = self.doc[stop - 1] if stop > at else opening
        if final.i == phrase[1] > phrase[0] and final.lower_ in _lemmas("speech_verbs"):
            return Tie(self.region(phrase[0], phrase[1] - 1), final)
        return None

    def clause_end(self, at: int, here: Paragraph) -> int:
        """Index of the token that ends the clause, sentence or paragraph, or begins the next quote."""
        for i in range(at, min(at + REACH, len(self.doc))):
            token = self.doc[i]
            if (
                token.idx >= here["end"]
                or token.text in _STOP
                or token.text in (":", ";")
                or self.quoted[i] >= 0
            ):
                return i
        return min(at + REACH, len(self.doc))

    def is_clause_end(self, at: int, stop: int) -> bool:
        return at >= stop or self.doc[at].is_punct

    def is_insertion_cue(self, token: Token) -> bool:
        if _is(token, "speech_verbs", "inserted_verbs") or token.lower_ == "according":
            return True
        return token.lemma_ == "put" and token.i + 1 < len(self.doc) and self.doc[token.i + 1].lower_ == "it"

    def phrase_from(self, first: int, stop: int) -> tuple[int, int] | None:
        """The plain noun phrase that begins at a token: its first and last token."""
        last = None
        for i in range(first, stop):
            token = self.doc[i]
            if token.pos_ in _NOMINAL:
                last = i
            elif not (
                token.pos_ in _PHRASE
                or token.lower_ in ("of", "&", "-")
                or (token.text == "and" and last == i - 1)
            ):
                break
            if token.pos_ == "PRON" and token.tag_ == "PRP":
                break
        return None if last is None else (first, last)

    def governing(self, first: int, last: int) -> Tie | None:
        """The nearest cue above the quote in the parse."""
        if first >= last:
            return None
        for token in self.doc[first:last].root.ancestors:
            if self.quoted[token.i] < 0:
                tie = self.tie(token)
                if tie is not None:
                    return tie
        return None

    def beside(self, first: int, last: int, here: Paragraph) -> Tie | None:
        """The nearest cue behind the quote, or else before it, in the same sentence."""
        for token in self.doc[last : last + REACH]:
            if token.idx >= here["end"] or token.text in _STOP:
                break
            tie = self.tie(token) if self.quoted[token.i] < 0 and token.pos_ != "NOUN" else None
            if tie is not None:
                return tie
        for at in range(first - 1, max(-1, first - REACH), -1):
            token = self.doc[at]
            if token.idx < here["start"] or token.text in _STOP:
                break
            if self.quoted[at] >= 0 or (
                token.pos_ == "NOUN" and (first - at > NOUN_REACH or token.dep_ in _SUBJECT_LABELS)
            ):
                continue
            tie = self.tie(token)
            if tie is not None:
                return tie
        return None

    def introduced(self, first: int, here: Paragraph) -> Tie | None:
        """Who does what stands before a comma or colon and the quote: Smith shot back, "…"."""
        at = first - 1
        while at > 0 and self.doc[at].is_space:
            at -= 1
        if at <= 0 or self.doc[at].text not in (",", ":") or self.starts[at] < here["start"]:
            return None
        colon = self.doc[at].text == ":"
        for k in range(at - 1, max(-1, first - REACH), -1):
            token = self.doc[k]
            if self.starts[k] < here["start"] or token.text in _STOP or self.quoted[k] >= 0:
                return None
            if colon and token.lower_ in ("from", "by") and at - k < NOUN_REACH:
                phrase = self.phrase_from(k + 1, at)
                return phrase and Tie(self.region(*phrase), None)
            if token.tag_ in ("VBD", "VBZ", "VBP"):
                source = self.subject(token)
                if source is not None and self.quoted[source.i] < 0 and source.lower_ not in _NOBODY:
                    return Tie(self.mention(source), token)
        return None

    def tie_within(self, i: int, outer: int) -> Tie | None:
        """The speaker of a quotation within a quotation, who is named there."""
        first, _ = self.spans[i]
        start, _ = self.spans[outer]
        for at in range(first - 1, max(start, first - NESTED_REACH), -1):
            token = self.doc[at]
            if token.text in _STOP:
                return None
            if _is(token, "speech_nouns") and token.dep_ in _SUBJECT_LABELS:
                if (
                    token.head.lemma_ == "be"
                    and first - at < NOUN_REACH
                    and token.head.i < first
                    and not any(t.dep_ == "poss" for t in token.children)
                ):
                    return Tie(self.mention(token), None)
                continue
            tie = self.tie(token, within=True)
            if tie is not None:
                return tie
        return None

    # ---- cue and source

    def tie(self, token: Token, within: bool = False) -> Tie | None:
        """The source of a cue, if the token is one.

        Arguments:
            token: any token.
            within: take sources within quotations, and "you" and "it", as well.
        """
        source = self.source(token)
        if source is None or (not within and (self.quoted[source.i] >= 0 or source.lower_ in _NOBODY)):
            return None
        return Tie(self.mention(source), token)

    def source(self, cue: Token) -> Token | None:
        """The head word of who says something with this cue; None if it is no cue, or says nothing of who."""
        if cue.pos_ in _VERBAL:
            if _is(cue, "speech_verbs", "naming_verbs", "thought_verbs"):
                return self.subject(cue)
            if cue.lemma_ == "put" and any(t.lower_ == "it" and t.dep_ == "dobj" for t in cue.children):
                return self.subject(cue)
        if cue.lower_ == "according":
            return self.object_of(cue, "to")
        if cue.pos_ == "NOUN" and _is(cue, "speech_nouns"):
            return self.owner(cue)
        return None

    def owner(self, noun: Token) -> Token | None:
        """Whose statement, claim, comment it is: Smith's claim, the claim by Smith, Smith made the claim."""
        owner = next((t for t in noun.children if t.dep_ == "poss"), None)
        if owner is None and noun.i + 2 < len(self.doc) and self.doc[noun.i + 1].lower_ in ("by", "from"):
            owner = next((t for t in self.doc[noun.i + 1].children if t.dep_ == "pobj"), None)
        if owner is None and noun.dep_ == "dobj" and noun.head.lemma_ in _lemmas("uttering_verbs"):
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
        if depth > 4:
            return None
        if verb.dep_ in ("acl", "relcl"):
            return self.named(verb.head)
        if verb.dep_ in ("conj", "xcomp", "advcl", "pcomp", "ccomp", "dep"):
            head = verb.head
            while head.pos_ == "ADP" and head.head is not head:
                head = head.head
            if head.pos_ in _VERBAL:
                return self.subject(head, depth + 1)
        return None

    def takes_object(self, verb: Token) -> bool:
        """Whether a noun phrase follows a participle at once: "compared Trump to", unlike "compared to"."""
        return verb.i + 1 < len(self.doc) and self.doc[verb.i + 1].pos_ in ("PROPN", "PRON", "DET")

    def antecedent(self, verb: Token, relative: Token) -> Token | None:
        """What a relative pronoun stands for."""
        if verb.dep_ == "relcl":
            noun = self.named(verb.head)
            return (self.owner(noun) if _is(noun, "speech_nouns") else None) or noun
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

    # ---- who spoke last

    def running(self, i: int, paragraph: int, before: list[Turn]) -> Turn:
        """Whoever spoke last in the paragraph, or in the one before if this one is all quotation."""
        here, quote = self.layout[paragraph], self.quotes[i]
        previous = next((k for k in range(i - 1, -1, -1) if self.is_outermost(k)), None)
        nobody = Turn(speaker=None, cue=None, attribution=None)
        if previous is not None and (contains(here, self.quotes[previous]) or quote["continues"] is not None):
            return before[previous]
        if paragraph == 0:
            return self.first_name(here) or nobody
        if quote["start"] != here["start"] and not self.has_loose_noun(i):
            return nobody
        last = self.layout[paragraph - 1]
        if previous is not None and contains(last, self.quotes[previous]):
            return before[previous]
        for at in range(self.token_at(last["end"]) - 1, self.token_at(last["start"]) - 1, -1):
            if self.quoted[at] < 0:
                tie = self.tie(self.doc[at])
                if tie is not None:
                    return self.as_turn(tie)
        return nobody

    def has_loose_noun(self, i: int) -> bool:
        """Whether the sentence is about words of nobody in particular: "Other demands include “…”"."""
        first = self.spans[i][0]
        sentence = self.doc[first].sent
        return any(
            t.dep_ == "nsubj" and self.quoted[t.i] < 0 and _is(t, "speech_nouns")
            for t in sentence[: first - sentence.start]
        )

    def is_outermost(self, k: int) -> bool:
        first = self.spans[k][0]
        return first < len(self.doc) and self.quoted[first] == k

    def first_name(self, headline: Paragraph) -> Turn | None:
        """Whom a headline begins with: headlines leave out the cue."""
        if headline["role"] != "headline":
            return None
        first = self.token_at(headline["start"])
        phrase = self.phrase_from(first, min(first + REACH, self.token_at(headline["end"])))
        if phrase is None or self.doc[phrase[1]].pos_ == "PRON" or self.quoted[phrase[0]] >= 0:
            return None
        return Turn(speaker=self.region(*phrase), cue=None, attribution=None)


@Language.factory(FACTORY, requires=["token.dep"])
def create_turns(nlp: Language, name: str) -> Turns:
    """The factory behind `nlp.add_pipe("claimex_turns")`."""
    return Turns()

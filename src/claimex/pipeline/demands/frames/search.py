"""The search: every cue of a document with each complement that its frame allows.

"She urged them to wait and listen."  ->  urged | to wait | them,  urged | listen | them
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Token

from claimex.pipeline.demands.frames.adjectives import adjective_demands
from claimex.pipeline.demands.frames.candidate import Candidate
from claimex.pipeline.demands.frames.clefts import stands_in
from claimex.pipeline.demands.frames.conjuncts import far_conjuncts
from claimex.pipeline.demands.frames.imperatives import imperative_demands
from claimex.pipeline.demands.frames.modals import (
    better_demands,
    cannot_demands,
    have_demands,
    let_demands,
    modal_demands,
)
from claimex.pipeline.demands.frames.needs import need_demands, time_demands, up_demands
from claimex.pipeline.demands.frames.nouns import noun_demands
from claimex.pipeline.demands.frames.syntax import Syntax, child
from claimex.pipeline.demands.frames.verbs import verb_demands
from claimex.pipeline.demands.frames.words import NOBODY, triggers

# the tagger's mistakes among them; a noun with a subject is another ("the tenants urge/NN him to wait")
VERBAL = frozenset({"VERB", "AUX", "ADJ", "ADP"})


class Frames(Syntax):
    """Finds the candidates of one document."""

    def candidates(self) -> list[Candidate]:
        """All proposals, in text order of their cues; the first of those with one cue, action and trigger."""
        found: dict[tuple[int, int, int, str], Candidate] = {}
        for candidate in list(self._proposals()):
            if stands_in(self.doc[candidate.head]):
                continue
            self._settle(candidate)
            if (
                candidate.action[0] <= candidate.head < candidate.action[1]
                or candidate.complement == "imperative"
            ):
                found.setdefault(_key(candidate), candidate)
        for candidate in list(found.values()):
            if candidate.conjunct == 0:
                for further in far_conjuncts(self, candidate):
                    self._settle(further)
                    found.setdefault(_key(further), further)
        for candidate in found.values():
            self.conjuncts.setdefault(candidate.cue[0], set()).add(candidate.action[0])
        return list(found.values())

    def _proposals(self) -> Iterator[Candidate]:
        table = triggers()
        tags = self.doc.to_array("TAG")
        base_forms = {self.doc.vocab.strings.add(tag) for tag in ("VB", "VBP")}
        for i, word in enumerate(self.words):
            for kind, lemma, allowed in table.get(word.lower(), ()):
                yield from self._of_cue(self.doc[i], kind, lemma, allowed)
            opens = i in self.headlines and (i == 0 or "\n" in self.words[i - 1])
            if (self.quote_of[i] >= 0 or opens) and int(tags[i]) in base_forms:
                yield from imperative_demands(self, self.doc[i])

    def _of_cue(self, t: Token, kind: str, lemma: str, allowed: frozenset[str]) -> Iterable[Candidate]:
        """The candidates of a word as one kind of cue."""
        match kind:
            case "verb" if t.pos_ in VERBAL or self._headline(t) or child(t, "nsubj") is not None:
                return verb_demands(self, t, lemma, allowed)
            case "noun" if t.pos_ == "NOUN" or self._headline(t):
                return noun_demands(self, t, lemma, allowed)
            case "adjective":
                return adjective_demands(self, t, lemma)
            case "modal":
                return modal_demands(self, t, lemma)
            case "cannot":
                return cannot_demands(self, t)
            case "need":
                return need_demands(self, t, lemma)
            case "have":
                return have_demands(self, t)
            case "let":
                return let_demands(self, t)
            case "time":
                return time_demands(self, t)
            case "better":
                return better_demands(self, t)
            case "up":
                return up_demands(self, t)
        return ()

    def _headline(self, t: Token) -> bool:
        """Whether a word stands in a line without a full stop, where the tagger confuses nouns and verbs."""
        return t.pos_ in ("NOUN", "PROPN", "VERB") and t.i in self.headlines

    def _settle(self, c: Candidate) -> None:
        """What no frame sees: expletives are nobody; a negation may stand in the action or above it."""
        doc = self.doc
        if c.asker is not None:
            asker = doc[c.asker]
            if asker.lower_ in NOBODY and (asker.lower_ != "it" or asker.dep_ == "expl"):
                c.asker = None
        if c.asked is not None and c.asked[1] - c.asked[0] == 1:
            asked = doc[c.asked[0]].lower_
            if asked in NOBODY and asked != "it":
                c.asked = None
        head, cue = doc[c.head], doc[c.cue[0]]
        if any(w.dep_ == "neg" and c.action[0] <= w.i for w in head.lefts) or doc[c.action[0]].lower_ == "no":
            c.negated = True
        if c.asked is not None and doc[c.asked[0]].lower_ in ("no", "nobody"):
            c.negated = True
        if cue.lemma_ in ("want", "like", "need") and any(w.dep_ == "neg" for w in cue.lefts):
            c.negated = True
        if c.trigger.startswith(("modal", "have", "need")):
            verb = head if head.i > cue.i else cue
            if (
                verb.dep_ == "ccomp"
                and verb.head.lemma_ in ("think", "believe", "agree")
                and any(w.dep_ == "neg" for w in verb.head.lefts)
            ):
                c.negated = True


def _key(c: Candidate) -> tuple[int, int, int, str]:
    return c.cue[0], c.action[0], c.head, c.trigger

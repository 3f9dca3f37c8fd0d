"""Coordinations that the parser missed: "and to VP", "and VP", "and for NP", "and NP" behind a candidate.

"to wait for rain and to save seed"  ->  "to wait for rain", "to save seed"
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from claimex.pipeline.demands.frames.candidate import Action, Candidate, propose
from claimex.pipeline.demands.frames.syntax import Syntax, child
from claimex.pipeline.demands.frames.words import SUBJECTS

MOST_CONJUNCTS = 6  # proposed behind one action


def far_conjuncts(s: Syntax, first: Candidate) -> Iterator[Candidate]:
    """The actions coordinated with a candidate's in the rest of its sentence."""
    doc = s.doc
    limit = s.limit(first.action[0])
    n = first.conjunct
    gerunds: set[int] = set()  # what hangs on one of these is its object's, not a further action
    verbal = doc[first.action[0]].lower_ == "to" or doc[first.head].pos_ in ("VERB", "AUX")
    nominal = not verbal and first.complement in ("for", "obj", "include", "for-far")
    series = any(doc[i].lower_ in ("and", "or") for i in range(first.head + 1, limit - 1))
    for i in range(first.head + 1, limit - 1):
        here = doc[i]
        if here.lower_ not in ("and", "or", ",", "but"):
            continue
        j = i + 1
        while j < limit - 1 and (
            doc[j].pos_ == "ADV" or doc[j].lower_ in ("and", "or", "not", "as", "well", "but")
        ):
            j += 1
        start, head = j, None
        last = here.lower_ != ","
        if (verbal or (nominal and last)) and [w.tag_ for w in doc[j : j + 2]] == ["TO", "VB"]:
            head = doc[j + 1]
        elif verbal and (last or series) and _bare_form(doc[j], doc[first.head]):
            head = doc[j]
        elif nominal and doc[j].lower_ == "for" and last:
            start, head = j + 1, child(doc[j], "pobj", "pcomp")
        elif nominal and series and (last or doc[j].tag_ != "VBG"):
            head = _listed_noun(doc[j])
        if head is None or any(a.i in gerunds for a in head.ancestors):
            continue
        if head.tag_ == "VBG":
            gerunds.add(head.i)
        while head.dep_ in ("aux", "auxpass") and head.head.i > head.i:
            head = head.head
        if n >= first.conjunct + MOST_CONJUNCTS:
            return
        n += 1
        words = (start, s.clip(start, head.right_edge.i + 1))
        action = Action(words, head.i, doc[j - 1].lower_ == "not", n)
        yield propose(
            first.cue,
            first.trigger,
            first.complement,
            action,
            first.asker,
            first.asked,
            first.asked_how,
            ["far conjunct"],
        )


def _bare_form(verb: Token, first: Token) -> bool:
    """Whether a verb in the rest of the sentence may share the cue of an action."""
    if verb.tag_ == "VBP":  # what the tagger often takes a coordinated base form for
        return verb.dep_ == "conj" and first.tag_ == "VB" and child(verb, *SUBJECTS) is None
    return (verb.tag_ == "VB" and verb.head.tag_ != "MD") or verb.tag_ == first.tag_ == "VBG"


def _listed_noun(first: Token) -> Token | None:
    """The head of the noun phrase or gerund that begins with a token, if it may be one of a list."""
    noun = first if first.pos_ == "NOUN" or first.tag_ == "VBG" else first.head
    while noun.dep_ in ("compound", "amod", "poss", "det", "advmod") and noun.head.i > noun.i:
        noun = noun.head
    if (
        noun.i >= first.i
        and noun.left_edge.i >= first.i - 1
        and (noun.pos_ == "NOUN" or noun.tag_ == "VBG")
        and noun.dep_ in ("conj", "appos", "dobj", "pobj", "ROOT", "npadvmod", "dep", "pcomp", "advcl")
    ):
        return noun
    return None

"""Nouns that ask: "a call for an inquiry", "their demands include a recount", "made a request to wait".

"The union's demands include a shorter week."  ->  demands | a shorter week | The union's
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from claimex.pipeline.demands.frames.candidate import Action, Candidate, propose
from claimex.pipeline.demands.frames.complements import complements, cue_words, linear
from claimex.pipeline.demands.frames.syntax import Syntax, child, infinitive_mark


def noun_demands(s: Syntax, t: Token, lemma: str, allowed: frozenset[str]) -> Iterator[Candidate]:
    """The candidates of a directive noun."""
    trigger, cue = f"noun:{lemma}", (t.i, t.i + 1)
    asker = _issuer(s, t)
    who = asker.i if asker is not None else None
    for code, action, target, how in complements(s, t, allowed):
        yield propose(cue_words(s, t, code), trigger, code, action, who, target, how)
    yield from linear(s, t, trigger, allowed, who)
    verb = t.head
    if t.dep_ in ("nsubj", "nsubjpass") and verb.pos_ in ("VERB", "AUX"):
        for c in verb.rights:
            start = max(c.left_edge.i, verb.i + 1)
            if verb.lemma_ in ("include", "involve") and c.dep_ in ("dobj", "pobj", "xcomp", "ccomp", "prep"):
                for action in s.split(start, c):
                    yield propose(cue, trigger, "include", action, who)
            elif verb.lemma_ == "be" and c.dep_ in ("attr", "ccomp", "xcomp", "advcl"):
                for action in s.split(start, c):
                    yield propose(cue, trigger, "be", action, who)
            else:
                for code, action in _far(s, c, allowed, ("prep", "advcl", "xcomp", "ccomp")):
                    yield propose(cue, trigger, code, action, who)
    if t.dep_ in ("dobj", "pobj", "attr", "oprd"):
        support = verb if t.dep_ != "pobj" else verb.head
        for c in support.rights:
            if c.i > t.i:
                for code, action in _far(s, c, allowed, ("prep",)):
                    yield propose(cue, trigger, code, action, who)
    if t.left_edge.i < t.i and any(c.dep_ in ("compound", "nmod") for c in t.lefts):
        yield propose(cue, trigger, "compound", Action((t.left_edge.i, t.i), t.i - 1), who)


def _far(
    s: Syntax, c: Token, allowed: frozenset[str], prepositions: tuple[str, ...]
) -> Iterator[tuple[str, Action]]:
    """ "for NP" and "to VP" that hang on the noun's verb: "a call was made for NP", "made a plea to VP"."""
    if c.dep_ in prepositions and c.lower_ == "for" and "for" in allowed:
        noun = child(c, "pobj", "pcomp")
        if noun is not None:
            for action in s.split(c.i + 1, noun):
                yield "for-far", action
    elif c.dep_ in ("advcl", "xcomp", "ccomp") and infinitive_mark(c) is not None and "inf" in allowed:
        for action in s.infinitive(c):
            yield "inf-far", action


def _issuer(s: Syntax, t: Token) -> Token | None:
    """Who asks: possessor, "from NP", the noun in front of a headline's cue, a nation, the subject."""
    owner = child(t, "poss")
    if owner is not None:
        return owner
    for c in t.rights:
        if c.dep_ in ("prep", "agent") and c.lower_ in ("from", "by"):
            noun = child(c, "pobj")
            if noun is not None:
                return noun
    if t.i in s.headlines and t.i > 0:
        last = s.doc[t.i - 1]
        if last.pos_ in ("NOUN", "PROPN") and not last.is_sent_end:
            return last
    for c in t.lefts:
        if c.dep_ in ("compound", "amod") and c.ent_type_ in ("NORP", "ORG", "PERSON", "GPE"):
            return c
    if t.dep_ in ("dobj", "attr", "oprd"):
        return s.subject(t.head)
    if t.dep_ == "pobj" and t.head.dep_ == "prep" and t.head.head.pos_ == "VERB":
        return s.subject(t.head.head)
    return None

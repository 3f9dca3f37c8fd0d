"""Verbs that ask: "urged them to wait", "a recount was demanded", "growers urged to wait".

"Nurses urged the board to wait."  ->  urged | to wait | Nurses -> the board
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from claimex.pipeline.demands.frames.candidate import Action, Candidate, propose
from claimex.pipeline.demands.frames.clefts import cleft_demands
from claimex.pipeline.demands.frames.complements import complements, cue_words, linear
from claimex.pipeline.demands.frames.syntax import Syntax, child, infinitive_mark
from claimex.pipeline.demands.frames.words import NEGATIONS

PASSIVE_IN_HEADLINES = frozenset(
    {"urge", "tell", "warn", "order", "advise", "ask", "encourage", "instruct", "direct", "task", "force"}
)
BEHIND_THEIR_CLAUSE = frozenset(  # in headlines: "Keep it open, nurses urge"
    {"urge", "say", "warn", "advise", "recommend", "suggest", "insist", "demand"}
)


def verb_demands(s: Syntax, t: Token, lemma: str, allowed: frozenset[str]) -> Iterator[Candidate]:
    """The candidates of a directive verb."""
    trigger = f"verb:{lemma}"
    bare = _bare_passive(s, t, lemma)
    issuer = _issuer(s, t) if bare is None else None
    who = issuer.i if issuer is not None else None
    see = next(
        (
            c
            for c in t.rights
            if c.lower_ == "see" and c.dep_ in ("xcomp", "ccomp") and infinitive_mark(c) is not None
        ),
        None,
    )
    if see is not None:
        for c in see.rights:
            if c.dep_ in ("dobj", "ccomp", "xcomp") and c.i > see.i:
                for action in s.split(max(see.i + 1, c.left_edge.i), c):
                    yield propose((t.i, see.i + 1), trigger, "see", action, who)
                break
        if "see" in allowed:
            return
    found = list(complements(s, t, allowed))
    for code, action, target, how in found:
        cue = cue_words(s, t, code)
        if code == "inf" and how.startswith("prep:") and s.doc[t.i + 1].lower_ == how[5:]:
            cue = (t.i, t.i + 2)
        if bare is not None and code == "inf":
            target, how = s.mention(bare), "passive"
        yield propose(cue, trigger, code, action, who, target, how)
    if allowed & {"obj", "that"}:
        yield from _passive_object(s, t, trigger, who)
    if t.i in s.headlines and lemma in BEHIND_THEIR_CLAUSE:
        yield from _clause_before(s, t, trigger, who)
    if t.i in s.headlines and "obj" in allowed and not found:
        yield from _rest_of_line(s, t, trigger, who)
    yield from cleft_demands(s, t, (t.i, t.i + 1), trigger, who)
    yield from linear(s, t, trigger, allowed, who, bare)


def _issuer(s: Syntax, t: Token) -> Token | None:
    """Who asks: the agent of a passive, else the subject."""
    for c in t.children:
        if c.dep_ == "agent" or (c.lower_ == "by" and c.dep_ == "prep"):
            agent = child(c, "pobj")
            if agent is not None:
                return agent
            break
    if child(t, "nsubjpass") is not None:
        return None
    if t.tag_ == "VBN" and child(t, "nsubj") is None and t.dep_ in ("acl", "amod"):
        return None
    return s.subject(t)


def _bare_passive(s: Syntax, t: Token, lemma: str) -> Token | None:
    """The party asked in "Growers urged to wait": a past form, no object, its infinitive next to it."""
    if (
        lemma not in PASSIVE_IN_HEADLINES
        or t.tag_ not in ("VBD", "VBN", "JJ", "NN", "NNP")
        or not t.lower_.endswith(("ed", "told"))
    ):
        return None
    if child(t, "auxpass", "nsubjpass") is not None or t.i + 2 >= len(s.doc):
        return None
    i = t.i + 1 + (s.doc[t.i + 1].lower_ in NEGATIONS)
    if s.doc[i].lower_ != "to":
        return None
    return child(t, "nsubj") or (t.head if t.dep_ == "acl" else None)


def _clause_before(s: Syntax, t: Token, trigger: str, who: int | None) -> Iterator[Candidate]:
    """The headline's clause up to the comma before the cue's subject: "Keep it open, nurses urge"."""
    doc = s.doc
    i = t.i - 1
    while i > 0 and i in s.headlines and doc[i].text != ",":
        i -= 1
    start = i
    while start - 1 in s.headlines and not doc[start - 1].is_space and doc[start - 1].text not in ".?!":
        start -= 1
    if doc[i].text == "," and start < i and doc[start].pos_ in ("VERB", "AUX"):
        negated = doc[start + 1].lower_ in NEGATIONS
        action = Action((start + 2 * negated, i), start + 2 * negated, negated)
        yield propose((t.i, t.i + 1), trigger, "before", action, who)


def _rest_of_line(s: Syntax, t: Token, trigger: str, who: int | None) -> Iterator[Candidate]:
    """What stands behind a headline's verb, whatever the parser has: "Report urges rethink on fees"."""
    start, end = t.i + 1, s.breaks[t.i + 1]
    if start >= end or s.doc[start].pos_ in ("ADP", "PART", "PUNCT", "SCONJ", "ADV"):
        return
    words = (start, s.clip(start, end))
    head = next((i for i in range(*words) if not start <= s.doc[i].head.i < words[1]), start)
    yield propose((t.i, t.i + 1), trigger, "line", Action(words, head), who)


def _passive_object(s: Syntax, t: Token, trigger: str, who: int | None) -> Iterator[Candidate]:
    """ "a recount was demanded", "the recount demanded by ...", "the proposed recount"."""
    if t.tag_ not in ("VBN", "VBD", "JJ"):
        return
    cue = (t.i, t.i + 1)
    noun = child(t, "nsubjpass")
    if noun is None and t.i in s.headlines and child(t, "dobj", "xcomp", "ccomp") is None:
        asks = any(c.dep_ == "prep" and c.lower_ in ("to", "for", "on") for c in t.rights)
        noun = None if asks else child(t, "nsubj")
    if noun is not None and noun.i < t.i:
        for action in s.split_until(noun, t.i):
            yield propose(cue, trigger, "passive", action, who)
    elif t.dep_ == "acl" and t.head.i < t.i:
        left = t.head.left_edge.i
        action = Action((left, s.clip(left, t.i)), t.head.i)
        yield propose(cue, trigger, "participle", action, who)
    elif t.dep_ == "relcl" and t.head.i < t.i and child(t, "dobj", "ccomp", "xcomp", "nsubjpass") is None:
        left = t.head.left_edge.i
        action = Action((left, s.clip(left, t.left_edge.i)), t.head.i)
        yield propose(cue, trigger, "relative", action, who)
    elif t.dep_ == "amod" and t.head.i > t.i:
        action = Action((t.i + 1, s.clip(t.i + 1, t.head.right_edge.i + 1)), t.head.i)
        yield propose(cue, trigger, "attribute", action, who)

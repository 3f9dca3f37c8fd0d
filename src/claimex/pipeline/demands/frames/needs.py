"""Needs and what it is time for, or up to somebody to do.

"The council needs to act."  ->  needs | to act | The council
"New buses are needed."      ->  needed | New buses
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from claimex.pipeline.demands.frames.candidate import Action, Candidate, propose
from claimex.pipeline.demands.frames.clefts import cleft_demands
from claimex.pipeline.demands.frames.modals import predicate, voice
from claimex.pipeline.demands.frames.syntax import Syntax, child, infinitive_mark
from claimex.pipeline.demands.frames.words import BE

UP_WINDOW = 14  # tokens between "up to X" and its "to VP"


def need_demands(s: Syntax, t: Token, lemma: str) -> Iterator[Candidate]:
    """The candidates of "need to VP", "need NP", "NP is needed", "NP is required"."""
    if lemma == "need" and t.pos_ in ("VERB", "AUX") and t.tag_ != "VBN" and child(t, "auxpass") is None:
        yield from _needing(s, t)
        yield from cleft_demands(s, t, (t.i, t.i + 1), f"need:{lemma}", asked=s.mention_of(s.subject(t)))
    if t.tag_ in ("VBN", "VBD", "JJ"):
        yield from _needed(s, t, f"need:{lemma}")
        yield from cleft_demands(s, t, (t.i, t.i + 1), f"need:{lemma}")


def _needing(s: Syntax, t: Token) -> Iterator[Candidate]:
    doc, cue, trigger = s.doc, (t.i, t.i + 1), "need:need"
    subject = s.subject(t)
    target = s.mention(subject) if subject is not None and subject.i < t.i else None
    flags = ["denied"] if any(c.dep_ == "neg" for c in t.children) else []
    if t.dep_ == "aux" and t.head.i > t.i:
        yield from predicate(s, cue, trigger, t.head, t.i + 1)
    for c in t.rights:
        if c.dep_ in ("xcomp", "ccomp", "advcl") and (infinitive_mark(c) is not None or c.tag_ == "VBG"):
            for action in s.infinitive(c):
                yield propose(cue, trigger, "inf", action, None, target, voice(c), flags)
            return
    obj = child(t, "dobj")
    if obj is not None and obj.i > t.i:
        for action in s.split(max(obj.left_edge.i, t.i + 1), obj):
            yield propose(cue, trigger, "obj", action, None, target, "subject", flags)
    elif t.i + 2 < len(doc) and doc[t.i + 1].lower_ == "to":
        verb = doc[t.i + 1].head
        if verb.i <= t.i + 1:
            verb = doc[t.i + 2]
        for action in s.infinitive(verb):
            yield propose(cue, trigger, "inf", action, None, target, "subject", [*flags, "linear"])


def _needed(s: Syntax, t: Token, trigger: str) -> Iterator[Candidate]:
    cue = (t.i, t.i + 1)
    noun = child(t, "nsubjpass", "nsubj")
    if noun is not None and noun.i < t.i:
        for action in s.split_until(noun, t.i):
            start, end = action.words
            yield propose(cue, trigger, "passive", action._replace(words=(start, s.clip(start, end))))
    elif t.dep_ == "acl" and t.head.i < t.i:
        left = t.head.left_edge.i
        yield propose(cue, trigger, "participle", Action((left, s.clip(left, t.i)), t.head.i))
    elif t.head.lemma_ in BE:
        noun = child(t.head, "nsubj", "attr")
        if noun is not None and noun.i < t.i:
            left = noun.left_edge.i
            yield propose(cue, trigger, "passive", Action((left, s.clip(left, t.head.i)), noun.i))


def time_demands(s: Syntax, t: Token) -> Iterator[Candidate]:
    """The candidates of "it is time to VP", "time that X VP", "time for NP"."""
    verb, trigger, cue = t.head, "time:time", (t.i, t.i + 1)
    if verb.lemma_ in BE and verb.i < t.i and t.i - verb.i <= 3:
        subject = child(verb, "nsubj")
        cue = (subject.i if subject is not None and subject.lower_ == "it" else verb.i, t.i + 1)
    for root in (t, verb):
        for c in root.rights:
            if c.i <= t.i:
                continue
            if c.pos_ in ("VERB", "AUX") and c.dep_ in ("acl", "relcl", "xcomp", "ccomp", "advcl"):
                party = child(c, "nsubj", "nsubjpass")
                if party is None:
                    party = next((child(g, "pobj") for g in t.rights if g.lower_ == "for"), None)
                infinitive = infinitive_mark(c) is not None
                for action in s.infinitive(c) if infinitive else s.clause(c, t.i):
                    code = "inf" if infinitive else "that"
                    yield propose(cue, trigger, code, action, None, s.mention_of(party), "subject")
                return
            if c.dep_ == "prep" and c.lower_ == "for":
                noun = child(c, "pobj")
                if noun is not None and not any(infinitive_mark(g) is not None for g in noun.rights):
                    for action in s.split(c.i + 1, noun):
                        yield propose(cue, trigger, "for", action)


def up_demands(s: Syntax, t: Token) -> Iterator[Candidate]:
    """The candidates of "it is up to X to VP"."""
    doc = s.doc
    if t.i + 2 >= len(doc) or doc[t.i + 1].lower_ != "to" or t.head.lemma_ not in BE:
        return
    party = child(doc[t.i + 1], "pobj")
    if party is None:
        return
    for j in range(party.i + 1, min(party.i + UP_WINDOW, len(doc))):
        if doc[j].tag_ == "TO" and doc[j].head.i > j:
            for action in s.infinitive(doc[j].head):
                yield propose((t.i, t.i + 2), "up:to", "inf", action, None, s.mention(party), "prep")
            return

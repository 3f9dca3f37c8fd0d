"""Bare imperatives inside quotations and at the beginning of headlines.

“Release the letters,” she said.  ->  Release | the letters
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from claimex.pipeline.demands.frames.candidate import Action, Candidate, propose
from claimex.pipeline.demands.frames.syntax import Syntax
from claimex.pipeline.demands.frames.words import NEGATIONS, QUOTE_MARKS, SUBJECTS

NOT_ASKING = frozenset({"let", "thank", "please"})  # "let" is a frame of its own
DEPENDENT = frozenset({"auxpass", "xcomp", "acl", "relcl", "amod", "compound", "pcomp"})
INTRODUCING = frozenset(  # words that may stand between the clause's beginning and the imperative
    {
        "please",
        "do",
        "n't",
        "n’t",
        "not",
        "never",
        "just",
        "so",
        "and",
        "but",
        "now",
        "always",
        "then",
        "oh",
        ",",
        "well",
        "or",
    }
)


def imperative_demands(s: Syntax, t: Token) -> Iterator[Candidate]:
    """The candidate of a base form in a quotation, if it is an imperative."""
    if not _is_imperative(s, t):
        return
    doc = s.doc
    before = doc[_introduction(s, t) : t.i]
    negated = any(c.lower_ in NEGATIONS for c in before)
    auxiliary = next((c for c in before if c.lower_ == "do"), None)
    end = (t.head if t.dep_ == "auxpass" else t).right_edge.i + 1
    conjunct = next((c for c in t.rights if c.dep_ == "conj" and c.pos_ in ("VERB", "AUX")), None)
    if conjunct is not None:
        end = min(end, s.before(conjunct))
    start, cue = t.i + 1, (t.i, t.i + 1)
    if negated:
        start = t.i
        cue = (auxiliary.i, t.i) if auxiliary is not None else cue
    end = s.clip(start, max(end, start + 1)) if start < len(doc) else start
    if start >= end or doc[start].is_punct:
        start, end = t.i, t.i + 1
    yield propose(cue, "imperative", "imperative", Action((start, end), t.i, negated))


def _is_imperative(s: Syntax, t: Token) -> bool:
    """A clause-initial base form without subject, auxiliary or "to"."""
    if t.lower_ in NOT_ASKING or t.pos_ not in ("VERB", "AUX") or t.dep_ == "aux":
        return False
    doc, first = s.doc, _introduction(s, t)
    introduced = {doc[i].lower_ for i in range(first, t.i)}
    before = doc[first - 1] if first > 0 else None
    opens = before is not None and before.text in QUOTE_MARKS and s.quote_of[before.i] == s.quote_of[t.i]
    if t.dep_ in DEPENDENT:
        forbids = t.dep_ == "auxpass" and bool(introduced & NEGATIONS)  # "don't get carried away"
        if t.tag_ != "VB" or not (opens or forbids):
            return False
    base = t.tag_ == "VB" or (t.dep_ != "conj" and not any(c.dep_ in SUBJECTS for c in t.lefts))
    set_off = base and "," in introduced
    if not _is_bare(s, t, first if set_off else 0):
        return False
    if t.dep_ == "conj" and not (base and (opens or "so" in introduced)) and not _coordinated(t):
        return False
    return t.left_edge.i <= t.i and bool(
        before is None
        or set_off
        or before.is_punct
        or before.text in ("One", "Two", "Three")
        or before.is_space
        or before.is_sent_end
        or t.is_sent_start
    )


def _introduction(s: Syntax, t: Token) -> int:
    """The first of the words that introduce a clause with a verb: "please do not [wait]"."""
    first = t.i
    while first > 0 and s.doc[first - 1].lower_ in INTRODUCING:
        first -= 1
    return first


def _is_bare(s: Syntax, t: Token, first: int) -> bool:
    """Whether a verb has neither subject nor conjunction from the token `first` on, nor auxiliary or "to".

    What a comma sets off before it is not its subject: "Paul, give it back", "before May, talk to him".
    """
    for c in t.lefts:
        if c.tag_ in ("TO", "MD") or (c.dep_ == "aux" and c.lower_ not in ("do", "please")):
            return False
        if c.i < first:
            continue
        if c.tag_ in ("WRB", "WP", "WDT") or (c.dep_ == "mark" and c.lower_ not in ("do", "please")):
            return False
        if c.dep_ in SUBJECTS and s.quote_of[c.i] == s.quote_of[t.i] and s.doc[t.i - 1].text != ":":
            return False
    return True


def _coordinated(t: Token) -> bool:
    """Whether a conjunct continues imperatives: nothing above it has a subject, an auxiliary or "to"."""
    if t.tag_ != "VB":
        return False
    head = t.head
    while head.dep_ == "conj" and head.head.i != head.i:
        if t.lefts and next(iter(t.lefts), t).lower_ == "so":
            break
        if any(c.dep_ in SUBJECTS for c in head.lefts):
            return False
        head = head.head
    return not any(c.dep_ in SUBJECTS or c.tag_ in ("TO", "MD") for c in head.lefts)

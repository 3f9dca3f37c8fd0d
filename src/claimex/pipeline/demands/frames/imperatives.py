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
DEPENDENT = frozenset({"aux", "auxpass", "xcomp", "acl", "relcl", "amod", "compound", "pcomp"})
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
    negated = any(c.lower_ in NEGATIONS for c in t.lefts)
    auxiliary = next((c for c in t.lefts if c.lower_ == "do"), None)
    end = t.right_edge.i + 1
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
    doc = s.doc
    if t.lower_ in NOT_ASKING or t.pos_ not in ("VERB", "AUX"):
        return False
    opens = t.i > 0 and s.quote_of[t.i - 1] == s.quote_of[t.i] and s.words[t.i - 1] in QUOTE_MARKS
    if t.dep_ in DEPENDENT and not (opens and t.tag_ == "VB"):
        return False
    for c in t.lefts:
        if c.dep_ in SUBJECTS and s.quote_of[c.i] == s.quote_of[t.i] and doc[t.i - 1].text != ":":
            return False
        if c.tag_ in ("TO", "MD", "WRB", "WP", "WDT") or (
            c.dep_ in ("aux", "mark") and c.lower_ not in ("do", "please")
        ):
            return False
    if t.dep_ == "conj" and not _coordinated(t):
        return False
    k = t.i - 1
    while k >= 0 and doc[k].lower_ in INTRODUCING:
        k -= 1
    before = doc[k] if k >= 0 else None
    return t.left_edge.i <= t.i and bool(
        before is None
        or before.is_punct
        or before.text in ("One", "Two", "Three")
        or before.is_space
        or before.is_sent_end
        or t.is_sent_start
    )


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

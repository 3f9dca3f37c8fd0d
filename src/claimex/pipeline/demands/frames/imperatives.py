"""Bare imperatives inside quotations and at the beginning of headlines.

“Release the letters,” she said.  ->  Release | the letters
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Span, Token

from claimex.pipeline.demands.frames.candidate import Action, Candidate, propose
from claimex.pipeline.demands.frames.syntax import Syntax
from claimex.pipeline.demands.frames.words import NEGATIONS, QUOTE_MARKS, SUBJECTS

NOT_ASKING = frozenset({"let", "thank", "please"})  # "let" is a frame of its own
DEPENDENT = frozenset({"aux", "auxpass", "xcomp", "acl", "relcl", "amod", "compound", "pcomp"})
SUBORDINATE = frozenset({"that", "if", "whether", "because", "while", "although"})
# words that may stand between the clause's beginning and the imperative
INTRODUCING = frozenset(
    {"please", "do", "n't", "n’t", "not", "never", "just", "so", "and", "or", "but"}
    | {"now", "always", "then", "oh", "well"}
)


def imperative_demands(s: Syntax, t: Token) -> Iterator[Candidate]:
    """The candidate of a base form in a quotation or at the head of a headline, if it is an imperative."""
    doc, first = s.doc, t.i
    while first > 0 and doc[first - 1].lower_ in INTRODUCING:
        first -= 1
    introduction = doc[first : t.i]
    negated = any(c.lower_ in NEGATIONS for c in introduction)
    verb = t.head if t.dep_ == "auxpass" and negated else t  # "don't get carried away"
    if not _is_imperative(s, t, verb, introduction):
        return
    auxiliary = next((c for c in introduction if c.lower_ == "do"), None)
    end = verb.right_edge.i + 1
    conjunct = next((c for c in verb.rights if c.dep_ == "conj" and c.pos_ in ("VERB", "AUX")), None)
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


def _is_imperative(s: Syntax, t: Token, verb: Token, introduction: Span) -> bool:
    """A clause-initial base form without auxiliary or "to", and no subject but one that a comma sets off.

    verb: the verb that holds its subject and its auxiliaries: itself, but for "get" in a passive.
    """
    if t.lower_ in NOT_ASKING or t.pos_ not in ("VERB", "AUX"):
        return False
    before = s.doc[introduction.start - 1] if introduction.start > 0 else None
    opens = before is not None and before.text in QUOTE_MARKS and s.quote_of[before.i] == s.quote_of[t.i]
    if t.dep_ in DEPENDENT and (t.dep_ == "aux" or t.tag_ != "VB" or (verb.i == t.i and not opens)):
        return False
    so = any(word.lower_ == "so" for word in introduction)
    if t.dep_ == "conj" and not (t.tag_ == "VB" and (opens or _coordinated(t, so))):
        return False
    if before is not None and before.text == ",":
        subject = any(c.dep_ in SUBJECTS for c in verb.lefts)
        joined = t.dep_ == "conj" and not so and t.head.tag_ != "VB"
        return not joined and (t.tag_ == "VB" or not subject) and _is_bare(s, verb, introduction.start)
    return _is_bare(s, verb, 0) and bool(
        before is None
        or before.is_punct
        or before.text in ("One", "Two", "Three")
        or before.is_space
        or before.is_sent_end
        or t.is_sent_start
    )


def _is_bare(s: Syntax, verb: Token, first: int) -> bool:
    """Whether a verb has no auxiliary, "to" or conjunction, and no subject from the token `first` on.

    What a comma sets off before it is not its subject: "Paul, give it back", "before May, talk to him".
    """
    for c in verb.lefts:
        if c.lower_ in ("do", "please"):
            continue
        if c.tag_ in ("TO", "MD") or c.dep_ == "aux" or (c.dep_ == "mark" and c.lower_ in SUBORDINATE):
            return False
        if c.i < first:
            continue
        subject = c.dep_ in SUBJECTS and s.quote_of[c.i] == s.quote_of[verb.i]
        if c.tag_ in ("WRB", "WP", "WDT") or c.dep_ == "mark" or (subject and s.doc[verb.i - 1].text != ":"):
            return False
    return True


def _coordinated(t: Token, so: bool) -> bool:
    """Whether a conjunct continues imperatives: nothing above it has "to" or a modal, nor a subject but for
    "so": "it was a mistake, so forget it".
    """
    above = [t.head]
    while above[-1].dep_ == "conj" and above[-1].head.i != above[-1].i:
        above.append(above[-1].head)
    lefts = [c for head in above for c in head.lefts]
    return not any(c.tag_ in ("TO", "MD") or (c.dep_ in SUBJECTS and not so) for c in lefts)

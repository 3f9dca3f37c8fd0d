"""Tells which quoted stretches report somebody's words, and which are titles, nicknames or words as words.

    the “wild west” of banking -> no;   called it the “wild west” of banking -> yes

A logistic model weighs the features (`models/quotations.py` makes its weights), and what the encoder says
of the words. A quotation within a quotation is reported if the words before it say whose it is.
"""

import json
from functools import cache
from importlib.resources import files
from math import exp, log
from typing import Literal

import numpy as np
from spacy.tokens import Token

from claimex.pipeline.quotations.features import FINITE, SPOKEN_END, SUBJECTS, Context, features, words_of
from claimex.pipeline.scores import LABELS

# Of the quotations within quotations that words introduce, and of the others, those that are records in the
# development documents: 9 of 10, and 1 of 10.
INTRODUCED, NOT_INTRODUCED = 0.9, 0.1
# How far the encoder moves the log-odds, and which of its own leave them as they are; by the log loss of
# cross-validated predictions on the development documents (0.0975 without, 0.0903 with it).
ENCODER_WEIGHT, ENCODER_NEUTRAL, ENCODER_FLOOR = 0.3, 1.5, 0.02
CONTENT = [LABELS["attribution"].index("B-content"), LABELS["attribution"].index("I-content")]

_SPECIFIERS = frozenset({"DT", "PRP$", "POS"})
FRAGMENT = 12  # words; more are rarely part of the sentence before them
NEAR = 3  # words, without commas and "that", between such words and the quotation


@cache
def weights() -> dict[str, float]:
    """What each feature adds to the log-odds that a stretch is a report."""
    read: dict[str, float] = json.loads(
        files(__package__).joinpath("weights.json").read_text(encoding="utf-8")
    )
    return read


def probability(context: Context, index: int) -> float:
    """How likely it is that a stretch reports somebody's words.

    Arguments:
        context: the document.
        index: which of its stretches.

    Returns:
        A probability, calibrated on the development documents.
    """
    if context.found[index].depth:
        return INTRODUCED if is_introduced(context, index) else NOT_INTRODUCED
    weight = weights()
    logit = sum(weight.get(name, 0.0) * value for name, value in features(context, index).items())
    return 1 / (1 + exp(-logit - ENCODER_WEIGHT * (encoder_log_odds(context, index) - ENCODER_NEUTRAL)))


def encoder_log_odds(context: Context, index: int) -> float:
    """The encoder's log-odds that a stretch is an attribution's content; neutral without its scores."""
    scores = context.doc._.claimex_scores
    first, last = context.regions[index]
    at = [i for i in range(first, last) if context.doc[i].text[0].isalnum()]
    if scores is None or not at:
        return ENCODER_NEUTRAL
    content = np.exp(scores["attribution"][at][:, CONTENT]).sum(axis=1).mean()
    p = min(max(float(content), ENCODER_FLOOR), 1 - ENCODER_FLOOR)
    return log(p / (1 - p))


def quote_type(context: Context, index: int) -> Literal["direct", "partial"]:
    """Whether a stretch is whole clauses, or a fragment of the sentence around it."""
    stretch = context.found[index]
    first, last = context.regions[index]
    words = [token for token in context.doc[first:last] if token.text[0].isalnum()]
    if not words:
        return "partial"
    begins = words[0].text[0].isupper() or stretch.continues is not None
    ends = context.text[stretch.inner_start : stretch.inner_end].rstrip()[-1:] in SPOKEN_END
    root = context.doc[first:last].root
    clause = root.tag_ in FINITE or any(
        t.tag_ in FINITE and t.dep_ in ("aux", "auxpass") for t in root.children
    )
    subject = any(t.dep_ in SUBJECTS and first <= t.i < last for t in root.children)
    at = context.token_at(stretch.start)
    before = context.doc[at - 1] if at else None
    if before is not None and _runs_on(before, words):
        begins = False
        clause = clause and before.tag_ not in _SPECIFIERS  # "his “numbers don't add up”"
    return "direct" if (begins and ends) or (clause and subject) else "partial"


def _runs_on(before: Token, words: list[Token]) -> bool:
    """Whether the sentence before some quoted words runs into them: "tired of “New Brook values.”"."""
    exclaimed = words[-1].nbor(1).text in ("!", "?") if words[-1].i + 1 < len(words[-1].doc) else False
    plain = before.is_lower and before.is_alpha and before.pos_ != "VERB" and before.lower_ != "that"
    return plain and not exclaimed and len(words) <= FRAGMENT


def is_introduced(context: Context, index: int) -> bool:
    """Whether words before a quotation within a quotation say whose it is: he said, the claim was."""
    first, _ = context.regions[context.parents[index]]
    seen, copula = 0, False
    for at in range(context.regions[index][0] - 1, first - 1, -1):
        token = context.doc[at]
        if token.is_space or token.is_quote or token.lower_ in (",", ":", "that"):
            continue
        if token.text in (".", "!", "?", ";") or seen == NEAR:
            break
        seen += 1
        lemma = token.lemma_.lower()
        if token.pos_ == "VERB" and (lemma in words_of("speech_verbs") or lemma == "call"):
            return True
        if copula and lemma in words_of("speech_nouns"):
            return True
        copula = copula or lemma == "be"
    return False

"""Tells which quoted stretches report somebody's words, and which are titles, nicknames or words as words.

    the “wild west” of banking -> no;   called it the “wild west” of banking -> yes

What a reader looks at is written down as features of the stretch and of its sentence.
"""

import json
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from math import exp
from typing import Literal

from spacy.tokens import Doc, Token

from claimex import lexicon
from claimex.pipeline.quotations.marks import Stretch

NESTED_REPORT = (
    0.85  # of quotations within quotations that a reporting word introduces, those that are records
)

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl", "csubj"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_FIRST_OR_SECOND = frozenset(
    {"i", "we", "you", "me", "us", "my", "our", "your", "i'm", "mine", "ours", "myself", "let"}
)
_FUNCTION = frozenset({"DET", "ADP", "CCONJ", "SCONJ", "PART", "PUNCT", "SPACE", "AUX", "PRON", "SYM"})
_SPOKEN_END = frozenset(".!?…,")


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(lexicon.load("reporting")[name])


class Context:
    """A parsed document with what all its stretches share."""

    def __init__(self, doc: Doc, found: Sequence[Stretch]):
        self.doc = doc
        self.text = doc.text
        self.starts = [token.idx for token in doc]
        self.found = found
        self.layout = doc._.claimex_layout
        self.inside = bytearray(len(doc))  # tokens in a stretch
        self.regions = [(self.token_at(s.inner_start), self.token_at(s.inner_end)) for s in found]
        for first, last in self.regions:
            self.inside[first:last] = b"\x01" * (last - first)

    def token_at(self, offset: int) -> int:
        """Index of the first token that starts at or behind an offset."""
        return bisect_left(self.starts, offset)


@cache
def _weights() -> dict[str, float]:
    return {
        str(k): float(v)
        for k, v in json.loads(files(__package__).joinpath("weights.json").read_text("utf-8")).items()
    }


def probability(context: Context, index: int) -> float:
    """How likely it is that a stretch reports somebody's words."""
    if context.found[index].depth:
        return NESTED_REPORT if _is_introduced(context, index) else 1 - NESTED_REPORT
    weights = _weights()
    logit = sum(weights.get(name, 0.0) * value for name, value in features(context, index).items())
    return 1 / (1 + exp(-logit))


def quote_type(context: Context, index: int) -> Literal["direct", "partial"]:
    """Whether a stretch is whole clauses or a fragment of the sentence around it."""
    stretch = context.found[index]
    first, last = context.regions[index]
    words = [t for t in context.doc[first:last] if t.text[0].isalnum()]
    if not words:
        return "partial"
    clause = any(t.tag_ in _FINITE for t in words) and any(t.dep_ in _SUBJECTS for t in words)
    begins = words[0].text[0].isupper() or stretch.continues is not None
    ends = context.text[stretch.inner_start : stretch.inner_end].rstrip()[-1:] in _SPOKEN_END
    return "direct" if (clause and (begins or ends)) or (begins and ends) else "partial"


def _is_introduced(context: Context, index: int) -> bool:
    """Whether a quotation within a quotation follows words that say whose it is: he said, the claim was."""
    stretch = context.found[index]
    outer = max(i for i in range(index) if context.found[i].depth < stretch.depth)
    seen = 0
    be = False
    for token in reversed(context.doc[context.regions[outer][0] : context.regions[index][0]]):
        if token.is_space or token.is_quote or token.lower_ in (",", ":", "that"):
            continue
        if token.text in ".!?;" or seen == 3:
            break
        seen += 1
        lemma = token.lemma_.lower()
        if token.pos_ == "VERB" and lemma in _words("speech_verbs") | {"call", "type"}:
            return True
        if be and lemma in _words("speech_nouns"):
            return True
        be = be or lemma == "be"
    return False


def features(context: Context, index: int) -> dict[str, float]:
    """What tells a report of words from other uses of quotation marks, for one stretch."""
    doc, stretch = context.doc, context.found[index]
    first, last = context.regions[index]
    tokens = [t for t in doc[first:last] if not t.is_space]
    words = [t for t in tokens if t.text[0].isalnum()]
    f: dict[str, float] = {"bias": 1.0}
    if not words:
        return f
    inner = context.text[stretch.inner_start : stretch.inner_end]
    paragraph = context.layout[stretch.paragraph]
    n = len(words)
    f[
        "length "
        + (
            "1"
            if n == 1
            else "2"
            if n == 2
            else "3-4"
            if n < 5
            else "5-8"
            if n < 9
            else "9-15"
            if n < 16
            else "16+"
        )
    ] = 1
    f["single marks"] = stretch.family == "single"
    f["nested"] = stretch.depth > 0
    f["unclosed"] = not stretch.closed
    f["opens paragraph"] = stretch.start == paragraph["start"]
    f["fills paragraph"] = stretch.start == paragraph["start"] and stretch.end == paragraph["end"]
    f["ends paragraph"] = stretch.end == paragraph["end"]
    f["headline"] = paragraph["role"] == "headline"
    f["continues"] = stretch.continues is not None
    content = [t for t in words if t.pos_ not in _FUNCTION]
    title = bool(content) and all(t.text[0].isupper() or t.text[0].isdigit() for t in content)
    f["title case"] = title
    f["title case, 2+"] = title and len(content) > 1
    f["capital"] = words[0].text[0].isupper()
    finite = any(t.tag_ in _FINITE for t in tokens)
    f["finite verb"] = finite
    f["subject and finite verb"] = finite and any(t.dep_ in ("nsubj", "nsubjpass", "expl") for t in tokens)
    f["first or second person"] = any(t.lower_ in _FIRST_OR_SECOND for t in tokens)
    tail = inner.rstrip()[-1:]
    f["ends ,"] = tail == ","
    f["ends .!?"] = tail in ".!?…"
    # around
    before = [t for t in doc[max(0, first - 7) : first] if not (t.is_space or t.is_quote)]
    after = [t for t in doc[last : last + 7] if not (t.is_space or t.is_quote)]
    start, end = stretch.start - paragraph["start"] <= 0, stretch.end >= paragraph["end"]
    left = before[-1] if before and not start else None
    right = after[0] if after and not end else None
    f["left " + _kind(left)] = 1
    f["right " + _kind(right)] = 1
    close = [t.lower_ for t in before[-3:]] if not start else []
    close_lemmas = [t.lemma_.lower() for t in before[-4:]] if not start else []
    behind_lemmas = [t.lemma_.lower() for t in after[:3]] if not end else []
    f["work noun before"] = any(w in _words("work_nouns") for w in close_lemmas)
    f["work noun behind"] = any(w in _words("work_nouns") for w in behind_lemmas[:2])
    f["naming word before"] = any(w in _words("naming_words") for w in close)
    f["word noun before"] = any(w in _words("word_nouns") for w in close)
    f["speech verb just before"] = any(w in _words("speech_verbs") for w in close_lemmas[-3:])
    f["speech noun just before"] = any(w in _words("speech_nouns") for w in close_lemmas[-3:])
    f["naming verb just before"] = any(w in _words("naming_verbs") for w in close_lemmas[-4:])
    f["speech verb just behind"] = (
        any(t.lemma_.lower() in _words("speech_verbs") and t.pos_ in ("VERB", "AUX") for t in after[:5])
        and not end
    )
    f["according"] = False
    # the sentence outside the marks
    sentence = doc[tokens[0].sent.start : tokens[-1].sent.end]
    outside = [t for t in sentence if not context.inside[t.i] and not t.is_space]
    verbs = [t.lemma_.lower() for t in outside if t.pos_ in ("VERB", "AUX")]
    f["speech verb in sentence"] = any(v in _words("speech_verbs") for v in verbs)
    f["naming verb in sentence"] = any(v in _words("naming_verbs") for v in verbs)
    f["thought verb in sentence"] = any(v in _words("thought_verbs") for v in verbs)
    f["speech noun in sentence"] = any(
        t.lemma_.lower() in _words("speech_nouns") for t in outside if t.pos_ == "NOUN"
    )
    f["according"] = any(t.lower_ == "according" for t in outside)
    f["no verb outside"] = not verbs
    others = sum(
        1
        for j, s in enumerate(context.found)
        if j != index and s.depth == 0 and sentence.start_char <= s.start < sentence.end_char
    )
    f["others in sentence"] = others > 0
    f["2 others in sentence"] = others > 1
    bare = _bare(inner)
    f["quoted again"] = (
        sum(1 for other in context.found if _bare(context.text[other.inner_start : other.inner_end]) == bare)
        > 1
    )
    short = not finite and n < 5
    if short:
        f["short, single marks"] = stretch.family == "single"
        f["short, single marks, headline"] = stretch.family == "single" and paragraph["role"] == "headline"
        f["short, quoted again"] = f["quoted again"]
        f["short, title case, no speech verb beside"] = (
            title and not f["speech verb just before"] and not f["speech verb just behind"]
        )
        f["short, others in sentence"] = others > 0
        f["short, no speech or naming verb"] = not (
            f["speech verb in sentence"] or f["naming verb in sentence"]
        )
        f["short, naming verb just before"] = f["naming verb just before"]
        f["short, before a noun"] = (
            right is not None
            and right.pos_ in ("NOUN", "PROPN")
            and right.i == last + (doc[last].is_quote if last < len(doc) else 0)
            and tail not in _SPOKEN_END
        )
        f["short, defined"] = (
            right is not None
            and right.lower_ in ("which", "meaning", "or", "who", "where")
            or (tail == "," and right is not None and right.lower_ in ("which", "meaning"))
        )
        f["short, behind a preposition"] = (
            left is not None and left.tag_ == "IN" and left.lower_ not in ("as", "that")
        )
        f["short, name"] = any(
            w
            in (
                "nickname",
                "nicknamed",
                "moniker",
                "so-called",
                "supposed",
                "alias",
                "aka",
                "entitled",
                "titled",
                "word",
                "term",
                "phrase",
            )
            for w in close
        ) or ("known" in close and "as" in close)
    f["in brackets"] = inner.lstrip().startswith("(") and inner.rstrip(" .").endswith(")")
    # syntax
    span = doc[first:last]
    root = span.root
    f["root " + root.dep_] = 1
    governors = list(_governors(root, first, last))
    if governors:
        g = governors[0]
        f["head " + g.pos_] = 1
        f["modifies the next word"] = (
            g.i >= last and g.i - last < 4 and root.dep_ in ("amod", "compound", "nmod", "poss")
        )
    for i, g in enumerate(governors):
        lemma = g.lemma_.lower()
        where = "head" if i == 0 else "governor"
        if g.pos_ in ("VERB", "AUX"):
            for name in ("speech_verbs", "naming_verbs", "thought_verbs"):
                if lemma in _words(name):
                    f[f"{where} {name}"] = 1
        elif lemma in _words("speech_nouns"):
            f[f"{where} speech_nouns"] = 1
    return {k: float(v) for k, v in f.items() if v}


def _governors(token: Token, first: int, last: int) -> list[Token]:
    """The ancestors of a token that lie outside [first, last), nearest first."""
    found = []
    for ancestor in token.ancestors:
        if not first <= ancestor.i < last and not ancestor.is_quote:
            found.append(ancestor)
        if len(found) == 6:
            break
    return found


def _bare(inner: str) -> str:
    return inner.strip(" \t\n.,;:!?…").casefold()


def _kind(token: Token | None) -> str:
    if token is None:
        return "edge"
    if token.lower_ in (
        "a",
        "an",
        "the",
        "as",
        "that",
        ",",
        ":",
        "'s",
        "’s",
        "to",
        "of",
        "in",
        "on",
        "is",
        "was",
        "and",
        "or",
        "by",
        "with",
        "for",
        "be",
    ):
        return token.lower_.replace("’", "'")
    if token.tag_ == "PRP$":
        return "possessive"
    if token.is_punct:
        return token.text if token.text in (".", "-", "—", ";", "(", ")") else "punct"
    return token.pos_

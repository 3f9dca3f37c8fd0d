"""Writes down what a reader looks at to tell a report of words from other uses of quotation marks.

on “Morning Desk” today   ->   title case, left on, right NOUN, no speech verb beside, …
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, cached_property

from spacy.tokens import Doc, Token

from claimex import lexicon
from claimex.pipeline.annotations import Paragraph, text_of
from claimex.pipeline.quotations.marks import Stretch

AROUND = 60  # tokens of the sentence, on either side of a stretch, that are looked at
HEADING_WORDS = 15  # a paragraph of so few words that does not end like a sentence is a heading
SHORT_WORDS = 4  # a stretch of so few words without a finite verb may be a name or a term

FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
SPOKEN_END = frozenset(".!?…,")
SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl", "csubj"})
# What speaks for a report, unless the verb that names it is a passive without anybody who does so.
_BY_SOMEBODY = frozenset(
    {
        "root oprd", "naming verb just before", "short, naming verb just before", "head naming_verbs",
        "head thought_verbs", "naming verb in sentence", "speech noun just before",
    }
)  # fmt: skip
_VERBAL = frozenset({"VERB", "AUX"})
_FUNCTION = frozenset({"DET", "ADP", "CCONJ", "SCONJ", "PART", "PUNCT", "SPACE", "AUX", "PRON", "SYM"})
_LENGTHS = ((1, "1"), (2, "2"), (4, "3-4"), (8, "5-8"), (15, "9-15"))
_LITERAL = frozenset(lexicon.load("reporting")["telling_neighbours"])
_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_CLIPPED = frozenset({"rate", "state", "hope", "quote", "tape"})  # verbs whose lemma the model cuts short
_PUNCTUATION = frozenset({".", "-", "—", ";", "(", ")"})


@cache
def words_of(*names: str) -> frozenset[str]:
    """The words of some lists of `lexicon/reporting.toml`."""
    lists = lexicon.load("reporting")
    return frozenset(word for name in names for word in lists[name])


def _any(tokens: Iterable[Token], *names: str) -> bool:
    words = words_of(*names)
    return any(_lemma(token) in words for token in tokens)


def _lemma(token: Token) -> str:
    """The lemma in lower case; the model's rule for "rated" and its like gives "rat"."""
    lemma = token.lemma_.lower()
    return (
        lemma + "e"
        if token.lower_ == lemma + "ed" and lemma[-1:] in "pt" and lemma + "e" in _CLIPPED
        else lemma
    )


class Context:
    """A parsed document and its stretches, with what all of them share.

    Arguments:
        doc: the document, with its layout.
        found: its stretches, in text order.
    """

    def __init__(self, doc: Doc, found: Sequence[Stretch]):
        self.doc = doc
        self.text = text_of(doc)
        self.found = found
        self.layout: list[Paragraph] = doc._.claimex_layout
        self._starts: list[int] = doc.to_array("IDX").tolist()
        self.regions = [(self.token_at(s.inner_start), self.token_at(s.inner_end)) for s in found]
        self.inside = bytearray(len(doc))
        for first, last in self.regions:
            self.inside[first:last] = b"\x01" * (last - first)
        self.outermost = [s.start for s in found if s.depth == 0]
        self.bare = [_bare(self.text[s.inner_start : s.inner_end]) for s in found]
        self.times = Counter(self.bare)
        self.parents: list[int] = []  # index of the stretch around each; -1 for the outermost
        open_: list[int] = []
        for i, s in enumerate(found):
            while open_ and found[open_[-1]].end <= s.start:
                open_.pop()
            self.parents.append(open_[-1] if open_ else -1)
            open_.append(i)

    @cached_property
    def plain(self) -> set[str]:
        """The short stretches whose words stand outside all marks, too, as terms of the subject do."""
        wanted = {bare: bare.count(" ") + 1 for bare in self.bare}
        sizes = {size for size in wanted.values() if size <= SHORT_WORDS}
        parts, at = [], 0
        for s in self.found:
            if s.depth == 0:
                parts.append(self.text[at : s.start])
                at = s.end
        words = [_WORD.findall(part.casefold()) for part in [*parts, self.text[at:]]]
        return {
            term
            for part in words
            for size in sizes
            for i in range(len(part) - size + 1)
            if (term := " ".join(part[i : i + size])) in wanted
        }

    def is_echoed(self, index: int) -> bool:
        """Whether a longer stretch holds the words of one in the headline."""
        bare = self.bare[index]
        if not bare or self.layout[self.found[index].paragraph]["role"] != "headline":
            return False
        words = re.compile(rf"\b{re.escape(bare)}\b")
        return any(other != bare and words.search(other) for other in self.bare)

    def token_at(self, offset: int) -> int:
        """Index of the first token that starts at or behind an offset."""
        return bisect_left(self._starts, offset)


def features(context: Context, index: int) -> dict[str, float]:
    """What tells whether a stretch reports somebody's words.

    Arguments:
        context: the document.
        index: which of its stretches.

    Returns:
        The names of the features that hold, each with the value 1.
    """
    first, last = context.regions[index]
    tokens = [token for token in context.doc[first:last] if not token.is_space]
    words = [token for token in tokens if token.text[0].isalnum()]
    found = {"bias"}
    if words:
        found |= _place(context, index)
        shape = _shape(context, index, tokens, words)
        near = _neighbours(context, index)
        sentence = _sentence(context, index, tokens)
        found |= shape | near | sentence | _syntax(context, index)
        if "finite verb" not in shape and len(words) <= SHORT_WORDS:
            found |= _short(found) | _term(context, index)
            if "term, named by nobody" in found:
                found -= _BY_SOMEBODY
    return dict.fromkeys(sorted(found), 1.0)


def _place(context: Context, index: int) -> set[str]:
    """Where in the layout a stretch stands, and how it is marked."""
    stretch = context.found[index]
    paragraph = context.layout[stretch.paragraph]
    opens, ends = stretch.start == paragraph["start"], stretch.end == paragraph["end"]
    return _held(
        {
            "single marks": stretch.family == "single",
            "unclosed": not stretch.closed,
            "continues": stretch.continues is not None,
            "opens paragraph": opens,
            "ends paragraph": ends,
            "fills paragraph": opens and ends,
            "headline": paragraph["role"] == "headline",
            "heading": not opens and is_heading(context.text, paragraph),
        }
    )


def is_heading(text: str, paragraph: Paragraph) -> bool:
    """Whether a paragraph looks like a headline or a heading between others."""
    if paragraph["end"] - paragraph["start"] > HEADING_WORDS * 15:
        return False
    body = text[paragraph["start"] : paragraph["end"]].rstrip("\"'”’»")
    return body[-1:] not in ".!?:…," and len(body.split()) <= HEADING_WORDS


def _shape(context: Context, index: int, tokens: list[Token], words: list[Token]) -> set[str]:
    """What the stretch itself looks like."""
    stretch = context.found[index]
    inner = context.text[stretch.inner_start : stretch.inner_end].strip()
    content = [token for token in words if token.pos_ not in _FUNCTION]
    title = bool(content) and all(not token.text[0].islower() for token in content)
    finite = any(token.tag_ in FINITE for token in tokens)
    speakers = words_of("first_or_second_person")
    return _held(
        {
            "length " + next((name for top, name in _LENGTHS if len(words) <= top), "16+"): True,
            "title case": title,
            "title case, 2+": title and len(content) > 1,
            "capital": words[0].text[0].isupper(),
            "finite verb": finite,
            "subject and finite verb": finite and any(token.dep_ in SUBJECTS for token in tokens),
            "first or second person": any(token.lower_ in speakers for token in tokens),
            "ends ,": inner.endswith(","),
            "ends .!?": inner[-1] in ".!?…",
            "in brackets": inner[0] == "(" and inner.rstrip(" .")[-1:] == ")",
            "quoted again": context.times[context.bare[index]] > 1,
        }
    )


def _neighbours(context: Context, index: int) -> set[str]:
    """The words right before and behind a stretch, in its paragraph."""
    stretch = context.found[index]
    paragraph = context.layout[stretch.paragraph]
    first, last = context.regions[index]
    before = [
        token
        for token in context.doc[max(0, first - 7) : first]
        if token.idx >= paragraph["start"] and not (token.is_space or token.is_quote)
    ]
    behind = [
        token
        for token in context.doc[last : last + 7]
        if token.idx < paragraph["end"] and not (token.is_space or token.is_quote)
    ]
    left, right = (before[-1] if before else None), (behind[0] if behind else None)
    close = {token.lower_ for token in before[-3:]}
    tail = context.text[stretch.inner_start : stretch.inner_end].rstrip()[-1:]
    return _held(
        {
            "left " + _kind(left): True,
            "right " + _kind(right): True,
            "work noun before": _any(before[-4:], "work_nouns"),
            "work noun behind": _any(behind[:2], "work_nouns"),
            "naming word before": not close.isdisjoint(words_of("naming_words")),
            "nickname word before": not close.isdisjoint(words_of("nickname_words")),
            "known as": left is not None and left.lower_ == "as" and "known" in {t.lower_ for t in before},
            "work noun at once": left is not None and left.lower_ in words_of("work_nouns"),
            "word noun before": not close.isdisjoint(words_of("word_nouns")),
            "speech verb just before": _any(before[-3:], "speech_verbs"),
            "speech noun just before": _any(before[-3:], "speech_nouns"),
            "naming verb just before": _any(before[-4:], "naming_verbs"),
            "speech verb just behind": _any((t for t in behind[:5] if t.pos_ in _VERBAL), "speech_verbs"),
            "noun at once": right is not None
            and right.pos_ in ("NOUN", "PROPN")
            and right.i <= last + 1
            and tail not in SPOKEN_END,
            "explained": right is not None and right.lower_ in ("which", "meaning", "or", "who", "where"),
            "behind a preposition": left is not None
            and left.tag_ == "IN"
            and left.lower_ not in ("as", "that"),
        }
    )


def _sentence(context: Context, index: int, tokens: list[Token]) -> set[str]:
    """What the sentence around a stretch holds outside all marks."""
    doc, start, end = context.doc, tokens[0].i, tokens[-1].i + 1
    # Token.sent looks through the whole sentence, which may be the whole document.
    while start > max(0, tokens[0].i - AROUND) and not doc[start].is_sent_start:
        start -= 1
    while end < min(len(doc), tokens[-1].i + 1 + AROUND) and not doc[end].is_sent_start:
        end += 1
    outside = [
        doc[i]
        for i in (*range(start, tokens[0].i), *range(tokens[-1].i + 1, end))
        if not context.inside[i] and not doc[i].is_space
    ]
    verbs = [token for token in outside if token.pos_ in _VERBAL]
    low = bisect_left(context.outermost, doc[start].idx)
    high = bisect_right(context.outermost, doc[end - 1].idx)
    return _held(
        {
            "speech verb in sentence": _any(verbs, "speech_verbs"),
            "naming verb in sentence": _any(verbs, "naming_verbs"),
            "thought verb in sentence": _any(verbs, "thought_verbs"),
            "speech noun in sentence": _any((t for t in outside if t.pos_ == "NOUN"), "speech_nouns"),
            "according": any(token.lower_ == "according" for token in outside),
            "no verb outside": not verbs,
            "others in sentence": high - low > 1,
            "2 others in sentence": high - low > 2,
        }
    )


def _syntax(context: Context, index: int) -> set[str]:
    """How the parse ties a stretch to what is around it."""
    first, last = context.regions[index]
    root = context.doc[first:last].root
    found = {"root " + root.dep_}
    place = "head"
    for depth, token in enumerate(_governors(root, first, last)):
        if depth == 0:
            found.add("head " + token.pos_)
            if last <= token.i < last + 4 and root.dep_ in ("amod", "compound", "nmod", "poss"):
                found.add("modifies the next word")
        lists = (
            ("speech_verbs", "naming_verbs", "thought_verbs") if token.pos_ in _VERBAL else ("speech_nouns",)
        )
        lemma = _lemma(token)
        found.update(f"{place} {name}" for name in lists if lemma in words_of(name))
        place = "governor"
    return found


def _short(found: set[str]) -> set[str]:
    """What weighs otherwise for a word or two than for whole clauses."""
    beside = {"speech verb just before", "speech verb just behind"}
    sentence = {"speech verb in sentence", "naming verb in sentence"}
    telling = (
        "single marks", "headline", "heading", "quoted again", "others in sentence", "noun at once",
        "explained", "behind a preposition", "naming verb just before", "nickname word before",
        "work noun before",
    )  # fmt: skip
    short = {f"short, {name}" for name in telling if name in found}
    return short | _held(
        {
            "short": True,
            "short, single marks, heading": {"single marks", "heading"} <= found,
            "short, title case, no speech verb beside": "title case" in found and found.isdisjoint(beside),
            "short, no speech or naming verb": found.isdisjoint(sentence),
        }
    )


def _term(context: Context, index: int) -> set[str]:
    """What tells that a word or two are a term of the subject rather than somebody's."""
    first, last = context.regions[index]
    root = context.doc[first:last].root
    verb = next((t for t in _governors(root, first, last) if t.pos_ in _VERBAL), None)
    nobody = verb is not None and verb.tag_ == "VBN" and _lemma(verb) in words_of("naming_verbs")
    if nobody and verb is not None:
        by = any(t.lower_ == "by" for t in verb.children)
        passive = verb.dep_ in ("acl", "amod", "relcl") or any(
            t.dep_ in ("auxpass", "nsubjpass") for t in verb.children
        )
        nobody = passive and not by
    return _held(
        {
            "term, plain elsewhere": context.bare[index] in context.plain,
            "term, named by nobody": nobody,
            "term, called so": nobody and verb is not None and verb.lower_ in words_of("naming_words"),
            "term, headline, part of a quotation": context.is_echoed(index),
        }
    )


def _governors(token: Token, first: int, last: int) -> list[Token]:
    """The nearest ancestors of a token that lie outside [first, last)."""
    found: list[Token] = []
    for ancestor in token.ancestors:
        if not first <= ancestor.i < last and not ancestor.is_quote:
            found.append(ancestor)
        if len(found) == 6:
            break
    return found


def _held(conditions: dict[str, bool]) -> set[str]:
    return {name for name, holds in conditions.items() if holds}


def _bare(inner: str) -> str:
    return inner.strip(" \t\n.,;:!?…").casefold()


def _kind(token: Token | None) -> str:
    """A word by itself if it is telling, else by its class."""
    if token is None:
        return "edge"
    form = token.lower_.replace("’", "'")
    if form in _LITERAL:
        return form
    if token.tag_ == "PRP$":
        return "possessive"
    if token.is_punct:
        return form if form in _PUNCTUATION else "punct"
    return token.pos_

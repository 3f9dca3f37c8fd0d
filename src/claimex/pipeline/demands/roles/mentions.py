"""The mentions that may fill a role of a demand, each once, with the reasons why.

Options(...).add("frame", ...); .add("speaker", ...)   ->   one option, kinds ["frame", "speaker"]
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from spacy.tokens import Token

from claimex import lexicon
from claimex.pipeline.annotations import Region, overlap
from claimex.pipeline.demands.features import Context, sort_of
from claimex.pipeline.demands.frames import NOBODY

NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
NAMED = frozenset({"PERSON", "ORG", "GPE", "NORP"})  # types that tell what kind of party a name is
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
RELATIVES = frozenset({"who", "which", "that"})
LONGEST_SENTENCE = (
    120  # tokens; in a longer one (a list, a table) only what syntax ties to the cue is looked at
)
_PHRASE_STARTS_BEHIND = frozenset({"who", "which", "“", "”", '"', ";", ":"})
_SHARING = frozenset({"conj", "xcomp", "ccomp", "advcl"})


@dataclass(slots=True)
class Filler:
    """A mention that may fill a role; `region` is None for "not expressed"."""

    region: Region | None
    features: dict[str, float]


def only(region: Region) -> list[Filler]:
    """A mention that certainly fills a role: no model is asked, but the other role may take it."""
    return [Filler(region, {}), Filler(None, {})]


@dataclass(slots=True)
class Option:
    """A mention, its tokens [first, after last), its syntactic head, and the kinds of reason for it."""

    region: Region
    tokens: tuple[int, int]
    head: Token
    kinds: list[str] = field(default_factory=list)


class Options:
    """The mentions found so far; of those that are the same the first stays, with the reasons of all.

    Arguments:
        context: the document's.
        barred: a region that no mention may share characters with.
        nested: whether a mention inside another is one of its own ("an inspection by [the ministry]"), or
            the same.
    """

    def __init__(self, context: Context, barred: Region | None = None, nested: bool = False):
        self.context = context
        self.barred = barred
        self.nested = nested
        self.found: list[Option] = []

    def add(self, kind: str, region: Region | None, head: Token | None = None) -> None:
        """Note a mention; a relative pronoun stands for what it refers to."""
        if region is None:
            return
        span = self.context.doc.char_span(region["start"], region["end"], alignment_mode="expand")
        if span is None or not len(span):
            return
        tokens, head = (span.start, span.end), head or span.root
        if head.lower_ in RELATIVES:
            head = antecedent(head)
            if head is None:
                return
            tokens = phrase(self.context, head)
            region = self.context.region(tokens)
        if self.barred is not None and overlap(region, self.barred):
            return
        same = next((option for option in self.found if self._is_same(option, region, head)), None)
        if same is None:
            same = Option(region, tokens, head)
            self.found.append(same)
        if kind not in same.kinds:
            same.kinds.append(kind)

    def _is_same(self, option: Option, region: Region, head: Token) -> bool:
        if self.nested:
            return option.head.i == head.i or option.region == region
        return overlap(option.region, region) > 0

    def add_head(self, kind: str, head: Token | None) -> None:
        """Note the noun phrase of a head, unless it is nobody."""
        if head is not None and head.lower_ not in NOBODY and head.lower_ != "who":
            self.add(kind, self.context.region(phrase(self.context, head)), head)

    def add_owner(self, kind: str, head: Token) -> None:
        """Note a possessor or a noun before a noun: "the union's call", "the government demands"."""
        self.add(kind, self.context.region((head.left_edge.i, head.i + 1)), head)


def phrase(context: Context, head: Token) -> tuple[int, int]:
    """The tokens of a head's noun phrase, without a clause that a wrong parse put before it."""
    first, end = context.frames.mention(head)
    for i in range(head.i - 1, first - 1, -1):
        token = context.doc[i]
        breaks = token.is_space and "\n" in token.text
        if token.tag_ in FINITE or breaks or token.lower_ in _PHRASE_STARTS_BEHIND:
            return i + 1, end
    return first, end


def antecedent(relative: Token) -> Token | None:
    """What "who" or "which" refers to: the noun of its clause, or the noun right before it."""
    verb = relative.head
    while verb.dep_ in _SHARING and verb.head.i != verb.i:
        verb = verb.head
    if verb.dep_ == "relcl" and verb.head.i < relative.i:
        return None if relative.lower_ == "that" else verb.head
    if relative.lower_ == "that":
        return None
    for i in (relative.i - 1, relative.i - 2):
        if i < 0:
            return None
        before = relative.doc[i]
        if before.pos_ in ("NOUN", "PROPN"):
            return before
        if before.text != ",":
            return None
    return None


@cache
def _party_nouns() -> dict[str, str]:
    lists = lexicon.load("parties")
    kinds = {"person_male": "person", "person_female": "person", "collective": "group"}
    names = ("place", "document", "organization", "person", "person_male", "person_female", "collective")
    return {noun: kinds.get(name, name) for name in names for noun in lists[name].split()}


def party_of(head: Token) -> str:
    """What kind of party a noun stands for: a pronoun or entity by its sort, a common noun by the lexicon."""
    sort = sort_of(head)
    if sort == "PROPN" and not head.ent_type_:
        sort = _labelled_elsewhere(head)
    if sort not in ("NOUN", "PROPN"):
        return sort
    lemma = head.lemma_.lower()
    nouns = _party_nouns()
    kind = nouns.get(lemma) or nouns.get(lemma.removesuffix("s"))  # "Farmers" as a name keeps its plural
    if kind is None and lemma.endswith(("er", "or", "ist", "ian")):
        kind = "doer"
    return f"{kind or 'other'}:{head.tag_}"


def _labelled_elsewhere(name: Token) -> str:
    """The type of a name that the encoder leaves out here, where it labels the same word in the document."""
    table = name.doc.to_array(["ORTH", "ENT_TYPE"])
    kinds = (name.vocab.strings[int(kind)] for kind in table[table[:, 0] == name.orth, 1] if kind)
    return next((kind for kind in kinds if kind in NAMED), "PROPN")


def object_of(preposition: Token) -> Token | None:
    """The noun that a preposition governs."""
    return next((token for token in preposition.rights if token.dep_ == "pobj"), None)

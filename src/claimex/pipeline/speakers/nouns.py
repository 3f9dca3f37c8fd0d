"""Common nouns -> the kind of party that they stand for.

>>> NOUNS["spokeswomen"]
Noun(lemma='spokeswoman', kind='person', gender='f', plural=True)
"""

from typing import NamedTuple

from claimex import lexicon

_LISTS = lexicon.load("parties")


class Noun(NamedTuple):
    """What a noun tells of a party. kind: person, group, organization, place, document."""

    lemma: str
    kind: str
    gender: str = ""
    plural: bool = False


def _plural(noun: str) -> str:
    if noun.endswith("man"):
        return noun[:-2] + "en"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    if noun == "child":
        return "children"
    return noun if noun in ("people", "police", "media", "data") else noun + "s"


def _nouns() -> dict[str, Noun]:
    known: dict[str, Noun] = {}
    for name, kind, gender in (
        ("place", "place", ""),
        ("document", "document", ""),
        ("organization", "organization", ""),
        ("person", "person", ""),
        ("person_male", "person", "m"),
        ("person_female", "person", "f"),
    ):
        for lemma in _LISTS[name].split():
            known[lemma] = Noun(lemma, kind, gender)
            known[_plural(lemma)] = Noun(lemma, "group" if kind == "person" else kind, gender, True)
    for lemma in _LISTS["collective"].split():
        known[lemma] = Noun(lemma, "group", "", True)
    known["people"] = Noun("people", "group", "", True)
    return known


NOUNS = _nouns()
ANAPHORIC_GROUPS = frozenset(_LISTS["anaphoric_group"].split())
GENERIC = frozenset(_LISTS["generic"].split())
VAGUE = frozenset(_LISTS["vague"].split())
UNIQUE = frozenset(_LISTS["unique"].split())
MAKERS = frozenset(_LISTS["maker"].split())
MAKING = frozenset(_LISTS["making"].split())
DOCUMENTS = frozenset(_LISTS["document"].split())  # "paper" among them, which may be a body as well
ANOTHER = frozenset(_LISTS["another"].split())
POLITICAL = {word: word[:5] for word in _LISTS["political"].split()}  # "democrat" and "democratic" are one
NEUTRAL = DOCUMENTS | frozenset(_LISTS["neutral"].split())
TOGETHER = frozenset(_LISTS["together"].split())


def _families(name: str) -> dict[str, str]:
    return {noun: family for family, nouns in _LISTS[name].items() for noun in nouns.split()}


# Noun of a body or a group -> its family; two of two families are two parties.
BODIES, GROUPS = _families("bodies"), _families("groups")
MASTHEADS = {noun for noun, family in BODIES.items() if family == "newspaper"} | {*_LISTS["masthead"].split()}

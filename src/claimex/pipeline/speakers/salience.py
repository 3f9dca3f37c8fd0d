"""Where parties occur in a document -> which of them a pronoun most likely continues.

    "Bean met Reed. [He] left."  ->  Bean, a subject, before Reed, an object

A party is as prominent as its place in the sentence makes it (`Reading.weight`), less so with every sentence
since; names in somebody's quoted words hardly count for the narration around. The idea is Lappin and Leass's
(1994), applied to parties instead of mentions.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from claimex.pipeline.speakers.entities import Entity
from claimex.pipeline.speakers.reading import Reading

# Set by hand; of DECAY and REPETITION other values lost names on the development articles, the rest matters
# little.
DECAY = 0.6  # how much an occurrence counts, a sentence of narration further back
REPETITION = 0.3  # how much further occurrences count beside the most prominent one
WINDOW = 12.0  # sentences of narration that a pronoun looks back
IN_QUOTE = 0.25  # a name in somebody's quoted words, for a pronoun outside them
ROLE_WEIGHT = 1.2  # a mention in a role is more prominent than a subject
JOINT = 1.05  # several people named together come before each of them, for "they"
GENDER_CLASH = 0.08  # a first name of the other gender; a title of the other gender excludes
GENDER_OPEN = 0.7
NAMELESS = 0.5  # a party described, beside parties named
UNSURE_SINGLE = 0.7  # a name of one word that nothing else shows to be a person's, for "he" and "she"
UNSURE_PERSON = 0.8  # a name of one word that nothing else shows to be a person's, for "it" and "they"

SINGULAR = {"he": -1.0, "him": -1.0, "his": -1.0, "himself": -1.0} | {
    "she": 1.0, "her": 1.0, "hers": 1.0, "herself": 1.0
}  # fmt: skip
PLURAL = frozenset(["they", "them", "their", "theirs", "themselves", "both"])
NEUTER = frozenset(["it", "its", "itself"])

# How well a kind of party fits "they" and "it".
FIT_PLURAL = {"group": 1.0, "organization": 0.5, "place": 0.15, "other": 0.1, "document": 0.05}
FIT_NEUTER = {"organization": 1.0, "document": 0.7, "place": 0.4, "other": 0.3, "group": 0.2}
FIT_DOCUMENTS = 0.6  # "two studies", for "they"

Fit: TypeAlias = Callable[[Entity], float]


def fit_of(pronoun: str) -> Fit:
    """How well a party agrees with a third-person pronoun, from 0 (not at all) to 1."""
    if pronoun in SINGULAR:
        gender = SINGULAR[pronoun]
        return lambda entity: fit_person(entity, gender)
    kinds = FIT_PLURAL if pronoun in PLURAL else FIT_NEUTER

    def fit(entity: Entity) -> float:
        if may_be_no_person(entity):
            return UNSURE_PERSON
        if entity.kind == "document" and entity.plural and pronoun in PLURAL:
            return FIT_DOCUMENTS
        known = 1.0 if entity.names or entity.kind in ("group", "document") else NAMELESS
        return known * kinds.get(entity.kind, 0.0)

    return fit


def fit_person(entity: Entity, gender: float = 0.0) -> float:
    """How well a party can be one person of a gender (-1 male, 1 female, 0 either)."""
    if entity.kind != "person" or entity.plural:
        return 0.0
    known = UNSURE_SINGLE if may_be_no_person(entity) else 1.0 if entity.names else NAMELESS
    agreement = entity.gender * gender
    if not gender or agreement > 0:
        return known
    return known * (GENDER_OPEN if agreement == 0 else GENDER_CLASH * (1 + agreement))


def may_be_no_person(entity: Entity) -> bool:
    """Whether only the encoder says that this is a person."""
    if entity.kind != "person" or entity.gender or entity.roles or not entity.names:
        return False
    return all(len(name.words) == 1 and not name.titles for name in entity.names)


class Occurrence(NamedTuple):
    """Where a party occurs, and how prominent that makes it."""

    token: int
    place: float
    weight: float
    quoted: bool
    entity: Entity


@dataclass(slots=True)
class _Candidate:
    """A party that a pronoun may mean. Its best sentence counts in full, the others little: a party that is
    spoken of all through the text is not therefore the one that the last sentence was about."""

    entity: Entity
    fit: float
    best: float = 0.0
    total: float = 0.0
    place: float = -1.0
    in_place: float = 0.0

    def add(self, weight: float, place: float) -> None:
        """Count an occurrence; of several in one sentence only the most prominent."""
        if place != self.place:
            self.place, self.in_place = place, 0.0
        if weight > self.in_place:
            self.total += weight - self.in_place
            self.in_place = weight
            self.best = max(self.best, weight)

    @property
    def score(self) -> float:
        return self.fit * (self.best + REPETITION * (self.total - self.best))


class Timeline:
    """The occurrences of parties, in the order of the text."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.occurrences: list[Occurrence] = []

    def add(self, token: int, entity: Entity, weight: float | None = None) -> None:
        """Note that a party occurs at a token; its weight is the token's unless given."""
        reading = self.reading
        weight = reading.weight(token) if weight is None else weight
        entity.last = max(entity.last, token)
        self.occurrences.append(
            Occurrence(token, reading.place[token], weight, reading.quoted(token), entity)
        )

    def most_prominent(self, token: int, fit: Fit, barred: Iterable[Entity] = ()) -> Entity | None:
        """The party that the text before a token has made most prominent.

        Arguments:
            token: where the pronoun or description stands.
            fit: how well a party agrees with it.
            barred: parties that it cannot mean.

        Returns:
            The party, or None if none fits within the window.
        """
        reading = self.reading
        here, quoted = reading.place[token], reading.quoted(token)
        excluded = {id(entity) for entity in barred}
        candidates: dict[int, _Candidate] = {}
        for occurrence in reversed(self.occurrences):
            distance = here - occurrence.place
            if distance > WINDOW:
                break
            key = id(occurrence.entity)
            if occurrence.token >= token or key in excluded:
                continue
            candidate = candidates.get(key)
            if candidate is None:
                candidate = candidates[key] = _Candidate(occurrence.entity, fit(occurrence.entity))
            if candidate.fit:
                weight = occurrence.weight * (IN_QUOTE if occurrence.quoted and not quoted else 1.0)
                candidate.add(weight * DECAY**distance, occurrence.place)
        # Of equals the one named first in its sentence: the later candidate was met first.
        best = max(reversed(candidates.values()), key=lambda candidate: candidate.score, default=None)
        return best.entity if best is not None and best.score > 0 else None

"""Names -> parties: which names mean the same person, organization or place.

    "Senator Ann Bean", "Ms Bean", "BEAN’S"         ->  one person
    "Meat Board of Tasmania", "the MBT"             ->  one organization

A name is matched by its words: "Bean" is the family name, "Ann" the first name of "Ann Bean"; "A. Bean" may
be she, "Tom Bean" is not. Of several people of one name, title and gender decide, then who was prominent
last.
"""

from collections import Counter, defaultdict

from claimex import lexicon
from claimex.pipeline.speakers.entities import Entity, Name
from claimex.pipeline.speakers.names import (
    CORPORATE,
    FEMALE_NAMES,
    MALE_NAMES,
    OFFICE,
    family,
    given_and_family,
)
from claimex.pipeline.speakers.reading import Reading

# A first name tells the gender, but not of everybody; a title does.
GENDER_OF_NAME = 0.6
GENDER_OF_TITLE = 1.0
NAMESAKE_DECAY = 0.85  # how much a mention counts, a sentence further back, when namesakes are told apart
NAMESAKE_MENTIONS = 30  # only so many of the last mentions are looked at

_FUNCTION_WORDS = frozenset(lexicon.load("names")["function"].split())


def cluster_names(reading: Reading, names: list[Name]) -> dict[int, Entity]:
    """Which names mean one party.

    Arguments:
        reading: the document.
        names: its names in text order.

    Returns:
        The party of each name, by the token that heads the name.
    """
    people = _People(reading)
    full = [name for name in names if name.kind == "person" and len(given_and_family(name.words)) > 1]
    single = [name for name in names if name.kind == "person" and len(given_and_family(name.words)) == 1]
    for name in full:
        people.add(name, people.of_full_name(name))
    for name in single:
        people.add(name, people.of_single_name(name))
    bodies = _Bodies(reading)
    for name in sorted((n for n in names if n.kind != "person"), key=lambda n: -len(n.words)):
        bodies.add(name)
    entities = people.of_head | bodies.of_head
    for entity in {id(e): e for e in entities.values()}.values():
        entity.names.sort(key=lambda name: name.start)
        entity.roles.update(OFFICE.get(title, title) for name in entity.names for title in name.titles)
        _set_gender(entity)
    return entities


class _People:
    """The people named so far, by the words of their names."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.of_head: dict[int, Entity] = {}
        self.by_family: dict[str, list[Entity]] = defaultdict(list)
        self.by_word: dict[str, list[Entity]] = defaultdict(list)
        self.forms: dict[int, set[tuple[str, ...]]] = defaultdict(set)

    def add(self, name: Name, person: Entity | None) -> None:
        """Give a name to a person, or to a new one."""
        if person is None:
            person = Entity(kind="person")
        person.names.append(name)
        self.of_head[name.head] = person
        if name.words not in self.forms[id(person)]:
            self.forms[id(person)].add(name.words)
            for known, keys in ((self.by_family, {family(name.words)}), (self.by_word, set(name.words))):
                for key in keys:
                    if all(other is not person for other in known[key]):
                        known[key].append(person)

    def of_full_name(self, name: Name) -> Entity | None:
        for person in reversed(self.by_family[family(name.words)]):
            if any(_same_full_name(form, name.words) for form in self.forms[id(person)]):
                return person
        return None

    def of_single_name(self, name: Name) -> Entity | None:
        """The person whose family name, or else any name, this is; of several the one last prominent."""
        fitting = self.by_family[family(name.words)] or self.by_word[name.words[0]]
        allowed = [person for person in fitting if not _contradicts(person, name)]
        if len(allowed) < 2:
            return allowed[0] if allowed else None
        return max(allowed, key=lambda person: self.prominence(person, name))

    def prominence(self, person: Entity, name: Name) -> float:
        here = self.reading.place[name.head]
        found = 0.0
        for earlier in person.names[-NAMESAKE_MENTIONS:]:
            if earlier.start < name.start:
                distance = here - self.reading.place[earlier.head]
                found += self.reading.weight(earlier.head) * NAMESAKE_DECAY**distance
        return found


class _Bodies:
    """Organizations, places and what else is named so far; longer names come first."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.of_head: dict[int, Entity] = {}
        self.by_form: dict[tuple[str, ...], Entity] = {}

    def add(self, name: Name) -> None:
        entity = next((self.by_form[form] for form in _forms(name.words) if form in self.by_form), None)
        if entity is None and len(name.words) > 1 and self.reading.in_headline(name.start):
            entity = self._in_full(name.words)
        if entity is None:
            entity = Entity(kind=name.kind)
            for form in _forms(name.words):
                self.by_form.setdefault(form, entity)
            for form in _initials(name.words):
                self.by_form.setdefault(form, entity)
        entity.names.append(name)
        self.of_head[name.head] = entity

    def _in_full(self, words: tuple[str, ...]) -> Entity | None:
        """The body whose name ends with the words of a headline: "Board of Mill", "Bass Board of Mills"."""
        ending = _singular(words)
        fitting = (form for form in self.by_form if len(form) > len(words))
        return next(
            (self.by_form[form] for form in fitting if _singular(form[-len(words) :]) == ending), None
        )


def _singular(words: tuple[str, ...]) -> tuple[str, ...]:
    return (*words[:-1], words[-1].removesuffix("s"))


def _forms(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """A body's name as it stands, and without its corporate form."""
    bare = words
    while len(bare) > 1 and bare[-1] in CORPORATE:
        bare = bare[:-1]
    return [words] if bare == words else [words, bare]


def _initials(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The acronyms that a body's name may have: with and without the initials of "of" and "and"."""
    if len(words) < 2:
        return []
    content = [word for word in words if word not in _FUNCTION_WORDS]
    # "Department of Veterans Affairs" is "VA", too.
    behind = content[1:] if words[1] == "of" else content
    found = {"".join(word[0] for word in part) for part in (words, content, behind)}
    return [(acronym,) for acronym in found if len(acronym) > 1]


def _same_full_name(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two full names may be one person's: the same family name, given names that agree."""
    a, b = given_and_family(a), given_and_family(b)
    if a == b:
        return True
    if a[-1] != b[-1]:
        return False
    if set(a) <= set(b) or set(b) <= set(a):
        return True
    x, y = a[0], b[0]
    return x == y or (x[0] == y[0] and (len(x) == 1 or len(y) == 1))


def _contradicts(person: Entity, name: Name) -> bool:
    """Whether title or first name make a person somebody of the other gender."""
    if not name.gender:
        return False
    _set_gender(person)
    return person.gender * (1 if name.gender == "f" else -1) < 0


def _set_gender(entity: Entity) -> None:
    if entity.kind != "person":
        return
    by_title = Counter(name.gender for name in entity.names if name.gender)
    if by_title:
        entity.gender = GENDER_OF_TITLE * (1 if by_title["f"] > by_title["m"] else -1)
        return
    # One word may be a first name ("Walter"); the second of "Okoro Walter" is none.
    alone = all(len(name.words) == 1 for name in entity.names)
    for name in entity.names:
        # "Jo-Renee Bean": a first name that tells nothing may have one behind it that does.
        for given in name.words[:-1] or name.words[:alone]:
            if given in FEMALE_NAMES or given in MALE_NAMES:
                entity.gender = GENDER_OF_NAME if given in FEMALE_NAMES else -GENDER_OF_NAME
                return

"""Common nouns -> the parties that they describe.

    "Mayor Ann Bean ... the mayor"                 ->  Ann Bean
    "Northern Rail ... the company"                ->  Northern Rail
    "wrote an open letter ... the letter"          ->  "an open letter"

A definite description is tried as an office that somebody holds, as the body or group spoken of, and as what
the same noun described before; an indefinite one introduces a party.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import islice

from claimex.pipeline.speakers.clusters import GENDER_OF_TITLE
from claimex.pipeline.speakers.entities import Entity, Name, Phrase
from claimex.pipeline.speakers.names import FEMALE_NAMES, MALE_NAMES, OFFICE
from claimex.pipeline.speakers.nouns import (
    ANAPHORIC_GROUPS,
    ANOTHER,
    BODIES,
    DOCUMENTS,
    GENERIC,
    GROUPS,
    MAKERS,
    MAKING,
    MASTHEADS,
    NEUTRAL,
    NOUNS,
    POLITICAL,
    TOGETHER,
    UNIQUE,
    VAGUE,
    Noun,
)
from claimex.pipeline.speakers.phrases import counted_root, phrase_at
from claimex.pipeline.speakers.reading import Reading
from claimex.pipeline.speakers.salience import Fit, Timeline, fit_person, may_be_no_person

# Set by hand on the development articles.
SAME_NOUN = 1.6  # "the agency" and a name or description with "agency", beside other organizations
SAME_PERSON_NOUN = 4.0  # "the woman" after "a woman", beside other people
OTHER_GROUP = 0.4  # "the researchers" and "two virus experts", beside people named together
LOOK_BACK = 50  # parties described by the same noun that are looked at
BEFORE_NAME = 8  # words before a name that may describe who bears it
BEHIND_NAME = 6  # words of an apposition behind its head that may do so

PEOPLE = frozenset(["person", "group", "organization"])  # kinds of parties that a group may consist of

_OTHER = Noun("", "other")
_MODIFYING = frozenset(["compound", "nmod", "appos", "attr", "amod", "npadvmod"])
_POINTING = frozenset(["the", "this", "that"])
_DIRECTIONS = frozenset(["new", "north", "south", "east", "west"])  # many places share them
_POSSESSIVE = frozenset(["his", "her", "its", "their", "our", "my"])


class Descriptions:
    """The parties of a document by what describes them."""

    def __init__(
        self, reading: Reading, timeline: Timeline, names: list[Name], of_name: dict[int, Entity]
    ) -> None:
        self.reading = reading
        self.timeline = timeline
        self.of_name = of_name
        self.name_at = {i: name for name in names for i in range(name.start, name.end)}
        self.of_phrase: dict[int, Entity] = {}
        self.by_noun: dict[str, list[Entity]] = defaultdict(list)
        self.places = {
            reading.words[t.i] for e in reading.doc.ents if e.label_ == "GPE" for t in e
        } - _DIRECTIONS
        for name in names:
            if name.kind == "person":
                self._describe_name(name)
        self.holders: dict[str, list[Entity]] = defaultdict(list)
        for entity in {id(e): e for e in of_name.values() if e.kind == "person"}.values():
            for role in entity.roles:
                self.holders[role].append(entity)

    # ------------------------------------------------------------------ people named

    def _describe_name(self, name: Name) -> None:
        """Collect what is said of somebody named: "Mayor", "spokeswoman for", ", the member for Bass"."""
        reading, doc = self.reading, self.reading.doc
        entity, head = self.of_name[name.head], name.head
        self._describe(entity, range(max(doc[head].left_edge.i, name.start - BEFORE_NAME), name.start))
        governor = reading.head[head]
        if reading.dep[head] == "appos":
            self._describe(
                entity, range(max(doc[governor].left_edge.i, governor - BEFORE_NAME), governor + 1)
            )
            return
        behind = [child for child in doc[head].rights if child.dep_ == "appos"]
        if reading.dep[head] == "nsubj" and doc[governor].lemma_ == "be":
            behind += [child for child in doc[governor].rights if child.dep_ == "attr"]
        for child in behind:
            self._describe(
                entity, range(child.left_edge.i, min(child.right_edge.i + 1, child.i + BEHIND_NAME))
            )

    def _describe(self, entity: Entity, tokens: Iterable[int]) -> None:
        for i in tokens:
            word = self.reading.words[i].rstrip(".")
            noun = NOUNS.get(OFFICE.get(word, word))
            if noun is not None and noun.kind == "person" and i not in self.name_at:
                entity.roles.add(noun.lemma)
                _take_gender(entity, noun)
            elif word.isalpha():
                entity.modifiers.add(word)

    # ------------------------------------------------------------------ nouns in the text

    def read_noun(self, token: int) -> None:
        """Note a noun that stands in no role: a party occurs there, unless it is part of somebody's name."""
        reading = self.reading
        noun = NOUNS[reading.words[token]]
        token = counted_root(reading, token)
        if reading.dep[token] in _MODIFYING or (
            reading.dep[token] == "conj" and reading.head[token] in self.name_at
        ):
            return
        if noun.kind == "person" and not self._is_introduced(token):
            return
        if any(child.dep_ == "appos" and child.i in self.name_at for child in reading.doc[token].rights):
            return
        self.timeline.add(token, self.entity_at(token))

    def _is_introduced(self, token: int) -> bool:
        """Whether a singular noun stands for somebody: with a determiner, and no name behind it."""
        lefts = self.reading.doc[token].lefts
        return any(child.pos_ in ("DET", "NUM") for child in lefts) and not self._is_named_behind(token)

    def _is_named_behind(self, token: int) -> bool:
        """Whether a person's name follows behind a comma: "the head of the inquiry, Ann Bean"."""
        end = min(phrase_at(self.reading, token).end, len(self.reading.words) - 2)
        name = self.name_at.get(end + 1)
        if self.reading.words[end] != "," or name is None or name.kind != "person" or name.first != end + 1:
            return False
        self._describe(self.of_name[name.head], (token,))
        return True

    def entity_at(self, root: int, within: tuple[int, int] | None = None) -> Entity:
        """The party that a description stands for, a new one if need be.

        Arguments:
            root: the description's syntactic head.
            within: the tokens of the mention, if it is one.
        """
        known = self.of_phrase.get(root)
        if known is not None:
            return known
        phrase = phrase_at(self.reading, root, within)
        noun = NOUNS.get(self.reading.words[phrase.head])
        entity = self._by_kind(phrase, noun) if noun is not None and phrase.definite else None
        if entity is None and noun is not None and self._is_bare_headline(phrase):
            entity = self._holder(phrase, noun)
        entity = entity or self._by_noun(phrase)
        if entity is None and noun is not None and within is not None:
            entity = self._person_in_role(phrase, noun)
        if entity is None:
            kind = "other" if noun is None else "document" if noun.lemma in DOCUMENTS else noun.kind
            if phrase.plural and kind in ("person", "other"):
                kind = "group"
            entity = Entity(kind=kind, plural=phrase.plural)
        if noun is not None:
            _take_gender(entity, noun)
        if not entity.names:
            entity.phrases.append(phrase)
            entity.modifiers |= phrase.modifiers
            entity.maker = entity.maker or self._makes(phrase.head)
        alike = self.by_noun[phrase.lemma]
        if not any(other is entity for other in islice(reversed(alike), LOOK_BACK)):
            alike.append(entity)
        self.of_phrase[root] = entity
        return entity

    def _is_bare_headline(self, phrase: Phrase) -> bool:
        """Whether a headline leaves the article out: "Mayor Walks Out"."""
        bare = self.reading.pos[phrase.start] != "DET" and not phrase.plural
        return bare and not phrase.modifiers and self.reading.in_headline(phrase.head)

    # ------------------------------------------------------------------ what a description can mean

    def _by_noun(self, phrase: Phrase) -> Entity | None:
        """A party described by the same noun before, the one introduced last first.

        A definite description may leave modifiers out ("a letter to the board", "the letter"); an indefinite
        one continues only the headline, which leaves articles out.
        """
        for entity in islice(reversed(self.by_noun[phrase.lemma]), LOOK_BACK):
            if not entity.phrases:
                if phrase.definite and not phrase.modifiers:
                    return entity
                continue
            first = entity.phrases[0]
            if first.plural != phrase.plural:
                continue
            fewer, more = phrase.modifiers <= entity.modifiers, entity.modifiers <= phrase.modifiers
            headline = self.reading.in_headline(first.head) and phrase.lemma not in VAGUE
            if (phrase.definite and fewer) or (headline and (fewer or more)):
                return entity
            if phrase.modifiers and fewer and more:
                return entity
        return None

    def _by_kind(self, phrase: Phrase, noun: Noun) -> Entity | None:
        """The party that a definite description fits by the kind of its noun."""
        if noun.kind == "person":
            return self._holder(phrase, noun) or self._person(phrase, noun)
        if self.reading.words[phrase.start] not in _POINTING:
            return None
        if noun.kind == "organization" and not phrase.plural:
            return self._organization(phrase, noun)
        if noun.kind == "group" and noun.lemma in ANAPHORIC_GROUPS:
            return self._group(phrase, noun)
        return None

    def _holder(self, phrase: Phrase, noun: Noun) -> Entity | None:
        """Who holds an office: of several the one mentioned last, of those named only later the first."""
        holders = self.holders[noun.lemma]
        holders = [person for person in holders if person.last >= 0] or holders[:1]
        holders = [p for p in holders if not _is_another(phrase, p) and not self._is_opposed(phrase, p)]
        fitting = [person for person in holders if phrase.modifiers & person.modifiers]
        possessed = any(word in ("'s", "'") for word in self.reading.words[phrase.start : phrase.head])
        # another state's governor is another governor; which of several "the Bass senator" is, places tell
        told_apart = possessed or (len(holders) > 1 and phrase.modifiers & self.places)
        if not told_apart:
            fitting = fitting or holders
        return max(fitting, key=lambda person: person.last, default=None)

    def _is_opposed(self, phrase: Phrase, person: Entity) -> bool:
        """Whether a description names another place or political side than somebody has.

        "The Bass senator" is not "Brook Senator Ann Bean".
        """
        said = person.modifiers | person.roles
        places = phrase.modifiers & self.places, said & self.places
        sides = tuple(
            {POLITICAL[word] for word in words & POLITICAL.keys()} for words in (phrase.modifiers, said)
        )
        return any(mine and theirs and not mine & theirs for mine, theirs in (places, sides))

    def _person(self, phrase: Phrase, noun: Noun) -> Entity | None:
        """Who "the woman" or "the researcher" is: the person spoken of, whatever his office."""
        if noun.lemma not in GENERIC or self.reading.words[phrase.start] != "the":
            return None
        fit = self._fit_described(phrase, noun)
        alike = {id(entity) for entity in self.by_noun[noun.lemma][-LOOK_BACK:]}
        return self.timeline.most_prominent(
            phrase.head, lambda e: fit(e) * (SAME_PERSON_NOUN if id(e) in alike else 1.0)
        )

    def _fit_described(self, phrase: Phrase, noun: Noun) -> Fit:
        """How well somebody can be who is described."""
        gender = {"m": -1.0, "f": 1.0}.get(noun.gender, 0.0)
        return lambda entity: 0.0 if _is_another(phrase, entity) else fit_person(entity, gender)

    def _person_in_role(self, phrase: Phrase, noun: Noun) -> Entity | None:
        """Who "the diplomat" is that speaks or asks and fits nobody's office: the person spoken of."""
        reading = self.reading
        # "the head of the union" and "the judge, Mrs Carr" are introduced; "the Treasurer" holds an office.
        plain = phrase.end == phrase.head + 1 and reading.doc[phrase.head].is_lower
        plain = plain and not self._is_named(phrase.end)
        if (
            noun.kind != "person"
            or noun.plural
            or not plain
            or reading.words[phrase.start] != "the"
            or reading.quoted(phrase.head)
        ):
            return None
        fit = self._fit_described(phrase, noun)
        return self.timeline.most_prominent(phrase.head, lambda e: fit(e) if e.names else 0.0)

    def _is_named(self, at: int) -> bool:
        """Whether a comma and a name stand here."""
        doc = self.reading.doc
        return at + 1 < len(doc) and doc[at].text == "," and doc[at + 1].pos_ == "PROPN"

    def _organization(self, phrase: Phrase, noun: Noun) -> Entity | None:
        """Which body "the agency" is; "the federal agency" and "the agency of the state" are none that was
        only named.
        """
        if phrase.modifiers or phrase.end > phrase.head + 1:
            return None
        alike = {
            id(entity)
            for entity in self.by_noun[noun.lemma][-LOOK_BACK:]
            if entity.phrases and self._introduces(entity.phrases[0])
        }

        def fit(entity: Entity) -> float:
            if entity.kind != "organization" or not agrees(entity.names, noun.lemma):
                return 0.0
            if noun.lemma in DOCUMENTS and entity.names and not _is_published(entity):
                return 0.0
            if id(entity) in alike or (entity.names and noun.lemma in entity.names[0].words):
                return SAME_NOUN
            return 1.0 if entity.names and noun.lemma not in UNIQUE else 0.0

        return self.timeline.most_prominent(phrase.head, fit)

    def _introduces(self, phrase: Phrase) -> bool:
        """Whether a description speaks of something new: "a company", "her department"."""
        return not phrase.definite or self.reading.words[phrase.start] in _POSSESSIVE

    def _group(self, phrase: Phrase, noun: Noun) -> Entity | None:
        """Which people "the researchers" or "the authors" are: those named together, or who wrote; "the group
        with the new gene" is told apart.
        """
        if phrase.end > phrase.head + 1:
            return None

        def fit(entity: Entity) -> float:
            if not phrase.modifiers <= NEUTRAL | entity.modifiers:
                return 0.0
            named_together = any(
                member.names and member.kind in PEOPLE and (entity.speaks or not may_be_no_person(member))
                for member in entity.members
            )
            if named_together or (entity.maker and noun.lemma in MAKERS):
                return 1.0
            if entity.kind != "group" or not entity.phrases or not self._are_people(entity.phrases[0]):
                return 0.0
            other = entity.phrases[0].lemma
            if noun.lemma in TOGETHER and other != noun.lemma:
                return 0.0
            return OTHER_GROUP if other in ANAPHORIC_GROUPS and _may_be_one(other, noun.lemma) else 0.0

        return self.timeline.most_prominent(phrase.head, fit)

    def _are_people(self, phrase: Phrase) -> bool:
        """Whether a group may be people: "a trio of mares" is none."""
        words, of = self.reading.words, phrase.head + 1
        if of >= phrase.end or words[of] != "of":
            return True
        noun = next((i for i in range(of + 1, phrase.end) if self.reading.pos[i] in ("NOUN", "PROPN")), of)
        return self.reading.pos[noun] != "NOUN" or NOUNS.get(words[noun], _OTHER).kind in PEOPLE

    def _makes(self, token: int) -> bool:
        """Whether a token is in the subject of a verb of making a document: "signed a letter", "wrote to"."""
        reading = self.reading
        for _ in range(3):
            if reading.dep[token] == "nsubj":
                verb = reading.doc[reading.head[token]]
                made = [NOUNS.get(child.lower_, _OTHER) for child in verb.rights if child.dep_ == "dobj"]
                if verb.lemma_ == "write" and not made:
                    return True
                return verb.lemma_ in MAKING and any(noun.lemma in DOCUMENTS for noun in made)
            token = reading.head[token]
        return False


def agrees(names: list[Name], lemma: str) -> bool:
    """Whether a body of some names may be what a noun calls it: a council is no company, an institute no
    department.

    A name that does not say what kind of body it is may be any; so may a noun that all bodies share.
    """
    said = {BODIES[word] for name in names for word in name.words if word in BODIES}
    return not said or lemma not in BODIES or BODIES[lemma] in said


def _is_another(phrase: Phrase, entity: Entity) -> bool:
    """Whether a description says that it is of somebody else: "the next mayor"."""
    return bool(phrase.modifiers & ANOTHER - entity.modifiers)


def _is_published(entity: Entity) -> bool:
    """Whether "the paper" may be a body: it is called as newspapers are."""
    return any(word in MASTHEADS for name in entity.names for word in name.words)


def _may_be_one(one: str, other: str) -> bool:
    """Whether a group may be called by two nouns: researchers are authors, but no brothers."""
    return one not in GROUPS or other not in GROUPS or GROUPS[one] == GROUPS[other]


def _take_gender(entity: Entity, noun: Noun) -> None:
    """Note the gender that a noun tells; "spokesman Ann Bean" leaves it open."""
    if not noun.gender or abs(entity.gender) >= GENDER_OF_TITLE:
        return
    same, other = (FEMALE_NAMES, MALE_NAMES) if noun.gender == "f" else (MALE_NAMES, FEMALE_NAMES)
    given = {name.words[0] for name in entity.names if len(name.words) > 1}
    if given & other and not given & same:
        entity.gender = 0.0
    else:
        entity.gender = GENDER_OF_TITLE if noun.gender == "f" else -GENDER_OF_TITLE

"""A document and the mentions in its roles -> parties, each under its fullest name.

Names are clustered first (`names`). Then the document is gone through in text order: names, descriptions and pronouns
become occurrences of parties, and each mention in a role goes to the party that it names, describes or, as a pronoun,
most likely continues. What a mention in a role stands for is prominent for those behind it.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from spacy.tokens import Doc

from claimex.pipeline.annotations import Party, Region
from claimex.pipeline.speakers.clusters import GENDER_OF_TITLE, cluster_names
from claimex.pipeline.speakers.entities import Entity, Name, Phrase
from claimex.pipeline.speakers.names import OFFICE, find_names
from claimex.pipeline.speakers.nouns import (
    ANAPHORIC_GROUPS,
    GENERIC,
    MAKERS,
    MAKING,
    NOUNS,
    UNIQUE,
    VAGUE,
    Noun,
)
from claimex.pipeline.speakers.phrases import conjuncts, counted_root, head_noun, phrase_at
from claimex.pipeline.speakers.reading import Reading
from claimex.records import MentionType

# Numbers below were set by hand and kept where the development documents lost names by another value.
DECAY = 0.6  # how much an occurrence counts, a sentence of narration further back
REPETITION = 0.3  # how much further occurrences count beside the most prominent one
WINDOW = 12.0  # sentences of narration that a pronoun looks back
ROLE_WEIGHT = 1.2  # a mention in a role is at least as prominent as a subject
IN_QUOTE = 0.12  # a name in somebody's quoted words, for a pronoun outside them
GENDER_CLASH = 0.08
GENDER_OPEN = 0.7
SAME_NOUN = 1.6  # "the agency" and a name or description with "agency", beside other organizations
SAME_PERSON_NOUN = 4.0  # "the woman" after "a woman", beside other people
OTHER_GROUP = 0.4  # "the researchers" and "two virus experts", beside people named together
JOINT = 1.05  # several people named together come before each of them, for "they"
NAMELESS = 0.5  # a person described, beside people named
UNSURE_PERSON = 0.8  # a name of one word that nothing else shows to be a person's, for "it" and "they"
FULLEST_WORDS = 30  # a longer description is no name

SINGULAR = {
    "he": -1.0,
    "him": -1.0,
    "his": -1.0,
    "himself": -1.0,
    "she": 1.0,
    "her": 1.0,
    "hers": 1.0,
    "herself": 1.0,
}
PLURAL = frozenset(("they", "them", "their", "theirs", "themselves", "both"))
NEUTER = frozenset(("it", "its", "itself"))
FIRST_PERSON = frozenset(("i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"))
RELATIVE = frozenset(("who", "whom", "whose", "which", "that"))

# How well a kind of party fits "they" and "it".
FIT_PLURAL = {"group": 1.0, "organization": 0.5, "place": 0.15, "other": 0.1, "document": 0.05, "person": 0.0}
FIT_NEUTER = {"organization": 1.0, "document": 0.7, "place": 0.4, "other": 0.3, "group": 0.2, "person": 0.0}


Fit: TypeAlias = Callable[[Entity], float]


_ONE = frozenset(("a", "an", "one", "another", "some", "many", "several", "few", "two", "three", "other"))
_COARGUMENTS = ({"nsubj", "dobj"}, {"nsubj", "dative"}, {"nsubj", "iobj"})
_NO_NOUN = Noun("", "")


class Occurrence(NamedTuple):
    """Where a party occurs, and how prominent that makes it."""

    token: int
    place: float
    weight: float
    quoted: bool
    entity: Entity


class Asked(NamedTuple):
    """A mention in a role, its tokens and its head."""

    region: Region
    start: int
    end: int
    root: int


def find_parties(doc: Doc, mentions: list[Region]) -> list[Party]:
    """The parties that mentions stand for.

    Arguments:
        doc: a parsed document with layout, quotations, turns and entities.
        mentions: regions of the document, each once, in text order.

    Returns:
        Parties in the order of their first mention; every mention is in exactly one.
    """
    return _Resolver(doc, mentions).parties() if mentions else []


@dataclass(slots=True)
class _Running:
    """A candidate for a pronoun. Its best sentence counts in full, the others little: a party that is spoken of all
    through the text is not therefore the one that the last sentence was about."""

    entity: Entity
    fit: float
    best: float = 0.0
    total: float = 0.0
    place: float = -1.0
    in_place: float = 0.0

    def add(self, weight: float, place: float) -> None:
        if place != self.place:
            self.place, self.in_place = place, 0.0
        if weight > self.in_place:
            self.total += weight - self.in_place
            self.in_place = weight
            self.best = max(self.best, weight)

    @property
    def score(self) -> float:
        return self.fit * (self.best + REPETITION * (self.total - self.best))


def _may_be_no_person(entity: Entity) -> bool:
    """Whether only the entity recognizer says that this is a person."""
    if entity.kind != "person" or entity.gender or entity.roles or not entity.names:
        return False
    return all(len(name.words) == 1 and not name.titles for name in entity.names)


class _Resolver:
    def __init__(self, doc: Doc, mentions: list[Region]) -> None:
        self.reading = reading = Reading(doc)
        self.turns = doc._.claimex_turns
        self.asked = []
        for region in mentions:
            start, end = reading.tokens_of(region)
            self.asked.append(Asked(region, start, end, reading.root(start, end)))
        self.names = find_names(reading, [(a.start, a.end, a.root) for a in self.asked])
        self.entity_of_name = cluster_names(reading, self.names)
        self.name_at: dict[int, Name] = {i: name for name in self.names for i in range(name.start, name.end)}
        self.timeline: list[Occurrence] = []
        self.described: dict[str, list[Entity]] = defaultdict(list)
        self.entity_of_phrase: dict[int, Entity] = {}
        self.coordinations: dict[frozenset[int], Entity] = {}
        self.entity_of_region: dict[tuple[int, int], Entity] = {}
        self.entities: list[Entity] = []
        self.people = list({id(e): e for e in self.entity_of_name.values() if e.kind == "person"}.values())
        self.arguments: dict[int, list[tuple[int, Entity]]] = defaultdict(list)
        for head, entity in self.entity_of_name.items():
            self.arguments[reading.head[head]].append((head, entity))
        self.joined: dict[int, list[int]] = defaultdict(list)
        self.narrator: Entity | None = None

    def parties(self) -> list[Party]:
        self._describe_names()
        self._walk()
        ordered: dict[int, Entity] = {}
        for asked in self.asked:
            entity = self.entity_of_region[asked.region["start"], asked.region["end"]]
            entity.mentions.append(asked.region)
            ordered.setdefault(id(entity), entity)
        return [
            Party(name=self._fullest(entity), type=self._type(entity), mentions=entity.mentions)
            for entity in ordered.values()
        ]

    # ------------------------------------------------------------------ in text order

    def _walk(self) -> None:
        """Go through names, descriptions, pronouns and mentions in text order."""
        reading = self.reading
        events: list[tuple[int, int, Name | Asked | None]] = [(name.head, 0, name) for name in self.names]
        asked_roots = {asked.root for asked in self.asked}
        for i, word in enumerate(reading.words):
            if i in asked_roots:
                continue
            if word in NOUNS and reading.pos[i] in ("NOUN", "PROPN") and i not in self.name_at:
                events.append((i, 1, None))
            elif word in ("he", "she") or (word == "they" and reading.pos[i] == "PRON"):
                events.append((i, 2, None))
        events += [(asked.root, 3, asked) for asked in self.asked]
        events.sort(key=lambda event: event[:2])
        later: list[Asked] = []
        for token, kind, what in events:
            if kind == 0:
                assert isinstance(what, Name)
                self._occur(token, self.entity_of_name[token])
                self._coordinate_name(what)
            elif kind == 1:
                self._noun(token)
            elif kind == 2:
                entity = self._pronoun(token)
                if entity is not None:
                    self._occur(token, entity)
            else:
                assert isinstance(what, Asked)
                if reading.words[what.root] in FIRST_PERSON and what.end - what.start == 1:
                    later.append(what)
                else:
                    entity = self._mention(what)
                    self._occur(token, entity, ROLE_WEIGHT)
                    self.entity_of_region[what.region["start"], what.region["end"]] = entity
        for asked in later:
            self.entity_of_region[asked.region["start"], asked.region["end"]] = self._first_person(asked)

    def _occur(self, token: int, entity: Entity, weight: float | None = None) -> None:
        reading = self.reading
        self.timeline.append(
            Occurrence(
                token, reading.place[token], weight or reading.weight(token), reading.quoted(token), entity
            )
        )

    # ------------------------------------------------------------------ what a mention is

    def _mention(self, asked: Asked) -> Entity:
        """The party of a mention in a role."""
        reading, root = self.reading, asked.root
        word = reading.words[root]
        if asked.end - asked.start == 1 or reading.pos[root] == "PRON":
            if word in SINGULAR or word in PLURAL or word in NEUTER:
                return self._pronoun(root) or self._own(asked)
            if word in RELATIVE:
                return self._antecedent(root) or self._own(asked)
        name = self._primary_name(asked)
        if name is not None and name.kind == "group" and reading.words[asked.start] in _ONE:
            name = None  # "another Bostonian" is not the Bostonians
        at = root if name is None else name.head
        heads = [
            i
            for i in conjuncts(reading, at, asked.end)
            if name is None or not name.start <= i < name.end or i == at
        ]
        if len(heads) > 1:
            return self._coordination(heads)
        if name is not None:
            return self.entity_of_name[name.head]
        if reading.pos[root] not in ("NOUN", "PROPN") and head_noun(reading, root) == root:
            return self._own(asked)
        return self._phrase(root, within=(asked.start, asked.end))

    def _primary_name(self, asked: Asked) -> Name | None:
        """The name that a mention is, or that stands in apposition to its head."""
        reading = self.reading
        at_root = self.name_at.get(asked.root)
        if at_root is not None and at_root.kind == "person":
            return at_root
        inside = {id(n): n for i in range(asked.start, asked.end) if (n := self.name_at.get(i))}.values()
        for name in inside:
            if name.kind == "person" and self._joined(name.head, asked.root):
                return name
        noun = NOUNS.get(reading.words[asked.root])
        for (
            name
        ) in inside:  # where the parse fails: "spokesman Jack Reed", "the head of the mill, Jack Reed,"
            before = name.first - 1
            if (
                name.kind != "person"
                or before < asked.start
                or reading.words[asked.end - 1] not in (",", reading.words[name.end - 1])
            ):
                continue
            if name.end >= asked.end - 1 and (
                reading.pos[before] in ("NOUN", "PROPN")
                or (reading.words[before] == "," and noun and noun.kind == "person")
            ):
                return name
        if at_root is not None:
            return at_root
        return next(
            (n for n in inside if reading.dep[n.head] == "appos" and reading.head[n.head] == asked.root),
            None,
        )

    def _joined(self, token: int, root: int) -> bool:
        """Whether apposition or compounding leads from a token to the root."""
        for _ in range(4):
            if token == root:
                return True
            dep, head = self.reading.dep[token], self.reading.head[token]
            if dep != "appos" and (dep not in ("compound", "nmod", "flat") or token < head):
                return False  # "the Bean administration" is not Bean
            token = head
        return False

    def _own(self, asked: Asked) -> Entity:
        """A party of its own for a mention that nobody can resolve."""
        entity = Entity(kind="other")
        reading = self.reading
        entity.phrases.append(
            Phrase(asked.start, asked.end, asked.root, reading.words[asked.root], frozenset(), False, False)
        )
        self.entities.append(entity)
        return entity

    def _first_person(self, asked: Asked) -> Entity:
        """ "I" and "we" are the speaker of the quotation around them, or else the writer."""
        quote = self.reading.quote_at(asked.root)
        while quote is not None and quote < len(self.turns):
            speaker = self.turns[quote]["speaker"]
            if speaker is not None:
                return self.entity_of_region.get((speaker["start"], speaker["end"])) or self._own(asked)
            quote = quote - 1 if quote else None
        if self.reading.quoted(asked.root):
            return self._own(asked)
        self.narrator = self.narrator or self._own(asked)
        return self.narrator

    def _antecedent(self, token: int) -> Entity | None:
        """What a relative pronoun refers to: the noun that its clause hangs on, else the noun before it."""
        reading = self.reading
        verb, noun = token, token - 1
        for _ in range(4):
            if reading.dep[verb] == "relcl":
                noun = reading.head[verb]
                break
            verb = reading.head[verb]
        while noun > 0 and reading.pos[noun] not in ("NOUN", "PROPN", "PRON") and token - noun < 4:
            noun -= 1
        if reading.pos[noun] == "PRON":
            return self._pronoun(noun)
        if reading.pos[noun] not in ("NOUN", "PROPN"):
            return None
        name = self.name_at.get(noun)
        return self.entity_of_name[name.head] if name is not None else self._phrase(noun)

    # ------------------------------------------------------------------ descriptions

    def _describe_names(self) -> None:
        """Collect what is said of the people named: "Mayor", "spokeswoman for", ", the member for Wagga"."""
        reading = self.reading
        for name in self.names:
            if name.kind != "person":
                continue
            entity = self.entity_of_name[name.head]
            left = max(reading.doc[name.head].left_edge.i, name.start - 8)
            self._describe(entity, range(left, name.start))
            if reading.dep[name.head] == "appos":
                noun = reading.head[name.head]
                self._describe(entity, range(max(reading.doc[noun].left_edge.i, noun - 8), noun + 1))
            else:
                for child in reading.doc[name.head].rights:
                    if child.dep_ == "appos":
                        self._describe(
                            entity, range(child.left_edge.i, min(child.right_edge.i + 1, child.i + 6))
                        )
                head = reading.doc[reading.head[name.head]]
                if head.lemma_ == "be" and reading.dep[name.head] == "nsubj":
                    for child in head.rights:
                        if child.dep_ == "attr":
                            self._describe(
                                entity, range(child.left_edge.i, min(child.right_edge.i + 1, child.i + 6))
                            )

    def _describe(self, entity: Entity, tokens: range) -> None:
        for i in tokens:
            word = self.reading.words[i].rstrip(".")
            word = OFFICE.get(word, word)
            noun = NOUNS.get(word)
            if noun is not None and noun.kind == "person" and i not in self.name_at:
                entity.roles.add(noun.lemma)
                if noun.gender and abs(entity.gender) < GENDER_OF_TITLE:
                    entity.gender = 1.0 if noun.gender == "f" else -1.0
            elif word.isalpha():
                entity.modifiers.add(word)

    def _noun(self, token: int) -> None:
        """A description outside the roles: part of somebody's name, or an occurrence of a party of its own."""
        reading = self.reading
        noun = NOUNS[reading.words[token]]
        token = counted_root(reading, token)
        dep = reading.dep[token]
        if noun.kind == "person" and not self._introduced(token):
            return
        if dep in ("compound", "nmod", "appos", "attr", "amod", "npadvmod"):
            return
        if dep == "conj" and reading.head[token] in self.name_at:
            return
        if any(child.dep_ == "appos" and child.i in self.name_at for child in reading.doc[token].rights):
            return
        self._occur(token, self._phrase(token))

    def _introduced(self, token: int) -> bool:
        """Whether a singular noun has a determiner of its own; "mother" in "a whale and her mother" has none."""
        return any(
            child.pos_ == "DET" or child.pos_ == "NUM" for child in self.reading.doc[token].lefts
        ) and not self._named_behind(token)

    def _named_behind(self, token: int) -> bool:
        """Whether a person's name follows a description behind a comma: "the head of the inquiry, Ann Bean"."""
        end = min(phrase_at(self.reading, token).end, len(self.reading.words) - 2)
        name = self.name_at.get(end + 1)
        if self.reading.words[end] != "," or name is None or name.kind != "person" or name.first != end + 1:
            return False
        self._describe(self.entity_of_name[name.head], range(token, token + 1))
        return True

    def _phrase(self, root: int, *, within: tuple[int, int] | None = None) -> Entity:
        """The party that a description stands for.

        Arguments:
            root: the description's syntactic head.
            within: the tokens of the mention, if it is one.
        """
        if root in self.entity_of_phrase:
            return self.entity_of_phrase[root]
        phrase = phrase_at(self.reading, root, within=within)
        entity = (self._by_role(phrase) if phrase.definite else None) or self._described_before(phrase)
        if entity is None:
            noun = NOUNS.get(self.reading.words[phrase.head])
            kind = noun.kind if noun else "other"
            entity = Entity(
                kind="group" if phrase.plural and kind in ("person", "other") else kind, plural=phrase.plural
            )
            if noun and noun.gender:
                entity.gender = 1.0 if noun.gender == "f" else -1.0
            self.entities.append(entity)
        if not entity.names:
            entity.phrases.append(phrase)
        if entity not in self.described[phrase.lemma]:
            self.described[phrase.lemma].append(entity)
        self.entity_of_phrase[root] = entity
        return entity

    def _described_before(self, phrase: Phrase) -> Entity | None:
        """A party described by the same noun before, most recently introduced first.

        A definite description may leave modifiers out; an indefinite one continues only the headline, which leaves
        articles out.
        """
        for entity in reversed(self.described[phrase.lemma]):
            first = entity.phrases[0] if entity.phrases else None
            if first is None:
                if phrase.definite and not phrase.modifiers:
                    return entity
                continue
            earlier = frozenset[str]().union(*(p.modifiers for p in entity.phrases))
            in_headline = self.reading.in_headline(first.head) and phrase.lemma not in VAGUE
            if first.plural != phrase.plural:
                continue
            if (phrase.definite and phrase.modifiers <= earlier) or (
                in_headline and (earlier <= phrase.modifiers or phrase.modifiers <= earlier)
            ):
                return entity
            if phrase.modifiers and phrase.modifiers == earlier:
                return entity
        return None

    def _by_role(self, phrase: Phrase) -> Entity | None:
        """The party that a definite description fits: by its office, its kind, or what it made."""
        noun = NOUNS.get(self.reading.words[phrase.head])
        if noun is None:
            return None
        if noun.kind == "person":
            holders = [e for e in self._recent(phrase.head) if e.kind == "person" and noun.lemma in e.roles]
            holders = holders or [e for e in self.people if noun.lemma in e.roles]
            fitting = [e for e in holders if phrase.modifiers & e.modifiers]
            if not any(w in ("'s", "'") for w in self.reading.words[phrase.start : phrase.head]):
                fitting = fitting or holders  # another state's governor is another governor
            if fitting:
                return fitting[0]
            if noun.lemma not in GENERIC or self.reading.words[phrase.start] != "the":
                return None
            gender = {"m": -1.0, "f": 1.0}.get(noun.gender, 0.0)
            described = {id(e) for e in self.described[noun.lemma]}
            return self._most_prominent(
                phrase.head,
                lambda e: self._fit_person(e, gender) * (SAME_PERSON_NOUN if id(e) in described else 1.0),
            )
        if self.reading.words[phrase.start] not in ("the", "this", "that"):
            return None
        if noun.kind == "organization" and not phrase.plural:
            alike = {id(e) for e in self.described[noun.lemma] if e.phrases and not e.phrases[0].definite}
            bare = not phrase.modifiers

            def fit(entity: Entity) -> float:
                if entity.kind != "organization":
                    return 0.0
                if id(entity) in alike or any(noun.lemma in name.words for name in entity.names):
                    return SAME_NOUN if bare else 0.0
                return 1.0 if entity.names and bare and noun.lemma not in UNIQUE else 0.0

            return self._most_prominent(phrase.head, fit)
        if noun.kind == "group" and noun.lemma in ANAPHORIC_GROUPS:
            return self._most_prominent(phrase.head, lambda e: self._fit_group(e, noun.lemma))
        return None

    def _fit_group(self, entity: Entity, lemma: str) -> float:
        if entity.members:
            return 1.0
        if entity.kind != "group" or not entity.phrases:
            return 0.0
        if lemma in MAKERS and any(self._makes(phrase.head) for phrase in entity.phrases):
            return 1.0
        return OTHER_GROUP if entity.phrases[0].lemma in ANAPHORIC_GROUPS else 0.0

    def _makes(self, token: int) -> bool:
        """Whether a token is the subject of a verb of making, such as "wrote"."""
        reading = self.reading
        for _ in range(3):
            if reading.dep[token] in ("nsubj", "nsubjpass"):
                return reading.doc[reading.head[token]].lemma_ in MAKING
            token = reading.head[token]
        return False

    # ------------------------------------------------------------------ coordinations

    def _coordinate_name(self, name: Name) -> None:
        """ "Ann Bean and Tom Reed", "Ann Bean and her colleagues" are parties, too, that "they" can mean."""
        reading = self.reading
        if name.kind != "person":
            return
        joined = reading.words[name.first - 1] in ("and", "or", "&") and reading.dep[name.head] == "appos"
        if joined or reading.dep[name.head] == "conj":
            first = self._first_conjunct(name.head)
            if first is None:
                return
            self.joined[first].append(name.head)
            heads = [first, *self.joined[first]]
        else:
            heads = [
                i for i in conjuncts(reading, name.head, reading.doc[name.head].right_edge.i + 1)
                if i == name.head or NOUNS.get(reading.words[i], _NO_NOUN).kind in ("person", "group")
            ]  # fmt: skip
        if len(heads) > 1:
            self._occur(name.head, self._coordination(heads), reading.weight(heads[0]) * JOINT)

    def _first_conjunct(self, token: int) -> int | None:
        """The head of the first person's name in a coordination.

        Conjunction, prepositions and appositions may lie between: people are joined to people, not to the university
        that the first one works at.
        """
        reading, first = self.reading, None
        for _ in range(8):
            if reading.dep[token] not in ("conj", "pobj", "prep", "appos"):
                break
            token = reading.head[token]
            name = self.name_at.get(token)
            if name is not None and name.kind == "person":
                first = name.head
        return first

    def _coordination(self, heads: list[int]) -> Entity:
        reading = self.reading
        members = [self._member(head) for head in heads]
        key = frozenset(id(member) for member in members)
        entity = self.coordinations.get(key)
        if entity is None:
            entity = Entity(kind="group", plural=True, members=tuple(members))
            self.coordinations[key] = entity
            self.entities.append(entity)
        first, last = phrase_at(reading, heads[0]), phrase_at(reading, heads[-1])
        name = self.name_at.get(heads[0])
        start = min(first.start, name.first) if name else first.start
        if all(p.start != start for p in entity.phrases):
            entity.phrases.append(Phrase(start, last.end, heads[0], "", frozenset(), True, True))
        return entity

    def _member(self, head: int) -> Entity:
        name = self.name_at.get(head)
        if name is not None:
            return self.entity_of_name[name.head]
        if self.reading.words[head] in SINGULAR:
            entity = self._pronoun(head)
            if entity is not None:
                return entity
        return self._phrase(head)

    # ------------------------------------------------------------------ pronouns

    def _pronoun(self, token: int) -> Entity | None:
        """The party that a third-person pronoun most likely continues, or None."""
        word = self.reading.words[token]
        if word in SINGULAR:
            gender = SINGULAR[word]
            found = self._most_prominent(token, lambda e: self._fit_person(e, gender))
            if found is not None and not found.gender:
                found.gender = gender / 2
            return found
        fits = FIT_PLURAL if word in PLURAL else FIT_NEUTER

        def fit(entity: Entity) -> float:
            if _may_be_no_person(entity):
                return UNSURE_PERSON
            known = 1.0 if entity.names or entity.kind in ("group", "document") else NAMELESS
            return known * fits.get(entity.kind, 0.0)

        return self._most_prominent(token, fit)

    def _fit_person(self, entity: Entity, gender: float) -> float:
        if entity.kind != "person" or entity.plural:
            return 0.0
        known = 1.0 if entity.names else NAMELESS
        if not gender:
            return known
        agreement = entity.gender * gender
        return known * (
            1.0 if agreement > 0 else GENDER_OPEN if agreement == 0 else GENDER_CLASH * (1 + agreement)
        )

    def _recent(self, token: int) -> list[Entity]:
        """Parties before a token, the last mentioned first."""
        seen: dict[int, Entity] = {}
        for occurrence in reversed(self.timeline):
            if occurrence.token < token:
                seen.setdefault(id(occurrence.entity), occurrence.entity)
        return list(seen.values())

    def _most_prominent(self, token: int, fit: Fit) -> Entity | None:
        """The party that fits and that the text before a token has made most prominent; None if none fits."""
        reading = self.reading
        here, quoted = reading.place[token], reading.quoted(token)
        running: dict[int, _Running] = {}
        barred = self._others(token)
        if quoted and (speaker := self._speaker_at(token)) is not None:
            barred.append(speaker)
        for occurrence in reversed(self.timeline):
            distance = here - occurrence.place
            if distance > WINDOW:
                break
            entity = occurrence.entity
            if occurrence.token >= token or any(entity is other for other in barred):
                continue
            candidate = running.get(id(entity))
            if candidate is None:
                candidate = running[id(entity)] = _Running(entity, fit(entity))
            if not candidate.fit:
                continue
            weight = occurrence.weight * (IN_QUOTE if occurrence.quoted and not quoted else 1.0)
            candidate.add(weight * DECAY**distance, occurrence.place)
        best = max(running.values(), key=lambda candidate: candidate.score, default=None)
        return best.entity if best is not None and best.score > 0 else None

    def _others(self, token: int) -> list[Entity]:
        """The parties that a pronoun cannot mean: subject and object of one verb are two, unless it says "himself"."""
        dep = self.reading.dep[token]
        return [
            entity
            for other, entity in self.arguments.get(self.reading.head[token], ())
            if {dep, self.reading.dep[other]} in _COARGUMENTS
        ]

    def _speaker_at(self, token: int) -> Entity | None:
        """The party that speaks the quotation around a token; others are spoken of as "he" or "she" there."""
        quote = self.reading.quote_at(token)
        if quote is None or quote >= len(self.turns) or self.turns[quote]["speaker"] is None:
            return None
        speaker = self.turns[quote]["speaker"]
        known = self.entity_of_region.get((speaker["start"], speaker["end"]))
        if known is None:
            start, end = self.reading.tokens_of(speaker)
            name = self._primary_name(Asked(speaker, start, end, self.reading.root(start, end)))
            known = self.entity_of_name[name.head] if name is not None else None
        return known

    # ------------------------------------------------------------------ names for the parties

    def _fullest(self, entity: Entity) -> Region:
        """The fullest name or description of a party: a name before any description, more words before fewer."""
        reading = self.reading
        if entity.names:
            best = max(
                entity.names,
                key=lambda n: (
                    len(n.words),
                    not reading.in_headline(n.start),
                    not reading.doc[n.start].is_upper,
                    -n.start,
                ),
            )
            start = best.start
            if len(best.words) == 1 and best.kind == "person":
                titled = next((n for n in entity.names if n.first < n.start), best)
                best, start = titled, titled.first
            return reading.region(start, best.end)
        phrases = [p for p in entity.phrases if p.end - p.start <= FULLEST_WORDS] or entity.phrases
        best_phrase = max(
            phrases,
            key=lambda p: (
                not reading.quoted(p.head),
                not reading.in_headline(p.head),
                p.end - p.start,
                -p.start,
            ),
        )
        return reading.region(best_phrase.start, best_phrase.end)

    def _type(self, entity: Entity) -> MentionType:
        types: dict[str, MentionType] = {
            "person": "person", "organization": "organization", "group": "group", "place": "place", "document": "document",
        }  # fmt: skip
        return types.get(entity.kind, "other")

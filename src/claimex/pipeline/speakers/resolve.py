"""A document and the mentions in its roles -> parties, each under its fullest name.

Names are clustered first. Then the document is gone through in text order: names, descriptions and pronouns
become occurrences of parties, and each mention in a role goes to the party that it names, describes or, as a
pronoun, most likely continues. What a mention in a role stands for is prominent for those behind it. First
persons come last, as the speaker around them may be named behind them.
"""

from collections import defaultdict
from typing import NamedTuple

from spacy.tokens import Doc

from claimex.pipeline.annotations import Party, Region, Turn
from claimex.pipeline.speakers.clusters import cluster_names
from claimex.pipeline.speakers.descriptions import Descriptions
from claimex.pipeline.speakers.entities import Entity, Name, Phrase
from claimex.pipeline.speakers.fullest import fullest_name, type_of
from claimex.pipeline.speakers.names import TITLES, find_names
from claimex.pipeline.speakers.nouns import NOUNS, Noun
from claimex.pipeline.speakers.phrases import conjuncts, head_noun, phrase_at
from claimex.pipeline.speakers.reading import Reading
from claimex.pipeline.speakers.salience import JOINT, NEUTER, PLURAL, ROLE_WEIGHT, SINGULAR, Timeline, fit_of

FIRST_PLURAL = frozenset(["we", "us", "our", "ours", "ourselves"])
FIRST_PERSON = FIRST_PLURAL | {"i", "me", "my", "mine", "myself"}
RELATIVE = frozenset(["who", "whom", "whose", "which", "that"])
GENDER_OF_PRONOUN = 0.5  # what a pronoun that was resolved to a person tells of the person's gender

_SOME = frozenset(["a", "an", "one", "another", "some", "many", "several", "few", "two", "three", "other"])
_COARGUMENTS = ({"nsubj", "dobj"}, {"nsubj", "dative"})
_NO_NOUN = Noun("", "")


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
    if not mentions:
        return []
    resolver = _Resolver(doc, mentions)
    resolver.walk()
    ordered: dict[int, Entity] = {}
    for mention in mentions:
        entity = resolver.of_region[mention["start"], mention["end"]]
        entity.mentions.append(mention)
        ordered.setdefault(id(entity), entity)
    return [
        Party(name=fullest_name(resolver.reading, entity), type=type_of(entity), mentions=entity.mentions)
        for entity in ordered.values()
    ]


def _speaking(doc: Doc) -> set[tuple[int, int]]:
    """The mentions that say or ask for something; who is only asked is no likelier to be taken up."""
    regions = [turn["speaker"] for turn in doc._.claimex_turns]
    regions += [relation["source"] for relation in doc._.claimex_attributions]
    regions += [demand["issuer"] for demand in doc._.claimex_demands]
    return {(region["start"], region["end"]) for region in regions if region is not None}


class _Resolver:
    def __init__(self, doc: Doc, mentions: list[Region]) -> None:
        self.reading = reading = Reading(doc)
        self.turns: list[Turn] = doc._.claimex_turns
        self.asked = []
        for region in mentions:
            start, end = reading.tokens_of(region)
            self.asked.append(Asked(region, start, end, reading.root(start, end)))
        self.speaking = _speaking(doc)
        self.names = find_names(reading, [(a.start, a.end, a.root) for a in self.asked])
        self.of_name = cluster_names(reading, self.names)
        self.timeline = Timeline(reading)
        self.descriptions = Descriptions(reading, self.timeline, self.names, self.of_name)
        self.name_at = self.descriptions.name_at
        self.arguments: dict[int, list[int]] = defaultdict(list)
        for head in self.of_name:
            self.arguments[reading.head[head]].append(head)
        self.coordinations: dict[frozenset[int], Entity] = {}
        self.joined: dict[int, list[int]] = defaultdict(list)
        self.of_region: dict[tuple[int, int], Entity] = {}
        self.narrator: Entity | None = None
        self.sides: dict[int, Entity] = {}  # "we", by the identity of the person who says it

    # ------------------------------------------------------------------ in text order

    def walk(self) -> None:
        """Go through names, descriptions, pronouns and mentions in text order; find the party of every
        mention.
        """
        reading, timeline = self.reading, self.timeline
        named = {name.head: name for name in self.names}
        asked: dict[int, list[Asked]] = defaultdict(list)
        for mention in self.asked:
            asked[mention.root].append(mention)
        later: list[Asked] = []
        for token, word in enumerate(reading.words):
            if token in named:
                timeline.add(token, self.of_name[token])
                self._read_coordination(named[token])
            if token in asked:
                for mention in asked[token]:
                    if word in FIRST_PERSON and mention.end - mention.start == 1:
                        later.append(mention)
                    else:
                        self._settle(mention, self._entity_of(mention))
            elif word in NOUNS:
                if token not in self.name_at and reading.pos[token] in ("NOUN", "PROPN"):
                    self.descriptions.read_noun(token)
            elif word in ("he", "she", "they"):
                entity = self._pronoun(token)
                if entity is not None:
                    timeline.add(token, entity)
        for mention in later:
            self._settle(mention, self._first_person(mention))

    def _settle(self, mention: Asked, entity: Entity) -> None:
        where = mention.region["start"], mention.region["end"]
        speaks = where in self.speaking
        entity.speaks = entity.speaks or speaks
        self.timeline.add(mention.root, entity, ROLE_WEIGHT if speaks else None)
        self.of_region[where] = entity

    # ------------------------------------------------------------------ what a mention is

    def _entity_of(self, mention: Asked) -> Entity:
        """The party of a mention in a role: a pronoun, several parties, a name or a description."""
        reading, root = self.reading, mention.root
        word = reading.words[root]
        if mention.end - mention.start == 1 or reading.pos[root] == "PRON":
            if word in SINGULAR or word in PLURAL or word in NEUTER:
                return self._pronoun(root) or self._own(mention)
            if word in RELATIVE:
                return self._antecedent(root) or self._own(mention)
        several = self._several_people(mention)
        if several:
            return self._coordination(several)
        name = self._name_of(mention)
        if name is not None and name.kind == "group" and reading.words[mention.start] in _SOME:
            name = None  # "another Bostonian" is not the Bostonians
        heads = conjuncts(reading, root if name is None else name.head, mention.end)
        if name is not None:  # "Meat and Livestock Board" is one name
            heads = [i for i in heads if i == name.head or not name.start <= i < name.end]
        if len(heads) > 1:
            return self._coordination(heads)
        if name is not None:
            return self.of_name[name.head]
        if reading.pos[root] not in ("NOUN", "PROPN") and head_noun(reading, root) == root:
            return self._own(mention)
        return self.descriptions.entity_at(root, (mention.start, mention.end))

    def _name_of(self, mention: Asked) -> Name | None:
        """The name that a mention is, or that stands in apposition to its head; people's names before
        others.
        """
        reading, root = self.reading, mention.root
        at_root = self.name_at.get(root)
        if at_root is not None and at_root.kind == "person":
            return at_root
        behind = self._name_behind(mention)
        if behind is not None:
            return behind
        inside = self._names_in(mention)
        people = [name for name in inside if name.kind == "person"]
        office = NOUNS.get(reading.words[root], _NO_NOUN).kind == "person"
        for name in people:
            if self._is_apposed(name.head, root) or self._ends(mention, name):
                return name
            if office and name.first == root + 1:  # "co-author Dr Ann Bean", whatever the parse
                return name
        if at_root is not None:
            return at_root
        return next(
            (n for n in inside if reading.dep[n.head] == "appos" and reading.head[n.head] == root), None
        )

    def _several_people(self, mention: Asked) -> list[int]:
        """The heads of the names behind an office in the plural: "Sens. Ann Bean (D) and Tom Reed"."""
        reading = self.reading
        word = reading.words[mention.root].rstrip(".")
        noun = NOUNS.get(word)
        if mention.root in self.name_at or not (word in TITLES or (noun and noun.kind == "group")):
            return []
        people = [name for name in self._names_in(mention) if name.kind == "person"]
        if len(people) < 2 or reading.pos[people[0].first - 1] == "ADP":  # "attorneys for Bean and Reed"
            return []
        between = [reading.words[name.first - 1] for name in people[1:]]
        listed = between[-1] == "and" and all(word in ("and", ",") for word in between)
        return [name.head for name in people] if listed else []

    def _names_in(self, mention: Asked) -> list[Name]:
        names = (self.name_at.get(i) for i in range(mention.start, mention.end))
        return list({id(name): name for name in names if name is not None}.values())

    def _name_behind(self, mention: Asked) -> Name | None:
        """The name behind an office that a mention leaves out: "[Senator] Ann Bean"."""
        reading, behind = self.reading, mention.end
        if (
            NOUNS.get(reading.words[mention.root], _NO_NOUN).kind != "person"
            or mention.root != mention.end - 1
        ):
            return None
        while (
            behind < len(reading.words) - 1
            and reading.pos[behind] == "SPACE"
            and "\n" not in reading.words[behind]
        ):
            behind += 1
        name = self.name_at.get(behind) or self.name_at.get(behind + 1)
        return name if name is not None and name.kind == "person" and name.first <= behind else None

    def _is_apposed(self, token: int, root: int) -> bool:
        """Whether apposition or compounding leads from a token to the root."""
        for _ in range(4):
            if token == root:
                return True
            dep, head = self.reading.dep[token], self.reading.head[token]
            if dep != "appos" and (dep not in ("compound", "nmod") or token < head):
                return False  # "the Bean administration" is not Bean
            token = head
        return False

    def _ends(self, mention: Asked, name: Name) -> bool:
        """Whether a mention ends with a name, whatever the parse: "spokesman Reed", "the head of the mill,
        Reed,".
        """
        reading, before = self.reading, name.first - 1
        behind = reading.words[name.end : mention.end]
        if before < mention.start or behind not in ([], [","]):
            return False
        noun = NOUNS.get(reading.words[mention.root], _NO_NOUN)
        if noun.kind == "person" and "and" in reading.words[mention.root : before]:
            return True  # "co-author and engineer Reed", where the parse takes "engineer" for a verb
        return reading.pos[before] in ("NOUN", "PROPN") or (
            reading.words[before] == "," and noun.kind == "person"
        )

    def _own(self, mention: Asked) -> Entity:
        """A party of its own for a mention that nobody can resolve."""
        phrase = Phrase(
            start=mention.start, end=mention.end, head=mention.root, lemma="", modifiers=frozenset(),
            definite=False, plural=False,
        )  # fmt: skip
        return Entity(kind="other", phrases=[phrase])

    # ------------------------------------------------------------------ pronouns

    def _pronoun(self, token: int) -> Entity | None:
        """The party that a third-person pronoun most likely continues, or None."""
        word = self.reading.words[token]
        found = self.timeline.most_prominent(token, fit_of(word), self._others(token))
        # In a quotation of a pronoun's own, the speaker may not be known yet, and "he" may not be he.
        sure = word in SINGULAR and not self.reading.quoted(token)
        if found is not None and sure and not found.gender:
            found.gender = SINGULAR[word] * GENDER_OF_PRONOUN
        return found

    def _others(self, token: int) -> list[Entity]:
        """The parties that a pronoun cannot mean: the other argument of its verb, and who speaks the quote
        around.
        """
        reading = self.reading
        others = [
            self.of_name[head]
            for head in self.arguments.get(reading.head[token], ())
            if {reading.dep[token], reading.dep[head]} in _COARGUMENTS
        ]
        speaker = self._speaker_around(token)
        return others if speaker is None else [*others, speaker]

    def _speaker_around(self, token: int) -> Entity | None:
        """The party that speaks the quotation around a token, as far as it is known yet."""
        quote = self.reading.quote_at(token)
        speaker = self.turns[quote]["speaker"] if quote is not None else None
        if speaker is None:
            return None
        known = self.of_region.get((speaker["start"], speaker["end"]))
        if known is not None:
            return known
        start, end = self.reading.tokens_of(speaker)
        name = self._name_of(Asked(speaker, start, end, self.reading.root(start, end)))
        return self.of_name[name.head] if name is not None else None

    def _first_person(self, mention: Asked) -> Entity:
        """ "I" and "we" are the speaker of the quotation around them, or of the paragraph before, or the
        writer; but "we" who are only asked are more than one person who speaks.
        """
        reading = self.reading
        quote = reading.quote_at(mention.root)
        if quote is None:
            self.narrator = self.narrator or self._own(mention)
            return self.narrator
        paragraph = reading.paragraph(mention.root)
        for k in range(quote, -1, -1):
            if paragraph - reading.paragraph_of(reading.quotes[k]["start"]) > 1:
                break
            speaker = self.turns[k]["speaker"]
            if speaker is not None:
                entity = self.of_region.get((speaker["start"], speaker["end"]))
                return self._own(mention) if entity is None else self._side(mention, entity)
        return self._own(mention)

    def _side(self, mention: Asked, speaker: Entity) -> Entity:
        """The party of a first person in what is said: the speaker, or those the speaker stands with."""
        one = speaker.kind == "person" and not speaker.plural
        region = mention.region
        asks = (region["start"], region["end"]) in self.speaking
        if not one or asks or self.reading.words[mention.root] not in FIRST_PLURAL:
            return speaker
        side = self.sides.get(id(speaker))
        if side is None:
            side = self.sides[id(speaker)] = self._own(mention)
            side.kind, side.plural = "group", True
        return side

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
        if noun < 0 or reading.pos[noun] not in ("NOUN", "PROPN"):
            return None
        name = self.name_at.get(noun)
        return self.of_name[name.head] if name is not None else self.descriptions.entity_at(noun)

    # ------------------------------------------------------------------ several parties as one

    def _read_coordination(self, name: Name) -> None:
        """ "Ann Bean and Tom Reed", "Ann Bean and her colleagues" are parties, too, that "they" can mean."""
        reading = self.reading
        if name.kind != "person":
            return
        dep, before = reading.dep[name.head], reading.words[name.first - 1]
        if dep == "conj" or (dep == "appos" and before in ("and", "or", "&")):
            first = self._first_conjunct(name.head)
            if first is None:
                return
            self.joined[first].append(name.head)
            heads = [first, *self.joined[first]]
        else:
            end = reading.doc[name.head].right_edge.i + 1
            heads = [
                i
                for i in conjuncts(reading, name.head, end)
                if i == name.head or NOUNS.get(reading.words[i], _NO_NOUN).kind in ("person", "group")
            ]
        if len(heads) > 1:
            self.timeline.add(name.head, self._coordination(heads), reading.weight(heads[0]) * JOINT)

    def _first_conjunct(self, token: int) -> int | None:
        """The head of the first person's name in a coordination.

        Conjunction, prepositions and appositions may lie between: people are joined to people, not to the
        university that the first one works at.
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
        """The party that several make together; the same members named again are the same party."""
        reading = self.reading
        members = tuple(self._member(head) for head in heads)
        key = frozenset(id(member) for member in members)
        entity = self.coordinations.get(key)
        if entity is None:
            entity = self.coordinations[key] = Entity(kind="group", plural=True, members=members)
        first, last = phrase_at(reading, heads[0]), phrase_at(reading, heads[-1])
        name = self.name_at.get(heads[0])
        start = min(first.start, name.first) if name is not None else first.start
        entity.phrases.append(
            Phrase(
                start=start, end=max(last.end, start + 1), head=heads[0], lemma="", modifiers=frozenset(),
                definite=True, plural=True,
            )
        )  # fmt: skip
        return entity

    def _member(self, head: int) -> Entity:
        name = self.name_at.get(head)
        if name is not None:
            return self.of_name[name.head]
        if self.reading.words[head] in SINGULAR:
            entity = self._pronoun(head)
            if entity is not None:
                return entity
        return self.descriptions.entity_at(head)

"""Proper names of a document -> parties: which names mean the same person, organization or place.

    "Senator Ann Bean", "Ms Bean", "BEAN’S"         ->  one person
    "Meat Board of Tasmania", "the MBT"             ->  one organization

A name is matched by its words: "Bean" is the last, "Ann" the first name of "Ann Bean"; "A. Bean" may be she, "Tom Bean"
is not. Of several people of one name, title and gender decide, then who was spoken of last.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator


from claimex import lexicon
from claimex.pipeline.speakers.entities import Entity, Name
from claimex.pipeline.speakers.nouns import NOUNS
from claimex.pipeline.speakers.reading import Reading

_TITLES = lexicon.load("titles")
_FIRST_NAMES = lexicon.load("first_names")

MALE_TITLES = frozenset(_TITLES["male"])
FEMALE_TITLES = frozenset(_TITLES["female"])
TITLES = MALE_TITLES | FEMALE_TITLES | frozenset(_TITLES["neutral"])
SUFFIXES = frozenset(_TITLES["suffixes"])
OFFICE: dict[str, str] = _TITLES["office"]
FEMALE_NAMES = frozenset(_FIRST_NAMES["female"].split())
MALE_NAMES = frozenset(_FIRST_NAMES["male"].split())
FIRST_NAMES = FEMALE_NAMES | MALE_NAMES

KINDS = {
    "PERSON": "person", "ORG": "organization", "GPE": "place", "LOC": "place", "FAC": "place", "NORP": "group",
    "PRODUCT": "other", "WORK_OF_ART": "document", "LAW": "document", "EVENT": "other",
}  # fmt: skip
# A first name tells the gender, but not of everybody; a title does.
GENDER_OF_NAME = 0.6
GENDER_OF_TITLE = 1.0
NAME_WORDS = 4  # the longest person's name that is made up from words the entity recognizer left out
NAMESAKE_DECAY = (
    0.85  # by how much a mention counts less, a sentence further back, when namesakes are told apart
)

_POSSESSIVE = ("'s", "'", "s'")
_ARTICLES = ("the", "a", "an")
_PARTICLES = frozenset(
    ("de", "da", "di", "del", "van", "von", "der", "bin", "al", "el", "la", "le", "du", "st", "ter")
)
_CORPORATE = frozenset(
    (
        "inc",
        "ltd",
        "limited",
        "co",
        "corp",
        "corporation",
        "company",
        "plc",
        "pty",
        "llc",
        "&",
        "group",
        "holdings",
        "and",
        "party",
    )
)
_FUNCTION_WORDS = frozenset(("of", "and", "the", "for", "in", "on", "&", "to", "at"))
_PERSONAL = frozenset(
    ("mr", "mrs", "ms", "miss", "dr", "sen", "rep", "gov", "prof", "sir", "dame")
)  # titles of people only
_PERIODS = str.maketrans("", "", ".")


def find_names(reading: Reading, asked: Iterable[tuple[int, int, int]]) -> list[Name]:
    """The proper names of a document, in text order.

    Arguments:
        reading: the document.
        asked: token ranges that are mentions in a role, each with its head; a proper noun at the head is a name
            even if the entity recognizer passed it over.
    """
    asked = list(asked)
    names = list(_entity_names(reading, asked))
    covered = {i for name in names for i in range(name.first, name.end)}
    for start, end in _unlabelled(reading, asked, covered):
        name = _name(reading, start, end, "person" if reading.words[start] in FIRST_NAMES else "")
        if name is not None:
            names.append(name)
    families = {name.words[-1] for name in names if name.kind == "person" and len(name.words) > 1}
    names = [name for name in names if not _is_common_word(reading, name, families)]
    names += _repeated(reading, names, families, covered)
    names.sort(key=lambda name: name.start)
    _shorten_in_headline(reading, names)
    return names


def _entity_names(reading: Reading, asked: list[tuple[int, int, int]]) -> Iterator[Name]:
    root_of_part = {head: (start, end) for start, end, head in asked}
    for entity in reading.doc.ents:
        kind = KINDS.get(entity.label_)
        if kind is None:
            continue
        start, end = entity.start, entity.end
        for i in range(start, end):
            part = root_of_part.get(i)
            # "Ann Bean Wants More" as an entity, "Ann Bean" as an issuer: the entity runs on too far
            if (
                part is not None
                and part[0] >= start
                and part[1] < end
                and reading.words[end - 1] not in _POSSESSIVE
            ):
                start, end = part
                break
        if kind == "person" and not reading.in_headline(start):
            while end < len(reading.words) and _goes_on(reading, start, end):
                end += 1
        name = _name(reading, start, end, kind)
        if name is not None:
            yield name


def _goes_on(reading: Reading, start: int, end: int) -> bool:
    """Whether the token behind a person's entity is one more word of the name that the recognizer left out."""
    token = reading.doc[end]
    return (
        end - start < NAME_WORDS - 1
        and reading.pos[end] == "PROPN" == reading.pos[end - 1]
        and not token.ent_type
        and token.text.isalpha()
        and not token.text.islower()
        and reading.words[end] not in NOUNS
    )


def _unlabelled(
    reading: Reading, asked: Iterable[tuple[int, int, int]], covered: set[int]
) -> Iterator[tuple[int, int]]:
    """Runs of proper nouns outside the entities that begin with a first name, or that head a mention in a role."""
    words, pos, n = reading.words, reading.pos, len(reading.words)
    for i in range(n - 1):
        if pos[i] == "PROPN" and words[i] in FIRST_NAMES and i not in covered and pos[i + 1] == "PROPN":
            end = i + 1
            while (
                end < min(n, i + NAME_WORDS)
                and pos[end] == "PROPN"
                and end not in covered
                and words[end][0].isalpha()
            ):
                end += 1
            if end - i >= 2 and words[end - 1] not in NOUNS:
                covered.update(range(i, end))
                yield i, end
    for start, end, head in asked:
        if (
            pos[head] != "PROPN"
            or head in covered
            or words[head].rstrip(".") in NOUNS
            or reading.doc[head].like_num
            or words[head].rstrip(".") in TITLES
        ):
            continue
        first, last = head, head + 1
        while first > start and pos[first - 1] == "PROPN" and first - 1 not in covered:
            first -= 1
        while last < end and pos[last] == "PROPN" and last not in covered:
            last += 1
        covered.update(range(first, last))
        yield first, last


def _is_common_word(reading: Reading, name: Name, families: set[str]) -> bool:
    """Whether a person's name of one word is none: no title, no proper noun, nobody's first or family name."""
    return (
        name.kind == "person"
        and name.end - name.start == 1
        and not name.titles
        and reading.pos[name.start] != "PROPN"
        and name.words[0] not in FIRST_NAMES
        and name.words[0] not in families
    )


def _repeated(reading: Reading, names: list[Name], families: set[str], covered: set[int]) -> list[Name]:
    """Capitalized words outside the entities that are a name or somebody's family name elsewhere in the document."""
    kinds = {
        name.words[0]: name.kind
        for name in names
        if len(name.words) == 1 and name.kind in ("person", "organization")
    }
    kinds = {word: kind for word, kind in kinds.items() if word not in NOUNS} | dict.fromkeys(
        families, "person"
    )
    found = []
    for i, word in enumerate(reading.words):
        kind = kinds.get(word)
        if (
            kind
            and i not in covered
            and reading.doc[i].text[0].isupper()
            and (reading.pos[i] == "PROPN" or word in families)
        ):
            name = _name(reading, i, i + 1, kind)
            if name is not None:
                found.append(name)
    return found


def _shorten_in_headline(reading: Reading, names: list[Name]) -> None:
    """Cut "Bean Breaks" in a headline of capitals to "Bean" where the text below knows a Bean."""
    body = [name for name in names if not reading.in_headline(name.start)]
    forms = {name.words for name in body}
    forms |= {words for name in body if name.kind == "person" for words in (name.words[:1], name.words[-1:])}
    for name in names:
        if not reading.in_headline(name.start):
            break
        n = name.end - name.start
        if name.words in forms or n != len(name.words) or n < 2:
            continue
        parts = [(i, j) for size in range(n - 1, 0, -1) for i, j in ((0, size), (n - size, n))]
        for i, j in parts:
            if name.words[i:j] in forms:
                name.start, name.end, name.words = name.start + i, name.start + j, name.words[i:j]
                name.first, name.head = name.start, reading.root(name.start, name.end)
                break


def _name(reading: Reading, start: int, end: int, kind: str) -> Name | None:
    """The name in [start, end): no article, titles, possessive or punctuation; None if nothing is left."""
    words, doc = reading.words, reading.doc
    while start < end and (words[start] in _ARTICLES or not words[start][0].isalnum()):
        start += 1
    for i in range(start + 1, end):
        if words[i] in (":", ";") or ("\n" in words[i] and doc[i].is_space):
            end = i
            break
    if kind == "organization" and _is_title_and_name(reading, start, end):
        kind = "person"
    if kind == "person" and _is_body(reading, start, end):
        kind = "organization"
    if kind == "person":
        start, end = _person_words(reading, start, end)
    elif kind == "organization":
        while end - start > 1 and words[start].isalpha() and doc[start].is_lower:
            start += 1
    while end > start and (
        words[end - 1] in _POSSESSIVE
        or not words[end - 1][-1].isalnum()
        and len(words[end - 1]) == 1
        or doc[end - 1].is_space
    ):
        end -= 1
    first = start
    if kind in ("person", ""):
        while end - start > 1 and (words[start].rstrip(".") in TITLES or doc[start].is_space):
            start += 1
    if start >= end:
        return None
    if kind in ("person", "") or words[start - 1].rstrip(".") in MALE_TITLES | FEMALE_TITLES:
        while first > 0 and _is_title(reading, first - 1):
            first -= 1
        while first < start and doc[first].is_space:
            first += 1
    titles = tuple(w for w in (words[i].rstrip(".") for i in range(first, start)) if w.strip())
    gender = (
        "m"
        if any(t in MALE_TITLES for t in titles)
        else "f"
        if any(t in FEMALE_TITLES for t in titles)
        else ""
    )
    if any(t in _PERSONAL for t in titles):
        kind = "person"
    key = tuple(w.translate(_PERIODS) for w in words[start:end] if w[0].isalnum() or w == "&")
    return Name(start, end, first, reading.root(start, end), key, kind, gender, titles) if key else None


def _is_body(reading: Reading, start: int, end: int) -> bool:
    """Whether a person is in truth "Victorian Governments"."""
    noun = NOUNS.get(reading.words[end - 1]) if end - start > 1 else None
    return noun is not None and noun.kind == "organization" and reading.words[start] not in FIRST_NAMES


def _is_title_and_name(reading: Reading, start: int, end: int) -> bool:
    """Whether an organization is in truth "Spokeswoman Ann Bean"."""
    words = reading.words
    role = NOUNS.get(words[start]) if start < end else None
    return (
        end - start in (3, 4)
        and words[start + 1] in FIRST_NAMES
        and role is not None
        and role.kind == "person"
    )


def _person_words(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """The part of a person's entity that can be a name: capitalized words and particles, none of them a role."""
    words, doc = reading.words, reading.doc
    for i in range(start + 1, end - 1):
        if words[i] in _POSSESSIVE:  # "Labor's Ann Bean": the name is what stands behind
            start = i + 1
    while (
        end - start > 2
        and words[start] in NOUNS
        and NOUNS[words[start]].kind == "person"
        and words[start] not in TITLES
    ):
        start += 1
    for i in range(start, end):
        text = doc[i].text
        part = (
            any(c.isupper() for c in text) or words[i] in _PARTICLES or (doc[i].is_space and "\n" not in text)
        )
        joined = i > start and not doc[i - 1].whitespace_  # "Ki-moon" is three tokens
        if not (part or joined and (text == "-" or text.isalpha() and words[i - 1] == "-")):
            return start, i
    return start, end


def _is_title(reading: Reading, i: int) -> bool:
    word = reading.words[i]
    if word.isspace():
        return "\n" not in word and i > 0 and _is_title(reading, i - 1)
    return word.rstrip(".") in TITLES and (
        word[0].isupper() or reading.doc[i].is_title or reading.doc[i].is_upper
    )


def cluster_names(reading: Reading, names: list[Name]) -> dict[int, Entity]:
    """Which names mean one party.

    Arguments:
        reading: the document.
        names: its names in text order.

    Returns:
        The party of each name, by the token that heads the name. Kinds of names are made consistent on the way.
    """
    _settle_kinds(reading, names)
    people = [name for name in names if name.kind == "person"]
    entities: dict[int, Entity] = {}
    persons: list[Entity] = []
    for name in people:
        if len(_given_and_family(name.words)) > 1:
            _join(entities, persons, name, _fitting_full_name(persons, name), reading)
    by_word: dict[str, list[Entity]] = defaultdict(list)
    for person in persons:
        forms = {name.words for name in person.names}
        for word in {_family(form) for form in forms}:
            by_word[word].append(person)
    single: list[Entity] = []
    for name in people:
        if name.head not in entities and len(_given_and_family(name.words)) == 1:
            fitting = by_word.get(_family(name.words)) or [
                p for p in persons if any(name.words[0] == w for full in p.names for w in full.words)
            ]
            if fitting:
                _join(entities, persons, name, _nearest_namesake(reading, fitting, name), reading)
            else:
                _join(
                    entities, single, name, next((s for s in single if _same_single(s, name)), None), reading
                )
    others: list[Entity] = []
    by_form: dict[tuple[str, ...], Entity] = {}
    for name in sorted((n for n in names if n.kind != "person"), key=lambda n: -len(n.words)):
        match = by_form.get(name.words) or next((e for e in others if _same_organization(e, name)), None)
        by_form[name.words] = _join(entities, others, name, match, reading)
    for entity in {id(e): e for e in entities.values()}.values():
        entity.names.sort(key=lambda name: name.start)
        _set_gender(entity)
    return entities


def _settle_kinds(reading: Reading, names: list[Name]) -> None:
    """One kind for all occurrences of the same words; a surname that somebody bears is a person's name."""
    votes: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for name in names:
        votes[name.words][name.kind] += 3 if name.gender else 1
        if name.kind != "person" and _has_office(reading, name):
            votes[name.words]["person"] += 3
        if (
            len(name.words) in (2, 3)
            and name.words[0] in FIRST_NAMES
            and name.kind not in ("place", "person")
        ):
            votes[name.words]["person"] += 0 if name.words[-1] in NOUNS or name.words[-1] in _CORPORATE else 2
    people = {
        words for words, count in votes.items() if len(words) > 1 and count.most_common(1)[0][0] == "person"
    }
    families = {_family(words) for words in people}
    given = {words[0] for words in people if words[0] in FIRST_NAMES}
    for name in names:
        count = votes[name.words]
        word = name.words[-1]
        if (len(name.words) == 1 and word in given) or (
            len(form := _given_and_family(name.words)) == 1 and form[0] in families
        ):
            if name.kind != "place" or not _is_located(reading, name):
                name.kind = "person"
        else:
            name.kind = max((kind for kind in count if kind), key=lambda kind: count[kind], default="other")


def _has_office(reading: Reading, name: Name) -> bool:
    """Whether somebody's office stands beside a name: "analyst Bean", "Bean, a chemistry professor"."""
    before = NOUNS.get(reading.words[name.start - 1])
    if before is not None and before.kind == "person" and reading.pos[name.start - 1] == "NOUN":
        return reading.head[name.start - 1] == name.head
    following = (NOUNS.get(child.lower_) for child in reading.doc[name.head].rights if child.dep_ == "appos")
    return any(noun is not None and noun.kind == "person" for noun in following)


def _is_located(reading: Reading, name: Name) -> bool:
    """Whether a name stands where a place does: "in Bean"."""
    return name.start > 0 and reading.words[name.start - 1] in (
        "in",
        "from",
        "at",
        "near",
        "to",
        "across",
        "outside",
    )


def _given_and_family(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name with particles drawn to the family name: ("bill", "de blasio")."""
    words = _without_suffix(words)
    out: list[str] = []
    for word in reversed(words):
        if out and word in _PARTICLES:
            out[-1] = f"{word} {out[-1]}"
        else:
            out.append(word)
    return tuple(reversed(out))


def _family(words: tuple[str, ...]) -> str:
    return _given_and_family(words)[-1]


def _without_suffix(words: tuple[str, ...]) -> tuple[str, ...]:
    while len(words) > 1 and words[-1] in SUFFIXES:
        words = words[:-1]
    return words


def _fitting_full_name(persons: list[Entity], name: Name) -> Entity | None:
    return next(
        (p for p in reversed(persons) if any(_same_full_name(n.words, name.words) for n in p.names)), None
    )


def _same_full_name(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two names of several words may be one person's: same family name, and given names that agree."""
    a, b = _given_and_family(a), _given_and_family(b)
    if a == b:
        return True
    if a[-1] != b[-1]:
        return False
    if set(a) <= set(b) or set(b) <= set(a):
        return True
    x, y = a[0], b[0]
    return x == y or (x[0] == y[0] and (len(x) == 1 or len(y) == 1))


def _same_single(entity: Entity, name: Name) -> bool:
    """A surname with the titles of both genders is a couple's or a family's."""
    genders = {n.gender for n in entity.names} | {name.gender}
    return entity.names[0].words == name.words and not {"m", "f"} <= genders


def _nearest_namesake(reading: Reading, fitting: list[Entity], name: Name) -> Entity:
    """Of several people of one name, the one that title and gender allow and that was prominent last."""
    if len(fitting) == 1:
        return fitting[0]
    allowed = [p for p in fitting if not _contradicts(p, name)] or fitting
    return max(allowed, key=lambda person: _prominence(reading, person, name))


def _contradicts(person: Entity, name: Name) -> bool:
    if not name.gender:
        return False
    _set_gender(person)
    return person.gender * (1 if name.gender == "f" else -1) < 0


def _prominence(reading: Reading, person: Entity, name: Name) -> float:
    here = reading.place[name.head]
    found: float = sum(
        reading.weight(n.head) * NAMESAKE_DECAY ** (here - reading.place[n.head])
        for n in person.names
        if n.start < name.start
    )
    return found


def _same_organization(entity: Entity, name: Name) -> bool:
    """Equal but for a corporate form, or the initials of the longer name."""
    longest = entity.names[0].words
    words = name.words
    if len(words) == 1 and 2 <= len(words[0]) <= 8 and len(longest) > 1:
        content = [w for w in longest if w not in _FUNCTION_WORDS]
        if words[0] in ("".join(w[0] for w in content), "".join(w[0] for w in longest)):
            return True
    shorter = len(words)
    return longest[:shorter] == words and all(w in _CORPORATE for w in longest[shorter:])


def _join(
    entities: dict[int, Entity], known: list[Entity], name: Name, entity: Entity | None, reading: Reading
) -> Entity:
    if entity is None:
        entity = Entity(kind=name.kind)
        known.append(entity)
    entity.names.append(name)
    entity.roles.update(OFFICE.get(title, title) for title in name.titles)
    entities[name.head] = entity
    return entity


def _set_gender(entity: Entity) -> None:
    if entity.kind != "person":
        return
    by_title = Counter(name.gender for name in entity.names if name.gender)
    if by_title:
        entity.gender = GENDER_OF_TITLE * (1 if by_title["f"] > by_title["m"] else -1)
        return
    for name in entity.names:
        given = name.words[0]
        if len(name.words) > 1 or len(entity.names) == 1:
            if given in FEMALE_NAMES:
                entity.gender = GENDER_OF_NAME
                return
            if given in MALE_NAMES:
                entity.gender = -GENDER_OF_NAME
                return

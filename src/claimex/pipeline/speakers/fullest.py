"""A party -> the region of the document that names it best, and its type.

"Lindqvist", "Ms Lindqvist", "Petra Lindqvist"  ->  "Petra Lindqvist"
"""

from claimex.pipeline.annotations import Region
from claimex.pipeline.speakers.entities import Entity, Name
from claimex.pipeline.speakers.names import FIRST_NAMES
from claimex.pipeline.speakers.reading import Reading
from claimex.records import MentionType

FULLEST_WORDS = 30  # a longer description is no name

_TYPES: dict[str, MentionType] = {
    "person": "person",
    "organization": "organization",
    "group": "group",
    "place": "place",
    "document": "document",
}


def type_of(entity: Entity) -> MentionType:
    """The type of a party in the contract's terms."""
    return _TYPES.get(entity.kind, "other")


def fullest_name(reading: Reading, entity: Entity) -> Region:
    """The fullest name of a party, or its fullest description if nothing names it.

    More words come before fewer, the body before the headline and quoted words, what stands first before the
    rest. A title belongs to a person's name only where no first name is known.
    """
    if entity.names:
        best = max(entity.names, key=lambda name: _rank(reading, name))
        if len(best.words) > 1 or best.kind != "person":
            return reading.region(best.start, best.end)
        given = _with_given_name(reading, best)
        if given is not None:
            return given
        titled = next((name for name in entity.names if name.first < name.start), best)
        return reading.region(titled.first, titled.end)
    phrases = [p for p in entity.phrases if p.end - p.start <= FULLEST_WORDS] or entity.phrases
    phrase = max(
        phrases,
        key=lambda p: (
            reading.tag[p.start] != "WP$",  # "whose team"
            not reading.quoted(p.head),
            not reading.in_headline(p.head),
            p.end - p.start,
            -p.start,
        ),
    )
    return reading.region(*_trimmed(reading, phrase.start, phrase.end))


def _with_given_name(reading: Reading, name: Name) -> Region | None:
    """A person's only name with the first name before it that stands in a title or a nickname's company.

    "The Ann Bean Hour", "Ann “Annie” Bean". None if there is none, or several differ.
    """
    words, family = reading.words, reading.words[name.end - 1]
    found: dict[str, tuple[int, int]] = {}
    for i in range(1, len(words)):
        if words[i] != family or not reading.doc[i].text[0].isupper():
            continue
        first = i - 1
        if i > 3 and reading.doc[i - 1].is_quote and reading.doc[i - 3].is_quote:
            first = i - 4
        if words[first] in FIRST_NAMES and reading.doc[first].text[0].isupper() and words[first] != family:
            found.setdefault(words[first], (first, i + 1))
    return reading.region(*next(iter(found.values()))) if len(found) == 1 else None


def _rank(reading: Reading, name: Name) -> tuple[int, bool, bool, int]:
    capitals = reading.doc[name.start].is_upper and len(reading.words[name.start]) > 1
    return len(name.words), not reading.in_headline(name.start), not capitals, -name.start


def _trimmed(reading: Reading, start: int, end: int) -> tuple[int, int]:
    """Tokens without punctuation and possessives at the ends; at least one is left."""
    words, pos = reading.words, reading.pos
    while end - start > 1 and (pos[end - 1] in ("PUNCT", "SPACE") or words[end - 1] in ("'s", "'")):
        if words[end - 1] == ")" and "(" in words[start:end]:
            break
        end -= 1
    while end - start > 1 and pos[start] in ("PUNCT", "SPACE") and words[start] != "(":
        start += 1
    return start, end

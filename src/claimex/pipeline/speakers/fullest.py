"""A party -> the region of the document that names it best, and its type.

"Lindqvist", "Ms Lindqvist", "Petra Lindqvist"  ->  "Petra Lindqvist"
"""

from claimex.pipeline.annotations import Region
from claimex.pipeline.speakers.entities import Entity, Name
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
        titled = next((name for name in entity.names if name.first < name.start), best)
        return reading.region(titled.first, titled.end)
    phrases = [p for p in entity.phrases if p.end - p.start <= FULLEST_WORDS] or entity.phrases
    phrase = max(
        phrases,
        key=lambda p: (
            not reading.quoted(p.head),
            not reading.in_headline(p.head),
            p.end - p.start,
            -p.start,
        ),
    )
    return reading.region(*_trimmed(reading, phrase.start, phrase.end))


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

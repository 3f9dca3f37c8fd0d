"""A document -> its proper names, without titles, articles and possessives.

    "[Spokeswoman Ann Bean]", an organization to the encoder  ->  the person "Ann Bean", female

The encoder's entities are the start. Their ends are set right, names that it passed over are added where the
document itself shows them to be names, and all occurrences of the same words get one kind.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from claimex import lexicon
from claimex.pipeline.speakers.entities import Name
from claimex.pipeline.speakers.nouns import NOUNS
from claimex.pipeline.speakers.reading import Reading

_TITLES = lexicon.load("titles")
_WORDS = lexicon.load("names")
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
    "PERSON": "person", "ORG": "organization", "GPE": "place", "LOC": "place", "FAC": "place",
    "NORP": "group", "PRODUCT": "other", "WORK_OF_ART": "document", "LAW": "document", "EVENT": "other",
}  # fmt: skip
NAME_WORDS = 4  # the longest person's name that is made up from words the entity recognizer left out
LONGEST_BODY = 5  # the same of a body's name
_POSSESSIVE = ("'s", "'", "s'")
_ARTICLES = ("the", "a", "an")
PARTICLES = frozenset(_WORDS["particles"].split())
CORPORATE = frozenset(_WORDS["corporate"].split())
BODY_ENDINGS = frozenset(_WORDS["body_endings"].split())
_LOCATIVE = frozenset(_WORDS["locative"].split())
_PERSONAL_TITLES = frozenset(_WORDS["personal_titles"].split())
_NO_VOTES: Counter[str] = Counter()
_NO_FAMILY = CORPORATE | NOUNS.keys() | set(lexicon.load("reporting")["work_nouns"])  # "Ann Bean Show"
_OCCUPATIONAL = tuple(_WORDS["occupational"].split())
_INNER_MARKS = str.maketrans("", "", ".'")  # "U.S." and "US", "O'Neill" and "ONeill" are one


def find_names(reading: Reading, asked: Iterable[tuple[int, int, int]]) -> list[Name]:
    """The proper names of a document, in text order.

    Arguments:
        reading: the document.
        asked: token ranges that are mentions in a role, each with its head; a proper noun there is a name
            even if the encoder passed it over.
    """
    asked = list(asked)
    names = list(_entity_names(reading, asked))
    names += _full_again(reading, names)
    names += _bodies_asked(reading, asked)
    names = _outermost(names)
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
    _settle_kinds(reading, names)
    return names


def _outermost(names: list[Name]) -> list[Name]:
    """Names without those that overlap a longer one before them or around them."""
    kept: list[Name] = []
    for name in sorted(names, key=lambda name: (name.start, -name.end)):
        if kept and name.start < kept[-1].end:
            continue
        kept.append(name)
    return kept


def _entity_names(reading: Reading, asked: list[tuple[int, int, int]]) -> Iterator[Name]:
    root_of_part = {head: (start, end) for start, end, head in asked}
    for entity in reading.doc.ents:
        kind = KINDS.get(entity.label_)
        if kind is None:
            continue
        start, end = entity.start, entity.end
        part = next((root_of_part[i] for i in range(start, end) if i in root_of_part), None)
        # "Ann Bean Wants More" as an entity, "Ann Bean" as an issuer: the entity runs on too far
        if part and part[0] >= start and part[1] < end and reading.words[end - 1] not in _POSSESSIVE:
            start, end = part
        elif part and kind == "place" and start > part[0] and _is_name_word(reading, start - 1):
            kind = "organization"  # "Rail Sports Tasmania" as an issuer, "Tasmania" as an entity
            while start > part[0] and _is_name_word(reading, start - 1):
                start -= 1
        start, end, kind = _grown(reading, start, end, kind)
        name = _name(reading, start, end, kind)
        if name is not None:
            yield name


def _full_again(reading: Reading, names: list[Name]) -> list[Name]:
    """Names of several words where they stand again, in pieces or not at all among the entities."""
    kinds = {name.words: name.kind for name in names if len(name.words) == name.end - name.start > 1}
    by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for words, kind in kinds.items():
        if kind == "organization":
            by_first[words[0]].append(words)
    known = {(name.start, name.end) for name in names}
    found = []
    for i, word in enumerate(reading.words):
        for words in by_first.get(word, ()):
            end = i + len(words)
            capital = all(not reading.doc[k].text[0].islower() for k in (i, min(end, len(reading.words)) - 1))
            if tuple(reading.words[i:end]) == words and capital and (i, end) not in known:
                name = _name(reading, i, end, kinds[words])
                if name is not None:
                    found.append(name)
    return found


def _bodies_asked(reading: Reading, asked: list[tuple[int, int, int]]) -> Iterator[Name]:
    """Mentions in a role that are a body's full name, of which the encoder saw pieces.

    "Holdings" or "Port" of "Bell Port Holdings".
    """
    for start, _, head in asked:
        if reading.words[start] in _ARTICLES:
            start += 1
        run = range(start, head + 1)
        if not 2 <= len(run) <= LONGEST_BODY or reading.words[start] in FIRST_NAMES:
            continue
        ends_body = reading.words[head] in CORPORATE or reading.words[head] in BODY_ENDINGS
        proper = all(reading.pos[i] == "PROPN" and reading.doc[i].is_title for i in run)
        if ends_body and proper and not any(reading.words[i] in TITLES for i in run):
            name = _name(reading, start, head + 1, "organization")
            if name is not None:
                yield name


def _grown(reading: Reading, start: int, end: int, kind: str) -> tuple[int, int, str]:
    """An entity with the words of the same name that the encoder left out on either side, and its kind.

    "Limbach" of "Otto Limbach", "Ban Ki" of "Ban Ki-moon", "Fisheries" of "Department of Fisheries".
    """
    words, n = reading.words, len(reading.words)
    if kind in ("organization", "place"):
        of = start - 1 - (words[start - 1] == "the")
        if of > 0 and words[of] == "of" and reading.doc[of - 1].is_title:
            noun = NOUNS.get(words[of - 1])
            if noun is not None and noun.kind == "organization":
                return of - 1, end, "organization"
        while kind == "organization" and start > 0 and _is_body_word(reading, start - 1, end):
            start -= 1
        return start, end, kind
    if kind != "person" or reading.in_headline(start):
        return start, end, kind
    while end < n - 1 and end - start < NAME_WORDS + 2:
        if _is_name_word(reading, end) and reading.pos[end - 1] == "PROPN":
            end += 1
        elif _joins(reading, end) and words[end + 1].isalpha():
            end += 2
        else:
            break
    while start > 1 and end - start < NAME_WORDS + 2:
        before = start - 1 - (reading.pos[start - 1] == "SPACE" and "\n" not in words[start - 1])
        if _is_given_name(reading, before) and start <= reading.head[before] < end:
            start = before
        elif _joins(reading, start - 1) and words[start - 2].isalpha():
            start -= 2
        else:
            break
    return start, end, kind


def _is_body_word(reading: Reading, i: int, end: int) -> bool:
    """Whether the token before an organization is part of its name: "Hobart Bay" of "Hobart Bay Times"."""
    token = reading.doc[i]
    return (
        reading.dep[i] == "compound"
        and i < reading.head[i] < end
        and reading.pos[i] == "PROPN"
        and token.ent_type_ in ("", "GPE", "ORG")
        and (token.is_title or token.is_upper)
        and not reading.in_headline(i)
    )


def _joins(reading: Reading, i: int) -> bool:
    """Whether a token is a hyphen inside a word."""
    return reading.words[i] == "-" and not reading.doc[i - 1].whitespace_ and not reading.doc[i].whitespace_


def _is_given_name(reading: Reading, i: int) -> bool:
    """Whether a token before a person's name may be part of it, outside the entities or as one of its own."""
    if _is_name_word(reading, i):
        return True
    token, word = reading.doc[i], reading.words[i]
    alone = token.ent_type_ in ("PERSON", "ORG") and token.ent_iob_ == "B"
    return alone and reading.pos[i] == "PROPN" and token.is_title and word not in NOUNS and word not in TITLES


def _is_name_word(reading: Reading, i: int) -> bool:
    """Whether a token outside the entities may be part of a person's name."""
    token = reading.doc[i]
    word = reading.words[i]
    return (
        reading.pos[i] == "PROPN"
        and not token.ent_type
        and token.text.isalpha()
        and not token.is_lower
        and not (token.is_upper and len(word) > 1)
        and word not in NOUNS
        and word not in TITLES
    )


def _unlabelled(
    reading: Reading, asked: Iterable[tuple[int, int, int]], covered: set[int]
) -> Iterator[tuple[int, int]]:
    """Proper nouns outside the entities that begin with a first name or head a mention in a role."""
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
    """Whether a name of one word is none: no title, no proper noun, nobody's first or family name."""
    return (
        name.kind == "person"
        and name.end - name.start == 1
        and not name.titles
        and reading.pos[name.start] != "PROPN"
        and name.words[0] not in FIRST_NAMES
        and name.words[0] not in families
    )


def _repeated(reading: Reading, names: list[Name], families: set[str], covered: set[int]) -> list[Name]:
    """Words outside the entities that are a name, or somebody's family name, elsewhere in the document."""
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
        if not word.isalpha():
            word = word.translate(_INNER_MARKS)
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
    body = [name for name in names if reading.paragraph(name.start) > 0]
    forms = {name.words for name in body}
    forms |= {words for name in body if name.kind == "person" for words in (name.words[:1], name.words[-1:])}
    for name in names:
        if reading.paragraph(name.start) > 0:
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
        or (not words[end - 1][-1].isalnum() and len(words[end - 1]) == 1)
        or doc[end - 1].is_space
    ):
        end -= 1
    first = start
    if kind in ("person", ""):
        while end - start > 1 and (words[start].rstrip(".") in TITLES or doc[start].is_space):
            start += 1
    said = range(start, end)
    if all(doc[i].is_lower or words[i].rstrip(".") in _PERSONAL_TITLES for i in said):  # "of", "Ms"
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
    numbered = any(c.isdigit() for word in words[start:end] for c in word)  # "P2", a moon
    pair = words[start + 1 : end - 1] == ["-"] and reading.pos[end : end + 1] == [
        "NOUN"
    ]  # "the Bean-Reed talks"
    if kind == "person" and (numbered or pair):
        kind = "other"
    if any(t in _PERSONAL_TITLES for t in titles):
        kind = "person"
    key = tuple(w.translate(_INNER_MARKS) for w in words[start:end] if w[0].isalnum() or w == "&")
    return Name(start, end, first, reading.root(start, end), key, kind, gender, titles) if key else None


def _is_body(reading: Reading, start: int, end: int) -> bool:
    """Whether a person is in truth "Victorian Governments" or "Bell Ridge Partners"."""
    if end - start < 2 or reading.words[start] in FIRST_NAMES:
        return False
    noun = NOUNS.get(reading.words[end - 1])
    return (noun is not None and noun.kind == "organization") or reading.words[end - 1] in BODY_ENDINGS


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
    """The part of a person's entity that can be a name: capitalized words and particles, no office."""
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
    start = _given_name_behind(reading, start, end)
    for i in range(start, end):
        text = doc[i].text
        part = (
            any(c.isupper() for c in text) or words[i] in PARTICLES or (doc[i].is_space and "\n" not in text)
        )
        joined = i > start and not doc[i - 1].whitespace_  # "Ki-moon" is three tokens
        if not (part or (joined and (text == "-" or (text.isalpha() and words[i - 1] == "-")))):
            return start, i
    return start, end


def _given_name_behind(reading: Reading, start: int, end: int) -> int:
    """Where a person's name begins behind words that are none of it: "Stockman Ann Bean", "Board Ann Bean".

    A single word before a first name is none of the name if the sentence begins with it and it ends as names
    of occupations do.
    """
    words = reading.words
    if words[start] in FIRST_NAMES or words[start] in PARTICLES or len(words[start].rstrip(".")) == 1:
        return start
    for k in range(start + 1, end - 1):
        if (
            words[k - 1] != "-"
            and words[k] in FIRST_NAMES
            and words[k + 1][0].isalpha()
            and words[k + 1] not in PARTICLES
        ):
            opens = bool(reading.doc[start].is_sent_start) and words[start].endswith(_OCCUPATIONAL)
            return k if k - start > 1 or opens else start
    return start


def _is_title(reading: Reading, i: int) -> bool:
    word = reading.words[i]
    if word.isspace():
        return "\n" not in word and i > 0 and _is_title(reading, i - 1)
    if word == "." and i > 0 and not reading.doc[i - 1].whitespace_:
        return _is_title(reading, i - 1)
    return word.rstrip(".") in TITLES and (
        word[0].isupper() or reading.doc[i].is_title or reading.doc[i].is_upper
    )


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
            votes[name.words]["person"] += 0 if name.words[-1] in _NO_FAMILY else 2
    people = {
        words for words, count in votes.items() if len(words) > 1 and count.most_common(1)[0][0] == "person"
    }
    families = {family(words) for words in people}
    given = {words[0] for words in people if words[0] in FIRST_NAMES}
    for name in names:
        count = votes[name.words]
        word = name.words[-1]
        if (len(name.words) == 1 and word in given) or (
            len(form := given_and_family(name.words)) == 1 and form[0] in families
        ):
            if name.kind != "place" or not _is_located(reading, name):
                name.kind = "person"
        elif not any(count.values()) or set(count) == {""}:
            name.kind = "person" if votes.get(name.words[-1:], _NO_VOTES)["person"] else "other"
        else:
            name.kind = max((kind for kind in count if kind), key=lambda kind: count[kind], default="other")


def _has_office(reading: Reading, name: Name) -> bool:
    """Whether somebody's office stands beside a name: "analyst Bean", "Bean, a chemistry professor"."""
    before = NOUNS.get(reading.words[name.start - 1])
    if before is not None and before.kind == "person" and reading.head[name.start - 1] == name.head:
        title = before.lemma in TITLES and len(name.words) == 1  # "Commissioner Bean"
        return title or reading.pos[name.start - 1] == "NOUN"
    following = (NOUNS.get(child.lower_) for child in reading.doc[name.head].rights if child.dep_ == "appos")
    return any(noun is not None and noun.kind == "person" for noun in following)


def _is_located(reading: Reading, name: Name) -> bool:
    """Whether a name stands where a place does: "in Bean"."""
    return name.start > 0 and reading.words[name.start - 1] in _LOCATIVE


def given_and_family(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name with particles drawn to the family name: ("bill", "de blasio")."""
    words = without_suffix(words)
    out: list[str] = []
    for word in reversed(words):
        if out and word in PARTICLES:
            out[-1] = f"{word} {out[-1]}"
        else:
            out.append(word)
    return tuple(reversed(out))


def family(words: tuple[str, ...]) -> str:
    return given_and_family(words)[-1]


def without_suffix(words: tuple[str, ...]) -> tuple[str, ...]:
    while len(words) > 1 and words[-1] in SUFFIXES:
        words = words[:-1]
    return words

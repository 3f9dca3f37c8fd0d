"""What a document tells of one party, gathered from all its mentions: names, descriptions, gender."""

from dataclasses import dataclass, field

from claimex.pipeline.annotations import Region


@dataclass(slots=True)
class Name:
    """One occurrence of a proper name, without titles before it and possessives behind.

    start, end: its tokens. first: the token where its titles begin. head: the token that hangs on the rest
    of the sentence. words: in lower case. kind: person, organization, place, group, document or other.
    gender: what its titles tell, "m", "f" or "".
    """

    start: int
    end: int
    first: int
    head: int
    words: tuple[str, ...]
    kind: str
    gender: str = ""
    titles: tuple[str, ...] = ()


@dataclass(slots=True)
class Phrase:
    """One occurrence of a description: its tokens, head noun and other content words."""

    start: int
    end: int
    head: int
    lemma: str
    modifiers: frozenset[str]
    definite: bool
    plural: bool


@dataclass(slots=True, eq=False)
class Entity:
    """One party.

    gender: from -1 (male) to 1 (female). roles: the offices and occupations that it is given. modifiers: the
    other words of its descriptions. members: the parties that a coordination joins. maker: whether it wrote,
    signed or published something. speaks: whether it has said or asked for something so far. last: the token
    of its last occurrence so far.
    """

    kind: str
    gender: float = 0.0
    plural: bool = False
    names: list[Name] = field(default_factory=list)
    phrases: list[Phrase] = field(default_factory=list)
    roles: set[str] = field(default_factory=set)
    modifiers: set[str] = field(default_factory=set)
    members: tuple["Entity", ...] = ()
    maker: bool = False
    speaks: bool = False
    last: int = -1
    mentions: list[Region] = field(default_factory=list)

"""brat standoff -> events with their spans.

    T1  demand 45 62   to reopen the library
    T2  cue 25 34      called on
    E1  demand:T1 cue:T2                       ->   Event("demand", {"demand": (...), "cue": (...)}, {}, {})

Two sorts of it are known: PolNeAR's, whose events are attributions, and what `claimex run --format brat`
writes for annotators to correct, whose events are records of all four kinds.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from claimex.records import Span

# The text of a text-bound annotation may hold line breaks: an item begins where a line looks like one.
_ITEM = re.compile(r"\n(?=[TEARN#*]\d)")
_NUMBERED = re.compile(r"\d+$")  # brat numbers roles that are filled twice: Content, Content2


@dataclass(frozen=True, slots=True)
class Event:
    """An event.

    Arguments:
        type: as written.
        roles: role in lower case, the trigger's type among them -> its spans, in the order of the annotation.
        attributes: name -> value; "" for one that has none.
        notes: what `name=value; name=value` in an annotator's note says.
    """

    type: str
    roles: dict[str, tuple[Span, ...]]
    attributes: dict[str, str] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)

    def one(self, role: str) -> Span | None:
        """The first span of a role, if there is one."""
        return next(iter(self.roles.get(role, ())), None)


def parse(text: str, standoff: str, *, mend_breaks: bool = False) -> list[Event]:
    """Read the events of an annotation file.

    Arguments:
        text: the document.
        standoff: the `.ann` file's content.
        mend_breaks: join the pieces of spans that were only cut because brat allows no line break within one.

    Raises:
        ValueError, KeyError, IndexError: if it is no standoff, or refers to what is not there.
    """
    pieces: dict[str, tuple[Span, ...]] = {}
    events: dict[str, Event] = {}
    items = [item.rstrip("\n").split("\t") for item in _ITEM.split(standoff) if item.strip()]
    for key, *columns in items:
        if key.startswith("T"):
            places = [each.split() for each in columns[0].split(" ", 1)[1].split(";")]
            offsets = [(int(start), int(end)) for start, end in places]
            pieces[key] = tuple(
                Span(start=start, end=end, text=text[start:end])
                for start, end in (_mended(text, offsets) if mend_breaks else offsets)
            )
    for key, *columns in items:
        if key.startswith("E"):
            roles: dict[str, tuple[Span, ...]] = defaultdict(tuple)
            arguments = [argument.split(":") for argument in columns[0].split()]
            for role, target in arguments:
                roles[_NUMBERED.sub("", role).lower()] += pieces[target]
            events[key] = Event(arguments[0][0], dict(roles))
    for key, *columns in items:
        if key.startswith("A"):
            name, target, *value = columns[0].split(" ", 2)
            if target in events:
                events[target].attributes[name] = value[0] if value else ""
        elif key.startswith("#") and columns[0].split()[1] in events:
            said = (note.partition("=") for note in columns[1].split("; "))
            events[columns[0].split()[1]].notes.update((name, value) for name, _, value in said)
    return list(events.values())


def _mended(text: str, offsets: list[tuple[int, int]]) -> list[tuple[int, int]]:
    mended: list[tuple[int, int]] = []
    for start, end in offsets:
        if mended and re.fullmatch(r"\s*[\r\n]\s*", text[mended[-1][1] : start]):
            mended[-1] = (mended[-1][0], end)
        else:
            mended.append((start, end))
    return mended

"""Extractions -> two charts as inline SVG: who is heard how often, and who demands something of whom.

    voices([extraction])        a bar a speaker, quotations dark, attributions light
    demand_flows([extraction])  issuers on the left, addressees on the right, a band a pair

Colours and fonts come from the page's style sheet; each bar and band tells its figures in a title.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from claimex.records import Demand, Extraction, Mention
from claimex.views.highlights import speaker_of, statements
from claimex.views.markup import Html, element, join

WIDTH = 640  # units of the drawings; the page scales them
LABEL = 226  # of them, for names
LABEL_CHARACTERS = 25  # as many as fit there
BAR, STEP = 15, 27
MOST = 12  # speakers or parties that are drawn
FLOW_HEIGHT = 260  # of the demands' bands together, at most
FLOW_UNIT = 16  # of one demand's band, at most
FLOW_GAP = 14
NODE = 4
NOT_NAMED = "(not named)"


def voices(extractions: Iterable[Extraction]) -> Html | None:
    """A bar for each of the most quoted speakers, the most quoted first; None if nobody is quoted."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for extraction in extractions:
        for record in statements(extraction):
            counts[_name(speaker_of(record))][record.kind] += 1
    if not counts:
        return None
    ranked = sorted(counts, key=lambda name: (name == NOT_NAMED, -counts[name].total(), name))
    shown, rest = ranked[:MOST], ranked[MOST:]
    scale = (WIDTH - LABEL - 40) / max(counts[name].total() for name in shown)
    rows = []
    for index, name in enumerate(shown):
        quoted, reported = counts[name]["quotation"], counts[name]["attribution"]
        y = index * STEP
        middle = y + BAR / 2
        end = LABEL + (quoted + reported) * scale
        figures = f"{name}: {count_of(quoted, 'quotation')}, {count_of(reported, 'attribution')}"
        rows.append(
            element(
                "g",
                element("title", figures),
                element("text", _short(name), x=LABEL - 10, y=middle, class_="cx-name"),
                _bar(LABEL, y, quoted * scale, "cx-quoted"),
                _bar(LABEL + quoted * scale, y, reported * scale, "cx-reported"),
                element("text", f"{quoted + reported}", x=f"{end + 8:.1f}", y=middle),
                class_="cx-voice",
                data_speaker=None if name == NOT_NAMED else name,
            )
        )
    times = sum(counts[name].total() for name in rest)
    note = f" · {count_of(len(rest), 'other')}: {count_of(times, 'statement')} together" if rest else ""
    key = [element("i", class_="cx-quoted"), "quoted", element("i", class_="cx-reported"), "reported"]
    return join((_drawing("Who is quoted how often", len(shown) * STEP, rows), _note(*key, note)))


def demand_flows(extractions: Iterable[Extraction]) -> Html | None:
    """A band for each issuer and addressee, as wide as their demands are many; None without demands."""
    demands = [demand for extraction in extractions for demand in extraction.demands]
    pairs: dict[tuple[str, str], list[Demand]] = defaultdict(list)
    for demand in demands:
        pairs[_name(demand.issuer), _name(demand.addressee)].append(demand)
    if not pairs:
        return None
    drawn = _most_frequent(pairs)
    total = sum(len(asked) for asked in drawn.values())
    unit = min(FLOW_UNIT, FLOW_HEIGHT / total)
    left = _Side(Counter(issuer for (issuer, _), asked in drawn.items() for _ in asked), unit)
    right = _Side(Counter(addressee for (_, addressee), asked in drawn.items() for _ in asked), unit)
    bands = [
        _band(issuer, addressee, drawn[issuer, addressee], left, right)
        for issuer in left.counts
        for addressee in right.counts
        if (issuer, addressee) in drawn
    ]
    nodes = [*left.nodes(LABEL, LABEL - 10, "cx-name")]
    nodes += right.nodes(WIDTH - LABEL - NODE, WIDTH - LABEL + 10, "cx-name cx-right")
    note = f"the most frequent of {count_of(len(pairs), 'pair')}: {total} of {len(demands)} demands"
    drawing = _drawing("Who demands something of whom", max(left.height, right.height), [*bands, *nodes])
    return join((drawing, _note(note))) if total < len(demands) else drawing


def count_of(number: int, noun: str) -> str:
    """A number of things, in words."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


class _Side:
    """The parties on one side of the demands' chart, one under the other, the most frequent first.

    Attributes:
        counts: party -> its demands, in order.
        height: of all of them.
    """

    def __init__(self, counts: Counter[str], unit: float):
        order = sorted(counts, key=lambda name: (name == NOT_NAMED, -counts[name], name))
        self.counts = {name: counts[name] for name in order}
        self.unit = unit
        self.tops: dict[str, float] = {}
        self.height = FLOW_GAP / 2
        for name, count in self.counts.items():
            self.tops[name] = self.height
            self.height += max(count * unit, BAR) + FLOW_GAP
        self._free = dict(self.tops)

    def take(self, name: str, number: int) -> float:
        """The middle of the next free stretch of a party's node, as wide as `number` demands."""
        width = number * self.unit
        self._free[name] += width
        return self._free[name] - width / 2

    def nodes(self, x: float, text_x: float, class_: str) -> Iterable[Html]:
        """Each party's node and name."""
        for name, count in self.counts.items():
            top, height = self.tops[name], count * self.unit
            yield element("rect", x=x, y=f"{top:.1f}", width=NODE, height=f"{height:.1f}", class_="cx-node")
            title = element("title", f"{name}: {count_of(count, 'demand')}")
            yield element("text", _short(name), title, x=text_x, y=f"{top + height / 2:.1f}", class_=class_)


def _most_frequent(pairs: dict[tuple[str, str], list[Demand]]) -> dict[tuple[str, str], list[Demand]]:
    """The most frequent pairs, as many as can be drawn with `MOST` parties on either side."""
    kept: dict[tuple[str, str], list[Demand]] = {}
    issuers: set[str] = set()
    addressees: set[str] = set()
    for (issuer, addressee), asked in sorted(pairs.items(), key=lambda item: (-len(item[1]), item[0])):
        if len(issuers | {issuer}) <= MOST and len(addressees | {addressee}) <= MOST:
            issuers.add(issuer)
            addressees.add(addressee)
            kept[issuer, addressee] = asked
    return kept


def _band(issuer: str, addressee: str, asked: Sequence[Demand], left: _Side, right: _Side) -> Html:
    y1, y2 = left.take(issuer, len(asked)), right.take(addressee, len(asked))
    x1, x2 = LABEL + NODE, WIDTH - LABEL - NODE
    middle = (x1 + x2) / 2
    actions = "\n".join(f"· {' '.join(demand.text.split())}" for demand in asked)
    return element(
        "path",
        element("title", f"{issuer} → {addressee}\n{actions}"),
        d=f"M{x1} {y1:.1f}C{middle} {y1:.1f} {middle} {y2:.1f} {x2} {y2:.1f}",
        stroke_width=f"{len(asked) * left.unit:.1f}",
        class_="cx-flow",
        data_speaker=None if issuer == NOT_NAMED else issuer,
    )


def _name(mention: Mention | None) -> str:
    return mention.name if mention else NOT_NAMED


def _note(*parts: str) -> Html:
    return element("p", *parts, class_="cx-key")


def _drawing(title: str, height: float, parts: Sequence[Html]) -> Html:
    return element(
        "svg",
        join(parts),
        viewBox=f"0 0 {WIDTH} {height:.0f}",
        role="group",
        aria_label=title,
        class_="cx-chart",
    )


def _bar(x: float, y: float, width: float, class_: str) -> Html:
    return element("rect", x=f"{x:.1f}", y=y, width=f"{width:.1f}", height=BAR, class_=class_)


def _short(name: str) -> str:
    name = " ".join(name.split())
    return name if len(name) <= LABEL_CHARACTERS else name[: LABEL_CHARACTERS - 1].rstrip() + "…"

"""Extractions -> two charts as inline SVG: who is heard how often, and who demands something of whom.

    voices([extraction])        a bar a speaker, quotations dark, attributions light
    demand_flows([extraction])  issuers on the left, addressees on the right, a band a pair

Colours and fonts come from the page's style sheet; each bar and band tells its figures in a title.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from claimex.records import Demand, Extraction
from claimex.views.highlights import speaker_of, statements
from claimex.views.markup import Html, element, join

WIDTH = 640  # units of the drawings; the page scales them
LABEL = 210  # of them, for names
LABEL_CHARACTERS = 30  # as many as fit there
BAR, STEP = 14, 24
MOST = 12  # speakers or parties that are drawn; the rest are counted together
FLOW_HEIGHT = 260  # of the demands' bands together, at most
FLOW_UNIT = 16  # of one demand's band, at most
FLOW_GAP = 14
NODE = 4
NOT_NAMED = "(not named)"
OTHERS = "(others)"


def voices(extractions: Iterable[Extraction]) -> Html | None:
    """A bar for each speaker, the most quoted first; None if nobody is quoted."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for extraction in extractions:
        for record in statements(extraction):
            speaker = speaker_of(record)
            counts[speaker.name if speaker else NOT_NAMED][record.kind] += 1
    if not counts:
        return None
    ranked = sorted(counts, key=lambda name: (name == NOT_NAMED, -counts[name].total(), name))
    shown = ranked[:MOST]
    if rest := ranked[MOST:]:
        counts[OTHERS] = sum((counts[name] for name in rest), Counter())
        shown.append(OTHERS)
    scale = (WIDTH - LABEL - 40) / max(counts[name].total() for name in shown)
    rows = []
    for index, name in enumerate(shown):
        quoted, reported = counts[name]["quotation"], counts[name]["attribution"]
        y = index * STEP
        middle = y + BAR / 2
        end = LABEL + (quoted + reported) * scale
        rows.append(
            element(
                "g",
                element("title", f"{name}: {_count(quoted, 'quotation')}, {_count(reported, 'attribution')}"),
                element("text", _short(name), x=LABEL - 10, y=middle, class_="cx-name"),
                _bar(LABEL, y, quoted * scale, "cx-quoted"),
                _bar(LABEL + quoted * scale, y, reported * scale, "cx-reported"),
                element("text", f"{quoted + reported}", x=f"{end + 8:.1f}", y=middle),
                class_="cx-voice",
                data_speaker=None if name in (NOT_NAMED, OTHERS) else name,
            )
        )
    return _drawing("Who is quoted how often", len(shown) * STEP, rows)


def demand_flows(extractions: Iterable[Extraction]) -> Html | None:
    """A band for each issuer and addressee, as wide as their demands are many; None if nothing is demanded."""
    demands = [demand for extraction in extractions for demand in extraction.demands]
    if not demands:
        return None
    issuers = _ranked(demand.issuer.name if demand.issuer else NOT_NAMED for demand in demands)
    addressees = _ranked(demand.addressee.name if demand.addressee else NOT_NAMED for demand in demands)
    pairs: dict[tuple[str, str], list[Demand]] = defaultdict(list)
    for demand in demands:
        issuer = demand.issuer.name if demand.issuer else NOT_NAMED
        addressee = demand.addressee.name if demand.addressee else NOT_NAMED
        pairs[_kept(issuer, issuers), _kept(addressee, addressees)].append(demand)
    unit = min(FLOW_UNIT, FLOW_HEIGHT / len(demands))
    left, right = _stack(issuers, unit), _stack(addressees, unit)
    parts: list[Html] = []
    used_left, used_right = dict(left), dict(right)
    for issuer in issuers:
        for addressee in addressees:
            asked = pairs.get((issuer, addressee), [])
            if not asked:
                continue
            width = len(asked) * unit
            y1, y2 = used_left[issuer] + width / 2, used_right[addressee] + width / 2
            used_left[issuer] += width
            used_right[addressee] += width
            x1, x2 = LABEL + NODE, WIDTH - LABEL - NODE
            middle = (x1 + x2) / 2
            actions = "\n".join(f"· {' '.join(demand.text.split())}" for demand in asked)
            parts.append(
                element(
                    "path",
                    element("title", f"{issuer} → {addressee}\n{actions}"),
                    d=f"M{x1} {y1:.1f}C{middle} {y1:.1f} {middle} {y2:.1f} {x2} {y2:.1f}",
                    stroke_width=f"{width:.1f}",
                    class_="cx-flow",
                    data_speaker=None if issuer in (NOT_NAMED, OTHERS) else issuer,
                )
            )
    for names, tops, x, text_x, side in (
        (issuers, left, LABEL, LABEL - 10, "cx-name"),
        (addressees, right, WIDTH - LABEL - NODE, WIDTH - LABEL + 10, "cx-name cx-right"),
    ):
        for name, count in names.items():
            height = count * unit
            parts.append(
                element(
                    "rect", x=x, y=f"{tops[name]:.1f}", width=NODE, height=f"{height:.1f}", class_="cx-node"
                )
            )
            middle = tops[name] + height / 2
            title = element("title", f"{name}: {_count(count, 'demand')}")
            parts.append(element("text", _short(name), title, x=text_x, y=f"{middle:.1f}", class_=side))
    height = max(_bottom(issuers, left, unit), _bottom(addressees, right, unit))
    return _drawing("Who demands something of whom", height, parts)


def _ranked(names: Iterable[str]) -> Counter[str]:
    """Names with their counts, the most frequent first, all beyond `MOST` counted as others, the unnamed last."""
    counts = Counter(names)
    order = sorted(counts, key=lambda name: (name == NOT_NAMED, -counts[name], name))
    kept = Counter({name: counts[name] for name in order[:MOST]})
    if others := sum(counts[name] for name in order[MOST:]):
        kept[OTHERS] = others
    return kept


def _kept(name: str, names: Counter[str]) -> str:
    return name if name in names else OTHERS


def _stack(names: Counter[str], unit: float) -> dict[str, float]:
    """Where each name's node begins, from the top."""
    tops: dict[str, float] = {}
    y = FLOW_GAP / 2
    for name, count in names.items():
        tops[name] = y
        y += max(count * unit, BAR) + FLOW_GAP
    return tops


def _bottom(names: Counter[str], tops: dict[str, float], unit: float) -> float:
    return max(tops[name] + max(count * unit, BAR) for name, count in names.items()) + FLOW_GAP / 2


def _drawing(title: str, height: float, parts: Sequence[Html]) -> Html:
    return element(
        "svg",
        join(parts),
        viewBox=f"0 0 {WIDTH} {height:.0f}",
        role="img",
        aria_label=title,
        class_="cx-chart",
    )


def _bar(x: float, y: float, width: float, class_: str) -> Html:
    return element("rect", x=f"{x:.1f}", y=y, width=f"{width:.1f}", height=BAR, class_=class_)


def _short(name: str) -> str:
    name = " ".join(name.split())
    return name if len(name) <= LABEL_CHARACTERS else name[: LABEL_CHARACTERS - 1].rstrip() + "…"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"

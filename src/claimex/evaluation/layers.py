"""One document's gold annotations and predicted records -> counts, of which the figures are ratios.

    >>> outcome = score_document(gold, extraction.records)
    >>> outcome.counts["quotation: right"], outcome.counts["quotation: gold"]
    (4, 4)

Each layer has a function that pairs gold with predictions and counts what is right in a pair, and a list of
the figures that are made of its counts. Counts are kept by document, so that documents can be resampled.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from claimex.evaluation.equality import (
    agree,
    characters,
    iou,
    match,
    overlap,
    same_name,
    same_unit,
    same_value,
)
from claimex.evaluation.gold import (
    GoldDemand,
    GoldDocument,
    GoldNumber,
    GoldQuantity,
    GoldQuotation,
    GoldRelation,
    as_relation,
)
from claimex.records import AnyRecord, Attribution, Demand, NumericClaim, Quotation, Span

QUOTATION_IOU = 0.9  # inside the marks: where a comma or a mark belongs is a matter of house style
ACTION_IOU = 0.5
CONTENT_IOU = 0.5
SOURCE_IOU = 0.5
MARKS_BEFORE = "\"“'‘«"
MARKS_BEHIND = "\"”'’»"
DOUBLE_MARKS = frozenset('"“”')
SHOWN = 120  # characters of a span in an error


class Figure(NamedTuple):
    """A published figure: which counts it is the ratio of.

    With `predicted` it is precision, recall and F1; without, an accuracy: `right` of `gold`.
    """

    name: str
    right: str
    gold: str
    predicted: str | None = None


class Judged(NamedTuple):
    """A predicted record's confidence, and whether it was right by a criterion."""

    criterion: str
    confidence: float
    right: bool


class Error(NamedTuple):
    """Something missed, false or wrong in a document, in words."""

    layer: str
    doc_id: str
    gold: str | None
    predicted: str | None

    def __str__(self) -> str:
        parts = [f"{self.layer}: {self.doc_id}"]
        parts += [f"gold {self.gold}"] if self.gold is not None else []
        parts += [f"predicted {self.predicted}"] if self.predicted is not None else []
        return " | ".join(parts)


@dataclass
class Outcome:
    """What one document contributes."""

    doc_id: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    judged: list[Judged] = field(default_factory=list)
    errors: list[Error] = field(default_factory=list)

    def count(self, name: str, number: int = 1) -> None:
        self.counts[name] += number

    def error(self, layer: str, gold: str | None, predicted: str | None) -> None:
        self.errors.append(Error(layer, self.doc_id, gold, predicted))

    def judge(self, criterion: str, records: Sequence[AnyRecord], right: Iterable[int]) -> None:
        """Note of each record whether it is right; `right` holds the indices of those that are."""
        indices = frozenset(right)
        self.judged += [Judged(criterion, r.confidence, j in indices) for j, r in enumerate(records)]


QUOTATION_FIGURES = (
    Figure("quotation span", "quotation: right", "quotation: gold", "quotation: predicted"),
    Figure("quotation speaker mention accuracy", "quotation: mention right", "quotation: mention gold"),
    Figure(
        "quotation speaker name", "quotation: name right", "quotation: name gold", "quotation: name predicted"
    ),
)
DEMAND_FIGURES = (
    Figure("demand", "demand: right", "demand: gold", "demand: predicted"),
    Figure("demand exact action", "demand: exact", "demand: gold", "demand: predicted"),
    Figure("demand with cue, issuer, addressee", "demand: all roles", "demand: gold", "demand: predicted"),
    Figure("demand issuer accuracy", "demand: issuer", "demand: right"),
    Figure("demand addressee accuracy", "demand: addressee", "demand: right"),
    Figure("demand negation accuracy", "demand: negated", "demand: right"),
)
NUMBER_FIGURES = (
    Figure("number", "number: right", "number: gold", "number: predicted"),
    Figure("number value", "number: value", "number: gold", "number: predicted"),
    Figure("number value+comparator", "number: comparator", "number: gold", "number: predicted"),
    Figure("number value+unit", "number: unit", "number: gold", "number: predicted"),
    Figure("number value+kind", "number: kind", "number: gold", "number: predicted"),
    Figure("number value+comparator+unit", "number: all", "number: gold", "number: predicted"),
    Figure("number exact span", "number: exact", "number: gold", "number: predicted"),
)
ROLES = ("source", "cue", "content")
RELATION_FIGURES = (
    *(
        figure
        for role in ROLES
        for figure in (
            Figure(f"{role} exact", f"{role}: exact", f"{role}: gold", f"{role}: predicted"),
            Figure(
                f"{role} characters",
                f"{role}: shared",
                f"{role}: gold characters",
                f"{role}: predicted characters",
            ),
        )
    ),
    Figure("relation: content", "relation: content", "relation: gold", "relation: predicted"),
    Figure("relation: content+source", "relation: source", "relation: gold", "relation: predicted"),
    Figure("relation: content+source+cue", "relation: cue", "relation: gold", "relation: predicted"),
    Figure("quoted relations: recall", "quoted: found", "quoted: gold"),
    Figure("quoted relations: recall with source", "quoted: source", "quoted: gold"),
)
QUANTITY_FIGURES = (
    Figure("value", "quantity: value", "quantity: gold", "quantity: predicted"),
    Figure("value+unit", "quantity: unit", "quantity: gold", "quantity: predicted"),
    Figure("value+change", "quantity: change", "quantity: gold", "quantity: predicted"),
)


def figures_of(document: GoldDocument) -> tuple[Figure, ...]:
    """The figures for the layers that are annotated in a document."""
    figures: tuple[Figure, ...] = ()
    figures += QUOTATION_FIGURES if document.quotations is not None else ()
    figures += DEMAND_FIGURES if document.demands is not None else ()
    figures += NUMBER_FIGURES if document.numbers is not None else ()
    figures += RELATION_FIGURES if document.relations is not None else ()
    if document.quantities is not None:
        changes = any(q.change is not None for q in document.quantities)
        figures += QUANTITY_FIGURES if changes else QUANTITY_FIGURES[:-1]
    return figures


def score_document(gold: GoldDocument, records: Iterable[AnyRecord]) -> Outcome:
    """Score every layer that is annotated in a document.

    Arguments:
        gold: the annotations.
        records: what was predicted for the document, of whatever kinds.
    """
    records = list(records)
    numbers = [r for r in records if isinstance(r, NumericClaim)]
    outcome = Outcome(gold.id)
    if gold.quotations is not None:
        score_quotations(gold.quotations, [r for r in records if isinstance(r, Quotation)], outcome)
    if gold.demands is not None:
        score_demands(gold.demands, [r for r in records if isinstance(r, Demand)], outcome)
    if gold.numbers is not None:
        score_numbers(gold.numbers, numbers, outcome)
    if gold.relations is not None:
        score_relations(gold.relations, [r for r in records if isinstance(r, Attribution)], outcome)
    if gold.quantities is not None:
        score_quantities(gold.quantities, numbers, outcome)
    return outcome


def score_quotations(gold: Sequence[GoldQuotation], predicted: Sequence[Quotation], outcome: Outcome) -> None:
    """Quoted stretches; in pairs, the mention tied to the quote and the speaker's name."""
    outcome.count("quotation: gold", len(gold))
    outcome.count("quotation: predicted", len(predicted))
    outcome.count("quotation: name gold", sum(g.speaker_name is not None for g in gold))
    outcome.count("quotation: name predicted", sum(p.speaker is not None for p in predicted))
    pairs = _pair([_within_marks(g.span) for g in gold], [_within_marks(p) for p in predicted], QUOTATION_IOU)
    outcome.count("quotation: right", len(pairs))
    named = []
    for i, j in pairs:
        g, p = gold[i], predicted[j]
        if g.speaker is not None:
            outcome.count("quotation: mention gold")
            outcome.count("quotation: mention right", overlap(g.speaker, p.speaker))
        if g.speaker_name is None:
            continue
        if p.speaker is not None and same_name(g.speaker_name, p.speaker.name):
            outcome.count("quotation: name right")
            named.append(j)
        else:
            said = p.speaker and f"{p.speaker.name} ({p.speaker.text})"
            outcome.error("speaker name", f"{g.speaker_name} {_shown(g.span)}", said or "nobody")
    outcome.judge("quotation span", predicted, (j for _, j in pairs))
    outcome.judge("quotation speaker name", predicted, named)
    _unpaired(outcome, "quotation", [_shown(g.span) for g in gold], [_shown(p) for p in predicted], pairs)


def score_demands(gold: Sequence[GoldDemand], predicted: Sequence[Demand], outcome: Outcome) -> None:
    """Demanded actions; in pairs, their roles and negation."""
    outcome.count("demand: gold", len(gold))
    outcome.count("demand: predicted", len(predicted))
    pairs = _pair([characters([g.action]) for g in gold], [characters([p]) for p in predicted], ACTION_IOU)
    outcome.count("demand: right", len(pairs))
    with_roles = []
    for i, j in pairs:
        g, p = gold[i], predicted[j]
        roles = {"issuer": (g.issuer, p.issuer), "addressee": (g.addressee, p.addressee)}
        for role, (expected, found) in roles.items():
            if agree(expected, found):
                outcome.count(f"demand: {role}")
            else:
                outcome.error(f"demand {role}", f"{_shown(expected)} -> {_shown(g.action)}", _shown(found))
        outcome.count("demand: exact", (g.action.start, g.action.end) == (p.start, p.end))
        outcome.count("demand: negated", g.negated == p.negated)
        if overlap(g.cue, p.cue) and all(agree(*both) for both in roles.values()):
            outcome.count("demand: all roles")
            with_roles.append(j)
    outcome.judge("demand", predicted, (j for _, j in pairs))
    outcome.judge("demand with cue, issuer, addressee", predicted, with_roles)
    _unpaired(
        outcome,
        "demand",
        [f"{_shown(g.cue)} -> {_shown(g.action)}" for g in gold],
        [f"{_shown(p.cue)} -> {_shown(p)}" for p in predicted],
        pairs,
    )


def score_numbers(gold: Sequence[GoldNumber], predicted: Sequence[NumericClaim], outcome: Outcome) -> None:
    """Numeric claims, paired by overlap and value; in pairs, value, comparator, unit, kind."""
    outcome.count("number: gold", len(gold))
    outcome.count("number: predicted", len(predicted))

    def likeness(g: GoldNumber, p: NumericClaim) -> float:
        if not overlap(g.span, p):
            return 0
        return 1 + same_value(g.value, p.value) + iou(characters([g.span]), characters([p]))

    pairs = match(gold, predicted, likeness, 1)
    outcome.count("number: right", len(pairs))
    with_value, with_all = [], []
    for i, j in pairs:
        g, p = gold[i], predicted[j]
        value = same_value(g.value, p.value) and (
            g.value_high is None or same_value(g.value_high, p.value_high)
        )
        comparator, unit = g.comparator == p.comparator, same_unit(g.unit, p.unit)
        outcome.count("number: value", value)
        outcome.count("number: comparator", value and comparator)
        outcome.count("number: unit", value and unit)
        outcome.count("number: kind", value and g.quantity_kind == p.quantity_kind)
        outcome.count("number: all", value and comparator and unit)
        outcome.count("number: exact", (g.span.start, g.span.end) == (p.start, p.end))
        if value:
            with_value.append(j)
        if value and comparator and unit:
            with_all.append(j)
        else:
            outcome.error("number wrong", _number(g.span, g), _number(p, p))
    outcome.judge("number value", predicted, with_value)
    outcome.judge("number value+comparator+unit", predicted, with_all)
    _unpaired(outcome, "number", [_shown(g.span) for g in gold], [_shown(p) for p in predicted], pairs)


def score_relations(gold: Sequence[GoldRelation], predicted: Sequence[Attribution], outcome: Outcome) -> None:
    """Attributions: spans of each role, exactly and by character; whole relations, found by their content."""
    relations = [as_relation(p) for p in predicted]
    for role in ROLES:
        _score_role(role, gold, relations, outcome)
    outcome.count("relation: gold", len(gold))
    outcome.count("relation: predicted", len(relations))
    gold_content = [characters(g.content) for g in gold]
    content = [characters(p.content) for p in relations]
    pairs = _pair(gold_content, content, CONTENT_IOU)
    outcome.count("relation: content", len(pairs))
    with_source, with_cue = [], []
    for i, j in pairs:
        g, p = gold[i], relations[j]
        source = _same_source(g, p)
        cue = bool(characters(g.cue) & characters(p.cue)) or not (g.cue or p.cue)
        with_source += [j] if source else []
        with_cue += [j] if source and cue else []
        if not (source and cue):
            outcome.error("relation wrong", _relation(g), _relation(p))
    outcome.count("relation: source", len(with_source))
    outcome.count("relation: cue", len(with_cue))
    outcome.judge("relation: content", predicted, (j for _, j in pairs))
    outcome.judge("relation: content+source", predicted, with_source)
    outcome.judge("relation: content+source+cue", predicted, with_cue)
    _unpaired(outcome, "relation", [_relation(g) for g in gold], [_relation(p) for p in relations], pairs)

    # Relations whose content holds a quotation mark: what newsroom quote extractors look for.
    quoted = [i for i, g in enumerate(gold) if any(DOUBLE_MARKS & set(span.text) for span in g.content)]
    outcome.count("quoted: gold", len(quoted))
    found = _pair([gold_content[i] for i in quoted], content, CONTENT_IOU)
    outcome.count("quoted: found", len(found))
    outcome.count("quoted: source", sum(_same_source(gold[quoted[i]], relations[j]) for i, j in found))


def score_quantities(
    gold: Sequence[GoldQuantity], predicted: Sequence[NumericClaim], outcome: Outcome
) -> None:
    """Quantities of a sentence, found by their value; in pairs, the unit and the reported change."""
    outcome.count("quantity: gold", len(gold))
    outcome.count("quantity: predicted", len(predicted))

    def unit(g: GoldQuantity, p: NumericClaim) -> bool:
        return same_unit(g.unit, p.unit) or same_unit(g.written_unit, p.unit)

    def likeness(g: GoldQuantity, p: NumericClaim) -> float:
        high = (g.value_high is None and p.value_high is None) or same_value(g.value_high, p.value_high)
        return (same_value(g.value, p.value) and high) * (
            1 + 0.5 * unit(g, p) + 0.1 * (g.change == change_of(p))
        )

    pairs = match(gold, predicted, likeness, 0.5)
    outcome.count("quantity: value", len(pairs))
    for i, j in pairs:
        g, p = gold[i], predicted[j]
        outcome.count("quantity: unit", unit(g, p) or not (g.written_unit.strip("- ") or p.unit))
        outcome.count("quantity: change", g.change == change_of(p))
    outcome.judge("value", predicted, (j for _, j in pairs))
    _unpaired(
        outcome,
        "value",
        [f"{g.value:g} {g.unit}" for g in gold],
        [f"{p.value:g} {p.unit} {_shown(p)}" for p in predicted],
        pairs,
    )


def change_of(record: NumericClaim) -> str:
    """NewsQuant's change of a record: a reported rise or fall, else the comparator without its equality."""
    if record.direction is not None:
        return record.direction
    return {">=": ">", "<=": "<", "range": "=", "score": "="}.get(record.comparator, record.comparator)


def _score_role(
    role: str, gold: Sequence[GoldRelation], predicted: Sequence[GoldRelation], outcome: Outcome
) -> None:
    """The spans of a role, whichever relation they belong to."""
    expected, found = ({s for r in relations for s in _role(r, role)} for relations in (gold, predicted))
    places, found_places = ({(s.start, s.end) for s in spans} for spans in (expected, found))
    outcome.count(f"{role}: exact", len(places & found_places))
    outcome.count(f"{role}: gold", len(places))
    outcome.count(f"{role}: predicted", len(found_places))
    inked, found_inked = (
        {s.start + n for s in spans for n, char in enumerate(s.text) if not char.isspace()}
        for spans in (expected, found)
    )
    outcome.count(f"{role}: shared", len(inked & found_inked))
    outcome.count(f"{role}: gold characters", len(inked))
    outcome.count(f"{role}: predicted characters", len(found_inked))


def _role(relation: GoldRelation, role: str) -> tuple[Span, ...]:
    spans: tuple[Span, ...] = getattr(relation, role)
    return spans


def _same_source(a: GoldRelation, b: GoldRelation) -> bool:
    if not (a.source or b.source):
        return True
    return iou(characters(a.source), characters(b.source)) >= SOURCE_IOU


def _pair(
    gold: Sequence[frozenset[int]], predicted: Sequence[frozenset[int]], threshold: float
) -> list[tuple[int, int]]:
    return match(gold, predicted, iou, threshold)


def _within_marks(span: Span) -> frozenset[int]:
    """The offsets of a quotation between its marks."""
    if span.text[:1] not in MARKS_BEFORE:
        return characters([span])
    return frozenset(range(span.start + 1, span.end - (span.text[-1] in MARKS_BEHIND)))


def _unpaired(
    outcome: Outcome, layer: str, gold: list[str], predicted: list[str], pairs: list[tuple[int, int]]
) -> None:
    found, right = {i for i, _ in pairs}, {j for _, j in pairs}
    for i, shown in enumerate(gold):
        if i not in found:
            outcome.error(f"{layer} missed", shown, None)
    for j, shown in enumerate(predicted):
        if j not in right:
            outcome.error(f"{layer} false", None, shown)


def _shown(span: Span | None) -> str:
    return "none" if span is None else repr(span.text[:SHOWN])


def _number(span: Span, number: GoldNumber | NumericClaim) -> str:
    high = "" if number.value_high is None else f"..{number.value_high:g}"
    return f"{_shown(span)} {number.comparator} {number.value:g}{high} {number.unit} ({number.quantity_kind})"


def _relation(relation: GoldRelation) -> str:
    source, cue, content = (" … ".join(span.text for span in _role(relation, role)) for role in ROLES)
    return f"[{source or 'nobody'}] [{cue}] {content[:SHOWN]!r}"

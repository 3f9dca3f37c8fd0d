"""The figures agree, digit for digit, with the reference scorer that stands beside the annotated corpora."""

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from claimex import evaluation
from claimex.evaluation.gold import GoldDocument
from claimex.records import Span

DOCUMENTS = 20


def noisy(document: GoldDocument, chance: random.Random) -> Iterator[dict[str, Any]]:
    """Predictions with every sort of error: annotations left out, moved, doubled and falsified."""
    text = document.text
    assert text is not None
    number = 0

    def moved(span: Span) -> dict[str, Any]:
        start = max(0, span.start - chance.choice([0, 0, 0, 1, 6]))
        end = min(len(text), span.end + chance.choice([0, 0, 0, 2, 15]))
        return {"start": start, "end": end, "text": text[start:end]}

    def mention(span: Span | None, name: str | None = None) -> dict[str, Any] | None:
        if span is None or chance.random() < 0.15:
            return None
        where = moved(span)
        return {**where, "name": name or where["text"], "type": "other"}

    def record(kind: str, span: Span, **fields: Any) -> dict[str, Any]:
        nonlocal number
        number += 1
        where = moved(span)
        common = {"kind": kind, "doc_id": document.id, "id": f"r{number}", "sentence": where}
        return {**where, **common, "confidence": round(chance.random(), 3), **fields}

    for q in chance.choices(document.quotations or (), k=len(document.quotations or ())):
        yield record(
            "quotation",
            q.span,
            quote_type="direct",
            speaker=mention(q.speaker, chance.choice([q.speaker_name, None])),
            cue=None,
            continues=None,
            attribution_id=None,
        )
    for d in chance.choices(document.demands or (), k=len(document.demands or ())):
        assert d.cue is not None
        yield record(
            "demand",
            d.action,
            cue=moved(d.cue),
            issuer=mention(d.issuer),
            addressee=mention(d.addressee),
            negated=chance.random() < 0.2,
            attribution_id=None,
            quotation_id=None,
        )
    for n in chance.choices(document.numbers or (), k=len(document.numbers or ())):
        yield record(
            "numeric_claim",
            n.span,
            value=chance.choice([n.value, n.value, n.value + 1]),
            value_high=n.value_high,
            comparator=chance.choice([n.comparator, n.comparator, "~"]),
            direction=None,
            quantity_kind=chance.choice([n.quantity_kind, "other"]),
            unit=chance.choice([n.unit, n.unit + "s", f"{n.unit} per day", "stone"]),
            about=None,
            speaker=None,
            attribution_id=None,
            quotation_id=None,
        )
    for r in chance.choices(document.relations or (), k=len(document.relations or ())):
        content = [moved(span) for span in r.content]
        start, end = min(c["start"] for c in content), max(c["end"] for c in content)
        yield {
            **record("attribution", Span(start=start, end=end, text=text[start:end])),
            "source": mention(r.source[0]) if r.source else None,
            "cue": moved(r.cue[0]) if r.cue and chance.random() < 0.9 else None,
            "content": content,
            "content_type": "indirect",
        }
    for q in chance.choices(document.quantities or (), k=len(document.quantities or ())):
        yield record(
            "numeric_claim",
            Span(start=0, end=len(text), text=text),
            value=chance.choice([q.value, q.value, q.value + 1]),
            value_high=q.value_high,
            comparator=chance.choice([c for c in (q.change, "=", ">=") if c not in (None, "up", "down")]),
            direction=chance.choice([d for d in (q.change, None) if d in ("up", "down", None)]),
            quantity_kind="other",
            unit=chance.choice([q.unit, q.written_unit, ""]),
            about=None,
            speaker=None,
            attribution_id=None,
            quotation_id=None,
        )


def reference(shared: Path, task: str, gold: Path, predicted: Path) -> dict[str, Any]:
    """What the reference scorer prints."""
    scorer = shared / "bench" / "score.py"
    done = subprocess.run(
        [sys.executable, scorer, task, gold, predicted], capture_output=True, text=True, check=True
    )
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


@pytest.mark.parametrize(
    ("task", "path"),
    [("gold", "data/gold/dev"), ("polnear", "data/polnear/dev"), ("quant", "data/quant/newsquant.json")],
)
@pytest.mark.parametrize("seed", [1, 2])
def test_figures_are_those_of_the_reference_scorer(
    shared: Path, tmp_path: Path, task: str, path: str, seed: int
) -> None:
    gold = evaluation.read_gold(shared / path)
    chance = random.Random(seed)
    predicted = tmp_path / "predicted.jsonl"
    lines = (json.dumps(record) for document in gold[:DOCUMENTS] for record in noisy(document, chance))
    predicted.write_text("\n".join(lines), encoding="utf-8")
    expected = reference(shared, task, shared / path, predicted)
    result = evaluation.evaluate(gold, evaluation.read_predictions(predicted, gold), resamples=0)
    scores = result.to_dict()["scores"]
    if quoted := expected.pop("quoted relations: recall, recall with source", None):
        recall, with_source = (
            scores.pop("quoted relations: recall"),
            scores.pop("quoted relations: recall with source"),
        )
        assert [recall["accuracy"], with_source["accuracy"], recall["gold"]] == quoted
    assert list(scores) == list(expected)
    for name, figure in expected.items():
        if isinstance(figure, dict):
            assert {key: scores[name][key] for key in figure} == figure, name
        else:
            assert scores[name]["accuracy"] == figure, name

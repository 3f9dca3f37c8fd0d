"""Gold annotations and predictions -> the scores that are published, as functions.

    >>> gold = read_gold("data/gold/dev")
    >>> result = evaluate(gold, read_predictions("predicted.jsonl", gold))
    >>> result.scores["demand"].value
    0.78

Without predictions on file, `evaluate(gold, read_texts(gold))` has claimex read the gold texts itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from claimex.errors import InputError
from claimex.evaluation.gold import GoldDocument, read_gold, read_text
from claimex.evaluation.layers import Error, Figure, Outcome, figures_of, score_document
from claimex.evaluation.statistics import RESAMPLES, Calibration, Score, calibration, scores
from claimex.records import AnyRecord, Extraction, read_record, spans_of

__all__ = [
    "Calibration",
    "Error",
    "Evaluation",
    "GoldDocument",
    "Score",
    "evaluate",
    "read_gold",
    "read_predictions",
    "read_texts",
]

Predictions = Mapping[str, Sequence[AnyRecord]]


@dataclass(frozen=True)
class Evaluation:
    """Scores of some predictions against some gold annotations.

    Arguments:
        documents: how many documents were scored.
        scores: figure name -> score, for the layers that are annotated.
        calibration: criterion -> calibration: how often records of a confidence meet it.
        errors: what was missed, false or wrong, in the documents' order.
    """

    documents: int
    scores: Mapping[str, Score]
    calibration: Mapping[str, Calibration]
    errors: Sequence[Error]

    def to_dict(self, digits: int = 4) -> dict[str, Any]:
        """Everything but the errors as plain data, rounded, fit for JSON."""
        return {
            "documents": self.documents,
            "scores": {name: _score_dict(score, digits) for name, score in self.scores.items()},
            "calibration": {
                name: {
                    "ece": round(each.error, digits),
                    "records": each.number,
                    "bins": [
                        {
                            "from": each_bin.low,
                            "to": each_bin.high,
                            "records": each_bin.number,
                            "confidence": round(each_bin.confidence, digits),
                            "right": round(each_bin.accuracy, digits),
                        }
                        for each_bin in each.bins
                    ],
                }
                for name, each in self.calibration.items()
            },
        }

    def examples(self, number: int) -> list[Error]:
        """The first `number` errors of each sort."""
        sorts: dict[str, list[Error]] = defaultdict(list)
        for error in self.errors:
            if len(sorts[error.layer]) < number:
                sorts[error.layer].append(error)
        return [error for errors in sorts.values() for error in errors]


def evaluate(
    gold: Iterable[GoldDocument], predictions: Predictions, *, resamples: int = RESAMPLES
) -> Evaluation:
    """Score predictions.

    Arguments:
        gold: annotated documents.
        predictions: document id -> its records. Documents that are not in the gold annotations are passed
            over; gold documents without predictions count as documents in which nothing was found.
        resamples: draws for the confidence intervals; 0 for none.
    """
    outcomes: list[Outcome] = []
    figures: dict[str, Figure] = {}
    for document in gold:
        outcomes.append(score_document(document, predictions.get(document.id, ())))
        figures |= {figure.name: figure for figure in figures_of(document)}
    judged = [judgement for outcome in outcomes for judgement in outcome.judged]
    criteria = dict.fromkeys(judgement.criterion for judgement in judged)
    return Evaluation(
        documents=len(outcomes),
        scores=scores(outcomes, figures.values(), resamples),
        calibration={c: found for c in criteria if (found := calibration(judged, c)) is not None},
        errors=[error for outcome in outcomes for error in outcome.errors],
    )


def read_predictions(path: str | Path, gold: Iterable[GoldDocument]) -> dict[str, list[AnyRecord]]:
    """Read claimex's JSON Lines, and check each span against the gold texts.

    Arguments:
        path: the file.
        gold: the documents that the predictions are about; records of others are passed over.

    Returns:
        Document id -> records, in the file's order.

    Raises:
        InputError: if the file cannot be read, a line is no record, or a span is not in its document.
    """
    texts = {document.id: document.text for document in gold}
    found: dict[str, list[AnyRecord]] = defaultdict(list)
    try:
        lines = read_text(Path(path)).split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = read_record(line)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise InputError(f"{path}:{number}: not a claimex record: {where}: {first['msg']}") from error
        if record.doc_id not in texts:
            continue
        text = texts[record.doc_id]
        for span in spans_of(record):
            if text is not None and text[span.start : span.end] != span.text:
                raise InputError(f"{path}:{number}: {span.text!r} does not stand at {span.start}..{span.end}")
        found[record.doc_id].append(record)
    return dict(found)


def read_texts(
    gold: Iterable[GoldDocument], *, model: str | Path | None = None
) -> dict[str, list[AnyRecord]]:
    """Have claimex read the gold texts.

    Arguments:
        gold: documents with their texts.
        model: see `claimex.load`.

    Returns:
        Document id -> records.

    Raises:
        InputError: if a document came without its text.
        ModelError: see `claimex.load`.
    """
    from claimex.extraction import extract_many  # spaCy is not needed to score what is on file

    results = extract_many((document.document() for document in gold), model=model)
    return {result.doc_id: list(result.records) for result in results if isinstance(result, Extraction)}


def _score_dict(score: Score, digits: int) -> dict[str, float | int | list[float] | None]:
    def rounded(value: float | None) -> float | None:
        return None if value is None else round(value, digits)

    interval = (
        None
        if score.low is None or score.high is None
        else [round(score.low, digits), round(score.high, digits)]
    )
    if score.predicted is None:
        return {
            "accuracy": rounded(score.value),
            "interval": interval,
            "right": score.right,
            "gold": score.gold,
        }
    return {
        "p": rounded(score.precision),
        "r": rounded(score.recall),
        "f1": rounded(score.value),
        "interval": interval,
        "right": score.right,
        "pred": score.predicted,
        "gold": score.gold,
    }

"""Accuracy is a regression test: no figure may fall below the floor that `benchmarks/accuracy.py --pin`
set."""

import sys

import pytest

from conftest import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))

from accuracy import Floors, digest, measure, raised, read_floors, shortfalls

from claimex.evaluation import Evaluation, Score


@pytest.mark.parametrize("entry", read_floors(), ids=lambda entry: entry.corpus)
def test_accuracy_stays_above_its_floors(entry, shared):
    corpus = shared / entry.corpus
    assert digest(corpus) == entry.digest, (
        "the corpus changed: measure anew with benchmarks/accuracy.py --pin"
    )
    assert list(shortfalls(entry, measure(corpus))) == []


def evaluation(value: float) -> Evaluation:
    score = Score(value, None, None, right=0, gold=0)
    return Evaluation(documents=1, scores={"demand": score}, calibration={}, errors=())


@pytest.mark.parametrize(("measured", "floor"), [(0.9, 0.89), (0.5, 0.7)])
def test_pinning_raises_a_floor_and_never_lowers_it(tmp_path, measured, floor):
    (tmp_path / "corpus.json").write_text("[]")
    pinned = raised(Floors("corpus.json", "", {"demand": 0.7}), evaluation(measured), tmp_path)
    assert pinned.floors["demand"] == pytest.approx(floor)


def test_a_figure_below_its_floor_is_named():
    entry = Floors("corpus", "", {"demand": 0.7})
    assert list(shortfalls(entry, evaluation(0.69))) == ["corpus: demand is 0.69, below its floor 0.7"]
    assert list(shortfalls(entry, evaluation(0.7))) == []

"""What a network says in place of an annotation: who answers what, and which arcs begin."""

import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs what training needs: pip install claimex[train]")
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "models"))

from answers import Answers, joined
from network import distance_buckets

from claimex.pipeline.scores import ARC_SIZE, ARCS, COLUMNS, LABELS


def said(value: float, tokens: int = 3, heads: tuple[str, ...] = tuple(LABELS)) -> Answers:
    """Answers that are the same number everywhere."""
    logs = np.full((tokens, sum(map(len, LABELS.values()))), value, np.float16)
    projections = np.full((tokens, len(ARCS), ARC_SIZE), value, np.float16)
    none = np.full((tokens, len(ARCS)), value, np.float16)
    return Answers(frozenset(heads), logs, projections, projections.copy(), none)


def test_one_network_answers_attributions_and_the_other_all_else() -> None:
    both = joined(said(1, heads=("attribution",)), said(2))
    assert both.heads == set(LABELS)
    assert (both.logs[:, COLUMNS["attribution"]] == 1).all()
    assert (both.logs[:, COLUMNS["entity"].start :] == 2).all()
    arcs = [ARCS.index(name) for name in ("content_cue", "content_source", "cue_source")]
    assert (both.none[:, arcs] == 1).all()
    assert (np.delete(both.head, arcs, 1) == 2).all()


def test_arcs_may_stay_the_other_network_s() -> None:
    asked = tuple(name for name in LABELS if name.startswith("demand"))
    both = joined(said(1, heads=asked), said(2), arcs=False)
    assert (both.logs[:, COLUMNS["demand_action"]] == 1).all()
    assert (both.logs[:, COLUMNS["attribution"]] == 2).all()
    assert all((part == 2).all() for part in (both.dependent, both.head, both.none))


def test_arcs_begin_where_a_span_of_their_kind_is_likeliest_to() -> None:
    answers = said(0)
    answers.logs[1, COLUMNS["attribution"].start + LABELS["attribution"].index("B-cue")] = 5
    ((arc, dependent, scores),) = answers.arcs(np.arange(3))
    assert (ARCS[arc], dependent, scores.shape) == ("cue_source", 1, (4,))


def test_near_distances_have_a_bucket_each_and_both_directions_their_own() -> None:
    buckets = distance_buckets(200, 32)
    assert buckets[5, 5 - 5 : 5 + 6].tolist() == [5, 4, 3, 2, 1, 0, 17, 18, 19, 20, 21]
    assert buckets[199, 0] == 15
    assert buckets[0, 199] == 31

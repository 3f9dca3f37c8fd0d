"""Weights of the demand layer that go on from others, and windows that an epoch reads."""

import importlib.util
import random
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="needs what training needs: pip install claimex[train]")
pytest.importorskip("scipy", reason="the weights of demands are fitted with scipy")
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "models" / "demands"))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "models"))

from corpus import Example
from optimise import Recipe, batches

from claimex.pipeline.scores import LABELS
from claimex.pipeline.wordpieces import Encoded

PRIOR = {"cue urge": 1.5, "cue expect": -1.0}
ROWS = [{"cue urge": 1.0, "quoted": 1.0}, {"cue urge": 1.0}] * 8
LABELLED = [1, 0] * 8


Fit = Callable[..., dict[str, float]]


@pytest.fixture(scope="module")
def fit() -> Fit:
    """The function of `models/demands/train.py`, whose name another script of `models` shares."""
    path = Path(__file__).resolve().parents[2] / "models" / "demands" / "train.py"
    spec = importlib.util.spec_from_file_location("demand_training", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["demand_training"] = module
    spec.loader.exec_module(module)
    found: Fit = module.fit
    return found


def test_a_weight_that_nothing_speaks_about_stays_what_it_was(fit: Fit) -> None:
    assert fit(ROWS, LABELLED, 2.0, PRIOR)["cue expect"] == PRIOR["cue expect"]


def test_the_firmer_the_penalty_the_nearer_a_weight_stays(fit: Fit) -> None:
    loose, firm = (fit(ROWS, LABELLED, ridge, PRIOR)["cue urge"] for ridge in (0.5, 50.0))
    assert abs(firm - PRIOR["cue urge"]) < abs(loose - PRIOR["cue urge"])
    assert fit(ROWS, LABELLED, 0.5, PRIOR)["quoted"] > 0


@pytest.mark.parametrize(("share", "windows"), [(1.0, 2), (0.0, 1)])
def test_an_epoch_may_leave_out_windows_without_a_demand(share: float, windows: int) -> None:
    examples = []
    for n in range(2):
        labels = {head: np.zeros(4, np.int64) for head in LABELS}
        labels["demand_cue"][1] = n
        encoded = Encoded(
            np.arange(4, dtype=np.int32), np.zeros(4, np.int8), np.arange(4, dtype=np.int32), [0]
        )
        examples.append(Example(str(n), encoded, labels, []))
    recipe = Recipe(
        epochs=1,
        run=1,
        dropout=0.0,
        masked=0.0,
        rate=1e-4,
        head_rate=1e-4,
        final_rate=0.1,
        warmup=0.1,
        batch=8,
        window=64,
        weight_decay=0.0,
        average=0.9,
        entity_weight=0.0,
        arc_weight=0.0,
        demand_weight=1.0,
        quiet_share=share,
    )
    read = [item for batch in batches(examples, recipe, random.Random(1)) for item in batch]
    assert len(read) == windows
    assert any(example.name == "1" for example, _ in read)

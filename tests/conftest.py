"""Fixtures that the whole suite shares: the pipeline is built once."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from spacy.language import Language

import claimex

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"  # the annotated corpora, which are not part of the project

settings.register_profile(
    "claimex",
    deadline=None,  # the first example builds caches
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    max_examples=int(os.environ.get("CLAIMEX_HYPOTHESIS_EXAMPLES", "50")),
)
settings.load_profile("claimex")


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The whole pipeline, as `claimex.load()` builds it."""
    return claimex.load()


@pytest.fixture(scope="session")
def articles() -> list[Path]:
    """The sample articles in data/raw."""
    return sorted((ROOT / "data" / "raw").glob("*.txt"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the annotated corpora; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"needs the annotated corpora in {SHARED.name}/ beside the checkout")
    return SHARED

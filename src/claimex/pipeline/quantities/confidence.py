"""How sure a quantity is, by what it rests on."""

from claimex.pipeline.quantities.candidates import Candidate
from claimex.records import QuantityKind


def confidence(number: Candidate, kind: QuantityKind) -> float:
    """The share of such quantities that are right."""
    return 0.9

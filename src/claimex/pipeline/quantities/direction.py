"""Says whether a quantity is the size of a reported rise or fall.

    "Shares fell 3 % to $84." -> "down" for 3 %, None for $84
"""

from typing import Literal

from claimex.pipeline.quantities.expressions import Expression
from claimex.pipeline.quantities.extent import Tokens


def direction(text: str, tokens: Tokens, expression: Expression, end: int) -> Literal["up", "down"] | None:
    """The direction of the change that a quantity measures, or None if it measures none."""
    return None

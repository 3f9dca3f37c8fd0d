"""Finds what a quantity counts or measures.

    "The price of wheat fell 3 %." -> "The price of wheat"
"""

from claimex.pipeline.annotations import Region
from claimex.pipeline.quantities.expressions import Expression
from claimex.pipeline.quantities.extent import Counted, Tokens, end_of


def about(tokens: Tokens, expression: Expression, counted: Counted | None, of_phrase: Counted | None) -> Region | None:
    """The region of what is counted or measured, or None.

    Arguments:
        tokens: the document's tokens.
        expression: the quantity.
        counted: the counted noun, if there is one.
        of_phrase: the "of" phrase of a share, if there is one.
    """
    phrase = of_phrase or counted
    if phrase is None:
        return None
    return Region(start=phrase.first.idx, end=end_of(phrase.last))

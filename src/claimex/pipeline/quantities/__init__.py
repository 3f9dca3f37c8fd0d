"""Reads the quantities that a text asserts and writes them as `doc._.claimex_quantities`.

    "Exports fell by almost 7 % last year."
    -> almost 7 %: value 7, comparator <, direction down, percent, about "Exports"

The text alone gives numbers, units and comparators (`scan`, `spelled`, `units`, `comparators`, `expressions`,
`exclude`), so that a tokenizer's mistakes do no harm. Syntax is asked only at the candidates: what is counted
(`candidates`, `extent`), what is a name after all (`checks`), what the number is about (`about`, with
`governors` and `phrases`), and whether it is the size of a rise or fall (`direction`).
"""

from claimex.pipeline.quantities.component import FACTORY, Quantities

__all__ = ["FACTORY", "Quantities"]

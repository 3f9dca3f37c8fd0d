"""Reads the quantities that a text asserts and writes them as `doc._.claimex_quantities`.

    "Exports fell by almost 7 % last year."
    -> almost 7 %: value 7, comparator <, direction down, percent, about "Exports"

The text alone gives numbers, units and comparators (`scan`, `spelled`, `units`, `comparators`, `expressions`), so
that a tokenizer's mistakes do no harm; syntax is asked only at the candidates: what is counted (`extent`), what is a
name after all, what the number is about (`about`), and whether it is the size of a rise or fall (`direction`).
"""

from claimex.pipeline.quantities.component import FACTORY, Quantities

__all__ = ["FACTORY", "Quantities"]

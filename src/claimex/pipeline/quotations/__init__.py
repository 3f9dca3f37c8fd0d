"""Turns quotation marks into quoted stretches that report somebody's words.

He called it a “disgrace” on “Morning Desk”.   ->   “disgrace”, partial
"""

from spacy.language import Language
from spacy.tokens import Doc

from claimex.pipeline.annotations import QuotedStretch, text_of
from claimex.pipeline.quotations.features import Context
from claimex.pipeline.quotations.marks import stretches
from claimex.pipeline.quotations.reports import probability, quote_type

FACTORY = "claimex_quotations"

# Of stretches with a lower probability fewer are reports than not; where precision and recall meet on the
# development documents.
THRESHOLD = 0.5


class Quotations:
    """Writes `doc._.claimex_quotations`."""

    def __call__(self, doc: Doc) -> Doc:
        """Find the quoted stretches of a document that report somebody's words.

        Arguments:
            doc: a parsed document with its layout.

        Returns:
            The same document.
        """
        found = stretches(text_of(doc), doc._.claimex_layout)
        context = Context(doc, found) if found else None
        kept: list[QuotedStretch] = []
        place: dict[int, int] = {}
        for i, stretch in enumerate(found):
            assert context is not None
            confidence = probability(context, i)
            if confidence < THRESHOLD:
                continue
            place[i] = len(kept)
            kept.append(
                QuotedStretch(
                    start=stretch.start,
                    end=stretch.end,
                    quote_type=quote_type(context, i),
                    continues=None if stretch.continues is None else place.get(stretch.continues),
                    confidence=round(confidence, 4),
                )
            )
        doc._.claimex_quotations = kept
        return doc


@Language.factory(FACTORY, requires=["token.dep"])
def create_quotations(nlp: Language, name: str) -> Quotations:
    """The factory behind `nlp.add_pipe("claimex_quotations")`."""
    return Quotations()

"""Finds attributions: who (source) says, decrees, believes or wants (cue) what (content).

    “It rained,” Ana Ruiz said.  ->  source “Ana Ruiz”, cue “said”, content ““It rained,””

`decode` makes spans of the encoder's scores, `linker` makes relations of the spans.
"""

from __future__ import annotations

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from claimex.pipeline.annotations import Region, Relation
from claimex.pipeline.attribution.decode import Segment, segments
from claimex.pipeline.attribution.linker import Candidates, confidence, link, trained

FACTORY = "claimex_attribution"


class Attribution:
    """Writes `doc._.claimex_attributions`."""

    def __call__(self, doc: Doc) -> Doc:
        """Find the attributions of a document.

        Arguments:
            doc: a parsed document with its layout and the encoder's scores.

        Returns:
            The same document.
        """
        doc._.claimex_attributions = relations(doc)
        return doc


def relations(doc: Doc) -> list[Relation]:
    """Attributions of a document with the encoder's scores, ordered by where their contents begin."""
    scores = doc._.claimex_scores
    if scores is None or not len(doc):
        return []
    space = np.array([token.is_space for token in doc], bool)
    found = segments(scores["attribution"], space)
    model = trained()
    candidates = Candidates(doc, found)
    return [
        Relation(
            source=None if linked.source is None else _region(doc, found[linked.source]),
            cue=None if linked.cue is None else _region(doc, found[linked.cue]),
            content=[_region(doc, found[i]) for i in linked.contents],
            confidence=round(confidence(linked, model), 4),
        )
        for linked in link(candidates, model)
    ]


def _region(doc: Doc, segment: Segment) -> Region:
    last = doc[segment.end - 1]
    return Region(start=doc[segment.start].idx, end=last.idx + len(last))


@Language.factory(FACTORY, requires=["token.dep"])
def create_attribution(nlp: Language, name: str) -> Attribution:
    """The factory behind `nlp.add_pipe("claimex_attribution")`."""
    return Attribution()

"""The layer `claimex_demands`: a parsed, attributed Doc -> `doc._.claimex_demands`."""

from spacy.language import Language
from spacy.tokens import Doc

from claimex.pipeline.annotations import DemandFrame

FACTORY = "claimex_demands"


class Demands:
    """Writes the demands of a document."""

    def __call__(self, doc: Doc) -> Doc:
        demands: list[DemandFrame] = []
        doc._.claimex_demands = demands
        return doc


@Language.factory(FACTORY)
def create_demands(nlp: Language, name: str) -> Demands:
    """The factory behind `nlp.add_pipe("claimex_demands")`."""
    return Demands()

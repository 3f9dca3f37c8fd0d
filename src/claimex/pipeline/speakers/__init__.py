"""Turns the mentions of speakers, sources, issuers and addressees into parties, each under its fullest name.

Wayne Bean runs the mill. ... “It is shut,” he said.   ->   party "Wayne Bean", mentions ["he"]
"""

from spacy.language import Language
from spacy.tokens import Doc

from claimex.pipeline.annotations import Region
from claimex.pipeline.speakers.resolve import find_parties

FACTORY = "claimex_speakers"


class Speakers:
    """Writes `doc._.claimex_parties`."""

    def __call__(self, doc: Doc) -> Doc:
        """Find the parties behind the mentions that the layers above found.

        Arguments:
            doc: a parsed document with entities, turns, attributions and demands.

        Returns:
            The same document.
        """
        doc._.claimex_parties = find_parties(doc, mentions_asked_for(doc))
        return doc


def mentions_asked_for(doc: Doc) -> list[Region]:
    """The regions that stand in a role, each once, in text order."""
    regions = [turn["speaker"] for turn in doc._.claimex_turns]
    regions += [relation["source"] for relation in doc._.claimex_attributions]
    regions += [demand[role] for demand in doc._.claimex_demands for role in ("issuer", "addressee")]
    distinct = sorted({(region["start"], region["end"]) for region in regions if region is not None})
    return [Region(start=start, end=end) for start, end in distinct]


@Language.factory(FACTORY, requires=["token.dep", "doc.ents"])
def create_speakers(nlp: Language, name: str) -> Speakers:
    """The factory behind `nlp.add_pipe("claimex_speakers")`."""
    return Speakers()

"""Gives every quoted stretch its speaker: the mention that the text ties to it, and the cue that ties it.

    “It rained,” Ana Ruiz said. “Hard.”   ->   both: speaker “Ana Ruiz”, cue “said”

`sources` reads off the parse who says something with a cue; `evidence` looks for cues around a quote. Where
nothing tells, there is no speaker: a wrong name is worse than none.
"""

from spacy.language import Language
from spacy.tokens import Doc

from claimex.pipeline.annotations import Paragraph, Turn, contains, overlap
from claimex.pipeline.turns.evidence import Evidence
from claimex.pipeline.turns.sources import Tie

FACTORY = "claimex_turns"

# From this confidence on a relation's source is believed before the parse, and before what stands beside
# the quote: where most of the speakers of the development quotations are right. From 0.8 to 1 the former
# makes a difference of two of 378.
SURE, LIKELY = 0.83, 0.7


class Turns:
    """Writes `doc._.claimex_turns`, one for each quoted stretch."""

    def __call__(self, doc: Doc) -> Doc:
        """Set who speaks in a document.

        Arguments:
            doc: a parsed document with its layout, its quotations and, if there are any, its attributions.

        Returns:
            The same document.
        """
        doc._.claimex_turns = turns(doc) if doc._.claimex_quotations else []
        return doc


def turns(doc: Doc) -> list[Turn]:
    """One turn for each quoted stretch of a document."""
    evidence = Evidence(doc)
    found: list[Turn] = []
    paragraph = 0
    for i, quote in enumerate(evidence.quotes):
        while evidence.layout[paragraph]["end"] <= quote["start"]:
            paragraph += 1
        tie = _tie(evidence, i, paragraph, found)
        found.append(_turn(_as_before(tie, found, evidence.layout, paragraph), evidence.relations[i]))
    return found


def _as_before(tie: Tie | None, before: list[Turn], layout: list[Paragraph], paragraph: int) -> Tie | None:
    """The mention as the stretch before has it, if both are parts of one: “…,” Ana Ruiz said. “…”.

    So they are, too, if a relation without a cue finds the speaker in the paragraph before, where the stretch
    before had another: “…,” the letter began, the Echo reports. ¶ “…”
    """
    last = before[-1]["speaker"] if before else None
    if tie is None or last is None:
        return tie
    same = overlap(tie.speaker, last) > 0
    if tie.cue is None and paragraph and not same:
        previous = layout[paragraph - 1]
        same = contains(previous, tie.speaker) and contains(previous, last)
    return Tie(last, tie.cue) if same else tie


def _tie(evidence: Evidence, i: int, paragraph: int, before: list[Turn]) -> Tie | None:
    """The first evidence that there is, the surest first."""
    here: Paragraph = evidence.layout[paragraph]
    if evidence.outer[i] != i:
        return evidence.within(i)
    if evidence.is_joined(i) and before[-1]["speaker"] is not None:
        return Tie(before[-1]["speaker"], before[-1]["cue"])
    return (
        evidence.label(i, here)
        or evidence.inserted(i, here)
        or evidence.inner(i, here)
        or evidence.attributed(i, SURE)
        or (None if evidence.is_unsaid(i) else _likely(evidence, i, paragraph, before))
    )


def _likely(evidence: Evidence, i: int, paragraph: int, before: list[Turn]) -> Tie | None:
    """The same where no relation is sure of it and somebody may have spoken."""
    here = evidence.layout[paragraph]
    return (
        evidence.governing(i)
        or evidence.attributed(i, LIKELY)
        or evidence.beside(i, here)
        or evidence.credited(i)
        or evidence.attributed(i)
        or evidence.introduced(i, here)
        or evidence.running(i, paragraph, before)
    )


def _turn(tie: Tie | None, relation: int | None) -> Turn:
    if tie is None:
        return Turn(speaker=None, cue=None, attribution=relation)
    return Turn(speaker=tie.speaker, cue=tie.cue, attribution=relation)


@Language.factory(FACTORY, requires=["token.dep"])
def create_turns(nlp: Language, name: str) -> Turns:
    """The factory behind `nlp.add_pipe("claimex_turns")`."""
    return Turns()

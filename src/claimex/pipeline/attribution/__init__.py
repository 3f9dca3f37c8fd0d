"""Finds attributions: who (source) says, decrees, believes or wants (cue) what (content).

    “It rained,” Ana Ruiz said.  ->  source “Ana Ruiz”, cue “said”, content ““It rained,””

`decode` makes spans of the encoder's scores, `conventions` mends them by quotation marks and speakers'
labels, `linker` makes relations of them, `bounds` settles where contents begin and end, `subjects` finds who
speaks a participle.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from claimex.lexicon import load
from claimex.pipeline.annotations import Region, Relation
from claimex.pipeline.attribution.bounds import settle
from claimex.pipeline.attribution.conventions import Labelled, join_quoted, labelled
from claimex.pipeline.attribution.decode import Segment, segments, spare_segments
from claimex.pipeline.attribution.linker import Candidates, Linked, confidence, link, trained
from claimex.pipeline.attribution.subjects import subject

FACTORY = "claimex_attribution"

# Attributions with a lower confidence are left out, unless they hold quoted words, whose speaker readers ask
# for: two thirds of them are wrong. What one figure wins by another cut, another loses: within 0.05 of this
# one all stay within 0.005 (F1, PolNeAR's development documents).
LEAST = 0.2
_MARKS = frozenset('"“”')
_MODIFIERS = frozenset({"amod", "nummod", "det"})
_OPENERS = frozenset({"prep", "det", "amod"})  # words that open a phrase
_LONGEST_REST = 6  # tokens that a source is completed by; a parse that asks for more is wrong


class Attribution:
    """Writes `doc._.claimex_attributions`."""

    def __call__(self, doc: Doc) -> Doc:
        """Find the attributions of a document.

        Arguments:
            doc: a parsed document with its layout, its quotations and the encoder's scores.

        Returns:
            The same document.
        """
        doc._.claimex_attributions = relations(doc)
        return doc


def spans(doc: Doc, dearer: float = 0.0) -> tuple[list[Segment], list[Labelled]]:
    """Spans of a document with the encoder's scores, spare ones among them, in text order; and which contents
    have their speaker's label beside them.

    dearer: log-odds that beginning a span costs more than it does by itself.
    """
    logs = doc._.claimex_scores["attribution"]
    space = doc.to_array("IS_SPACE") != 0
    found, bound = labelled(doc, join_quoted(doc, segments(logs, space, dearer)))
    return sorted(found + spare_segments(logs, space, found), key=lambda s: s.start), bound


def relations(doc: Doc) -> list[Relation]:
    """Attributions of a document with the encoder's scores, ordered by where their contents begin."""
    if doc._.claimex_scores is None or not len(doc):
        return []
    found, bound = spans(doc)
    model = trained()
    kept: list[tuple[Linked, float]] = []
    for linked in link(Candidates(doc, found, bound), model):
        probability = confidence(linked, model)
        if probability >= LEAST or any(_holds_mark(doc, found[i]) for i in linked.contents):
            kept.append((linked, probability))
    settled = settle(doc, found, (linked for linked, _ in kept))
    return [_relation(doc, linked, probability, settled) for linked, probability in kept]


def _relation(doc: Doc, linked: Linked, probability: float, settled: list[Segment]) -> Relation:
    contents = [settled[i] for i in linked.contents]
    cue = None if linked.cue is None else settled[linked.cue]
    who = None if linked.source is None else settled[linked.source]
    if who is None and cue is not None:
        who = subject(doc, cue, contents)
    return Relation(
        source=source(doc, who),
        cue=None if cue is None else _region(doc, cue),
        content=[_region(doc, content) for content in contents],
        confidence=round(probability, 4),
    )


def _holds_mark(doc: Doc, segment: Segment) -> bool:
    return not _MARKS.isdisjoint(doc[segment.start : segment.end].text)


def source(doc: Doc, segment: Segment | None) -> Region | None:
    """The source, unless it is what is asked or said, or but a modifier of that: in "Two other demands
    included" nobody demands.
    """
    if segment is None:
        return None
    span = doc[segment.start : segment.end]
    root = span.root
    # "Republican demands" do have a source.
    plain = all(token.like_num or token.is_lower or token.is_sent_start for token in span)
    modifies = root.dep_ in _MODIFIERS and root.head.i >= segment.end
    unspeaking = root.pos_ == "NOUN" and root.lemma_ in load("reporting")["unspeaking_nouns"]
    return None if plain and (modifies or unspeaking) else _region(doc, _rounded(doc, segment))


def _rounded(doc: Doc, source: Segment) -> Segment:
    """A source that ends within a phrase, with the rest of it, or without its beginning if it tells a time or
    stands behind a name.

    "the head of | the mill" is one source; of "a poll last | week found" it is "a poll".
    """
    last = doc[source.end - 1]
    if last.dep_ not in _OPENERS or last.is_title:  # "Republican | attacks" may well be the Republicans'
        return source
    phrase = last.head if last.dep_ in ("det", "amod") else last
    rest = [token for token in phrase.subtree if token.i >= source.end]
    if not rest or len(rest) != rest[-1].i - last.i or len(rest) > _LONGEST_REST:
        return source
    start = min(phrase.left_edge.i, last.i)
    named = start > source.start and doc[start - 1].pos_ == "PROPN"  # "Ana Ruiz for | the Brook Echo"
    if named or any(token.ent_type_ in ("DATE", "TIME") for token in rest):
        return source._replace(end=start) if start > source.start else source
    if any(token.pos_ in ("VERB", "AUX", "PUNCT", "SPACE") for token in rest):
        return source
    return source._replace(end=rest[-1].i + 1)


def _region(doc: Doc, segment: Segment) -> Region:
    last = doc[segment.end - 1]
    return Region(start=doc[segment.start].idx, end=last.idx + len(last))


@Language.factory(FACTORY, requires=["token.dep"])
def create_attribution(nlp: Language, name: str) -> Attribution:
    """The factory behind `nlp.add_pipe("claimex_attribution")`."""
    return Attribution()

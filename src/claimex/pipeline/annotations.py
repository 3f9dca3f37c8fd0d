"""What each layer leaves on the Doc: plain dictionaries and lists that survive `Doc.to_bytes`.

All regions are character offsets into `doc.text`. One layer writes one of these and nothing else; layers
below read them:

    doc._.claimex_layout        list[Paragraph]       written by `claimex_layout`
    doc._.claimex_quotations    list[QuotedStretch]   written by `claimex_quotations`
    doc._.claimex_attributions  list[Relation]        written by `claimex_attribution`
    doc._.claimex_turns         list[Turn]            written by `claimex_turns`, one for each quoted stretch
    doc._.claimex_demands       list[DemandFrame]     written by `claimex_demands`
    doc._.claimex_quantities    list[Quantity]        written by `claimex_quantities`
    doc._.claimex_parties       list[Party]           written by `claimex_speakers`
"""

from collections.abc import Iterable
from typing import Literal, TypedDict

from spacy.tokens import Doc

from claimex.records import Comparator, MentionType, QuantityKind


class Region(TypedDict):
    """Characters [start, end) of the document."""

    start: int
    end: int


class Paragraph(Region):
    """A paragraph without the white space around it; the headline, if there is one, is the first."""

    role: Literal["headline", "body"]


class QuotedStretch(Region):
    """A quoted stretch that reports somebody's words, marks included; one for each paragraph it runs over.

    Stretches come in text order and are disjoint or nested, the outer before the inner.
    """

    quote_type: Literal["direct", "partial"]
    continues: int | None  # index of the part in the paragraph before, if the same quote runs on
    confidence: float


class Relation(TypedDict):
    """An attribution: who (source) says (cue) what (content, in one or more pieces)."""

    source: Region | None
    cue: Region | None
    content: list[Region]
    confidence: float


class Turn(TypedDict):
    """Who speaks a quoted stretch: the mention tied to it, the cue that ties it, and the attribution
    about it.

    The attribution is given wherever one covers the stretch, also where the speaker was found in another way.
    """

    speaker: Region | None
    cue: Region | None
    attribution: int | None  # index into doc._.claimex_attributions


class DemandFrame(Region):
    """A demand; its own region is the action asked for."""

    cue: Region
    issuer: Region | None
    addressee: Region | None
    negated: bool
    confidence: float


class Quantity(Region):
    """A quantity expression. Values are decimal strings, exact."""

    value: str
    value_high: str | None
    comparator: Comparator
    direction: Literal["up", "down"] | None
    kind: QuantityKind
    unit: str
    about: Region | None
    confidence: float


class Party(TypedDict):
    """One party of the document: its fullest name, its type, and the mentions that stand for it."""

    name: Region
    type: MentionType
    mentions: list[Region]


_LISTS = ("layout", "quotations", "attributions", "turns", "demands", "quantities", "parties")

for _name in _LISTS:
    Doc.set_extension(f"claimex_{_name}", default=[], force=True)

# The encoder's arrays and the text: the last layer removes them, so that they never travel between processes.
Doc.set_extension("claimex_scores", default=None, force=True)
Doc.set_extension("claimex_text", default=None, force=True)


def text_of(doc: Doc) -> str:
    """The text of a document, joined once for all layers: `Doc.text` joins the tokens anew at every call."""
    text: str | None = doc._.claimex_text
    if text is None:
        text = doc._.claimex_text = doc.text
    return text


def overlap(a: Region, b: Region) -> int:
    """How many characters two regions share."""
    return max(0, min(a["end"], b["end"]) - max(a["start"], b["start"]))


def contains(outer: Region, inner: Region) -> bool:
    """Whether `inner` lies wholly within `outer`."""
    return outer["start"] <= inner["start"] and inner["end"] <= outer["end"]


class Near:
    """Finds regions near a place without looking at all, so that a long document takes linear time."""

    STRIDE = 512  # characters; about a paragraph, so that a region lies in few strides and a stride holds few

    def __init__(self, regions: Iterable[Region]):
        self.at: dict[int, list[int]] = {}
        for index, region in enumerate(regions):
            for stride in self._strides(region):
                self.at.setdefault(stride, []).append(index)

    def __call__(self, region: Region) -> list[int]:
        """Indices of the regions that may overlap one, ascending."""
        return sorted({index for stride in self._strides(region) for index in self.at.get(stride, ())})

    def _strides(self, region: Region) -> range:
        return range(region["start"] // self.STRIDE, region["end"] // self.STRIDE + 1)

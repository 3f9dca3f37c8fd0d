"""The layer `claimex_demands`: a parsed, attributed Doc -> `doc._.claimex_demands`.

"Nurses urged the board to reopen the ward and to hire."
->  urged | to reopen the ward | Nurses -> the board,  urged | to hire | Nurses -> the board
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from claimex.pipeline.annotations import DemandFrame, text_of
from claimex.pipeline.demands import bounds, features, roles
from claimex.pipeline.demands.frames import Candidate, Frames
from claimex.pipeline.demands.tags import Tags
from claimex.pipeline.demands.weigh import Weights, weights

FACTORY = "claimex_demands"

EXACTNESS = (
    1.0  # weight of likely bounds against a likely demand; best of 0, 0.15, 0.3, 0.6, 1 by cross-validation
)
# Where the encoder gives all tokens of a cue a lower probability, no candidate is weighed: of 3,546 in 436
# articles, more than half of all, none would have reached the threshold.
LEAST_CUE = 0.0025
SAME_ACTION = (
    0.5  # actions that share this part of their characters are one demand, as in the scoring of the corpus
)


class Demands:
    """Writes `doc._.claimex_demands`."""

    def __init__(self, model: Weights | None = None):
        self.weights = model or weights()

    def __call__(self, doc: Doc) -> Doc:
        """Find the demands of a document.

        Arguments:
            doc: a parsed document with layout, quotations, attributions and turns, and the encoder's scores.

        Returns:
            The same document.
        """
        frames = Frames(doc)
        candidates = frames.candidates()
        context = features.Context(frames, candidates)
        weighed = (self._weigh(context, c) for c in candidates if _may_ask(context.tags, c))
        kept = select(context, [row for row in weighed if row is not None])
        doc._.claimex_demands = [self._frame(context, p, c) for p, c in kept]
        return doc

    def _weigh(
        self, context: features.Context, candidate: Candidate
    ) -> tuple[float, float, Candidate] | None:
        """The probability of a candidate, its rank among its rivals, and the candidate with its end.

        None for one below the threshold.
        """
        choices = bounds.options(context.frames, candidate)
        chances = bounds.choose(choices, lambda names: self.weights.probability("end", names))
        best = max(range(len(choices)), key=chances.__getitem__)
        settled = replace(candidate, action=(candidate.action[0], choices[best].end))
        found = features.features(context, settled, chances[best])
        p = self.weights.probability("filter", found)
        return (p, rank(self.weights, p, found), settled) if p >= self.weights.threshold else None

    def _frame(self, context: features.Context, p: float, c: Candidate) -> DemandFrame:
        action = context.region(bounds.closed(context.doc, c.action))
        issuer, addressee = roles.choose(
            self.weights, text_of(context.doc), roles.issuers(context, c), roles.addressees(context, c)
        )
        return DemandFrame(
            start=action["start"],
            end=action["end"],
            cue=context.region(c.cue),
            issuer=issuer.region,
            addressee=addressee.region,
            negated=c.negated,
            confidence=round(self.weights.confidence(p), 4),
        )


def _may_ask(tags: Tags | None, c: Candidate) -> bool:
    """Whether the encoder leaves it possible that a candidate's cue is one."""
    return tags is None or float(tags.cue[c.cue[0] : c.cue[1]].max()) >= LEAST_CUE


def rank(model: Weights, p: float, found: Mapping[str, float]) -> float:
    """How a candidate stands among rivals: a likely demand first, of equals the one with likelier bounds."""
    return p + EXACTNESS * model.probability("exact", found)


def select(
    context: features.Context, weighed: list[tuple[float, float, Candidate]]
) -> list[tuple[float, Candidate]]:
    """The best of candidates that cannot all be demands: of one action, or of overlapping actions of one cue.

    Arguments:
        context: the document's.
        weighed: probability, rank and candidate.

    Returns:
        Those kept with their probabilities, in text order of their actions.
    """
    kept: list[tuple[float, Candidate]] = []
    asked_for = {c.head: c.cue for _, _, c in weighed}
    for p, _, c in sorted(weighed, key=lambda row: -row[1]):
        outer = asked_for.get(c.cue[0], c.cue)
        if (
            outer != c.cue
        ):  # "asked them to call for": what they are asked for is the demand (1,485 of 1,486 annotated ones)
            continue
        if not any(_rival(context, c, other) for _, other in kept):
            kept.append((p, c))
    return sorted(kept, key=lambda pair: (pair[1].action, pair[1].cue))


def _rival(context: features.Context, a: Candidate, b: Candidate) -> bool:
    if _meet(a.cue, b.cue) and _meet(a.action, b.action):
        return True
    x, y = context.region(a.action), context.region(b.action)
    shared = min(x["end"], y["end"]) - max(x["start"], y["start"])
    union = max(x["end"], y["end"]) - min(x["start"], y["start"])
    return shared > 0 and shared >= SAME_ACTION * union


def _meet(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


@Language.factory(FACTORY, requires=["token.dep", "token.tag", "token.lemma"])
def create_demands(nlp: Language, name: str) -> Demands:
    """The factory behind `nlp.add_pipe("claimex_demands")`."""
    return Demands()

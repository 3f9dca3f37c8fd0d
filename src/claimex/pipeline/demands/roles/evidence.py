"""What the encoder says of a mention in a role: arcs from the cue, tags of its tokens.

Evidence(context, "issuer", cue).features(option)   ->   {"arc": 0.8, "arc best": 1.0, "tag": 1.1, ...}
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from spacy.tokens import Token

from claimex.pipeline.demands.features import Context
from claimex.pipeline.demands.roles.mentions import Option, Options
from claimex.pipeline.demands.tags import REACH, level, logit
from claimex.pipeline.scores import LABELS, NO_ARC, arc_scores

Role = Literal["issuer", "addressee"]

LIKELY_BEGIN = (
    0.05  # a token that begins a party with at least this probability is worth asking the arcs about
)
ARCS_OFFERED = 3  # mentions that the arcs add, the best first
WEAKEST_ARC = -2.0  # that makes a mention an option by itself
BOUND = 8.0  # of scores as features
LONGEST_PARTY = 10  # tokens from the first to the noun, if only syntax ties them
_MODIFIERS = frozenset({"det", "amod", "compound", "nmod", "nummod", "poss"})
_SOURCES = [LABELS["attribution"].index(label) for label in ("B-source", "I-source")]


class Evidence:
    """The encoder's view of one cue's parties in one role; empty where the document has no scores."""

    def __init__(self, context: Context, role: Role, cue: Token):
        self.context, self.role, self.cue = context, role, cue
        self.arcs: dict[int, float] = {}
        tags = context.tags
        if tags is not None:
            low = max(0, cue.i - REACH)
            begins = tags.party_begin[role][low : cue.i + REACH]
            near = low + np.flatnonzero(begins >= LIKELY_BEGIN)
            if len(near):
                arc = "demand_issuer" if role == "issuer" else "demand_addressee"
                scores = arc_scores(tags.scores, arc, [cue.i], near)[0]
                self.arcs = dict(zip(near.tolist(), scores.tolist(), strict=True))
        self.best = max(self.arcs.values(), default=NO_ARC)

    def offer(self, options: Options) -> None:
        """Add the mentions that the arcs prefer."""
        for start in sorted(self.arcs, key=lambda i: -self.arcs[i])[:ARCS_OFFERED]:
            if self.arcs[start] > WEAKEST_ARC:
                options.add("arc", self.context.region((start, self._end(start))))

    def _end(self, start: int) -> int:
        """Where the party ends that begins at a token: with the tags, at least with its noun."""
        tags = self.context.tags
        token = self.context.doc[start]
        while token.dep_ in _MODIFIERS and token.i < token.head.i < start + LONGEST_PARTY:
            token = token.head
        end = token.i + 1
        if tags is None:
            return end
        inside, begins = tags.party[self.role], tags.party_begin[self.role]
        while end < len(inside) and inside[end] >= 0.5 and begins[end] < 0.5:
            end += 1
        return end

    def features(self, option: Option, place: str) -> dict[str, float]:
        """Arc and tags of a mention.

        Arguments:
            option: the mention.
            place: what the features are crossed with.
        """
        tags = self.context.tags
        if tags is None:
            return {}
        start, end = option.tokens
        arc = max((self.arcs[i] for i in range(start, end) if i in self.arcs), default=NO_ARC)
        other: Role = "addressee" if self.role == "issuer" else "issuer"
        tag = logit(float(tags.party[self.role][start:end].max()))
        bounded = min(max(arc, -BOUND), BOUND) / 4
        found = {
            "arc": bounded,
            f"arc|{place}": bounded,
            f"arc={level(arc / 2)}": 1.0,
            "arc below best": max(arc - max(self.best, 0.0), -BOUND) / 4,
            "begins": logit(float(tags.party_begin[self.role][start])) / 4,
            "tag": tag / 4,
            f"tag|{place}": tag / 4,
            f"tag={level(tag)}": 1.0,
            "other tag": logit(float(tags.party[other][start:end].max())) / 4,
        }
        if arc == self.best > NO_ARC:
            found |= {"arc best": 1.0, f"arc best={level(arc / 2)}": 1.0}
        return found

    def source_features(self, options: Sequence[Option], place: str) -> list[dict[str, float]]:
        """For each mention how likely it is a source, and the source of an attribution that the cue makes."""
        tags = self.context.tags
        if tags is None or not options:
            return [{} for _ in options]
        low, high = min(o.tokens[0] for o in options), max(o.tokens[1] for o in options)
        window = tags.scores["attribution"][low:high, _SOURCES].astype(np.float64)
        chances = np.exp(window).sum(1)
        starts = [option.tokens[0] for option in options]
        of_cue = arc_scores(tags.scores, "cue_source", [self.cue.i], starts)[0].clip(-BOUND, BOUND) / 4
        found = []
        for option, arc in zip(options, of_cue.tolist(), strict=True):
            start, end = option.tokens
            source = logit(float(chances[start - low : end - low].max())) / 4
            found.append({"source": source, f"source|{place}": source, "cue's source": arc})
        return found

    def null_features(self, place: str, tags_of_options: list[float]) -> dict[str, float]:
        """What the arcs say for "not expressed"."""
        bounded = min(max(self.best, -BOUND), BOUND) / 4
        return {
            "null arc": bounded,
            f"null arc|{place}": bounded,
            f"null arc={level(self.best / 2)}|{place}": 1.0,
            "null tag": max(tags_of_options, default=-2.0),
        }

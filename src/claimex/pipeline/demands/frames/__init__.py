"""Proposes demands: every directive cue with each complement that its frame allows, split at coordination.

    "She urged them to wait and listen."  ->  urged | to wait | them,  urged | listen | them

Frames are data (`claimex/lexicon/directives.toml`); the modules here know where in a dependency tree their
complements stand: one for each kind of cue, over `syntax` and `complements`, called from `search`. Far more
is proposed than is a demand; the filter decides.
"""

from claimex.pipeline.demands.frames.candidate import Candidate
from claimex.pipeline.demands.frames.search import Frames
from claimex.pipeline.demands.frames.words import NEGATIONS, NOBODY, QUOTE_MARKS, strengths

__all__ = ["NEGATIONS", "NOBODY", "QUOTE_MARKS", "Candidate", "Frames", "strengths"]

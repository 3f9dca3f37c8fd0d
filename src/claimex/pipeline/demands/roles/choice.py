"""Which of the mentions fill the roles: of issuer and addressee the likeliest pair.

“What she has to do is wait,” said Ada Bell.   ->   issuer "Ada Bell", addressee "she"
"""

from __future__ import annotations

from collections.abc import Sequence

from claimex.pipeline.demands.roles.mentions import Filler
from claimex.pipeline.demands.weigh import Weights


def choose(model: Weights, issuers: Sequence[Filler], addressees: Sequence[Filler]) -> tuple[Filler, Filler]:
    """The issuer and the addressee that the models of both prefer, which are not one mention.

    Nobody demands of oneself: none of 7,128 annotated demands has one mention in both roles.

    Arguments:
        model: the weights of both roles.
        issuers: the options for the issuer, "not expressed" among them.
        addressees: the same for the addressee.
    """
    weighed = [
        sorted(((model.score(role, f.features), f) for f in fillers), key=lambda pair: -pair[0])[:2]
        for role, fillers in (("issuer", issuers), ("addressee", addressees))
    ]
    pairs = [
        (mine + theirs, issuer, addressee)
        for mine, issuer in weighed[0]
        for theirs, addressee in weighed[1]
        if issuer.region is None or issuer.region != addressee.region
    ]
    _, issuer, addressee = max(pairs, key=lambda pair: pair[0])
    return issuer, addressee

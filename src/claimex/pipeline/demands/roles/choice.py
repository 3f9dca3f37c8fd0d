"""Which of the mentions fill the roles: of issuer and addressee the likeliest pair.

“What she has to do is wait,” said Ada Bell.   ->   issuer "Ada Bell", addressee "she"
"""

from __future__ import annotations

from collections.abc import Sequence

from claimex.pipeline.annotations import Region
from claimex.pipeline.demands.roles.mentions import Filler
from claimex.pipeline.demands.weigh import Weights

# "We call on the council: we need a bridge" has two parties
PRONOUNS = frozenset({"i", "we", "us", "you", "he", "him", "she", "her", "they", "them", "it"})


def choose(
    model: Weights, text: str, issuers: Sequence[Filler], addressees: Sequence[Filler]
) -> tuple[Filler, Filler]:
    """The issuer and the addressee that their models prefer, and that are not one party.

    None of 7,128 annotated demands has one mention in both roles, or one name.

    Arguments:
        model: the weights of both roles.
        text: of the document.
        issuers: the options for the issuer, "not expressed" among them.
        addressees: the same for the addressee.

    Returns:
        Issuer and addressee.
    """
    pairs = [
        (mine + theirs, issuer, addressee)
        for mine, issuer in _best(model, "issuer", issuers)
        for theirs, addressee in _best(model, "addressee", addressees)
        if not _is_one(text, issuer.region, addressee.region)
    ]
    _, issuer, addressee = max(pairs, key=lambda pair: pair[0])
    return issuer, addressee


def _best(model: Weights, role: str, fillers: Sequence[Filler]) -> list[tuple[float, Filler]]:
    """The best two options with their scores, and "not expressed"."""
    scored = [(model.score(role, filler.features), filler) for filler in fillers]
    ranked = sorted(scored, key=lambda pair: -pair[0])
    return ranked[:2] + [pair for pair in ranked[2:] if pair[1].region is None]


def _is_one(text: str, a: Region | None, b: Region | None) -> bool:
    """Whether two mentions are one party by what is written: one mention, or one name."""
    if a is None or b is None:
        return False
    name, other = (text[part["start"] : part["end"]].lower() for part in (a, b))
    return a == b or (name == other and name not in PRONOUNS)

"""Who demands, and of whom: the mentions that may fill a candidate's roles, with what speaks for each.

    “They must wait,” said Ada Bell.   ->   issuer "Ada Bell", who speaks the quotation; addressee "They"

Each role has a module that finds the options and names what speaks for them; `evidence` adds what the encoder
says. A trained model for each role weighs them, and `choice` takes the likeliest pair, of which either may be
"not expressed".
"""

from claimex.pipeline.demands.roles.addressees import addressees
from claimex.pipeline.demands.roles.choice import choose
from claimex.pipeline.demands.roles.issuers import issuers
from claimex.pipeline.demands.roles.mentions import Filler

__all__ = ["Filler", "addressees", "choose", "issuers"]

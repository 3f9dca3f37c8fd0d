"""Who demands, and of whom: the mentions that may fill a candidate's roles, with what speaks for each.

    “They must wait,” said Ada Bell.   ->   issuer "Ada Bell", who speaks the quotation; addressee "They"

Each role has a module that finds the options and names what speaks for them; `evidence` adds what the encoder
says. By a trained model for each role `choice` picks one, or "not expressed".
"""

from claimex.pipeline.demands.roles.addressees import addressees
from claimex.pipeline.demands.roles.choice import choose
from claimex.pipeline.demands.roles.issuers import issuers
from claimex.pipeline.demands.roles.mentions import Filler

__all__ = ["Filler", "addressees", "choose", "issuers"]

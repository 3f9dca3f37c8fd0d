"""What several layers ask of a token."""

from spacy.tokens import Token


def is_hyphen(token: Token) -> bool:
    """Whether a token joins two words: the dash in "co-author", "twenty-seven"."""
    joins = token.text == "-" and token.i > 0 and not token.whitespace_
    return joins and not token.nbor(-1).whitespace_

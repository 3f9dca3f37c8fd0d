"""What can go wrong, in words for people: every message says what was wrong, where, and what to do."""


class ClaimexError(Exception):
    """A failure whose message is one line, fit to be shown as it is."""


class ModelError(ClaimexError):
    """A model is missing, damaged or of the wrong kind."""


class InputError(ClaimexError):
    """An input cannot be read as a document."""


class OutputError(ClaimexError):
    """Output cannot be written."""


class ExtractionError(ClaimexError):
    """A document could not be read by the pipeline."""

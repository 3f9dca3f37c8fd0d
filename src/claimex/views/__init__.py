"""Extractions for people to read: in the terminal, as an HTML page, in a notebook."""

"""The layers, one file or folder each, and `build`, which puts them together."""

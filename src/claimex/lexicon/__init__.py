"""Word lists as data: one TOML file a list, read once."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """Read a word list.

    Arguments:
        name: the file's stem in this folder.

    Returns:
        The TOML document. It is shared between callers: do not change it.
    """
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))

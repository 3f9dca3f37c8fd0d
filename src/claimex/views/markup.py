"""Python calls -> HTML in which all text is escaped, because nothing else can be built with them.

    >>> element("p", "a < b ", element("b", "now"), class_="note")
    '<p class="note">a &lt; b <b>now</b></p>'

A plain string is text and is escaped; only `element` and `join` make `Html`, which is taken as it is.
"""

from collections.abc import Iterable
from html import escape

VOID = frozenset({"br", "col", "input", "meta"})  # elements without an end tag


class Html(str):
    """Markup, as opposed to text."""

    __slots__ = ()


def element(name: str, *children: str, **attributes: str | int | float | bool | None) -> Html:
    """An element.

    Arguments:
        name: the tag's name.
        children: text, which is escaped, and `Html`, which is not.
        attributes: `_` stands for `-`, and is dropped at the end (`class_`, `data_kind`). None and False
            leave the attribute out; True gives it without a value.
    """
    parts = [name]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        key = key.rstrip("_").replace("_", "-")
        parts.append(key if value is True else f'{key}="{escape(str(value))}"')
    start = Html(f"<{' '.join(parts)}>")
    return start if name in VOID else Html(f"{start}{join(children)}</{name}>")


def join(children: Iterable[str]) -> Html:
    """Text and markup, one after the other."""
    return Html("".join(child if isinstance(child, Html) else escape(child) for child in children))

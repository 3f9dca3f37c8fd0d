"""Words of a document -> word pieces of the encoder, and windows over them.

>>> pieces = WordPieces({"[UNK]": 0, "[unused1]": 1, "un": 2, "##able": 3})
>>> pieces.encode(["unable", "\\n\\n", "un"]).ids.tolist()
[2, 3, 1, 2]

The encoder reads WordPiece units (Wu et al. 2016) with BERT's uncased basic tokenisation (Devlin et al.
2019), but of spaCy's tokens, one at a time, so that every piece belongs to exactly one token whatever the
text holds. News text repeats its words: a cache by token text makes this a dictionary look-up for most
tokens.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

# A token longer than this many characters is no word (a URL, a line of base64): one unknown piece stands for
# it, as in BERT.
MAX_CHARACTERS = 100
# Of a token only so many pieces are read: its label sits on the first, and the tail of a URL says nothing.
MAX_PIECES = 8
# The cache of piece ids by token text is emptied at this size, so that endless input cannot fill the memory.
CACHE_SIZE = 200_000

BREAK = "[unused1]"  # the piece that stands for a paragraph break
SHAPES = ("other", "lower", "title", "upper", "mixed", "digit")


class Window(NamedTuple):
    """Pieces `start:end` are read by the encoder; the scores of pieces `own:stop` are kept, the rest is
    context.
    """

    start: int
    own: int
    stop: int
    end: int


@dataclass(frozen=True)
class Encoded:
    """The pieces of one document.

    ids: (pieces,) vocabulary indices. shapes: (pieces,) indices into SHAPES, of the token that the piece
    belongs to. first: (tokens,) index of each token's first piece, -1 for white space that has none. breaks:
    indices of the pieces that begin a paragraph, ascending, the first 0.
    """

    ids: npt.NDArray[np.int32]
    shapes: npt.NDArray[np.int8]
    first: npt.NDArray[np.int32]
    breaks: list[int]


def shape_of(word: str) -> int:
    """Index into SHAPES of the casing of `word`; the vocabulary is uncased, so this is all the encoder learns
    of capitals.
    """
    if word.islower():
        return 1
    if word[:1].isupper() and (len(word) == 1 or word[1:].islower()):
        return 2
    if word.isupper():
        return 3
    if any(c.isdigit() for c in word):
        return 5
    return 4 if any(c.isupper() for c in word) else 0


def read_vocabulary(path: Path) -> dict[str, int]:
    """Read a BERT `vocab.txt`: one piece a line, its index the line number.

    Raises FileNotFoundError if there is no such file.
    """
    return {piece: i for i, piece in enumerate(path.read_text(encoding="utf-8").split("\n")) if piece}


class WordPieces:
    """Tokens -> word pieces, by greedy longest match against a vocabulary."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        """`vocabulary` maps piece -> index and holds at least `[UNK]` and `[unused1]`; KeyError otherwise."""
        self._vocabulary = dict(vocabulary)
        self._unknown = vocabulary["[UNK]"]
        self._break = vocabulary[BREAK]
        self._cache: dict[str, tuple[tuple[int, ...], int]] = {}

    def encode(self, words: Sequence[str]) -> Encoded:
        """Return the pieces of `words` (the texts of a document's tokens, white space too)."""
        ids: list[int] = []
        shapes: list[int] = []
        first: list[int] = []
        breaks = [0]
        cache = self._cache
        for word in words:
            known = cache.get(word)
            if known is None:
                if len(cache) >= CACHE_SIZE:
                    cache.clear()
                known = cache[word] = (self._pieces(word), shape_of(word))
            pieces, shape = known
            first.append(len(ids) if pieces else -1)
            ids += pieces
            shapes += [shape] * len(pieces)
            if pieces and pieces[0] == self._break and "\n" in word:
                breaks.append(len(ids))
        return Encoded(np.array(ids, np.int32), np.array(shapes, np.int8), np.array(first, np.int32), breaks)

    def _pieces(self, word: str) -> tuple[int, ...]:
        if word.isspace():
            return (self._break,) if "\n" in word else ()
        if len(word) > MAX_CHARACTERS:
            return (self._unknown,)
        ids: list[int] = []
        for part in _basic_tokens(word):
            ids += self._match(part)
            if len(ids) >= MAX_PIECES:
                break
        return tuple(ids[:MAX_PIECES]) or (self._unknown,)

    def _match(self, part: str) -> list[int]:
        ids: list[int] = []
        at = 0
        while at < len(part):
            for end in range(len(part), at, -1):
                piece = self._vocabulary.get(("##" if at else "") + part[at:end])
                if piece is not None:
                    ids.append(piece)
                    at = end
                    break
            else:
                return [self._unknown]
        return ids


def _basic_tokens(word: str) -> list[str]:
    """Lower case, no accents or control characters, punctuation and CJK characters apart: BERT's basic
    tokenisation.
    """
    out = [""]
    for c in unicodedata.normalize("NFD", word.lower()):
        category = unicodedata.category(c)
        if category in ("Mn", "Cc", "Cf"):
            continue
        if c.isspace():
            out.append("")
        elif category[0] in "P" or (category[0] == "S" and c.isascii()) or "\u3400" <= c <= "\u9fff":
            out += [c, ""]
        else:
            out[-1] += c
    return [part for part in out if part]


def windows(
    encoded: Encoded, size: int, before: int, ahead: int, first_size: int | None = None
) -> Iterator[Window]:
    """Cut a document into windows that own whole paragraphs where these fit.

    size: pieces a window may hold, context among them. before, ahead: pieces of context to the left and right
    that a window reads but does not own. first_size: pieces that the first window may own (training varies
    it, so that no cut is learnt). Yields windows whose owned ranges follow one another and cover the
    document. ValueError if the context leaves no room.
    """
    total = len(encoded.ids)
    room = size - before - ahead
    if room < MAX_PIECES:
        raise ValueError(f"a window of {size} pieces has no room beside {before} + {ahead} pieces of context")
    starts = encoded.first[encoded.first >= 0]
    ends = [*encoded.breaks[1:], total]
    own, budget, k = 0, first_size or size - ahead, 0
    while own < total:
        left = min(before, own)
        limit = own + min(budget, size - left - ahead)
        while k < len(ends) and ends[k] <= own:
            k += 1
        stop = own
        while k < len(ends) and ends[k] <= limit:
            stop = ends[k]
            k += 1
        if stop == own:  # the paragraph is longer than a window: cut it between tokens
            stop = total if total <= limit else int(starts[np.searchsorted(starts, limit, "right") - 1])
        if stop <= own:
            stop = min(limit, total)
        start = int(starts[np.searchsorted(starts, own - left, "left")])
        end = (
            total
            if stop + ahead >= total
            else int(starts[np.searchsorted(starts, stop + ahead, "right") - 1])
        )
        yield Window(start, own, stop, max(end, stop))
        own, budget = stop, size

"""Turns a text's line breaks into paragraphs and a headline, and keeps the parser from reading across them.

    "Mill to close\\n\\nThe owner, a family\\nfirm, said so."  ->  headline [0, 13), body [15, 49)

It runs before the parser: a sentence starts at every paragraph, and white space starts none. Behind somebody
else's parser it leaves the sentences as they are.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from claimex.pipeline.annotations import Paragraph, text_of

FACTORY = "claimex_layout"

# Lines of prose that was wrapped by hand or by a mail program are within these widths: RFC 5322 asks for
# 78, and nobody reads prose set wider than 120 characters or narrower than 30.
WRAP_WIDTHS = range(30, 121)
HEADLINE_WORDS = 25  # the longest of 892 headlines in the development texts has 24 words

_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_ALWAYS = frozenset(
    "\f\x1c\x1d\x1e\u2029"
)  # page, record and paragraph separators end a paragraph wherever they stand
_SENTENCE_END = re.compile(r"""[.!?…:;]["'”’»)\]]*$""")
_INNER_SENTENCE_END = re.compile(r"""[a-z0-9][.!?…]["'”’»)\]]*\s+["'“‘«(\[]*[A-Z]""")


def paragraphs(text: str) -> list[Paragraph]:
    """Divide a text into paragraphs.

    A blank line, a form feed or U+2029 ends a paragraph. Any other line break does so unless the text is
    hard-wrapped there, or the next line goes on in lower case.

    Arguments:
        text: any text.

    Returns:
        Paragraphs in order, each without the white space around it; together they hold all that is not white
        space.
    """
    lines = list(_lines(text))
    width = _wrap_width(text, lines)
    found: list[Paragraph] = []
    open_line: tuple[int, int] | None = None
    for start, end, separated in lines:
        if open_line is not None and not separated and _runs_on(text, open_line, (start, end), width):
            found[-1]["end"] = end
        else:
            found.append(Paragraph(start=start, end=end, role="body"))
        open_line = (start, end)
    if _is_headline(text, found):
        found[0]["role"] = "headline"
    return found


def _lines(text: str) -> Iterator[tuple[int, int, bool]]:
    """Lines that are not blank, stripped: start, end, and whether a paragraph break stands before."""
    separated, at = False, 0
    breaks = [(m.start(), m.end(), m.group()) for m in _BREAK.finditer(text)]
    for stop, after, mark in [*breaks, (len(text), len(text), "")]:
        line = text[at:stop]
        body = line.strip()
        if body:
            start = at + len(line) - len(line.lstrip())
            yield start, start + len(body), separated
            separated = mark in _ALWAYS
        else:
            separated = True
        at = after


def _wrap_width(text: str, lines: list[tuple[int, int, bool]]) -> int:
    """The width at which a text is hard-wrapped; 0 if it is not."""
    if len(lines) < 2:
        return 0
    lengths = sorted(end - start for start, end, _ in lines)
    width = lengths[(len(lengths) - 1) * 9 // 10]  # a few longer lines (addresses, tables) do not count
    if width not in WRAP_WIDTHS:
        return 0
    full = [
        bool(_SENTENCE_END.search(text[max(start, end - 8) : end]))
        for (start, end, _), (next_start, next_end, separated) in pairwise(lines)
        if not separated and _is_full(text, (start, end), (next_start, next_end), width)
    ]
    # Where lines are paragraphs, they end as sentences do; where they are wrapped, few of them happen to.
    return width if full and sum(full) * 2 < len(full) else 0


def _is_full(text: str, line: tuple[int, int], following: tuple[int, int], width: int) -> bool:
    """Whether the next line's first word would not have fitted into the line any more."""
    word = text[following[0] : min(following[1], following[0] + width)].split(None, 1)[0]
    return line[1] - line[0] + 1 + len(word) > width


def _runs_on(text: str, line: tuple[int, int], following: tuple[int, int], width: int) -> bool:
    return text[following[0]].islower() or (width > 0 and _is_full(text, line, following, width))


def _is_headline(text: str, found: list[Paragraph]) -> bool:
    """Whether the first paragraph is a headline: short, one sentence, and shorter than what it heads."""
    if len(found) < 2:
        return False
    first = text[found[0]["start"] : found[0]["end"]][: HEADLINE_WORDS * 20]
    words = first.split()
    if len(words) > HEADLINE_WORDS or found[0]["end"] - found[0]["start"] > len(first):
        return False
    if _INNER_SENTENCE_END.search(first) or first[0] in '"“':
        return False
    longer_body = max(p["end"] - p["start"] for p in found[1:4]) > len(first)
    return longer_body or first[-1] not in ".!?"


class Layout:
    """Writes `doc._.claimex_layout`, and sentence starts where no parser has been."""

    def __call__(self, doc: Doc) -> Doc:
        """Set the paragraphs of a document.

        Arguments:
            doc: a tokenized document.

        Returns:
            The same document.
        """
        doc._.claimex_layout = paragraphs(text_of(doc))
        if not (doc.has_annotation("DEP") or doc.has_annotation("SENT_START")):
            _set_sentence_starts(doc, doc._.claimex_layout)
        return doc


def _set_sentence_starts(doc: Doc, found: list[Paragraph]) -> None:
    places, space = doc.to_array(["IDX", "IS_SPACE"]).T
    starts = np.searchsorted(places, np.array([p["start"] for p in found[1:]], np.uint64))
    first = set(starts[starts < len(doc)].tolist())
    for i in np.flatnonzero(space).tolist():
        if i > 0 and i not in first:
            doc[i].is_sent_start = False
    for i in first:
        doc[i].is_sent_start = True


@Language.factory(FACTORY, assigns=["token.is_sent_start"])
def create_layout(nlp: Language, name: str) -> Layout:
    """The factory behind `nlp.add_pipe("claimex_layout")`."""
    return Layout()

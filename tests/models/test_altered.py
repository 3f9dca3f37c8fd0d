"""Altered editions of documents: what changes, and what stays."""

import sys
from pathlib import Path

from spacy.tokens import Doc
from spacy.vocab import Vocab

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "models"))

from altered import Editor

VOCAB = Vocab()


def parsed(*words: tuple[str, str, str, int]) -> Doc:
    """A document of one sentence: word, tag, relation and index of the head of each token."""
    texts, tags, deps, heads = zip(*words, strict=True)
    starts = [i == 0 for i in range(len(words))]
    return Doc(VOCAB, list(texts), tags=list(tags), deps=list(deps), heads=list(heads), sent_starts=starts)


COUNCIL = parsed(
    ("The", "DT", "det", 1),
    ("council", "NN", "nsubj", 2),
    ("asked", "VBD", "ROOT", 2),
    ("the", "DT", "det", 4),
    ("minister", "NN", "dobj", 2),
    (".", ".", "punct", 2),
)
DRIVERS = parsed(
    ("Two", "CD", "nummod", 1),
    ("driver", "NN", "nsubj", 2),
    ("met", "VBD", "ROOT", 2),
    ("a", "DT", "det", 5),
    ("very", "RB", "advmod", 5),
    ("singer", "NN", "dobj", 2),
    ("!", ".", "punct", 2),
)


def test_parts_give_way_to_parts_of_their_relation_and_words_to_words_of_their_tag() -> None:
    editor = Editor([COUNCIL, DRIVERS])
    editions = {" ".join(editor.alter(COUNCIL, str(n))) for n in range(300)}
    assert "The council asked the minister ." in editions
    assert "Two driver asked the minister ." in editions
    assert "The council asked a very singer ." in editions
    assert "The council met the minister ." in editions
    assert all(edition[0].isupper() and edition.endswith(" .") for edition in editions)


def test_optional_parts_are_left_out_now_and_then() -> None:
    editor = Editor([DRIVERS])
    assert any("very" not in editor.alter(DRIVERS, str(n)) for n in range(50))


def test_an_edition_is_the_same_whenever_it_is_made() -> None:
    assert Editor([COUNCIL, DRIVERS]).alter(COUNCIL, "7") == Editor([COUNCIL, DRIVERS]).alter(COUNCIL, "7")


def test_words_keep_their_places_where_a_part_is_torn() -> None:
    torn = parsed(
        ("A", "DT", "det", 1),
        ("letter", "NN", "nsubj", 2),
        ("came", "VBD", "ROOT", 2),
        ("from", "IN", "prep", 1),
        ("home", "NN", "pobj", 3),
    )
    editor = Editor([torn])
    for n in range(50):
        assert [len(w) > 0 for w in editor.alter(torn, str(n))] == [True] * len(torn)
        assert editor.alter(torn, str(n))[3] == "from"


def test_no_part_is_taken_that_holds_a_single_quotation_mark() -> None:
    quoted = parsed(
        ("She", "PRP", "nsubj", 1),
        ("read", "VBD", "ROOT", 1),
        ("“", "``", "punct", 3),
        ("Home", "NN", "dobj", 1),
        (".", ".", "punct", 1),
    )
    editor = Editor([quoted, COUNCIL])
    assert all("“" not in editor.alter(COUNCIL, str(n)) for n in range(200))

"""Paragraphs, the headline, and where sentences may begin."""

import time

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from claimex.pipeline.layout import FACTORY, Layout, paragraphs


def split(text: str) -> list[str]:
    return [text[p["start"] : p["end"]] for p in paragraphs(text)]


@pytest.mark.parametrize(
    "separator",
    ["\n\n", "\r\n\r\n", "\r\r", "\n \t\n", "\u2029", "\f", "\x85\x85", "\n\n\n\n", "\u2028\u2028"],
)
def test_blank_lines_of_every_kind_end_a_paragraph(separator: str) -> None:
    assert split(f"  The mill shut.{separator}Nobody came. ") == ["The mill shut.", "Nobody came."]


def test_without_blank_lines_each_line_is_a_paragraph() -> None:
    text = "Mill to close\nThe mill will close in May.\nIts owner said so on Monday.\nNobody was surprised."
    assert split(text) == text.split("\n")


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "The owner of the mill at Lower Brook said on Monday that it would\n"
        "close in May, after a hundred and twelve years, because the river\n"
        "no longer carries enough water. Nobody in the village was\n"
        "surprised.\n"
        "\n"
        "The council will meet on Friday to talk about the forty people who\n"
        "work there."
    )
    assert split(text) == text.split("\n\n")


def test_a_line_that_goes_on_in_lower_case_is_no_paragraph() -> None:
    assert split("The mill will\nclose in May.\nIts owner said so.") == [
        "The mill will\nclose in May.",
        "Its owner said so.",
    ]


def test_long_lines_between_blank_ones_are_paragraphs_of_their_own() -> None:
    line = (
        "The council will meet on Friday to talk about the forty people who work at the mill in Lower Brook, "
        * 2
    )
    assert split(f"Mill to close\n\n{line}end.\n{line}end.") == [
        "Mill to close",
        f"{line}end.",
        f"{line}end.",
    ]


@pytest.mark.parametrize(
    ("first", "role"),
    [
        ("Mill at Lower Brook to close in May", "headline"),
        ("Mill at Lower Brook to close in May.", "headline"),
        ("“We are finished,” said the owner of the mill.", "body"),
        ("The mill will close. Its owner said so.", "body"),
    ],
)
def test_the_headline_is_a_short_first_paragraph_of_one_sentence(first: str, role: str) -> None:
    text = f"{first}\n\nThe owner of the mill at Lower Brook said on Monday that it would close in May."
    assert [p["role"] for p in paragraphs(text)] == [role, "body"]


def test_a_text_of_one_paragraph_has_no_headline() -> None:
    assert [p["role"] for p in paragraphs("Mill to close")] == ["body"]


def test_an_empty_text_has_no_paragraphs() -> None:
    assert paragraphs("") == paragraphs(" \n\t\r\n") == []


TEXTS = st.one_of(st.text(), st.text(st.sampled_from("aB. \n\r\t\f\x85\u2028\u2029\u00a0\x1c"), max_size=60))


@given(TEXTS)
def test_paragraphs_hold_all_that_is_not_white_space(text: str) -> None:
    found = paragraphs(text)
    end = 0
    for p in found:
        assert end <= p["start"] < p["end"] <= len(text)
        assert not text[end : p["start"]].strip()
        assert text[p["start"] : p["end"]] == text[p["start"] : p["end"]].strip()
        end = p["end"]
    assert not text[end:].strip()


@pytest.mark.parametrize("unit", ["a", "a ", "a\n", "\n", "Abc. ", "A\r\n\r\n"])
def test_the_time_is_linear(unit: str) -> None:
    start = time.process_time()
    paragraphs(unit * (300_000 // len(unit)))
    assert time.process_time() - start < 5


@pytest.fixture(scope="module")
def tokenizer() -> Language:
    blank = spacy.blank("en")
    blank.add_pipe(FACTORY)
    return blank


def test_a_sentence_begins_at_every_paragraph_and_never_at_white_space(tokenizer: Language) -> None:
    doc = tokenizer("Mill to close\n\nThe owner  said so\n\n")
    begins = {token.text: token.is_sent_start for token in doc if token.is_sent_start is not None}
    assert begins == {"Mill": True, "\n\n": False, "The": True, " ": False}


@given(text=TEXTS)
def test_any_text_can_be_laid_out(tokenizer: Language, text: str) -> None:
    doc = tokenizer(text)
    starts = {token.idx for token in doc if token.is_sent_start}
    assert {p["start"] for p in doc._.claimex_layout[1:]} <= starts


def test_a_parsed_document_keeps_its_sentences(tokenizer: Language) -> None:
    doc = Doc(tokenizer.vocab, ["Stop", "\n\n", "Go"], spaces=[False] * 3, sent_starts=[True, False, False])
    Layout()(doc)
    assert [token.is_sent_start for token in doc] == [True, False, False]
    assert len(doc._.claimex_layout) == 2

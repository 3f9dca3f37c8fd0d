"""Which quoted stretches report somebody's words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from claimex.pipeline import layout, quotations
from claimex.pipeline.annotations import QuotedStretch
from claimex.pipeline.base_model import load_base_model


@pytest.fixture(scope="module")
def reader() -> Language:
    """The base model with the layout and the quotations, and no encoder."""
    nlp = load_base_model()
    nlp.add_pipe(layout.FACTORY, first=True)
    nlp.add_pipe(quotations.FACTORY)
    return nlp


def read(reader: Language, text: str) -> list[QuotedStretch]:
    return list(reader(text)._.claimex_quotations)


def quoted(reader: Language, text: str) -> list[str]:
    return [text[q["start"] : q["end"]] for q in read(reader, text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“The river has never been so low,” the miller said.", "“The river has never been so low,”"),
        ("The miller called the plan a “death sentence” for the village.", "“death sentence”"),
        ("According to the mayor, the bridge was “unsafe from the start.”", "“unsafe from the start.”"),
        (
            "The report says the council had shown “a reckless disregard” for the law.",
            "“a reckless disregard”",
        ),
        ("Ruiz asked: “Who will pay for this?”", "“Who will pay for this?”"),
        ("They described the smell as 'unbearable'.", "'unbearable'"),
        ("Miller attacks 'reckless' council\n\nA miller attacked the council on Monday.", "'reckless'"),
    ],
)
def test_words_that_somebody_said_are_reported(reader: Language, text: str, expected: str) -> None:
    assert quoted(reader, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        # titles of works and programmes
        "Her new documentary “Low Water” will be shown in May.",
        "The song “Down by the Mill” has been sold a million times.",
        # nicknames
        "Tom “Big Wheel” Hardy has run the mill for thirty years.",
        "The pit, known as the “Devil's Throat”, has been shut since 1974.",
        # words as words, terms
        "The villagers have forty words for rain, and the term “mizzle” is one of them.",
    ],
)
def test_titles_names_and_words_as_words_are_not(reader: Language, text: str) -> None:
    assert quoted(reader, text) == []


@pytest.mark.parametrize(
    "text",
    [
        # a title right behind what it is a title of, though somebody speaks of it
        "The pastor blasted the children's film “Riverbed” and two books about mills.",
        # a name by which a thing goes
        "The series, called “Mill Minutes”, shows how flour is made.",
    ],
)
def test_titles_are_none_beside_words_of_speech_either(reader: Language, text: str) -> None:
    assert quoted(reader, text) == []


def test_a_term_that_stands_elsewhere_without_marks_is_less_of_a_quotation(reader: Language) -> None:
    text = "The engineers say that “bank slip” causes floods.\n\nThe mill lost two walls to {} this May."
    (alone,) = read(reader, text.format("thick mud"))
    again = read(reader, text.format("bank slip"))
    assert not again or again[0]["confidence"] < alone["confidence"]


def test_words_of_a_headline_that_somebody_says_below_are_more_of_a_quotation(reader: Language) -> None:
    text = "Dam a ‘death trap’ in flood\n\n“The old dam is {} for us all,” Ruiz told the council on Monday."
    alone = [q for q in read(reader, text.format("a trap")) if q["start"] < 20]
    (again,) = (q for q in read(reader, text.format("a death trap")) if q["start"] < 20)
    assert not alone or alone[0]["confidence"] < again["confidence"]


def test_whole_clauses_are_direct_and_fragments_partial(reader: Language) -> None:
    text = "“The dam will hold,” Ruiz said. She called it “hysterical” and praised the “quiet work” of all."
    assert [q["quote_type"] for q in read(reader, text)] == ["direct", "partial", "partial"]


def test_what_the_sentence_before_runs_into_is_partial(reader: Language) -> None:
    text = "Ruiz said his “plans never add up.” She said: “They never will.” Her rivals spoke of “Brook Dam.”"
    assert [q["quote_type"] for q in read(reader, text)] == ["partial", "direct", "partial"]


def test_one_record_for_each_paragraph_that_a_quote_runs_over(reader: Language) -> None:
    text = (
        "The miller wrote in a letter to the council:\n\n"
        "“We have asked you for help three times.\n\n"
        "“Nobody has come to see us.”"
    )
    found = read(reader, text)
    assert [q["continues"] for q in found] == [None, 0]
    assert quoted(reader, text) == [
        "“We have asked you for help three times.",
        "“Nobody has come to see us.”",
    ]


def test_a_quotation_within_a_quotation_counts_if_words_say_whose_it_is(reader: Language) -> None:
    text = "“She told me, ‘You will regret this,’ and hung up on the ‘hot line’,” Ruiz said."
    assert quoted(reader, text) == [text[: text.index(" Ruiz")], "‘You will regret this,’"]


def test_one_unclosed_mark_costs_its_paragraph_only(reader: Language) -> None:
    text = (
        "“We are staying, the miller said.\n\n"
        "“You cannot stay,” the mayor answered.\n\n"
        "The miller said “ we shall see ” and left."
    )
    assert quoted(reader, text) == [
        "“We are staying, the miller said.",
        "“You cannot stay,”",
        "“ we shall see ”",
    ]


def test_confidence_is_a_probability_above_the_threshold(reader: Language) -> None:
    text = "“It is over,” Ruiz said. The “so-called” plan of the council was, she said, “a bad joke.”"
    for quote in read(reader, text):
        assert quotations.THRESHOLD <= quote["confidence"] <= 1


def test_a_document_without_marks_has_no_quotations(reader: Language) -> None:
    assert read(reader, "") == read(reader, "Nothing was said.") == []


@given(text=st.text(st.sampled_from("Aab .,?!9\"“”'’‘«»`—()\n\u00a0é"), max_size=60))
def test_any_text_can_be_read(reader: Language, text: str) -> None:
    found = read(reader, text)
    for i, quote in enumerate(found):
        assert 0 <= quote["start"] < quote["end"] <= len(text)
        assert quote["continues"] is None or quote["continues"] < i

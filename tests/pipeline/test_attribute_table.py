"""The table of attribute rules sets what spaCy's own ruler sets."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc

import sample
from claimex.pipeline.attribute_table import AttributeTable
from claimex.pipeline.base_model import load_base_model

TEXTS = [
    sample.TEXT,
    "Let's go, y'all: it ain't over. They're gonna shout 'C'mon!' and I gotta run. Nothin' helped.",
    "There is no doubt that he did it; what did you do? That, but for her, is all I have.\n\n \t The\nend 4.",
    "",
]


@pytest.fixture(scope="module")
def parser() -> Language:
    """The base model up to its parser."""
    nlp = load_base_model()
    for name in ("attribute_ruler", "lemmatizer"):
        nlp.disable_pipe(name)
    return nlp


def outcomes(doc: Doc, rules: list[dict[str, Any]]) -> list[list[tuple[Any, ...]]]:
    """What spaCy's ruler and the table make of the tokens."""
    found = []
    for ruler in (AttributeRuler(doc.vocab), AttributeTable(doc.vocab)):
        copy = doc.copy()
        ruler.add_patterns(rules)
        ruler(copy)
        found.append([(t.pos_, t.tag_, str(t.morph), t.lemma_, t.dep_, t.norm_) for t in copy])
    return found


@pytest.mark.parametrize("text", TEXTS)
def test_the_base_model_s_rules_give_the_same(parser: Language, text: str) -> None:
    shipped = dict(parser.components)["attribute_ruler"]
    assert isinstance(shipped, AttributeTable)
    slow, fast = outcomes(parser(text), shipped.patterns)
    assert fast == slow


RULES: list[dict[str, Any]] = [
    {"patterns": [[{"LOWER": "the"}], [{"TAG": "IN"}]], "attrs": {"POS": "X"}},
    {"patterns": [[{"LOWER": "the"}, {}]], "attrs": {"POS": "SYM"}, "index": 1},
    {"patterns": [[{"TAG": {"IN": ["DT", "NN"]}}, {"TAG": {"NOT_IN": ["NN"]}}]], "attrs": {"LEMMA": "a"}},
    {"patterns": [[{"LOWER": {"REGEX": "^[aeiou]"}}]], "attrs": {"LEMMA": "vowel", "MORPH": "Case=Nom"}},
    {"patterns": [[{"TAG": "DT"}, {"OP": "?"}, {"TAG": "NN"}]], "attrs": {"LEMMA": "b"}, "index": -1},
    {"patterns": [[{"LENGTH": {">": 6}}]], "attrs": {"MORPH": "Style=Long"}},
    {"patterns": [[{"DEP": "nsubj"}], [{"IS_SPACE": True, "TAG": "_SP"}]], "attrs": {"TAG": "SUBJ"}},
    {"patterns": [[{"LOWER": {"NOT_IN": ["the", "of"]}, "IS_SPACE": False}]], "attrs": {"DEP": "dep"}},
    {"patterns": [[{"LOWER": {"REGEX": "s$"}}, {"LOWER": {"REGEX": "^."}}]], "attrs": {"POS": "ADV"}},
    {"patterns": [[{"TAG": "NN"}]], "attrs": {"NORM": "thing"}},
]


@given(st.lists(st.sampled_from(RULES), min_size=1, max_size=6))
def test_rules_of_every_kind_give_the_same_in_every_order(parser: Language, rules: list[Any]) -> None:
    slow, fast = outcomes(parser(sample.TEXT), rules)
    assert fast == slow


def test_rules_added_later_count_and_cleared_ones_do_not(parser: Language) -> None:
    doc = parser("the sea")
    table = AttributeTable(doc.vocab)
    table.add([[{"LOWER": "sea"}]], {"LEMMA": "a"})
    assert table(doc)[1].lemma_ == "a"
    table.add([[{"LOWER": "sea"}]], {"LEMMA": "b"})
    assert table(doc)[1].lemma_ == "b"
    table.clear()
    table.add([[{"LOWER": "the"}]], {"LEMMA": "c"})
    assert [token.lemma_ for token in table(doc)] == ["c", "b"]


def test_a_rule_for_a_token_outside_its_pattern_is_an_error_as_in_spacy(parser: Language) -> None:
    doc = parser("the sea")
    for ruler in (AttributeRuler(doc.vocab), AttributeTable(doc.vocab)):
        ruler.add([[{"LOWER": "sea"}]], {"LEMMA": "a"}, index=1)
        with pytest.raises((ValueError, IndexError)):
            ruler(doc)

"""Bodies among the parties: their names in full, and which of them "the company" or "it" takes up.

Labels are given, so that pieces of names can be shown as the encoder labels them.
"""

import re

import pytest
from spacy.language import Language
from spacy.tokens import Span

from claimex.pipeline import layout
from claimex.pipeline.annotations import DemandFrame, Region, Relation
from claimex.pipeline.base_model import load_base_model
from claimex.pipeline.speakers import Speakers


@pytest.fixture(scope="module")
def parser() -> Language:
    """The base model, behind the layout."""
    nlp = load_base_model()
    nlp.add_pipe(layout.FACTORY, first=True)
    return nlp


def resolved(
    parser: Language, text: str, entities: list[tuple[str, str]], sources: list[str], asked: str | None = None
) -> list[str]:
    """The names of the parties that sources stand for, each the last occurrence of its words.

    Arguments:
        parser: the base model.
        text: the document.
        entities: words and labels; each labels its next occurrence, so that pieces of names can be shown.
        sources: words of mentions that are sources.
        asked: words of a mention that is an addressee, its last occurrence.
    """
    doc = parser(text)
    spans: list[Span] = []
    behind = 0
    for words, label in entities:
        start = text.index(words, behind)
        behind = start + len(words)
        span = doc.char_span(start, behind, label=label)
        assert span is not None
        spans.append(span)
    doc.ents = tuple(spans)

    def last(words: str) -> Region:
        start = [m.start() for m in re.finditer(rf"\b{re.escape(words)}\b", text)][-1]
        return Region(start=start, end=start + len(words))

    mentions = [last(words) for words in sources]
    doc._.claimex_attributions = [
        Relation(source=mention, cue=None, content=[mention], confidence=1.0) for mention in mentions
    ]
    if asked is not None:
        region = last(asked)
        doc._.claimex_demands = [
            DemandFrame(
                start=region["start"], end=region["end"], cue=region, issuer=None, addressee=region,
                negated=False, confidence=1.0,
            )
        ]  # fmt: skip
    Speakers()(doc)
    parties = doc._.claimex_parties
    names = {
        (m["start"], m["end"]): text[p["name"]["start"] : p["name"]["end"]]
        for p in parties
        for m in p["mentions"]
    }
    return [names[mention["start"], mention["end"]] for mention in mentions]


def test_a_body_named_before_keeps_its_full_name_where_only_pieces_are_labelled(parser: Language) -> None:
    text = "The licence of Bell Port Holdings has ended. Later Bell Port Holdings objected to that."
    pieces = [("Bell Port Holdings", "ORG"), ("Bell", "PERSON"), ("Port", "ORG")]
    assert resolved(parser, text, pieces, ["Bell Port Holdings"]) == ["Bell Port Holdings"]


def test_a_body_in_a_role_keeps_its_full_name_where_only_pieces_are_labelled(parser: Language) -> None:
    text = "Bell Ridge Partners called the sale a mistake."
    assert resolved(parser, text, [("Bell", "PERSON")], ["Bell Ridge Partners"]) == ["Bell Ridge Partners"]


def test_a_body_labelled_as_a_person_is_known_by_its_last_word(parser: Language) -> None:
    text = "Bell Ridge Partners called the sale a mistake. The company owns the mill."
    entities = [("Bell Ridge Partners", "PERSON")]
    assert resolved(parser, text, entities, ["The company"]) == ["Bell Ridge Partners"]


def test_a_company_is_no_institute(parser: Language) -> None:
    text = (
        "The licence of Bell Port Holdings has ended. The Vale Institute welcomed that. "
        "But the company objected to the decision."
    )
    entities = [("Bell Port Holdings", "ORG"), ("The Vale Institute", "ORG")]
    assert resolved(parser, text, entities, ["the company"]) == ["Bell Port Holdings"]


def test_a_description_of_another_kind_of_body_names_none(parser: Language) -> None:
    text = "The Vale Institute published a survey. The council denied the figures."
    assert resolved(parser, text, [("The Vale Institute", "ORG")], ["The council"]) == ["The council"]


def test_a_body_first_spoken_of_as_somebodys_is_taken_up(parser: Language) -> None:
    text = "At Vale Mining, Minister Ada Bell defended her department. The department said nothing."
    entities = [("Vale Mining", "ORG"), ("Ada Bell", "PERSON")]
    assert resolved(parser, text, entities, ["The department"]) == ["her department"]


def test_it_says_continues_what_said_before_and_not_who_was_asked(parser: Language) -> None:
    text = "The letter says that Bell Board must act. A licence is needed, it says."
    found = resolved(parser, text, [("Bell Board", "ORG")], ["The letter", "it"], asked="Bell Board")
    assert found == ["The letter", "The letter"]


def test_researchers_are_no_analyses(parser: Language) -> None:
    text = "Blood and urine were tested. The researchers then met."
    assert resolved(parser, text, [], ["Blood and urine", "The researchers"])[1] == "The researchers"


def test_a_first_name_alone_tells_the_gender_however_often_it_stands(parser: Language) -> None:
    text = "Petra left. Walter snored, Walter coughed. She laughed at that."
    entities = [("Petra", "PERSON"), ("Walter", "PERSON"), ("Walter", "PERSON")]
    assert resolved(parser, text, entities, ["She"]) == ["Petra"]


def test_researchers_are_no_trio_of_mares(parser: Language) -> None:
    text = "Vets weighed a trio of mares. Later the researchers left."
    assert resolved(parser, text, [], ["the researchers"]) == ["the researchers"]
    text = "Researchers met. The trio of mares that they weighed was sold. The researchers left."
    found = resolved(parser, text, [], ["The trio of mares", "The researchers"])
    assert found == ["The trio of mares", "The researchers"]


def test_neither_a_preposition_nor_a_title_is_a_name(parser: Language) -> None:
    text = "Some of the millers met Ms Bell. The company was closed, they said."
    assert resolved(parser, text, [("of", "ORG"), ("Ms", "ORG")], ["The company"]) == ["The company"]

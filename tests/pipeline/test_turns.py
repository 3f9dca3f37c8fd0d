"""Who speaks a quoted stretch."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from claimex.pipeline import layout, quotations, turns
from claimex.pipeline.annotations import Region, Relation
from claimex.pipeline.base_model import load_base_model


@pytest.fixture(scope="module")
def reader() -> Language:
    """The base model with the layout, the quotations and the turns, and no trained layer of ours."""
    nlp = load_base_model()
    nlp.add_pipe(layout.FACTORY, first=True)
    nlp.add_pipe(quotations.FACTORY)
    nlp.add_pipe(turns.FACTORY)
    return nlp


def piece(doc: Doc, region: Region | None) -> str | None:
    return None if region is None else doc.text[region["start"] : region["end"]]


def spoken(reader: Language, text: str) -> list[tuple[str | None, str | None]]:
    """Speaker and cue of each quoted stretch."""
    doc = reader(text)
    assert len(doc._.claimex_turns) == len(doc._.claimex_quotations)
    return [(piece(doc, turn["speaker"]), piece(doc, turn["cue"])) for turn in doc._.claimex_turns]


@pytest.mark.parametrize(
    ("text", "speaker", "cue"),
    [
        ("“The river is rising,” Ana Ruiz said.", "Ana Ruiz", "said"),
        ("“The river is rising,” said Ana Ruiz, who runs the mill.", "Ana Ruiz", "said"),
        (
            "“The river is rising,” the old miller of Lower Brook said.",
            "the old miller of Lower Brook",
            "said",
        ),
        ("“Is the river rising?” asked Ruiz.", "Ruiz", "asked"),
        ("Ruiz said: “The river is rising.”", "Ruiz", "said"),
        ("Ruiz told the council that the river was “rising fast.”", "Ruiz", "told"),
        ("According to Ruiz, the river is “rising fast.”", "Ruiz", "According"),
        ("Ruiz called the dam “a disgrace” and left.", "Ruiz", "called"),
        ("Said Ruiz: “The river is rising.”", "Ruiz", "Said"),
        ("Ruiz shot back, “You built it.”", "Ruiz", "shot"),
        ("The dam was a “disgrace,” as Ruiz put it.", "Ruiz", "put"),
        ("The dam is “rotten to the core,” the letter adds.", "the letter", "adds"),
    ],
)
def test_the_speaker_that_a_cue_ties_to_the_quote(
    reader: Language, text: str, speaker: str, cue: str
) -> None:
    assert spoken(reader, text) == [(speaker, cue)]


def test_all_parts_of_an_interrupted_quote_have_one_speaker(reader: Language) -> None:
    text = "“We knew,” Ruiz said. “We always knew.”"
    assert spoken(reader, text) == [("Ruiz", "said")] * 2


def test_a_quote_goes_on_from_the_sentence_before_it(reader: Language) -> None:
    text = "The dam is beyond repair, engineer Tom Hardy told the council. “It was built of sand.”"
    assert spoken(reader, text) == [("engineer Tom Hardy", "told")]


def test_a_name_behind_a_dash_signs_the_quote(reader: Language) -> None:
    assert spoken(reader, "“The dam was built of sand.” — Ana Ruiz") == [("Ana Ruiz", None)]


def test_paragraphs_of_a_long_quote_have_one_speaker(reader: Language) -> None:
    text = "“We asked for help,” Ruiz said.\n\n“Nobody came to see us.\n\n“Nobody ever will.”"
    assert spoken(reader, text) == [("Ruiz", "said")] * 3


def test_a_paragraph_of_pure_quotation_goes_on_from_the_one_before(reader: Language) -> None:
    text = "Engineer Ana Ruiz says the dam is beyond repair.\n\n“It was built of sand, and it will be sand.”"
    assert spoken(reader, text) == [("Engineer Ana Ruiz", "says")]


def test_transcripts_and_headlines_have_labels(reader: Language) -> None:
    assert spoken(reader, 'RUIZ: "When will you repair the dam?"') == [("RUIZ", None)]
    assert spoken(reader, '"RUIZ: When will you repair the dam?"') == [("RUIZ", None)]
    headline = (
        "Ruiz: Council must ‘wake up at last’\n\nThe council of Lower Brook has been told to repair its dam."
    )
    assert spoken(reader, headline) == [("Ruiz", None)]


def test_a_pronoun_or_name_within_the_quote_is_never_its_speaker(reader: Language) -> None:
    text = "“He said that Tom Hardy told her to leave,” Ruiz said."
    assert spoken(reader, text) == [("Ruiz", "said")]


def test_a_quotation_within_a_quotation_has_the_speaker_named_there(reader: Language) -> None:
    text = "“My brother said, ‘Leave while you can,’ and we left at once,” Ruiz said."
    assert spoken(reader, text) == [("Ruiz", "said"), ("My brother", "said")]


def test_speakers_alternate_as_the_text_says(reader: Language) -> None:
    text = "“You built it,” Ruiz said.\n\n“You paid for it,” said the mayor.\n\n“We are even,” Ruiz replied."
    assert [speaker for speaker, _ in spoken(reader, text)] == ["Ruiz", "the mayor", "Ruiz"]


def test_without_anybody_to_tell_there_is_no_speaker(reader: Language) -> None:
    assert spoken(reader, "“The river is rising and nobody cares.”") == [(None, None)]


def test_a_turn_names_the_relation_about_its_quote(reader: Language) -> None:
    text = "Ruiz said the dam was “beyond repair.”"
    doc = reader(text)
    content = Region(start=text.index("the dam"), end=len(text))
    source, cue = Region(start=0, end=4), Region(start=5, end=9)
    doc._.claimex_attributions = [Relation(source=source, cue=cue, content=[content], confidence=0.9)]
    (turn,) = turns.turns(doc)
    assert turn == {"speaker": source, "cue": cue, "attribution": 0}


def test_a_sure_relation_is_believed_before_the_parse_and_an_unsure_one_is_not(reader: Language) -> None:
    text = "Tom Hardy says Ruiz called the dam “a disgrace.”"
    doc = reader(text)
    hardy, ruiz = Region(start=0, end=9), Region(start=15, end=19)
    content = [Region(start=27, end=len(text))]
    relation = Relation(source=hardy, cue=None, content=content, confidence=turns.SURE)
    doc._.claimex_attributions = [relation]
    assert turns.turns(doc)[0]["speaker"] == hardy
    doc._.claimex_attributions = [{**relation, "confidence": turns.SURE - 0.1}]
    assert turns.turns(doc)[0]["speaker"] == ruiz


def test_a_relation_tells_the_speaker_where_syntax_does_not(reader: Language) -> None:
    text = "For the miller, the dam is now a “death trap” and no more."
    doc = reader(text)
    miller = Region(start=4, end=14)
    content = [Region(start=text.index("“"), end=text.index("”") + 1)]
    doc._.claimex_attributions = [Relation(source=miller, cue=None, content=content, confidence=0.3)]
    assert [turn["speaker"] for turn in turns.turns(doc)] == [miller]


@given(text=st.text(st.sampled_from("AHe said .,?:\"“”'’‘\n"), max_size=60))
def test_any_text_can_be_read(reader: Language, text: str) -> None:
    doc = reader(text)
    assert len(doc._.claimex_turns) == len(doc._.claimex_quotations)
    for turn in doc._.claimex_turns:
        for region in (turn["speaker"], turn["cue"]):
            assert region is None or 0 <= region["start"] < region["end"] <= len(text)

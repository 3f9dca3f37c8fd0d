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


@pytest.mark.parametrize(
    ("text", "speaker", "cue"),
    [
        # the nearest cue with a subject of its own, not the sentence's first
        ("Ruiz praised Hardy, who had vowed to fight “this lunacy of a dam.”", "Hardy", "vowed"),
        # a participle behind the object belongs to the subject
        ("The mayor emailed residents saying: “The dam will hold.”", "The mayor", "saying"),
        # a passive's subject is the subject of the verb that is joined to it
        ("Ruiz was joined by Hardy and joked, “We are building an ark.”", "Ruiz", "joked"),
        ("Ruiz was quick to add that the dam was “no toy.”", "Ruiz", "add"),
        # the quote belongs to the clause before it if what follows has a clause of its own
        (
            "Though Hardy admitted that the dam was “not what it was,” he said nobody was in danger.",
            "Hardy",
            "admitted",
        ),
        # nor does an infinitive
        (
            "Ruiz said she would sell the mill to fight “dam fever” violence and to counter lies.",
            "Ruiz",
            "said",
        ),
        # what is said behind a full quote says nothing of it
        (
            "Ruiz recalled his famous demand: “Mr Mayor, mend this dam!” Hardy still praises it.",
            "his",
            "demand",
        ),
    ],
)
def test_the_nearest_cue_with_a_speaker_of_its_own_wins(
    reader: Language, text: str, speaker: str, cue: str
) -> None:
    assert spoken(reader, text) == [(speaker, cue)]


@pytest.mark.parametrize(
    ("relation", "text", "speaker"),
    [
        (
            ("Voters", "say"),
            "Voters say they left after Hardy's conclusion that Ruiz was “reckless.”",
            "Hardy",
        ),
        (
            ("Ruiz", "pointed"),
            "When Ruiz pointed out that Hardy refers to it as “a puddle,” the room fell silent.",
            "Hardy",
        ),
        (
            ("Ruiz", "said"),
            "Ruiz said Mr Hardy then told him to “lose it before the miller gets here”.",
            "Mr Hardy",
        ),
        (
            ("Ruiz", "said"),
            "Ruiz said it is a moral imperative that Hardy calls for an “end of the floods.”",
            "Ruiz",
        ),
        (
            ("Paper", "Mocks"),
            "Paper Mocks Hardy’s Claim ‘The Dam Will Hold.’\n\nA paper has mocked him.",
            "Hardy",
        ),
    ],
)
def test_a_cue_within_what_is_reported_beats_the_cue_that_reports_it(
    reader: Language, relation: tuple[str, str], text: str, speaker: str
) -> None:
    doc = reader(text)
    source, cue = (Region(start=text.index(w), end=text.index(w) + len(w)) for w in relation)
    content = Region(start=cue["end"] + 1, end=len(text.split("\n")[0]))
    doc._.claimex_attributions = [Relation(source=source, cue=cue, content=[content], confidence=0.9)]
    assert [piece(doc, turn["speaker"]) for turn in turns.turns(doc)] == [speaker]


def test_a_passive_without_agent_has_no_speaker(reader: Language) -> None:
    assert spoken(reader, "Ruiz met Hardy, who was said to be “furious” with the council.") == [(None, None)]


def test_a_colon_at_the_end_of_a_paragraph_introduces_the_next_and_what_goes_on(reader: Language) -> None:
    text = (
        "Ruiz left the room. She then listed the faults of the dam:\n\n"
        "“It leaks in three places.\n\n“It has no gate.\n\n“It was built on sand.”"
    )
    assert spoken(reader, text) == [("She", "listed")] * 3


def test_facts_before_a_colon_speak_nothing(reader: Language) -> None:
    text = "Here are the main points of the day:\n\n“The dam leaks and nobody will mend it.”"
    assert spoken(reader, text) == [(None, None)]


def test_a_mention_ends_with_its_name_in_every_part_of_a_quote(reader: Language) -> None:
    text = "“It leaks,” said Ana Ruiz, who runs the mill. “It always has.”"
    doc = reader(text)
    content = [Region(start=0, end=11), Region(start=text.index("“It always"), end=len(text))]
    source = Region(start=text.index("Ana"), end=text.index(". “It"))
    cue = Region(start=12, end=16)
    doc._.claimex_attributions = [Relation(source=source, cue=cue, content=content, confidence=0.9)]
    found = turns.turns(doc)
    assert [piece(doc, turn["speaker"]) for turn in found] == ["Ana Ruiz", "Ana Ruiz"]


@pytest.mark.parametrize(
    ("mention", "trimmed"),
    [
        ("Ana Ruiz, the miller of Lower Brook,", "Ana Ruiz"),
        ("Ana Ruiz (Lower Brook)", "Ana Ruiz"),
        ("Ana Ruiz — a miller", "Ana Ruiz"),
        ("the council’s engineer, Ana Ruiz,", "the council’s engineer, Ana Ruiz"),
        ("Ana Ruiz, Tom Hardy and Lou Bell", "Ana Ruiz, Tom Hardy and Lou Bell"),
        ("an engineer, who would not be named,", "an engineer"),
        ("Tom Hardy, Jr.,", "Tom Hardy, Jr."),
    ],
)
def test_a_mention_is_trimmed_to_its_name(reader: Language, mention: str, trimmed: str) -> None:
    text = f"{mention} said the dam was “beyond repair.”"
    doc = reader(text)
    source, cue = Region(start=0, end=len(mention)), Region(start=len(mention) + 1, end=len(mention) + 5)
    content = Region(start=text.index("the dam"), end=len(text))
    doc._.claimex_attributions = [Relation(source=source, cue=cue, content=[content], confidence=0.9)]
    assert [piece(doc, turn["speaker"]) for turn in turns.turns(doc)] == [trimmed]


@pytest.mark.parametrize(
    ("who", "cue", "content", "speaker"),
    [
        ("The farmers", "denounced", "Ana Ruiz's call for “a complete shutdown” of the dam", "Ana Ruiz"),
        ("Tom Hardy", "wrote back, calling", "Ana Ruiz's charge “absurd”", "Tom Hardy"),
    ],
)
def test_whose_words_stand_behind_a_noun_of_speech(
    reader: Language, who: str, cue: str, content: str, speaker: str
) -> None:
    doc = reader(f"{who} {cue} {content}.")
    start = doc.text.index(content)
    doc._.claimex_attributions = [
        Relation(
            source=Region(start=0, end=len(who)),
            cue=Region(start=doc.text.rindex(" ", 0, start - 1) + 1, end=start - 1),
            content=[Region(start=start, end=start + len(content))],
            confidence=0.9,
        )
    ]
    assert [piece(doc, turn["speaker"]) for turn in turns.turns(doc)] == [speaker]


def test_coordinated_quotes_are_one_persons(reader: Language) -> None:
    text = "She noted that Tom Hardy had long blamed the council and called it “slow” and “blind”."
    doc = reader(text)
    doc._.claimex_attributions = [
        Relation(
            source=Region(start=0, end=3),
            cue=Region(start=4, end=9),
            content=[Region(start=text.index("and called"), end=len(text) - 1)],
            confidence=0.9,
        )
    ]
    first, second = (piece(doc, turn["speaker"]) for turn in turns.turns(doc))
    assert first == second == "Tom Hardy"


@pytest.mark.parametrize(
    "mention",
    [
        "study co-author Professor Ana Ruiz",
        "Lower Brook co-author and engineer Dr Ana Ruiz",
        "mill co-host Ana\xa0Ruiz",
        "the 43-year-old",
    ],
)
def test_a_mention_does_not_end_inside_a_hyphenated_word(reader: Language, mention: str) -> None:
    ((speaker, _),) = spoken(reader, f"“The dam has leaked for years,” says {mention}.")
    assert speaker == mention


def test_a_credit_in_brackets_behind_a_quote_is_its_speaker(reader: Language) -> None:
    text = "DAM LEAKS AGAIN “The old dam has lost half of its water this year.” [Lower Brook Times | Paywall]"
    assert spoken(reader, text) == [("Lower Brook Times", None)]


def test_a_headline_label_ends_before_its_verb(reader: Language) -> None:
    text = (
        "Ana Ruiz Slams Council: It Was ‘Asleep at the Wheel’\n\nThe miller of Lower Brook is angry about it."
    )
    doc = reader(text)
    start = text.index("‘Asleep")
    doc._.claimex_attributions = [
        Relation(
            source=Region(start=0, end=8),
            cue=Region(start=9, end=14),
            content=[Region(start=start, end=start + 21)],
            confidence=0.9,
        )
    ]
    assert [piece(doc, turn["speaker"]) for turn in turns.turns(doc)] == ["Ana Ruiz"]


def test_a_clause_that_stands_close_behind_the_mark(reader: Language) -> None:
    text = "“I have told them about the leak,”Ruiz said on Monday. “They know.”"
    assert [speaker for speaker, _ in spoken(reader, text)] == ["Ruiz", "Ruiz"]


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


def test_a_quoted_paragraph_goes_on_with_who_spoke_last(reader: Language) -> None:
    text = "“We are millers,” the letter began, according to the Echo.\n\n“We call on Ruiz to act.”"
    doc = reader(text)
    start = text.index("“We call")
    echo = Region(start=text.index("the Echo"), end=text.index("the Echo") + 8)
    doc._.claimex_attributions = [
        Relation(source=echo, cue=None, content=[Region(start=start, end=len(text))], confidence=0.9)
    ]
    assert [piece(doc, turn["speaker"]) for turn in turns.turns(doc)] == ["the letter", "the letter"]

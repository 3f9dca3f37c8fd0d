"""Which mentions are one party, and under which name: a test for each kind of link.

The mentions in question stand in [brackets] in a test's text; names that the encoder would find are given
with their kind, so that these tests hold whatever the encoder is trained on. Spaces, a quotation's speaker
and so on are set as the layers above would set them.
"""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans

from claimex.pipeline import layout
from claimex.pipeline.annotations import DemandFrame, Region, Relation, Turn
from claimex.pipeline.base_model import load_base_model
from claimex.pipeline.speakers import Speakers
from claimex.records import MentionType

QUOTED = re.compile(r"“[^”]*”")


@pytest.fixture(scope="session")
def parser() -> Language:
    """The base model, behind the layout."""
    nlp = load_base_model()
    nlp.add_pipe(layout.FACTORY, first=True)
    return nlp


Names = dict[str, str]
Resolve = Callable[..., list[tuple[str, str, MentionType]]]


@pytest.fixture
def resolve(parser: Language) -> Resolve:
    """Text with [mentions], names with their kinds -> (mention, name, type) of each, in text order."""

    def run(marked: str, **names: str) -> list[tuple[str, str, MentionType]]:
        text, mentions = unmark(marked)
        doc = annotated(parser, text, {name.replace("_", " "): kind for name, kind in names.items()})
        doc._.claimex_attributions = [
            Relation(source=mention, cue=None, content=[mention], confidence=1.0) for mention in mentions
        ]
        Speakers()(doc)
        return named(doc, mentions)

    return run


def unmark(marked: str) -> tuple[str, list[Region]]:
    """Text with [mentions] -> the text without brackets, and the regions that they held."""
    text, mentions, start = "", [], 0
    for part in re.split(r"([\[\]])", marked):
        if part == "[":
            start = len(text)
        elif part == "]":
            mentions.append(Region(start=start, end=len(text)))
        else:
            text += part
    return text, mentions


def annotated(parser: Language, text: str, names: Names) -> Doc:
    """A parsed document with every occurrence of the names as an entity, and the quotations between curly
    marks.
    """
    doc = parser(text)
    spans = [
        span
        for name, kind in names.items()
        for m in re.finditer(rf"\b{re.escape(name)}\b", text)
        if (span := doc.char_span(m.start(), m.end(), label=kind)) is not None
    ]
    doc.ents = filter_spans(spans)
    doc._.claimex_quotations = [
        {"start": m.start(), "end": m.end(), "quote_type": "direct", "continues": None, "confidence": 1.0}
        for m in QUOTED.finditer(text)
    ]
    doc._.claimex_turns = [Turn(speaker=None, cue=None, attribution=None) for _ in doc._.claimex_quotations]
    return doc


def named(doc: Doc, mentions: list[Region]) -> list[tuple[str, str, MentionType]]:
    party_of = {(m["start"], m["end"]): party for party in doc._.claimex_parties for m in party["mentions"]}
    found = []
    for mention in mentions:
        party = party_of[mention["start"], mention["end"]]
        name = doc.text[party["name"]["start"] : party["name"]["end"]]
        found.append((doc.text[mention["start"] : mention["end"]], name, party["type"]))
    return found


def names_of(found: list[tuple[str, str, MentionType]]) -> list[str]:
    return [name for _, name, _ in found]


# ---------------------------------------------------------------- names


def test_short_forms_of_a_name_are_the_person_named_in_full(resolve: Resolve) -> None:
    found = resolve(
        "Trade Minister [Petra Lindqvist] opened the port. [Lindqvist] praised the crew. "
        "[Ms Lindqvist] left early. Petra had a train to catch, [Petra] said.",
        Petra_Lindqvist="PERSON", Lindqvist="PERSON", Petra="PERSON",
    )  # fmt: skip
    assert set(found) == {
        ("Petra Lindqvist", "Petra Lindqvist", "person"),
        ("Lindqvist", "Petra Lindqvist", "person"),
        ("Ms Lindqvist", "Petra Lindqvist", "person"),
        ("Petra", "Petra Lindqvist", "person"),
    }


def test_a_name_holds_no_title_and_no_possessive(resolve: Resolve) -> None:
    found = resolve(
        "[Mayor Petra Lindqvist’s] plan failed. [LINDQVIST’s] critics cheered.",
        Petra_Lindqvist="PERSON", LINDQVIST="PERSON",
    )  # fmt: skip
    assert names_of(found) == ["Petra Lindqvist", "Petra Lindqvist"]


def test_a_title_stays_where_no_first_name_is_known(resolve: Resolve) -> None:
    found = resolve("[Premier Okoro] spoke first. Later [he] left.", Okoro="PERSON")
    assert names_of(found) == ["Premier Okoro", "Premier Okoro"]


def test_a_surname_that_the_encoder_missed_is_found_again(resolve: Resolve) -> None:
    found = resolve("Walter Crane runs the dairy. The price is fair, [Crane] said.", Walter_Crane="PERSON")
    assert names_of(found) == ["Walter Crane"]


def test_a_description_with_a_name_is_the_person_named(resolve: Resolve) -> None:
    found = resolve(
        "[Dairy board spokesman Walter Crane] said so. [The head of the union, Ann Reed,] agreed. "
        "[Labor’s Tom Hale], who farms in the north, did not.",
        Walter_Crane="PERSON", Ann_Reed="PERSON", Tom_Hale="PERSON", Labor="ORG",
    )  # fmt: skip
    assert names_of(found) == ["Walter Crane", "Ann Reed", "Tom Hale"]


def test_words_before_a_first_name_are_none_of_the_name(resolve: Resolve) -> None:
    found = resolve(
        "Stockman Walter Crane drove the herd. The mare was lame, [he] said. "
        "[Reed], who leads the Hay Board Ann Reed Trust, left.",
        Stockman_Walter_Crane="PERSON", Hay_Board_Ann_Reed="PERSON", Reed="PERSON",
    )  # fmt: skip
    assert names_of(found) == ["Walter Crane", "Ann Reed"]


def test_a_hyphenated_first_name_stays_whole(resolve: Resolve) -> None:
    found = resolve("[Bo-Ann Crane] teaches law. [Crane] left.", Bo_Ann_Crane="PERSON", Crane="PERSON")
    assert names_of(found)[0] == "Bo-Ann Crane"


def test_a_surname_takes_the_first_name_that_a_title_or_a_nickname_tells(resolve: Resolve) -> None:
    found = resolve(
        "[Okoro] is the host of “The Walter Okoro Show” on Fridays.",
        Okoro="PERSON", The_Walter_Okoro_Show="WORK_OF_ART",
    )  # fmt: skip
    assert names_of(found) == ["Walter Okoro"]
    found = resolve('[Reed] laughed. Everybody knows Ann "Big Mill" Reed.', Reed="PERSON")
    assert names_of(found) == ["Reed"]
    found = resolve('[Reed] laughed. Everybody knows Ann "Mill" Reed.', Reed="PERSON")
    assert names_of(found) == ['Ann "Mill" Reed']


def test_a_description_ends_before_the_verb_of_a_clause(resolve: Resolve) -> None:
    found = resolve("[The notion] that the mill would close came up again.")
    assert names_of(found) == ["The notion"]


def test_a_body_goes_by_its_name_in_the_text_not_by_the_headline_short_form(resolve: Resolve) -> None:
    found = resolve(
        "[Board Of Mill] Opens Gates\n\nThe Hobart Board of Mills met on Monday to hear the millers.",
        Board_Of_Mill="ORG", Hobart_Board_of_Mills="ORG",
    )  # fmt: skip
    assert names_of(found) == ["Hobart Board of Mills"]


def test_a_role_that_fits_nobody_known_is_who_is_spoken_of(resolve: Resolve) -> None:
    found = resolve(
        "Petra Lindqvist sat in the hotel. [The tireless diplomat] smiled. [The head of the choir] left.",
        Petra_Lindqvist="PERSON",
    )
    assert names_of(found) == ["Petra Lindqvist", "The head of the choir"]


def test_a_role_with_a_name_behind_it_is_nobody_else(resolve: Resolve) -> None:
    found = resolve(
        "Dr Petra Lindqvist had measured the door. “Was it locked?” asked [the judge], Mrs Justice Carr.",
        Petra_Lindqvist="PERSON",
    )
    assert names_of(found) == ["the judge"]


def test_the_spokesman_may_be_a_woman(resolve: Resolve) -> None:
    found = resolve(
        "Petra Lindqvist leads the board. Mill spokesman Ann Reed declined to comment. [She] was busy.",
        Petra_Lindqvist="PERSON", Ann_Reed="PERSON",
    )  # fmt: skip
    assert names_of(found) == ["Ann Reed"]


def test_a_name_used_as_a_modifier_is_not_the_party(resolve: Resolve) -> None:
    [(_, name, _)] = resolve(
        "[The Lindqvist government] said no to Petra Lindqvist.", Petra_Lindqvist="PERSON"
    )
    assert name == "The Lindqvist government"


def test_particles_belong_to_the_family_name(resolve: Resolve) -> None:
    found = resolve(
        "[Anna van Dijk] took over in May. The harbour is full, [Van Dijk] said.",
        Anna_van_Dijk="PERSON", Van_Dijk="ORG",
    )  # fmt: skip
    assert names_of(found) == ["Anna van Dijk", "Anna van Dijk"]


def test_two_people_of_one_surname_are_told_apart_by_title_and_gender(resolve: Resolve) -> None:
    found = resolve(
        "Margaret Hale and Robert Hale own the mill. [Mr Hale] wants to sell. [Mrs Hale] does not.",
        Margaret_Hale="PERSON", Robert_Hale="PERSON", Hale="PERSON",
    )  # fmt: skip
    assert names_of(found) == ["Robert Hale", "Margaret Hale"]


def test_two_people_of_one_surname_are_told_apart_by_who_was_spoken_of_last(resolve: Resolve) -> None:
    found = resolve(
        "Margaret Hale founded the mill in spring. The mill burnt down.\n\n"
        "Robert Hale runs the shop. It opened late, [Hale] said.",
        Margaret_Hale="PERSON", Robert_Hale="PERSON", Hale="PERSON",
    )  # fmt: skip
    assert names_of(found) == ["Robert Hale"]


def test_an_acronym_is_the_organization_that_it_abbreviates(resolve: Resolve) -> None:
    found = resolve(
        "The Harbour Workers Union met on Monday. [The HWU] wants more pay.",
        Harbour_Workers_Union="ORG", HWU="ORG",
    )  # fmt: skip
    assert found == [("The HWU", "Harbour Workers Union", "organization")]


def test_a_person_labelled_as_a_body_is_known_by_the_office_beside(resolve: Resolve) -> None:
    found = resolve("Nazari, a chemistry professor, came late. [He] said the road was closed.", Nazari="GPE")
    assert found == [("He", "Nazari", "person")]


def test_an_entity_that_swallows_the_headline_is_cut_to_the_mention(resolve: Resolve) -> None:
    found = resolve(
        "[Lindqvist] Wants Ports Open\n\nTrade Minister Petra Lindqvist spoke in the harbour on Monday.",
        Lindqvist_Wants_Ports="ORG", Petra_Lindqvist="PERSON",
    )  # fmt: skip
    assert names_of(found) == ["Petra Lindqvist"]


def test_a_name_that_the_encoder_cut_in_two_is_one(resolve: Resolve) -> None:
    found = resolve(
        "Wool manager [Otto Limbach] sold early. [Limbach] was lucky.", Otto="ORG", Limbach="PERSON"
    )
    assert names_of(found) == ["Otto Limbach", "Otto Limbach"]


def test_a_mention_cut_before_the_name_is_the_person_named(resolve: Resolve) -> None:
    found = resolve("[Trade minister] Petra Lindqvist opened the port.", Petra_Lindqvist="PERSON")
    assert names_of(found) == ["Petra Lindqvist"]


def test_a_department_is_named_with_what_it_is_the_department_of(resolve: Resolve) -> None:
    found = resolve(
        "The Department of Harbours and Rivers closed the pier. [The department] gave no reason.",
        Harbours_and_Rivers="ORG",
    )
    assert found == [("The department", "Department of Harbours and Rivers", "organization")]


def test_a_headline_names_an_office_without_its_article(resolve: Resolve) -> None:
    found = resolve(
        "[Mayor] to Quit\n\nMayor Petra Lindqvist said on Monday that she would leave in May.",
        Petra_Lindqvist="PERSON",
    )
    assert names_of(found) == ["Petra Lindqvist"]


def test_spelling_with_other_marks_is_the_same_name(resolve: Resolve) -> None:
    found = resolve("Sean O’Dea runs the ferry. The sea was calm, [O'Dea] said.", **{"Sean O’Dea": "PERSON"})
    assert names_of(found) == ["Sean O’Dea"]


# ---------------------------------------------------------------- pronouns


def test_he_and_she_agree_in_gender(resolve: Resolve) -> None:
    found = resolve(
        "Margaret Hale met Robert Crane at the mill.\n\n"
        "“It is shut,” [he] said.\n\n“It is not,” [she] said.",
        Margaret_Hale="PERSON", Robert_Crane="PERSON",
    )  # fmt: skip
    assert names_of(found) == ["Robert Crane", "Margaret Hale"]


def test_a_pronoun_continues_the_subject_of_the_sentence_before(resolve: Resolve) -> None:
    found = resolve(
        "Robert Crane has run the shop for years. Walter Hale criticised Robert Crane.\n\n"
        "“It is late,” [he] said.",
        Robert_Crane="PERSON", Walter_Hale="PERSON",
    )  # fmt: skip
    assert names_of(found) == ["Walter Hale"]


def test_an_office_tells_the_gender(resolve: Resolve) -> None:
    found = resolve(
        "Chairwoman Sandhu met Robert Crane.\n\nThe vote is on Friday, [she] said. [He] agreed.",
        Sandhu="PERSON", Robert_Crane="PERSON",
    )  # fmt: skip
    assert names_of(found) == ["Chairwoman Sandhu", "Robert Crane"]


def test_a_name_inside_a_quotation_is_no_antecedent_outside(resolve: Resolve) -> None:
    found = resolve(
        "Walter Hale closed the shop.\n\n“Robert Crane ruined it. Crane took all,” [he] said.",
        Walter_Hale="PERSON", Robert_Crane="PERSON", Crane="PERSON",
    )  # fmt: skip
    assert names_of(found) == ["Walter Hale"]


def test_the_object_of_the_same_verb_is_somebody_else(resolve: Resolve) -> None:
    found = resolve(
        "Robert Crane spoke with Walter Hale. [He] told Robert Crane that the shop would close.",
        Robert_Crane="PERSON", Walter_Hale="PERSON",
    )  # fmt: skip
    assert names_of(found) == ["Walter Hale"]


def test_who_is_what_its_clause_hangs_on(resolve: Resolve) -> None:
    found = resolve("Robert Crane, [who] says the mill is safe, stayed.", Robert_Crane="PERSON")
    assert names_of(found) == ["Robert Crane"]


def test_it_and_they_can_be_an_organization(resolve: Resolve) -> None:
    found = resolve(
        "Northern Rail cut two services. [It] said costs had risen. "
        "[They] also said that more cuts would follow.",
        Northern_Rail="ORG",
    )
    assert [(name, kind) for _, name, kind in found] == [("Northern Rail", "organization")] * 2


def test_they_are_the_people_named_together(resolve: Resolve) -> None:
    found = resolve(
        "Margaret Hale and her sister Ann Hale own the mill. [They] said it was safe.",
        Margaret_Hale="PERSON", Ann_Hale="PERSON",
    )  # fmt: skip
    assert names_of(found) == ["Margaret Hale and her sister Ann Hale"]


def demand(cue: Region, issuer: Region | None, addressee: Region | None) -> DemandFrame:
    return DemandFrame(
        start=cue["start"],
        end=cue["end"],
        cue=cue,
        issuer=issuer,
        addressee=addressee,
        negated=False,
        confidence=1.0,
    )


def test_first_person_is_the_speaker_of_the_quotation(parser: Language) -> None:
    text, (we, speaker) = unmark("“[We] call on the council to act,” said [Margaret Hale].")
    doc = annotated(parser, text, {"Margaret Hale": "PERSON"})
    doc._.claimex_turns = [Turn(speaker=speaker, cue=None, attribution=None)]
    doc._.claimex_demands = [demand(we, issuer=we, addressee=None)]
    Speakers()(doc)
    assert names_of(named(doc, [we, speaker])) == ["Margaret Hale", "Margaret Hale"]


def test_we_who_are_asked_are_not_the_speaker_alone(parser: Language) -> None:
    text, (we, us, speaker) = unmark("“[We] must act, and it is for [us] to pay,” said [Margaret Hale].")
    doc = annotated(parser, text, {"Margaret Hale": "PERSON"})
    doc._.claimex_turns = [Turn(speaker=speaker, cue=None, attribution=None)]
    doc._.claimex_demands = [demand(part, issuer=speaker, addressee=part) for part in (we, us)]
    Speakers()(doc)
    assert named(doc, [we, us, speaker]) == [
        ("We", "We", "group"),
        ("us", "We", "group"),
        ("Margaret Hale", "Margaret Hale", "person"),
    ]


# ---------------------------------------------------------------- descriptions


def test_an_office_finds_who_holds_it(resolve: Resolve) -> None:
    found = resolve(
        "Mayor Petra Lindqvist met Robert Crane, a Tasmanian senator. [The mayor] said little. "
        "[The senator] said more.",
        Petra_Lindqvist="PERSON", Robert_Crane="PERSON",
    )  # fmt: skip
    assert names_of(found) == ["Petra Lindqvist", "Robert Crane"]


@pytest.mark.parametrize(
    "text",
    [
        "Governor Ann Hale met Tasmania Governor Robert Crane. [The Victoria governor] left.",
        "Senator Ann Hale met Republican Senator Robert Crane. [The Democratic senator] left.",
    ],
)
def test_who_holds_an_office_elsewhere_is_another(resolve: Resolve, text: str) -> None:
    found = resolve(text, Robert_Crane="PERSON", Ann_Hale="PERSON", Tasmania="GPE", Victoria="GPE")
    assert names_of(found) == ["Ann Hale"]


def test_somebody_elses_lawyer_is_not_the_one_spoken_of(resolve: Resolve) -> None:
    found = resolve("Robert Crane was sued in May. [His lawyer] said little.", Robert_Crane="PERSON")
    assert found == [("His lawyer", "His lawyer", "person")]


def test_the_company_is_the_organization_spoken_of(resolve: Resolve) -> None:
    found = resolve(
        "Northern Rail cut two services. [The company] said costs had risen.", Northern_Rail="ORG"
    )
    assert found == [("The company", "Northern Rail", "organization")]


def test_the_government_is_not_just_any_body(resolve: Resolve) -> None:
    found = resolve("Northern Rail cut two services. [The government] said nothing.", Northern_Rail="ORG")
    assert names_of(found) == ["The government"]


def test_the_letter_is_the_letter_introduced_last(resolve: Resolve) -> None:
    found = resolve(
        "Nine nurses wrote an open letter to the board. [The letter] lists four faults.\n\n"
        "In June, some doctors signed a letter asking for new beds. [The letter] names no one."
    )
    assert found == [
        ("The letter", "an open letter to the board", "document"),
        ("The letter", "a letter asking for new beds", "document"),
    ]


def test_the_authors_are_the_group_that_wrote(resolve: Resolve) -> None:
    found = resolve(
        "Nurses Demand Beds\n\nNine of the hospital’s nurses wrote to the board on Monday. "
        "[The nurses] said wards were full. [They] asked for beds. [The authors] gave no names."
    )
    assert {(name, kind) for _, name, kind in found} == {("Nine of the hospital’s nurses", "group")}


def test_the_researchers_are_the_people_named_together(resolve: Resolve) -> None:
    found = resolve(
        "Dr Margaret Hale of Northern University and Dr Robert Crane of the Marine Institute counted seals. "
        "[The researchers] found few.",
        Margaret_Hale="PERSON", Robert_Crane="PERSON", Northern_University="ORG", Marine_Institute="ORG",
    )  # fmt: skip
    assert names_of(found) == [
        "Dr Margaret Hale of Northern University and Dr Robert Crane of the Marine Institute"
    ]


def test_people_named_together_have_the_fullest_form_of_all_their_names(resolve: Resolve) -> None:
    found = resolve(
        "Margaret Hale and Robert Crane own the mill. [Hale and Crane] want to sell.",
        Margaret_Hale="PERSON", Robert_Crane="PERSON", Hale="PERSON", Crane="PERSON",
    )  # fmt: skip
    assert names_of(found) == ["Margaret Hale and Robert Crane"]


def test_people_listed_behind_one_title_are_a_group(resolve: Resolve) -> None:
    found = resolve(
        "[Sens. Ann Bean (D-Vt.) and Tom Reed (R-Ky.)] objected.", Ann_Bean="PERSON", Tom_Reed="PERSON"
    )
    assert [(name, kind) for _, name, kind in found] == [("Sens. Ann Bean (D-Vt.) and Tom Reed", "group")]


def test_a_description_ends_before_its_relative_clause(resolve: Resolve) -> None:
    found = resolve("[A retired miner, who gave no name,] said the shaft was wet.")
    assert found == [("A retired miner, who gave no name,", "A retired miner", "person")]


# ---------------------------------------------------------------- whatever comes


def test_what_nobody_can_resolve_is_a_party_of_its_own(resolve: Resolve) -> None:
    assert resolve("[It] was said that [some] of [this] was wrong.") == [
        ("It", "It", "other"),
        ("some", "some", "other"),
        ("this", "this", "other"),
    ]


def test_without_mentions_there_are_no_parties(parser: Language) -> None:
    doc = annotated(parser, "Margaret Hale owns the mill.", {"Margaret Hale": "PERSON"})
    assert Speakers()(doc)._.claimex_parties == []


TEXT = (
    "Mill to Close, Hale Says\n\n"
    "Mayor Petra Lindqvist and Robert Crane, both of Hobart, met “Hale & Sons” (HS). "
    "“We – I mean, they – will see,” she said.\n\n"
    "The company’s letter, which the union’s Ann Reed had signed, said: “No.”"
)


@given(st.lists(st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 60)), max_size=12))
def test_every_mention_is_in_exactly_one_party_whose_name_stands_in_the_text(
    parser: Language, spans: list[tuple[int, int]]
) -> None:
    doc = annotated(
        parser,
        TEXT,
        {"Petra Lindqvist": "PERSON", "Robert Crane": "PERSON", "Hale & Sons": "ORG", "Ann Reed": "PERSON"},
    )
    mentions = [Region(start=start, end=min(len(TEXT), start + length)) for start, length in spans]
    doc._.claimex_attributions = [
        Relation(source=mention, cue=None, content=[mention], confidence=1.0) for mention in mentions
    ]
    Speakers()(doc)
    parties = doc._.claimex_parties
    held = [(m["start"], m["end"]) for party in parties for m in party["mentions"]]
    assert sorted(held) == sorted({(m["start"], m["end"]) for m in mentions})
    assert all(0 <= party["name"]["start"] < party["name"]["end"] <= len(TEXT) for party in parties)


def test_the_authors_are_no_people_of_another_trade(resolve: Resolve) -> None:
    found = resolve(
        "[A British study] suggests that the air is clean. The rooms were tested by field workers. "
        "“It may be wrongly named,” say [the authors]."
    )
    assert [(name, kind) for _, name, kind in found] == [
        ("A British study", "document"),
        ("the authors", "group"),
    ]


def test_who_produces_what_is_no_document_is_no_author(resolve: Resolve) -> None:
    found = resolve(
        "[The researchers] counted the eggs. Hens in their first year produce smaller eggs. "
        "Light matters as well, according to [the study authors]."
    )
    assert {name for _, name, _ in found} == {"the study authors"}


def test_a_paper_is_a_newspaper_only_if_it_may_be_one(resolve: Resolve) -> None:
    found = resolve(
        "The rooms had high levels of BZ4. [The paper] says colds follow. [It] blames the air.", BZ4="ORG"
    )
    assert [(name, kind) for _, name, kind in found] == [("The paper", "document")] * 2
    found = resolve("[The Brampton Post] was first. [The paper] says colds follow.", The_Brampton_Post="ORG")
    assert {(name, kind) for _, name, kind in found} == {("Brampton Post", "organization")}


def test_a_group_told_apart_is_another_group(resolve: Resolve) -> None:
    found = resolve(
        "[Ann Bean and colleagues] met [the researchers]. [The other researchers] disagree, "
        "says [the Brampton team].",
        Ann_Bean="PERSON",
    )
    names = [name for _, name, _ in found]
    assert names[0] == names[1] == "Ann Bean and colleagues"
    assert names[2:] == ["The other researchers", "the Brampton team"]


def test_a_body_told_apart_by_what_stands_behind_it_is_another_body(resolve: Resolve) -> None:
    found = resolve("[Veldor] is a firm. It has tides, says [the website of the port].", Veldor="ORG")
    assert found[1][1] == "the website of the port"


def test_they_are_the_studies(resolve: Resolve) -> None:
    found = resolve(
        "[Two studies] came out in the Brampton Review. [They] found no salt.", Brampton_Review="ORG"
    )
    assert [name for _, name, _ in found] == ["Two studies", "Two studies"]


def test_a_name_with_a_number_is_nobodys(resolve: Resolve) -> None:
    found = resolve("[Two astronomers] saw moon P2. [They] wrote a paper.", P2="PERSON")
    assert [name for _, name, _ in found] == ["Two astronomers", "Two astronomers"]


def test_a_co_author_is_who_is_named_behind(resolve: Resolve) -> None:
    found = resolve(
        "It pulses, says [co-author Dr Dick Lund, from the Brampton Observatory].", Dick_Lund="PERSON"
    )
    assert [name for _, name, _ in found] == ["Dick Lund"]


def test_a_group_with_a_description_of_its_own_is_told_apart(resolve: Resolve) -> None:
    found = resolve(
        "[Scientists] have long waited. [The group with the new gene] split off, [the group] says."
    )
    assert found[0][1] == "Scientists"


def test_signs_named_together_are_no_researchers(resolve: Resolve) -> None:
    found = resolve(
        "[A new study] compared Aries and Taurus. [The researchers] found nothing.",
        Aries="PERSON",
        Taurus="PERSON",
    )
    assert found[1][1] == "The researchers"


def test_whose_team_is_no_name(resolve: Resolve) -> None:
    found = resolve(
        "Ann Bean, [whose team] works at night, is tired. [The team] plans a pause.", Ann_Bean="PERSON"
    )
    assert {name for _, name, _ in found} == {"The team"}


def test_a_name_ends_before_the_verb_that_the_parser_took_for_a_part_of_it(parser: Language) -> None:
    text = "The scientists found after years of counting that bees sleep."
    doc = annotated(parser, text, {})
    source, cue = Region(start=0, end=14), Region(start=15, end=20)
    doc._.claimex_attributions = [
        Relation(source=source, cue=cue, content=[Region(start=44, end=60)], confidence=1.0)
    ]
    for token, head, dep in ((1, 2, "nsubj"), (2, 1, "acl")):  # as if "found" were a participle
        doc[token].head, doc[token].dep_ = doc[head], dep
    doc[1].head, doc[1].dep_, doc[2].tag_ = doc[1], "ROOT", "VBN"
    Speakers()(doc)
    assert named(doc, [source]) == [("The scientists", "The scientists", "group")]


def test_a_meeting_of_two_is_nobodys_name(resolve: Resolve) -> None:
    found = resolve(
        "The Bean-Reed meeting is on. [President Bean] spoke.", **{"Bean-Reed": "PERSON"}, Bean="PERSON"
    )
    assert [name for _, name, _ in found] == ["President Bean"]


def test_the_next_mayor_is_not_the_mayor(resolve: Resolve) -> None:
    found = resolve(
        "[Mayor Ann Bean] spoke. [The mayor] asked [the next mayor] to keep the park.", Ann_Bean="PERSON"
    )
    assert [name for _, name, _ in found] == ["Ann Bean", "Ann Bean", "the next mayor"]


def test_experts_are_no_couple(resolve: Resolve) -> None:
    found = resolve("[Two experts] read the will. [The couple] had quarrelled.")
    assert [name for _, name, _ in found] == ["Two experts", "The couple"]

"""Demands: who asks whom to do what. The sentences show what the layer takes for a demand, and what not."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from claimex.pipeline.annotations import Region
from claimex.pipeline.demands.bounds import closed
from claimex.pipeline.demands.frames import Candidate, Frames
from claimex.pipeline.demands.weigh import Weights, squash, weights

Found = tuple[str, str, str | None, str | None, bool]


def text_of(doc: Doc, region: Region | None) -> str | None:
    return None if region is None else doc.text[region["start"] : region["end"]]


def demands(nlp: Language, text: str) -> list[Found]:
    """Cue, action, issuer, addressee and negation of every demand."""
    doc = nlp(text)
    return [
        (
            str(text_of(doc, d["cue"])),
            doc.text[d["start"] : d["end"]],
            text_of(doc, d["issuer"]),
            text_of(doc, d["addressee"]),
            d["negated"],
        )
        for d in doc._.claimex_demands
    ]


def proposals(nlp: Language, text: str) -> set[tuple[str, str]]:
    """Cue and action of every candidate, whether or not it is a demand."""
    doc = nlp(text)

    def words(c: Candidate) -> tuple[str, str]:
        return doc[c.cue[0] : c.cue[1]].text, doc[c.action[0] : c.action[1]].text

    return {words(c) for c in Frames(doc).candidates()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The nurses urged the hospital to reopen the ward.",
            ("urged", "to reopen the ward", "The nurses", "the hospital", False),
        ),
        (
            "Fishermen are calling for a ban on trawling.",
            ("calling for", "a ban on trawling", "Fishermen", None, False),
        ),
        (
            "The tenants called on the mayor to freeze rents.",
            ("called on", "to freeze rents", "The tenants", "the mayor", False),
        ),
        (
            "The village asked the company not to close the mill.",
            ("asked", "close the mill", "The village", "the company", True),
        ),
    ],
)
def test_a_directive_verb_names_issuer_addressee_and_action(
    nlp: Language, text: str, expected: Found
) -> None:
    assert expected in demands(nlp, text)


@pytest.mark.parametrize(
    ("text", "negations"),
    [
        ("The tenants said the mayor should freeze rents and not sell the flats.", [False, True]),
        ("The tenants said the flats should not be sold but be repaired by the city.", [True, False]),
        ("The tenants urged the mayor not to raise the rents and not to sell the flats.", [True, True]),
    ],
)
def test_each_coordinated_action_has_its_own_negation(
    nlp: Language, text: str, negations: list[bool]
) -> None:
    assert [negated for *_, negated in demands(nlp, text)] == negations


def test_coordinated_actions_are_records_that_share_cue_and_parties(nlp: Language) -> None:
    found = demands(nlp, "Teachers urged the council to repair the school and to hire two cleaners.")
    assert [(cue, action) for cue, action, *_ in found] == [
        ("urged", "to repair the school"),
        ("urged", "to hire two cleaners"),
    ]
    assert {(issuer, addressee) for _, _, issuer, addressee, _ in found} == {("Teachers", "the council")}


def test_a_list_behind_one_cue_is_split_wherever_the_parser_hung_its_members(nlp: Language) -> None:
    text = (
        "The tenants urge Ms Arden to suspend the sale until the audit ends, "
        "to publish the accounts and to step down."
    )
    assert [action for _, action, *_ in demands(nlp, text)] == [
        "to suspend the sale until the audit ends",
        "to publish the accounts",
        "to step down",
    ]


def test_an_action_in_front_of_its_cue_ends_there(nlp: Language) -> None:
    found = demands(nlp, "Urgent repairs needed to keep the ferry running: mayor")
    assert all(action == "Urgent repairs" for cue, action, *_ in found if cue == "needed")


def test_a_modal_inside_a_quotation_is_a_demand_of_its_speaker(nlp: Language) -> None:
    found = demands(nlp, "“The government must publish the report,” said Ada Bell, who leads the union.")
    assert [(cue, action, addressee) for cue, action, _, addressee, _ in found] == [
        ("must", "publish the report", "The government")
    ]
    assert str(found[0][2]).startswith("Ada Bell")


def test_the_end_of_an_action_is_before_who_said_it(nlp: Language) -> None:
    found = demands(nlp, "Ministers should resign over the flood, Ada Bell said.")
    assert [action for _, action, *_ in found] == ["resign over the flood"]


@pytest.mark.parametrize(
    "text",
    [
        "The parcel should arrive on Friday.",
        "She asked whether the shop was open.",
        "The shop will open a second branch in May.",
        "He told the court that he had slept badly.",
    ],
)
def test_expectations_questions_and_plans_are_no_demands(nlp: Language, text: str) -> None:
    assert demands(nlp, text) == []


def test_an_action_keeps_to_its_sentence_and_paragraph(nlp: Language) -> None:
    doc = nlp("Staff demand end to night shifts\n\nThe porters want more pay. It has not risen since May.")
    for demand in doc._.claimex_demands:
        assert "\n" not in doc.text[demand["start"] : demand["end"]]
        assert "May" not in doc.text[demand["start"] : demand["end"]]


@pytest.mark.parametrize(
    ("text", "proposal"),
    [
        ("There is a need for new buses.", ("need for", "new buses")),
        ("New buses are needed.", ("needed", "New buses")),
        ("It is time to close the mine.", ("It is time", "to close the mine")),
        ("It is up to the owners to pay.", ("up to", "to pay")),
        ("She said it was vital that the dam be raised.", ("vital", "that the dam be raised")),
        ("Their demands included a new roof and a longer lease.", ("demands", "a longer lease")),
        ("He would like to see the toll scrapped.", ("like to see", "the toll scrapped")),
        ("The board warned against raising fees.", ("warned against", "raising fees")),
        ("“Release the letters,” she said.", ("Release", "the letters")),
        ("“Paul, give these people their wages back,” she said.", ("give", "these people their wages back")),
        ("“Before the vote, talk to one neighbour,” he told them.", ("talk", "to one neighbour")),
        ("“It was a mistake, so forget about it,” Ms Bean said.", ("forget", "about it")),
        ("He left with a message: ''Don't burn the hay!''", ("Don't", "burn the hay")),
        ("“Don't get carried away by the price,” he said.", ("Don't", "get carried away by the price")),
        ("“It’s up to the growers here to prune the vines,” he said.", ("up to", "to prune the vines")),
        ("The council has banned boats from the river.", ("banned", "boats from the river")),
        ("“Don't sell the land,” she said.", ("Don't", "sell the land")),
        ("“Let's finish the bridge,” she said.", ("Let's", "finish the bridge")),
        ("Growers urged to wait for rain", ("urged", "to wait for rain")),
        ("Keep the ferry running, islanders urge", ("urge", "Keep the ferry running")),
        ("They insisted that the fence stay.", ("insisted", "that the fence stay")),
        ("The farmers have got to sell the herd.", ("got to", "sell the herd")),
        ("What the town needs is a new bridge.", ("needs", "a new bridge")),
        ("“What we have to do is rebuild the pier,” she said.", ("have to", "rebuild the pier")),
        (
            "Two further demands included an audit and publishing the minutes.",
            ("demands", "publishing the minutes"),
        ),
        ("Minister urged to rework fuel tax bill", ("urged", "to rework")),
        ("Report urges rethink on harbour dues", ("urges", "rethink on harbour dues")),
        ("Caution urged over ferry fares", ("urged", "Caution")),
        ("Growers are being urged to “park” their herds.", ("urged", "to “park” their herds")),
        ("Trust the tide tables, says harbour master", ("Trust", "the tide tables")),
        ("The roof is in need of repair.", ("need", "repair")),
        ("They argued against a second runway.", ("argued against", "a second runway")),
        ("She spoke in favour of a longer season.", ("favour", "a longer season")),
        ("“Their chant was ‘save the pier’,” she said.", ("save", "the pier")),
    ],
)
def test_frames_propose(nlp: Language, text: str, proposal: tuple[str, str]) -> None:
    assert proposal in proposals(nlp, text)


@pytest.mark.parametrize(
    "text",
    [
        "“If they do not, the mill will close,” she said.",
        "“They will, of course, not be fooled,” she said.",
        "“They should come in, and so use the road,” she said.",
        "“The board asked that Paul, and then Ann, leave the room,” she said.",
        "“The course helped find work, build skills,” she said.",
        "“The growers, who wait for rain, want it,” she said.",
    ],
)
def test_frames_propose_no_imperative(nlp: Language, text: str) -> None:
    assert not [c for c in Frames(nlp(text)).candidates() if c.complement == "imperative"]


def test_an_action_takes_the_mark_that_closes_a_quotation_in_it(nlp: Language) -> None:
    doc = nlp("They want to end “aid without terms” and said so. He said “they must go”.")
    words = [token.text for token in doc]
    start, mark, go = words.index("to"), words.index("”"), words.index("go")
    assert closed(doc, (start, mark)) == (start, mark + 1)
    assert closed(doc, (go, go + 1)) == (go, go + 1)


def test_an_imperative_ends_before_the_next(nlp: Language) -> None:
    found = proposals(nlp, "“Don't get carried away and sell the lot,” he said.")
    assert ("Don't", "get carried away") in found


def test_what_holds_the_place_of_an_action_is_none(nlp: Language) -> None:
    found = proposals(nlp, "“What they have to do is open the gates,” said Ada Bell.")
    assert ("have to", "open the gates") in found
    assert not any(action.startswith("do") for _, action in found)


def test_the_addressee_of_a_passive_is_its_subject(nlp: Language) -> None:
    doc = nlp("Residents were urged by the mayor to boil their water.")
    candidate = next(
        c for c in Frames(doc).candidates() if c.trigger == "verb:urge" and c.complement == "inf"
    )
    assert candidate.asker is not None
    assert doc[candidate.asker].text == "mayor"
    assert candidate.asked is not None
    assert doc[candidate.asked[0] : candidate.asked[1]].text == "Residents"


def test_confidence_grows_with_probability_and_stays_within_bounds() -> None:
    model = weights()
    confidences = [model.confidence(p / 20) for p in range(21)]
    assert confidences == sorted(confidences)
    assert 0 <= confidences[0] < confidences[-1] <= 1


@given(st.floats(allow_nan=False))
def test_the_logistic_function_takes_any_number(x: float) -> None:
    assert 0 <= squash(x) <= 1


def test_unknown_features_weigh_nothing() -> None:
    model = Weights({"end": {"known": 2.0}}, {"threshold": 0.5, "slope": 1.0, "offset": 0.0})
    assert model.probability("end", ["unknown"]) == 0.5
    assert model.probability("end", ["known", "known"]) == pytest.approx(squash(4.0))


HEAD_BEHIND_ITS_END = "” — demands not ( on call and Let's ; Let's to ) ” call ” to have . time ( ;"


@given(
    st.lists(
        st.sampled_from(
            ["“", "”", '"', "call", "calls", "for", "on", "to", "not", "must", "and", "Let's", "urge", "need",
             "it", "is", "time", "up", "that", ",", ".", ";", "\n\n", "Ada", "said", "(", ")", "want", "see",
             "demands", "have", "better", "?", "—"]
        ),
        max_size=25,
    )
)  # fmt: skip
@example(["Let's", "not"])
@example(HEAD_BEHIND_ITS_END.split())
def test_any_words_give_spans_inside_the_text(nlp: Language, words: list[str]) -> None:
    doc = nlp(" ".join(words))
    for demand in doc._.claimex_demands:
        for region in (demand, demand["cue"], demand["issuer"], demand["addressee"]):
            if region is not None:
                assert 0 <= region["start"] < region["end"] <= len(doc.text)

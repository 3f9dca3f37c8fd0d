"""Who demands, and of whom: the mentions that are options for a role, and those that are none."""

import pytest
from spacy.language import Language

from claimex.pipeline.annotations import Region
from claimex.pipeline.demands.features import Context
from claimex.pipeline.demands.frames import Frames
from claimex.pipeline.demands.roles import Filler, addressees, choose, issuers
from claimex.pipeline.demands.roles.mentions import antecedent, party_of
from claimex.pipeline.demands.weigh import Weights


def options(nlp: Language, text: str, cue: str, role: str) -> dict[str | None, Filler]:
    """The options for the issuer or addressee of every candidate with a cue, by their words."""
    doc = nlp.make_doc(text)
    scores = None
    for name, layer in nlp.pipeline:
        doc = layer(doc)
        if name == "claimex_encoder":
            scores = doc._.claimex_scores
    doc._.claimex_scores = scores  # the last layer removes them
    frames = Frames(doc)
    candidates = frames.candidates()
    context = Context(frames, candidates)
    search = issuers if role == "issuer" else addressees
    return {
        None if filler.region is None else text[filler.region["start"] : filler.region["end"]]: filler
        for c in candidates
        if doc[c.cue[0]].text == cue
        for filler in search(context, c)
    }


@pytest.mark.parametrize(
    ("text", "cue", "issuer"),
    [
        ("The union's call for a strike was ignored.", "call", "The union's"),
        ("Parents rejected the council's demand that they pay.", "demand", "the council's"),
        ("Reed criticised the miners for demanding a tax cut.", "demanding", "the miners"),
        ("Ada Bell, who called for a pause, has left the board.", "called", "Ada Bell"),
        ("Forty nurses signed a letter calling for new beds.", "calling", "Forty nurses"),
        ("The residents have been urged to boil their water by the mayor.", "urged", "the mayor"),
        ("The judges’ statement that the mill must close was published.", "must", "The judges’"),
        (
            "Growers urged to save water\n\nWater Minister Lena Ortiz says every farm should use less.",
            "urged",
            "Water Minister Lena Ortiz",
        ),
    ],
)
def test_issuers_stand_in_the_frame_around_it_and_below(
    nlp: Language, text: str, cue: str, issuer: str
) -> None:
    assert issuer in options(nlp, text, cue, "issuer")


@pytest.mark.parametrize(
    ("text", "cue", "receiver"),
    [
        ("Banana growers face pressure to send fruit to the east.", "pressure", "Banana growers"),
        ("The council is under pressure from residents to reopen the pier.", "pressure", "The council"),
        ("The board resisted calls to close the mill.", "calls", "The board"),
        ("Calls to close the mill were rejected by the board.", "Calls", "the board"),
    ],
)
def test_who_receives_a_demand_does_not_make_it(nlp: Language, text: str, cue: str, receiver: str) -> None:
    assert receiver not in options(nlp, text, cue, "issuer")
    assert receiver in options(nlp, text, cue, "addressee")


def test_who_is_under_pressure_is_asked_as_if_it_were_on_them(nlp: Language) -> None:
    text = "The council faces pressure from residents to reopen the pier."
    found = options(nlp, text, "pressure", "addressee")
    assert "prep:on" in " ".join(found["The council"].features)
    assert "frame" in found["The council"].features
    assert "frame" not in found["residents"].features


def test_who_should_act_is_not_who_demands_it(nlp: Language) -> None:
    found = options(nlp, "Ada Bell said the mill must close.", "must", "issuer")
    assert "Ada Bell" in found
    assert "the mill" not in found


@pytest.mark.parametrize(
    ("text", "cue", "issuer", "addressee"),
    [
        (
            "The hauliers say new laws to cut fatigue must be followed by money for roads.",
            "must",
            "The hauliers",
            "new laws to cut fatigue",
        ),
        (
            "Shire president Ada Holt says the losses are being caused by drought and aid should be paid.",
            "should",
            "Shire president Ada Holt",
            "aid",
        ),
    ],
)
def test_a_modal_without_a_subject_of_its_own_has_the_noun_before_it_not_who_says_so(
    nlp: Language, text: str, cue: str, issuer: str, addressee: str
) -> None:
    assert issuer in options(nlp, text, cue, "issuer")
    asked = options(nlp, text, cue, "addressee")
    assert "frame" in asked[addressee].features
    assert issuer not in asked


def test_a_request_from_somebody_is_his_own(nlp: Language) -> None:
    text = "The bench refused a request from the paper to open the file."
    assert "frame" in options(nlp, text, "request", "issuer")["the paper"].features
    assert "frame" not in options(nlp, text, "request", "addressee")["the paper"].features


def test_a_push_from_within_a_body_is_that_body_s(nlp: Language) -> None:
    text = "There is a push from within the cabinet to drop the tax."
    assert "frame" in options(nlp, text, "push", "issuer")["the cabinet"].features


def test_of_two_mentions_of_a_speaker_the_one_outside_the_quotation_issues(nlp: Language) -> None:
    found = options(nlp, "“I think they should wait,” she said.", "should", "issuer")
    assert "she" in found
    assert "I" not in found


def test_a_first_person_that_asks_in_so_many_words_issues(nlp: Language) -> None:
    assert "We" in options(nlp, "“We ask the council to wait,” she said.", "ask", "issuer")


@pytest.mark.parametrize(
    ("text", "cue", "addressee"),
    [
        ("She wrote to the board calling for a pause.", "calling", "the board"),
        ("Sixty nurses wrote an open letter to the board, calling for more beds.", "calling", "the board"),
        ("The minister met with the growers to ask for patience.", "ask", "the growers"),
        ("The party called for a judge to look into the sale.", "called", "a judge"),
        ("Fishers called for an inspection by the ministry.", "called", "the ministry"),
        ("Doctors demanded the minister's resignation.", "demanded", "the minister"),
        ("The board rejected calls to reopen the ward.", "calls", "The board"),
    ],
)
def test_addressees_stand_in_the_action_and_with_the_verbs_around(
    nlp: Language, text: str, cue: str, addressee: str
) -> None:
    assert addressee in options(nlp, text, cue, "addressee")


def test_who_is_spoken_to_before_an_imperative_shall_act(nlp: Language) -> None:
    text = "“I say to the growers, to anybody: wait for the rain. Stay on the hill,” Ms Bean said."
    assert list(options(nlp, text, "wait", "addressee")) == ["the growers"]
    assert list(options(nlp, text, "Stay", "addressee")) == ["the growers"]


def test_who_decides_to_grant_a_request_is_asked(nlp: Language) -> None:
    text = "The court made a rare decision to grant a request by the mills to wait."
    found = options(nlp, text, "request", "addressee")
    assert "receiver" in found["The court"].features


@pytest.mark.parametrize(
    ("text", "cue", "issuer"),
    [
        ("“They’re saying, ‘We must keep the mill,’ and nobody listens,” Ms Bean said.", "must", "They"),
        ("“What she told me was, ‘You must sell the herd,’” Mr Hall said.", "must", "she"),
        ("Reed said: “The worry is that, ‘Hey, it is dear. It’s up to us to pay.’”", "up", "The worry"),
    ],
)
def test_a_quotation_within_a_quotation_has_a_speaker_of_its_own(
    nlp: Language, text: str, cue: str, issuer: str
) -> None:
    assert list(options(nlp, text, cue, "issuer")) == [issuer, None]


def test_who_signed_a_letter_makes_its_demand(nlp: Language) -> None:
    text = "Forty nurses signed a letter calling for new beds. The board ignored a letter calling for beds."
    assert "a letter" not in options(nlp, text.split(". ")[0] + ".", "calling", "issuer")
    assert "a letter" in options(nlp, text.split(". ")[1], "calling", "issuer")


def test_a_person_named_in_the_clause_that_is_demanded_is_asked(nlp: Language) -> None:
    text = "It is a moral imperative that Ada Bell resigns, the union said."
    assert list(options(nlp, text, "imperative", "addressee")) == ["Ada Bell", None]


def test_a_quotation_within_a_quotation_is_left_at_its_end(nlp: Language) -> None:
    text = "“They said, ‘Wait,’ but the council should act now,” Mr Hall said."
    assert "Mr Hall" in options(nlp, text, "should", "issuer")


WEIGHTS = {"issuer": {"she": 2.0, "Bell": 1.5, "Growers": 1.0}, "addressee": {"she": 3.0, "Growers": 2.0}}


@pytest.mark.parametrize(
    ("text", "said", "asked", "issuer"),
    [
        ("“What she has to do is wait,” Ada Bell says.", ["she", "Bell"], "she", "Bell"),
        ("Growers urged to wait. Growers say no.", ["Growers"], "Growers", None),
        ("“We call on all: we need rain.”", ["We"], "we", "We"),
    ],
)
def test_nobody_demands_of_oneself(text: str, said: list[str], asked: str, issuer: str | None) -> None:
    def filler(word: str, start: int) -> Filler:
        return Filler(Region(start=start, end=start + len(word)), {word: 1.0})

    model = Weights(WEIGHTS, {"threshold": 0.5, "slope": 1.0, "offset": 0.0})
    issuers_found = [*(filler(word, text.rfind(word)) for word in said), Filler(None, {})]
    chosen, _ = choose(model, text, issuers_found, [filler(asked, text.find(asked)), Filler(None, {})])
    region = chosen.region
    assert (None if region is None else text[region["start"] : region["end"]]) == issuer


def test_both_roles_may_be_unexpressed() -> None:
    model = Weights({"issuer": {}, "addressee": {}}, {"threshold": 0.5, "slope": 1.0, "offset": 0.0})
    issuer, addressee = choose(model, "Wait.", [Filler(None, {})], [Filler(None, {})])
    assert issuer.region is None
    assert addressee.region is None


def test_nobody_is_an_option_always(nlp: Language) -> None:
    text = "Ada Bell said the mill must close."
    assert None in options(nlp, text, "must", "issuer")
    assert None in options(nlp, text, "must", "addressee")


def test_a_relative_pronoun_stands_for_the_noun_before_it(nlp: Language) -> None:
    doc = nlp("The farmers, who want rain, prayed.")
    who = next(token for token in doc if token.lower_ == "who")
    found = antecedent(who)
    assert found is not None
    assert found.text == "farmers"


def test_a_name_without_a_label_is_what_the_document_calls_it_elsewhere(nlp: Language) -> None:
    doc = nlp.make_doc("Okoro spoke. Okoro left.")
    doc.set_ents([doc.char_span(0, 5, label="PERSON")])
    for token in doc:
        token.pos_ = "PROPN" if token.text == "Okoro" else "VERB"
    assert party_of(doc[3]) == "PERSON"


def test_nouns_tell_what_party_they_stand_for(nlp: Language) -> None:
    doc = nlp("The council paid the growers for rain.")
    kinds = {token.text: party_of(token).split(":")[0] for token in doc if token.pos_ == "NOUN"}
    assert kinds == {"council": "organization", "growers": "person", "rain": "other"}

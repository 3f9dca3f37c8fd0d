"""Attributions: spans are decoded under their constraint, and contents find their cue and source."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from spacy.language import Language
from spacy.tokens import Doc

from claimex.pipeline import attribution
from claimex.pipeline.annotations import Region, Relation
from claimex.pipeline.attribution.bounds import settle
from claimex.pipeline.attribution.conventions import join_quoted, labelled
from claimex.pipeline.attribution.decode import Role, Segment, best_labels, segments, spare_segments
from claimex.pipeline.attribution.linker import Linked
from claimex.pipeline.attribution.subjects import subject


def words(doc: Doc, region: Region | None) -> str | None:
    return None if region is None else doc.text[region["start"] : region["end"]]


def find(doc: Doc, part: str) -> Relation:
    """The attribution in whose content a string stands."""
    at = doc.text.index(part)
    return next(
        r for r in doc._.claimex_attributions if any(c["start"] <= at < c["end"] for c in r["content"])
    )


@given(
    arrays.arrays(
        np.float32, st.tuples(st.integers(0, 30), st.just(7)), elements=st.floats(-9, -0.125, width=32)
    )
)
def test_inside_follows_begin_or_inside_of_its_role(logs: np.ndarray) -> None:
    labels = best_labels(logs).tolist()
    for before, label in zip([0, *labels], labels, strict=False):
        if label and label % 2 == 0:
            assert before in (label, label - 1)


@given(
    arrays.arrays(
        np.float32, st.tuples(st.integers(0, 30), st.just(7)), elements=st.floats(-9, -0.125, width=32)
    )
)
def test_segments_are_ordered_and_do_not_overlap(logs: np.ndarray) -> None:
    found = segments(logs, np.zeros(len(logs), bool))
    found = sorted(
        found + spare_segments(logs, np.zeros(len(logs), bool), found), key=lambda segment: segment.start
    )
    for a, b in pairwise(found):
        assert a.start < a.end <= b.start
    assert all(s.score <= 0 for s in found)


def test_white_space_at_the_ends_of_a_span_is_left_out() -> None:
    logs = np.full((4, 7), -8.0, np.float32)
    logs[0, 5] = logs[1, 6] = logs[3, 0] = -0.01
    logs[2] = 0.0  # white space suits any label
    (content,) = segments(logs, np.array([False, False, True, False]))
    assert (content.start, content.end) == (0, 2)


def test_white_space_within_a_span_does_not_cut_it() -> None:
    logs = np.full((4, 7), -8.0, np.float32)
    logs[0, 5] = logs[1, 6] = logs[3, 6] = -0.01
    logs[2] = 0.0  # a second blank, or one that does not break: any label suits it
    (content,) = segments(logs, np.array([False, False, True, False]))
    assert (content.start, content.end) == (0, 4)


def span(doc: Doc, role: Role, part: str) -> Segment:
    """A decoded span of the tokens that a string covers."""
    at = doc.text.index(part)
    tokens = doc.char_span(at, at + len(part), alignment_mode="strict")
    assert tokens is not None, part
    return Segment(role, tokens.start, tokens.end, -0.1, False)


def test_a_participle_without_a_source_speaks_with_its_clauses_subject(nlp: Language) -> None:
    doc = nlp("The harbour master, who had not slept, took to the radio, saying the pier was lost.")
    source = subject(doc, span(doc, "cue", "saying"), [span(doc, "content", "the pier was lost")])
    assert source is not None
    assert doc[source.start : source.end].text == "The harbour master, who had not slept"


def test_a_participle_right_behind_a_noun_speaks_with_it(nlp: Language) -> None:
    doc = nlp("The harbour master kept a letter saying the pier was lost.")
    source = subject(doc, span(doc, "cue", "saying"), [span(doc, "content", "the pier was lost")])
    assert source is not None
    assert doc[source.start : source.end].text == "a letter"


def test_no_other_cue_borrows_a_subject(nlp: Language) -> None:
    doc = nlp("The harbour master left when the report said the pier was lost.")
    assert subject(doc, span(doc, "cue", "said"), [span(doc, "content", "the pier was lost")]) is None


def texts(doc: Doc, found: list[Segment]) -> list[tuple[str, str]]:
    return [(s.role, doc[s.start : s.end].text) for s in found]


def test_contents_in_the_same_marks_are_one(nlp: Language) -> None:
    doc = nlp("Varga said: “We lost the harbour. We lost the mill. Nobody came.”")
    found = [span(doc, "content", "“We lost the harbour."), span(doc, "content", "We lost the mill.")]
    assert texts(doc, join_quoted(doc, found)) == [
        ("content", "“We lost the harbour. We lost the mill. Nobody came.”")
    ]


def test_contents_in_different_marks_stay_apart(nlp: Language) -> None:
    doc = nlp("“The harbour is safe,” Varga said, “but the storm report must be read.”")
    found = [span(doc, "content", "“The harbour is safe,”"), span(doc, "content", "but the storm report")]
    assert len(join_quoted(doc, found)) == 2


def test_a_content_ends_with_the_quoted_sentence_that_it_begins_with(nlp: Language) -> None:
    doc = nlp("She says, “Do not open that gate,” until the water falls.")
    found = [span(doc, "content", "“Do not open that gate,” until the water falls")]
    assert texts(doc, join_quoted(doc, found)) == [("content", "“Do not open that gate,”")]
    doc = nlp("She saw “a slow flood of promises” as a threat.")
    found = [span(doc, "content", "“a slow flood of promises” as a threat")]
    assert join_quoted(doc, found) == found


def test_a_short_quote_within_a_content_does_not_widen_it(nlp: Language) -> None:
    doc = nlp("Hale called the plan “a slow flood of paper and promises” on Monday.")
    found = [span(doc, "content", "the plan"), span(doc, "source", "Hale")]
    assert join_quoted(doc, found) == found


def test_a_label_before_a_colon_is_the_speaker(nlp: Language) -> None:
    doc = nlp("REED: We open the gates in May.\n\nOKORO: And who pays for the guards?")
    found, bound = labelled(doc, [span(doc, "content", "We open the gates in May.")])
    assert texts(doc, found) == [("source", "REED"), ("cue", ":"), ("content", "We open the gates in May.")]
    assert [doc[b.source.start].text for b in bound] == ["REED"]


def test_a_content_does_not_keep_its_speakers_label(nlp: Language) -> None:
    doc = nlp("The hearing began.\n\n“REED: We open the gates in May.")
    found, _ = labelled(doc, [span(doc, "content", "“REED: We open the gates in May.")])
    assert texts(doc, found)[-1] == ("content", "We open the gates in May.")


def test_a_name_behind_a_dash_is_the_speaker(nlp: Language) -> None:
    doc = nlp("“The ferry never came on time.” — Lena Moreau\n\nOthers liked it.")
    found, _ = labelled(doc, [span(doc, "content", "“The ferry never came on time.”")])
    assert texts(doc, found)[1:] == [("cue", "—"), ("source", "Lena Moreau")]


def test_words_before_a_colon_in_the_middle_of_a_sentence_are_no_label(nlp: Language) -> None:
    doc = nlp("Nobody at the Mill: the doors were shut.")
    content = span(doc, "content", "the doors were shut.")
    assert labelled(doc, [content]) == ([content], [])


def settled(doc: Doc, found: list[Segment], doubtful: str) -> list[str]:
    """Contents as they are settled if the encoder is sure of the segments but for some words."""
    logs = np.full((len(doc), 7), -9.0, np.float32)
    logs[:, 0] = -0.001
    for segment in found:
        logs[segment.start : segment.end] = [-9, -9, -9, -9, -9, -9, -0.001]
        logs[segment.start, 5:] = logs[segment.start, :4:-1]
    at = doc.text.index(doubtful)
    words = doc.char_span(at, at + len(doubtful))
    assert words is not None
    logs[words.start : words.end] = [-0.7, -9, -9, -9, -9, -9, -0.7]
    doc._.claimex_scores = {"attribution": logs}
    relations = [Linked(None, None, [i], np.zeros(0)) for i in range(len(found))]
    return [doc[s.start : s.end].text for s in settle(doc, found, relations)]


def test_a_content_is_not_cut_before_the_end_of_its_phrase(nlp: Language) -> None:
    doc = nlp("Varga doubts that the mill would close for good.")
    found = [span(doc, "content", "that the mill would close for")]
    assert settled(doc, found, "good") == ["that the mill would close for good"]


def test_a_content_does_not_end_on_the_comma_before_its_speaker(nlp: Language) -> None:
    doc = nlp("The harbour will open in May, Varga said on Monday.")
    assert settled(doc, [span(doc, "content", "The harbour will open in May,")], ",") == [
        "The harbour will open in May"
    ]


def test_bounds_that_the_encoder_is_sure_of_stay(nlp: Language) -> None:
    doc = nlp("Varga doubts that the mill would close for good.")
    found = [span(doc, "content", "that the mill would close for")]
    assert settled(doc, found, "Varga") == ["that the mill would close for"]


def test_contents_do_not_grow_into_each_other(nlp: Language) -> None:
    doc = nlp("Varga fears the old mill near the river will close.")
    found = [span(doc, "content", "the old"), span(doc, "content", "the river will close")]
    first, second = settled(doc, found, "mill near")
    assert doc.text.index(first) + len(first) <= doc.text.index(second)


def test_source_and_cue_of_a_quotation(nlp: Language) -> None:
    doc = nlp("“We lost forty jobs in one winter,” said Ines Varga, the union’s chair.")
    relation = find(doc, "forty")
    assert words(doc, relation["cue"]) == "said"
    assert (words(doc, relation["source"]) or "").startswith("Ines Varga")


def test_indirect_speech_has_content_without_marks(nlp: Language) -> None:
    doc = nlp("Officials said the bridge would reopen in March. It was built in 1931.")
    relation = find(doc, "bridge")
    assert words(doc, relation["source"]) == "Officials"
    assert words(doc, relation["cue"]) == "said"
    assert [words(doc, c) for c in relation["content"]] == ["the bridge would reopen in March"]


def test_a_quotation_interrupted_by_its_speaker_is_one_attribution(nlp: Language) -> None:
    doc = nlp("“The harbour is safe,” Varga said, “but the storm report must be read.”")
    assert find(doc, "harbour") == find(doc, "storm report")


@pytest.mark.parametrize(("words", "source"), [((0, 2), None), ((0, 3), None), ((5, 6), "Republican")])
def test_what_is_asked_or_but_modifies_it_is_no_source(
    nlp: Language, words: tuple[int, int], source: str | None
) -> None:
    doc = nlp.make_doc("Two other demands included a Republican demand.")
    for name in ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer"):
        doc = nlp.get_pipe(name)(doc)
    region = attribution.source(doc, Segment("source", *words, 0.0, False))
    assert (region and doc.text[region["start"] : region["end"]]) == source


@pytest.mark.parametrize(
    ("cut", "source"),
    [
        ("The head of", "The head of the harbour board"),
        ("A survey last", "A survey"),
        ("Ana Ruiz for", "Ana Ruiz"),
        ("Fishermen who", "Fishermen who"),
    ],
)
def test_a_source_does_not_end_within_a_phrase(nlp: Language, cut: str, source: str) -> None:
    doc = nlp(
        "The head of the harbour board agreed. A survey last week found the same. Ana Ruiz for the Echo "
        "wrote so. Fishermen who stay agree."
    )
    region = attribution.source(doc, span(doc, "source", cut))
    assert region is not None
    assert doc.text[region["start"] : region["end"]] == source


def test_two_speakers_are_kept_apart(nlp: Language) -> None:
    doc = nlp("Ana Ruiz said the mill would close. But Tom Hale told the council that it would stay open.")
    assert words(doc, find(doc, "would close")["source"]) == "Ana Ruiz"
    assert words(doc, find(doc, "stay open")["source"]) == "Tom Hale"


def test_confidence_is_a_probability(nlp: Language) -> None:
    doc = nlp("Ana Ruiz said the mill would close. Critics doubt it.")
    assert doc._.claimex_attributions
    assert all(0 < r["confidence"] < 1 for r in doc._.claimex_attributions)


@pytest.mark.parametrize("text", ["", "\n", "Nothing here.", ": : :", "said", "“" * 50])
def test_texts_without_attributions_are_borne(nlp: Language, text: str) -> None:
    for relation in nlp(text)._.claimex_attributions:
        assert relation["content"]

"""The encoder: windows cover a document exactly; the component bears any text and names its faults."""

import pickle
import shutil
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from claimex.errors import ModelError
from claimex.pipeline import encoder, layout
from claimex.pipeline.scores import ARCS, LABELS, arc_scores
from claimex.pipeline.wordpieces import MAX_PIECES, WordPieces, read_vocabulary, shape_of, windows

ARTICLE = (
    "Ferry line to close\n\nMara Quint, who runs the Elmsworth ferry, told reporters on Monday that the line "
    "would close.\n\n“We tried everything,” she said."
)


@pytest.fixture(scope="module")
def pieces() -> WordPieces:
    return WordPieces(read_vocabulary(encoder.shipped_weights() / encoder.VOCABULARY))


@pytest.fixture(scope="module")
def scored() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe(layout.FACTORY)
    nlp.add_pipe(encoder.FACTORY)
    return nlp


@given(st.lists(st.text(min_size=1, max_size=12)))
def test_every_token_but_white_space_has_a_first_piece(pieces: WordPieces, words: list[str]) -> None:
    encoded = pieces.encode(words)
    for word, first in zip(words, encoded.first, strict=True):
        assert (first < 0) == (word.isspace() and "\n" not in word)
    kept = encoded.first[encoded.first >= 0]
    assert (np.diff(kept) >= 1).all()
    assert (np.diff(kept) <= MAX_PIECES).all()


@given(
    st.lists(
        st.sampled_from(["ferry", "unbelievably", "\n\n", "Q-7", "https://example.org/a/b/c"]), max_size=300
    ),
    st.integers(20, 60),
    st.integers(0, 8),
    st.integers(0, 4),
)
def test_windows_own_every_piece_once_and_keep_their_size(
    pieces: WordPieces, words: list[str], size: int, before: int, ahead: int
) -> None:
    encoded = pieces.encode(words)
    at = 0
    for w in windows(encoded, size, before, ahead):
        assert w.start <= w.own == at < w.stop <= w.end
        assert w.end - w.start <= size
        at = w.stop
    assert at == len(encoded.ids)


def test_windows_without_room_are_refused(pieces: WordPieces) -> None:
    with pytest.raises(ValueError, match="no room"):
        list(windows(pieces.encode(["a"]), 10, 6, 0))


@pytest.mark.parametrize(
    ("word", "shape"),
    [("mill", 1), ("Mill", 2), ("A", 2), ("NATO", 3), ("McKay", 4), ("4th", 1), ("42", 5), ("“", 0)],
)
def test_casing_is_told_by_shape(word: str, shape: int) -> None:
    assert shape_of(word) == shape


def test_scores_are_log_probabilities_of_every_token(scored: Language) -> None:
    doc = scored(ARTICLE)
    words = [token.i for token in doc if not token.is_space]
    for head, labels in LABELS.items():
        logs = doc._.claimex_scores[head]
        assert logs.shape == (len(doc), len(labels))
        assert np.exp(logs[words]).sum(1) == pytest.approx(1.0, abs=1e-3)


def test_names_become_entities(scored: Language) -> None:
    doc = scored(ARTICLE)
    assert ("Mara Quint", "PERSON") in [(ent.text, ent.label_) for ent in doc.ents]
    assert ("Monday", "DATE") in [(ent.text, ent.label_) for ent in doc.ents]


def test_arcs_tie_a_cue_to_its_source(scored: Language) -> None:
    doc = scored(ARTICLE)
    place = {token.text: token.i for token in doc}
    arcs = arc_scores(
        doc._.claimex_scores, "cue_source", [place["told"], place["said"]], [place["Mara"], place["she"]]
    )
    assert arcs.argmax(1).tolist() == [0, 1]
    with pytest.raises(ValueError, match="not in tuple"):
        arc_scores(doc._.claimex_scores, "no_such_arc", [0], [0])
    assert len(ARCS) == 6


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "😀", "a\x00b\u200b", "“" * 600, "x" * 5000, "\u3000\u00a0 ", "e\u0301 " * 900]
)
def test_any_text_is_scored(scored: Language, text: str) -> None:
    doc = scored(text)
    assert all(len(doc._.claimex_scores[head]) == len(doc) for head in LABELS)
    assert all(np.isfinite(doc._.claimex_scores[head]).all() for head in LABELS)


def test_a_document_scores_the_same_alone_and_in_a_stream(scored: Language) -> None:
    alone = scored(ARTICLE)._.claimex_scores["attribution"]
    streamed = [doc._.claimex_scores["attribution"] for doc in scored.pipe([ARTICLE, "Short.", ARTICLE])]
    assert np.array_equal(alone, streamed[0])
    assert np.array_equal(alone, streamed[2])


def test_scores_survive_the_whole_pipeline_in_two_processes(nlp: Language) -> None:
    one = [doc._.claimex_attributions for doc in nlp.pipe([ARTICLE] * 3)]
    two = [doc._.claimex_attributions for doc in nlp.pipe([ARTICLE] * 3, n_process=2, batch_size=1)]
    assert one == two


def test_the_component_travels_without_its_session(scored: Language) -> None:
    component = scored.get_pipe(encoder.FACTORY)
    scored(ARTICLE)
    assert len(pickle.dumps(component)) < 10_000


def test_a_saved_component_holds_its_weights(scored: Language, tmp_path: Path) -> None:
    scored.get_pipe(encoder.FACTORY).to_disk(tmp_path / "encoder")
    other = encoder.Encoder("nowhere", encoder.WINDOW, encoder.BEFORE, encoder.AHEAD).from_disk(
        tmp_path / "encoder"
    )
    doc = spacy.blank("en")(ARTICLE)
    assert other(doc)._.claimex_scores is not None


def test_missing_and_damaged_weights_are_named_in_one_line(tmp_path: Path) -> None:
    missing = encoder.Encoder(str(tmp_path / "none"), encoder.WINDOW, encoder.BEFORE, encoder.AHEAD)
    with pytest.raises(ModelError, match="cannot load the encoder") as failure:
        missing(spacy.blank("en")("Text."))
    assert "\n" not in str(failure.value)
    folder = tmp_path / "damaged"
    shutil.copytree(encoder.shipped_weights(), folder)
    with (folder / encoder.MODEL).open("ab") as file:
        file.write(b"x")
    with pytest.raises(ModelError, match="damaged"):
        encoder.Encoder(str(folder), encoder.WINDOW, encoder.BEFORE, encoder.AHEAD)(
            spacy.blank("en")("Text.")
        )

"""claimex computes the base model's token vectors and parses as spaCy does, up to rounding."""

from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

import sample
from claimex.pipeline import token_vectors
from claimex.pipeline.base_model import EXCLUDED, PACKAGES
from claimex.pipeline.token_vectors import PlainOps, speed_up

TEXTS = [sample.TEXT, "", "No.", " \n", (sample.TEXT + "\n\n") * 4]


def base_model() -> Language:
    """The base model as spaCy loads it."""
    return spacy.load(next(name for name in PACKAGES if spacy.util.is_package(name)), exclude=EXCLUDED)


@pytest.fixture(scope="module")
def slow() -> Language:
    """The base model as it is."""
    return base_model()


@pytest.fixture(scope="module")
def fast() -> Language:
    """The base model as claimex runs it."""
    nlp = base_model()
    speed_up(nlp)
    assert nlp.get_pipe("tok2vec").model._func is token_vectors.forward
    return nlp


def parse(doc: Doc) -> list[tuple[str, int, str]]:
    """What the tagger and the parser say."""
    return [(token.tag_, token.head.i, token.dep_) for token in doc]


@pytest.mark.parametrize("block", [1, 7, token_vectors.BLOCK])
def test_vectors_and_parses_are_those_of_spacy(
    slow: Language, fast: Language, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(token_vectors, "BLOCK", block)
    pairs = list(zip(slow.pipe(TEXTS), fast.pipe(TEXTS), strict=True))
    for theirs, ours in pairs:
        np.testing.assert_allclose(ours.tensor, theirs.tensor, atol=1e-4)
        assert parse(ours) == parse(theirs)
    assert [len(ours.tensor) for _, ours in pairs] == [len(ours) for _, ours in pairs]


def test_a_document_s_vectors_do_not_depend_on_its_batch(fast: Language) -> None:
    alone = [fast(text).tensor for text in TEXTS if text]
    together = [doc.tensor for doc in fast.pipe(TEXTS) if len(doc)]
    assert all(np.array_equal(a, b) for a, b in zip(alone, together, strict=True))


def test_a_saved_pipeline_is_as_it_was(fast: Language, tmp_path: Path) -> None:
    fast.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    np.testing.assert_allclose(again(sample.TEXT).tensor, fast(sample.TEXT).tensor, atol=1e-4)


def test_a_pipeline_can_still_be_trained() -> None:
    nlp = base_model()
    speed_up(nlp)
    before = nlp.get_pipe("tok2vec").model.to_bytes()
    example = Example.from_dict(
        nlp.make_doc("Stop."), {"tags": ["VB", "."], "heads": [0, 0], "deps": ["ROOT", "punct"]}
    )
    nlp.update([example], sgd=nlp.resume_training(), losses={})
    assert nlp.get_pipe("tok2vec").model.to_bytes() != before
    assert nlp("Stop.")[0].tag_


def test_what_is_not_known_is_left_as_it_is() -> None:
    """A pipeline without token vectors, and one of another architecture."""
    blank = spacy.blank("en")
    speed_up(blank)
    blank.add_pipe(
        "tok2vec",
        config={
            "model": {
                "@architectures": "spacy.HashEmbedCNN.v2",
                "pretrained_vectors": None,
                "width": 8,
                "depth": 2,
                "embed_size": 10,
                "window_size": 2,
                "maxout_pieces": 2,
                "subword_features": False,
            }
        },
    )
    blank.initialize()
    want = blank("It works.").tensor
    speed_up(blank)
    model = blank.get_pipe("tok2vec").model
    assert model._func is not token_vectors.forward
    assert {type(node.ops) for node in model.walk()} == {PlainOps}
    np.testing.assert_allclose(blank("It works.").tensor, want, atol=1e-5)

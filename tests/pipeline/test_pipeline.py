"""The pipeline as a whole: built by `load`, or behind somebody else's parser; its Docs travel."""

import pytest
import spacy
from spacy import displacy
from spacy.tokens import Doc, DocBin

import claimex
from claimex.pipeline import build
from claimex.pipeline.base_model import load_base_model

TEXT = (
    "Nurses want more beds\n\n"
    "“We need 40 more beds,” said Ida Quist, who leads the nurses’ union. "
    "She urged the minister to open Ward 6 again.\n\n"
    "The ministry says it has spent over $2 million on the hospital."
)


@pytest.fixture(scope="module")
def own_pipeline():
    own = load_base_model()
    own.add_pipe("claimex")
    return own


def test_load_puts_the_layout_before_the_parser_and_the_other_layers_behind_it(nlp):
    assert nlp.pipe_names[0] == build.LAYERS[0]
    assert tuple(nlp.pipe_names[-len(build.LAYERS) + 1 :]) == build.LAYERS[1:]
    assert "ner" not in nlp.pipe_names


def test_sentences_never_cross_a_paragraph(nlp):
    doc = nlp("No full stop here\n\nNor here, said the clerk\n\nAnd then one. And another.")
    assert [sent.text.strip() for sent in doc.sents] == [
        "No full stop here",
        "Nor here, said the clerk",
        "And then one.",
        "And another.",
    ]


def test_one_component_in_a_pipeline_of_one_s_own_writes_the_records(own_pipeline):
    extraction = own_pipeline(TEXT)._.claimex
    assert extraction.quotations[0].text == "“We need 40 more beds,”"
    assert extraction.demands
    assert extraction.numeric_claims


def test_one_component_gives_the_same_for_a_stream_as_for_single_texts(own_pipeline):
    single = own_pipeline(TEXT)._.claimex
    assert [doc._.claimex for doc in own_pipeline.pipe([TEXT, TEXT])] == [single, single]


def test_span_groups_hold_the_records_and_displacy_draws_them(nlp):
    doc = nlp(TEXT)
    assert [span.text for span in doc.spans["claimex/quotation"]] == ["“We need 40 more beds,”"]
    html = displacy.render(doc, style="span", options={"spans_key": "claimex/demand"}, page=True)
    assert "demand" in html


def test_a_doc_survives_serialization_with_its_records(nlp):
    doc = nlp(TEXT)
    read_back = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert read_back._.claimex == doc._.claimex
    binned = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    assert next(iter(DocBin().from_bytes(binned).get_docs(nlp.vocab)))._.claimex == doc._.claimex


def test_the_encoder_s_arrays_do_not_travel_with_the_doc(nlp):
    assert nlp(TEXT)._.claimex_scores is None


def test_spacy_s_own_multiprocessing_gives_the_same_records(nlp):
    want = nlp(TEXT)._.claimex
    assert [doc._.claimex for doc in nlp.pipe([TEXT] * 4, n_process=2, batch_size=2)] == [want] * 4


def test_a_base_model_of_another_language_is_refused(tmp_path):
    spacy.blank("de").to_disk(tmp_path / "german")
    with pytest.raises(claimex.ModelError, match="language 'de'"):
        load_base_model(tmp_path / "german")


def test_a_base_model_without_a_parser_is_refused(tmp_path):
    spacy.blank("en").to_disk(tmp_path / "blank")
    with pytest.raises(claimex.ModelError, match="has no tagger, no parser, no lemmatizer"):
        load_base_model(tmp_path / "blank")


def test_the_fingerprint_follows_the_weights(tmp_path, monkeypatch):
    shipped = build.fingerprint()
    assert build.fingerprint() == shipped
    (tmp_path / "encoder.json").write_text('{"sha256": {}}')
    monkeypatch.setattr(build.encoder, "shipped_weights", lambda: tmp_path)
    assert build.fingerprint() != shipped

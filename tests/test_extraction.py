"""The library's verbs: one text, many texts, in one process or several."""

import os
import pickle
import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

import claimex
from claimex import Document, Extraction, Failure
from claimex.extraction import PIECE_CHARACTERS, Result, _pieces, _spread

LETTER = (
    "Dockers ask port to halt night work\n\n"
    "The Quayside Union called on the port authority to halt night work on Pier 4.\n\n"
    "“Seven of our members were hurt in March,” said Mona Hale, its chair. "
    "“We want lights, and we want them now.”"
)


def test_extract_gives_all_four_kinds_with_the_document_s_id():
    extraction = claimex.extract(LETTER, doc_id="letter")
    assert {record.kind for record in extraction.records} == {
        "quotation",
        "attribution",
        "demand",
        "numeric_claim",
    }
    assert {record.doc_id for record in extraction.records} == {"letter"}
    assert [r.start for r in extraction.records] == sorted(r.start for r in extraction.records)


def test_extract_leaves_out_kinds_that_are_not_wanted_and_keeps_the_ids_of_the_others():
    everything = claimex.extract(LETTER)
    assert claimex.extract(LETTER, kinds=["demand"]).records == everything.demands


def test_a_text_is_read_the_same_way_every_time():
    assert claimex.extract(LETTER).to_jsonl() == claimex.extract(LETTER).to_jsonl()


def test_extract_many_takes_texts_pairs_and_documents_and_keeps_their_order():
    results = list(claimex.extract_many([LETTER, ("pair", LETTER), Document("third", LETTER)], batch_size=2))
    assert [r.doc_id for r in results] == ["document-1", "pair", "third"]
    assert all(isinstance(r, Extraction) and r.records for r in results)


def test_extract_many_is_lazy_so_that_a_stream_need_not_end():
    def endless():
        while True:
            yield LETTER

    stream = claimex.extract_many(endless(), batch_size=1)
    assert next(stream).doc_id == "document-1"
    assert next(stream).doc_id == "document-2"


def test_what_is_read_at_once_is_bounded_except_where_one_document_alone_is_longer():
    lengths = [9, 2, 5, 99, 1, 10, 1]
    documents = [Document(str(n), "x" * (n * PIECE_CHARACTERS // 10)) for n in lengths]
    found = [[int(document.id) for document in piece] for piece in _pieces(documents)]
    assert found == [[9], [2, 5], [99], [1], [10], [1]]
    assert list(_pieces([])) == []


def test_two_processes_give_what_one_gives():
    documents = [(f"d{i}", LETTER.replace("Seven", str(i))) for i in range(7)]
    one = list(claimex.extract_many(documents, batch_size=2))
    assert list(claimex.extract_many(documents, batch_size=2, processes=2)) == one


def test_a_document_that_cannot_be_read_costs_only_itself(nlp):
    too_long = "a" * (nlp.max_length + 1)
    documents = [("first", LETTER), ("second", too_long), ("third", LETTER)]
    first, second, third = claimex.extract_many(documents, errors="yield")
    assert isinstance(second, Failure)
    assert second.doc_id == "second"
    assert "\n" not in second.message
    assert first.to_jsonl().replace("first", "third") == third.to_jsonl()


def test_a_document_that_cannot_be_read_raises_if_errors_are_to_raise(nlp):
    with pytest.raises(claimex.ExtractionError, match=r"^big: "):
        list(claimex.extract_many([("big", "a" * (nlp.max_length + 1))]))


def exit_on_poison(batch: Sequence[Document]) -> list[Result]:
    """Stands for a reader whose process dies of one document."""
    if any(document.text == "poison" for document in batch):
        os._exit(9)
    return [Extraction(doc_id=document.id, text=document.text, records=()) for document in batch]


def test_a_document_that_kills_its_process_costs_only_itself():
    texts = ["a", "b", "poison", "c", "d", "e", "f", "g"]
    batches = iter([[Document(t, t) for t in texts[i : i + 2]] for i in range(0, len(texts), 2)])
    results = list(_spread(exit_on_poison, batches, processes=2))
    assert [r.doc_id for r in results] == texts
    assert [r.doc_id for r in results if isinstance(r, Failure)] == ["poison"]


@pytest.mark.parametrize("wrong", [{"processes": 0}, {"batch_size": 0}])
def test_counts_below_one_are_refused_at_once(wrong):
    with pytest.raises(ValueError, match="at least 1"):
        claimex.extract_many([LETTER], **wrong)


def test_load_is_cached_and_can_be_pickled_for_other_engines():
    assert claimex.load() is claimex.load()
    assert pickle.loads(pickle.dumps(claimex.load)) is claimex.load


def test_a_base_model_that_is_not_there_is_named_in_one_line():
    with pytest.raises(claimex.ModelError, match="cannot load the base model 'en_nowhere'") as error:
        claimex.load("en_nowhere")
    assert "\n" not in str(error.value)


MARKS = ["“", "”", '"', "'", "‘", "’", "«", "»", ". ", ", ", ": ", "—", "PENCE:", "“we"]
SPACES = ["\n\n", "\n", "\r\n", "\u2028", "\t", "\x00", " ", "\u200f", "\ufeff"]
WORDS = ["said", "The mayor", "he", "must", "call for", "demanded", "that", "Dr. Lee", "according to"]
FIGURES = ["$5", "1.5 million", "35%", "½", "−3", "20-30"]
SCRIPTS = ["é", "e\u0301", "👩\u200d👩\u200d👧", "שלום", "مرحبا", "中文"]
NEWSY = st.lists(st.sampled_from(MARKS + SPACES + WORDS + FIGURES + SCRIPTS), max_size=60).map(" ".join)


@given(st.one_of(st.text(max_size=300), NEWSY, NEWSY.map(lambda text: text.replace(" ", ""))))
def test_any_text_is_read_without_an_exception_and_every_span_is_exact(text):
    extraction = claimex.extract(text)  # building it checks every span, every name and every id
    assert extraction.text == text
    assert claimex.extract(text).to_jsonl() == extraction.to_jsonl()


def test_a_megabyte_on_one_line_is_read():
    sentence = "The council said it would spend $3 million, and “nobody was asked,” said Ann Roe. "
    picture = ("iVBORw0KGgo" * 7 + " ") * 11_000 + "iVBORw0KGgo" * 5_000
    line = sentence * 600 + picture + sentence * 600
    assert len(line) > 1_000_000
    extraction = claimex.extract(line)
    assert len(extraction.numeric_claims) == len(extraction.quotations) == 1200


def test_time_grows_no_faster_than_the_text():
    def seconds(sentences: int) -> float:
        text = (
            "The council said it would spend $3 million, and “nobody was asked,” said Ann Roe. " * sentences
        )
        began = time.process_time()
        claimex.extract(text)
        return time.process_time() - began

    seconds(50)  # caches
    assert seconds(1600) < 8 * 2.5 * seconds(200)  # 8 if time is linear

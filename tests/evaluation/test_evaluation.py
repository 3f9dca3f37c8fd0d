import json
from pathlib import Path

import pytest
from rich.console import Console

import sample
from claimex import evaluation
from claimex.errors import InputError
from claimex.evaluation import equality, gold, statistics
from claimex.evaluation.layers import Figure, Judged, Outcome
from claimex.evaluation.standoff import parse
from claimex.records import NumericClaim, Quotation
from claimex.views import scores as scores_view
from claimex.writers.brat import to_standoff


@pytest.fixture
def annotated(tmp_path: Path) -> Path:
    """The sample article and some of its annotations in the paragraph-and-substring format."""
    (tmp_path / "pier-nine.txt").write_bytes(sample.TEXT.encode())
    annotations = {
        "doc": "pier-nine",
        "quotations": [
            {
                "span": {"p": 2, "t": "“We lost more than 340 jobs in one winter,”"},
                "speaker": {"p": 2, "t": "Ines Varga"},
                "speaker_name": "Ines Varga",
            }
        ],
        "demands": [
            {
                "cue": {"p": 1, "t": "called on"},
                "action": {"p": 1, "t": "to reopen Pier 9"},
                "issuer": {"p": 1, "t": "The Harbour Workers Union"},
                "addressee": {"p": 1, "t": "the city council"},
                "negated": False,
            }
        ],
        "numbers": [
            {
                "span": {"p": 2, "t": "more than 340 jobs"},
                "value": 340,
                "comparator": ">",
                "kind": "count",
                "unit": "job",
            },
            {"span": {"p": 2, "t": "one"}, "value": 1, "comparator": "=", "kind": "count", "unit": "winter"},
        ],
    }
    (tmp_path / "pier-nine.json").write_text(json.dumps(annotations), encoding="utf-8")
    return tmp_path


def test_records_scored_against_themselves_are_all_right(tmp_path: Path) -> None:
    article = sample.article()
    path = tmp_path / "records.jsonl"
    path.write_text(article.to_jsonl(), encoding="utf-8")
    documents = evaluation.read_gold(path)
    result = evaluation.evaluate(documents, evaluation.read_predictions(path, documents))
    assert {score.value for score in result.scores.values()} == {1.0}
    assert not result.errors


def test_precision_recall_and_errors_of_each_layer(annotated: Path) -> None:
    documents = evaluation.read_gold(annotated)
    result = evaluation.evaluate(documents, {"pier-nine": sample.article().records})
    assert result.scores["quotation span"].precision == 0.5
    assert result.scores["quotation span"].recall == 1.0
    assert result.scores["number value+comparator+unit"].recall == 0.5
    assert result.scores["demand with cue, issuer, addressee"].recall == 1.0
    sorts = {error.layer for error in result.errors}
    assert sorts == {"quotation false", "demand false", "number missed", "number false"}
    assert [str(error) for error in result.examples(1) if error.layer == "number missed"] == [
        "number missed: pier-nine | gold 'one'"
    ]


def test_gold_without_predictions_counts_as_nothing_found(annotated: Path) -> None:
    result = evaluation.evaluate(evaluation.read_gold(annotated), {})
    assert result.scores["demand"].recall == 0
    assert result.scores["demand issuer accuracy"].value is None
    assert result.calibration == {}


def test_brat_standoff_with_interrupted_content_and_roles(tmp_path: Path) -> None:
    text = "“Rain,” said Ola, “and wind.”"
    (tmp_path / "text").mkdir()
    (tmp_path / "attributions").mkdir()
    (tmp_path / "text" / "note.txt").write_text(text, encoding="utf-8")
    (tmp_path / "attributions" / "note_a1.ann").write_text(
        "T1\tSource 13 16\tOla\nT2\tCue 8 12\tsaid\nT3\tContent 0 7;18 29\t“Rain,” “and wind.”\n"
        "T4\tAttribution 8 12\tsaid\nE1\tAttribution:T4 Source:T1 Cue:T2 Content:T3\n",
        encoding="utf-8",
    )
    (document,) = evaluation.read_gold(tmp_path)
    assert document.relations is not None
    (relation,) = document.relations
    assert [span.text for span in relation.content] == ["“Rain,”", "“and wind.”"]
    assert relation.source[0].text == "Ola"


def test_what_an_annotator_corrects_in_brat_is_gold(tmp_path: Path) -> None:
    article = sample.article()
    (tmp_path / "pier-nine.txt").write_bytes(sample.TEXT.encode())
    corrected = tmp_path / "pier-nine.ann"
    corrected.write_text(to_standoff(article), encoding="utf-8")
    (document,) = evaluation.read_gold(tmp_path)
    result = evaluation.evaluate([document], {"pier-nine": article.records})
    assert {score.value for score in result.scores.values()} == {1.0}
    # The annotator takes a demand away.
    lines = [line for line in to_standoff(article).splitlines() if not line.startswith("E1\t")]
    corrected.write_text("\n".join(lines), encoding="utf-8")
    again = evaluation.evaluate(evaluation.read_gold(tmp_path), {"pier-nine": article.records})
    assert again.scores["demand"].gold == 2
    assert again.scores["demand"].predicted == 3


def test_a_span_that_brat_cut_at_a_line_break_is_one_again() -> None:
    text = "They want\n\na new\npier and more."
    standoff = "T1\tdemand 11 16;17 21\ta new pier\nT2\tcue 5 9\twant\nE1\tdemand:T1 cue:T2\n"
    (event,) = parse(text, standoff, mend_breaks=True)
    assert [span.text for span in event.roles["demand"]] == ["a new\npier"]


def test_quantities_of_sentences_are_scored_by_value_unit_and_change(tmp_path: Path) -> None:
    path = tmp_path / "sentences.json"
    quantities = [
        {"value": "340", "unit": "jobs", "normalized_unit": "job", "change": ">"},
        {"value": "5-7", "unit": "years", "normalized_unit": "year", "change": "="},
    ]
    path.write_text(json.dumps([{"text": sample.TEXT, "quantities": quantities}]), encoding="utf-8")
    documents = evaluation.read_gold(path)
    assert documents[0].quantities is not None
    assert documents[0].quantities[1].value_high == 7
    result = evaluation.evaluate(documents, {"0": sample.article("0").records})
    assert result.scores["value+change"].right == 1
    assert result.scores["value"].predicted == 3


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{}", "not a claimex record"),
        (sample.article().to_jsonl().replace("Varga", "Vargo"), "does not stand at"),
    ],
)
def test_predictions_that_are_not_grounded_are_refused_with_file_and_line(
    annotated: Path, content: str, message: str
) -> None:
    path = annotated / "predicted.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=rf"predicted.jsonl:\d+: .*{message}"):
        evaluation.read_predictions(path, evaluation.read_gold(annotated))


def test_a_folder_without_annotations_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no annotated documents"):
        evaluation.read_gold(tmp_path)
    with pytest.raises(InputError, match="no such file"):
        evaluation.read_gold(tmp_path / "absent")


def test_gold_that_is_damaged_is_named(annotated: Path) -> None:
    (annotated / "pier-nine.txt").write_text("another text", encoding="utf-8")
    with pytest.raises(InputError, match=r"pier-nine.json: .*cannot be read"):
        evaluation.read_gold(annotated)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Ms Varga", "Ines Varga", True),
        ("the council’s", "Council", True),
        ("Ines Varga", "Ines Moreau", False),
        ("", "Ines", False),
    ],
)
def test_same_name(a: str, b: str, same: bool) -> None:
    assert equality.same_name(a, b) is same


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("%", "percent", True),
        ("people", "person", True),
        ("tonne", "$ / tonne", True),
        ("cow", "sheep", False),
    ],
)
def test_same_unit(a: str, b: str, same: bool) -> None:
    assert equality.same_unit(a, b) is same


def test_matching_takes_the_best_pairs_first_and_each_thing_once() -> None:
    likeness = {("a", "x"): 0.6, ("a", "y"): 0.9, ("b", "y"): 0.8}
    pairs = equality.match(["a", "b"], ["x", "y"], lambda g, p: likeness.get((g, p), 0.0), 0.5)
    assert pairs == [(0, 1)]


def test_interval_holds_the_value_and_is_the_same_every_time() -> None:
    figure = Figure("things", "right", "gold", "predicted")
    outcomes = []
    for n in range(30):
        outcome = Outcome(str(n))
        outcome.counts.update(right=n % 4, gold=4, predicted=4)
        outcomes.append(outcome)
    first, second = (statistics.scores(outcomes, [figure])["things"] for _ in range(2))
    assert first == second
    assert first.low is not None
    assert first.value is not None
    assert first.high is not None
    assert first.low < first.value < first.high


def test_calibration_error_is_the_mean_gap_between_confidence_and_frequency() -> None:
    sure_and_right = [Judged("found", 0.95, True)] * 19 + [Judged("found", 0.95, False)]
    overconfident = [Judged("found", 0.85, n % 2 == 0) for n in range(20)]
    assert statistics.calibration(sure_and_right, "found").error == pytest.approx(0)  # type: ignore[union-attr]
    both = statistics.calibration(sure_and_right + overconfident, "found")
    assert both is not None
    assert both.error == pytest.approx(0.35 / 2)
    assert [each.number for each in both.bins] == [20, 20]
    assert statistics.calibration(both.bins and sure_and_right, "another") is None


def test_tables_of_scores_fit_80_columns(annotated: Path) -> None:
    result = evaluation.evaluate(evaluation.read_gold(annotated), {"pier-nine": sample.article().records})
    console = Console(width=80, record=True, force_terminal=False)
    with console.capture() as captured:
        console.print(scores_view.render(result))
    assert all(len(line) <= 80 for line in captured.get().splitlines())
    assert "…" not in captured.get()
    assert "| demand with cue, issuer, addressee |" in scores_view.markdown(result)


def test_tables_of_a_large_corpus_fit_80_columns_too() -> None:
    score = statistics.Score(0.895, 0.88, 0.91, 150_000, 169_125, 0.9, 0.89, 168_000)
    result = evaluation.Evaluation(84, {"quoted relations: recall with source": score}, {}, [])
    console = Console(width=80, record=True, force_terminal=False)
    with console.capture() as captured:
        console.print(scores_view.render(result))
    assert "0.900  0.890  0.895  0.880–0.910  169125" in captured.get()


def test_own_records_become_gold_of_all_four_layers() -> None:
    article = sample.article()
    document = gold.from_records(article.doc_id, list(article.records), article.text)
    assert document.quotations is not None
    assert len(document.quotations) == sum(isinstance(r, Quotation) for r in article.records)
    assert document.numbers is not None
    assert len(document.numbers) == sum(isinstance(r, NumericClaim) for r in article.records)
    assert document.document().text == sample.TEXT

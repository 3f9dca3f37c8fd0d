"""Records in Spark: the contract's types, the command line's bytes, and no job lost to one document."""

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import claimex
from claimex.records import KINDS, read_record
from claimex.tables import MODELS

pytest.importorskip("pyspark", reason="needs claimex[spark]")
if shutil.which("java") is None:
    pytest.skip("needs Java", allow_module_level=True)

from claimex import spark as claimex_spark

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"

if TYPE_CHECKING:
    from pyspark.sql import Row, SparkSession

ARTICLES = [
    (
        "1",
        "Ada Lund said the mill would hire 40 people. “We need hands,” she said.\n\nThey urged her to pay.",
    ),
    ("2", ""),
    ("3", None),
    (None, "Nobody knows where this came from."),
    ("5", "“It rained for 9 days,” said the mayor, Ola Berg 🌧, who urged everybody to stay at home."),
]


@pytest.fixture(scope="module")
def session() -> Iterator["SparkSession"]:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").appName("claimex tests")
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.shuffle.partitions": "2",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        # So little data is read sooner than a virtual machine can optimise its reading.
        "spark.driver.extraJavaOptions": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
        "spark.sql.codegen.wholeStage": "false",
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="module")
def rows(session: "SparkSession") -> "list[Row]":
    articles = session.createDataFrame(ARTICLES, "name string, body string").repartition(2, "name")
    found: list[Row] = claimex_spark.extract(articles, text="body", id="name").collect()
    return found


def test_records_are_the_command_lines_byte_for_byte(rows: "list[Row]") -> None:
    for doc_id, text in ARTICLES:
        if doc_id is None or text is None:
            continue
        expected = claimex.extract(text, doc_id=doc_id).to_jsonl()
        assert "".join(f"{row.json}\n" for row in rows if row.doc_id == doc_id) == expected
    assert any(row.json for row in rows)


def test_columns_hold_what_the_json_says(rows: "list[Row]") -> None:
    for row in rows:
        if row.json is None:
            continue
        record: Any = read_record(row.json)
        cells = row.asDict(recursive=True)
        for name, value in record.model_dump().items():
            found = cells[name]
            assert found == (list(value) if isinstance(value, tuple) else value), name
        assert row.error is None


def test_a_document_that_cannot_be_read_is_a_row_with_the_reason(rows: "list[Row]") -> None:
    errors = {(row.doc_id, row.error) for row in rows if row.error is not None}
    assert errors == {("3", claimex_spark.NO_TEXT), (None, claimex_spark.NO_ID)}
    assert all(row.kind is None and row.json is None for row in rows if row.error is not None)


def test_the_schema_has_every_field_of_the_contract() -> None:
    names = claimex_spark.schema().fieldNames()
    assert len(names) == len(set(names))
    for kind in KINDS:
        assert set(MODELS[kind].model_fields) <= set(names)
    mention = claimex_spark.schema()["speaker"].dataType
    assert mention.fieldNames() == ["start", "end", "text", "name", "type"]


def test_kinds_and_confidence_are_chosen_in_the_workers(session: "SparkSession") -> None:
    articles = session.createDataFrame(ARTICLES[:1], "id string, text string")
    assert {row.kind for row in claimex_spark.extract(articles, kinds=["demand"]).collect()} <= {"demand"}
    assert claimex_spark.extract(articles, min_confidence=1.0).where("confidence < 1").count() == 0


def test_the_example_writes_records_and_shows_failures(
    session: "SparkSession", tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    spec = importlib.util.spec_from_file_location("spark_articles", EXAMPLES / "spark_articles.py")
    assert spec is not None
    assert spec.loader is not None
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)
    articles, records = str(tmp_path / "articles.parquet"), str(tmp_path / "records.parquet")
    session.createDataFrame(ARTICLES[:3], "id string, text string").write.parquet(articles)
    example.main(articles, records)
    assert session.read.parquet(records).where("doc_id = '1'").count() > 0
    assert claimex_spark.NO_TEXT in capfd.readouterr().out

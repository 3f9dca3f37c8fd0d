import pytest

import sample
from claimex import tables
from claimex.records import KINDS


def test_a_record_is_one_row_of_plain_values() -> None:
    demand = sample.article().demands[0]
    row = tables.row(demand)
    assert row["text"] == "to reopen Pier 9"
    assert (row["cue"], row["issuer_name"], row["addressee"]) == (
        "called on",
        "The Harbour Workers Union",
        "the city council",
    )
    assert sample.TEXT[row["issuer_start"] : row["issuer_end"]] == row["issuer"]
    assert all(cell is None or isinstance(cell, str | int | float | bool) for cell in row.values())


def test_interrupted_content_keeps_its_pieces_and_their_offsets() -> None:
    row = tables.row(sample.article().attributions[0])
    first, second = ([int(n) for n in piece.split("-")] for piece in row["content_spans"].split())
    assert row["content"] == sample.TEXT[slice(*first)] + tables.PIECES + sample.TEXT[slice(*second)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_kind_is_a_column(kind: str) -> None:
    assert set(tables.MODELS[kind].model_fields) <= set(tables.columns([kind]))


def test_rows_of_several_kinds_have_the_same_keys() -> None:
    article = sample.article()
    rows = list(tables.rows(article.records, ["demand", "quotation"]))
    assert {row["kind"] for row in rows} == {"demand", "quotation"}
    assert all(list(row) == list(tables.columns(["quotation", "demand"])) for row in rows)


def test_data_frame_has_a_row_a_record_and_keeps_missing_values_missing() -> None:
    pd = pytest.importorskip("pandas")
    article = sample.article()
    frame = article.to_dataframe("numeric_claim")
    assert list(frame["value"]) == [340, 2_400_000, 12]
    assert frame["value_high"].isna().all()
    assert frame["start"].dtype == "Int64"
    assert len(article.to_dataframe()) == len(article.records)
    two = tables.dataframe([article, sample.article("copy")], "demand")
    assert two["doc_id"].value_counts().to_dict() == {"pier-nine": 3, "copy": 3}
    assert isinstance(two, pd.DataFrame)


def test_data_frame_without_records_still_has_its_columns() -> None:
    pytest.importorskip("pandas")
    empty = sample.article().only(kinds=[])
    assert list(empty.to_dataframe("demand").columns) == list(tables.columns(["demand"]))


def test_data_frame_names_the_kinds_when_asked_for_another() -> None:
    pytest.importorskip("pandas")
    with pytest.raises(ValueError, match="quotation, attribution, demand, numeric_claim"):
        sample.article().to_dataframe("opinion")

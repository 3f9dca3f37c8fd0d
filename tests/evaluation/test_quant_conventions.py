"""The list of sentences in which a quantity set goes its own way, and the figures without them."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "benchmarks"))

import quant_conventions  # noqa: E402
from accuracy import read_floors  # noqa: E402

from claimex.evaluation import GoldDocument  # noqa: E402
from claimex.evaluation.gold import GoldQuantity  # noqa: E402


def test_the_list_names_sentences_of_the_files_whose_floors_are_pinned() -> None:
    pinned = {entry.corpus: entry.digest for entry in read_floors()}
    for each in quant_conventions.read_conventions():
        assert each.digest == pinned[each.corpus]
        for deviation in (*each.contradictions, *each.slips):
            assert any(deviation.sentences.values()), deviation.reason
            for indices in deviation.sentences.values():
                assert list(indices) == sorted(set(indices)), deviation.reason


def test_sentences_that_contradict_are_left_out_whole() -> None:
    gold = [
        GoldDocument("0", quantities=()),
        GoldDocument("1", quantities=(GoldQuantity(3.0, None, "=", "dog", "dogs"),)),
    ]
    each = quant_conventions.QuantitySet(
        "toy.json",
        "",
        [quant_conventions.Deviation("pronouns", {"values": [1], "units": [], "changes": []})],
        [],
    )
    figures = {row.figure: row for row in quant_conventions.rows(each, gold, {})}
    assert figures["value"].contradicting == 1
    assert "| `toy.json` | value | 0.000 | 1 |" in quant_conventions.table(figures.values())

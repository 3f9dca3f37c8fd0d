"""Says how much of each quantity set's error is convention: its figures with and without some sentences.

    python benchmarks/quant_conventions.py ../shared
    -> | `data/quant/newsquant.json` | value | 0.931 | 32 | 0.982 | 6 | 1.000 |

`quant_conventions.toml` lists the sentences of each set that contradict the annotation guide or the contract,
and those in which the set has a plain slip, by their index. A figure "without" leaves such sentences out as a
whole, both what the set has there and what claimex found. For the unit and the change, both of which
presuppose the value, sentences whose value contradicts are left out as well.

Only sentences in which claimex and the set disagree were read, so the figures without them say what the
conventions cost, not how right claimex would be on new sentences.
"""

import argparse
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from accuracy import digest

from claimex.evaluation import GoldDocument, evaluate, read_gold, read_texts
from claimex.records import AnyRecord

CONVENTIONS = Path(__file__).with_suffix(".toml")
FIGURES = {"value": ("values",), "value+unit": ("values", "units"), "value+change": ("values", "changes")}


@dataclass(frozen=True)
class Deviation:
    """Sentences that a set annotates otherwise, and why.

    Arguments:
        reason: the clause they contradict, or what slipped.
        sentences: "values", "units" or "changes" -> their indices in the set.
    """

    reason: str
    sentences: Mapping[str, Sequence[int]]


@dataclass(frozen=True)
class QuantitySet:
    """One set with what is to be known of it."""

    corpus: str
    digest: str
    contradictions: Sequence[Deviation]
    slips: Sequence[Deviation]


@dataclass(frozen=True)
class Row:
    """A figure of a set: on all sentences, without contradictions, and without slips too."""

    corpus: str
    figure: str
    all: float | None
    contradicting: int
    without: float | None
    slipped: int
    without_either: float | None


def read_conventions(path: Path = CONVENTIONS) -> list[QuantitySet]:
    """The sets and their deviations, as the file lists them."""
    kinds = ("values", "units", "changes")
    return [
        QuantitySet(
            entry["corpus"],
            entry["digest"],
            [
                Deviation(f"{d['clause']} ({d['source']})", {kind: d.get(kind, []) for kind in kinds})
                for d in entry.get("clauses", [])
            ],
            [Deviation(d["slip"], {kind: d.get(kind, []) for kind in kinds}) for d in entry.get("slips", [])],
        )
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["sets"]
    ]


def named(deviations: Iterable[Deviation], kinds: Sequence[str]) -> set[str]:
    """The ids of the sentences that deviate in one of some ways."""
    return {str(index) for each in deviations for kind in kinds for index in each.sentences[kind]}


def rows(
    each: QuantitySet, gold: Sequence[GoldDocument], predictions: Mapping[str, Sequence[AnyRecord]]
) -> list[Row]:
    """The figures of a set.

    Arguments:
        each: the set.
        gold: its sentences.
        predictions: what claimex found in them.
    """

    def figure(name: str, left_out: set[str]) -> float | None:
        kept = [document for document in gold if document.id not in left_out]
        score = evaluate(kept, predictions, resamples=0).scores.get(name)
        return None if score is None or score.gold == 0 else score.value

    found = []
    measured = evaluate(gold, predictions, resamples=0).scores
    for name, kinds in FIGURES.items():
        if name in measured:
            contradicting, slipped = named(each.contradictions, kinds), named(each.slips, kinds)
            slipped -= contradicting
            without, neither = figure(name, contradicting), figure(name, contradicting | slipped)
            found.append(
                Row(
                    each.corpus, name, figure(name, set()), len(contradicting), without, len(slipped), neither
                )
            )
    return found


def _shown(figure: float | None) -> str:
    """A figure, or a dash where no annotated quantity is left."""
    return "-" if figure is None else f"{figure:.3f}"


def table(found: Iterable[Row]) -> str:
    """The rows as a Markdown table."""
    lines = [
        "| set | figure | F1 | sentences that contradict | without these | with slips | without either |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| `{r.corpus}` | {r.figure} | {_shown(r.all)} | {r.contradicting} | {_shown(r.without)} "
        f"| {r.slipped} | {_shown(r.without_either)} |"
        for r in found
    ]
    return "\n".join(lines)


def reasons(each: QuantitySet) -> str:
    """The clauses and slips of a set, each with its number of sentences, as a Markdown list."""
    lines = [f"`{each.corpus}`", ""]
    for deviation in (*each.contradictions, *each.slips):
        counts = ", ".join(f"{len(at)} {kind}" for kind, at in deviation.sentences.items() if at)
        lines.append(f"- {deviation.reason}: {counts}")
    return "\n".join(lines)


def main() -> None:
    """Measure every set and print the table and the reasons."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path, help="the folder that holds the annotated corpora")
    options = parser.parse_args()
    sets, found = read_conventions(), []
    for each in sets:
        path = options.corpora / each.corpus
        if digest(path) != each.digest:
            parser.error(f"{path} is not the file whose sentences were read")
        gold = read_gold(path)
        found += rows(each, gold, read_texts(gold))
    print(table(found))
    for each in sets:
        if each.contradictions or each.slips:
            print(f"\n{reasons(each)}")


if __name__ == "__main__":
    main()

"""Articles in JSON Lines -> records in Parquet, on all machines of a Ray cluster.

    pip install "claimex[pandas,parquet]" "ray[data]"
    python examples/ray_data.py articles.jsonl records/

Each actor loads the model once. The same class works with Dask (`frame.map_partitions(ReadArticles())`) and
with every other engine that hands on pandas data frames.
"""

import sys
from collections.abc import Iterator
from typing import Any

import pandas as pd

import claimex

DOCUMENTS_A_BATCH = 256
ACTORS = (1, 4)  # at least and at most; Ray waits for as many processors as the least


class ReadArticles:
    """A batch of articles (`id`, `text`) in, their records out: `doc_id`, `kind`, `json` and `error`."""

    def __init__(self) -> None:
        claimex.load()

    def __call__(self, batch: pd.DataFrame) -> pd.DataFrame:
        articles = zip(batch["id"].astype(str), batch["text"].astype(str), strict=True)
        rows = (
            row for result in claimex.extract_many(articles, errors="yield") for row in self._rows(result)
        )
        return pd.DataFrame(rows, columns=["doc_id", "kind", "json", "error"], dtype="string")

    def _rows(self, result: claimex.Extraction | claimex.Failure) -> Iterator[dict[str, Any]]:
        if isinstance(result, claimex.Failure):
            yield {"doc_id": result.doc_id, "error": result.message}
            return
        for record in result.records:
            yield {"doc_id": record.doc_id, "kind": record.kind, "json": record.model_dump_json()}


def main(articles: str, records: str) -> None:
    """Read the articles and write the records."""
    import ray

    found = ray.data.read_json(articles).map_batches(
        ReadArticles, batch_format="pandas", batch_size=DOCUMENTS_A_BATCH, concurrency=ACTORS
    )
    found.write_parquet(records)


if __name__ == "__main__":
    main(*sys.argv[1:])

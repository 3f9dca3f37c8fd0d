"""Articles in Parquet (`id`, `text`) -> records in Parquet, on a Spark cluster.

    pip install "claimex[spark]" venv-pack && venv-pack -o claimex.tar.gz
    spark-submit --archives claimex.tar.gz#claimex --conf spark.pyspark.python=./claimex/bin/python \\
        examples/spark_articles.py articles.parquet records.parquet

Where claimex is installed on every worker, `spark-submit examples/spark_articles.py ...` is enough.
"""

import sys

from pyspark.sql import DataFrame, SparkSession

import claimex.spark


def read(articles: DataFrame) -> tuple[DataFrame, DataFrame]:
    """The records, and the articles that could not be read, each with the reason."""
    found = claimex.spark.extract(articles, text="text", id="id")
    return found.where("error is null").drop("error"), found.where("error is not null").select(
        "doc_id", "error"
    )


def main(articles: str, records: str) -> None:
    """Read the articles, write the records, and print what could not be read."""
    session = SparkSession.builder.appName("claimex").getOrCreate()
    found, failed = read(session.read.parquet(articles))
    found.write.mode("overwrite").parquet(records)
    failed.show(truncate=False)


if __name__ == "__main__":
    main(*sys.argv[1:])

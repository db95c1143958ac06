"""How fast a cluster reads: one machine's process, then a Spark cluster of one executor and of two.

    python -m benchmarks.cluster [--articles 200] [--json]

Articles are the examples of the package, each made another by a sentence with its number. The executors are
JVMs of their own on this machine (`local-cluster`), with one core each. Times are of the reading alone, on a
cluster from Parquet to Parquet; the session and a first small job, in which weights load, come before.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import as_file, files
from itertools import cycle, islice
from pathlib import Path

from benchmarks.tables import show
from foreigndesk import cluster, codebooks, intake
from foreigndesk.cluster.reading import made_of
from foreigndesk.cluster.staging import stage
from foreigndesk.ingest.serving import pipeline_reader
from foreigndesk.parsing import DEFAULT
from foreigndesk.records import Article

_WARM = 4  # articles a core that are read before time is taken


def made(count: int) -> list[Article]:
    """Return `count` articles that are all different."""
    with as_file(files("foreigndesk") / "examples") as folder:
        own = [found for found in intake.load(folder) if isinstance(found, Article)]
    numbered = enumerate(islice(cycle(own), count))
    return [
        replace(each, content=each.content + f"\n\nKenya sent {at + 2} diplomats to Peru.\n".encode())
        for at, each in numbered
    ]


def one_machine(articles: list[Article]) -> float:
    """Return the seconds that one process takes."""
    how = pipeline_reader(codebooks.load(), DEFAULT)
    made_of(articles[0], how)
    start = time.perf_counter()
    for article in articles:
        made_of(article, how)
    return time.perf_counter() - start


def on_cluster(executors: int, articles: list[Article]) -> float:
    """Return the seconds that a cluster takes from Parquet to Parquet."""
    spark = cluster.session(f"local-cluster[{executors},1,1024]")
    try:
        with tempfile.TemporaryDirectory() as folder:
            for name, chosen in (("warm", articles[: _WARM * executors]), ("all", articles)):
                staged = Path(folder, name)
                staged.mkdir()
                list(stage(chosen, staged))
                frame = spark.read.parquet(str(staged)).repartition(4 * executors, "position")
                start = time.perf_counter()
                cluster.read(spark, frame).write.parquet(str(Path(folder, f"{name}-read")))
                seconds = time.perf_counter() - start
    finally:
        spark.stop()
    return seconds


def measured(articles: list[Article]) -> Iterator[dict[str, object]]:
    """Yield a row for one process and for each cluster."""
    alone = one_machine(articles)
    yield row("one process", alone, articles, alone)
    for executors in (1, 2):
        name = f"Spark, {executors} executor{'s' * (executors > 1)}"
        yield row(name, on_cluster(executors, articles), articles, alone)


def row(name: str, seconds: float, articles: list[Article], alone: float) -> dict[str, object]:
    """Return one line of the table."""
    return {
        "where": name,
        "seconds": round(seconds, 1),
        "articles/s": round(len(articles) / seconds, 2),
        "times one process": round(alone / seconds, 2),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    rows = list(measured(made(asked.articles)))
    if asked.json:
        print(json.dumps(rows, indent=2))
    else:
        show(f"Reading {asked.articles} articles", list(rows[0]), rows)


if __name__ == "__main__":
    main()

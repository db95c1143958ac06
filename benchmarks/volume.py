"""The desk at volume: whole articles read and stored, beside spaCy's CNN merely parsing the same text.

    python -m benchmarks.volume [--articles 1000] [--workers 1 2] [--cnn FOLDER] [--json]
    python -m benchmarks.volume --sizes 1000 10000 100000 [--short]

Articles are made by rule from our own sentences (`benchmarks.news`): 250 to 900 words, three in ten as web
pages. The first form reads them end to end with so many workers, from bytes to rows on the desk: articles
and words a second without the start of the processes, the peak of memory of all processes together, and
what the desk's file grows to. The peer parses the same texts in as many processes, one thread each, in the
same run; where --cnn names none and `.train/cnn` is absent it is untrained, of the same shape and cost.
"CPU ratio" compares seconds computed on all cores, which other programs on the machine change less.

The second form lets one desk grow and gives the time of an article near each size. With --short, the
articles have 12 to 30 words, so that it is the desk that is measured and not the reading.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import spacy

from benchmarks.news import NEWS, SHORT, articles
from benchmarks.parse import HERE, timed, untrained_cnn
from benchmarks.tables import show
from foreigndesk import codebooks, intake, pipeline
from foreigndesk import desk as desks
from foreigndesk.ingest import Setup, ingest

TRAINED = HERE.parent / ".train" / "cnn"
WARM = 64
WINDOW = 0.1  # the last part of the way to a size in which its time is taken


class Memory:
    """The most memory, in megabytes, that this process and those it started have held at one time."""

    def __init__(self) -> None:
        self.peak = 0.0
        self.series: list[float] = []
        self._over = threading.Event()

    def watch(self) -> None:
        while not self._over.wait(0.25):
            now = sum(map(resident, family()))
            self.series.append(now)
            self.peak = max(self.peak, now)

    @contextmanager
    def watched(self) -> Iterator[Memory]:
        thread = threading.Thread(target=self.watch, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._over.set()
            thread.join()


def family() -> list[str]:
    """Return the ids of this process and of those it started."""
    found = ["self"]
    for path in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):  # a thread that has just ended
            found += path.read_text().split()
    return found


def resident(process: str) -> float:
    """Return a process's own resident memory in megabytes: pages of files and of others are not counted."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1024


def computed() -> float:
    """Return the seconds that this process and those it started have computed, on all cores together."""
    ticks = 0
    for process in family():
        with suppress(OSError):
            ticks += sum(
                map(int, Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13])
            )
    return ticks / os.sysconf("SC_CLK_TCK")


def computed_by_peer(cnn: Path, texts: list[str]) -> float:
    """Return the seconds that the peer computes for one of `texts`, on average."""
    nlp = spacy.load(cnn)
    nlp(texts[0])
    began = time.process_time()
    for text in texts:
        nlp(text)
    return (time.process_time() - began) / len(texts)


def setup(workers: int) -> Setup:
    books = codebooks.load()
    return Setup(books=books, versions=pipeline.versions(books), workers=workers)


def whole(count: int, workers: int, folder: Path) -> dict[str, Any]:
    """Read `count` articles with so many workers; the clock starts with the first that is stored."""
    path = folder / f"{workers}.duckdb"
    with Memory().watched() as memory, desks.open(path) as desk:
        run = desks.start_run(desk, datetime(2023, 1, 1))
        entries = ingest(desk, run, articles(count), setup(workers))
        began = time.perf_counter()
        statements, mark, spent = 0, (began, 0, computed()), 0.0
        for seen, entry in enumerate(entries, 1):
            statements += sum(entry.kinds.values())
            if seen == min(WARM, count // 2):  # from here on the processes have started
                mark = (time.perf_counter(), seen, computed())
            if seen == count:
                spent = computed()
        ended = time.perf_counter()
    return {
        "articles": count,
        "per_second": (seen - mark[1]) / (ended - mark[0]),
        "seconds": ended - began,
        "megabytes": memory.peak,
        "cpu_per_article": (spent - mark[2]) / (seen - mark[1]),
        "bytes_per_article": path.stat().st_size / count,
        "statements_per_article": statements / count,
    }


def growth(sizes: list[int], words: tuple[int, int], workers: int, folder: Path) -> list[dict[str, Any]]:
    """Let one desk grow to the largest of `sizes` and return the time of an article near each."""
    rows, marks = [], {round(size * (1 - WINDOW)): size for size in sizes}
    path = folder / "growing.duckdb"
    began: dict[int, float] = {}
    with Memory().watched() as memory, desks.open(path) as desk:
        run = desks.start_run(desk, datetime(2023, 1, 1))
        for seen, _ in enumerate(ingest(desk, run, articles(max(sizes), words=words), setup(workers)), 1):
            if seen in marks:
                began[marks[seen]] = time.perf_counter()
            if seen in began:
                spent = time.perf_counter() - began[seen]
                now = memory.series[-1] if memory.series else 0.0
                rows.append(
                    {
                        "articles": seen,
                        "milliseconds_per_article": round(1000 * spent / (seen * WINDOW), 2),
                        "ratio_to_first": 0.0,
                        "megabytes": round(now),
                        "bytes_per_article": round(path.stat().st_size / seen),
                    }
                )
    for row in rows:
        first = rows[0]["milliseconds_per_article"]
        row["ratio_to_first"] = round(row["milliseconds_per_article"] / first, 2)
    return rows


def beside_peer(arguments: argparse.Namespace, folder: Path) -> tuple[str, list[dict[str, Any]]]:
    count = arguments.articles
    texts = [intake.document(article).text for article in articles(count)]
    words = sum(len(text.split()) for text in texts)
    trained = arguments.cnn or (TRAINED if TRAINED.exists() else None)
    cnn = trained or untrained_cnn(folder / "cnn")
    rows = []
    peer_computes = computed_by_peer(cnn, texts[:200])
    for workers in arguments.workers:
        tokens, tokens_per_second, _, _ = timed(spacy.load, cnn, texts, workers)
        peer = tokens_per_second * words / tokens  # it counts punctuation too
        ours = whole(count, workers, folder)
        speed = ours["per_second"] * words / count
        rows.append(
            {
                "workers": workers,
                "articles_per_second": round(ours["per_second"], 1),
                "words_per_second": round(speed),
                "cnn_words_per_second": round(peer),
                "ratio_to_cnn": round(speed / peer, 2),
                "cpu_ratio_to_cnn": round(peer_computes / ours["cpu_per_article"], 2),
                "seconds_with_start": round(ours["seconds"], 1),
                "megabytes": round(ours["megabytes"]),
                "bytes_per_article": round(ours["bytes_per_article"]),
                "statements_per_article": round(ours["statements_per_article"], 1),
            }
        )
    which = "trained" if trained else "UNTRAINED (no weights: make train-cnn), same shape"
    return f"{count:,} articles, {words:,} words; spaCy's CNN {which}", rows


def main() -> None:
    parser = argparse.ArgumentParser(description="Time whole reading at volume.")
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--cnn", type=Path, help="the peer's trained pipeline, from training.baseline")
    parser.add_argument("--sizes", type=int, nargs="+", help="let a desk grow, with the last of --workers")
    parser.add_argument("--short", action="store_true", help="very short articles: the desk's part only")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if arguments.sizes:
            words = SHORT if arguments.short else NEWS
            rows = growth(sorted(arguments.sizes), words, arguments.workers[-1], Path(name))
            what = "VERY SHORT articles: the desk's part only" if arguments.short else "whole articles"
            title = f"one growing desk, {words[0]} to {words[1]} words an article ({what})"
            columns = ("articles", "ms/article", "ratio", "MB now", "bytes/article")
        else:
            title, rows = beside_peer(arguments, Path(name))
            columns = (
                "workers", "articles/s", "words/s", "CNN words/s", "ratio", "CPU ratio", "s with start",
                "MB peak", "bytes/article", "statements/article",
            )  # fmt: skip
    if arguments.json:
        print(json.dumps({"title": title, "rows": rows}, indent=1))
        return
    show(title, columns, rows)


if __name__ == "__main__":
    main()

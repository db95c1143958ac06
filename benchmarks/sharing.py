"""What it costs to use a desk through the process that owns it, in place of owning it.

    python -m benchmarks.sharing [--events 100000] [--rounds 200] [--json]

A desk of made-up events. The same questions are asked in the owner and in another process; then while the
owner stores readings, and while it computes in Python without a pause. Readings are stored by the owner,
through it, and by two processes at once.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event as Signal
from pathlib import Path
from typing import Any

from benchmarks.tables import show
from foreigndesk import desk as desks
from foreigndesk.desk.snapshots import snapshot
from foreigndesk.records import (
    ActorKind,
    ActorRef,
    Document,
    Event,
    Evidence,
    Place,
    PublicationDate,
    Reading,
    Status,
    Versions,
    When,
)

PER_DOCUMENT = 20
STATES = ["RUS", "KAZ", "TUR", "SYR", "MLI", "NGA", "IND", "CHN", "BRA", "FRA"]
TYPES = ["CONSULT", "SANCTION", "AGREE", "ASSAULT", "COOPERATE", "ACCUSE"]
ONE_ROW = "SELECT type, status, quote FROM events WHERE evidence_start = 3 LIMIT 1"
ALL_ROWS = "SELECT id, document_id, status, type, source, target, place_state, when_start, quote FROM events"
BY_TYPE = "SELECT type, count(*) FROM events WHERE status = 'happened' GROUP BY type"
BY_TYPE_IN_JSON = (
    "SELECT record->>'$.type', count(*) FROM statements"
    " WHERE kind = 'event' AND status = 'happened' GROUP BY 1"
)

Figures = dict[str, float]


def made_up(number: int) -> Reading:
    """Return a reading of `PER_DOCUMENT` events that never happened."""
    words = [f"Delegation {number}-{at} met in the capital." for at in range(PER_DOCUMENT)]
    day = f"20{number % 20 + 10}-03-{number % 28 + 1:02}"
    document = Document(
        article_id=f"art-{number}", address=f"{number}.txt", text=" ".join(words), title=None,
        published=PublicationDate.given(day), source="Made-up Wire",
    )  # fmt: skip
    return Reading(
        document=document,
        mentions=(),
        statements=tuple(_event(document, at, words, number + at) for at in range(PER_DOCUMENT)),
        versions=Versions(foreigndesk="0", parser="p", codebooks="c", gazetteers="g"),
    )


def _event(document: Document, at: int, words: list[str], seed: int) -> Event:
    start = sum(len(sentence) + 1 for sentence in words[:at])
    states = [STATES[seed % 10], STATES[(seed // 10 + 3) % 10]]
    source, target = (
        ActorRef(
            id=s, name=s, kind=ActorKind.STATE, start=start, end=start + 10, surface="Delegation", state=s
        )
        for s in states
    )
    day = document.published.value if document.published else None
    return Event(
        document_id=document.id,
        evidence=Evidence.of(document.text, start, start + len(words[at])),
        status=Status.HAPPENED,
        type=TYPES[seed % 6],
        source=(source,),
        target=(target,),
        place=Place(name="the capital", state=states[0], latitude=1.0, longitude=2.0, precision=2),
        when=When(start=day, end=day, precision="day"),
    )


def store(desk: desks.Desk, numbers: range, *, batch: int = 1) -> float:
    """Store made-up readings; return how many documents a second."""
    run = desks.start_run(desk, datetime(2024, 1, 1))
    readings = [made_up(number) for number in numbers]
    started = time.perf_counter()
    for first in range(0, len(readings), batch):
        desks.store(desk, run, [desks.Item(reading=each) for each in readings[first : first + batch]])
    return len(readings) / (time.perf_counter() - started)


def milliseconds(ask: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Return the median and the 95th percentile of what `ask` takes."""
    ask()
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        ask()
        taken.append(1000 * (time.perf_counter() - started))
    return statistics.median(taken), sorted(taken)[int(0.95 * (len(taken) - 1))]


def questions(desk: desks.Desk, rounds: int) -> Iterator[tuple[str, tuple[float, float]]]:
    """Yield what each question takes, in ms."""
    few = max(3, rounds // 50)
    yield "SELECT 1", milliseconds(lambda: desk.rows("SELECT 1"), rounds)
    yield "one row of events", milliseconds(lambda: desk.rows(ONE_ROW), rounds)
    yield "events by type", milliseconds(lambda: desk.rows(BY_TYPE), rounds)
    yield "all rows as Arrow", milliseconds(lambda: desk.arrow(ALL_ROWS), few)
    yield "all rows as tuples", milliseconds(lambda: desk.rows(ALL_ROWS), few)


def own(path: Path, doing: str, ready: Signal, done: Signal) -> None:
    """Own the desk until `done`: idle, storing one document after another, or computing."""
    with desks.open(path) as desk:
        ready.set()
        number = 10_000_000
        while not done.is_set():
            if doing == "stores":
                store(desk, range(number, number + 20))
                number += 20
            elif doing == "computes":
                sum(range(100_000))
            else:
                done.wait()


def write(path: Path, numbers: range, ready: Signal, go: Signal, rates: Queue[float]) -> None:
    """Store readings through whichever process owns the desk, once told to; tell how many a second."""
    with desks.open(path) as desk:
        ready.set()
        go.wait()
        rates.put(store(desk, numbers))


def measured(path: Path, rounds: int) -> Iterator[dict[str, Any]]:
    """Yield one row per question: in the owner, and through it while it is idle, stores or computes."""
    with desks.open(path) as desk:
        table = {name: {"in the owner": taken} for name, taken in questions(desk, rounds)}
        table["events by type, from JSON"] = {
            "in the owner": milliseconds(lambda: desk.rows(BY_TYPE_IN_JSON), max(5, rounds // 20))
        }
    context = get_context("spawn")
    for doing in ("idle", "stores", "computes"):
        ready, done = context.Event(), context.Event()
        owner = context.Process(target=own, args=(path, doing, ready, done))
        owner.start()
        ready.wait()
        with desks.open(path, read_only=True) as desk:
            for name, taken in questions(desk, rounds):
                table[name][f"through it, {doing}"] = taken
        done.set()
        owner.join()
    for name, taken in table.items():
        yield {"question": name, **{how: f"{median:.2f} / {p95:.2f}" for how, (median, p95) in taken.items()}}


def writing(path: Path, count: int) -> Figures:
    """Return documents stored a second: by the owner, through it, and by two processes at once together."""
    context = get_context("spawn")
    with desks.open(path) as desk:
        figures = {"by the owner": store(desk, range(20_000_000, 20_000_000 + count))}
        for writers in (1, 2):
            go, rates = context.Event(), context.Queue()
            readies = [context.Event() for _ in range(writers)]
            firsts = [30_000_000 * (writers + 1) + at * 1_000_000 for at in range(writers)]
            processes = [
                context.Process(target=write, args=(path, range(first, first + count), ready, go, rates))
                for first, ready in zip(firsts, readies, strict=True)
            ]
            for process in processes:
                process.start()
            for ready in readies:
                ready.wait()
            go.set()
            figures[f"through it, {writers} at once"] = sum(rates.get() for _ in processes)
            for process in processes:
                process.join()
    return figures


def handling(path: Path, folder: Path) -> Figures:
    """Return seconds to open the desk as its owner and as a client, and to copy it."""
    started = time.perf_counter()
    with desks.open(path) as desk:
        opened = time.perf_counter() - started
        started = time.perf_counter()
        snapshot(desk, folder / "copy.duckdb")
        copied = time.perf_counter() - started
    context = get_context("spawn")
    ready, done = context.Event(), context.Event()
    owner = context.Process(target=own, args=(path, "idle", ready, done))
    owner.start()
    ready.wait()
    started = time.perf_counter()
    desks.open(path).close()
    as_client = time.perf_counter() - started
    done.set()
    owner.join()
    return {"open as owner": opened, "open as client": as_client, "snapshot": copied}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "desk.duckdb"
        with desks.open(path) as desk:
            store(desk, range(asked.events // PER_DOCUMENT), batch=250)
        rows = list(measured(path, asked.rounds))
        stored = writing(path, asked.rounds // 2)
        handled = handling(path, folder)
        size = path.stat().st_size
    if asked.json:
        print(json.dumps({"ms": rows, "documents/s": stored, "s": handled, "bytes": size}, indent=2))
        return
    show(f"ms, median / 95th percentile, {asked.events:,} events", list(rows[0]), rows)
    show("stored one by one", ["how", "documents/s"], [{"h": h, "n": f"{n:.0f}"} for h, n in stored.items()])
    show(f"{size / 1e6:.0f} MB", ["what", "s"], [{"w": what, "s": f"{s:.3f}"} for what, s in handled.items()])


if __name__ == "__main__":
    main()

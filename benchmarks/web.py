"""The desk in a browser at volume: first paint, a change of facet, and the API under many readers.

    python -m benchmarks.web --events 100000

Makes a desk by rule from a few sentences of ours, serves it in a process of its own, and measures: in
Chromium the first contentful paint of Events, and of the pages that a click on a facet leads to; with httpx
the API's latency under `--readers` who each ask once a second, alone, while articles are pasted one after the
other (`--beside paste`), or while `foreigndesk read` reads as fast as it can (`--beside read`).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path

import httpx

from benchmarks.news import articles
from benchmarks.tables import show
from foreigndesk import codebooks
from foreigndesk import desk as desks
from foreigndesk.gazetteers import load_states
from foreigndesk.records import (
    ActorKind,
    ActorRef,
    Claim,
    Document,
    Event,
    Evidence,
    Place,
    PublicationDate,
    Reading,
    Statement,
    Status,
    Tie,
    Versions,
    WatchPoint,
    When,
)

CHROMIUM = "/usr/bin/chromium"
PER_DOCUMENT = 10
VERSIONS = Versions(foreigndesk="bench", parser="rule", codebooks="rule", gazetteers="rule")
SENTENCES = (
    "{a} and {b} held talks in {p} on trade and the border.",
    "{a} accused {b} of sending drones over the frontier near {p}.",
    "The army of {a} shelled positions of {b} outside {p}, officials said.",
    "{a} offered {b} a loan to repair the power lines that serve {p}.",
    "Protesters in {p} demanded that {a} end its agreement with {b}.",
    "{a} denied that its aircraft had struck a depot of {b} in {p}.",
)
SOURCES = ("Harbour Gazette", "River Post", "Northern Wire", "The Ledger", "Plains Radio", None)
STATUSES = [*[Status.HAPPENED] * 12, *[Status.ONGOING] * 2, *list(Status)[2:9]]
ADDRESSES = (
    "/api/v1/events?type=ASSAULT",
    "/api/v1/events?country=KGZ&status=happened",
    "/api/v1/events/facets?type=CONSULT",
    "/api/v1/statements?kind=claim",
    "/api/v1/actors?kind=state",
    "/api/v1/documents?limit=50",
    "/events.json?quad=material_conflict",
    "/watch.json?on=2023-06-01",
)


def made_readings(count: int, seed: int = 7) -> Iterator[Reading]:
    """Yield readings with `count` events in all, the same for the same seed."""
    chance = random.Random(seed)
    states = [state for state in load_states() if state.capital and state.kind == "state"]
    types = codebooks.load().plover.types
    for number in range(-(-count // PER_DOCUMENT)):
        day = date(2019, 1, 1) + timedelta(days=number * 1825 // max(1, count // PER_DOCUMENT))
        yield _reading(number, day, chance, states, types)


def _reading(number: int, day: date, chance: random.Random, states: list, types: tuple) -> Reading:
    lines, parts, at = [], [], 0
    for _ in range(PER_DOCUMENT):
        one, two, where = chance.choice(states), chance.choice(states), chance.choice(states)
        line = chance.choice(SENTENCES).format(a=one.name, b=two.name, p=where.capital.name)
        lines.append(line)
        parts.append((at, line, one, two, where))
        at += len(line) + 1
    published = PublicationDate.given(day.isoformat())
    document = Document(
        article_id=f"art-{number:016x}", address=f"https://example.org/{number}", text="\n".join(lines),
        title=None, published=published, source=chance.choice(SOURCES),
    )  # fmt: skip
    statements: list[Statement] = []
    for start, line, one, two, where in parts:
        statements += _statements(document, day, chance, (start, line, one, two, where), chance.choice(types))
    return Reading(document=document, mentions=(), statements=tuple(statements), versions=VERSIONS)


def _statements(document, day, chance, part, plover) -> Iterator[Statement]:
    start, line, one, two, where = part
    evidence = Evidence.of(document.text, start, start + len(line))
    first, second = _ref(document, one, start), _ref(document, two, start)
    place = Place(
        name=where.capital.name, state=where.id, latitude=where.capital.latitude,
        longitude=where.capital.longitude, feature="capital", precision=1,
    )  # fmt: skip
    about = {"document_id": document.id, "evidence": evidence}
    yield Event(
        **about, status=chance.choice(STATUSES), confidence=round(chance.random(), 2), type=plover.type,
        act=plover.type, quad=plover.quad, score=plover.score, source=(first,), target=(second,),
        place=place if chance.random() < 0.7 else None,
        when=When(start=day.isoformat(), end=day.isoformat(), precision="day", surface="today"),
    )  # fmt: skip
    draw = chance.random()
    if draw < 0.1:
        yield Claim(
            **about, status=Status.HAPPENED, speaker=first, content=evidence, cue="denied",
            polarity="denies" if draw < 0.03 else "asserts",
        )  # fmt: skip
    elif draw < 0.15:
        yield Tie(**about, status=Status.ONGOING, relation="borders", subject=first, object=second)
    elif draw < 0.2:
        due = (day + timedelta(days=chance.randrange(400))).isoformat()
        when = When(start=due, end=due, precision="day")
        yield WatchPoint(
            **about, status=Status.PLANNED, what=line, outlook="scheduled", who=(first,), due=when
        )


def _ref(document: Document, state, start: int) -> ActorRef:
    at = document.text.index(state.name, start)
    return ActorRef(
        id=state.id, name=state.name, kind=ActorKind.STATE, state=state.id, start=at,
        end=at + len(state.name), surface=state.name,
    )  # fmt: skip


def make_desk(path: Path, events: int) -> float:
    """Make the desk; return the seconds it took."""
    began = time.perf_counter()
    readings = made_readings(events)
    with desks.open(path) as desk:
        run = desks.start_run(desk, datetime(2024, 1, 1))
        while batch := list(islice(readings, 500)):
            desks.store(desk, run, [desks.Item(reading=reading) for reading in batch])
        desks.finish_run(desk, run, counts={})
    return time.perf_counter() - began


@contextmanager
def serving(path: Path) -> Iterator[str]:
    """Serve the desk in a process of its own; give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "foreigndesk.cli",
        "serve",
        "--no-open",
        "--port",
        str(port),
        "--desk",
        str(path),
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, "OMP_NUM_THREADS": "1"})
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                httpx.get(f"{address}/api/v1/runs", timeout=5).raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def reading_beside(desk: Path, folder: Path) -> Iterator[None]:
    """Have `foreigndesk read` read made articles onto the desk, through the process that serves it."""
    lines = folder / "articles.jsonl"
    with lines.open("w", encoding="utf-8") as out:
        for article in articles(2_000, seed=time.time_ns() % 1_000_000):
            if article.media_type == "text/plain":
                text = article.content.decode()
                out.write(json.dumps({"url": article.address, "text": text}) + "\n")
    command = [sys.executable, "-m", "foreigndesk.cli", "read", str(lines), "--desk", str(desk)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    before = _documents(desk)
    try:
        while _documents(desk) == before:  # its workers have started
            time.sleep(1)
        yield
    finally:
        print(f"read meanwhile: {_documents(desk) - before} articles")
        process.send_signal(signal.SIGINT)
        process.wait(60)


def _documents(path: Path) -> int:
    with desks.open(path) as desk:
        return int(desk.rows("SELECT count(*) FROM documents")[0][0])


async def read_api(address: str, readers: int, seconds: float, *, paste: bool) -> list[float]:
    """Return latencies in milliseconds of `readers` who ask one thing after the other, a second apart."""
    found: list[float] = []
    until = time.perf_counter() + seconds

    async def reader(number: int, client: httpx.AsyncClient) -> None:
        at = number
        await asyncio.sleep(number / readers)  # they do not all come at one moment
        while time.perf_counter() < until:
            began = time.perf_counter()
            answer = await client.get(ADDRESSES[at % len(ADDRESSES)])
            answer.raise_for_status()
            found.append((time.perf_counter() - began) * 1000)
            at += 1
            await asyncio.sleep(1.0)  # a person, or a page, does not ask without pause

    async def writer(client: httpx.AsyncClient) -> None:
        number = 0
        while time.perf_counter() < until:
            number += 1
            text = f"Kenya arrested {number} Somali journalists on Sunday. Somalia demanded their release."
            job = (await client.post("/api/v1/articles", json={"text": text})).json()
            while (await client.get(f"/api/v1/articles/{job['id']}")).json()["state"] == "reading":
                await asyncio.sleep(0.2)

    limits = httpx.Limits(max_connections=readers + 2)
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits) as client:
        tasks = [reader(number, client) for number in range(readers)]
        await asyncio.gather(*tasks, *([writer(client)] if paste else []))
    return found


def paint(address: str, rounds: int) -> dict[str, list[float]]:
    """Return times of a browser in ms, by what they are of.

    First contentful paints of Events and of the pages that a click on a facet leads to; for Map and Network
    the time until all is drawn, and of the slowest frame while the picture is zoomed into five times.
    """
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only with a browser

    times: dict[str, list[float]] = defaultdict(list)
    asked = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        for _ in range(rounds):
            page = browser.new_page(base_url=address)
            page.goto("/events", wait_until="load")
            times["first contentful paint of Events"].append(_painted(page, asked))
            for facet in ("ASSAULT", "happened", "0.9 and more"):
                with page.expect_navigation(wait_until="load"):
                    page.locator("#facets").get_by_role("link", name=facet).first.click()
                times["change of facet"].append(_painted(page, asked))
            for name in ("map", "network"):
                page.goto(f"/{name}", wait_until="load")
                page.wait_for_selector(f"[data-part={name}][data-started]")
                times[f"{name} drawn"].append(page.evaluate("performance.now()"))
                times[f"{name}, slowest frame"].append(_slowest_frame(page, name))
            page.close()
        browser.close()
    return times


def _slowest_frame(page, name: str) -> float:
    """Return the longest time between two frames while a person zooms, in milliseconds."""
    page.evaluate(
        """() => {
            window.slowest = 0; let last = performance.now();
            const frame = now => { window.slowest = Math.max(window.slowest, now - last); last = now;
                requestAnimationFrame(frame); };
            requestAnimationFrame(frame);
        }"""
    )
    page.locator(f"[data-part={name}] svg").first.hover()
    for _ in range(5):
        page.mouse.wheel(0, -120)
        page.wait_for_timeout(100)
    return page.evaluate("window.slowest")


def _painted(page, asked: str) -> float:
    """Return when a page was first painted; asked again until it was, as its policy forbids eval."""
    for _ in range(500):
        if found := page.evaluate(asked):
            return found
        page.wait_for_timeout(10)
    raise SystemExit(f"{page.url}: nothing was painted within 5 seconds")


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--beside", choices=("paste", "read"), help="How articles are read meanwhile.")
    parser.add_argument("--desk", type=Path, help="A desk made before; made there where it is missing.")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = asked.desk or Path(folder) / "desk.duckdb"
        if not path.exists():
            print(f"desk of {asked.events:,} events made in {make_desk(path, asked.events):.0f} s")
        with serving(path) as address:
            rows = []
            if Path(CHROMIUM).exists():
                rows += [_row(what, found) for what, found in paint(address, asked.rounds).items()]
            with reading_beside(path, Path(folder)) if asked.beside == "read" else nullcontext():
                paste = asked.beside == "paste"
                latencies = asyncio.run(read_api(address, asked.readers, asked.seconds, paste=paste))
            what = f"API, {asked.readers} readers" + (f", beside {asked.beside}" if asked.beside else "")
            rows.append(_row(what, latencies))
    show("The desk in a browser", ("what", "n", "median ms", "p95 ms", "most ms"), rows)


def _row(what: str, found: list[float]) -> dict[str, object]:
    ordered = sorted(found)
    return {
        "what": what,
        "n": len(found),
        "median ms": round(statistics.median(found)),
        "p95 ms": round(ordered[int(0.95 * (len(ordered) - 1))]),
        "most ms": round(ordered[-1]),
    }


if __name__ == "__main__":
    main()

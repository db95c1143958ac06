"""Kills a run at random moments, and looks whether anything was lost.

    python -m benchmarks.kills [--articles 2000] [--kills 50] [--workers 2] [--seed 1]

`foreigndesk read` reads a folder of short articles; it is ended by kill -9, again and again, while it starts,
between articles and within them, then given once more to its end. Whatever it had said to be read must be
on the desk after each kill, no worker may live on, and at the end every article must have been read once,
with the same readings as a run that nobody disturbed gives. Exits with 1 where any of that fails.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.news import SHORT, articles
from foreigndesk import desk as desks

_PATIENCE = 15.0  # seconds for workers to end after the process that started them


@dataclass
class Found:
    """What was found: `kills` that hit the run, faults in words."""

    kills: int = 0
    told: int = 0
    faults: list[str] = field(default_factory=list)


def write_articles(folder: Path, count: int) -> None:
    """Write so many short articles as files."""
    folder.mkdir(parents=True)
    for number, article in enumerate(articles(count, words=SHORT)):
        name = "page.html" if article.media_type == "text/html" else "wire.txt"
        (folder / f"{number:06}_{name}").write_bytes(article.content)


def killed_run(folder: Path, desk: Path, *, kills: int, workers: int, seed: int) -> Found:
    """Read `folder` on to `desk`, killed so often at moments that `seed` chooses, and check each time."""
    chance = random.Random(seed)
    found = Found()
    count = sum(1 for _ in folder.iterdir())
    titles: set[str] = set()
    for _ in range(kills):
        # A third while the processes start, the others spread so that the run outlives them all.
        told = 0 if chance.random() < 1 / 3 else chance.randint(1, max(2, 2 * count // (kills + 1)))
        wait = chance.uniform(0, 4) if not told else chance.uniform(0, 0.2)
        finished = _read_until(folder, desk, workers, told, wait, titles)
        if finished:
            break
        found.kills += 1
        _check(desk, titles, found)
    _read_until(folder, desk, workers, count + 1, 0, titles)
    _check(desk, titles, found)
    found.told = len(titles)
    return found


def readings(desk: Path) -> list[tuple[object, ...]]:
    """Return what identifies all readings of a desk, and how often each document stands there."""
    with desks.open(desk, read_only=True) as opened:
        return opened.rows(
            """SELECT d.address, d.id, r.digest, count(*),
                (SELECT count(*) FROM statements s WHERE s.document_id = d.id) AS statements
            FROM documents d LEFT JOIN readings r ON r.document_id = d.id GROUP BY ALL ORDER BY ALL"""
        )


def _read_until(folder: Path, desk: Path, workers: int, told: int, wait: float, titles: set[str]) -> bool:
    """Run `read` until it has told so many, wait, kill it; return whether it came to its end before."""
    command = ["read", str(folder), "--desk", str(desk), "--workers", str(workers)]
    child = subprocess.Popen(
        [sys.executable, "-m", "foreigndesk.cli", *command], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout
    for line in _lines(child, told):
        titles.add(line)
    time.sleep(wait)
    started = list(_below(child.pid))
    if child.poll() is None and told <= _count(folder):
        child.send_signal(signal.SIGKILL)
    rest, _ = child.communicate()
    titles.update(_title(line) for line in rest.splitlines() if line.startswith("read  "))
    deadline = time.monotonic() + _PATIENCE
    while any(map(_alive, started)):
        if time.monotonic() > deadline:
            raise SystemExit(f"workers live on after their parent: {started}")
        time.sleep(0.02)
    return child.returncode == 0


def _count(folder: Path) -> int:
    return sum(1 for _ in folder.iterdir())


def _lines(child: subprocess.Popen[str], told: int) -> Iterator[str]:
    seen = 0
    while seen < told and child.stdout and (line := child.stdout.readline()):
        if line.startswith("read  "):
            seen += 1
            yield _title(line)


def _title(line: str) -> str:
    """Return the title that a line of `read` tells; it ends where two spaces stand."""
    return line.removeprefix("read  ").split("  ")[0]


def _check(desk: Path, titles: set[str], found: Found) -> None:
    if not desk.exists():
        if titles:
            found.faults.append("told of articles, but there is no desk")
        return
    with desks.open(desk) as opened:
        stored = {" ".join(str(title).split()) for (title,) in opened.rows("SELECT title FROM documents")}
        twice = opened.rows("SELECT id FROM documents GROUP BY id HAVING count(*) > 1")
        halves = opened.rows(
            "SELECT id FROM documents WHERE id NOT IN (SELECT document_id FROM readings)"
            " UNION ALL SELECT DISTINCT document_id FROM statements"
            " WHERE document_id NOT IN (SELECT id FROM documents)"
        )
    if lost := sorted(titles - stored):
        found.faults.append(f"told but not stored: {lost[:3]}")
    if twice:
        found.faults.append(f"stored twice: {twice[:3]}")
    if halves:
        found.faults.append(f"stored in part: {halves[:3]}")


def _below(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            yield from map(int, task.read_text().split())
        except OSError:
            continue


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def main() -> None:
    parser = argparse.ArgumentParser(description="Kill a run at random moments and look what is lost.")
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = "1"
    with tempfile.TemporaryDirectory() as name:
        folder, desk, calm = Path(name) / "news", Path(name) / "desk.duckdb", Path(name) / "calm.duckdb"
        write_articles(folder, arguments.articles)
        found = killed_run(
            folder, desk, kills=arguments.kills, workers=arguments.workers, seed=arguments.seed
        )
        _read_until(folder, calm, arguments.workers, arguments.articles + 1, 0, set())
        if readings(desk) != readings(calm):
            found.faults.append("the readings differ from those of a run that was not disturbed")
        documents = len(readings(desk))
    print(
        f"{arguments.articles:,} articles, {found.kills} kills: {documents:,} documents, each once, "
        f"{found.told:,} told; {len(found.faults)} faults"
    )
    for fault in found.faults:
        print(fault)
    raise SystemExit(1 if found.faults else 0)


if __name__ == "__main__":
    main()

"""`foreigndesk follow`: new articles of feeds and sitemaps on to the desk, round after round."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from rich.text import Text

from foreigndesk import codebooks, intake, pipeline, stories
from foreigndesk import desk as desks
from foreigndesk.briefing.wording import KIND_NAMES, one_line
from foreigndesk.cli.output import Stopped, out, say
from foreigndesk.codebooks import Codebooks
from foreigndesk.desk import Item
from foreigndesk.errors import DeskError, ForeignDeskError, IntakeError, UsageError
from foreigndesk.intake.following import Follower, New
from foreigndesk.intake.memory import Memory
from foreigndesk.records import Article, Kind, Rejection, dumps

# Readings stored at once: the desk is opened for a moment only, so that others may use it in between.
BATCH = 10
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What `follow` was asked: `every` so many seconds a round, or one round; `most` articles a source."""

    sources: Sequence[str]
    desk: Path | None = None
    every: float = 900.0
    once: bool = False
    most: int = 200
    allow_private: bool = False
    codebooks: Path | None = None
    as_json: bool = False


@dataclass(slots=True)
class Tally:
    """What a round read."""

    documents: int = 0
    not_coded: int = 0
    rejections: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)

    def counts(self) -> dict[str, Any]:
        """Return the counts that the desk keeps of a run."""
        return {
            "documents": self.documents,
            "statements": {kind.value: self.kinds[kind.value] for kind in Kind},
            "rejections": dict(sorted(self.rejections.items())),
            "not_coded": self.not_coded,
        }


def duration(written: str) -> float:
    """Return the seconds in a duration like 30s, 15m, 2h or 1d.

    Raises:
        UsageError: when it is none.
    """
    match = re.fullmatch(r"\s*(\d{1,6}(?:\.\d{1,3})?)\s*([smhd])\s*", written)
    if not match or not float(match[1]):
        raise UsageError(f"--every: {written} is no duration; write it like 30s, 15m, 2h or 1d")
    return float(match[1]) * _UNITS[match[2]]


def follow(request: Request) -> int:
    """Follow the sources of `request` until Ctrl-C, or for one round; return 1 when none of them answered.

    Raises:
        UsageError: a source is neither an address nor an OPML file.
        CodebookError: when the codebooks named are wrong.
        IntakeError: what was followed before, or an OPML file, cannot be read.
        DeskError: when the desk cannot be used, in the only round.
        Stopped: on Ctrl-C; what was stored is remembered.
    """
    settings = intake.Settings(allow_private=request.allow_private)
    path = request.desk or desks.default_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    memory = Memory(path.with_name(path.name + ".follow.json"))
    follower = Follower(request.sources, memory, settings=settings, most=request.most)
    books = codebooks.load(request.codebooks)
    rounds = documents = 0
    try:
        while True:
            started = time.monotonic()
            tally = _round(follower, memory, path, books, request)
            rounds, documents = rounds + 1, documents + tally.documents
            if request.once:
                return 1 if follower.current.failed else 0
            time.sleep(max(0.0, request.every - (time.monotonic() - started)))
    except KeyboardInterrupt:
        read = "1 article" if documents == 1 else f"{documents} articles"
        raise Stopped(
            f"Stopped after {rounds} whole rounds: {read} read on to {path}. "
            "To go on, give the same command again."
        ) from None


def _round(follower: Follower, memory: Memory, path: Path, books: Codebooks, request: Request) -> Tally:
    """Read what is new, batch by batch, and print one line of it."""
    tally = Tally()
    run: int | None = None
    try:
        for batch in _batches(follower.round()):
            run = _store(batch, path, books, run, tally)
            for new in batch:
                follower.settle(new)
            memory.save()
        follower.finish()
        if run is not None:
            with desks.open(path) as desk:
                desks.finish_run(desk, run, counts=tally.counts())
                stories.update(desk)
    except DeskError as error:
        if request.once:
            raise
        say(f"{error}; what is new is read in the next round", "red")
    finally:
        memory.save()
    _print_round(follower, tally, request)
    return tally


def _batches(found: Iterator[New]) -> Iterator[list[New]]:
    while batch := list(islice(found, BATCH)):
        yield batch


def _store(batch: list[New], path: Path, books: Codebooks, run: int | None, tally: Tally) -> int | None:
    """Read the articles of a batch, then open the desk and store them; return the run's number."""
    items: list[Item] = []
    rejections: list[Rejection] = []
    for new in batch:
        found = _read(new.found, books) if isinstance(new.found, Article) else new.found
        if isinstance(found, Item):
            items.append(found)
            continue
        say(f"not read  {one_line(found.message)}  [{found.code}]", "dim")
        tally.rejections[found.code] += 1
        if not new.passing:  # what a later round may read is no loss yet
            rejections.append(found)
    if items or rejections:
        with desks.open(path) as desk:
            run = run or desks.start_run(desk, datetime.now(UTC))
            desks.store(desk, run, items)
            desks.reject(desk, run, rejections)
    for item in items:
        tally.documents += 1
        tally.not_coded += not item.reading.document.coded
        tally.kinds.update(statement.kind.value for statement in item.reading.statements)
    return run


def _read(article: Article, books: Codebooks) -> Item | Rejection:
    """Read one article. A bad article is a rejection: it never ends a round."""
    try:
        return Item(reading=pipeline.read(article, books=books), article=article)
    except IntakeError as error:
        return Rejection(address=article.address, code=error.code, message=str(error))
    except ForeignDeskError:
        raise
    except Exception as error:  # our own mistake on one article; the reason is kept
        reason = f"{type(error).__name__}: {one_line(str(error))}"
        message = f"{article.address}: reading it failed ({reason})"
        return Rejection(address=article.address, code="failed", message=message)


def _print_round(follower: Follower, tally: Tally, request: Request) -> None:
    asked, unchanged = follower.current.asked, follower.current.unchanged
    now = datetime.now().astimezone()
    if request.as_json:
        line = {"at": now.isoformat(timespec="seconds"), "asked": asked, "unchanged": unchanged}
        out().print(dumps(line | tally.counts()), soft_wrap=True, markup=False)
        return
    parts = [f"{asked} asked, {unchanged} unchanged", f"{tally.documents} new read"]
    parts += [
        f"{tally.kinds[kind.value]} {plural}"
        for kind, plural in KIND_NAMES.items()
        if tally.kinds[kind.value]
    ]
    if tally.not_coded:
        parts.append(f"{tally.not_coded} not in English, not coded")
    if refused := tally.rejections.total():
        parts.append(f"{refused} not read")
    out().print(Text(f"{now:%d %b %H:%M}  {', '.join(parts)}"), soft_wrap=True)

"""The ledger of watch-points: what was expected, who said so since, and how it ended.

    opened      a report says that something lies ahead
    restated    a later report says so again
    put off     a later report gives a later day, or says that it was postponed
    settled     a later report says that it took place
    called off  a later report says that it will not, or denies it
    overdue     its day has passed and no report says that it took place

Two reports are about the same thing when they share an actor and the later one repeats enough of the words
in which the first said what lies ahead; `ledger.yaml` has thresholds and words. Reports are taken in order
of their days, so that the ledger on a day is what was known that day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field
from spacy.lang.en.stop_words import STOP_WORDS

from foreigndesk.desk import Desk
from foreigndesk.desk.queries import Report, reports
from foreigndesk.records import COUNTED, ActorRef, Event, Status, Tie, WatchPoint

State = Literal["open", "overdue", "settled", "called off"]
Step = Literal["opened", "restated", "put off", "settled", "called off"]
_WORD = re.compile(r"[^\W\d_]+")
_STEM = 6


class _Words(BaseModel):
    """The data of `ledger.yaml`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str
    same_words: Annotated[float, Field(gt=0, le=1)]
    put_off: tuple[str, ...]
    called_off: tuple[str, ...]
    telling: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One step in the life of a watch-point: which statement of which report made it, and on which day."""

    step: Step
    day: str | None
    statement_id: str
    document_id: str
    source: str | None
    quote: str
    due: tuple[str | None, str | None] = (None, None)


@dataclass(slots=True)
class Watched:
    """A watch-point with all that reports said of it. `due` is the interval given last."""

    what: str
    outlook: str
    who: tuple[ActorRef, ...]
    due: tuple[str | None, str | None]
    settled_by: str | None
    entries: list[Entry] = field(default_factory=list)
    closed: Literal["settled", "called off"] | None = None

    @property
    def id(self) -> str:
        """The id of the statement that opened it."""
        return self.entries[0].statement_id

    def state(self, today: date) -> State:
        """Return how it stands on a day."""
        if self.closed is not None:
            return self.closed
        end = self.due[1]
        return "overdue" if end is not None and end[:10] < today.isoformat() else "open"

    @property
    def sources(self) -> frozenset[str]:
        """The outlets, or where they are not known the documents, that reported on it."""
        return frozenset(entry.source or entry.document_id for entry in self.entries)


def ledger(desk: Desk, *, country: str | None = None) -> list[Watched]:
    """Return the ledger of a desk, in order of opening.

    Args:
        desk: the desk.
        country: ISO-3 code of a state that watch-points must concern; all where None.

    Raises:
        DeskError: when the desk cannot be read.
    """
    found = of_reports(reports(desk))
    return [w for w in found if country is None or any(country in {r.id, r.state} for r in w.who)]


def of_reports(in_order: Iterable[Report]) -> list[Watched]:
    """Return the ledger of statements with their reports, given in order of day."""
    watched: list[Watched] = []
    by_actor: dict[str, list[Watched]] = {}
    for report in in_order:
        if isinstance(report.statement, Tie):
            continue
        same = [w for w in _candidates(report, by_actor) if _same(w, report)]
        for each in same[:1]:
            _take_in(each, report)
        if not same and isinstance(report.statement, WatchPoint):
            opened = _opened(report, report.statement)
            watched.append(opened)
            for actor in _actors(report):
                by_actor.setdefault(actor, []).append(opened)
    return watched


def _opened(report: Report, point: WatchPoint) -> Watched:
    due = (point.due.start, point.due.end) if point.due else (None, None)
    made = Watched(point.what, point.outlook, point.who, due, point.settled_by)
    made.entries.append(_entry("opened", report, due))
    return made


def _candidates(report: Report, by_actor: dict[str, list[Watched]]) -> Iterator[Watched]:
    """Yield the open watch-points that share an actor with a report, those opened last first."""
    seen: set[int] = set()
    for actor in _actors(report):
        for watched in reversed(by_actor.get(actor, [])):
            if watched.closed is None and id(watched) not in seen:
                seen.add(id(watched))
                yield watched


def _actors(report: Report) -> tuple[str, ...]:
    """Return the ids of a report's actors, and of their states."""
    named = [actor for ref in report.actors for actor in (ref.id, ref.state) if actor]
    return tuple(dict.fromkeys(named))


def _same(watched: Watched, report: Report) -> bool:
    """Whether a report is about what is watched: it repeats enough of its words, and is no older."""
    first = watched.entries[0]
    if report.statement.document_id == first.document_id and not isinstance(report.statement, WatchPoint):
        return False
    wanted = stems(watched.what, watched.who)
    have = stems(report.statement.evidence.quote, ())
    return bool(wanted) and len(wanted & have) >= _words().same_words * len(wanted)


def _take_in(watched: Watched, report: Report) -> None:
    step = _step(watched, report)
    if step is None:
        return
    due = _due(report)
    watched.entries.append(_entry(step, report, due))
    if step in {"settled", "called off"}:
        watched.closed = "settled" if step == "settled" else "called off"
    elif due != (None, None):
        watched.due = due


def _step(watched: Watched, report: Report) -> Step | None:
    """Return what a report on the same thing says of it; None where it says nothing of how it stands."""
    stated, quote = report.statement, f" {report.sentence.lower()} "
    if any(f" {word} " in quote for word in _words().put_off):
        return "put off"
    if stated.status is Status.DENIED or any(f" {word} " in quote for word in _words().called_off):
        return "called off"
    if isinstance(stated, WatchPoint):
        later = (_due(report)[0] or "") > (watched.due[1] or "9999")
        return "put off" if later else "restated"
    if isinstance(stated, Event) and stated.status in COUNTED and _in_time(watched, report):
        return "settled"
    return None


def _in_time(watched: Watched, report: Report) -> bool:
    """Whether an event can be what was awaited: not before it was, nor before the awaited interval begins."""
    opened, start = watched.entries[0].day or "", watched.due[0] or ""
    begins = _due(report)[1] or report.day or ""
    return begins[:10] >= max(opened, start)[:10] if begins else False


def _due(report: Report) -> tuple[str | None, str | None]:
    stated = report.statement
    when = stated.due if isinstance(stated, WatchPoint) else getattr(stated, "when", None)
    return (when.start, when.end) if when is not None else (None, None)


def _entry(step: Step, report: Report, due: tuple[str | None, str | None]) -> Entry:
    stated = report.statement
    return Entry(step, report.day, stated.id, stated.document_id, report.source, stated.evidence.quote, due)


def stems(text: str, named: Iterable[ActorRef]) -> frozenset[str]:
    """Return the beginnings of the words that tell what a text is about, without those that name `named`."""
    names = {word for ref in named for word in _WORD.findall(f"{ref.name} {ref.surface}".casefold())}
    telling = _words().telling
    words = (word for word in _WORD.findall(text.casefold()) if word not in STOP_WORDS and len(word) > 2)
    return frozenset(word[:_STEM] for word in words if word not in telling and word not in names)


@cache
def _words() -> _Words:
    text = (files("foreigndesk.analysis") / "ledger.yaml").read_text("utf-8")
    return _Words.model_validate(yaml.safe_load(text))

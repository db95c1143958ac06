"""The ledger of watch-points: what is expected or possible ahead, when it falls due, and how it went on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from foreigndesk.analysis.ledger import Entry, of_reports
from foreigndesk.briefing.wording import names
from foreigndesk.desk import Desk, queries, watching
from foreigndesk.desk.queries import Selection
from foreigndesk.desk.watching import Standing, WatchChoice, Watched, standing_of
from foreigndesk.records import WatchPoint
from foreigndesk.web.address import State
from foreigndesk.web.clock import today
from foreigndesk.web.screen import Screen
from foreigndesk.web.tables import Table

PER_PAGE = 50
#: Statements whose reports are compared to tell how watch-points went on; more take too long for a page.
COMPARED = 20_000
Shown = Standing | Literal["settled", "called off"]
ORDER: tuple[Shown, ...] = ("due", "open", "overdue", "settled", "called off", "undated")
_EVERYTHING = 1_000_000
_COLUMNS = (
    "id", "standing", "outlook", "what", "who", "due_start", "due_end", "settled_by", "published", "source",
    "steps",
)  # fmt: skip


class WatchState(State):
    """Which watch-points, as seen `on` a day; `days` is how far ahead counts as due."""

    standing: Shown | None = None
    country: Annotated[str | None, Field(max_length=40)] = None
    actor: Annotated[str | None, Field(max_length=300)] = None
    on: date | None = None
    days: Annotated[int, Field(ge=1, le=3650)] = 30
    page: Annotated[int, Field(ge=1, le=100_000)] = 1

    @property
    def choice(self) -> WatchChoice:
        """The choice without its page and standing."""
        return WatchChoice(on=self.on or today(), days=self.days, country=self.country, actor=self.actor)


@dataclass(frozen=True, slots=True)
class Line:
    """A watch-point, how it stands, its document, and the steps that later reports took it through."""

    point: WatchPoint
    standing: Shown
    title: str | None
    published: str | None
    source: str | None
    steps: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """One page of the ledger. `compared` tells whether reports were compared; if not, choose a country."""

    on: str
    counts: dict[Shown, int]
    total: int
    page: int
    pages: int
    compared: bool
    rows: tuple[Line, ...]


def load(desk: Desk, state: WatchState) -> Ledger:
    """Ask for a page of the ledger."""
    choice = state.choice
    compared = queries.count(desk, _selection(choice)) <= COMPARED
    if compared:
        lines = _lines(desk, choice)
        counts = {shown: sum(line.standing == shown for line in lines) for shown in ORDER}
        chosen = [line for line in lines if state.standing in (None, line.standing)]
        total, rows = len(chosen), chosen[(state.page - 1) * PER_PAGE : state.page * PER_PAGE]
    else:
        counts, total, rows = _by_date_alone(desk, state)
    return Ledger(
        on=choice.on.isoformat(),
        counts=counts,
        total=total,
        page=state.page,
        pages=max(1, -(-total // PER_PAGE)),
        compared=compared,
        rows=tuple(rows),
    )


def table(desk: Desk, state: WatchState) -> Table:
    """Return the whole ledger."""
    choice = state.choice
    compared = queries.count(desk, _selection(choice)) <= COMPARED
    lines = _lines(desk, choice) if compared else _as_lines(watching.watched(desk, choice, limit=_EVERYTHING))
    return Table(_COLUMNS, [_row(line) for line in lines if state.standing in (None, line.standing)])


def _selection(choice: WatchChoice) -> Selection:
    return Selection(country=choice.country, actor=choice.actor)


def _lines(desk: Desk, choice: WatchChoice) -> list[Line]:
    """Return every chosen watch-point that opened an entry of the ledger, with what came of it."""
    reports = [r for r in queries.reports(desk, _selection(choice)) if (r.day or "") <= choice.on.isoformat()]
    history = {watched.id: watched for watched in of_reports(reports)}
    lines = []
    for watched in watching.watched(desk, choice, limit=_EVERYTHING):
        entry = history.get(watched.point.id)
        if entry is None:
            continue  # it restates another, or is not known yet on that day
        standing = entry.closed or standing_of(*entry.due, choice)
        about = (watched.title, watched.published, watched.source)
        lines.append(Line(watched.point, standing, *about, tuple(entry.entries[1:])))
    return sorted(lines, key=lambda line: ORDER.index(line.standing))


def _by_date_alone(desk: Desk, state: WatchState) -> tuple[dict[Shown, int], int, list[Line]]:
    found = watching.watch_counts(desk, state.choice)
    counts: dict[Shown, int] = {name: found[name] for name in watching.STANDINGS}
    standing = next((name for name in watching.STANDINGS if name == state.standing), None)
    if state.standing and standing is None:
        return counts, 0, []
    choice = WatchChoice(
        on=state.choice.on, days=state.days, standing=standing, country=state.country, actor=state.actor
    )
    total = found[standing] if standing else sum(found.values())
    rows = watching.watched(desk, choice, limit=PER_PAGE, offset=(state.page - 1) * PER_PAGE)
    return counts, total, _as_lines(rows)


def _as_lines(rows: list[Watched]) -> list[Line]:
    return [Line(row.point, row.standing, row.title, row.published, row.source) for row in rows]


def _row(line: Line) -> tuple[str | None, ...]:
    point = line.point
    due = point.due
    return (
        point.id, line.standing, point.outlook, point.what, names(point.who), due.start if due else None,
        due.end if due else None, point.settled_by, line.published, line.source,
        "; ".join(f"{step.step} {step.day or ''} {step.statement_id}" for step in line.steps),
    )  # fmt: skip


SCREEN = Screen(
    name="watch",
    title="Watch",
    about="What the articles expect, promise, fear or schedule; when it falls due, and what came of it.",
    state=WatchState,
    load=load,
    table=table,
    key="w",
)

"""The ledger of watch-points: what is expected or possible ahead, when it falls due, what would settle it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from foreigndesk.briefing.wording import names
from foreigndesk.desk import Desk, watching
from foreigndesk.desk.watching import Standing, WatchChoice, Watched
from foreigndesk.records import WatchPoint
from foreigndesk.web.address import State
from foreigndesk.web.clock import today
from foreigndesk.web.screen import Screen
from foreigndesk.web.tables import Table

PER_PAGE = 50
_EVERYTHING = 1_000_000
_COLUMNS = (
    "id", "standing", "outlook", "what", "who", "due_start", "due_end", "settled_by", "published", "source",
)  # fmt: skip


class WatchState(State):
    """Which watch-points, as seen `on` a day; `days` is how far ahead counts as due."""

    standing: Standing | None = None
    country: Annotated[str | None, Field(max_length=40)] = None
    actor: Annotated[str | None, Field(max_length=300)] = None
    on: date | None = None
    days: Annotated[int, Field(ge=1, le=3650)] = 30
    page: Annotated[int, Field(ge=1, le=100_000)] = 1

    @property
    def choice(self) -> WatchChoice:
        """The choice without its page."""
        return WatchChoice(
            on=self.on or today(),
            days=self.days,
            standing=self.standing,
            country=self.country,
            actor=self.actor,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """One page of the ledger, and how many watch-points stand how."""

    on: str
    counts: dict[Standing, int]
    total: int
    page: int
    pages: int
    rows: tuple[Watched, ...]


def load(desk: Desk, state: WatchState) -> Ledger:
    """Ask for a page of the ledger."""
    counts = watching.watch_counts(desk, state.choice)
    total = counts[state.standing] if state.standing else sum(counts.values())
    rows = watching.watched(desk, state.choice, limit=PER_PAGE, offset=(state.page - 1) * PER_PAGE)
    return Ledger(
        on=state.choice.on.isoformat(),
        counts=counts,
        total=total,
        page=state.page,
        pages=max(1, -(-total // PER_PAGE)),
        rows=tuple(rows),
    )


def table(desk: Desk, state: WatchState) -> Table:
    """Return the whole ledger."""
    return Table(_COLUMNS, [_row(row) for row in watching.watched(desk, state.choice, limit=_EVERYTHING)])


def _row(row: Watched) -> tuple[str | None, ...]:
    point = row.point
    assert isinstance(point, WatchPoint)
    due = point.due
    return (
        point.id, row.standing, point.outlook, point.what, names(point.who), due.start if due else None,
        due.end if due else None, point.settled_by, row.published, row.source,
    )  # fmt: skip


SCREEN = Screen(
    name="watch",
    title="Watch",
    about="What the articles expect, promise, fear or schedule; when it falls due, and what would settle it.",
    state=WatchState,
    load=load,
    table=table,
    key="w",
)

"""Two actors over time: acts by quad and mean score, changes of level, this week against its norms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from pydantic import Field

from foreigndesk.analysis import dyads
from foreigndesk.analysis.counted import By
from foreigndesk.analysis.dyads import Act, Period
from foreigndesk.analysis.series import Week, change_points, week_against
from foreigndesk.analysis.thresholds import thresholds
from foreigndesk.briefing import country_name, party
from foreigndesk.desk import Desk, news, queries
from foreigndesk.errors import UsageError
from foreigndesk.records import Statement
from foreigndesk.web.address import State
from foreigndesk.web.screen import Screen
from foreigndesk.web.tables import Table

_LISTED = 12
_PERIODS = 600
_COLUMNS = (
    "period", "verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict", "all",
    "score", "changed",
)  # fmt: skip
_SIDES: dict[str, Callable[[Period], int]] = {
    "conflict": lambda period: period.conflict,
    "cooperation": lambda period: period.cooperation,
}


class TimelineState(State):
    """Which two, by month or week, on which days; `period` is the first day of the one that is opened."""

    one: Annotated[str, Field(max_length=300)] = ""
    other: Annotated[str, Field(max_length=300)] = ""
    by: By = "month"
    since: date | None = None
    until: date | None = None
    period: date | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """A change of level of acts of one side, from the period that begins on `start`."""

    side: str
    start: date
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Told:
    """An act with the statement that tells it best, and how many independent sources its story has."""

    act: Act
    statement: Statement
    sources: int | None


@dataclass(frozen=True, slots=True)
class PairLine:
    """Two states, their names, and how many events name both."""

    one: str
    one_name: str
    other: str
    other_name: str
    events: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A pair over time; where no pair is chosen, the `pairs` that meet most."""

    one: str
    one_name: str
    other: str
    other_name: str
    periods: tuple[Period, ...]
    changes: tuple[Changed, ...]
    weeks: tuple[tuple[str, Week], ...]
    week_until: date | None
    acts: tuple[Told, ...]
    total: int
    pairs: tuple[PairLine, ...]


def load(desk: Desk, state: TimelineState) -> Timeline:
    """Ask for a pair over time, or which pairs there are."""
    one, other = party(state.one), party(state.other)
    found = _acts(desk, state) if one and other else []
    lines = dyads.periods(found, by=state.by, since=state.since, until=state.until)
    if len(lines) > _PERIODS:
        raise UsageError(f"{len(lines)} {state.by}s are more than a picture holds; choose since and until")
    opened = [act for act in found if state.period in (None, dyads.start_of(act.day, state.by))]
    last = desk.rows("SELECT max(published_day) FROM documents")[0][0]
    names = news.actor_names(desk, [one, other])
    return Timeline(
        one=one, one_name=_name(one, names), other=other, other_name=_name(other, names),
        periods=tuple(lines),
        changes=tuple(_changes(lines)),
        weeks=tuple(_weeks(desk, one, other, last)) if found and last else (),
        week_until=last,
        acts=tuple(_told(desk, list(reversed(opened))[:_LISTED])),
        total=len(opened),
        pairs=() if one and other else tuple(_pairs(desk, one or other or None)),
    )  # fmt: skip


def table(desk: Desk, state: TimelineState) -> Table:
    """Return the periods as rows."""
    page = load(desk, state)
    changed: dict[date, list[str]] = {}
    for change in page.changes:
        changed.setdefault(change.start, []).append(change.side)
    return Table(
        _COLUMNS,
        [(p.start.isoformat(), *p.counts, p.total, p.score, changed.get(p.start, [])) for p in page.periods],
    )


def _acts(desk: Desk, state: TimelineState) -> list[Act]:
    since, until = state.since or date.min, state.until or date.max
    found = dyads.acts(desk, party(state.one), party(state.other), by=state.by)
    return [act for act in found if since <= act.day <= until]


def _changes(lines: Sequence[Period]) -> list[Changed]:
    return [
        Changed(side, lines[change.at].start, change.before, change.after)
        for side, counted in _SIDES.items()
        for change in change_points([counted(line) for line in lines])
    ]


def _weeks(desk: Desk, one: str, other: str, last: date) -> list[tuple[str, Week]]:
    """Return the last seven days of each side against the weeks before."""
    first = desk.rows("SELECT min(published_day) FROM documents")[0][0]
    known = min((last - first).days // 7, max(thresholds().alerts.norms))
    found = [
        act
        for act in dyads.acts(desk, one, other, by="week")
        if last - timedelta(7 * known + 7) < act.day <= last
    ]
    weeks = []
    for side in _SIDES:
        ago = [(last - act.day).days // 7 for act in found if act.quad.endswith(side)]
        weeks.append((side, week_against([ago.count(week) for week in range(known, -1, -1)])))
    return weeks


def _told(desk: Desk, acts: Sequence[Act]) -> list[Told]:
    ids = [act.statement_id for act in acts]
    sources = _sources(desk, ids)
    return [
        Told(act, queries.statement(desk, act.statement_id), sources.get(act.statement_id)) for act in acts
    ]


def _sources(desk: Desk, ids: Sequence[str]) -> dict[str, int]:
    return dict(
        desk.rows(
            """SELECT e.statement_id, s.origins FROM story_events e JOIN stories s ON s.id = e.story_id
            WHERE list_contains($ids, e.statement_id)""",
            {"ids": list(ids)},
        )
    )


def _pairs(desk: Desk, country: str | None) -> list[PairLine]:
    return [
        PairLine(p.one, country_name(p.one), p.other, country_name(p.other), p.events)
        for p in dyads.pairs(desk, country=country)
    ]


def _name(id: str, names: dict[str, str]) -> str:
    named = country_name(id)
    return named if named != id else names.get(id, id)


SCREEN = Screen(
    name="timeline",
    title="Timeline",
    about="What two states, or any two actors, do to each other over time. Only what happened or goes on "
    "counts, and a story counts once, however many reports tell it.",
    state=TimelineState,
    load=load,
    table=table,
    key="t",
)

"""Watch-points by when they fall due: overdue, due soon, open, without a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from foreigndesk.desk import listing
from foreigndesk.desk.opening import Desk
from foreigndesk.records import WatchPoint

Standing = Literal["overdue", "due", "open", "undated"]
STANDINGS: tuple[Standing, ...] = ("overdue", "due", "open", "undated")


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchChoice:
    """Which watch-points, as seen `on` a day; `due` are those that fall due within `days` of it."""

    on: date
    days: int = 30
    standing: Standing | None = None
    country: str | None = None
    actor: str | None = None


def standing_of(start: str | None, end: str | None, choice: WatchChoice) -> Standing:
    """Return how something stands that falls due between two days, as the SQL below tells it."""
    first, last = (start or end or "")[:10], (end or start or "")[:10]
    if not last:
        return "undated"
    if last < choice.on.isoformat():
        return "overdue"
    return "due" if first <= (choice.on + timedelta(days=choice.days)).isoformat() else "open"


@dataclass(frozen=True, slots=True)
class Watched:
    """A watch-point, how it stands, and the title, day and source of its document."""

    point: WatchPoint
    standing: Standing
    title: str | None
    published: str | None
    source: str | None


_STANDING = """
    stood AS (
        SELECT w.rowid AS spot, w.id, w.document_id, w.due_start, w.due_end,
            CASE WHEN coalesce(w.due_end, w.due_start) IS NULL THEN 'undated'
                WHEN coalesce(w.due_end, w.due_start) < $on THEN 'overdue'
                WHEN coalesce(w.due_start, w.due_end) <= $until THEN 'due'
                ELSE 'open' END AS standing
        FROM statements w WHERE w.kind = 'watchpoint' AND w.status <> 'denied'{chosen}
    )"""
_CHOSEN = {
    "country": " AND w.id IN (SELECT statement_id FROM statement_states WHERE state = $country)",
    "actor": " AND w.id IN (SELECT statement_id FROM statement_actors WHERE actor_id = $actor)",
}


def watch_counts(desk: Desk, choice: WatchChoice) -> dict[Standing, int]:
    """Return how many watch-points stand how, whatever standing is chosen."""
    stood, parameters = _stood(choice)
    rows = desk.rows(f"WITH {stood} SELECT standing, count(*) FROM stood GROUP BY standing", parameters)
    found = {str(name): int(count) for name, count in rows}
    return {standing: found.get(standing, 0) for standing in STANDINGS}


def watched(desk: Desk, choice: WatchChoice, *, limit: int, offset: int = 0) -> list[Watched]:
    """Return watch-points: what is due first comes first, what is overdue latest first, undated ones last."""
    stood, parameters = _stood(choice)
    chosen = "" if choice.standing is None else "WHERE st.standing = $standing"
    if choice.standing is not None:
        parameters["standing"] = choice.standing
    rows = desk.rows(
        f"""WITH {stood}
        SELECT st.spot, st.standing, d.title, d.published, d.source
        FROM stood st JOIN documents d ON d.id = st.document_id {chosen}
        ORDER BY list_position(['due', 'open', 'overdue', 'undated'], st.standing),
            CASE WHEN st.standing = 'overdue' THEN coalesce(st.due_end, st.due_start) END DESC,
            coalesce(st.due_start, st.due_end), d.published DESC, st.id
        LIMIT $limit OFFSET $offset""",
        {**parameters, "limit": limit, "offset": offset},
    )
    return [Watched(point, *about) for point, *about in listing.fetched(desk, rows)]


def _stood(choice: WatchChoice) -> tuple[str, dict[str, Any]]:
    until = choice.on + timedelta(days=choice.days)
    parameters: dict[str, Any] = {"on": choice.on.isoformat(), "until": until.isoformat()}
    chosen = ""
    for name, clause in _CHOSEN.items():
        if value := getattr(choice, name):
            parameters[name] = value
            chosen += clause
    return _STANDING.format(chosen=chosen), parameters

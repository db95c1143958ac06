"""Where events took place, as precisely as the text says: points grouped by cell of a map, and whole states.

PLOVER's precision goes from 1 (a town or an exact place) over 2 (near it), 3 and 4 (a region) to 5 (a state).
What lies somewhere in a state is never drawn as a point in its capital: it is counted for the state.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Literal

from foreigndesk.analysis.counted import QUADS
from foreigndesk.desk import Desk
from foreigndesk.gazetteers import load_bases

Precision = Literal["exact", "region"]
ZOOMS = 8
_WIDEST = 12.0  # degrees of a cell on the whole world


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFilter:
    """Which events: of a quad, status, actor or state, from `since` to `until`.

    Without a status, what happened or is going on. An event without a day has that of its publication.
    """

    quad: str | None = None
    status: str | None = None
    actor: str | None = None
    country: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Events near one another: the middle of them, how many by quad, and the place named most.

    `precision` is `exact` for towns and what is near them, `region` for provinces and the like; no cell has
    both. `places` counts the different places.
    """

    latitude: float
    longitude: float
    precision: Precision
    place: str
    state: str | None
    places: int
    counts: tuple[int, int, int, int]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StateCount:
    """Events that are known to lie somewhere in a state, and not closer."""

    state: str
    counts: tuple[int, int, int, int]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A military base that statements name, with who uses it and in which state."""

    id: str
    name: str
    operator: str | None
    host: str | None
    latitude: float
    longitude: float
    statements: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A map: cells, states and how many events have no place at all. `months` are all events by month."""

    cells: tuple[Cell, ...]
    states: tuple[StateCount, ...]
    unplaced: int
    months: tuple[tuple[str, int], ...]


_READ = """
    read AS MATERIALIZED (
        SELECT s.id, s.document_id, json_extract_string(s.record, ['$.quad', '$.place.name', '$.place.state',
            '$.place.latitude', '$.place.longitude', '$.place.precision',
            '$.when.start', '$.when.end', '$.place.feature']) AS told
        FROM statements s WHERE s.kind = 'event' AND {where}
    ),
    placed AS MATERIALIZED (
        SELECT told[1] AS quad, told[2] AS place, told[3] AS state, CAST(told[4] AS DOUBLE) AS latitude,
            CAST(told[5] AS DOUBLE) AS longitude,
            coalesce(CAST(told[6] AS INTEGER), CASE WHEN told[9] = 'country' THEN 5 ELSE 1 END) AS precision,
            coalesce(told[7], told[8], d.published) AS day
        FROM read JOIN documents d ON d.id = read.document_id
    )"""
_QUADS = ", ".join(f"count(*) FILTER (quad = '{quad}') AS {quad}" for quad in QUADS)
_SUMS = ", ".join(f"sum({quad})::INTEGER" for quad in QUADS)
_WHERE = {
    "status": "s.status = $status",
    "actor": "s.id IN (SELECT statement_id FROM statement_actors WHERE actor_id = $actor)",
    "country": "s.id IN (SELECT statement_id FROM statement_states WHERE state = $country)",
}
_WHEN = {"since": "day >= $since", "until": "day <= $until || '~'", "quad": "quad = $quad"}
_SHOWN = f"""
    , chosen AS (
        SELECT *, precision < 5 AND latitude IS NOT NULL AND longitude IS NOT NULL AS a_point
        FROM placed WHERE {{when}}
    ),
    points AS (
        SELECT place, state, latitude, longitude,
            CASE WHEN precision <= 2 THEN 'exact' ELSE 'region' END AS precise,
            {_QUADS}, count(*) AS total
        FROM chosen WHERE a_point GROUP BY place, state, latitude, longitude, precise
    )
    SELECT 'cell' AS what, precise, NULL AS name, sum(latitude * total) / sum(total) AS latitude,
        sum(longitude * total) / sum(total) AS longitude, first(place ORDER BY total DESC, place) AS place,
        first(state ORDER BY total DESC, place, state) AS state, count(*) AS places, {_SUMS},
        sum(total)::INTEGER AS total
    FROM points GROUP BY precise, floor(latitude / $cell), floor(longitude / $cell)
    UNION ALL
    SELECT 'state', NULL, NULL, NULL, NULL, NULL, state, NULL, {_QUADS}, count(*)
    FROM chosen WHERE NOT a_point AND state IS NOT NULL GROUP BY state
    UNION ALL
    SELECT 'nowhere', NULL, NULL, NULL, NULL, NULL, NULL, NULL, {_QUADS}, count(*)
    FROM chosen WHERE NOT a_point AND state IS NULL
    UNION ALL
    SELECT 'month', NULL, left(day, 7), NULL, NULL, NULL, NULL, NULL, {_QUADS}, count(*)
    FROM placed WHERE {{quad}} AND length(day) >= 7 GROUP BY left(day, 7)
    ORDER BY what, total DESC, latitude, longitude, state, name"""


def picture(desk: Desk, chosen: PlaceFilter = PlaceFilter(), *, zoom: int = 2, most: int = 4000) -> Picture:
    """Return the map of some events at a zoom, 0 (the whole world) to ZOOMS: each step halves the cells.

    Args:
        desk: the desk.
        chosen: which events; `months` counts them without regard to their days.
        zoom: how fine.
        most: cells at the most, those of most events.

    Raises:
        DeskError: when the desk cannot be read.
    """
    given = {each.name: getattr(chosen, each.name) for each in fields(chosen)}
    given = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in given.items()
        if value
    }
    where = [_WHERE[name] for name in given if name in _WHERE]
    if chosen.status is None:
        where.append("s.status IN ('happened', 'ongoing')")
    when = " AND ".join(_WHEN[name] for name in given if name in _WHEN) or "true"
    quad = _WHEN["quad"] if chosen.quad else "true"
    sql = f"WITH {_READ.format(where=' AND '.join(where))} {_SHOWN.format(when=when, quad=quad)}"
    rows = desk.rows(sql, {**given, "cell": cell_size(zoom)})
    return _picture(rows, most)


def cell_size(zoom: int) -> float:
    """Return the side of a cell in degrees."""
    return _WIDEST / float(2 ** min(max(zoom, 0), ZOOMS))


def bases(desk: Desk, *, country: str | None = None) -> list[Base]:
    """Return the bases that statements name and whose place is known, those named most first."""
    rows = desk.rows(
        """SELECT actor_id, count(DISTINCT statement_id) FROM statement_actors WHERE kind = 'base'
        GROUP BY actor_id ORDER BY count(DISTINCT statement_id) DESC, actor_id"""
    )
    known = {base.id: base for base in load_bases()}
    named = ((known[id], count) for id, count in rows if id in known)
    return [
        Base(
            id=base.id, name=base.name, operator=base.operator, host=base.host, latitude=base.latitude,
            longitude=base.longitude, statements=int(count),
        )
        for base, count in named
        if base.latitude is not None and base.longitude is not None
        and (country is None or country in (base.host, base.operator))
    ]  # fmt: skip


def _picture(rows: Iterable[tuple[Any, ...]], most: int) -> Picture:
    cells, states, unplaced, months = [], [], 0, []
    for what, precise, name, latitude, longitude, place, state, places, *counts, total in rows:
        quads = (counts[0], counts[1], counts[2], counts[3])
        if what == "cell":
            cells.append(Cell(
                latitude=round(latitude, 4), longitude=round(longitude, 4), precision=precise,
                place=place or "", state=state, places=places, counts=quads, total=total,
            ))  # fmt: skip
        elif what == "state":
            states.append(StateCount(state=state, counts=quads, total=total))
        elif what == "month":
            months.append((name, total))
        else:
            unplaced = total
    return Picture(tuple(cells[:most]), tuple(states), unplaced, tuple(sorted(months)))

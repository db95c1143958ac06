"""Events by facets: which there are, how many of each value, one page of them in an order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Literal

from foreigndesk.desk import listing, rebuilding
from foreigndesk.desk.news import actor_names
from foreigndesk.desk.opening import Desk
from foreigndesk.records import Statement

Order = Literal[
    "date", "-date", "type", "-type", "status", "-status", "confidence", "-confidence", "place", "-place"
]  # fmt: skip
Facet = Literal["type", "quad", "status", "actor", "country", "place", "source", "confidence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """Which events: those that fit all of what is given, and any value of each.

    `actor` and `country` name who took part, or where it was; `source` who published it. `since` and `until`
    hold for the event's own days, or the day of publication where it has none. `confidence` is one of the
    bands "0.9", "0.7", "0.5" and "0": that and more, up to the next. `words` are looked for in the evidence.
    """

    type: Sequence[str] = ()
    quad: Sequence[str] = ()
    status: Sequence[str] = ()
    actor: Sequence[str] = ()
    country: Sequence[str] = ()
    place: Sequence[str] = ()
    source: Sequence[str] = ()
    confidence: Sequence[str] = ()
    since: date | None = None
    until: date | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """An event, and the title, address, day and source of its document."""

    event: Statement
    title: str | None
    address: str
    published: str | None
    source: str | None


@dataclass(frozen=True, slots=True)
class Counted:
    """A value of a facet, what people call it, and how many events have it."""

    value: str
    label: str
    count: int


_BAND = """CASE WHEN e.confidence >= 0.9 THEN '0.9' WHEN e.confidence >= 0.7 THEN '0.7'
    WHEN e.confidence >= 0.5 THEN '0.5' ELSE '0' END"""
_DAY = "coalesce(e.when_start, e.when_end, e.published_day::VARCHAR)"

_WHERE = {
    "type": "list_contains($type, coalesce(e.type, ''))",
    "quad": "list_contains($quad, e.quad)",
    "status": "list_contains($status, e.status)",
    "actor": "e.id IN (SELECT statement_id FROM statement_actors WHERE list_contains($actor, actor_id))",
    "country": """(list_contains($country, coalesce(e.place_state, '')) OR e.id IN (
        SELECT statement_id FROM statement_actors
        WHERE list_contains($country, state)
            OR (state IS NULL AND kind = 'state' AND list_contains($country, actor_id))))""",
    "place": "list_contains($place, e.place)",
    "source": "list_contains($source, coalesce(d.source, ''))",
    "confidence": f"list_contains($confidence, {_BAND})",
    "since": "coalesce(e.when_end, e.when_start, e.published_day::VARCHAR) >= $since",
    "until": f"{_DAY} <= $until || '~'",
    "words": "contains(lower(e.quote), lower($words))",
}

_VALUES = {
    "type": ("coalesce(e.type, '')", ""),
    "quad": ("e.quad", ""),
    "status": ("e.status", ""),
    "place": ("e.place", ""),
    "source": ("coalesce(d.source, '')", ""),
    "confidence": (_BAND, ""),
    "country": ("x.state", "JOIN statement_states x ON x.statement_id = e.id"),
    "actor": (
        "x.actor_id",
        "JOIN (SELECT DISTINCT statement_id, actor_id FROM statement_actors WHERE role <> 'speaker') x"
        " ON x.statement_id = e.id",
    ),
}
FACETS: tuple[Facet, ...] = ("type", "quad", "status", "actor", "country", "place", "source", "confidence")

_ORDERS = {
    "date": _DAY, "type": "e.type", "status": "e.status", "confidence": "e.confidence", "place": "e.place",
}  # fmt: skip


def count_events(desk: Desk, chosen: EventFilter) -> int:
    """Return how many events fit."""
    where, parameters = _where(chosen)
    return int(desk.rows(f"SELECT count(*) FROM {_from(chosen)} WHERE {where}", parameters)[0][0])


def facet(desk: Desk, chosen: EventFilter, name: Facet, *, limit: int = 12) -> list[Counted]:
    """Return the values of one facet among the events that fit all others, most frequent first.

    Chosen values are always among them, so that they can be taken out again.
    """
    value, join = _VALUES[name]
    where, parameters = _where(chosen, without=name)
    picked = list(getattr(chosen, name))
    rows = desk.rows(
        f"""SELECT {value} AS value, count(*) AS uses FROM {_from(chosen, facet=name)} {join}
        WHERE {where} AND {value} IS NOT NULL GROUP BY value
        ORDER BY list_contains($picked, value) DESC, uses DESC, value LIMIT $limit""",
        {**parameters, "picked": picked, "limit": max(limit, len(picked))},
    )
    names = actor_names(desk, [v for v, _ in rows]) if name == "actor" else {}
    return [Counted(str(v), names.get(v, str(v)), int(uses)) for v, uses in rows]


def page_of_events(
    desk: Desk, chosen: EventFilter, *, order: Order = "-date", limit: int = 50, offset: int = 0
) -> list[Listed]:
    """Return some events that fit, in an order."""
    where, parameters = _where(chosen)
    key, direction = _key(order)
    rows = desk.rows(
        f"""WITH picked AS (
            SELECT e.rowid AS spot, e.document_id, e.id, {key} AS key FROM {_from(chosen)}
            WHERE {where} ORDER BY key {direction} NULLS LAST, e.id LIMIT $limit OFFSET $offset
        )
        SELECT p.spot, d.title, d.address, d.published, d.source
        FROM picked p JOIN documents d ON d.id = p.document_id ORDER BY p.key {direction} NULLS LAST, p.id""",
        {**parameters, "limit": limit, "offset": offset},
    )
    return [Listed(event, *about) for event, *about in listing.fetched(desk, rows)]


def all_events(desk: Desk, chosen: EventFilter, *, order: Order = "-date") -> Iterator[Listed]:
    """Yield every event that fits, in an order, without holding them all."""
    where, parameters = _where(chosen)
    key, direction = _key(order)
    sql = f"""
        SELECT e.record, d.title, d.address, d.published, d.source
        FROM statements e JOIN documents d ON d.id = e.document_id
        WHERE {where} ORDER BY {key} {direction} NULLS LAST, e.id"""
    for record, *about in desk.stream(sql, parameters):
        yield Listed(rebuilding.statement(record), *about)


def all_facets(
    desk: Desk, chosen: EventFilter, names: Sequence[Facet] = FACETS
) -> dict[Facet, list[Counted]]:
    """Return the values of several facets."""
    return {name: facet(desk, chosen, name) for name in names}


def records(
    desk: Desk, chosen: EventFilter, *, after: listing.Position, limit: int
) -> list[tuple[listing.Position, str]]:
    """Return where events that fit stand in the list by day and their records, from those after `after`."""
    where, parameters = _where(chosen)
    day, follows, by_day = (
        text.replace("s.", "e.") for text in (listing.DAY, listing.FOLLOWS, listing.BY_DAY)
    )
    rows = desk.rows(
        f"""SELECT e.rowid, {day}::VARCHAR, e.id FROM {_from(chosen)}
        WHERE {where} AND {follows} ORDER BY {by_day} LIMIT $limit""",
        {**parameters, **listing.start(after), "limit": limit},
    )
    return listing.with_records(desk, rows)


def _key(order: Order) -> tuple[str, str]:
    return _ORDERS[order.removeprefix("-")], "DESC" if order.startswith("-") else "ASC"


def _from(chosen: EventFilter, *, facet: str = "") -> str:
    """Documents are joined only where something asks for them."""
    if chosen.source or facet == "source":
        return "statements e JOIN documents d ON d.id = e.document_id"
    return "statements e"


def _where(chosen: EventFilter, *, without: str = "") -> tuple[str, dict[str, Any]]:
    parameters: dict[str, Any] = {}
    for each in fields(chosen):
        value = getattr(chosen, each.name)
        if value and each.name != without:
            parameters[each.name] = value.isoformat() if isinstance(value, date) else value
            if isinstance(value, (list, tuple)):
                parameters[each.name] = list(value)
    return " AND ".join(["e.kind = 'event'", *(_WHERE[name] for name in parameters)]), parameters

"""Statements fetched by where they lie, and lists that are gone through page by page.

A record is long text, packed two thousand to a block: fetched by its place in the table (`rowid`), in the
order of days in which articles mostly came, few blocks are unpacked. So lists go by day, the latest first,
and then by id.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from foreigndesk.desk import rebuilding
from foreigndesk.desk.opening import Desk
from foreigndesk.desk.queries import Selection, chosen

NO_DAY = "0001-01-01"
# What a list is in order of, and where a page begins after the last one: `$day` and `$after`.
DAY = f"coalesce(s.published_day, DATE '{NO_DAY}')"
BY_DAY = f"{DAY} DESC, s.id"
FOLLOWS = f"($after = '' OR {DAY} < $day OR ({DAY} = $day AND s.id > $after))"

Position = tuple[
    str, str
]  # a day and an id: what the page before ended with; two empty texts at the beginning


def records_at(desk: Desk, places: Sequence[int]) -> dict[int, str]:
    """Return the JSON records of statements by their places in the table."""
    rows = desk.rows(
        "SELECT rowid, record FROM statements WHERE rowid IN (SELECT unnest($places))",
        {"places": list(places)},
    )
    return {int(at): str(record) for at, record in rows}


def fetched(desk: Desk, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Return rows whose first value is a statement's place with the statement instead."""
    records = records_at(desk, [row[0] for row in rows])
    return [(rebuilding.statement(records[at]), *rest) for at, *rest in rows if at in records]


def records(desk: Desk, selection: Selection, *, after: Position, limit: int) -> list[tuple[Position, str]]:
    """Return where chosen statements stand in the list and their JSON records, from those after `after`."""
    dated, where, parameters = chosen(selection)
    rows = desk.rows(
        f"""{dated}
        SELECT s.rowid, {DAY}::VARCHAR, s.id FROM statements s
        WHERE {where} AND {FOLLOWS} ORDER BY {BY_DAY} LIMIT $limit""",
        {**parameters, **start(after), "limit": limit},
    )
    return with_records(desk, rows)


def start(after: Position) -> dict[str, str]:
    """Return the parameters of `FOLLOWS`."""
    return {"day": after[0] or NO_DAY, "after": after[1]}


def with_records(desk: Desk, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Position, str]]:
    """Return the place in the list and the whole record of each row of (rowid, day, id)."""
    found = records_at(desk, [at for at, _, _ in rows])
    return [((day, id), with_id(id, found[at])) for at, day, id in rows if at in found]


def documents(desk: Desk, *, after: str, limit: int) -> list[tuple[str, dict[str, Any]]]:
    """Return the ids of documents that follow `after`, with what is known of them but their text."""
    rows = desk.rows(
        "SELECT id, record FROM documents WHERE id > $after ORDER BY id LIMIT $limit",
        {"after": after, "limit": limit},
    )
    return [(str(id), {"id": id, **json.loads(record)}) for id, record in rows]


def with_id(id: str, record: str) -> str:
    """Return a stored record with its id in front, as exports have it."""
    return f'{{"id":{json.dumps(id)},{record[1:]}'

"""Lists that are gone through page by page, in the order of ids: stable while the desk grows."""

from __future__ import annotations

import json
from typing import Any

from foreigndesk.desk.opening import Desk
from foreigndesk.desk.queries import Selection, chosen


def records(desk: Desk, selection: Selection, *, after: str, limit: int) -> list[tuple[str, str]]:
    """Return the ids and JSON records of chosen statements whose ids follow `after`."""
    dated, where, parameters = chosen(selection)
    rows = desk.rows(
        f"""{dated}, picked AS (
            SELECT s.id FROM statements s WHERE {where} AND s.id > $after ORDER BY s.id LIMIT $limit
        )
        SELECT s.id, s.record FROM statements s SEMI JOIN picked p ON p.id = s.id ORDER BY s.id""",
        {**parameters, "after": after, "limit": limit},
    )
    return [(str(id), str(record)) for id, record in rows]


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

"""What the desk learnt since a run: events by country or actor, and the documents that brought them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from foreigndesk.desk import listing
from foreigndesk.desk.opening import Desk
from foreigndesk.records import Statement

By = Literal["country", "actor"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsChoice:
    """What counts as news: what runs after `after` brought, of one country or actor where given."""

    after: int = 0
    country: str | None = None
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class NewsGroup:
    """The new events of one country or actor: how many there are, and the first of them."""

    id: str
    name: str
    count: int
    events: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document, and how many statements were read in it."""

    id: str
    title: str | None
    address: str
    published: str | None
    source: str | None
    statements: int


_OF = {
    "country": "SELECT statement_id, state AS id FROM statement_states",
    "actor": "SELECT DISTINCT statement_id, actor_id AS id FROM statement_actors WHERE role <> 'speaker'",
}
_FRESH = """
    fresh AS (
        SELECT s.rowid AS spot, s.id, s.document_id, s.kind, s.polarity, s.ordinal, s.confidence, d.published,
            s.status IN ('happened', 'ongoing') AS counted
        FROM statements s JOIN documents d ON d.id = s.document_id
        WHERE d.first_run > $after{chosen}
    )"""
_CHOSEN = {
    "country": " AND s.id IN (SELECT statement_id FROM statement_states WHERE state = $country)",
    "actor": " AND s.id IN (SELECT statement_id FROM statement_actors WHERE actor_id = $actor)",
}


def latest_run(desk: Desk) -> int:
    """Return the number of the last run, 0 where there was none."""
    return int(desk.rows("SELECT coalesce(max(id), 0) FROM runs")[0][0])


def counts_by_kind(desk: Desk, choice: NewsChoice) -> dict[str, int]:
    """Return how many new statements there are of each kind."""
    fresh, parameters = _fresh(choice)
    rows = desk.rows(f"WITH {fresh} SELECT kind, count(*) FROM fresh GROUP BY kind ORDER BY kind", parameters)
    return {str(kind): int(count) for kind, count in rows}


def groups(desk: Desk, choice: NewsChoice, *, by: By, limit: int = 12, lines: int = 4) -> list[NewsGroup]:
    """Return the countries or actors with most new events, each with its first few.

    What happened or is ongoing comes before what is planned, possible or denied; then the latest published,
    then the surest.
    """
    fresh, parameters = _fresh(choice)
    rows = desk.rows(
        f"""WITH {fresh},
        placed AS (
            SELECT o.id AS of_id, f.*, count(*) OVER (PARTITION BY o.id) AS total,
                row_number() OVER (
                    PARTITION BY o.id
                    ORDER BY counted DESC, published DESC NULLS LAST, confidence DESC, document_id, ordinal
                ) AS place
            FROM fresh f JOIN ({_OF[by]}) o ON o.statement_id = f.id WHERE f.kind = 'event'
        ),
        largest AS (SELECT DISTINCT of_id, total FROM placed ORDER BY total DESC, of_id LIMIT $limit)
        SELECT p.spot, p.of_id, p.total FROM placed p JOIN largest USING (of_id)
        WHERE p.place <= $lines ORDER BY p.total DESC, p.of_id, p.place""",
        {**parameters, "limit": limit, "lines": lines},
    )
    found: dict[str, tuple[int, list[Statement]]] = {}
    for stated, id, total in listing.fetched(desk, rows):
        found.setdefault(str(id), (int(total), []))[1].append(stated)
    names = actor_names(desk, found)
    return [NewsGroup(id, names.get(id, id), total, tuple(events)) for id, (total, events) in found.items()]


def new_documents(desk: Desk, choice: NewsChoice, *, limit: int = 8) -> list[NewDocument]:
    """Return the latest published of the new documents."""
    fresh, parameters = _fresh(choice)
    rows = desk.rows(
        f"""WITH {fresh}
        SELECT d.id, d.title, d.address, d.published, d.source, count(*) AS statements
        FROM fresh f JOIN documents d ON d.id = f.document_id GROUP BY ALL
        ORDER BY d.published DESC NULLS LAST, d.id LIMIT $limit""",
        {**parameters, "limit": limit},
    )
    return [NewDocument(*row) for row in rows]


def denied_since(desk: Desk, choice: NewsChoice, *, limit: int = 6) -> list[Statement]:
    """Return new denials: claims that deny, and events that the text says did not take place."""
    fresh, parameters = _fresh(choice)
    rows = desk.rows(
        f"""WITH {fresh}
        SELECT f.spot FROM fresh f WHERE f.kind = 'claim' AND f.polarity = 'denies'
        ORDER BY f.published DESC NULLS LAST, f.document_id, f.ordinal LIMIT $limit""",
        {**parameters, "limit": limit},
    )
    return [stated for (stated,) in listing.fetched(desk, rows)]


def actor_names(desk: Desk, actors: Iterable[str]) -> dict[str, str]:
    """Return the name used most for each of some actors."""
    rows = desk.rows(
        """SELECT actor_id, mode(name) FROM statement_actors WHERE list_contains($actors, actor_id)
        GROUP BY actor_id""",
        {"actors": list(actors)},
    )
    return {str(id): str(name) for id, name in rows}


def _fresh(choice: NewsChoice) -> tuple[str, dict[str, Any]]:
    parameters: dict[str, Any] = {"after": choice.after}
    chosen = ""
    for name, clause in _CHOSEN.items():
        if value := getattr(choice, name):
            parameters[name] = value
            chosen += clause
    return _FRESH.format(chosen=chosen), parameters

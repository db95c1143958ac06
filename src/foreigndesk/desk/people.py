"""Actors on the desk: who is named how often, and what is said of one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from foreigndesk.desk import listing
from foreigndesk.desk.opening import Desk
from foreigndesk.errors import NotFound
from foreigndesk.records import Kind, Statement


@dataclass(frozen=True, slots=True)
class ActorLine:
    """An actor, what it is, and how many statements name it."""

    id: str
    name: str
    kind: str
    state: str | None
    sector: str | None
    statements: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorChoice:
    """Which actors: whose name or id holds `words`, of a kind, of a state; `linked` leaves out bare words."""

    words: str | None = None
    kind: str | None = None
    state: str | None = None
    linked: bool = True


_CHOSEN = {
    "words": "(contains(lower(name), lower($words)) OR contains(lower(actor_id), lower($words)))",
    "kind": "kind = $kind",
    "state": "state = $state",
}


def actor_count(desk: Desk, choice: ActorChoice) -> int:
    """Return how many actors there are."""
    where, parameters = _where(choice)
    return int(desk.rows(f"SELECT count(*) FROM actors WHERE {where}", parameters)[0][0])


def actor_lines(desk: Desk, choice: ActorChoice, *, limit: int, offset: int = 0) -> list[ActorLine]:
    """Return actors, those named in most statements first."""
    where, parameters = _where(choice)
    rows = desk.rows(
        f"""SELECT actor_id, name, kind, state, sector, statements FROM actors WHERE {where}
        ORDER BY statements DESC, actor_id LIMIT $limit OFFSET $offset""",
        {**parameters, "limit": limit, "offset": offset},
    )
    return [ActorLine(*row) for row in rows]


def actors_after(desk: Desk, choice: ActorChoice, *, after: str, limit: int) -> list[ActorLine]:
    """Return actors in the order of their ids, from the one after `after`."""
    where, parameters = _where(choice)
    rows = desk.rows(
        f"""SELECT actor_id, name, kind, state, sector, statements FROM actors
        WHERE {where} AND actor_id > $after ORDER BY actor_id LIMIT $limit""",
        {**parameters, "after": after, "limit": limit},
    )
    return [ActorLine(*row) for row in rows]


def actor(desk: Desk, actor_id: str) -> ActorLine:
    """Return one actor.

    Raises:
        NotFound: when no statement names it.
    """
    rows = desk.rows(
        """SELECT actor_id, mode(name), mode(kind), mode(state), mode(sector), count(DISTINCT statement_id)
        FROM statement_actors WHERE actor_id = ? GROUP BY actor_id""",
        [actor_id],
    )
    if not rows:
        raise NotFound(f"{actor_id}: no statement on this desk names that actor")
    return ActorLine(*rows[0])


def surfaces(desk: Desk, actor_id: str, *, limit: int = 12) -> list[tuple[str, int]]:
    """Return the words that named an actor, and how often."""
    rows = desk.rows(
        """SELECT surface, count(DISTINCT (document_id, span_start)) AS uses FROM statement_actors
        WHERE actor_id = ? GROUP BY surface ORDER BY uses DESC, surface LIMIT ?""",
        [actor_id, limit],
    )
    return [(str(surface), int(uses)) for surface, uses in rows]


def counts_of(desk: Desk, actor_id: str) -> dict[Kind, int]:
    """Return how many statements of each kind name an actor."""
    rows = desk.rows(
        """SELECT kind, count(*) FROM statements
        WHERE id IN (SELECT statement_id FROM statement_actors WHERE actor_id = ?) GROUP BY kind""",
        [actor_id],
    )
    found = {str(name): int(count) for name, count in rows}
    return {kind: found.get(kind.value, 0) for kind in Kind}


def latest_of(
    desk: Desk, actor_id: str, kind: Kind, *, role: str | None = None, limit: int = 8
) -> list[Statement]:
    """Return the latest published statements of a kind that name an actor, in a role where one is given."""
    rows = desk.rows(
        """SELECT s.rowid FROM statements s
        WHERE s.kind = $kind AND s.id IN (
            SELECT statement_id FROM statement_actors
            WHERE actor_id = $actor AND ($role IS NULL OR role = $role)
        )
        ORDER BY s.published_day DESC NULLS LAST, s.document_id, s.ordinal LIMIT $limit""",
        {"actor": actor_id, "kind": kind.value, "role": role, "limit": limit},
    )
    return [stated for (stated,) in listing.fetched(desk, rows)]


def partners(desk: Desk, actor_id: str, *, limit: int = 10) -> list[tuple[ActorLine, str]]:
    """Return with whom an actor shares most events, and in which quad mostly."""
    rows = desk.rows(
        """SELECT o.actor_id, mode(o.name), mode(o.kind), mode(o.state), mode(o.sector),
            count(DISTINCT o.statement_id) AS uses, coalesce(mode(e.quad), '')
        FROM statement_actors a JOIN statement_actors o USING (statement_id)
            JOIN events e ON e.id = a.statement_id
        WHERE a.actor_id = $actor AND o.actor_id <> $actor AND a.role IN ('source', 'target')
            AND o.role IN ('source', 'target') AND NOT starts_with(o.actor_id, '?')
        GROUP BY o.actor_id ORDER BY uses DESC, o.actor_id LIMIT $limit""",
        {"actor": actor_id, "limit": limit},
    )
    return [(ActorLine(*row[:-1]), str(row[-1])) for row in rows]


def _where(choice: ActorChoice) -> tuple[str, dict[str, Any]]:
    parameters = {name: getattr(choice, name) for name in _CHOSEN if getattr(choice, name)}
    clauses = [_CHOSEN[name] for name in parameters]
    if choice.linked:
        clauses.append("NOT starts_with(actor_id, '?')")
    return " AND ".join(clauses) or "true", parameters

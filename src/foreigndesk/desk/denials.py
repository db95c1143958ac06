"""Denials, and what on the desk stands against them.

A denial is a claim that denies, or an event that the text says did not take place where no claim covers it.
Against it stand: the same act of the same actor that another text says took place, published within
`WITHIN_DAYS`; and whoever accuses the one who denies, in the same document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from foreigndesk.desk import listing
from foreigndesk.desk.opening import Desk
from foreigndesk.records import Statement

WITHIN_DAYS = 60
Ground = Literal["took place", "accused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DenialChoice:
    """Which denials: of a country or an actor; `contested` keeps those that something stands against."""

    country: str | None = None
    actor: str | None = None
    contested: bool = False


@dataclass(frozen=True, slots=True)
class Against:
    """A statement that stands against a denial, and on which ground."""

    ground: Ground
    statement: Statement
    source: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class Denial:
    """A denial, its document's source and day, and what stands against it."""

    statement: Statement
    source: str | None
    published: str | None
    against: tuple[Against, ...]


# `act` is the denied event: the statement itself, or the event that a claim's words hold.
_DENIALS = """
    denying AS (
        SELECT s.rowid AS spot, s.id, s.document_id, s.ordinal, s.evidence_start, s.evidence_end, s.speaker_id
        FROM statements s WHERE s.kind = 'claim' AND s.polarity = 'denies'
    ),
    denied AS (
        SELECT s.rowid AS spot, s.id AS act, s.type, c.id AS claim, s.document_id, s.ordinal,
            s.published_day AS day
        FROM statements s
        LEFT JOIN denying c ON c.document_id = s.document_id
            AND c.evidence_start <= s.evidence_start AND s.evidence_end <= c.evidence_end
        WHERE s.kind = 'event' AND s.status = 'denied'
    ),
    denials AS (
        SELECT spot, id, document_id, ordinal, speaker_id FROM denying
        UNION ALL SELECT spot, act, document_id, ordinal, NULL FROM denied WHERE claim IS NULL
    ),
    acts AS (
        SELECT coalesce(n.claim, n.act) AS denial, n.type, a.actor_id, n.day
        FROM denied n JOIN statement_actors a ON a.statement_id = n.act AND a.role = 'source'
        WHERE n.type IS NOT NULL AND NOT starts_with(a.actor_id, '?')
            AND ($all OR list_contains($denied, coalesce(n.claim, n.act)))
    ),
    against AS (
        SELECT DISTINCT acts.denial, e.rowid AS other, 'took place' AS ground
        FROM acts JOIN statement_actors a ON a.actor_id = acts.actor_id AND a.role = 'source'
        JOIN statements e ON e.id = a.statement_id AND e.kind = 'event' AND e.type = acts.type
            AND e.status IN ('happened', 'ongoing')
        WHERE abs(coalesce(date_diff('day', acts.day, e.published_day), 0)) <= $within
        UNION
        SELECT n.id, e.rowid, 'accused' FROM denials n
        JOIN statements e ON e.document_id = n.document_id AND e.kind = 'event' AND e.type = 'ACCUSE'
            AND e.status <> 'denied'
        WHERE list_contains(e.target, n.speaker_id) AND ($all OR list_contains($denied, n.id))
    )"""
_CHOSEN = {
    "country": "n.id IN (SELECT statement_id FROM statement_states WHERE state = $country)",
    "actor": "n.id IN (SELECT statement_id FROM statement_actors WHERE actor_id = $actor)",
    "contested": "n.id IN (SELECT denial FROM against)",
}


def denial_count(desk: Desk, choice: DenialChoice) -> int:
    """Return how many denials there are."""
    where, parameters = _where(choice)
    sql = f"WITH {_DENIALS} SELECT count(*) FROM denials n WHERE {where}"
    return int(desk.rows(sql, parameters)[0][0])


def denials(desk: Desk, choice: DenialChoice, *, limit: int, offset: int = 0) -> list[Denial]:
    """Return denials, the latest published first, each with what stands against it."""
    where, parameters = _where(choice)
    rows = desk.rows(
        f"""WITH {_DENIALS}
        SELECT n.spot, d.source, d.published FROM denials n JOIN documents d ON d.id = n.document_id
        WHERE {where} ORDER BY d.published DESC NULLS LAST, n.document_id, n.ordinal
        LIMIT $limit OFFSET $offset""",
        {**parameters, "limit": limit, "offset": offset},
    )
    found = listing.fetched(desk, rows)
    against = _against(desk, [stated.id for stated, _, _ in found])
    return [
        Denial(stated, source, published, tuple(against.get(stated.id, ())))
        for stated, source, published in found
    ]


def _against(desk: Desk, denied: Sequence[str]) -> dict[str, list[Against]]:
    rows = desk.rows(
        f"""WITH {_DENIALS}
        SELECT a.other, a.denial, a.ground, d.source, d.published FROM against a
        JOIN statements s ON s.rowid = a.other JOIN documents d ON d.id = s.document_id
        ORDER BY a.denial, a.ground DESC, d.published DESC NULLS LAST, s.id""",
        {"within": WITHIN_DAYS, "all": False, "denied": list(denied)},
    )
    found: dict[str, list[Against]] = {}
    for stated, denial, ground, source, published in listing.fetched(desk, rows):
        found.setdefault(denial, []).append(Against(ground, stated, source, published))
    return found


def _where(choice: DenialChoice) -> tuple[str, dict[str, Any]]:
    given = {name: getattr(choice, name) for name in _CHOSEN if getattr(choice, name)}
    where = " AND ".join(_CHOSEN[name] for name in given) or "true"
    given.pop("contested", None)  # it names no value
    return where, {**given, "within": WITHIN_DAYS, "all": True, "denied": []}

"""What people say of statements: accepted, corrected or rejected, kept apart from what the machine read.

A judgement holds the statement it was made on, so it stays whole when the article is read anew; it is then
matched by the statement's id, else by document, kind and words. Undoing marks it, and deletes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from foreigndesk.desk import listing, rebuilding
from foreigndesk.desk.opening import Desk
from foreigndesk.errors import NotFound
from foreigndesk.records import Kind, Statement, content_id

Verdict = Literal["accepted", "corrected", "rejected"]
VERDICTS: tuple[Verdict, ...] = ("accepted", "corrected", "rejected")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a person decides: the verdict, who and when (UTC), with a note and what it should say instead."""

    verdict: Verdict
    made_by: str
    made_at: datetime
    note: str | None = None
    correction: Statement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One decision of a person. `judged` is the machine's reading, `correction` what it should say.

    `made_at` is UTC. `same` tells whether the statement on the desk is the very one judged; where it is
    false, the article was read anew since and the words carry another reading.
    """

    id: str
    verdict: Verdict
    judged: Statement
    correction: Statement | None
    note: str | None
    made_by: str
    made_at: str
    same: bool = True

    @property
    def gold(self) -> Statement | None:
        """What a careful reader takes from the words: None where they say no such thing."""
        return {"accepted": self.judged, "corrected": self.correction, "rejected": None}[self.verdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Which statements wait for a judgement: of a kind, country or document; least sure first."""

    kind: Kind | None = None
    country: str | None = None
    document: str | None = None


_COLUMNS = "j.id, j.verdict, j.judged, j.correction, j.note, j.made_by, j.made_at"
_QUEUED = {
    "kind": "s.kind = $kind",
    "country": "s.id IN (SELECT statement_id FROM statement_states WHERE state = $country)",
    "document": "s.document_id = $document",
}


def judge(desk: Desk, stated: Statement, ruling: Ruling) -> str:
    """Keep a judgement on `stated`, in place of an earlier one on it; return its id."""
    at, correction = ruling.made_at.replace(tzinfo=None), ruling.correction
    id = content_id("jud", stated.id, ruling.verdict, ruling.made_by, at.isoformat())
    with desk.transaction():
        desk.execute(
            "UPDATE judgements SET deleted_at = ? WHERE statement_id = ? AND deleted_at IS NULL",
            [at, stated.id],
        )
        desk.execute(
            """INSERT INTO judgements (id, statement_id, verdict, note, made_by, made_at, document_id, kind,
                evidence_start, evidence_end, judged, correction)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            [
                id, stated.id, ruling.verdict, ruling.note, ruling.made_by, at,
                stated.document_id, stated.kind.value,
                stated.evidence.start, stated.evidence.end, rebuilding.record_of(stated),
                rebuilding.record_of(correction) if correction else None,
            ],
        )  # fmt: skip
    return id


def undo(desk: Desk, judgement_id: str, *, at: datetime) -> Judgement:
    """Take a judgement back; what it replaced, if anything, stands again. Return it.

    Raises:
        NotFound: when no judgement with that id stands.
    """
    rows = desk.rows(f"SELECT {_COLUMNS} FROM standing_judgements j WHERE j.id = ?", [judgement_id])
    if not rows:
        raise NotFound(f"{judgement_id}: no such judgement stands on this desk")
    judgement = _judgement(rows[0])
    with desk.transaction():
        desk.execute(
            "UPDATE judgements SET deleted_at = ? WHERE id = ?", [at.replace(tzinfo=None), judgement_id]
        )
        desk.execute(
            """UPDATE judgements SET deleted_at = NULL WHERE statement_id = ?1 AND id <> ?2
                AND deleted_at = (SELECT made_at FROM judgements WHERE id = ?2)""",
            [judgement.judged.id, judgement_id],
        )
    return judgement


def judgements(
    desk: Desk, *, verdict: Verdict | None = None, document: str | None = None
) -> Iterator[Judgement]:
    """Yield the judgements that stand, the latest first."""
    chosen = {"verdict": verdict, "document_id": document}
    given = {name: value for name, value in chosen.items() if value is not None}
    where = " AND ".join(f"j.{name} = ${name}" for name in given) or "true"
    sql = f"""SELECT {_COLUMNS} FROM standing_judgements j
        WHERE {where} AND j.judged IS NOT NULL ORDER BY j.made_at DESC, j.id"""
    for row in desk.stream(sql, given):
        yield _judgement(row)


def judged_statements(desk: Desk, document_id: str) -> dict[str, Judgement]:
    """Return the judgement that holds for each judged statement of a document."""
    rows = desk.rows(
        f"""SELECT m.statement_id, m.same, {_COLUMNS}
        FROM statement_judgements m JOIN judgements j ON j.id = m.judgement_id
        WHERE j.document_id = ? ORDER BY j.made_at""",
        [document_id],
    )
    return {str(id): _judgement(row, same=bool(same)) for id, same, *row in rows}


def verdict_counts(desk: Desk) -> dict[Verdict, int]:
    """Return how many judgements of each verdict stand."""
    rows = desk.rows("SELECT verdict, count(*) FROM standing_judgements GROUP BY verdict")
    found = {str(verdict): int(count) for verdict, count in rows}
    return {verdict: found.get(verdict, 0) for verdict in VERDICTS}


def waiting_count(desk: Desk, queue: Queue) -> int:
    """Return how many statements wait."""
    where, parameters = _waiting(queue)
    return int(desk.rows(f"SELECT count(*) FROM statements s WHERE {where}", parameters)[0][0])


def waiting(desk: Desk, queue: Queue, *, limit: int, offset: int = 0) -> list[Statement]:
    """Return statements that wait for a judgement, the least sure first."""
    where, parameters = _waiting(queue)
    rows = desk.rows(
        f"""SELECT s.rowid FROM statements s WHERE {where}
        ORDER BY s.confidence, s.document_id, s.ordinal LIMIT $limit OFFSET $offset""",
        {**parameters, "limit": limit, "offset": offset},
    )
    return [stated for (stated,) in listing.fetched(desk, rows)]


def _waiting(queue: Queue) -> tuple[str, dict[str, Any]]:
    parameters = {name: getattr(queue, name) for name in _QUEUED if getattr(queue, name) is not None}
    clauses = [_QUEUED[name] for name in parameters]
    clauses.append("s.id NOT IN (SELECT statement_id FROM statement_judgements)")
    return " AND ".join(clauses), parameters


def _judgement(row: Any, *, same: bool = True) -> Judgement:  # noqa: ANN401 - a row of _COLUMNS
    id, verdict, judged, correction, note, made_by, made_at = row
    return Judgement(
        id=id,
        verdict=verdict,
        judged=rebuilding.statement(judged),
        correction=rebuilding.statement(correction) if correction else None,
        note=note,
        made_by=made_by,
        made_at=made_at.isoformat(timespec="seconds"),
        same=same,
    )

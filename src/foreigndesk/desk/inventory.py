"""What was read, from where, by what: documents, sources, runs, rejections, versions, languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from foreigndesk.desk.opening import Desk


@dataclass(frozen=True, slots=True)
class Counted:
    """A source, language or version, and how many documents it has."""

    name: str
    documents: int


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run: when it began (UTC), whether it came to its end, what it read and what it could not."""

    id: int
    started: str
    finished: bool
    documents: int
    rejections: int


@dataclass(frozen=True, slots=True)
class RejectionLine:
    """An article that could not be read, in which run, and why."""

    run: int
    address: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document and how many statements were read in it."""

    id: str
    title: str | None
    address: str
    published: str | None
    source: str | None
    language: str
    run: int
    statements: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentChoice:
    """Which documents: of a source ("" for none known), a run, with words in the title."""

    source: str | None = None
    run: int | None = None
    words: str | None = None


_CHOSEN = {
    "source": "coalesce(d.source, '') = $source",
    "run": "d.id IN (SELECT document_id FROM run_documents WHERE run = $run)",
    "words": "contains(lower(coalesce(d.title, d.address)), lower($words))",
}


def sources(desk: Desk, *, limit: int = 50) -> list[Counted]:
    """Return who published how many of the documents, most first; "" where that is not known."""
    return _counted(desk, "SELECT coalesce(source, '') AS name FROM documents", limit)


def languages(desk: Desk) -> list[Counted]:
    """Return the languages of the documents."""
    return _counted(desk, "SELECT language AS name FROM documents", 50)


def versions(desk: Desk) -> list[Counted]:
    """Return which versions made how many readings."""
    return _counted(
        desk, "SELECT concat_ws(' · ', foreigndesk, parser, codebooks, gazetteers) AS name FROM readings", 50
    )


def rejection_codes(desk: Desk) -> list[Counted]:
    """Return why articles could not be read, and how many for each reason."""
    return _counted(desk, "SELECT code AS name FROM rejections", 50)


def runs(desk: Desk, *, limit: int = 20) -> list[RunLine]:
    """Return the last runs, the latest first."""
    rows = desk.rows(
        """SELECT r.id, r.started, r.finished,
            (SELECT count(*) FROM run_documents WHERE run = r.id),
            (SELECT count(*) FROM rejections WHERE run = r.id)
        FROM runs r ORDER BY r.id DESC LIMIT ?""",
        [limit],
    )
    return [RunLine(id, started.isoformat(timespec="seconds"), *rest) for id, started, *rest in rows]


def rejections(desk: Desk, *, limit: int = 50) -> list[RejectionLine]:
    """Return the latest articles that could not be read."""
    rows = desk.rows(
        "SELECT run, address, code, message FROM rejections ORDER BY run DESC, ordinal DESC LIMIT ?", [limit]
    )
    return [RejectionLine(*row) for row in rows]


def document_count(desk: Desk, choice: DocumentChoice) -> int:
    """Return how many documents there are."""
    where, parameters = _where(choice)
    return int(desk.rows(f"SELECT count(*) FROM documents d WHERE {where}", parameters)[0][0])


def documents(desk: Desk, choice: DocumentChoice, *, limit: int, offset: int = 0) -> list[DocumentLine]:
    """Return documents, the latest published first."""
    where, parameters = _where(choice)
    rows = desk.rows(
        f"""WITH picked AS (
            SELECT d.id, d.title, d.address, d.published, d.source, d.language, d.first_run FROM documents d
            WHERE {where} ORDER BY d.published DESC NULLS LAST, d.id LIMIT $limit OFFSET $offset
        )
        SELECT p.*, (SELECT count(*) FROM statements WHERE document_id = p.id) FROM picked p
        ORDER BY p.published DESC NULLS LAST, p.id""",
        {**parameters, "limit": limit, "offset": offset},
    )
    return [DocumentLine(*row) for row in rows]


def _counted(desk: Desk, names: str, limit: int) -> list[Counted]:
    rows = desk.rows(
        f"SELECT name, count(*) AS uses FROM ({names}) GROUP BY name ORDER BY uses DESC, name LIMIT ?",
        [limit],
    )
    return [Counted(str(name), int(uses)) for name, uses in rows]


def _where(choice: DocumentChoice) -> tuple[str, dict[str, Any]]:
    given = {name: getattr(choice, name) for name in _CHOSEN if getattr(choice, name) is not None}
    return " AND ".join(_CHOSEN[name] for name in given) or "true", given

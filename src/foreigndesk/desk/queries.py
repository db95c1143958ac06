"""What the desk can be asked, as small named queries that give records back in a settled order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from foreigndesk.desk import rebuilding
from foreigndesk.desk.opening import Desk
from foreigndesk.desk.rows import actor_refs
from foreigndesk.errors import NotFound
from foreigndesk.records import ActorRef, Document, Kind, Mention, Reading, Statement, Versions


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which statements: all where nothing is set. `country` is an ISO-3 code.

    `since` counts the day of publication, or of the first reading for a document without a date.
    `run` keeps documents that this run read.
    """

    kind: Kind | None = None
    country: str | None = None
    actor: str | None = None
    since: date | None = None
    run: int | None = None
    document: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorPage:
    """All that the desk holds on one actor: names it goes by with their counts, statements with its roles."""

    id: str
    name: str
    kind: str
    state: str | None
    sector: str | None
    surfaces: tuple[tuple[str, int], ...]
    statements: tuple[tuple[tuple[str, ...], Statement], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPage:
    """One document's reading as stored, and every address it was found at."""

    reading: Reading
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of reading, as noted by the desk."""

    id: int
    started: str
    finished: bool
    rejections: tuple[tuple[str, str, str], ...]


# The days that `since` counts: of publication, else of the first run that read the document.
_DATED = """
    WITH dated AS (
        SELECT d.id AS document_id, coalesce(d.published_day, r.started::DATE) AS day
        FROM documents d LEFT JOIN runs r ON r.id = d.first_run
    )"""

_CHOSEN = {
    "kind": "s.kind = $kind",
    "country": "s.id IN (SELECT statement_id FROM statement_states WHERE state = $country)",
    "actor": "s.id IN (SELECT statement_id FROM statement_actors WHERE actor_id = $actor)",
    "since": "s.document_id IN (SELECT document_id FROM dated WHERE day >= $since)",
    "run": "s.document_id IN (SELECT document_id FROM run_documents WHERE run = $run)",
    "document": "s.document_id = $document",
}

_DOCUMENT_CHOICES = {"since", "run", "document"}


def statements(desk: Desk, selection: Selection = Selection()) -> Iterator[Statement]:
    """Yield the chosen statements by day, document and place in the text, without holding them all.

    Raises:
        DeskError: when the desk cannot be read.
    """
    where, parameters = _where(selection, set(_CHOSEN))
    sql = f"""{_DATED}
        SELECT s.record FROM statements s JOIN dated USING (document_id)
        WHERE {where} ORDER BY dated.day, s.document_id, s.ordinal"""
    for (record,) in desk.stream(sql, parameters):
        yield rebuilding.statement(record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A statement with its report: the day (of publication, else of reading) and outlet of its document.

    `sentence` is the evidence with the words around it that the evidence keeps.
    """

    day: str | None
    source: str | None
    statement: Statement

    @property
    def actors(self) -> tuple[ActorRef, ...]:
        """Every actor of the statement, in the order of its fields."""
        return tuple(ref for _, _, ref in actor_refs(self.statement))

    @property
    def sentence(self) -> str:
        """The words of the evidence and a little around them, on one line."""
        evidence = self.statement.evidence
        return " ".join(f"{evidence.prefix}{evidence.quote}{evidence.suffix}".split())


def reports(desk: Desk, selection: Selection = Selection()) -> Iterator[Report]:
    """Yield the chosen statements with the day and outlet of their documents, in order of day.

    Raises:
        DeskError: when the desk cannot be read.
    """
    where, parameters = _where(selection, set(_CHOSEN))
    sql = f"""{_DATED}
        SELECT s.record, dated.day::VARCHAR, d.source
        FROM statements s JOIN dated USING (document_id) JOIN documents d ON d.id = s.document_id
        WHERE {where} ORDER BY dated.day, s.document_id, s.ordinal"""
    for record, day, source in desk.stream(sql, parameters):
        yield Report(day=day, source=source, statement=rebuilding.statement(record))


def count(desk: Desk, selection: Selection) -> int:
    """Return how many statements are chosen."""
    where, parameters = _where(selection, set(_CHOSEN))
    return int(desk.rows(f"{_DATED} SELECT count(*) FROM statements s WHERE {where}", parameters)[0][0])


def documents(desk: Desk, selection: Selection = Selection()) -> list[Document]:
    """Return the documents chosen by `since`, `run` and `document` alone, by day and id."""
    where, parameters = _where(selection, _DOCUMENT_CHOICES)
    sql = f"""{_DATED}
        SELECT s.record, s.text
        FROM (SELECT *, id AS document_id FROM documents) s JOIN dated USING (document_id)
        WHERE {where} ORDER BY dated.day, s.id"""
    return [rebuilding.document(record, text) for record, text in desk.rows(sql, parameters)]


def statement(desk: Desk, statement_id: str) -> Statement:
    """Return one statement by its whole id.

    Raises:
        NotFound: when the desk has none with that id.
    """
    rows = desk.rows("SELECT record FROM statements WHERE id = ?", [statement_id])
    if not rows:
        raise NotFound(f"{statement_id}: no such statement on this desk")
    return rebuilding.statement(rows[0][0])


def document_page(desk: Desk, document_id: str) -> DocumentPage:
    """Return a document with its reading.

    Raises:
        NotFound: when the desk has no document with that id.
    """
    rows = desk.rows(
        """SELECT d.record, d.text, r.foreigndesk, r.parser, r.codebooks, r.gazetteers, r.notes
        FROM documents d JOIN readings r ON r.document_id = d.id WHERE d.id = ?""",
        [document_id],
    )
    if not rows:
        raise NotFound(f"{document_id}: no such document on this desk")
    record, text, foreigndesk, parser, codebooks, gazetteers, notes = rows[0]
    found_at = desk.rows(
        "SELECT DISTINCT address FROM articles WHERE document_id = ? ORDER BY address", [document_id]
    )
    reading = Reading(
        document=rebuilding.document(record, text),
        mentions=_mentions(desk, document_id),
        statements=tuple(statements(desk, Selection(document=document_id))),
        versions=Versions(foreigndesk=foreigndesk, parser=parser, codebooks=codebooks, gazetteers=gazetteers),
        notes=tuple(notes),
    )
    return DocumentPage(reading=reading, addresses=tuple(address for (address,) in found_at))


def actor_page(desk: Desk, actor_id: str) -> ActorPage:
    """Return what the desk holds on one actor.

    Raises:
        NotFound: when no statement names that actor.
    """
    rows = desk.rows("SELECT name, kind, state, sector FROM actors WHERE actor_id = ?", [actor_id])
    if not rows:
        raise NotFound(f"{actor_id}: no statement on this desk names that actor")
    name, kind, state, sector = rows[0]
    surfaces = desk.rows(
        """SELECT surface, count(DISTINCT (document_id, span_start)) AS uses FROM statement_actors
        WHERE actor_id = ? GROUP BY surface ORDER BY uses DESC, surface""",
        [actor_id],
    )
    roles = desk.rows(
        """SELECT statement_id, list(DISTINCT role ORDER BY role) FROM statement_actors
        WHERE actor_id = ? GROUP BY statement_id""",
        [actor_id],
    )
    roles_of = {id: tuple(found) for id, found in roles}
    stated = tuple((roles_of[s.id], s) for s in statements(desk, Selection(actor=actor_id)))
    return ActorPage(
        id=actor_id, name=name, kind=kind, state=state, sector=sector,
        surfaces=tuple((str(surface), int(uses)) for surface, uses in surfaces), statements=stated,
    )  # fmt: skip


def last_run(desk: Desk) -> Run | None:
    """Return the latest run with its rejections, None where nothing was ever read."""
    rows = desk.rows("SELECT id, started, finished FROM runs ORDER BY id DESC LIMIT 1")
    if not rows:
        return None
    id, started, finished = rows[0]
    rejected = desk.rows("SELECT address, code, message FROM rejections WHERE run = ? ORDER BY ordinal", [id])
    return Run(id=id, started=started.isoformat(), finished=finished, rejections=tuple(rejected))


def latest_reading_run(desk: Desk) -> int | None:
    """Return the latest run that met any document; a run that failed before its first one is passed over."""
    (run,) = desk.rows("SELECT max(run) FROM run_documents")[0]
    return None if run is None else int(run)


def document_versions(desk: Desk, document_id: str) -> Versions:
    """Return which versions made the reading of a document.

    Raises:
        NotFound: when the desk has no such document.
    """
    rows = desk.rows(
        "SELECT foreigndesk, parser, codebooks, gazetteers FROM readings WHERE document_id = ?",
        [document_id],
    )
    if not rows:
        raise NotFound(f"{document_id}: no such document on this desk")
    foreigndesk, parser, codebooks, gazetteers = rows[0]
    return Versions(foreigndesk=foreigndesk, parser=parser, codebooks=codebooks, gazetteers=gazetteers)


def short_length(desk: Desk, *, least: int = 6) -> int:
    """Return how many hex digits, `least` or more, tell all statements, documents and stories apart."""
    for length in range(least, 16):
        clashes = desk.rows(
            """SELECT 1 FROM (
                SELECT id FROM statements UNION ALL SELECT id FROM documents UNION ALL SELECT id FROM stories)
            GROUP BY left(id, strpos(id, '-') + $length) HAVING count(*) > 1 LIMIT 1""",
            {"length": length},
        )
        if not clashes:
            return length
    return 16


def chosen(selection: Selection) -> tuple[str, str, dict[str, Any]]:
    """Return a selection as SQL: the CTE that it needs, its condition on `statements s`, and parameters."""
    where, parameters = _where(selection, set(_CHOSEN))
    return _DATED, where, parameters


def _mentions(desk: Desk, document_id: str) -> tuple[Mention, ...]:
    rows = desk.rows("SELECT record FROM mentions WHERE document_id = ? ORDER BY ordinal", [document_id])
    return tuple(rebuilding.mention(record) for (record,) in rows)


def _where(selection: Selection, choices: set[str]) -> tuple[str, dict[str, Any]]:
    parameters = {name: getattr(selection, name) for name in _CHOSEN if name in choices}
    parameters = {name: value for name, value in parameters.items() if value is not None}
    return " AND ".join(_CHOSEN[name] for name in parameters) or "true", parameters

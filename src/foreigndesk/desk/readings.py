"""What the desk has read, and with which versions: what a run may pass over and what it should read anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields

from foreigndesk.desk import rebuilding
from foreigndesk.desk.opening import Desk
from foreigndesk.records import Document, Versions

_SAME_VERSIONS = "r.foreigndesk = ? AND r.parser = ? AND r.codebooks = ? AND r.gazetteers = ?"
_PAGE = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A document on the desk, in short: `kinds` counts its statements."""

    title: str | None
    published: str | None
    language: str
    kinds: dict[str, int] = field(default_factory=dict)


def current_documents(desk: Desk, document_ids: Sequence[str], versions: Versions) -> set[str]:
    """Return those of `document_ids` that the desk holds a reading of by exactly these versions."""
    sql = (
        f"SELECT r.document_id FROM readings r WHERE r.document_id IN (SELECT unnest(?)) AND {_SAME_VERSIONS}"
    )
    return {str(id) for (id,) in desk.rows(sql, [list(document_ids), *_listed(versions)])}


def current_articles(
    desk: Desk, article_ids: Sequence[str], versions: Versions
) -> dict[tuple[str, str], str]:
    """Return the document of each article, as (id, address), that exactly these versions have read."""
    sql = (
        "SELECT a.id, a.address, a.document_id FROM articles a JOIN readings r USING (document_id)"
        f" WHERE a.id IN (SELECT unnest(?)) AND {_SAME_VERSIONS}"
    )
    rows = desk.rows(sql, [list(article_ids), *_listed(versions)])
    return {(id, address): document_id for id, address, document_id in rows}


def known(desk: Desk, document_ids: Sequence[str]) -> dict[str, Known]:
    """Return documents in short, by id."""
    ids = list(dict.fromkeys(document_ids))
    titles = desk.rows(
        "SELECT id, title, published, language FROM documents WHERE id IN (SELECT unnest(?))", [ids]
    )
    counted = desk.rows(
        "SELECT document_id, kind, count(*) FROM statements WHERE document_id IN (SELECT unnest(?))"
        " GROUP BY ALL",
        [ids],
    )
    found = {id: Known(title=title, published=day, language=code) for id, title, day, code in titles}
    for id, kind, count in counted:
        found[id].kinds[kind] = int(count)
    return found


def stale(desk: Desk, versions: Versions) -> list[str]:
    """Return the ids of all documents whose reading is not by exactly these versions, in order.

    What failed with these versions before is left out: it is in the quarantine.
    """
    sql = f"""SELECT r.document_id FROM readings r WHERE NOT ({_SAME_VERSIONS})
        AND r.document_id NOT IN (
            SELECT document_id FROM quarantine r WHERE document_id IS NOT NULL AND {_SAME_VERSIONS})
        ORDER BY r.document_id"""
    return [str(id) for (id,) in desk.rows(sql, [*_listed(versions), *_listed(versions)])]


def changed_parts(desk: Desk, versions: Versions) -> dict[str, int]:
    """Return how many readings each part, named as in `Versions`, would change; it may be several."""
    counts = ", ".join(f"count(*) FILTER ({part.name} <> ?)" for part in fields(Versions))
    (row,) = desk.rows(f"SELECT {counts} FROM readings", _listed(versions))
    return {part.name: int(count) for part, count in zip(fields(Versions), row, strict=True) if count}


def stored_documents(desk: Desk, document_ids: Sequence[str]) -> Iterator[Document]:
    """Yield documents by id in the order given, a few at a time in memory."""
    for start in range(0, len(document_ids), _PAGE):
        page = document_ids[start : start + _PAGE]
        sql = "SELECT id, record, text FROM documents WHERE id IN (SELECT unnest(?))"
        found = {id: rebuilding.document(record, text) for id, record, text in desk.rows(sql, [list(page)])}
        yield from (found[id] for id in page if id in found)


def _listed(versions: Versions) -> list[str]:
    return [versions.foreigndesk, versions.parser, versions.codebooks, versions.gazetteers]

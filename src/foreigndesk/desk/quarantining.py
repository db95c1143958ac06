"""The quarantine: articles that could not be read for a reason of ours, kept to be tried again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from foreigndesk.desk import rebuilding
from foreigndesk.desk.opening import Desk
from foreigndesk.desk.rows import Row
from foreigndesk.desk.writing import insert
from foreigndesk.records import Article, Document, Versions

Fault = Literal["failed", "crashed", "too_slow"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What could not be read, a document of the desk or an article, with what went wrong in one line."""

    source: Article | Document
    code: Fault
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """One line of the quarantine; `count` is the number of runs in which it failed."""

    article_id: str
    address: str
    code: str
    error: str
    count: int
    first_run: int
    last_run: int


def quarantine(desk: Desk, run: int, failures: Sequence[Failure], versions: Versions) -> None:
    """Set aside what `run` failed to read with `versions`; what fails again counts up.

    Raises:
        DeskError: when the desk cannot be written.
    """
    if not failures:
        return
    made_by = {
        "foreigndesk": versions.foreigndesk, "parser": versions.parser, "codebooks": versions.codebooks,
        "gazetteers": versions.gazetteers,
    }  # fmt: skip

    def set_all_aside() -> None:
        for failure in failures:
            row = _row(failure)
            key = [row["article_id"], row["address"]]
            where = "FROM quarantine WHERE article_id = ? AND address = ?"
            before = desk.rows(f"SELECT count, first_run, last_run {where}", key)
            count, first_run, last_run = before[0] if before else (0, run, None)
            desk.execute(f"DELETE {where}", key)
            count += last_run != run
            row |= {"count": count, "first_run": first_run, "last_run": run, **made_by}
            insert(desk, "quarantine", [row])

    desk.transact(set_all_aside)


def quarantined(desk: Desk) -> list[Quarantined]:
    """Return the quarantine, in the order in which its articles first failed."""
    rows = desk.rows(
        "SELECT article_id, address, code, error, count, first_run, last_run FROM quarantine"
        " ORDER BY first_run, address, article_id"
    )
    names = Quarantined.__dataclass_fields__
    return [Quarantined(**dict(zip(names, row, strict=True))) for row in rows]


def held(desk: Desk, article_ids: Sequence[str], versions: Versions) -> set[str]:
    """Return those of `article_ids` that failed with exactly these versions: trying again is in vain."""
    sql = (
        "SELECT DISTINCT article_id FROM quarantine WHERE article_id IN (SELECT unnest(?))"
        " AND foreigndesk = ? AND parser = ? AND codebooks = ? AND gazetteers = ?"
    )
    by = [versions.foreigndesk, versions.parser, versions.codebooks, versions.gazetteers]
    return {str(id) for (id,) in desk.rows(sql, [list(article_ids), *by])}


def set_aside(desk: Desk, entry: Quarantined) -> Article | Document | None:
    """Return what an entry of the quarantine stands for; None where its document has left the desk."""
    content, media_type, fetched, document_id = desk.rows(
        "SELECT content, media_type, fetched, document_id FROM quarantine"
        " WHERE article_id = ? AND address = ?",
        [entry.article_id, entry.address],
    )[0]
    if content is not None:
        return Article(address=entry.address, content=bytes(content), media_type=media_type, fetched=fetched)
    rows = desk.rows("SELECT record, text FROM documents WHERE id = ?", [document_id])
    return rebuilding.document(*rows[0]) if rows else None


def _row(failure: Failure) -> Row:
    source = failure.source
    known = {"address": source.address, "code": failure.code, "error": failure.error}
    if isinstance(source, Document):
        stored = {"document_id": source.id, "media_type": "", "fetched": None, "content": None}
        return {"article_id": source.article_id, **stored, **known}
    fetched = {"media_type": source.media_type, "fetched": source.fetched, "content": source.content}
    return {"article_id": source.id, "document_id": None, **fetched, **known}

"""Writing to the desk: runs, readings and rejections. A reading is stored whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

import pyarrow as pa

from foreigndesk.desk.columns import OF_KINDS, columns
from foreigndesk.desk.opening import Desk
from foreigndesk.desk.rebuilding import canonical, record_of
from foreigndesk.records import (
    ActorRef,
    Article,
    Document,
    Mention,
    Reading,
    Rejection,
    Statement,
    Versions,
    content_id,
    dumps,
    to_json,
)

Outcome = Literal["new", "replaced", "unchanged"]

_TEXTS = pa.list_(pa.string())
_ARTICLES = {
    "id": pa.string(), "address": pa.string(), "media_type": pa.string(), "size": pa.int64(),
    "fetched": pa.string(), "document_id": pa.string(), "first_run": pa.int32(),
}  # fmt: skip
_DOCUMENTS = {
    "id": pa.string(), "article_id": pa.string(), "address": pa.string(), "title": pa.string(),
    "published": pa.string(), "published_day": pa.string(), "source": pa.string(), "author": pa.string(),
    "language": pa.string(), "first_run": pa.int32(), "text": pa.string(), "record": pa.string(),
}  # fmt: skip
_READINGS = {
    "document_id": pa.string(), "run": pa.int32(), "digest": pa.string(), "foreigndesk": pa.string(),
    "parser": pa.string(), "codebooks": pa.string(), "gazetteers": pa.string(), "notes": _TEXTS,
}  # fmt: skip
_RUN_DOCUMENTS = {
    "run": pa.int32(), "ordinal": pa.int32(), "document_id": pa.string(), "outcome": pa.string(),
}  # fmt: skip
_REJECTIONS = {
    "run": pa.int32(), "ordinal": pa.int32(), "address": pa.string(), "code": pa.string(),
    "message": pa.string(),
}  # fmt: skip
_MENTIONS = {
    "document_id": pa.string(), "ordinal": pa.int32(), "span_start": pa.int32(), "span_end": pa.int32(),
    "surface": pa.string(), "as_place": pa.bool_(), "actor_ids": _TEXTS, "record": pa.string(),
}  # fmt: skip
_STATEMENTS = {
    "id": pa.string(), "document_id": pa.string(), "ordinal": pa.int32(), "kind": pa.string(),
    "status": pa.string(), "evidence_start": pa.int32(), "evidence_end": pa.int32(), "quote": pa.string(),
    "prefix": pa.string(), "suffix": pa.string(), "speaker_id": pa.string(), "speaker_name": pa.string(),
    "confidence": pa.float64(), "record": pa.string(), "published_day": pa.string(), **OF_KINDS,
}  # fmt: skip
_STATEMENT_ACTORS = {
    "statement_id": pa.string(), "document_id": pa.string(), "role": pa.string(), "ordinal": pa.int32(),
    "actor_id": pa.string(), "name": pa.string(), "kind": pa.string(), "state": pa.string(),
    "sector": pa.string(), "surface": pa.string(), "span_start": pa.int32(), "span_end": pa.int32(),
    "how": pa.string(), "score": pa.float64(),
}  # fmt: skip

_Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One article and its reading, to be stored. `article` is None for a document made by hand."""

    reading: Reading
    article: Article | None = None


def start_run(desk: Desk, started: datetime) -> int:
    """Note that a run began at `started` (UTC); return its number, to be given to `store`."""

    def begin() -> int:
        run = int(desk.rows("SELECT coalesce(max(id), 0) + 1 FROM runs")[0][0])
        desk.execute("INSERT INTO runs VALUES (?, ?, false, NULL, NULL)", [run, started.replace(tzinfo=None)])
        return run

    return desk.transact(begin)


def finish_run(desk: Desk, run: int, *, counts: dict[str, Any], versions: Versions | None = None) -> None:
    """Note that `run` came to its end, what it counted and which versions it read with."""
    values = [dumps(versions) if versions else None, json.dumps(counts, ensure_ascii=False), run]
    sql = "UPDATE runs SET finished = true, versions = ?, counts = ? WHERE id = ?"
    desk.transact(lambda: desk.execute(sql, values))


def store(desk: Desk, run: int, items: Iterable[Item]) -> list[Outcome]:
    """Store readings in one transaction; return for each whether it was new, replaced or unchanged.

    A reading equal to the one the desk has is not written again; another one replaces the machine's
    earlier reading of that document. Human judgements are left as they are.

    Raises:
        DeskError: when the desk cannot be written; then nothing of `items` is stored.
    """
    batch = list({item.reading.document.id: item for item in items}.values())
    digests = {item.reading.document.id: _digest(item.reading) for item in batch}
    return desk.transact(lambda: _store(desk, run, batch, digests))


def reject(desk: Desk, run: int, rejections: Iterable[Rejection]) -> None:
    """Store why articles were not read, so that nothing is left out in silence."""
    found = list(rejections)

    def add() -> None:
        first = int(desk.rows("SELECT count(*) FROM rejections WHERE run = ?", [run])[0][0])
        rows = [
            {"run": run, "ordinal": first + at, "address": r.address, "code": r.code, "message": r.message}
            for at, r in enumerate(found)
        ]
        _insert(desk, "rejections", _REJECTIONS, rows)

    desk.transact(add)


def note_again(desk: Desk, run: int, document_id: str) -> None:
    """Note that `run` met a document whose reading the desk holds already."""

    def note() -> None:
        known = desk.rows("SELECT document_id FROM run_documents WHERE run = ?", [run])
        if (document_id,) not in known:
            desk.execute(
                "INSERT INTO run_documents VALUES (?, ?, ?, 'unchanged')", [run, len(known), document_id]
            )

    desk.transact(note)


def has_reading(desk: Desk, document_id: str, versions: Versions) -> bool:
    """Return whether the desk holds a reading of that document made by exactly these versions."""
    return bool(
        desk.rows(
            "SELECT 1 FROM readings WHERE document_id = ?"
            " AND foreigndesk = ? AND parser = ? AND codebooks = ? AND gazetteers = ?",
            [document_id, versions.foreigndesk, versions.parser, versions.codebooks, versions.gazetteers],
        )
    )


def actor_refs(stated: Statement) -> Iterable[tuple[str, int, ActorRef]]:
    """Yield every actor of a statement as (role, position, actor); the role is the field's name."""
    for field in fields(stated):
        value = getattr(stated, field.name)
        if isinstance(value, ActorRef):
            yield field.name, 0, value
        elif isinstance(value, tuple):
            for at, part in enumerate(value):
                if isinstance(part, ActorRef):
                    yield field.name, at, part


# --- rows ------------------------------------------------------------------------------------------


def _store(desk: Desk, run: int, batch: Sequence[Item], digests: dict[str, str]) -> list[Outcome]:
    known = _known_digests(desk, list(digests))
    first_runs = _known_first_runs(desk, list(digests))
    outcomes = [_outcome(known.get(id), digest) for id, digest in digests.items()]
    changed = [item for item, outcome in zip(batch, outcomes, strict=True) if outcome != "unchanged"]
    _forget(desk, [item.reading.document.id for item in changed if item.reading.document.id in known])
    _insert(desk, "articles", _ARTICLES, _new_articles(desk, run, batch))
    documents = [item.reading.document for item in changed]
    rows = [_document_row(document, first_runs.get(document.id, run)) for document in documents]
    _insert(desk, "documents", _DOCUMENTS, rows)
    _insert_readings(desk, run, changed, digests)
    _insert(desk, "run_documents", _RUN_DOCUMENTS, _run_documents(desk, run, batch, outcomes))
    return outcomes


def _digest(reading: Reading) -> str:
    # Where it was found may differ while the document, and so its reading, is the same.
    document = {**to_json(reading.document), "address": "", "article_id": ""}
    parts = [dumps(part) for part in (document, reading.versions, reading.notes)]
    records = [record_of(record) for record in (*reading.mentions, *reading.statements)]
    return content_id("read", *parts, *records)


def _outcome(known: str | None, digest: str) -> Outcome:
    if known is None:
        return "new"
    return "unchanged" if known == digest else "replaced"


def _known_digests(desk: Desk, document_ids: Sequence[str]) -> dict[str, str]:
    sql = "SELECT document_id, digest FROM readings WHERE list_contains(?, document_id)"
    return {str(document_id): str(digest) for document_id, digest in desk.rows(sql, [document_ids])}


def _known_first_runs(desk: Desk, document_ids: Sequence[str]) -> dict[str, int]:
    sql = "SELECT id, first_run FROM documents WHERE list_contains(?, id)"
    return {str(id): int(run) for id, run in desk.rows(sql, [document_ids])}


def _forget(desk: Desk, document_ids: Sequence[str]) -> None:
    if not document_ids:
        return
    desk.execute("DELETE FROM documents WHERE list_contains(?, id)", [document_ids])
    for table in ("readings", "mentions", "statements", "statement_actors"):
        desk.execute(f"DELETE FROM {table} WHERE list_contains(?, document_id)", [document_ids])


def _insert(desk: Desk, table: str, schema: dict[str, pa.DataType], rows: Sequence[_Row]) -> None:
    if rows:
        desk.append(table, pa.Table.from_pylist(list(rows), schema=pa.schema(schema)))


def _new_articles(desk: Desk, run: int, batch: Sequence[Item]) -> list[_Row]:
    rows: dict[tuple[str, str], _Row] = {}
    for item in batch:
        if (article := item.article) is not None:
            rows[article.id, article.address] = {
                "id": article.id, "address": article.address, "media_type": article.media_type,
                "size": len(article.content), "fetched": article.fetched,
                "document_id": item.reading.document.id, "first_run": run,
            }  # fmt: skip
    known = desk.rows("SELECT id, address FROM articles WHERE list_contains(?, id)", [[id for id, _ in rows]])
    return [row for key, row in rows.items() if key not in set(known)]


def _document_row(document: Document, first_run: int) -> _Row:
    record = to_json(document)
    for stored_apart in ("id", "text"):
        del record[stored_apart]
    return {
        "id": document.id, "article_id": document.article_id, "address": document.address,
        "title": document.title, "published": document.published.value if document.published else None,
        "published_day": _day(document.anchor), "source": document.source, "author": document.author,
        "language": document.language, "first_run": first_run, "text": document.text,
        "record": json.dumps(record, ensure_ascii=False),
    }  # fmt: skip


def _day(value: str | None) -> str | None:
    try:
        return datetime.strptime(value, "%Y-%m-%d").date().isoformat() if value else None
    except ValueError:
        return None


def _insert_readings(desk: Desk, run: int, changed: Sequence[Item], digests: dict[str, str]) -> None:
    readings: list[_Row] = []
    mentions: list[_Row] = []
    statements: list[_Row] = []
    actors: list[_Row] = []
    for item in changed:
        reading = item.reading
        id = reading.document.id
        day = _day(reading.document.anchor)
        versions = to_json(reading.versions)
        readings.append(
            {"document_id": id, "run": run, "digest": digests[id], **versions, "notes": list(reading.notes)}
        )
        mentions += [_mention_row(id, at, mention) for at, mention in enumerate(reading.mentions)]
        unique = {stated.id: stated for stated in map(canonical, reading.statements)}
        for at, (statement_id, stated) in enumerate(unique.items()):
            statements.append(_statement_row(statement_id, at, stated) | {"published_day": day})
            actors += _actor_rows(statement_id, stated)
    _insert(desk, "readings", _READINGS, readings)
    _insert(desk, "mentions", _MENTIONS, mentions)
    _insert(desk, "statements", _STATEMENTS, statements)
    _insert(desk, "statement_actors", _STATEMENT_ACTORS, actors)


def _mention_row(document_id: str, at: int, mention: Mention) -> _Row:
    return {
        "document_id": document_id, "ordinal": at, "span_start": mention.start, "span_end": mention.end,
        "surface": mention.surface, "as_place": mention.as_place,
        "actor_ids": [actor.id for actor in mention.actors], "record": record_of(mention),
    }  # fmt: skip


def _statement_row(id: str, at: int, stated: Statement) -> _Row:
    evidence, speaker = stated.evidence, stated.speaker
    return {
        "id": id, "document_id": stated.document_id, "ordinal": at, "kind": stated.kind.value,
        "status": stated.status.value, "evidence_start": evidence.start, "evidence_end": evidence.end,
        "quote": evidence.quote, "prefix": evidence.prefix, "suffix": evidence.suffix,
        "speaker_id": speaker.id if speaker else None, "speaker_name": speaker.name if speaker else None,
        "confidence": stated.confidence, "record": record_of(stated), **columns(stated),
    }  # fmt: skip


def _actor_rows(statement_id: str, stated: Statement) -> list[_Row]:
    return [
        {
            "statement_id": statement_id, "document_id": stated.document_id, "role": role, "ordinal": at,
            "actor_id": ref.id, "name": ref.name, "kind": ref.kind.value, "state": ref.state,
            "sector": ref.sector, "surface": ref.surface, "span_start": ref.start, "span_end": ref.end,
            "how": ref.how, "score": ref.score,
        }
        for role, at, ref in actor_refs(stated)
    ]  # fmt: skip


def _run_documents(desk: Desk, run: int, batch: Sequence[Item], outcomes: Sequence[Outcome]) -> list[_Row]:
    known = {row[0] for row in desk.rows("SELECT document_id FROM run_documents WHERE run = ?", [run])}
    rows = [
        {"run": run, "ordinal": 0, "document_id": item.reading.document.id, "outcome": outcome}
        for item, outcome in zip(batch, outcomes, strict=True)
        if item.reading.document.id not in known
    ]
    for at, row in enumerate(rows):
        row["ordinal"] = len(known) + at
    return rows

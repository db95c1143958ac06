"""From a reading to the rows that the desk keeps of it. Pure: made where the article was read, so that
whoever writes has nothing left to do but append."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import pyarrow as pa

from foreigndesk.desk.columns import OF_KINDS, columns
from foreigndesk.desk.rebuilding import canonical, record_of
from foreigndesk.records import (
    ActorRef,
    Article,
    Document,
    Mention,
    Reading,
    Statement,
    content_id,
    dumps,
    to_json,
)

Row = dict[str, Any]

_TEXTS = pa.list_(pa.string())
SCHEMAS: dict[str, pa.Schema] = {
    name: pa.schema(fields_of)
    for name, fields_of in {
        "articles": {
            "id": pa.string(), "address": pa.string(), "media_type": pa.string(), "size": pa.int64(),
            "fetched": pa.string(), "document_id": pa.string(), "first_run": pa.int32(),
        },
        "documents": {
            "id": pa.string(), "article_id": pa.string(), "address": pa.string(), "title": pa.string(),
            "published": pa.string(), "published_day": pa.string(), "source": pa.string(),
            "author": pa.string(), "language": pa.string(), "first_run": pa.int32(), "text": pa.string(),
            "record": pa.string(),
        },
        "readings": {
            "document_id": pa.string(), "run": pa.int32(), "digest": pa.string(), "foreigndesk": pa.string(),
            "parser": pa.string(), "codebooks": pa.string(), "gazetteers": pa.string(), "notes": _TEXTS,
        },
        "run_documents": {
            "run": pa.int32(), "ordinal": pa.int32(), "document_id": pa.string(), "outcome": pa.string(),
        },
        "rejections": {
            "run": pa.int32(), "ordinal": pa.int32(), "address": pa.string(), "code": pa.string(),
            "message": pa.string(),
        },
        "quarantine": {
            "article_id": pa.string(), "address": pa.string(), "document_id": pa.string(),
            "media_type": pa.string(), "fetched": pa.string(), "content": pa.binary(), "code": pa.string(),
            "error": pa.string(), "count": pa.int32(), "first_run": pa.int32(), "last_run": pa.int32(),
            "foreigndesk": pa.string(), "parser": pa.string(), "codebooks": pa.string(),
            "gazetteers": pa.string(),
        },
        "mentions": {
            "document_id": pa.string(), "ordinal": pa.int32(), "span_start": pa.int32(),
            "span_end": pa.int32(), "surface": pa.string(), "as_place": pa.bool_(), "actor_ids": _TEXTS,
            "record": pa.string(),
        },
        "statements": {
            "id": pa.string(), "document_id": pa.string(), "ordinal": pa.int32(), "kind": pa.string(),
            "status": pa.string(), "evidence_start": pa.int32(), "evidence_end": pa.int32(),
            "quote": pa.string(), "prefix": pa.string(), "suffix": pa.string(), "speaker_id": pa.string(),
            "speaker_name": pa.string(), "confidence": pa.float64(), "record": pa.string(),
            "published_day": pa.string(), **OF_KINDS,
        },
        "statement_actors": {
            "statement_id": pa.string(), "document_id": pa.string(), "role": pa.string(),
            "ordinal": pa.int32(), "actor_id": pa.string(), "name": pa.string(), "kind": pa.string(),
            "state": pa.string(), "sector": pa.string(), "surface": pa.string(), "span_start": pa.int32(),
            "span_end": pa.int32(), "how": pa.string(), "score": pa.float64(),
        },
    }.items()
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """One reading as rows, but for the numbers of runs, which only the desk knows.

    `digest` is a hash of the whole reading, `kinds` counts its statements; `parts` are the rows of
    mentions, statements and their actors.
    """

    document_id: str
    digest: str
    document: Row
    reading: Row
    article: Row | None
    kinds: dict[str, int]
    parts: dict[str, pa.RecordBatch]


def pack(reading: Reading, article: Article | None = None) -> Packed:
    """Return what the desk stores of a reading; `article` is None where the document has none of its own."""
    document = reading.document
    unique = {stated.id: stated for stated in map(canonical, reading.statements)}
    mentions = [_mention_row(document.id, at, mention) for at, mention in enumerate(reading.mentions)]
    day = {"published_day": _day(document.anchor)}
    statements = [_statement_row(id, at, stated) | day for at, (id, stated) in enumerate(unique.items())]
    actors = [row for id, stated in unique.items() for row in _actor_rows(id, stated)]
    digest = _digest(reading, [row["record"] for row in (*mentions, *statements)])
    return Packed(
        document_id=document.id,
        digest=digest,
        document=_document_row(document),
        reading={
            "document_id": document.id, "digest": digest, **to_json(reading.versions),
            "notes": list(reading.notes),
        },
        article=article_row(article, document.id) if article else None,
        kinds=dict(Counter(stated.kind.value for stated in unique.values())),
        parts={
            "mentions": batch("mentions", mentions),
            "statements": batch("statements", statements),
            "statement_actors": batch("statement_actors", actors),
        },
    )  # fmt: skip


def batch(table: str, rows: Sequence[Row]) -> pa.RecordBatch:
    """Return `rows` of `table` as Arrow."""
    return pa.RecordBatch.from_pylist(list(rows), schema=SCHEMAS[table])


def article_row(article: Article, document_id: str) -> Row:
    """Return the row of an article, but for its first run."""
    return {
        "id": article.id, "address": article.address, "media_type": article.media_type,
        "size": len(article.content), "fetched": article.fetched, "document_id": document_id,
    }  # fmt: skip


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


def _digest(reading: Reading, records: Sequence[str]) -> str:
    # Where it was found may differ while the document, and so its reading, is the same.
    document = {**to_json(reading.document), "address": "", "article_id": ""}
    return content_id(
        "read", *(dumps(part) for part in (document, reading.versions, reading.notes)), *records
    )


def _document_row(document: Document) -> Row:
    record = to_json(document)
    for stored_apart in ("id", "text"):
        del record[stored_apart]
    return {
        "id": document.id, "article_id": document.article_id, "address": document.address,
        "title": document.title, "published": document.published.value if document.published else None,
        "published_day": _day(document.anchor), "source": document.source, "author": document.author,
        "language": document.language, "text": document.text,
        "record": json.dumps(record, ensure_ascii=False),
    }  # fmt: skip


def _day(value: str | None) -> str | None:
    try:
        return datetime.strptime(value, "%Y-%m-%d").date().isoformat() if value else None
    except ValueError:
        return None


def _mention_row(document_id: str, at: int, mention: Mention) -> Row:
    return {
        "document_id": document_id, "ordinal": at, "span_start": mention.start, "span_end": mention.end,
        "surface": mention.surface, "as_place": mention.as_place,
        "actor_ids": [actor.id for actor in mention.actors], "record": record_of(mention),
    }  # fmt: skip


def _statement_row(id: str, at: int, stated: Statement) -> Row:
    evidence, speaker = stated.evidence, stated.speaker
    return {
        "id": id, "document_id": stated.document_id, "ordinal": at, "kind": stated.kind.value,
        "status": stated.status.value, "evidence_start": evidence.start, "evidence_end": evidence.end,
        "quote": evidence.quote, "prefix": evidence.prefix, "suffix": evidence.suffix,
        "speaker_id": speaker.id if speaker else None, "speaker_name": speaker.name if speaker else None,
        "confidence": stated.confidence, "record": record_of(stated), **columns(stated),
    }  # fmt: skip


def _actor_rows(statement_id: str, stated: Statement) -> list[Row]:
    return [
        {
            "statement_id": statement_id, "document_id": stated.document_id, "role": role, "ordinal": at,
            "actor_id": ref.id, "name": ref.name, "kind": ref.kind.value, "state": ref.state,
            "sector": ref.sector, "surface": ref.surface, "span_start": ref.start, "span_end": ref.end,
            "how": ref.how, "score": ref.score,
        }
        for role, at, ref in actor_refs(stated)
    ]  # fmt: skip

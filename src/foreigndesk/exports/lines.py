"""JSON lines: our statements whole, and events as PLOVER records."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from foreigndesk.exports.sources import Sourced
from foreigndesk.records import ActorRef, Event, Place, to_json


def write_jsonl(rows: Iterator[Sourced], stream: BinaryIO) -> int:
    """Write one statement a line, with its document's address, day and source."""
    return _write_lines((_whole(row) for row in rows), stream)


def write_plover(rows: Iterator[Sourced], stream: BinaryIO) -> int:
    """Write one event a line as a PLOVER record; what PLOVER does not code is left out.

    `status` is ours and comes with every record: PLOVER's own tense rule turns a planned COOPERATE into an
    AGREE, and a reader who counts what happened should count `happened` and `ongoing` alone.
    """
    return _write_lines((record for row in rows if (record := plover_record(row)) is not None), stream)


def plover_record(row: Sourced) -> dict[str, Any] | None:
    """Return an event as a PLOVER record, None where PLOVER does not code it."""
    event = row.statement
    if not isinstance(event, Event) or event.type is None:
        return None
    when = event.when
    return {
        "id": event.id,
        "date": (when.start or when.end) if when else None,
        "date_end": when.end if when else None,
        "publication_date": row.published,
        "event": event.type,
        "mode": event.mode,
        "context": list(event.contexts),
        "quad": event.quad,
        "goldstein": event.score,
        "source": [_plover_actor(actor) for actor in event.source],
        "target": [_plover_actor(actor) for actor in event.target],
        "location": _plover_place(event.place) if event.place else None,
        "status": event.status.value,
        "reported_by": event.speaker.id if event.speaker else None,
        "confidence": event.confidence,
        "text": event.evidence.quote,
        "text_span": [event.evidence.start, event.evidence.end],
        "document": event.document_id,
        "url": row.address,
        "publisher": row.source,
    }


def _whole(row: Sourced) -> dict[str, Any]:
    record: dict[str, Any] = to_json(row.statement)
    record["document"] = {
        "title": row.title, "address": row.address, "published": row.published, "source": row.source,
    }  # fmt: skip
    return record


def _plover_actor(actor: ActorRef) -> dict[str, Any]:
    codes = [part for part in (actor.state, actor.sector) if part]
    return {
        "code": " ".join(codes) or None,
        "country": actor.state,
        "sector": actor.sector,
        "actor": actor.name,
        "id": actor.id,
        "text": actor.surface,
    }


def _plover_place(place: Place) -> dict[str, Any]:
    return {
        "name": place.name,
        "country": place.state,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "feature": place.feature,
        "precision": place.precision,
    }


def _write_lines(records: Iterable[dict[str, Any]], stream: BinaryIO) -> int:
    count = 0
    for record in records:
        stream.write(json.dumps(record, ensure_ascii=False).encode("utf-8") + b"\n")
        count += 1
    return count

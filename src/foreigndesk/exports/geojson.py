"""GeoJSON (RFC 7946): one point for each event whose place has coordinates, with PLOVER's precision."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from foreigndesk.exports.sources import Sourced
from foreigndesk.records import Event

_HEAD = b'{"type":"FeatureCollection","features":['


def write_geojson(rows: Iterator[Sourced], stream: BinaryIO) -> int:
    """Write a FeatureCollection of events; return how many have a place."""
    stream.write(_HEAD)
    count = 0
    for row in rows:
        found = feature(row)
        if found is not None:
            text = json.dumps(found, ensure_ascii=False)
            stream.write((",\n" if count else "\n").encode() + text.encode("utf-8", "replace"))
            count += 1
    stream.write(b"\n]}\n")
    return count


def feature(row: Sourced) -> dict[str, Any] | None:
    """Return an event as a Feature, None for what has no coordinates."""
    event = row.statement
    if not isinstance(event, Event) or event.place is None:
        return None
    place, when = event.place, event.when
    if place.latitude is None or place.longitude is None:
        return None
    return {
        "type": "Feature",
        "id": event.id,
        "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]},
        "properties": {
            "type": event.type,
            "mode": event.mode,
            "quad": event.quad,
            "status": event.status.value,
            "actors": [ref.id for ref in event.source],
            "recipients": [ref.id for ref in event.target],
            "place": place.name,
            "state": place.state,
            "precision": place.precision,
            "when_start": when.start if when else None,
            "when_end": when.end if when else None,
            "confidence": event.confidence,
            "quote": event.evidence.quote,
            "document": event.document_id,
            "title": row.title,
            "published": row.published,
            "source": row.source,
        },
    }

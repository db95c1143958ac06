"""Events as PLOVER records, one a line, under the field names of the PLOVER manual, draft 2.0.

Fields that PLOVER does not have are ours and come last: `status`, `counts`, `reported_by`, `confidence`,
`date_from` and `document`. `size` holds the numbers of dead, injured and arrested, the least of each ("more
than 300" is 300); `counts` holds every number and says which are rough or open. PLOVER's own tense rule turns
a planned COOPERATE into an AGREE; a reader who counts what took place should count the `status` values
happened and ongoing alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from foreigndesk.exports.happenings import QUADS, coded, said_day, state_code, whole_day
from foreigndesk.exports.lines import write_lines
from foreigndesk.exports.sources import Sourced
from foreigndesk.records import ActorRef, CountKind, Event, Place, to_json

# The manual's information object for size (table 6.4); its table of fields names no field that holds it.
_SIZES: dict[CountKind, str] = {"killed": "dead", "injured": "injured", "arrested": "arrested"}


def write_plover(rows: Iterator[Sourced], stream: BinaryIO) -> int:
    """Write every event that PLOVER codes; return how many."""
    return write_lines((record for row in rows if (record := plover_record(row)) is not None), stream)


def plover_record(row: Sourced) -> dict[str, Any] | None:
    """Return an event as a PLOVER record, None for another statement or an event outside PLOVER."""
    happening = coded(row)
    if happening is None:
        return None
    event, said = happening.event, said_day(happening.event)
    return {
        "id": event.id,
        "date": happening.day,
        "enddate": whole_day(event.when.end, last=True) if event.when else None,
        "actor": [_entity(actor) for actor in event.source],
        "recipient": [_entity(actor) for actor in event.target],
        "event": [event.type],
        "event_loc": _location(event.place) if event.place else None,
        "event_text": [event.evidence.quote],
        "quad_code": QUADS[event.quad] if event.quad else None,
        "event_scale": event.score,
        "mode": [event.mode] if event.mode else [],
        "context": list(event.contexts),
        "text_info": {"start": event.evidence.start, "end": event.evidence.end},
        "size": _size(event),
        "cite_info": {"url": row.address, "title": row.title, "publication": row.source},
        "coder": "foreigndesk",
        "status": event.status.value,
        "counts": to_json(event.counts),
        "reported_by": event.speaker.id if event.speaker else None,
        "confidence": event.confidence,
        "date_from": "text" if said else "publication" if happening.published else None,
        "document": event.document_id,
    }


def _size(event: Event) -> dict[str, int | float]:
    """Return how many were killed, injured and arrested at the least, those of several kinds added up.

    Whoever denies or demands a killing kills nobody: such events have no size.
    """
    size: dict[str, int | float] = {}
    if event.act not in {None, event.type}:
        return size
    for count in event.counts:
        name = _SIZES.get(count.what)
        if name is not None and count.low is not None:
            size[name] = size.get(name, 0) + count.low
    return size


def _entity(actor: ActorRef) -> dict[str, Any]:
    return {
        "code": state_code(actor),
        "sector": actor.sector,
        "entity_text": actor.surface,
        "identifier_id": actor.id if actor.linked else None,
        "identifier_text": actor.name,
    }


def _location(place: Place) -> dict[str, Any]:
    return {
        "resolved_place": place.name,
        "lat": place.latitude,
        "lon": place.longitude,
        "country_code": place.state,
        "feature_code": place.feature,
        # The manual counts from 1, a country, to 5, within a city; our records the other way round.
        "resolution": 6 - place.precision if place.precision else None,
    }

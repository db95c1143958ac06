"""Who is tied to whom, and who depends on whom, on a day; actors keep their place while time goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated

from pydantic import Field

from foreigndesk import codebooks
from foreigndesk.analysis import network
from foreigndesk.analysis.network import Edge, Node
from foreigndesk.analysis.thresholds import thresholds
from foreigndesk.desk import Desk
from foreigndesk.web.address import State
from foreigndesk.web.clock import today
from foreigndesk.web.screen import Screen
from foreigndesk.web.tables import Table

_COLUMNS = (
    "subject", "relation", "object", "start", "end", "start_told", "channel", "quantity", "reports",
    "first_report", "last_report", "statements",
)  # fmt: skip


class NetworkState(State):
    """Ties of which state and relation, as they stood on which day (`as_of`; today where none)."""

    country: Annotated[str | None, Field(max_length=40)] = None
    relation: Annotated[str | None, Field(max_length=60)] = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkPage:
    """The network on a day. `since` begins the first year of a tie; `relations` counts ties of all days."""

    as_of: date
    since: date
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    left_out: int
    relations: tuple[tuple[str, int], ...]


def load(desk: Desk, state: NetworkState) -> NetworkPage:
    """Ask for the network on a day."""
    day = state.as_of or today()
    of_country = network.edges(desk, country=state.country)
    chosen = [e for e in of_country if state.relation in (None, e.relation)]
    drawn = network.network(desk, chosen, as_of=day, most=thresholds().pictures.actors)
    counts: dict[str, int] = {}
    for edge in of_country:
        counts[edge.relation] = counts.get(edge.relation, 0) + 1
    return NetworkPage(
        as_of=day,
        since=_first_day(chosen, day),
        nodes=drawn.nodes,
        edges=drawn.edges,
        left_out=drawn.left_out,
        relations=tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0]))),
    )


def table(desk: Desk, state: NetworkState) -> Table:
    """Return the ties that hold on the day as rows, whole."""
    day = state.as_of or today()
    found = network.edges(desk, country=state.country, relation=state.relation)
    rows = (
        (
            e.subject, e.relation, e.object, e.start, e.end, e.told, e.channel, e.quantity, len(e.statements),
            *e.reported, e.statements,
        )
        for e in found if e.holds(day)
    )  # fmt: skip
    return Table(_COLUMNS, rows)


@cache
def definitions() -> dict[str, str]:
    """Return what each relation of the codebook means."""
    return {relation.name: relation.definition for relation in codebooks.load().ties.relations}


def _first_day(edges: list[Edge], day: date) -> date:
    starts = [edge.start for edge in edges if len(edge.start) >= 4]
    earliest = min(starts, default=day.isoformat())
    return min(day, date(max(1900, int(earliest[:4])), 1, 1))


SCREEN = Screen(
    name="network",
    title="Network",
    about="Who belongs to what, who keeps troops where, who depends on whom, as it stood on a day.",
    state=NetworkState,
    load=load,
    table=table,
    key="n",
)

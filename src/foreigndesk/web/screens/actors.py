"""Everyone who is named on the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from foreigndesk.desk import Desk, people
from foreigndesk.desk.people import ActorChoice, ActorLine
from foreigndesk.records import ActorKind
from foreigndesk.web.address import State
from foreigndesk.web.screen import Screen
from foreigndesk.web.tables import Table

PER_PAGE = 60
_EVERYONE = 1_000_000


class ActorsState(State):
    """Which actors, which page of them; `all` also shows words that are linked to no entry."""

    words: Annotated[str | None, Field(max_length=200)] = None
    kind: ActorKind | None = None
    state: Annotated[str | None, Field(max_length=40)] = None
    all: bool = False
    page: Annotated[int, Field(ge=1, le=100_000)] = 1

    @property
    def choice(self) -> ActorChoice:
        """The choice without its page."""
        return ActorChoice(words=self.words, kind=self.kind, state=self.state, linked=not self.all)


@dataclass(frozen=True, slots=True)
class ActorsPage:
    """One page of actors."""

    total: int
    page: int
    pages: int
    rows: tuple[ActorLine, ...]


def load(desk: Desk, state: ActorsState) -> ActorsPage:
    """Ask for a page of actors."""
    total = people.actor_count(desk, state.choice)
    rows = people.actor_lines(desk, state.choice, limit=PER_PAGE, offset=(state.page - 1) * PER_PAGE)
    return ActorsPage(total, state.page, max(1, -(-total // PER_PAGE)), tuple(rows))


def table(desk: Desk, state: ActorsState) -> Table:
    """Return all actors."""
    lines = people.actor_lines(desk, state.choice, limit=_EVERYONE)
    return Table(
        ("id", "name", "kind", "state", "sector", "statements"),
        [(line.id, line.name, line.kind, line.state, line.sector, line.statements) for line in lines],
    )


SCREEN = Screen(
    name="actors",
    title="Actors",
    about="States, offices, people, organisations and armed groups, by how much is said of them.",
    state=ActorsState,
    load=load,
    table=table,
    key="a",
)

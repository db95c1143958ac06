"""What a screen is: a state, a query that gives its page, a table, and a template of the same name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from foreigndesk.desk import Desk
from foreigndesk.web.address import State
from foreigndesk.web.tables import Table

S = TypeVar("S", bound=State)
P = TypeVar("P")


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen(Generic[S, P]):
    """One screen, at `/name`, with the same data at `/name.json` and `/name.csv`.

    `load` asks the desk and gives the page, a record; `table` gives what is on it as rows, whole where the
    page shows a part. The template is `templates/NAME.html.j2`. `key` opens the screen after `g`; screens
    without one, such as an actor's, are reached by links alone. A `live` screen shows what is not on the desk
    yet, and is never kept.
    """

    name: str
    title: str
    about: str
    state: type[S]
    load: Callable[[Desk, S], P]
    table: Callable[[Desk, S], Table]
    key: str | None = None
    live: bool = False

    @property
    def path(self) -> str:
        """Where it lies."""
        return f"/{self.name}"

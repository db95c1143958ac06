"""Claims against denials: who denies what, and what on the desk stands against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from foreigndesk.briefing.wording import worded
from foreigndesk.desk import Desk, denials
from foreigndesk.desk.denials import Denial, DenialChoice
from foreigndesk.web.address import State
from foreigndesk.web.screen import Screen
from foreigndesk.web.tables import Table

PER_PAGE = 30
_EVERYTHING = 1_000_000


class ClaimsState(State):
    """Which denials, which page of them."""

    country: Annotated[str | None, Field(max_length=40)] = None
    actor: Annotated[str | None, Field(max_length=300)] = None
    contested: bool = False
    page: Annotated[int, Field(ge=1, le=100_000)] = 1

    @property
    def choice(self) -> DenialChoice:
        """The choice without its page."""
        return DenialChoice(country=self.country, actor=self.actor, contested=self.contested)


@dataclass(frozen=True, slots=True)
class ClaimsPage:
    """One page of denials."""

    total: int
    page: int
    pages: int
    rows: tuple[Denial, ...]


def load(desk: Desk, state: ClaimsState) -> ClaimsPage:
    """Ask for a page of denials."""
    total = denials.denial_count(desk, state.choice)
    rows = denials.denials(desk, state.choice, limit=PER_PAGE, offset=(state.page - 1) * PER_PAGE)
    return ClaimsPage(total, state.page, max(1, -(-total // PER_PAGE)), tuple(rows))


def table(desk: Desk, state: ClaimsState) -> Table:
    """Return a row for each statement against a denial, and one for a denial that nothing stands against."""
    rows = [
        (
            denial.statement.id, worded(denial.statement).head, denial.source, denial.published,
            against.ground if against else None, against.statement.id if against else None,
            worded(against.statement).head if against else None,
            against.statement.evidence.quote if against else None, against.source if against else None,
        )
        for denial in denials.denials(desk, state.choice, limit=_EVERYTHING)
        for against in denial.against or (None,)
    ]  # fmt: skip
    return Table(
        ("id", "denied", "source", "published", "ground", "against", "what", "words", "against_source"), rows
    )


SCREEN = Screen(
    name="claims",
    title="Claims",
    about="Who denies what, beside whoever says that it took place, or accuses them of it.",
    state=ClaimsState,
    load=load,
    table=table,
    key="c",
)

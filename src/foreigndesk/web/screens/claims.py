"""Claims against denials, and stories whose reports contradict each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from foreigndesk import stories
from foreigndesk.briefing.wording import worded
from foreigndesk.desk import Desk, denials
from foreigndesk.desk.denials import Denial, DenialChoice
from foreigndesk.stories import StoryPage
from foreigndesk.web.address import State
from foreigndesk.web.screen import Screen
from foreigndesk.web.tables import Table

PER_PAGE = 30
_EVERYTHING = 1_000_000
_STORY_COLUMNS = (
    "story", "title", "reports", "independent", "field", "value", "agreed", "value_independent", "statements",
)  # fmt: skip


class ClaimsState(State):
    """Denials, or stories with contradictions; which of them, which page of them, which story alone."""

    show: Literal["denials", "stories"] = "denials"
    story: Annotated[str | None, Field(max_length=40)] = None
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
    """One page of denials, or of stories with what their reports say of each contradicted field."""

    total: int
    page: int
    pages: int
    rows: tuple[Denial, ...]
    stories: tuple[StoryPage, ...] = ()


def load(desk: Desk, state: ClaimsState) -> ClaimsPage:
    """Ask for a page of denials or stories."""
    if state.show == "stories":
        ids = _story_ids(desk, state)
        start = (state.page - 1) * PER_PAGE
        shown = tuple(stories.page(desk, id) for id in ids[start : start + PER_PAGE])
        return ClaimsPage(len(ids), state.page, max(1, -(-len(ids) // PER_PAGE)), (), shown)
    total = denials.denial_count(desk, state.choice)
    rows = denials.denials(desk, state.choice, limit=PER_PAGE, offset=(state.page - 1) * PER_PAGE)
    return ClaimsPage(total, state.page, max(1, -(-total // PER_PAGE)), tuple(rows))


def table(desk: Desk, state: ClaimsState) -> Table:
    """Return a row for each statement against a denial, and one for a denial that nothing stands against.

    Of stories it has a row for each value of a field that is contradicted.
    """
    if state.show == "stories":
        return Table(_STORY_COLUMNS, (row for id in _story_ids(desk, state) for row in _story_rows(desk, id)))
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


def _story_ids(desk: Desk, state: ClaimsState) -> list[str]:
    if state.story:
        return [state.story]
    choice = stories.Choice(country=state.country, actor=state.actor, contradictions=True)
    return [story.id for story in stories.listed(desk, choice, limit=_EVERYTHING)]


def _story_rows(desk: Desk, id: str) -> Iterator[tuple[object, ...]]:
    page = stories.page(desk, id)
    for value in page.values:
        if value.contradicted:
            yield (
                id, page.story.title, page.story.reports, page.story.origins, value.field, value.value,
                value.agreed, value.origins, list(value.statements),
            )  # fmt: skip


SCREEN = Screen(
    name="claims",
    title="Claims",
    about="Who denies what, beside whoever says that it took place; and where reports of one event disagree.",
    state=ClaimsState,
    load=load,
    table=table,
    key="c",
)

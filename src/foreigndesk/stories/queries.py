"""What can be asked of stories: a list, one story with its reports and values, and why it is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from itertools import combinations
from typing import Any

from foreigndesk.desk import Desk
from foreigndesk.errors import NotFound
from foreigndesk.stories.agreement import Value
from foreigndesk.stories.loading import load_accounts, load_surroundings
from foreigndesk.stories.scoring import Score, score


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A row of the view `stories`; migrations/0003_stories.sql explains each column."""

    id: str
    title: str
    type: str | None
    act: str | None
    mode: str | None
    quad: str | None
    standing: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    states: tuple[str, ...]
    place: str | None
    place_state: str | None
    latitude: float | None
    longitude: float | None
    starts: str | None
    ends: str | None
    reports: int
    happened: int
    claimed: int
    origins: int
    outlets: int
    first_report: str | None
    last_report: str | None
    contradictions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryReport:
    """One document's report of a story: what it says of its standing, whose text it is, its best words."""

    document_id: str
    day: str | None
    outlet: str
    origin: str
    copy_of: str | None
    statements: tuple[str, ...]
    statuses: tuple[str, ...]
    standings: tuple[str, ...]
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """A story with its reports, the earliest first, and all values that they give."""

    story: Story
    reports: tuple[StoryReport, ...]
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which stories: all where nothing is set. `country` is an ISO-3 code, `actor` an id.

    `since` counts the last report; `contradictions` keeps stories with any; `reports` is the least number.
    """

    country: str | None = None
    actor: str | None = None
    since: date | None = None
    contradictions: bool = False
    reports: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why two statements of a story are taken for one event."""

    one: str
    other: str
    score: Score


_CHOSEN = {
    "country": "list_contains(states, $country)",
    "actor": """id IN (SELECT e.story_id FROM story_events e JOIN statement_actors a USING (statement_id)
        WHERE a.actor_id = $actor)""",
    "since": "last_report >= $since",
}
_STORY = ", ".join(field.name for field in fields(Story))
_REPORT = ", ".join(field.name for field in fields(StoryReport))
_VALUE = ", ".join(field.name for field in fields(Value))


def listed(desk: Desk, choice: Choice = Choice(), *, limit: int | None = None) -> list[Story]:
    """Return stories, those of most independent sources first, then the latest.

    Raises:
        DeskError: when the desk cannot be read.
    """
    where = [sql for name, sql in _CHOSEN.items() if getattr(choice, name) is not None]
    where += ["len(contradictions) > 0"] if choice.contradictions else []
    parameters = {name: getattr(choice, name) for name in _CHOSEN if getattr(choice, name) is not None}
    rows = desk.rows(
        f"""SELECT {_STORY} FROM stories WHERE {" AND ".join([*where, "reports >= $reports"])}
        ORDER BY origins DESC, reports DESC, last_report DESC NULLS LAST, id LIMIT $most""",
        {**parameters, "reports": choice.reports, "most": limit},
    )
    return [_story(row) for row in rows]


def page(desk: Desk, story_id: str) -> StoryPage:
    """Return one story by its whole id.

    Raises:
        NotFound: when the desk has no such story.
    """
    rows = desk.rows(f"SELECT {_STORY} FROM stories WHERE id = ?", [story_id])
    if not rows:
        raise NotFound(f"{story_id}: no such story on this desk; list them: foreigndesk stories")
    reports = desk.rows(
        f"SELECT {_REPORT} FROM story_reports WHERE story_id = ? ORDER BY day NULLS LAST, document_id",
        [story_id],
    )
    values = desk.rows(
        f"""SELECT {_VALUE} FROM story_values WHERE story_id = ?
        ORDER BY list_position(['status', 'date', 'place', 'source', 'target'], field) NULLS LAST, field,
            agreed DESC, origins DESC, value""",
        [story_id],
    )
    return StoryPage(
        story=_story(rows[0]),
        reports=tuple(StoryReport(**_tupled(StoryReport, row)) for row in reports),
        values=tuple(Value(**_tupled(Value, row)) for row in values),
    )


def why(desk: Desk, story_id: str) -> list[Why]:
    """Return the score of each pair of a story's statements that were compared, the most probable first.

    Raises:
        NotFound: when the desk has no such story.
    """
    ids = [
        str(id) for (id,) in desk.rows("SELECT statement_id FROM story_events WHERE story_id = ?", [story_id])
    ]
    if not ids:
        raise NotFound(f"{story_id}: no such story on this desk; list them: foreigndesk stories")
    linked = set(
        desk.rows(
            "SELECT one, other FROM story_links"
            " WHERE list_contains($ids, one) AND list_contains($ids, other)",
            {"ids": ids},
        )
    )
    accounts = load_accounts(desk, ids)
    around = load_surroundings(desk, {account.document_id for account in accounts.values()})
    found = []
    for one, other in combinations(sorted(accounts), 2):
        if (one, other) in linked:
            a, b = accounts[one], accounts[other]
            found.append(
                Why(one=one, other=other, score=score(a, b, around[a.document_id], around[b.document_id]))
            )
    return sorted(found, key=lambda each: (-each.score.probability, each.one, each.other))


def _story(row: Sequence[Any]) -> Story:
    return Story(**_tupled(Story, row))


def _tupled(cls: type, row: Sequence[Any]) -> dict[str, Any]:
    named = zip((field.name for field in fields(cls)), row, strict=True)
    return {name: _plain(value) for name, value in named}


def _plain(value: Any) -> Any:  # noqa: ANN401 - a value of a cell
    """Return a list as a tuple and a day in ISO 8601, as records have them."""
    if isinstance(value, list):
        return tuple(value)
    return value.isoformat() if isinstance(value, date) else value

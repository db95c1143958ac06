"""What is new since the last look, by country or actor; watch-points due; what needs a look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from foreigndesk.briefing import country_name
from foreigndesk.briefing.wording import worded
from foreigndesk.desk import Desk, news, watching
from foreigndesk.desk.news import By, NewDocument, NewsChoice, NewsGroup
from foreigndesk.desk.watching import WatchChoice, Watched
from foreigndesk.records import Kind, Statement
from foreigndesk.web.address import State
from foreigndesk.web.clock import today
from foreigndesk.web.screen import Screen
from foreigndesk.web.tables import Table


class BriefState(State):
    """Since which run, of which country or actor, grouped by which; `on` is the day it is looked at."""

    after: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    country: Annotated[str | None, Field(max_length=40)] = None
    actor: Annotated[str | None, Field(max_length=300)] = None
    by: By = "country"
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that asks for a look: what, how many, and where it leads."""

    what: str
    count: int
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """The brief: `last_run` is what `after` becomes once all of this is seen."""

    after: int
    last_run: int
    counts: dict[str, int]
    groups: tuple[NewsGroup, ...]
    denials: tuple[Statement, ...]
    documents: tuple[NewDocument, ...]
    due: tuple[Watched, ...]
    alerts: tuple[Alert, ...]


def load(desk: Desk, state: BriefState) -> Brief:
    """Ask what is new and what is due."""
    choice = NewsChoice(after=state.after, country=state.country, actor=state.actor)
    watch = WatchChoice(on=state.on or today(), country=state.country, actor=state.actor)
    counts = news.counts_by_kind(desk, choice)
    standing = watching.watch_counts(desk, watch)
    due = WatchChoice(on=watch.on, standing="due", country=state.country, actor=state.actor)
    return Brief(
        after=state.after,
        last_run=news.latest_run(desk),
        counts={kind.value: counts.get(kind.value, 0) for kind in Kind},
        groups=tuple(_named(group, state.by) for group in news.groups(desk, choice, by=state.by)),
        denials=tuple(news.denied_since(desk, choice)),
        documents=tuple(news.new_documents(desk, choice)),
        due=tuple(watching.watched(desk, due, limit=8)),
        alerts=tuple(alert for alert in _alerts(desk, state, standing) if alert.count),
    )


def table(desk: Desk, state: BriefState) -> Table:
    """Return the lines of the brief."""
    page = load(desk, state)
    rows = [
        (group.id, group.name, event.id, worded(event).badge, worded(event).head, event.evidence.quote)
        for group in page.groups
        for event in group.events
    ]
    return Table((state.by, "name", "event", "status", "what", "words"), rows)


def _named(group: NewsGroup, by: By) -> NewsGroup:
    name = country_name(group.id) if by == "country" else group.name
    return NewsGroup(group.id, name, group.count, group.events)


def _alerts(desk: Desk, state: BriefState, standing: dict[watching.Standing, int]) -> list[Alert]:
    (quarantined,) = desk.rows("SELECT count(*) FROM rejections WHERE run > ?", [state.after])[0]
    (unread,) = desk.rows("SELECT count(*) FROM runs WHERE NOT finished AND id > ?", [state.after])[0]
    return [
        Alert("watch-points are overdue", standing["overdue"], "/watch?standing=overdue"),
        Alert("articles could not be read", int(quarantined), "/sources#rejections"),
        Alert("runs were interrupted", int(unread), "/sources#runs"),
    ]


SCREEN = Screen(
    name="brief",
    title="Brief",
    about="What the desk has learnt since you last looked, and what is about to fall due.",
    state=BriefState,
    load=load,
    table=table,
    key="b",
)

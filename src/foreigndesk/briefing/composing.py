"""What a briefing holds: which lines, under which heads, in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from foreigndesk.briefing.countries import country_name
from foreigndesk.briefing.wording import Standing, Wording, one_line, standing, worded
from foreigndesk.desk import Desk, queries
from foreigndesk.desk.queries import Selection
from foreigndesk.records import (
    ActorKind,
    Document,
    Event,
    Kind,
    Statement,
    Tie,
    WatchPoint,
    to_json,
)

NOWHERE = "Country not named"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One statement as a line: its words, its evidence, and how to open it. `number` counts documents."""

    statement: Statement
    wording: Wording
    short: str
    number: int

    @property
    def quote(self) -> str:
        """The evidence on one line."""
        return one_line(self.statement.evidence.quote)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Lines under one head; `title` is empty where a section has no heads."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the briefing. `left_out` counts lines beyond the limit."""

    name: str
    title: str
    standing: Standing
    groups: tuple[Group, ...]
    left_out: int = 0

    @property
    def count(self) -> int:
        """How many lines the section shows."""
        return sum(len(group.lines) for group in self.groups)


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """One page: what was chosen, from which documents, and what they say."""

    desk: str
    choice: str
    first_day: str | None
    last_day: str | None
    documents: tuple[Document, ...]
    short_ids: tuple[str, ...]
    sources: tuple[str, ...]
    sections: tuple[Section, ...]

    @property
    def count(self) -> int:
        """How many lines the whole briefing shows."""
        return sum(section.count for section in self.sections)


def compose(
    desk: Desk, selection: Selection, *, choice: str = "everything on the desk", limit: int | None = None
) -> Briefing:
    """Return the briefing for `selection`.

    Args:
        desk: the desk to read from.
        selection: which statements and documents.
        choice: the selection in words, for the head of the page.
        limit: the most lines a section shows; all where None.
    """
    statements = list(queries.statements(desk, selection))
    documents = queries.documents(desk, selection)
    if selection.country or selection.actor:
        heard = {stated.document_id for stated in statements}
        documents = [document for document in documents if document.id in heard]
    length = queries.short_length(desk)
    numbers = {document.id: at for at, document in enumerate(documents, 1)}
    lines = [
        Line(
            statement=stated,
            wording=worded(stated),
            short=short_id(stated.id, length),
            number=numbers[stated.document_id],
        )
        for stated in statements
    ]
    days = sorted(document.anchor for document in documents if document.anchor)
    sections = (_limited(section, limit) for section in _sections(lines))
    return Briefing(
        desk=desk.path.name,
        choice=choice,
        first_day=days[0] if days else None,
        last_day=days[-1] if days else None,
        documents=tuple(documents),
        short_ids=tuple(short_id(document.id, length) for document in documents),
        sources=tuple(sorted({document.source for document in documents if document.source})),
        sections=tuple(section for section in sections if section.count),
    )


def short_id(id: str, length: int) -> str:
    """Return an id cut to `length` hex digits."""
    prefix, _, digits = id.partition("-")
    return f"{prefix}-{digits[:length]}"


def _sections(lines: Sequence[Line]) -> list[Section]:
    events = [line for line in lines if isinstance(line.statement, Event)]
    happened = [line for line in events if line.wording.standing == "so"]
    apart = [line for line in events if line.wording.standing != "so"]
    ties = _of(lines, Kind.TIE)
    return [
        Section(name="events", title="Events", standing="so", groups=_by_country(happened)),
        Section(
            name="not-events",
            title="Planned, offered, possible or denied: not counted as events that happened",
            standing="open",
            groups=_by_country(apart),
        ),
        Section(name="ties", title="Ties", standing="so", groups=_by_standing(ties)),
        Section(
            name="stances",
            title="Stances: who wants, fears, hopes or intends what",
            standing="open",
            groups=_one_group(sorted(_of(lines, Kind.STANCE), key=_badge)),
        ),
        Section(
            name="claims",
            title="Claims and denials: said, not established",
            standing="open",
            groups=_one_group(sorted(_of(lines, Kind.CLAIM), key=_badge)),
        ),
        Section(
            name="pressures",
            title="Pressures: cause → effect",
            standing="so",
            groups=_one_group(sorted(_of(lines, Kind.PRESSURE), key=_badge)),
        ),
        Section(
            name="watchpoints",
            title="Watch-points, by when they fall due",
            standing="open",
            groups=_one_group(sorted(_of(lines, Kind.WATCHPOINT), key=_due)),
        ),
    ]


def _of(lines: Iterable[Line], kind: Kind) -> list[Line]:
    return [line for line in lines if line.statement.kind is kind]


def _by_country(lines: Sequence[Line]) -> tuple[Group, ...]:
    groups = _grouped(sorted(lines, key=_start), _country)
    return tuple(sorted(groups, key=lambda group: (group.title == NOWHERE, group.title)))


def _by_standing(lines: Sequence[Line]) -> tuple[Group, ...]:
    titles = {"so": "", "open": "Considered, planned or possible: not so yet", "denied": "Denied"}
    return _grouped(lines, lambda line: titles[line.wording.standing])


def _grouped(lines: Iterable[Line], title: Callable[[Line], str]) -> tuple[Group, ...]:
    ordered = sorted(lines, key=title)
    return tuple(Group(title=name, lines=tuple(found)) for name, found in groupby(ordered, key=title))


def _one_group(lines: Sequence[Line]) -> tuple[Group, ...]:
    return (Group(title="", lines=tuple(lines)),) if lines else ()


def _badge(line: Line) -> str:
    return line.wording.badge


def _country(line: Line) -> str:
    """The country an event is listed under: where it took place, else its target's, else its source's."""
    event = line.statement
    assert isinstance(event, Event)
    if event.place and event.place.state:
        return country_name(event.place.state)
    for actor in (*event.target, *event.source):
        state = actor.state or (actor.id if actor.kind is ActorKind.STATE and actor.linked else None)
        if state:
            return country_name(state)
    return NOWHERE


def _start(line: Line) -> str:
    event = line.statement
    when = event.when if isinstance(event, (Event, Tie)) else None
    # An event without a date goes after the dated ones of its country, in the order of the texts.
    return (when.start or when.end or "~") if when else "~"


def _due(line: Line) -> str:
    point = line.statement
    due = point.due if isinstance(point, WatchPoint) else None
    return (due.start or due.end or "~") if due else "~"


def _limited(section: Section, limit: int | None) -> Section:
    if limit is None or section.count <= limit:
        return section
    room, kept = limit, []
    for group in section.groups:
        if room > 0:
            kept.append(Group(title=group.title, lines=group.lines[:room]))
            room -= len(group.lines)
    return Section(
        name=section.name,
        title=section.title,
        standing=section.standing,
        groups=tuple(kept),
        left_out=section.count - limit,
    )


def as_json(briefing: Briefing) -> dict[str, Any]:
    """Return a briefing as JSON types: every line with its words and the whole statement."""
    return {
        "desk": briefing.desk,
        "choice": briefing.choice,
        "first_day": briefing.first_day,
        "last_day": briefing.last_day,
        "sources": list(briefing.sources),
        "documents": [
            {key: value for key, value in to_json(document).items() if key != "text"}
            for document in briefing.documents
        ],
        "sections": [
            {
                "name": section.name,
                "title": section.title,
                "left_out": section.left_out,
                "groups": [
                    {"title": group.title, "lines": [_line_json(line) for line in group.lines]}
                    for group in section.groups
                ],
            }
            for section in briefing.sections
        ],
    }


def _line_json(line: Line) -> dict[str, Any]:
    return {
        "id": line.statement.id,
        "badge": line.wording.badge,
        "happened": standing(line.statement.status) == "so",
        "head": line.wording.head,
        "label": line.wording.label,
        "details": list(line.wording.details),
        "quote": line.statement.evidence.quote,
        "document_id": line.statement.document_id,
        "statement": to_json(line.statement),
    }

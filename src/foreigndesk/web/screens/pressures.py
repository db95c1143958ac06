"""What pushes where: stated causes and their effects, in layers from left to right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from foreigndesk.analysis.layers import Place, layered
from foreigndesk.analysis.thresholds import thresholds
from foreigndesk.briefing import country_name
from foreigndesk.desk import Desk, queries
from foreigndesk.desk.queries import Report, Selection
from foreigndesk.records import Kind, Pressure
from foreigndesk.web.address import State
from foreigndesk.web.screen import Screen
from foreigndesk.web.tables import Table

_COLUMNS = (
    "id", "cause", "effect", "modality", "connective", "weighs_on", "status", "speaker", "confidence",
    "published", "source", "words",
)  # fmt: skip
_LEADING = re.compile(r"^(the|a|an|its|their|his|her)\s+")
_EDGES = re.compile(r"^\W+|\W+$")


class PressuresState(State):
    """Pressures on which state, or naming which actor, and how they are said."""

    country: Annotated[str | None, Field(max_length=40)] = None
    actor: Annotated[str | None, Field(max_length=300)] = None
    modality: Literal["asserted", "possible", "denied"] | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """What causes or is caused, in its first wording: layer from the left, row from above (0 to 1)."""

    words: str
    layer: int
    row: float


@dataclass(frozen=True, slots=True)
class Link:
    """That one matter (by number) brings about another, as one report says; `route` is drawn through."""

    cause: int
    effect: int
    report: Report
    route: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PressurePage:
    """The graph: of `total` pressures the latest are drawn. `countries` are those with most pressures."""

    matters: tuple[Matter, ...]
    links: tuple[Link, ...]
    layers: int
    rows: int
    total: int
    countries: tuple[tuple[str, str, int], ...]


def load(desk: Desk, state: PressuresState) -> PressurePage:
    """Ask for the graph of a choice."""
    found = _reports(desk, state)
    numbers: dict[str, int] = {}
    words: list[str] = []
    links: list[tuple[int, int, Report]] = []
    for report in found[-thresholds().pictures.pressures :]:
        ends = []
        for quote in (_pressure(report).cause.quote, _pressure(report).effect.quote):
            ends.append(numbers.setdefault(_key(quote), len(numbers)))
            if len(numbers) > len(words):
                words.append(" ".join(quote.split()))
        if ends[0] != ends[1]:
            links.append((ends[0], ends[1], report))
    drawn = layered(len(words), [(cause, effect) for cause, effect, _ in links])
    return PressurePage(
        matters=tuple(Matter(text, *place) for text, place in zip(words, drawn.places, strict=True)),
        links=tuple(Link(*link, route) for link, route in zip(links, drawn.routes, strict=True)),
        layers=1 + max((layer for layer, _ in drawn.places), default=-1),
        rows=drawn.rows,
        total=len(found),
        countries=tuple(_countries(desk)),
    )


def table(desk: Desk, state: PressuresState) -> Table:
    """Return all pressures of a choice as rows."""
    return Table(_COLUMNS, (_row(report, _pressure(report)) for report in _reports(desk, state)))


def _reports(desk: Desk, state: PressuresState) -> list[Report]:
    chosen = Selection(kind=Kind.PRESSURE, country=state.country, actor=state.actor)
    found = queries.reports(desk, chosen)
    return [report for report in found if state.modality in (None, _pressure(report).modality)]


def _pressure(report: Report) -> Pressure:
    assert isinstance(report.statement, Pressure)
    return report.statement


def _row(report: Report, stated: Pressure) -> tuple[object, ...]:
    return (
        stated.id, stated.cause.quote, stated.effect.quote, stated.modality, stated.connective,
        [ref.name for ref in stated.on], stated.status.value, stated.speaker.name if stated.speaker else None,
        stated.confidence, report.day, report.source, stated.evidence.quote,
    )  # fmt: skip


def _key(quote: str) -> str:
    """Return what two wordings of one matter share: the same words, but for case and articles."""
    text = _EDGES.sub("", " ".join(quote.casefold().split()))
    return _LEADING.sub("", text) or text


def _countries(desk: Desk) -> list[tuple[str, str, int]]:
    rows = desk.rows(
        """SELECT c.state, count(DISTINCT s.id) AS uses
        FROM statements s JOIN statement_states c ON c.statement_id = s.id
        WHERE s.kind = 'pressure' GROUP BY c.state ORDER BY uses DESC, c.state LIMIT 14"""
    )
    return [(state, country_name(state), count) for state, count in rows]


SCREEN = Screen(
    name="pressures",
    title="Pressures",
    about="What is said to push where: causes to the left, effects to the right, each arrow with its words.",
    state=PressuresState,
    load=load,
    table=table,
    key="p",
)

"""Statements of all kinds; events by facets; one statement with its annotation and explanation."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from foreigndesk.briefing.explaining import Explanation, explained
from foreigndesk.desk import Desk, facets, listing, queries
from foreigndesk.desk.facets import FACETS, EventFilter
from foreigndesk.desk.queries import Selection
from foreigndesk.exports.annotations import annotation
from foreigndesk.exports.sources import sourced
from foreigndesk.records import Kind
from foreigndesk.web.api.answering import Choice, Text, page
from foreigndesk.web.api.shapes import FAILURES, EventPage, Id, StatementPage, StatementShape
from foreigndesk.web.serving import as_json

router = APIRouter(tags=["statements"], responses=FAILURES)


class StatementChoice(Choice):
    """Which statements: of a kind, state (ISO-3), actor id, document; published since a day."""

    kind: Kind | None = None
    country: Text | None = None
    actor: Text | None = None
    document: Id | None = None
    since: date | None = None


class EventChoice(Choice):
    """Which events: any value of each facet that is given, and all facets."""

    type: tuple[Text, ...] = ()
    quad: tuple[Text, ...] = ()
    status: tuple[Text, ...] = ()
    actor: tuple[Text, ...] = ()
    country: tuple[Text, ...] = ()
    place: tuple[Text, ...] = ()
    source: tuple[Text, ...] = ()
    confidence: tuple[Text, ...] = ()
    since: date | None = None
    until: date | None = None
    words: Text | None = None

    @property
    def filter(self) -> EventFilter:
        """The choice without its page."""
        return EventFilter(**{each.name: getattr(self, each.name) for each in fields(EventFilter)})


@router.get("/statements", responses={200: {"model": StatementPage}})
def statements(request: Request, choice: Annotated[StatementChoice, Query()]) -> Response:
    """List statements by the day of publication, the latest first, then by id."""
    selection = Selection(
        kind=choice.kind, country=choice.country, actor=choice.actor,
        document=choice.document, since=choice.since,
    )  # fmt: skip
    after = choice.position

    def made(desk: Desk) -> str:
        rows = listing.records(desk, selection, after=after, limit=choice.limit + 1)
        return _page(rows, choice.limit)

    return as_json(request, made)


@router.get("/events", responses={200: {"model": EventPage}})
def events(request: Request, choice: Annotated[EventChoice, Query()]) -> Response:
    """List events by facets, by the day of publication, the latest first, then by id."""
    after = choice.position

    def made(desk: Desk) -> str:
        rows = facets.records(desk, choice.filter, after=after, limit=choice.limit + 1)
        return _page(rows, choice.limit)

    return as_json(request, made)


@router.get("/events/facets", responses={200: {"model": dict[str, list[facets.Counted]]}})
def event_facets(request: Request, choice: Annotated[EventChoice, Query()]) -> Response:
    """Count the values of every facet, each among the events that fit all others."""
    return as_json(request, lambda desk: facets.all_facets(desk, choice.filter, FACETS))


@router.get("/statements/{id}", responses={200: {"model": StatementShape}})
def statement(request: Request, id: Id) -> Response:
    """Return one statement."""
    return as_json(request, lambda desk: queries.statement(desk, id))


@router.get("/statements/{id}/annotation", responses={200: {"model": dict[str, Any]}})
def statement_annotation(request: Request, id: Id) -> Response:
    """Return a statement as a W3C Web Annotation on its evidence, in JSON-LD."""

    def made(desk: Desk) -> dict[str, Any]:
        (row,) = sourced(desk, [queries.statement(desk, id)])
        return {"@context": "http://www.w3.org/ns/anno.jsonld", **annotation(row)}

    return as_json(request, made)


@router.get("/statements/{id}/explanation", responses={200: {"model": Explanation}})
def statement_explanation(request: Request, id: Id) -> Response:
    """Return why a statement was read: its words, each rule, each name and how it matched."""

    def made(desk: Desk) -> Explanation:
        stated = queries.statement(desk, id)
        return explained(queries.documents(desk, Selection(document=stated.document_id))[0], stated)

    return as_json(request, made)


def _page(rows: list[tuple[listing.Position, str]], limit: int) -> str:
    last = " ".join(rows[limit - 1][0]) if len(rows) > limit else None
    return page([record for _, record in rows], limit, last)

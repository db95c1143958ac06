"""Actors."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from foreigndesk.desk import Desk, people
from foreigndesk.desk.people import ActorChoice, ActorLine
from foreigndesk.records import ActorKind
from foreigndesk.web.api.answering import Choice, Text, as_text, page
from foreigndesk.web.api.shapes import FAILURES, Page
from foreigndesk.web.serving import as_json

router = APIRouter(tags=["actors"], responses=FAILURES)


class ActorsChoice(Choice):
    """Which actors: whose name or id holds `words`; of a kind, of a state; `all` adds those without entry."""

    words: Text | None = None
    kind: ActorKind | None = None
    state: Text | None = None
    all: bool = False


@router.get("/actors", responses={200: {"model": Page[ActorLine]}})
def actors(request: Request, choice: Annotated[ActorsChoice, Query()]) -> Response:
    """List actors, in the order of their ids."""
    chosen = ActorChoice(words=choice.words, kind=choice.kind, state=choice.state, linked=not choice.all)
    after = choice.after

    def made(desk: Desk) -> str:
        rows = people.actors_after(desk, chosen, after=after, limit=choice.limit + 1)
        last = rows[choice.limit - 1].id if len(rows) > choice.limit else None
        return page([as_text(row) for row in rows], choice.limit, last)

    return as_json(request, made)


@router.get("/actors/{id:path}", responses={200: {"model": ActorLine}})
def actor(request: Request, id: Annotated[str, Path(max_length=300)]) -> Response:
    """Return one actor; an office's id has a stroke in it: KGZ/president."""
    return as_json(request, lambda desk: people.actor(desk, id))

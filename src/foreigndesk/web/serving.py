"""One screen as three routes: its page, and the same data as JSON and CSV."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from typing import Any, TypeVar

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from foreigndesk.desk import Desk
from foreigndesk.records import to_json
from foreigndesk.web.address import Address, State, parsed
from foreigndesk.web.bodies import Bodies
from foreigndesk.web.clock import today
from foreigndesk.web.desks import SharedDesk
from foreigndesk.web.rendering import SEEN_COOKIE, THEME_COOKIE, frame, render, static_version
from foreigndesk.web.screen import Screen
from foreigndesk.web.security import SEAT_COOKIE, form_token, seat

S = TypeVar("S", bound=State)
P = TypeVar("P")

_COOKIES_SHOWN = (THEME_COOKIE, SEAT_COOKIE, SEEN_COOKIE)


def add_screen(app: FastAPI, screen: Screen[S, P]) -> None:
    """Serve `screen` at its path, and at the same with `.json` and `.csv`."""

    def page(request: Request) -> Response:
        state = parsed(screen.state, request.query_params)
        tag = entity_tag(request, *_cookies(request))
        if not screen.live and matches(request, tag):
            return not_modified(tag)
        with shared(request).reading() as desk:
            loaded = screen.load(desk, state)
        return html(request, screen, loaded, state=state, tag=None if screen.live else tag)

    def twin(request: Request) -> Response:
        state = parsed(screen.state, request.query_params)
        made = partial(_twin, screen, state)
        return as_json(request, lambda desk: made(screen.load(desk, state)), live=screen.live)

    def table(request: Request) -> Response:
        state = parsed(screen.state, request.query_params)
        rows = _rows(request, screen, state)
        first = next(rows)  # so that what fails at once is answered with its status
        return StreamingResponse(
            chain((first,), rows),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{screen.name}.csv"'},
        )

    for path, endpoint in ((screen.path, page), (f"{screen.path}.json", twin), (f"{screen.path}.csv", table)):
        app.add_api_route(path, endpoint, methods=["GET", "HEAD"], include_in_schema=False)


def html(request: Request, screen: Screen[S, P], loaded: P, *, state: S, tag: str | None = None) -> Response:
    """Return a screen's page as HTML."""
    new_seat = seat(request)
    text = render(
        f"{screen.name}.html.j2",
        **frame(request),
        page=loaded,
        state=state,
        screen=screen,
        address=Address.of(screen.path, request.query_params.multi_items()),
        form_token=form_token(request),
        today=today(),
    )
    answer = Response(text.encode("utf-8", "replace"), media_type="text/html; charset=utf-8")
    if new_seat:
        answer.set_cookie(SEAT_COOKIE, new_seat, httponly=True, samesite="strict", path="/")
        tag = None
    answer.headers.update(kept(tag))
    return answer


def as_json(request: Request, made: Callable[[Desk], Any], *, live: bool = False) -> Response:
    """Return what `made` makes of the desk as JSON: text as it is, records and other values turned into it.

    It has an entity tag; the answer is 304 where the reader has it, and kept for whoever asks the same.
    """
    tags = entity_tags(request)
    if not live and matches(request, tags[0]):
        return not_modified(tags[0])

    def make() -> bytes:
        with shared(request).reading() as desk:
            return _as_text(made(desk)).encode("utf-8", "replace")

    bodies: Bodies = request.app.state.bodies
    tag, body = (None, make()) if live else bodies.latest(tags, make)
    return Response(body, media_type="application/json", headers=kept(tag))


def shared(request: Request) -> SharedDesk:
    """Return the desk that is served."""
    desk = request.app.state.desk
    assert isinstance(desk, SharedDesk)
    return desk


def entity_tag(request: Request, *more: str) -> str:
    """Return the tag of an address on the desk as it is now: equal tags, equal content."""
    return entity_tags(request, *more)[0]


def entity_tags(request: Request, *more: str) -> list[str]:
    """Return the tags of an address on the desk as it is now, and as it was in the last moments."""
    about = (request.url.path, request.url.query, today().isoformat(), static_version(), *more)
    return [_tag(state, *about) for state in shared(request).states()]


def _tag(*parts: str) -> str:
    return f'W/"{hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:24]}"'


def matches(request: Request, tag: str) -> bool:
    """Return whether the reader has what `tag` stands for."""
    given = request.headers.get("if-none-match", "")
    return given.strip() == "*" or tag in (each.strip() for each in given.split(","))


def not_modified(tag: str) -> Response:
    """Return the answer to a reader who has the page already."""
    return Response(status_code=304, headers=kept(tag))


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(to_json(value), ensure_ascii=False, default=str)


def kept(tag: str | None) -> dict[str, str]:
    """Return the headers that say how long an answer may be kept."""
    # Kept by the browser alone, and asked for anew each time; the tag makes that cheap.
    kept = {"Cache-Control": "private, no-cache", "Vary": "Cookie"}
    return {**kept, "ETag": tag} if tag else kept


def _cookies(request: Request) -> list[str]:
    return [request.cookies.get(name, "") for name in _COOKIES_SHOWN]


def _twin(screen: Screen[Any, Any], state: State, page: object) -> dict[str, Any]:
    return {"screen": screen.name, "state": state.model_dump(mode="json"), "page": page}


def _rows(request: Request, screen: Screen[Any, Any], state: State) -> Iterator[bytes]:
    settings = request.app.state.settings
    with shared(request).reading(limit=settings.export_limit) as desk:
        yield from screen.table(desk, state).as_csv()

"""Makes the web app: the desk opened once, each screen and the API mounted, one guard before all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files

import anyio.to_thread
from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from foreigndesk.linking.registry import Registry
from foreigndesk.web import adding, api, forms
from foreigndesk.web.bodies import Bodies
from foreigndesk.web.desks import SharedDesk
from foreigndesk.web.failures import handle_failures
from foreigndesk.web.reading import ReadingRoom
from foreigndesk.web.screens import SCREENS
from foreigndesk.web.security import Guard
from foreigndesk.web.serving import add_screen
from foreigndesk.web.settings import Settings

_DESCRIPTION = "What a desk holds: statements with their evidence, actors, documents, runs and judgements."


class _Kept(StaticFiles):
    """Files whose address changes with their content, so that browsers never ask for them again."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer


def create_app(settings: Settings) -> FastAPI:
    """Return the app that serves a desk. The desk is opened when it starts, and closed when it ends.

    Raises:
        DeskError: when it starts and the desk cannot be opened.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.threads
        app.state.desk = SharedDesk(settings.desk, limit=settings.query_limit)
        app.state.bodies = Bodies()
        Registry.load()  # a second or two, before the first page rather than in it
        app.state.room = ReadingRoom(app.state.desk)
        try:
            yield
        finally:
            app.state.room.close()
            app.state.bodies.close()
            app.state.desk.close()

    app = FastAPI(
        title="Foreign Desk", version="1", description=_DESCRIPTION, lifespan=lifespan,
        docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json",
    )  # fmt: skip
    app.state.settings = settings
    handle_failures(app)
    app.state.screens = (*SCREENS, adding.screen(lambda: app.state.room))
    for screen in app.state.screens:
        add_screen(app, screen)
    app.include_router(api.router)
    app.include_router(forms.router, include_in_schema=False)
    folder = files("foreigndesk.web") / "static"
    app.mount("/static", _Kept(directory=str(folder)), name="static")
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=4)
    app.add_middleware(Guard, settings=settings)
    return app

"""Failures in one clear line: a page for people, problem+json (RFC 9457) for programs."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from foreigndesk.errors import DeskError, ForeignDeskError, IntakeError, NotFound, UsageError
from foreigndesk.web.desks import TookTooLong
from foreigndesk.web.rendering import error_page

_STATUS: tuple[tuple[type[ForeignDeskError], int], ...] = (
    (NotFound, 404),
    (UsageError, 422),
    (IntakeError, 422),
    (TookTooLong, 503),
    (DeskError, 503),
)


def refusal(scope: Scope, status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """Return the answer that says why a request is not granted, in the form its sender reads."""
    title = HTTPStatus(status).phrase
    if _is_program(scope["path"]):
        problem = {"type": "about:blank", "title": title, "status": status, "detail": detail}
        return JSONResponse(
            problem, status_code=status, headers=headers, media_type="application/problem+json"
        )
    page = error_page(Request(scope), status=status, title=title, detail=detail)
    return Response(page, status_code=status, headers=headers, media_type="text/html")


def failure(scope: Scope, error: Exception) -> Response:
    """Return the answer for a mistake of ours: its kind, and no more."""
    detail = f"foreigndesk failed ({type(error).__name__}); the terminal that serves it says where"
    return refusal(scope, 500, detail)


def handle_failures(app: FastAPI) -> None:
    """Answer what is refused inside `app` in one line. Mistakes of ours are answered by the guard."""

    def known(request: Request, error: Exception) -> Response:
        status = next((status for kind, status in _STATUS if isinstance(error, kind)), 400)
        return refusal(request.scope, status, str(error))

    def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        detail = "there is no such page here" if error.detail == "Not Found" else str(error.detail)
        return refusal(request.scope, error.status_code, detail, dict(error.headers or {}))

    def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return refusal(request.scope, 422, f"{where}: {str(first['msg']).lower()}")

    app.add_exception_handler(ForeignDeskError, known)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)


def _is_program(path: str) -> bool:
    return path.startswith("/api/") or path.endswith((".json", ".csv"))

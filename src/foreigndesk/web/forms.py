"""What changes something: forms of our own pages. Each checks its token, acts, and leads back to a page."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from foreigndesk.desk import correcting, queries, reviewing
from foreigndesk.desk.finding import find
from foreigndesk.desk.reviewing import Ruling, Verdict
from foreigndesk.errors import NotFound, UsageError
from foreigndesk.records import Article
from foreigndesk.web import adding
from foreigndesk.web.rendering import SEEN_COOKIE, seen_run
from foreigndesk.web.security import FORM_FIELD, check_form
from foreigndesk.web.serving import shared

router = APIRouter()
_YEAR = 365 * 24 * 3600
_FIELD = "field-"


@router.get("/")
def home(request: Request) -> Response:
    """Lead to the brief, of what is new to this browser."""
    seen = seen_run(request)
    return RedirectResponse(f"/brief?after={seen}" if seen else "/brief", status_code=307)


@router.get("/find")
def found(request: Request, q: str = "") -> Response:
    """Lead to what was typed: a statement, a document or an actor; else to the actors that come near."""
    with shared(request).reading() as desk:
        try:
            what = find(desk, q[:200])
        except NotFound:
            return RedirectResponse(
                f"/actors?{urlencode({'words': q[:200], 'all': 'true'})}", status_code=303
            )
        if what.what == "actor":
            return RedirectResponse(f"/actor?{urlencode({'id': what.id})}", status_code=303)
        if what.what == "document":
            return RedirectResponse(f"/reader?document={what.id}", status_code=303)
        if what.what == "story":
            return RedirectResponse(f"/claims?show=stories&story={what.id}", status_code=303)
        stated = queries.statement(desk, what.id)
    return RedirectResponse(f"/reader?document={stated.document_id}&at={stated.id}", status_code=303)


@router.post("/brief/seen")
async def seen(request: Request) -> Response:
    """Note in the browser which run was seen last."""
    form = await _form(request)
    run = _text(form, "run")
    answer = RedirectResponse(f"/brief?after={run}" if run.isdecimal() else "/brief", status_code=303)
    if run.isdecimal():
        answer.set_cookie(SEEN_COOKIE, run, max_age=_YEAR, samesite="strict", path="/", httponly=True)
    return answer


@router.post("/review/judge")
async def judge(request: Request) -> Response:
    """Accept or reject a statement."""
    form = await _form(request)
    verdicts: dict[str, Verdict] = {"accepted": "accepted", "rejected": "rejected"}
    verdict = verdicts.get(_text(form, "verdict"))
    if verdict is None:
        raise UsageError("a statement is accepted or rejected here; to correct it, open it")
    await run_in_threadpool(_judge, request, form, verdict)
    return _back(form)


@router.post("/review/correct")
async def correct(request: Request) -> Response:
    """Keep what a statement should be."""
    form = await _form(request)
    await run_in_threadpool(_judge, request, form, "corrected")
    return _back(form)


@router.post("/review/undo")
async def undo(request: Request) -> Response:
    """Take a judgement back."""
    form = await _form(request)
    id = _text(form, "judgement")

    def undone() -> None:
        with shared(request).writing() as desk:
            reviewing.undo(desk, id, at=datetime.now(UTC))

    await run_in_threadpool(undone)
    return _back(form)


@router.post("/add")
async def add(request: Request) -> Response:
    """Take an article to be read, and lead to where it can be watched."""
    form = await _form(request)
    article = await _given(form)
    if isinstance(article, Article):
        adding.checked(article, request.app.state.settings.max_article)
    job = request.app.state.room.take(article)
    return RedirectResponse(f"/add?job={job.id}", status_code=303)


async def _given(form: FormData) -> Article | str:
    """Return what the form gives: an address, a file, or pasted words."""
    if address := _text(form, "address").strip():
        return address[:2000]
    file = form.get("file")
    if isinstance(file, UploadFile) and file.filename:
        return adding.uploaded(file, await file.read())
    return adding.pasted(_text(form, "text"), title=_text(form, "title"), published=_text(form, "published"))


def _judge(request: Request, form: FormData, verdict: Verdict) -> None:
    with shared(request).writing() as desk:
        stated = queries.statement(desk, _text(form, "statement"))
        changes = {name.removeprefix(_FIELD): _text(form, name) for name in form if name.startswith(_FIELD)}
        ruling = Ruling(
            verdict=verdict,
            made_by=request.app.state.settings.reviewer,
            made_at=datetime.now(UTC),
            note=_text(form, "note").strip()[:500] or None,
            correction=correcting.corrected(desk, stated, changes) if verdict == "corrected" else None,
        )
        reviewing.judge(desk, stated, ruling)


async def _form(request: Request) -> FormData:
    form = await request.form(max_files=1, max_fields=60, max_part_size=request.app.state.settings.max_body)
    check_form(request, form.get(FORM_FIELD, ""))
    return form


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _back(form: FormData) -> Response:
    """Lead back to the page that sent the form, if it is one of ours."""
    back = _text(form, "back")
    ours = back.startswith("/") and not back.startswith(("//", "/\\"))
    return RedirectResponse(back if ours else "/review", status_code=303)

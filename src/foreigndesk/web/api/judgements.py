"""Judgements: what people say of statements."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.responses import Response

from foreigndesk.desk import correcting, queries, reviewing
from foreigndesk.desk.reviewing import Judgement, Ruling, Verdict
from foreigndesk.errors import UsageError
from foreigndesk.web.api.answering import Text
from foreigndesk.web.api.shapes import FAILURES, Id, Shape, StatementShape
from foreigndesk.web.serving import as_json, shared

router = APIRouter(tags=["judgements"], responses=FAILURES)


class JudgementShape(Shape):
    """A judgement that stands."""

    id: str
    verdict: Verdict
    judged: StatementShape
    correction: StatementShape | None
    note: str | None
    made_by: str
    made_at: str
    same: bool


class JudgementGiven(Shape):
    """A judgement to be kept; `changes` are fields of the statement as a person types them."""

    statement: Id
    verdict: Verdict
    note: Annotated[str, Field(max_length=500)] | None = None
    changes: dict[str, Annotated[str, Field(max_length=2000)]] = Field(default_factory=dict, max_length=20)


@router.get("/judgements", responses={200: {"model": list[JudgementShape]}})
def judgements(
    request: Request, verdict: Annotated[Verdict | None, Query()] = None, document: Text | None = None
) -> Response:
    """List the judgements that stand, the latest first."""
    return as_json(request, lambda desk: list(reviewing.judgements(desk, verdict=verdict, document=document)))


@router.post("/judgements", status_code=201, responses={201: {"model": dict[str, str]}})
def judge(request: Request, given: JudgementGiven) -> Any:  # noqa: ANN401 - JSON
    """Accept, correct or reject a statement; an earlier judgement of it no longer stands."""
    if given.changes and given.verdict != "corrected":
        raise UsageError(f"changes: a statement that is {given.verdict} has none")
    with shared(request).writing() as desk:
        stated = queries.statement(desk, given.statement)
        corrected = given.verdict == "corrected"
        ruling = Ruling(
            verdict=given.verdict,
            made_by=request.app.state.settings.reviewer,
            made_at=datetime.now(UTC),
            note=given.note or None,
            correction=correcting.corrected(desk, stated, given.changes) if corrected else None,
        )
        return {"id": reviewing.judge(desk, stated, ruling)}


@router.delete("/judgements/{id}", responses={200: {"model": dict[str, str]}})
def undo(request: Request, id: Id) -> Any:  # noqa: ANN401 - JSON
    """Take a judgement back; one that it replaced stands again."""
    with shared(request).writing() as desk:
        undone: Judgement = reviewing.undo(desk, id, at=datetime.now(UTC))
    return {"id": undone.id}

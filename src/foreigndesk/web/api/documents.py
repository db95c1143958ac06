"""Documents, their readings and annotations; runs and rejections."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from foreigndesk.desk import Desk, inventory, listing, queries
from foreigndesk.desk.inventory import RejectionLine, RunLine
from foreigndesk.exports.annotations import annotation
from foreigndesk.exports.sources import sourced
from foreigndesk.web.api.answering import Choice, as_text, page
from foreigndesk.web.api.shapes import FAILURES, DocumentShape, Id, Page, ReadingShape
from foreigndesk.web.serving import as_json

router = APIRouter(tags=["documents"], responses=FAILURES)

_MOST = 1000


@router.get("/documents", responses={200: {"model": Page[dict[str, Any]]}})
def documents(request: Request, choice: Annotated[Choice, Query()]) -> Response:
    """List documents without their texts, in the order of their ids."""
    after = choice.after

    def made(desk: Desk) -> str:
        rows = listing.documents(desk, after=after, limit=choice.limit + 1)
        last = rows[choice.limit - 1][0] if len(rows) > choice.limit else None
        return page([as_text(record) for _, record in rows], choice.limit, last)

    return as_json(request, made)


@router.get("/documents/{id}", responses={200: {"model": DocumentShape}})
def document(request: Request, id: Id) -> Response:
    """Return a document with its text."""
    return as_json(request, lambda desk: queries.document_page(desk, id).reading.document)


@router.get("/documents/{id}/reading", responses={200: {"model": ReadingShape}})
def reading(request: Request, id: Id) -> Response:
    """Return a document with all mentions and statements, and what read them."""

    def made(desk: Desk) -> dict[str, Any]:
        found = queries.document_page(desk, id)
        whole = found.reading
        return {
            "document": whole.document,
            "addresses": found.addresses,
            "mentions": whole.mentions,
            "statements": whole.statements,
            "versions": whole.versions,
            "notes": whole.notes,
        }

    return as_json(request, made)


@router.get("/documents/{id}/annotations", responses={200: {"model": dict[str, Any]}})
def reading_annotations(request: Request, id: Id) -> Response:
    """Return a document's statements as a W3C AnnotationPage, in JSON-LD."""

    def made(desk: Desk) -> dict[str, Any]:
        stated = queries.document_page(desk, id).reading.statements
        return {
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "id": f"urn:foreigndesk:document:{id}:statements",
            "type": "AnnotationPage",
            "items": [annotation(row) for row in sourced(desk, stated)],
        }

    return as_json(request, made)


@router.get("/runs", responses={200: {"model": list[RunLine]}})
def runs(request: Request) -> Response:
    """List the last runs, the latest first."""
    return as_json(request, lambda desk: inventory.runs(desk, limit=_MOST))


@router.get("/rejections", responses={200: {"model": list[RejectionLine]}})
def rejections(request: Request) -> Response:
    """List the articles that could not be read, the latest first."""
    return as_json(request, lambda desk: inventory.rejections(desk, limit=_MOST))

"""The JSON API, under /api/v1: what a desk holds, for programs.

Lists come in pages: `next` is the cursor of the following one, null at the end. Every answer has an entity
tag that changes when the desk does. A failure is `application/problem+json`.
"""

from fastapi import APIRouter

from foreigndesk.web.api import actors, articles, documents, exporting, judgements, statements

router = APIRouter(prefix="/api/v1")
for part in (statements, documents, actors, judgements, articles, exporting):
    router.include_router(part.router)

__all__ = ["router"]

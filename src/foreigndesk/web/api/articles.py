"""Articles given to be read."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from pydantic import Field

from foreigndesk.errors import NotFound, UsageError
from foreigndesk.records import to_json
from foreigndesk.web import adding
from foreigndesk.web.api.shapes import FAILURES, Shape
from foreigndesk.web.reading import Job

router = APIRouter(tags=["articles"], responses=FAILURES)


class ArticleGiven(Shape):
    """An article's words, with title and day where known; or its address, http or https."""

    text: str = ""
    title: Annotated[str, Field(max_length=500)] = ""
    published: Annotated[str, Field(max_length=10)] = ""
    address: Annotated[str, Field(max_length=2000)] = ""


@router.post("/articles", status_code=202, responses={202: {"model": Job}})
def read(request: Request, given: ArticleGiven) -> Any:  # noqa: ANN401 - JSON
    """Take an article to be read; the answer's `id` tells at /articles/{id} how far it is."""
    if bool(given.address.strip()) == bool(given.text.strip()):
        raise UsageError("give either text or address")
    if given.address.strip():
        return to_json(request.app.state.room.take(given.address.strip()))
    article = adding.pasted(given.text, title=given.title, published=given.published)
    return to_json(
        request.app.state.room.take(adding.checked(article, request.app.state.settings.max_article))
    )


@router.get("/articles/{id}", responses={200: {"model": Job}})
def job(request: Request, id: Annotated[str, Path(max_length=40)]) -> Any:  # noqa: ANN401 - JSON
    """Return how far an article is; `document` is its id once it is read."""
    found = request.app.state.room.job(id)
    if found is None:
        raise NotFound(f"{id}: no such article is being read; the desk was perhaps closed since")
    return to_json(found)

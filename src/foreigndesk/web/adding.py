"""Adding an article: pasted, uploaded or by its address, and watching it being read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field
from starlette.datastructures import UploadFile

from foreigndesk.desk import Desk
from foreigndesk.errors import IntakeError, NotFound, UsageError
from foreigndesk.intake import media
from foreigndesk.records import Article
from foreigndesk.web.address import State
from foreigndesk.web.reading import Job, ReadingRoom
from foreigndesk.web.screen import Screen
from foreigndesk.web.security import too_big
from foreigndesk.web.tables import Table


class AddState(State):
    """Which article is being watched."""

    job: Annotated[str | None, Field(max_length=40)] = None


@dataclass(frozen=True, slots=True)
class AddPage:
    """How far the article is that was given."""

    job: Job | None


def screen(room: Callable[[], ReadingRoom]) -> Screen[AddState, AddPage]:
    """Return the screen over the articles that `room` reads."""

    def load(desk: Desk, state: AddState) -> AddPage:  # noqa: ARG001 - what is being read is not on it yet
        return AddPage(_job(room(), state.job) if state.job else None)

    def table(desk: Desk, state: AddState) -> Table:
        job = load(desk, state).job
        rows = [(step.name, step.state, step.found) for step in job.steps] if job else []
        return Table(("step", "state", "found"), rows)

    return Screen(
        name="add",
        title="Add",
        about="Give the desk an article: its words, a file or its address. It is read here, on this machine.",
        state=AddState,
        load=load,
        table=table,
        key="n",
        live=True,
    )


def pasted(text: str, *, title: str, published: str) -> Article:
    """Return the article of pasted words, with its title and day where given.

    Raises:
        UsageError: when there are no words, or the day is none.
    """
    if not text.strip():
        raise UsageError(
            "there is nothing to read: paste the article's words, choose a file or give an address"
        )
    lines = [title.strip()] if title.strip() else []
    if published.strip():
        try:
            lines.append(date.fromisoformat(published.strip()).isoformat())
        except ValueError as error:
            raise UsageError(f"{published}: not a day; write it as 2024-05-31") from error
    content = "\n\n".join([*lines, text.replace("\r\n", "\n")]).encode("utf-8", "replace")
    return Article(address="pasted in the browser", content=content, media_type="text/plain")


def uploaded(file: UploadFile, content: bytes) -> Article:
    """Return the article of an uploaded file; its type is told by its name and its first bytes."""
    name = "".join(char if char.isprintable() else "\ufffd" for char in file.filename or "upload")[-200:]
    return Article(address=name, content=content, media_type=media.sniff(content, media.by_name(name)))


def checked(article: Article, limit: int) -> Article:
    """Return the article, unless it is larger than `limit` bytes.

    Raises:
        IntakeError: code `too_big`.
    """
    if len(article.content) > limit:
        raise IntakeError(too_big(limit), code="too_big")
    return article


def _job(room: ReadingRoom, id: str) -> Job:
    job = room.job(id)
    if job is None:
        raise NotFound(f"{id}: no such article is being read; the desk was perhaps closed since")
    return job

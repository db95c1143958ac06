"""What the API's answers look like, derived from the records: a record, its id, and a statement's kind."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Annotated, Any, Generic, Literal, TypeVar, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, create_model

from foreigndesk.records import STATEMENT_CLASSES, Document, Mention, Versions
from foreigndesk.web.desks import TIME_LIMIT_SAID

T = TypeVar("T")

Id = Annotated[str, Field(max_length=40, pattern=r"^[a-z]{2,3}-[0-9a-f]{16}$")]


class Shape(BaseModel):
    """An answer, or a part of one."""

    model_config = ConfigDict(extra="forbid")


class Problem(Shape):
    """Why a request failed (RFC 9457)."""

    type: Literal["about:blank"]
    title: str
    status: int
    detail: str


class Page(Shape, Generic[T]):
    """Some of a list, and the cursor of what follows."""

    items: list[T]
    next: str | None


def _shape(record: type, name: str, **more: Any) -> type[Shape]:  # noqa: ANN401 - fields as pydantic takes them
    """Return the model of a record's JSON: `more` comes first, then its fields as they are declared."""
    hints = get_type_hints(record)
    declared: dict[str, Any] = {}
    for each in fields(record):
        if each.default is not MISSING:
            declared[each.name] = (hints[each.name], each.default)
        elif each.default_factory is not MISSING:
            declared[each.name] = (hints[each.name], Field(default_factory=each.default_factory))
        else:
            declared[each.name] = (hints[each.name], ...)
    return create_model(name, __base__=Shape, __doc__=record.__doc__, **more, **declared)


STATEMENT_SHAPES: tuple[Any, ...] = tuple(
    _shape(cls, cls.__name__, id=(str, ...), kind=(Literal[kind.value], ...))
    for kind, cls in STATEMENT_CLASSES.items()
)
StatementShape: Any = Annotated[
    STATEMENT_SHAPES[0] | STATEMENT_SHAPES[1] | STATEMENT_SHAPES[2]
    | STATEMENT_SHAPES[3] | STATEMENT_SHAPES[4] | STATEMENT_SHAPES[5],
    Field(discriminator="kind"),
]  # fmt: skip
EventShape: Any = STATEMENT_SHAPES[0]
DocumentShape: Any = _shape(Document, "Document", id=(str, ...))
StatementPage = Page[StatementShape]
EventPage = Page[EventShape]


class ReadingShape(Shape):
    """A document with all that was read in it."""

    document: DocumentShape
    addresses: list[str]
    mentions: list[Mention]
    statements: list[StatementShape]
    versions: Versions
    notes: list[str]


FAILURES: dict[int | str, dict[str, Any]] = {
    status: {
        "description": about,
        "content": {"application/problem+json": {"schema": Problem.model_json_schema()}},
    }
    for status, about in {
        401: "the token is missing",
        403: "sent by another site",
        404: "there is no such thing on this desk",
        413: "larger than is read",
        422: "a value does not fit",
        503: TIME_LIMIT_SAID,
    }.items()
}

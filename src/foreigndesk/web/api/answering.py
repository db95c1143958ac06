"""How the API answers: JSON with an entity tag, and pages with a cursor."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from foreigndesk.errors import UsageError
from foreigndesk.records import to_json

Text = Annotated[str, StringConstraints(max_length=300)]


class Choice(BaseModel):
    """Parameters of a list."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    limit: Annotated[int, Field(ge=1, le=500, description="The most items of a page.")] = 100
    cursor: Annotated[
        str | None, Field(max_length=400, description="Where the page begins: `next` of the page before.")
    ] = None

    @property
    def after(self) -> str:
        """What the page before ended with, "" at the beginning.

        Raises:
            UsageError: when the cursor is none of ours.
        """
        if self.cursor is None:
            return ""
        try:
            return base64.urlsafe_b64decode(self.cursor.encode("ascii")).decode("utf-8")
        except (ValueError, UnicodeError) as error:
            raise UsageError("cursor: not one that this API gave; begin again without it") from error

    @property
    def position(self) -> tuple[str, str]:
        """The day and id that the page before ended with, for lists that go by day.

        Raises:
            UsageError: when the cursor is none of ours.
        """
        day, _, id = self.after.partition(" ")
        try:
            return (date.fromisoformat(day).isoformat() if day else "", id)
        except ValueError as error:
            raise UsageError("cursor: not one that this API gave; begin again without it") from error


def as_text(value: object) -> str:
    """Return a record or JSON value as JSON text."""
    return json.dumps(to_json(value), ensure_ascii=False, default=str)


def page(items: Sequence[str], limit: int, last: str | None) -> str:
    """Return a page of JSON texts; `last` is what its last item is sorted by, None where nothing follows."""
    cursor = None if last is None else base64.urlsafe_b64encode(last.encode()).decode()
    return f'{{"items":[{",".join(items[:limit])}],"next":{json.dumps(cursor)}}}'

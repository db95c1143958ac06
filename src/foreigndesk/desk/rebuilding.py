"""From the desk's JSON back to records, checked by pydantic."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, cast

from pydantic import TypeAdapter

from foreigndesk.records import STATEMENT_CLASSES, Document, Mention, Statement, dumps

_CLASSES: dict[str, type] = {
    **{kind.value: cls for kind, cls in STATEMENT_CLASSES.items()},
    "mention": Mention,
    "document": Document,
}


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(_CLASSES[name])


def statement(record: str) -> Statement:
    """Return the statement that `record`, its JSON, describes; `kind` in it says which class.

    Raises:
        ValueError: when `record` is not the JSON of a statement.
    """
    fields = json.loads(record)
    kind = fields.pop("kind")
    fields.pop("id", None)
    return cast(Statement, _adapter(kind).validate_python(fields))


def canonical(stated: Statement) -> Statement:
    """Return `stated` as the desk gives it back, so that a score of 5 and one of 5.0 have one id."""
    return statement(dumps(stated))


def mention(record: str) -> Mention:
    """Return the mention that `record`, its JSON, describes."""
    return cast(Mention, _adapter("mention").validate_json(record))


def document(record: str, text: str) -> Document:
    """Return the document whose JSON without its text is `record`."""
    return cast(Document, _adapter("document").validate_python({**json.loads(record), "text": text}))

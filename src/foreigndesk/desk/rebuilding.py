"""Records to the desk's JSON and back, checked by pydantic."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, cast

from pydantic import TypeAdapter

from foreigndesk.records import STATEMENT_CLASSES, Document, Mention, Statement

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
    fields.pop("id", None)  # in exports, not on the desk
    return cast(Statement, _adapter(kind).validate_python(fields))


def canonical(stated: Statement) -> Statement:
    """Return `stated` as the desk gives it back, so that a score of 5 and one of 5.0 have one id."""
    adapter = _adapter(stated.kind.value)
    return cast(Statement, adapter.validate_python(adapter.dump_python(stated, warnings=False)))


def record_of(record: Statement | Mention) -> str:
    """Return a statement or mention as JSON; much faster than `records.dumps`, and without the id."""
    if isinstance(record, Mention):
        return _adapter("mention").dump_json(record, warnings=False).decode()
    fields = _adapter(record.kind.value).dump_json(record, warnings=False).decode()
    return f'{{"kind":"{record.kind.value}",{fields[1:]}'


def mention(record: str) -> Mention:
    """Return the mention that `record`, its JSON, describes."""
    return cast(Mention, _adapter("mention").validate_json(record))


def document(record: str, text: str) -> Document:
    """Return the document whose JSON without its text is `record`."""
    return cast(Document, _adapter("document").validate_python({**json.loads(record), "text": text}))

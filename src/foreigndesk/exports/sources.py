"""Statements with what an export says of their document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from foreigndesk.desk import Desk
from foreigndesk.records import Statement

_ABOUT = """
    SELECT d.title, d.address, d.published, d.source, r.foreigndesk
    FROM documents d LEFT JOIN readings r ON r.document_id = d.id
    WHERE d.id = ?"""


@dataclass(frozen=True, slots=True)
class Sourced:
    """A statement, and the title, address, day and source of its document.

    `version` is that of the foreigndesk that read it.
    """

    statement: Statement
    title: str | None
    address: str
    published: str | None
    source: str | None
    version: str | None


def sourced(desk: Desk, statements: Iterable[Statement]) -> Iterator[Sourced]:
    """Yield statements with their documents' metadata; statements of one document come together."""
    document_id: str | None = None
    about: tuple[str | None, str, str | None, str | None, str | None] = (None, "", None, None, None)
    for stated in statements:
        if stated.document_id != document_id:
            document_id = stated.document_id
            about = desk.rows(_ABOUT, [document_id])[0]
        yield Sourced(stated, *about)

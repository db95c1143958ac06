"""Foreign Desk reads political news into an evidence-linked picture of states, actors, ties and events.

    reading = foreigndesk.read("Kenya arrested three Somali journalists on Sunday.", published="2019-03-05")

    article -> intake -> document -> parsing -> linking (who, where, when) -> coding -> reading

    with foreigndesk.open("andes.duckdb", read_only=False) as desk:
        desk.read("news/article.html")
        happened = desk.events(country="PER", status="happened").pandas()
        pairs = desk.sql("SELECT subject, object FROM ties WHERE relation = ?", ["member_of"]).arrow()

    reading -> desk (DuckDB) -> questions, which give Arrow, Polars or pandas frames

A desk may be read while other programs read it or read articles on to it. Columns: docs/desk.md. Errors are
`ForeignDeskError`s, one line each. Nothing is loaded before it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from foreigndesk.api import OpenDesk, Result, open, read
    from foreigndesk.errors import BadQuery, DeskError, ForeignDeskError, IntakeError
    from foreigndesk.records import Article, Document, Reading

__all__ = [
    "Article",
    "BadQuery",
    "DeskError",
    "Document",
    "ForeignDeskError",
    "IntakeError",
    "OpenDesk",
    "Reading",
    "Result",
    "open",
    "read",
]

_MODULES = {
    **dict.fromkeys(("OpenDesk", "Result", "open", "read"), "foreigndesk.api"),
    **dict.fromkeys(("BadQuery", "DeskError", "ForeignDeskError", "IntakeError"), "foreigndesk.errors"),
    **dict.fromkeys(("Article", "Document", "Reading"), "foreigndesk.records"),
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a class or a function
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_MODULES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

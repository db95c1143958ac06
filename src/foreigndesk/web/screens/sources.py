"""Sources and quality: what was read, from whom, by which versions, and what could not be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from foreigndesk.desk import Desk, inventory
from foreigndesk.desk.inventory import Counted, DocumentChoice, DocumentLine, RejectionLine, RunLine
from foreigndesk.web.address import State
from foreigndesk.web.screen import Screen
from foreigndesk.web.tables import Table

PER_PAGE = 40
_EVERYTHING = 10_000_000


class SourcesState(State):
    """Which documents, which page of them. `source` is "-" for those whose source is not known."""

    source: Annotated[str | None, Field(max_length=300)] = None
    run: Annotated[int | None, Field(ge=1, le=2**31 - 1)] = None
    words: Annotated[str | None, Field(max_length=200)] = None
    page: Annotated[int, Field(ge=1, le=100_000)] = 1

    @property
    def choice(self) -> DocumentChoice:
        """The choice without its page."""
        return DocumentChoice(
            source="" if self.source == "-" else self.source, run=self.run, words=self.words
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesPage:
    """One page of documents, and what is known of sources, runs, rejections, versions and languages."""

    total: int
    page: int
    pages: int
    rows: tuple[DocumentLine, ...]
    sources: tuple[Counted, ...]
    runs: tuple[RunLine, ...]
    rejection_codes: tuple[Counted, ...]
    rejections: tuple[RejectionLine, ...]
    versions: tuple[Counted, ...]
    languages: tuple[Counted, ...]


def load(desk: Desk, state: SourcesState) -> SourcesPage:
    """Ask for a page of documents and the inventory."""
    total = inventory.document_count(desk, state.choice)
    rows = inventory.documents(desk, state.choice, limit=PER_PAGE, offset=(state.page - 1) * PER_PAGE)
    return SourcesPage(
        total=total,
        page=state.page,
        pages=max(1, -(-total // PER_PAGE)),
        rows=tuple(rows),
        sources=tuple(inventory.sources(desk)),
        runs=tuple(inventory.runs(desk)),
        rejection_codes=tuple(inventory.rejection_codes(desk)),
        rejections=tuple(inventory.rejections(desk)),
        versions=tuple(inventory.versions(desk)),
        languages=tuple(inventory.languages(desk)),
    )


def table(desk: Desk, state: SourcesState) -> Table:
    """Return the documents."""
    lines = inventory.documents(desk, state.choice, limit=_EVERYTHING)
    return Table(
        ("id", "title", "address", "published", "source", "language", "run", "statements"),
        ((d.id, d.title, d.address, d.published, d.source, d.language, d.run, d.statements) for d in lines),
    )


SCREEN = Screen(
    name="sources",
    title="Sources",
    about="What was read, who published it, which versions read it, and what could not be read.",
    state=SourcesState,
    load=load,
    table=table,
    key="s",
)

"""The evidence reader: an article with the words of every statement, and the statement in hand beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from foreigndesk.briefing.explaining import Explanation, explained
from foreigndesk.briefing.wording import KIND_NAMES, worded
from foreigndesk.desk import Desk, queries, reviewing
from foreigndesk.desk.reviewing import Judgement
from foreigndesk.errors import UsageError
from foreigndesk.records import Chrome, Document, Kind, Statement, TranslationSign, Versions
from foreigndesk.web.address import State
from foreigndesk.web.marking import Piece, pieces
from foreigndesk.web.screen import Screen
from foreigndesk.web.tables import Table

# How much of a text is on one page; few articles are longer, and what is must not choke a browser.
PART = 60_000
_SHOWN_OF_CHROME = 4_000
_COLUMNS = (
    "id", "kind", "status", "what", "label", "speaker", "confidence", "start", "end", "words", "verdict",
)  # fmt: skip


class ReaderState(State):
    """Which document, which statement in hand (`at`), of which kinds, which part of a long text."""

    document: Annotated[str, Field(max_length=40)] = ""
    at: Annotated[str | None, Field(max_length=40)] = None
    kind: tuple[Kind, ...] = ()
    part: Annotated[int | None, Field(ge=1, le=100_000)] = None


@dataclass(frozen=True, slots=True)
class Record:
    """A statement, why it was read, and what a person says of it."""

    statement: Statement
    explanation: Explanation
    judgement: Judgement | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A document's part as it is shown. `kinds` counts all its statements, by kind."""

    id: str
    title: str | None
    published: str | None
    source: str | None
    author: str | None
    translator: str | None
    language: str
    addresses: tuple[str, ...]
    notes: tuple[str, ...]
    versions: Versions
    translation_signs: tuple[TranslationSign, ...]
    chrome: tuple[Chrome, ...]
    kinds: dict[str, int]
    part: int
    parts: int
    headline: tuple[Piece, ...]
    body: tuple[Piece, ...]
    records: tuple[Record, ...]


def load(desk: Desk, state: ReaderState) -> Sheet:
    """Ask for a document with its statements and judgements."""
    if not state.document:
        raise UsageError("name a document: /reader?document=doc-..., or open one from Sources")
    found = queries.document_page(desk, state.document)
    document, statements = found.reading.document, found.reading.statements
    chosen = [s for s in statements if not state.kind or s.kind in state.kind]
    part, start, end = _part(document, chosen, state)
    title_end = min(document.body_start, end)
    shown = [s for s in chosen if s.evidence.start < end and s.evidence.end > start]
    judged = reviewing.judged_statements(desk, document.id)
    return Sheet(
        id=document.id,
        title=document.title,
        published=document.published.value if document.published else None,
        source=document.source,
        author=document.author,
        translator=document.translator,
        language=document.language,
        addresses=found.addresses,
        notes=found.reading.notes,
        versions=found.reading.versions,
        translation_signs=document.translation_signs,
        chrome=tuple(Chrome(role=c.role, text=c.text[:_SHOWN_OF_CHROME]) for c in document.chrome),
        kinds={kind.value: sum(s.kind is kind for s in statements) for kind in KIND_NAMES},
        part=part,
        parts=max(1, -(-len(document.text) // PART)),
        headline=tuple(pieces(document.text, shown, start=start, end=title_end)) if part == 1 else (),
        body=tuple(pieces(document.text, shown, start=max(start, title_end), end=end)),
        records=tuple(Record(s, explained(document, s), judged.get(s.id)) for s in shown),
    )


def table(desk: Desk, state: ReaderState) -> Table:
    """Return the document's statements."""
    page = load(desk, state)
    return Table(
        _COLUMNS,
        [_row(record) for record in page.records],
    )


def _row(record: Record) -> tuple[object, ...]:
    stated, wording = record.statement, worded(record.statement)
    evidence = stated.evidence
    return (
        stated.id, stated.kind.value, stated.status.value, wording.head, wording.label,
        stated.speaker.name if stated.speaker else None, stated.confidence, evidence.start, evidence.end,
        evidence.quote, record.judgement.verdict if record.judgement else None,
    )  # fmt: skip


def _part(document: Document, statements: list[Statement], state: ReaderState) -> tuple[int, int, int]:
    """Return which part is shown, with its span: the one asked for, else that of the statement in hand."""
    parts = max(1, -(-len(document.text) // PART))
    in_hand = next((s for s in statements if s.id == state.at), None)
    part = state.part or (in_hand.evidence.start // PART + 1 if in_hand else 1)
    part = min(part, parts)
    return part, (part - 1) * PART, min(len(document.text), part * PART)


SCREEN = Screen(
    name="reader",
    title="Reader",
    about="The article, and every statement on the words it was read from.",
    state=ReaderState,
    load=load,
    table=table,
)

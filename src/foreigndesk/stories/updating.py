"""Brings the desk's stories up to date: every document that was read since is grouped, batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from urllib.parse import urlsplit

import pyarrow as pa

from foreigndesk.desk import Desk, rebuilding
from foreigndesk.records import Document, Event
from foreigndesk.stories.accounts import Account, account_of
from foreigndesk.stories.blocking import by_name
from foreigndesk.stories.grouping import link, regroup
from foreigndesk.stories.loading import account_json
from foreigndesk.stories.origins import Text, add_texts, find_copies, place_origins
from foreigndesk.stories.shingles import words_of
from foreigndesk.stories.storing import append, ask, delete
from foreigndesk.stories.summaries import summarise
from foreigndesk.stories.terms import lead, names, stems

BATCH = 200
Progress = Callable[[int, int], None]

_NEVER = "9999"
_DOCUMENTS = {
    "document_id": pa.string(), "digest": pa.string(), "day": pa.date32(), "published": pa.string(),
    "outlet": pa.string(), "words": pa.list_(pa.string()), "actors": pa.list_(pa.string()),
    "signature": pa.list_(pa.uint32()), "copy_of": pa.string(), "origin": pa.string(),
}  # fmt: skip
_EVENTS = {
    "statement_id": pa.string(), "document_id": pa.string(), "story_id": pa.string(), "account": pa.string(),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What an update did: documents grouped, earlier readings taken out, stories changed."""

    documents: int
    left: int
    stories: int


def update(desk: Desk, progress: Progress | None = None, *, batch: int = BATCH) -> Update:
    """Group every document that was read, or read anew, since the last update.

    Each batch is one transaction: an update that is stopped loses the batch it was at, and the next one goes
    on there. Only stories that a document touches are written.

    Args:
        desk: an open desk, not read-only.
        progress: called after each batch with the documents done and all that were to be done.
        batch: documents in one transaction.

    Raises:
        DeskError: when the desk cannot be written.
        CodebookError: when the rules or weights of stories are wrong.
    """
    stories: set[str] = set()
    stale = _stale(desk)
    for at in range(0, len(stale), batch):
        stories |= desk.transact(partial(_forget, desk, stale[at : at + batch]))
    pending = _pending(desk)
    for at in range(0, len(pending), batch):
        chosen = pending[at : at + batch]
        stories |= desk.transact(partial(_add, desk, chosen))
        if progress is not None:
            progress(at + len(chosen), len(pending))
    return Update(documents=len(pending), left=len(stale), stories=len(stories))


def _stale(desk: Desk) -> list[str]:
    """Return the grouped documents that were read anew, or are no more on the desk."""
    rows = desk.rows(
        """SELECT document_id FROM story_documents s
        WHERE NOT EXISTS (FROM readings r WHERE r.document_id = s.document_id AND r.digest = s.digest)
        ORDER BY ALL"""
    )
    return [str(id) for (id,) in rows]


def _pending(desk: Desk) -> list[str]:
    rows = desk.rows(
        """SELECT d.id FROM documents d JOIN readings r ON r.document_id = d.id
        WHERE d.id NOT IN (SELECT document_id FROM story_documents)
        ORDER BY coalesce(d.published, ?), d.id""",
        [_NEVER],
    )
    return [str(id) for (id,) in rows]


def _forget(desk: Desk, ids: Sequence[str]) -> set[str]:
    """Take documents out of everything that was grouped; return the stories that they were in."""
    left = ask(
        desk,
        "SELECT statement_id, story_id FROM story_events WHERE document_id IN (SELECT unnest($asked))",
        ids,
    )
    statements = {str(id) for id, _ in left}
    copied = _other_ends(desk, "story_copies", ids) - set(ids)
    near = _other_ends(desk, "story_links", statements) - statements
    for table in ("story_documents", "story_bands", "story_events"):
        delete(desk, table, "document_id", ids)
    for end in ("one", "other"):
        delete(desk, "story_copies", end, ids)
        delete(desk, "story_links", end, statements)
    delete(desk, "story_keys", "statement_id", statements)
    origins = place_origins(desk, sorted(copied))
    changed = {str(story) for _, story in left} | regroup(desk, near)
    summarise(desk, changed | stories_of(desk, origins))
    return changed


def _other_ends(desk: Desk, pairs: str, ids: Iterable[str]) -> set[str]:
    """Return what `ids` are paired with."""
    rows = ask(
        desk,
        f"""SELECT other FROM {pairs} WHERE one IN (SELECT unnest($asked))
        UNION SELECT one FROM {pairs} WHERE other IN (SELECT unnest($asked))""",
        ids,
    )
    return {str(id) for (id,) in rows}


def _add(desk: Desk, ids: Sequence[str]) -> set[str]:
    documents, digests = _documents(desk, ids)
    days = {document.id: _day(document) for document in documents}
    texts = [Text(document.id, days[document.id], words_of(document)) for document in documents]
    signatures = add_texts(desk, texts)
    actors = _actors(desk, ids)
    rows = [
        {
            "document_id": document.id, "digest": digests[document.id], "day": days[document.id],
            "published": document.published.value if document.published else _NEVER,
            "outlet": _outlet(document), "words": sorted(stems(lead(document))),
            "actors": actors.get(document.id) or [by_name(name) for name in sorted(names(lead(document)))],
            "signature": list(signatures[document.id]), "copy_of": None, "origin": document.id,
        }
        for document in documents
    ]  # fmt: skip
    append(desk, "story_documents", _DOCUMENTS, rows)
    find_copies(desk, texts)
    origins = place_origins(desk, ids)
    fresh = _accounts(desk, ids, days)
    append(desk, "story_events", _EVENTS, [
        {"statement_id": a.id, "document_id": a.document_id, "story_id": "", "account": account_json(a)}
        for a in fresh
    ])  # fmt: skip
    link(desk, fresh)
    changed = regroup(desk, [account.id for account in fresh])
    summarise(desk, changed | stories_of(desk, origins))
    return changed


def _documents(desk: Desk, ids: Sequence[str]) -> tuple[list[Document], dict[str, str]]:
    rows = ask(
        desk,
        """SELECT d.record, d.text, r.digest FROM documents d JOIN readings r ON r.document_id = d.id
        WHERE d.id IN (SELECT unnest($asked)) ORDER BY d.id""",
        ids,
    )
    documents = [rebuilding.document(record, text) for record, text, _ in rows]
    return documents, {document.id: str(row[2]) for document, row in zip(documents, rows, strict=True)}


def stories_of(desk: Desk, documents: set[str]) -> set[str]:
    """Return the stories that documents report."""
    rows = ask(
        desk,
        "SELECT DISTINCT story_id FROM story_events WHERE document_id IN (SELECT unnest($asked))",
        documents,
    )
    return {str(id) for (id,) in rows}


def _actors(desk: Desk, ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the linked actors that documents name; an office or body stands for its state."""
    rows = ask(
        desk,
        """WITH named AS (
            SELECT document_id, unnest(actor_ids) AS actor_id
            FROM mentions WHERE document_id IN (SELECT unnest($asked))
        )
        SELECT document_id, list_sort(list(DISTINCT split_part(actor_id, '/', 1))) FROM named
        WHERE actor_id NOT LIKE '?%' GROUP BY document_id""",
        ids,
    )
    return {str(id): list(found) for id, found in rows}


def _accounts(desk: Desk, ids: Sequence[str], days: dict[str, date | None]) -> list[Account]:
    rows = ask(
        desk,
        """SELECT record FROM statements WHERE kind = 'event' AND document_id IN (SELECT unnest($asked))
        ORDER BY document_id, ordinal""",
        ids,
    )
    events = (rebuilding.statement(record) for (record,) in rows)
    made = (account_of(each, days[each.document_id]) for each in events if isinstance(each, Event))
    return [account for account in made if account is not None]


def _day(document: Document) -> date | None:
    try:
        return date.fromisoformat(document.anchor) if document.anchor else None
    except ValueError:
        return None


def _outlet(document: Document) -> str:
    """Return who published a document: its source, else the host it was found at."""
    return document.source or urlsplit(document.address).hostname or document.id

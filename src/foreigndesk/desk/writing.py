"""Writing to the desk: runs, readings and rejections. A reading is stored whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import pyarrow as pa

from foreigndesk.desk.opening import Desk
from foreigndesk.desk.rows import SCHEMAS, Packed, Row, article_row, batch, pack
from foreigndesk.records import Article, Reading, Rejection, Versions, dumps

Outcome = Literal["new", "replaced", "unchanged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One article and its reading, to be stored. `article` is None for a document made by hand."""

    reading: Reading
    article: Article | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """An article whose document has a reading already, on the desk or earlier in the same batch."""

    document_id: str
    article: Article | None = None


def start_run(desk: Desk, started: datetime) -> int:
    """Note that a run began at `started` (UTC); return its number, to be given to `store`."""

    def begin() -> int:
        run = int(desk.rows("SELECT coalesce(max(id), 0) + 1 FROM runs")[0][0])
        desk.execute("INSERT INTO runs VALUES (?, ?, false, NULL, NULL)", [run, started.replace(tzinfo=None)])
        return run

    return desk.transact(begin)


def finish_run(desk: Desk, run: int, *, counts: dict[str, Any], versions: Versions | None = None) -> None:
    """Note that `run` came to its end, what it counted and which versions it read with."""
    values = [dumps(versions) if versions else None, json.dumps(counts, ensure_ascii=False), run]
    sql = "UPDATE runs SET finished = true, versions = ?, counts = ? WHERE id = ?"
    desk.transact(lambda: desk.execute(sql, values))


def store(desk: Desk, run: int, items: Iterable[Item | Packed | Met]) -> list[Outcome]:
    """Store readings in one transaction; return for each item whether it was new, replaced or unchanged.

    A reading equal to the one the desk has is not written again; another one replaces the machine's
    earlier reading of that document. Within one run the first reading of a document stands, whatever
    else was found to be the same document. Human judgements are left as they are. An article that is
    stored leaves the quarantine.

    Raises:
        DeskError: when the desk cannot be written; then nothing of `items` is stored.
    """
    packed = [pack(item.reading, item.article) if isinstance(item, Item) else item for item in items]
    return desk.transact(lambda: _store(desk, run, packed))


def reject(desk: Desk, run: int, rejections: Sequence[Rejection]) -> None:
    """Store why articles were not read, so that nothing is left out in silence."""
    if not rejections:
        return

    def add() -> None:
        first = int(desk.rows("SELECT count(*) FROM rejections WHERE run = ?", [run])[0][0])
        rows = [
            {"run": run, "ordinal": first + at, "address": r.address, "code": r.code, "message": r.message}
            for at, r in enumerate(rejections)
        ]
        insert(desk, "rejections", rows)

    desk.transact(add)


def insert(desk: Desk, table: str, rows: Sequence[Row]) -> None:
    """Append `rows` to `table`."""
    if rows:
        desk.append(table, pa.Table.from_batches([batch(table, rows)]))


# --- the transaction's parts -----------------------------------------------------------------------

# `IN (SELECT unnest(?))` is a join by hash: `list_contains` would compare each row with each id.


def _store(desk: Desk, run: int, packed: Sequence[Packed | Met]) -> list[Outcome]:
    known = _known_readings(desk, [each.document_id for each in packed])
    outcomes: list[Outcome] = []
    changed: dict[str, Packed] = {}
    for each in packed:
        outcome = _outcome(known.get(each.document_id), each, run)
        if isinstance(each, Packed) and outcome != "unchanged":
            changed[each.document_id] = each
            known[each.document_id] = (each.digest, run)
        outcomes.append(outcome)
    first_runs = _known_first_runs(desk, list(changed))
    _forget(desk, [id for id in changed if id in first_runs])
    articles = [row for each in packed if (row := _article_row(each))]
    _insert_new_articles(desk, run, articles)
    _insert_changed(desk, run, list(changed.values()), first_runs)
    _insert_run_documents(desk, run, [each.document_id for each in packed], outcomes)
    _release(desk, [row["id"] for row in articles], list(changed))
    return outcomes


def _outcome(known: tuple[str, int] | None, each: Packed | Met, run: int) -> Outcome:
    if isinstance(each, Met):
        return "unchanged"
    if known is None:
        return "new"
    digest, read_in = known
    return "unchanged" if digest == each.digest or read_in == run else "replaced"


def _known_readings(desk: Desk, document_ids: Sequence[str]) -> dict[str, tuple[str, int]]:
    sql = "SELECT document_id, digest, run FROM readings WHERE document_id IN (SELECT unnest(?))"
    return {str(id): (str(digest), int(run)) for id, digest, run in desk.rows(sql, [list(document_ids)])}


def _known_first_runs(desk: Desk, document_ids: Sequence[str]) -> dict[str, int]:
    if not document_ids:
        return {}
    sql = "SELECT id, first_run FROM documents WHERE id IN (SELECT unnest(?))"
    return {str(id): int(run) for id, run in desk.rows(sql, [list(document_ids)])}


def _forget(desk: Desk, document_ids: Sequence[str]) -> None:
    if not document_ids:
        return
    desk.execute("DELETE FROM documents WHERE id IN (SELECT unnest(?))", [document_ids])
    for table in ("readings", "mentions", "statements", "statement_actors"):
        desk.execute(f"DELETE FROM {table} WHERE document_id IN (SELECT unnest(?))", [document_ids])


def _release(desk: Desk, article_ids: Sequence[str], document_ids: Sequence[str]) -> None:
    # Asked first: a DELETE that finds nothing still costs a write.
    sql = "article_id IN (SELECT unnest(?)) OR document_id IN (SELECT unnest(?))"
    found = [list(article_ids), list(document_ids)]
    if desk.rows(f"SELECT 1 FROM quarantine WHERE {sql} LIMIT 1", found):
        desk.execute(f"DELETE FROM quarantine WHERE {sql}", found)


def _article_row(each: Packed | Met) -> Row | None:
    if isinstance(each, Packed):
        return each.article
    return article_row(each.article, each.document_id) if each.article else None


def _insert_new_articles(desk: Desk, run: int, rows: Sequence[Row]) -> None:
    if not rows:
        return
    sql = "SELECT id, address FROM articles WHERE id IN (SELECT unnest(?))"
    known = set(desk.rows(sql, [[row["id"] for row in rows]]))
    new: dict[tuple[str, str], Row] = {}
    for row in rows:
        if (key := (row["id"], row["address"])) not in known:
            new.setdefault(key, {**row, "first_run": run})
    insert(desk, "articles", list(new.values()))


def _insert_changed(desk: Desk, run: int, changed: Sequence[Packed], first_runs: dict[str, int]) -> None:
    if not changed:
        return
    documents = [{**each.document, "first_run": first_runs.get(each.document_id, run)} for each in changed]
    insert(desk, "documents", documents)
    insert(desk, "readings", [{**each.reading, "run": run} for each in changed])
    for table in ("mentions", "statements", "statement_actors"):
        rows = pa.Table.from_batches([each.parts[table] for each in changed], schema=SCHEMAS[table])
        if len(rows):
            desk.append(table, rows)


def _insert_run_documents(desk: Desk, run: int, ids: Sequence[str], outcomes: Sequence[Outcome]) -> None:
    sql = "SELECT document_id FROM run_documents WHERE run = ? AND document_id IN (SELECT unnest(?))"
    known = {id for (id,) in desk.rows(sql, [run, list(ids)])}
    first = int(desk.rows("SELECT count(*) FROM run_documents WHERE run = ?", [run])[0][0])
    met: dict[str, Outcome] = {}
    for id, outcome in zip(ids, outcomes, strict=True):
        if id not in known:
            met.setdefault(id, outcome)
    rows = [
        {"run": run, "ordinal": first + at, "document_id": id, "outcome": outcome}
        for at, (id, outcome) in enumerate(met.items())
    ]
    insert(desk, "run_documents", rows)

"""Rows into the story tables, and many ids into one question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa

from foreigndesk.desk import Desk

Columns = dict[str, pa.DataType]
Row = tuple[Any, ...]


def append(desk: Desk, table: str, columns: Columns, rows: Sequence[dict[str, Any]]) -> None:
    """Add `rows` to `table` at once.

    Raises:
        DeskError: when the desk cannot be written.
    """
    if rows:
        desk.append(table, pa.Table.from_pylist(list(rows), schema=pa.schema(columns)))


def ask(desk: Desk, sql: str, asked: Iterable[str], **more: object) -> list[Row]:
    """Return the rows of a query about many ids, which it names `(SELECT unnest($asked))`.

    Raises:
        DeskError: when the desk cannot be read.
    """
    return desk.rows(sql, {"asked": sorted(asked), **more})


def delete(desk: Desk, table: str, column: str, ids: Iterable[str]) -> None:
    """Delete the rows of `table` whose `column` is one of `ids`.

    Raises:
        DeskError: when the desk cannot be written.
    """
    desk.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT unnest(?))", [sorted(ids)])

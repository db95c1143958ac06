"""What every session with a desk can do, in the process that owns the file or beside it.

    owner   LocalSession   a DuckDB cursor in the process that opened the file
    others  RemoteSession  the same over a socket; the owner keeps a LocalSession for each

A session sees a consistent state of its own (DuckDB's MVCC) and is used by one thread at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

import pyarrow as pa

Parameters = Sequence[Any] | dict[str, Any]
Row = tuple[Any, ...]

#: Rows in one batch of an answer, unless asked otherwise; a multiple of DuckDB's vectors of 2,048.
BATCH = 16_384


class OwnerGone(Exception):  # noqa: N818 - it says what happened
    """The process that owns the desk has left. `untouched`: what was asked has certainly not been done."""

    def __init__(self, *, untouched: bool) -> None:
        super().__init__("the process that holds the desk has ended")
        self.untouched = untouched


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gives: Arrow batches as they come, their schema, and DuckDB's names of the types."""

    schema: pa.Schema
    types: tuple[str, ...]
    batches: Iterator[pa.RecordBatch]

    def table(self) -> pa.Table:
        """Return everything as one Arrow table."""
        return pa.Table.from_batches(self.batches, self.schema)

    def rows(self) -> Iterator[Row]:
        """Yield rows as DuckDB itself gives them in Python."""
        for batch in self.batches:
            yield from zip(*map(_values, batch.columns, self.types), strict=True)


class Session(Protocol):
    """One conversation with the desk. Errors are DuckDB's own; `OwnerGone` where the owner has left."""

    def ask(
        self, sql: str, parameters: Parameters = (), *, batch: int = BATCH, seconds: float | None = None
    ) -> Answer:
        """Return what one query gives; it is stopped after `seconds`, counted until its last row is taken."""

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Return all rows of one query."""

    def execute(self, sql: str, parameters: Parameters = ()) -> None:
        """Run one statement that changes the desk."""

    def append(self, table: str, rows: pa.Table) -> None:
        """Add `rows`, whose columns are named as those of `table`, to `table`."""

    def begin(self, *, read_only: bool = False) -> None:
        """Begin a transaction; one that may write waits until no other does."""

    def commit(self) -> None:
        """Keep what was done since `begin`."""

    def rollback(self) -> None:
        """Undo what was done since `begin`; without a transaction this does nothing."""

    def snapshot(self, target: Path) -> None:
        """Write a consistent copy of the desk to the new file `target`."""

    def another(self) -> Session:
        """Return a second session with the same desk."""

    def close(self) -> None:
        """End the session; an open transaction is undone."""


def _values(column: pa.Array, duckdb_type: str) -> list[Any]:
    values: list[Any] = column.to_pylist()
    convert = _FROM_ARROW.get(duckdb_type.partition("(")[0])
    if duckdb_type.endswith("]") or convert is None:
        return values
    return [None if value is None else convert(value) for value in values]


def _timedelta(value: pa.MonthDayNano) -> timedelta:
    # As DuckDB does: a month counts 30 days.
    return timedelta(days=30 * value.months + value.days, microseconds=value.nanoseconds // 1000)


# Where Arrow gives another Python type than DuckDB does.
_FROM_ARROW: dict[str, Callable[[Any], Any]] = {
    "HUGEINT": int,
    "UHUGEINT": int,
    "UUID": UUID,
    "MAP": dict,
    "INTERVAL": _timedelta,
}

"""Questions in SQL from people: they change nothing, end in time, and are told in one line what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator

import duckdb
import pyarrow as pa

from foreigndesk.desk.desk import Desk
from foreigndesk.desk.session import Parameters
from foreigndesk.errors import BadQuery, DeskError

#: Seconds that a question may take, unless asked otherwise.
SECONDS = 60.0

_READS = {"SELECT", "EXPLAIN"}
_CLASS = re.compile(r"^(?:[A-Z]\w+ )+Error: ")
_PLACE = re.compile(r"LINE (?P<line>\d+): (?P<text>.*)\n(?P<before> *)\^")
# What is wrong with the question; anything else is wrong with the desk.
_WRONG = (duckdb.ProgrammingError, duckdb.DataError, duckdb.NotSupportedError)


def ask(
    desk: Desk, sql: str, parameters: Parameters = (), *, seconds: float | None = SECONDS
) -> Iterator[pa.RecordBatch]:
    """Yield what one question in SQL gives, in Arrow batches, at least one.

    It runs in a read-only transaction of its own: it sees one state of the desk and can change nothing.

    Args:
        desk: an open desk.
        sql: one SELECT (also WITH, FROM, SUMMARIZE, PIVOT, ...) or EXPLAIN.
        parameters: values for its `?` or `$name`.
        seconds: the longest that it may take; None for no limit.

    Raises:
        BadQuery: when it is no SQL, would change the desk, or takes too long.
        DeskError: when the desk cannot be read.
    """
    _check_reads(sql)
    try:
        yield from desk.batches(sql, parameters, seconds=seconds)
    except (duckdb.Error, DeskError) as error:
        raise _explained(error, seconds) from error


def change(desk: Desk, sql: str, *, seconds: float | None = SECONDS) -> pa.Table:
    """Run one statement that may change the desk, whole or not at all, and return what it gives.

    Raises:
        BadQuery: when it is no SQL, fails, or takes too long.
        DeskError: when the desk cannot be written.
    """
    types = _types(sql)
    if len(types) != 1 or types == ["TRANSACTION"]:
        raise BadQuery("SQL: give one statement at a time; it is a transaction of its own")
    try:
        return desk.transact(lambda: desk.arrow(sql, seconds=seconds))
    except (duckdb.Error, DeskError) as error:
        raise _explained(error, seconds) from error


def _check_reads(sql: str) -> None:
    types = _types(sql)
    # PIVOT is two statements to DuckDB, the first of which makes a type that goes with the session.
    is_pivot = types == ["CREATE", "SELECT"] and not sql.lstrip().lower().startswith("create")
    changing = [name for name in types if name not in _READS]
    if changing and not is_pivot:
        raise BadQuery(f"SQL: {changing[0]} is more than a question; the desk is only read here")
    if not types or (len(types) > 1 and not is_pivot):
        raise BadQuery(f"SQL: one question at a time; there are {len(types)} statements")


def _types(sql: str) -> list[str]:
    """Return the type of each statement in `sql`: SELECT, DELETE, ..."""
    try:
        return [statement.type.name for statement in duckdb.extract_statements(sql)]
    except duckdb.Error as error:
        raise BadQuery(_in_one_line(error)) from error


def _explained(error: duckdb.Error | DeskError, seconds: float | None) -> DeskError:
    cause = error.__cause__ if isinstance(error, DeskError) else error
    if isinstance(cause, duckdb.InterruptException):
        return BadQuery(f"SQL: stopped after {seconds:g} s; ask for less, or allow more time")
    if isinstance(cause, duckdb.TransactionException) and "read-only" in str(cause):
        return BadQuery("SQL: this would change the desk, which is only read here")
    if isinstance(cause, _WRONG):
        return BadQuery(_in_one_line(cause))
    return error if isinstance(error, DeskError) else DeskError(_in_one_line(error))


def _in_one_line(error: BaseException) -> str:
    """Return DuckDB's words and the place they are about, such as `line 1, column 8: ... from`."""
    text = str(error)
    words = _CLASS.sub("", " ".join(text.partition("\nLINE ")[0].split()))
    place = _PLACE.search(text)
    if place is None:
        return f"SQL: {words}"
    column = len(place["before"]) - len(f"LINE {place['line']}: ")
    # DuckDB cuts long lines, and then the column is not that of the whole.
    at = "" if place["text"].startswith("...") else f", column {column + 1}"
    return f"SQL: {words} (line {place['line']}{at}: {_around(place['text'], column)})"


def _around(text: str, column: int) -> str:
    start, end = max(0, column - 20), column + 30
    return f"{'...' if start else ''}{text[start:end].strip()}{'...' if end < len(text) else ''}"

"""The process that owns a desk's file: one DuckDB instance, many sessions, one writer at a time."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Lock, Timer
from typing import cast
from uuid import uuid4

import duckdb
import pyarrow as pa

from foreigndesk.desk.session import BATCH, Answer, OwnerGone, Parameters, Row
from foreigndesk.errors import DeskError

#: Seconds that a write waits for the writer before it.
WRITE_PATIENCE = 120.0


class Turn:
    """Whose turn it is to write: first come, first served, so that no writer starves."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._line: deque[Event] = deque()

    def take(self, seconds: float) -> bool:
        """Wait for the turn; return False where it does not come within `seconds`."""
        mine = Event()
        with self._guard:
            self._line.append(mine)
            if self._line[0] is mine:
                return True
        if mine.wait(seconds):
            return True
        with self._guard:
            if self._line[0] is mine:
                return True
            self._line.remove(mine)
        return False

    def give(self) -> None:
        """Pass the turn to whoever waits longest."""
        with self._guard:
            self._line.popleft()
            if self._line:
                self._line[0].set()


class OwnedFile:
    """A desk's file, open in this process."""

    def __init__(
        self, path: Path, connection: duckdb.DuckDBPyConnection, *, version: int, read_only: bool = False
    ) -> None:
        self.path = path
        self.connection = connection
        self.version = version
        self.read_only = read_only
        self.turn = Turn()
        self.process = os.getpid()

    def session(self) -> LocalSession:
        """Return a new session with a cursor of its own."""
        return LocalSession(self)

    def close(self) -> None:
        """Close the file; DuckDB writes what its log holds into it."""
        self.connection.close()


class LocalSession:
    """A session in the process that owns the file: see `Session`."""

    def __init__(self, file: OwnedFile) -> None:
        self._file = file
        self._cursor = file.connection.cursor()
        self._in_transaction = False
        self._has_turn = False

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return self._in_transaction

    def ask(
        self, sql: str, parameters: Parameters = (), *, batch: int = BATCH, seconds: float | None = None
    ) -> Answer:
        """See `Session`."""
        self._check_process()
        clock = Timer(seconds, self.interrupt) if seconds is not None else None
        if clock:
            clock.daemon = True
            clock.start()
        try:
            self._run(sql, parameters)
            types = tuple(str(column[1]) for column in self._cursor.description or ())
            reader = self._cursor.to_arrow_reader(batch)
        except BaseException:
            if clock:
                clock.cancel()
            raise
        return Answer(reader.schema, types, _timed(reader, clock))

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """See `Session`."""
        self._check_process()
        return list(self._run(sql, parameters).fetchall())

    def execute(self, sql: str, parameters: Parameters = ()) -> None:
        """See `Session`."""
        with self._writing():
            self._run(sql, parameters)

    def append(self, table: str, rows: pa.Table) -> None:
        """See `Session`."""
        columns = ", ".join(f'"{name}"' for name in rows.column_names)
        with self._writing():
            self._cursor.register("rows_to_append", rows.to_reader())
            try:
                self._cursor.execute(
                    f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM rows_to_append'
                )
            finally:
                self._cursor.unregister("rows_to_append")

    def begin(self, *, read_only: bool = False) -> None:
        """See `Session`."""
        self._check_process()
        if not read_only:
            self._take_turn()
        try:
            self._cursor.execute("BEGIN TRANSACTION READ ONLY" if read_only else "BEGIN")
        except BaseException:
            self._give_turn()
            raise
        self._in_transaction = True

    def commit(self) -> None:
        """See `Session`."""
        self._check_process()
        self._cursor.execute("COMMIT")
        self._in_transaction = False
        self._give_turn()

    def rollback(self) -> None:
        """See `Session`."""
        if self._in_transaction:
            # A connection that its failure has closed needs no undoing.
            with suppress(duckdb.Error):
                self._cursor.execute("ROLLBACK")
            self._in_transaction = False
        self._give_turn()

    def snapshot(self, target: Path) -> None:
        """See `Session`."""
        self._check_process()
        name = f"snapshot_{uuid4().hex}"
        quoted = str(target).replace("'", "''")
        source = self._cursor.execute("SELECT current_database()").fetchall()[0][0]
        self._cursor.execute(f"ATTACH '{quoted}' AS {name}")
        try:
            self._cursor.execute(f'COPY FROM DATABASE "{source}" TO {name}')
        finally:
            self._cursor.execute(f"DETACH {name}")

    def another(self) -> LocalSession:
        """See `Session`."""
        self._check_process()
        return LocalSession(self._file)

    def interrupt(self) -> None:
        """Stop the query that runs in another thread."""
        self._cursor.interrupt()

    def close(self) -> None:
        """See `Session`."""
        if self._file.process != os.getpid():
            return  # a forked copy: what it would undo belongs to the parent
        self.rollback()
        with suppress(duckdb.Error):
            self._cursor.close()

    def _run(self, sql: str, parameters: Parameters) -> duckdb.DuckDBPyConnection:
        # With parameters, if none at all, DuckDB loads pandas to look at their types.
        return self._cursor.execute(sql, parameters) if parameters else self._cursor.execute(sql)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._check_process()
        if self._in_transaction:
            yield
            return
        self._take_turn()
        try:
            yield
        finally:
            self._give_turn()

    def _take_turn(self) -> None:
        if not self._file.turn.take(WRITE_PATIENCE):
            raise DeskError(
                f"{self._file.path}: another program has been writing for {WRITE_PATIENCE:.0f} s; try again"
            )
        self._has_turn = True

    def _give_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            self._file.turn.give()

    def _check_process(self) -> None:
        if self._file.process != os.getpid():
            raise OwnerGone(untouched=True)  # we are a fork of the owner, which holds the file


def _timed(batches: Iterator[pa.RecordBatch], clock: Timer | None) -> Iterator[pa.RecordBatch]:
    try:
        yield from batches
    except OSError as error:
        raise _of_duckdb(str(error)) from error
    finally:
        if clock:
            clock.cancel()


def _of_duckdb(text: str) -> duckdb.Error:
    """Return the error that DuckDB itself would raise; through Arrow comes only its text."""
    name = text.partition(" Error: ")[0]
    for spelt in (name.replace(" ", ""), name.capitalize()):
        found = getattr(duckdb, f"{spelt}Exception", None)
        if found is not None:
            return cast(duckdb.Error, found(text))
    return duckdb.Error(text)

"""A desk as everything else sees it, whichever process owns its file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Any, TypeVar

import pyarrow as pa

from foreigndesk.desk.failures import explaining
from foreigndesk.desk.session import BATCH, Answer, OwnerGone, Parameters, Row, Session
from foreigndesk.errors import DeskError, TryAgain

T = TypeVar("T")

#: How often a change is tried anew that met another writer, or lost the process it was made through.
TRIES = 5


class Desk:
    """An open desk: the database of everything read. Use it in a `with` block, from one thread at a time.

    Where the process that owns the file ends, the next question goes to its successor, or this process
    becomes the owner; only a transaction cannot move, and is undone.
    """

    def __init__(
        self, path: Path, session: Session, reopen: Callable[[], Session], *, read_only: bool = False
    ) -> None:
        self.path = path
        self.read_only = read_only
        self._session = session
        self._reopen = reopen
        self._in_transaction = False
        self._closed = False
        self._until: float | None = None

    def __enter__(self) -> Desk:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the desk; closing twice does no harm."""
        if not self._closed:
            self._closed = True
            self._session.close()

    def another(self, *, seconds: float | None = None) -> Desk:
        """Return a second desk on the same file, with a session of its own, for another thread.

        Args:
            seconds: how long all that `rows` and `stream` ask may take together; None for no limit.

        Raises:
            DeskError: when the desk cannot be opened.
        """
        desk = Desk(self.path, self._reopen(), self._reopen, read_only=self.read_only)
        desk._until = None if seconds is None else monotonic() + seconds
        return desk

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Return all rows of one query.

        Raises:
            DeskError: when the desk cannot be read, or its time is up.
        """
        if self._until is None:
            return self._asked(lambda session: session.rows(sql, parameters))
        return self._asked(lambda session: list(session.ask(sql, parameters, seconds=self._left()).rows()))

    def stream(self, sql: str, parameters: Parameters = (), *, batch: int = 2048) -> Iterator[Row]:
        """Yield the rows of one query without holding them all; other queries may run in between.

        Raises:
            DeskError: when the desk cannot be read.
        """
        with self._answer_beside(sql, parameters, batch=batch, seconds=self._left()) as answer:
            yield from answer.rows()

    def arrow(self, sql: str, parameters: Parameters = (), *, seconds: float | None = None) -> pa.Table:
        """Return what one query gives as an Arrow table; `seconds` is the longest it may take.

        Raises:
            DeskError: when the desk cannot be read, or the time is up.
        """
        return self._asked(lambda session: session.ask(sql, parameters, seconds=seconds).table())

    def batches(
        self, sql: str, parameters: Parameters = (), *, batch: int = BATCH, seconds: float | None = None
    ) -> Iterator[pa.RecordBatch]:
        """Yield what one query gives in Arrow batches, at least one; it may change nothing.

        Raises:
            DeskError: when the desk cannot be read, or the time is up.
        """
        with self._answer_beside(sql, parameters, batch=batch, seconds=seconds) as answer:
            first = next(answer.batches, None)
            yield _empty(answer.schema) if first is None else first
            yield from answer.batches

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Run one statement that changes the desk.

        Raises:
            DeskError: when the desk cannot be written.
        """
        self._check_writable()
        self._asked(lambda session: session.execute(sql, parameters), changes=True)

    def append(self, table: str, rows: pa.Table) -> None:
        """Add `rows` to `table` at once: hundreds of times faster than row by row.

        Args:
            table: a table of the desk.
            rows: its columns have the names of the table's; those that are missing are left empty.

        Raises:
            DeskError: when the desk cannot be written.
        """
        self._check_writable()
        self._asked(lambda session: session.append(table, rows), changes=True)

    def snapshot(self, target: Path) -> None:
        """Write a consistent copy to the file `target`, which must not exist, while others read and write.

        Raises:
            DeskError: when the copy cannot be written.
        """
        self._asked(lambda session: session.snapshot(target))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make everything inside the block happen whole or, on any failure or Ctrl-C, not at all.

        Only one transaction at a time may write, in whichever process; the next waits. `transact` tries
        again where this cannot.

        Raises:
            TryAgain: when the process that owns the file has ended; nothing of the block is stored.
            DeskError: when the desk cannot be written.
        """
        self._check_writable()
        with self._transaction(read_only=False):
            yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Let all questions inside the block see one state of the desk.

        Raises:
            TryAgain: when the process that owns the file has ended.
        """
        with self._transaction(read_only=True):
            yield

    def transact(self, work: Callable[[], T]) -> T:
        """Return what `work` returns, done whole or not at all, and tried anew where others came in between.

        The owner's death may hide whether the end was reached, so `work` must do no harm if done twice.
        Inside a transaction it is a part of that one.

        Raises:
            DeskError: when the desk cannot be written.
        """
        if self._in_transaction:
            return work()
        for _ in range(TRIES - 1):
            try:
                with self.transaction():
                    return work()
            except TryAgain:
                continue
        with self.transaction():
            return work()

    @contextmanager
    def _transaction(self, *, read_only: bool) -> Iterator[None]:
        self._asked(lambda session: session.begin(read_only=read_only))
        self._in_transaction = True
        try:
            yield
            self._asked(lambda session: session.commit(), changes=True)
        except BaseException:
            self._undo()
            raise
        finally:
            self._in_transaction = False

    def _undo(self) -> None:
        try:
            self._session.rollback()
        except OwnerGone:
            return  # undone by its end

    def _asked(self, ask: Callable[[Session], T], *, changes: bool = False) -> T:
        """Ask, and where the owner has gone ask its successor."""
        while True:
            try:
                with explaining(self.path):
                    return ask(self._session)
            except OwnerGone as gone:
                self._session.close()
                if self._in_transaction or (changes and not gone.untouched):
                    raise TryAgain(
                        f"{self.path}: the program that held the desk ended in the middle of a change; "
                        "run the same command again"
                    ) from gone
                self._session = self._reopen()

    @contextmanager
    def _answer_beside(self, sql: str, parameters: Parameters, **options: Any) -> Iterator[Answer]:  # noqa: ANN401
        """Give an answer that comes in parts, through a session of its own that can change nothing."""

        def ask(session: Session) -> tuple[Session, Answer]:
            own = session.another()
            try:
                own.begin(read_only=True)
                return own, own.ask(sql, parameters, **options)
            except BaseException:
                own.close()
                raise

        session, answer = self._asked(ask)
        try:
            with closing(session), explaining(self.path):
                yield answer
        except OwnerGone as gone:
            raise TryAgain(
                f"{self.path}: the program that held the desk ended before everything was read; "
                "run the same command again"
            ) from gone

    def _left(self) -> float | None:
        return None if self._until is None else max(0.001, self._until - monotonic())

    def _check_writable(self) -> None:
        if self.read_only:
            raise DeskError(f"{self.path}: opened for reading only")


def _empty(schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.nulls(0, field.type) for field in schema], schema=schema)

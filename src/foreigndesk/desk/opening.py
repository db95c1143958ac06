"""Opening a desk: where it lies, in which state, and what to say when it cannot be opened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources.abc import Traversable
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
from platformdirs import user_data_path

from foreigndesk.desk.failures import explaining
from foreigndesk.desk.migrating import Migration, check_not_newer, migrate, migrations, rollback, version_of
from foreigndesk.errors import DeskError

_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}


class Desk:
    """An open desk: the database of everything read. Use it in a `with` block."""

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.path = path
        self.connection = connection

    def __enter__(self) -> Desk:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the desk; closing twice does no harm."""
        self.connection.close()

    def rows(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of one query.

        Raises:
            DeskError: when the desk cannot be read.
        """
        with explaining(self.path):
            return list(self.connection.execute(sql, parameters).fetchall())

    def stream(
        self, sql: str, parameters: Sequence[Any] | dict[str, Any] = (), *, batch: int = 2000
    ) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of one query without holding them all; other queries may run in between.

        Raises:
            DeskError: when the desk cannot be read.
        """
        with explaining(self.path):
            cursor = self.connection.cursor()
            cursor.execute(sql, parameters)
        while True:
            with explaining(self.path):
                rows = cursor.fetchmany(batch)
            if not rows:
                return
            yield from rows

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Run one statement that changes the desk.

        Raises:
            DeskError: when the desk cannot be written.
        """
        with explaining(self.path):
            self.connection.execute(sql, parameters)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make everything inside the block happen whole or, on any failure or Ctrl-C, not at all."""
        with explaining(self.path):
            self.connection.execute("BEGIN")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                rollback(self.connection)
                raise


def default_path() -> Path:
    """Return where the desk lies when none is named: the user's data folder."""
    return user_data_path("foreigndesk", appauthor=False) / "desk.duckdb"


def open_desk(
    path: Path | None = None,
    *,
    create: bool = True,
    read_only: bool = False,
    migrations_from: Traversable | None = None,
) -> Desk:
    """Open the desk at `path`, or the user's own where None, bringing its schema up to date.

    Args:
        path: the desk's file.
        create: whether to make a desk that is not there yet.
        read_only: whether to open it for reading only, which several programs can do at once.
        migrations_from: the folder of schema files; ours where None.

    Raises:
        DeskError: when the desk is missing, in use, damaged, newer than this program, or not a desk.
    """
    path = Path(path).expanduser() if path is not None else default_path()
    steps = migrations(migrations_from)
    _prepare(path, create=create and not read_only)
    with explaining(path):
        if read_only and _is_current(path, steps):
            return Desk(path, duckdb.connect(path, read_only=True, config=_SETTINGS))
        connection = duckdb.connect(path, config=_SETTINGS)
        try:
            migrate(connection, steps, path)
        except BaseException:
            connection.close()
            raise
        return Desk(path, connection)


def _is_current(path: Path, steps: tuple[Migration, ...]) -> bool:
    connection = duckdb.connect(path, read_only=True, config=_SETTINGS)
    try:
        version = version_of(connection, path)
    finally:
        connection.close()
    check_not_newer(version, steps, path)
    return version == len(steps)


def _prepare(path: Path, *, create: bool) -> None:
    if path.is_dir():
        raise DeskError(f"{path}: this is a folder; name a file, such as {path / 'desk.duckdb'}")
    if path.exists():
        return
    if not create:
        raise DeskError(f"{path}: no desk there yet; make one: foreigndesk read --examples --desk {path}")
    with explaining(path):
        path.parent.mkdir(parents=True, exist_ok=True)

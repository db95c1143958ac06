"""The desk's schema as numbered SQL files, applied forward, one transaction each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import duckdb

from foreigndesk.errors import DeskError

_NAME = re.compile(r"(\d{4})_\w+\.sql")


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema: `version` is the number that the file's name starts with."""

    version: int
    name: str
    sql: str


def migrations(folder: Traversable | None = None) -> tuple[Migration, ...]:
    """Return the migrations in `folder` (ours where None), in order.

    Raises:
        DeskError: when their numbers do not run 1, 2, 3, ...
    """
    found = []
    for file in (folder or files("foreigndesk.desk") / "migrations").iterdir():
        if match := _NAME.fullmatch(file.name):
            found.append(Migration(int(match[1]), file.name, file.read_text("utf-8")))
    found.sort(key=lambda migration: migration.version)
    if [migration.version for migration in found] != list(range(1, len(found) + 1)):
        raise DeskError(f"{folder}: migrations must be numbered 0001, 0002, ... without a gap")
    return tuple(found)


def version_of(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Return the schema version of an open database, 0 for an empty one.

    Raises:
        DeskError: when the database holds something else than a desk.
    """
    tables = {row[0] for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if not tables:
        return 0
    if "schema_version" not in tables:
        raise DeskError(f"{path}: a DuckDB database, but not a desk; name another file with --desk")
    row = connection.execute("SELECT max(version) FROM schema_version").fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def check_not_newer(version: int, steps: tuple[Migration, ...], path: Path) -> None:
    """Raise `DeskError` when a desk of `version` was made by a newer foreigndesk than this one."""
    if version > len(steps):
        raise DeskError(
            f"{path}: made by a newer foreigndesk, upgrade "
            f"(the desk has version {version}, this foreigndesk knows {len(steps)})"
        )


def migrate(connection: duckdb.DuckDBPyConnection, steps: tuple[Migration, ...], path: Path) -> None:
    """Bring the database to the last of `steps`; each step is applied whole or not at all."""
    version = version_of(connection, path)
    check_not_newer(version, steps, path)
    for step in steps[version:]:
        connection.execute("BEGIN")
        try:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL, name VARCHAR NOT NULL)"
            )
            connection.execute(step.sql)
            connection.execute("INSERT INTO schema_version VALUES (?, ?)", [step.version, step.name])
            connection.execute("COMMIT")
        except BaseException:
            rollback(connection)
            raise


def rollback(connection: duckdb.DuckDBPyConnection) -> None:
    """Undo the open transaction; a connection that its failure has closed needs no undoing."""
    try:
        connection.execute("ROLLBACK")
    except duckdb.Error:
        return

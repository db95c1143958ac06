"""Which process has a desk's file: this one, or another that lets us ask.

The first to come locks the file and serves the others; who comes later finds the socket and asks there. Every
file that this process owns is listed once here, however often it is opened.
"""

from __future__ import annotations

import atexit
import os
import time
from contextlib import suppress
from pathlib import Path
from threading import RLock

import duckdb

from foreigndesk.desk.address import beside
from foreigndesk.desk.failures import explained
from foreigndesk.desk.migrating import Migration, check_not_newer, migrate, version_of
from foreigndesk.desk.owning import LocalSession, OwnedFile
from foreigndesk.desk.remote import RemoteSession
from foreigndesk.desk.serving import Service
from foreigndesk.desk.session import Session
from foreigndesk.desk.wire import PROTOCOL
from foreigndesk.errors import DeskError

_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    # A name in a question is a table's, never that of a variable of ours.
    "python_enable_replacements": "false",
}
_SHORTEST, _LONGEST = 0.005, 0.2  # seconds between two looks at a desk that is locked


class Holding:
    """A file that this process has open, who serves it, and the sessions of this process with it."""

    def __init__(self, file: OwnedFile, service: Service | None) -> None:
        self.file = file
        self.service = service
        self.sessions: set[LocalSession] = set()

    def close(self) -> None:
        """Serve no more and close the file."""
        if self.service:
            self.service.close()
        self.file.close()


class _OwnSession(LocalSession):
    """A session of the owner itself; the file is closed with the last of them."""

    def __init__(self, holding: Holding) -> None:
        super().__init__(holding.file)
        self._holding = holding
        holding.sessions.add(self)

    def another(self) -> LocalSession:
        self._check_process()
        return _OwnSession(self._holding)

    def close(self) -> None:
        super().close()
        if self._holding.file.process == os.getpid():
            _release(self._holding, self)


_guard = RLock()
_held: dict[Path, Holding] = {}
# What a parent process held when it forked us. Kept, for DuckDB must not clean up what is the parent's.
_inherited: dict[Path, Holding] = {}


def session(path: Path, steps: tuple[Migration, ...], *, read_only: bool, patience: float) -> Session:
    """Return a session with the desk at `path`, as the owner of its file or as a client of the owner.

    Args:
        path: an absolute path without links.
        steps: the schema that the desk must have.
        read_only: whether nothing will be written, so that a file which may only be read will do.
        patience: how many seconds to wait for an owner that has just come or is about to leave.

    Raises:
        DeskError: when the file is held by a program that does not share it, or the desk cannot be used.
        duckdb.Error: when DuckDB cannot open the file.
    """
    deadline = time.monotonic() + patience
    pause = _SHORTEST
    while True:
        found = _client(path, steps)
        if found is None:
            try:
                return _owner(path, steps, read_only=read_only)
            except duckdb.IOException as error:
                if "lock on file" not in str(error) or time.monotonic() > deadline:
                    raise explained(error, path) from error
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST)
        else:
            return found


def _owner(path: Path, steps: tuple[Migration, ...], *, read_only: bool) -> LocalSession:
    with _guard:
        if path in _inherited:
            raise DeskError(f"{path}: the program that held the desk has ended; start this one again")
        holding = _held.get(path)
        if holding is None:
            holding = _held[path] = _open(path, steps, read_only=read_only)
        if holding.file.read_only and not read_only:
            raise DeskError(f"{path}: the desk is open in this program for reading only; close it first")
        return _OwnSession(holding)


def _open(path: Path, steps: tuple[Migration, ...], *, read_only: bool) -> Holding:
    if read_only and path.exists() and not os.access(path, os.W_OK):
        return _open_beside_readers(path, steps)
    try:
        connection = duckdb.connect(path, config=_SETTINGS)
    except duckdb.IOException as error:
        if read_only and "lock on file" in str(error):
            return _open_beside_readers(path, steps)
        raise
    try:
        migrate(connection, steps, path)
    except BaseException:
        connection.close()
        raise
    file = OwnedFile(path, connection, version=len(steps))
    service = None
    with suppress(OSError):  # in a folder that may not be written to, this process works alone
        service = Service(file)
    return Holding(file, service)


def _open_beside_readers(path: Path, steps: tuple[Migration, ...]) -> Holding:
    """Open the file as DuckDB lets many do that only read; works too where it may not be written."""
    connection = duckdb.connect(path, read_only=True, config=_SETTINGS)
    version = version_of(connection, path)
    try:
        check_not_newer(version, steps, path)
        if version < len(steps):
            raise DeskError(
                f"{path}: made by an older foreigndesk, and may not be written to bring it forward"
            )
    except BaseException:
        connection.close()
        raise
    return Holding(OwnedFile(path, connection, version=version, read_only=True), None)


def _client(path: Path, steps: tuple[Migration, ...]) -> RemoteSession | None:
    """Return a session with the process that serves the desk, None where none answers."""
    if path in _held or not beside(path).exists():
        return None
    try:
        found = RemoteSession(path, protocol=PROTOCOL)
    except (OSError, EOFError):
        return None
    if found.owner["protocol"] == PROTOCOL and found.owner["version"] == len(steps):
        return found
    found.close()
    raise DeskError(
        f"{path}: the desk is in use by process {found.owner['process']}, another version of foreigndesk; "
        "end it, or use the same version"
    )


def _release(holding: Holding, session: LocalSession) -> None:
    with _guard:
        if session in holding.sessions:
            holding.sessions.remove(session)
            if not holding.sessions:
                _held.pop(holding.file.path, None)
                holding.close()


@atexit.register
def _close_all() -> None:
    with _guard:
        for holding in list(_held.values()):
            for each in list(holding.sessions):
                each.close()


def _after_fork() -> None:
    global _guard  # noqa: PLW0603 - another thread of the parent may have held it
    _guard = RLock()
    for path, holding in _held.items():
        if holding.service:
            holding.service.abandon()
        _inherited[path] = holding
    _held.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)

"""Where the owner of a desk is found: a socket beside the file, `desk.duckdb.sock`, for its user alone.

Where the system has no Unix sockets, that file holds a port on the loopback address and a token instead.
Where the name would be too long for a socket, it is a link to a socket in a private temporary folder.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import socket
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

_LONGEST = 100  # bytes of a socket's name: 108 on Linux, 104 on macOS, with room for the end


def beside(path: Path) -> Path:
    """Return the name of the socket of the desk at `path`, under whatever name that desk was given."""
    whole = path.resolve()
    return whole.with_name(whole.name + ".sock")


def has_unix_sockets() -> bool:
    """Return whether sockets can have a name in the file system here."""
    return hasattr(socket, "AF_UNIX")


class Door:
    """The listening socket of an owner. Only whoever holds the lock on the desk's file may make one.

    Raises:
        OSError: when no socket can be made beside the desk.
    """

    def __init__(self, path: Path) -> None:
        self.name = beside(path)
        self.token = ""
        self._folder: Path | None = None
        _remove(self.name)
        self.socket = self._unix() if has_unix_sockets() else self._loopback()
        self.socket.listen(128)

    def close(self) -> None:
        """Take the socket away: nobody can come in any more."""
        _remove(self.name)
        self.socket.close()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def knock(self) -> None:
        """Connect once and go, which wakes the thread that waits at the door."""
        family = self.socket.family
        with suppress(OSError), socket.socket(family, socket.SOCK_STREAM) as caller:
            caller.settimeout(1)
            caller.connect(self.socket.getsockname())

    def _unix(self) -> socket.socket:
        name = self.name
        if len(os.fsencode(name)) > _LONGEST:
            self._folder = Path(tempfile.mkdtemp(prefix="foreigndesk-"))
            name = self._folder / "desk.sock"
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o177)  # so that there is no moment at which others may connect
        try:
            listening.bind(str(name))
        finally:
            os.umask(before)
        if self._folder:
            self.name.symlink_to(name)
        return listening

    def _loopback(self) -> socket.socket:
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.bind(("127.0.0.1", 0))
        self.token = secrets.token_hex(32)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(self.name, flags, 0o600), "w", encoding="utf-8") as file:
            json.dump({"port": listening.getsockname()[1], "token": self.token}, file)
        return listening


def connect(path: Path, seconds: float) -> tuple[socket.socket, str]:
    """Return a connection to the owner of the desk at `path`, and the token to show.

    Raises:
        OSError: when nobody answers there within `seconds`.
    """
    name = beside(path)
    if stat.S_ISREG(name.stat().st_mode):
        try:
            found = json.loads(name.read_text(encoding="utf-8"))
            address, token = ("127.0.0.1", int(found["port"])), str(found["token"])
        except (ValueError, KeyError, TypeError) as error:
            raise ConnectionRefusedError(f"{name}: names no owner") from error
        return socket.create_connection(address, seconds), token
    connected = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connected.settimeout(seconds)
        connected.connect(os.path.realpath(name))
    except BaseException:
        connected.close()
        raise
    return connected, ""


def _remove(name: Path) -> None:
    """Remove what an owner that was killed has left; a file that is not ours stays and is an error."""
    try:
        mode = name.lstat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISREG(mode) and not _is_ours(name):
        raise FileExistsError(f"{name}: not a socket of a desk")
    name.unlink()


def _is_ours(name: Path) -> bool:
    try:
        return set(json.loads(name.read_text(encoding="utf-8"))) == {"port", "token"}
    except (ValueError, TypeError):
        return False

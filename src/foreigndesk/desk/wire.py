"""Messages between the owner of a desk and its clients: a head in JSON and a body in Arrow's IPC format.

Each message is two lengths (4 and 8 bytes, network order), then head and body. Pickle is not used: what
comes over the socket is data only.
"""

from __future__ import annotations

import json
import socket
import struct
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import duckdb
import pyarrow as pa

from foreigndesk.errors import DeskError

#: Raised when the messages change, so that two versions of the program do not misread each other.
PROTOCOL = 1

#: Bytes of the longest message; no batch of rows comes near it.
LONGEST = 1 << 33

_LENGTHS = struct.Struct(">IQ")
_SMALL = 65_536

Head = dict[str, Any]


class Wire:
    """One connection. `EOFError` or `OSError` mean that the other side has gone."""

    def __init__(self, connected: socket.socket) -> None:
        self.socket = connected

    def send(self, head: Head, body: bytes | pa.Buffer = b"") -> None:
        """Send one message."""
        encoded = json.dumps(head, default=_tagged).encode()
        start = _LENGTHS.pack(len(encoded), len(body)) + encoded
        if len(body) <= _SMALL:
            self.socket.sendall(start + bytes(body))
        else:
            self.socket.sendall(start)
            self.socket.sendall(memoryview(body))

    def receive(self, *, longest: int = LONGEST) -> tuple[Head, pa.Buffer]:
        """Wait for one message; one of more than `longest` bytes is a `ValueError`."""
        head_length, body_length = _LENGTHS.unpack(self._exactly(_LENGTHS.size))
        if head_length + body_length > longest:
            raise ValueError(f"a message of {head_length + body_length} bytes")
        head = json.loads(self._exactly(head_length), object_hook=_untagged)
        body = pa.allocate_buffer(body_length)  # aligned as Arrow wants it
        self._fill(memoryview(body))
        return head, body

    @property
    def closed(self) -> bool:
        """Whether this end is closed."""
        return self.socket.fileno() == -1

    def close(self) -> None:
        """Close the connection."""
        self.socket.close()

    def _exactly(self, length: int) -> bytearray:
        received = bytearray(length)
        self._fill(memoryview(received))
        return received

    def _fill(self, rest: memoryview) -> None:
        while rest:
            count = self.socket.recv_into(rest)
            if not count:
                raise EOFError
            rest = rest[count:]


def packed(schema: pa.Schema, batches: list[pa.RecordBatch]) -> pa.Buffer:
    """Return batches as one Arrow IPC stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as writer:
        for batch in batches:
            writer.write_batch(batch)
    return sink.getvalue()


def unpacked(body: pa.Buffer) -> pa.Table:
    """Return what `packed` packed."""
    return pa.ipc.open_stream(body).read_all()


def error_head(error: Exception) -> Head:
    """Return the message that says what failed in the owner."""
    return {"error": type(error).__name__, "words": str(error)}


def error_of(head: Head) -> Exception | None:
    """Return the error that a message tells of, of the class it had in the owner, or None."""
    if "error" not in head:
        return None
    name, words = str(head["error"]), str(head["words"])
    if name == "DeskError":
        return DeskError(words)
    found = getattr(duckdb, name, None)
    if isinstance(found, type) and issubclass(found, duckdb.Error):
        return found(words)
    return duckdb.Error(words)


_TAGS: dict[type, tuple[str, Callable[[Any], str]]] = {
    datetime: ("datetime", datetime.isoformat),
    date: ("date", date.isoformat),
    time: ("time", time.isoformat),
    Decimal: ("decimal", str),
    UUID: ("uuid", str),
    bytes: ("bytes", lambda value: b64encode(value).decode()),
}
_UNTAG: dict[str, Callable[[str], Any]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "decimal": Decimal,
    "uuid": UUID,
    "bytes": b64decode,
}


def _tagged(value: object) -> dict[str, str]:
    try:
        name, write = _TAGS[type(value)]
    except KeyError:
        raise TypeError(f"a parameter of a query cannot be a {type(value).__name__}") from None
    return {f"${name}": write(value)}


def _untagged(found: dict[str, Any]) -> Any:  # noqa: ANN401 - whatever JSON holds
    if len(found) == 1:
        ((name, value),) = found.items()
        if name.startswith("$") and name[1:] in _UNTAG:
            return _UNTAG[name[1:]](value)
    return found

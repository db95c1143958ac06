"""Files read as a stream, unpacked on the way where they are gzipped."""

from __future__ import annotations

import gzip
import io
import zlib
from pathlib import Path
from typing import cast

from foreigndesk.errors import IntakeError

GZIP = b"\x1f\x8b"
_GZIP_WINDOW = 31


def opened(path: Path) -> io.BufferedReader:
    """Return a file opened for reading bytes, unpacked while it is read when it is gzipped.

    Raises:
        OSError: when it cannot be opened.
    """
    file = path.open("rb")
    if file.peek(2)[:2] != GZIP:
        return file
    return io.BufferedReader(cast(io.RawIOBase, gzip.GzipFile(fileobj=file)), 65_536)


def unpacked(content: bytes, limit: int, *, name: str) -> bytes:
    """Return `content`, unpacked when it is gzipped, but never more than `limit` bytes.

    Raises:
        IntakeError: code `too_big` or `unreadable`.
    """
    if not content.startswith(GZIP):
        return content
    unpacker = zlib.decompressobj(_GZIP_WINDOW)
    try:
        plain = unpacker.decompress(content, limit + 1)
    except zlib.error as error:
        raise IntakeError(
            f"{name}: it is a damaged gzip archive; fetch it again", code="unreadable"
        ) from error
    if len(plain) > limit:
        raise IntakeError(
            f"{name}: unpacked it is larger than {limit / 1_000_000:g} MB and was not read", code="too_big"
        )
    return plain

"""A screen's table: the same rows as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_ROWS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns; `rows` may be endless work, and is gone through once."""

    columns: tuple[str, ...]
    rows: Iterable[tuple[Any, ...]]

    def as_csv(self) -> Iterator[bytes]:
        """Yield the table as CSV in UTF-8, some hundred rows at a time."""
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\r\n")
        writer.writerow(self.columns)
        yield _taken(buffer)
        for count, row in enumerate(self.rows, 1):
            writer.writerow([cell(value) for value in row])
            if count % _ROWS_AT_ONCE == 0:
                yield _taken(buffer)
        yield _taken(buffer)


def cell(value: object) -> object:
    """Return a value as a cell: lists joined by `; `, and text that looks like a formula made harmless."""
    if isinstance(value, (list, tuple)):
        value = "; ".join(str(part) for part in value)
    if isinstance(value, str):
        value = value.replace("\x00", "")
        if value.startswith(_FORMULA):
            return f"'{value}"
    return value


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode("utf-8", "replace")

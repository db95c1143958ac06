"""Datasets of articles: JSONL, CSV, TSV and Parquet, a row an article, read row by row.

A bad row is a Rejection with its number (the first row is 1, a CSV's header not counted) and the reason.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import chain
from math import isfinite
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from foreigndesk.errors import IntakeError
from foreigndesk.intake.columns import choose_columns
from foreigndesk.intake.decoding import decode
from foreigndesk.intake.rows import Row
from foreigndesk.intake.settings import Settings
from foreigndesk.intake.streams import opened
from foreigndesk.records import Article, Rejection

# Good rows seen before the columns are chosen, and rows of any kind among which they must be.
SEEN_FIRST, SEARCHED = 20, 1000
BATCH = 32
_CHARSET_SAMPLE = 262_144
_DELIMITERS = ",;\t|"
_SECONDS = range(10**8, 10**10)  # a Unix time of 1973 to 2286; a thousand times that is in milliseconds


@dataclass(frozen=True, slots=True)
class _Raw:
    """A row as read: its cells by column, or what is wrong with it."""

    number: int
    cells: Mapping[str, object] = field(default_factory=dict)
    problem: str = ""


def read_table(path: Path, kind: str, settings: Settings) -> Iterator[Article | Rejection]:
    """Yield the rows of a dataset as articles, and a Rejection for each bad one.

    Args:
        path: the file; one that ends in .gz is unpacked as it is read.
        kind: `jsonl`, `csv`, `tsv` or `parquet`.
        settings: the column map, and the size that a row may have.

    Raises:
        IntakeError: code `columns` or `unreadable`, when the file as a whole cannot be used.
        OSError: when it cannot be opened or read.
    """
    rows = _FORMATS[kind](path, settings)
    first: list[_Raw] = []
    for row in rows:
        first.append(row)
        if sum(not each.problem for each in first) == SEEN_FIRST or len(first) == SEARCHED:
            break
    if not first:
        raise IntakeError(f"{path}: it has no rows; give a file with articles", code="empty")
    names = dict.fromkeys(name for row in first for name in row.cells)
    columns = choose_columns(names, settings.columns, name=str(path)) if names else {}
    if not columns and len(first) == SEARCHED:
        raise IntakeError(f"{path}: none of its first {SEARCHED} rows is one; check the format", code="row")
    for row in chain(first, rows):
        yield _taken(row, columns, path)


def _taken(row: _Raw, columns: Mapping[str, str], path: Path) -> Article | Rejection:
    if row.problem:
        return _bad(path, row.number, row.problem, "row")
    words = {what: _words(row.cells.get(column)) for what, column in columns.items()}
    if not words["text"].strip():
        return _bad(
            path, row.number, f"its column {columns['text']} is empty; fill it or leave the row", "empty"
        )
    if words.get("published", "").isdecimal():  # a CSV has Unix times as text
        words["published"] = _time(int(words["published"])) or words["published"]
    address = words.pop("address", "").strip() or f"{path}#{row.number}"
    return Row(**words).article(address)


def _bad(path: Path, number: int, problem: str, code: str) -> Rejection:
    return Rejection(address=f"{path}#{number}", code=code, message=f"{path}: row {number}: {problem}")


def _words(value: object) -> str:
    """Return a cell as text: dates in ISO 8601, lists with commas, {"name": ...} by its name."""
    if value is None or isinstance(value, bool) or (isinstance(value, float) and not isfinite(value)):
        return ""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (int, float)):
        return _time(value) or str(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, (list, tuple)):
        return ", ".join(filter(None, map(_words, value)))
    return _words(value.get("name")) if isinstance(value, dict) else str(value)


def _time(value: float) -> str:
    """Return a Unix time, in seconds or milliseconds, in ISO 8601; nothing where it is another number."""
    seconds = int(value) if int(value) in _SECONDS else int(value) // 1000
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M") if seconds in _SECONDS else ""


def _jsonl(path: Path, settings: Settings) -> Iterator[_Raw]:
    with opened(path) as file:
        number = 0
        while line := file.readline(settings.max_bytes + 1):
            number += 1
            if len(line) > settings.max_bytes:
                while line and not line.endswith(b"\n"):
                    line = file.readline(settings.max_bytes)
                yield _Raw(number, problem=_too_long(settings))
            elif line.strip():
                yield _json_row(number, line)


def _json_row(number: int, line: bytes) -> _Raw:
    try:
        row: Any = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # both of JSON and of UTF-8
        return _Raw(
            number, problem=f"it is not JSON in UTF-8 ({' '.join(str(error).split())[:80]}); correct it"
        )
    if not isinstance(row, dict):
        return _Raw(number, problem='it is not an object like {"text": ...}; correct it')
    return _Raw(number, row)


def _too_long(settings: Settings) -> str:
    return f"it is larger than {settings.max_bytes / 1_000_000:g} MB; a row is a single article"


def _separated(path: Path, settings: Settings, *, delimiter: str | None = None) -> Iterator[_Raw]:
    with opened(path) as file:
        charset = _charset(file.peek(_CHARSET_SAMPLE)[:_CHARSET_SAMPLE], path)
        csv.field_size_limit(min(settings.max_bytes, sys.maxsize))
        lines = io.TextIOWrapper(file, encoding=charset, errors="replace", newline="")
        heading = lines.readline().removeprefix("\ufeff")
        separator = delimiter or max(_DELIMITERS, key=heading.count)
        names = next(csv.reader([heading], delimiter=separator), [])
        rows = csv.reader(lines, delimiter=separator)
        number = 0
        while True:
            number += 1
            try:
                cells = next(rows, None)
            except csv.Error as error:
                yield _Raw(number, problem=f"it is not a row of this file ({error}); correct it")
                continue
            if cells is None:
                return
            if len(cells) == len(names):
                yield _Raw(number, dict(zip(names, cells, strict=True)))
            elif cells:
                yield _Raw(number, problem=f"it has {len(cells)} cells, the header {len(names)}; correct it")


def _charset(sample: bytes, path: Path) -> str:
    """Return the charset of a table by its beginning, cut at a line's end so that no character is cut."""
    return decode(sample[: sample.rfind(b"\n") + 1] or sample, name=str(path)).charset


def _tabbed(path: Path, settings: Settings) -> Iterator[_Raw]:
    return _separated(path, settings, delimiter="\t")


def _parquet(path: Path, settings: Settings) -> Iterator[_Raw]:
    number = 0
    try:
        with pq.ParquetFile(path, buffer_size=1 << 20, pre_buffer=False) as file:
            names = file.schema_arrow.names
            columns = list(choose_columns(names, settings.columns, name=str(path)).values())
            for batch in file.iter_batches(batch_size=BATCH, columns=columns, use_threads=False):
                for cells in batch.to_pylist():
                    number += 1
                    long = (
                        sum(len(cell) for cell in cells.values() if isinstance(cell, str))
                        > settings.max_bytes
                    )
                    yield _Raw(number, problem=_too_long(settings)) if long else _Raw(number, cells)
    except pa.ArrowException as error:
        raise IntakeError(
            f"{path}: after row {number} it is no Parquet table ({_one_line(error)}); check the file",
            code="unreadable",
        ) from error


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:120]


_FORMATS: Mapping[str, Callable[[Path, Settings], Iterator[_Raw]]] = {
    "jsonl": _jsonl,
    "csv": _separated,
    "tsv": _tabbed,
    "parquet": _parquet,
}

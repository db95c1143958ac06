"""`foreigndesk sql` and `foreigndesk snapshot`: the desk for those who know SQL, and for other programs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from foreigndesk import desk as desks
from foreigndesk import exports
from foreigndesk.cli.output import print_json, print_table, say
from foreigndesk.desk import asking, snapshots
from foreigndesk.errors import UsageError
from foreigndesk.exports.lines import write_cells, write_lines

Batches = Iterator[pa.RecordBatch]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What `sql` was asked; `shown` is the most rows that a table shows."""

    sql: str | None
    desk: Path | None = None
    as_json: bool = False
    as_csv: bool = False
    output: Path | None = None
    seconds: float = asking.SECONDS
    shown: int = 1000
    write: bool = False


def sql(question: Question) -> int:
    """Print what a question in SQL gives, or write it to a file.

    Raises:
        UsageError: when there is no question, or the file's ending is none we know.
        BadQuery: when the question is wrong, would change the desk, or takes too long.
        DeskError: when the desk cannot be used.
    """
    text = _text(question.sql)
    write = _format(question.output) if question.output else None
    with desks.open(question.desk, create=False, read_only=not question.write) as desk:
        if question.write:
            answer: Batches = iter(asking.change(desk, text, seconds=question.seconds).to_batches())
        else:
            answer = asking.ask(desk, text, seconds=question.seconds)
        first = next(answer, None)
        batches = chain([] if first is None else [first], answer)
        if question.output and write:
            with exports.replacing(question.output) as stream:
                count = write(batches, stream)
            say(f"{question.output}: {count:,} rows")
        elif question.as_json:
            print_json([_readable(row) for row in _rows(batches)])
        elif question.as_csv:
            _write_csv(batches, sys.stdout.buffer)
        else:
            _print(batches, question.shown)
    return 0


def snapshot(target: Path, *, desk_path: Path | None) -> int:
    """Write a copy of the desk at this moment to `target`.

    Raises:
        DeskError: when the desk cannot be read or the copy not be written.
    """
    with desks.open(desk_path, create=False, read_only=True) as desk:
        snapshots.snapshot(desk, target)
        say(f"{target}: a copy of {desk.path}, {target.stat().st_size / 1_000_000:.1f} MB")
    return 0


def _text(given: str | None) -> str:
    if given in {None, "-"}:
        if sys.stdin.isatty():
            raise UsageError(
                'no question; give one in quotes, such as "SELECT * FROM events LIMIT 5", or pipe it in'
            )
        given = sys.stdin.read()
    text = (given or "").strip()
    if not text:
        raise UsageError("the question is empty")
    return text


def _format(path: Path) -> Callable[[Batches, BinaryIO], int]:
    try:
        return _FORMATS[path.suffix.lower()]
    except KeyError:
        raise UsageError(f"{path}: the ending says the format; it is one of {', '.join(_FORMATS)}") from None


def _print(batches: Batches, shown: int) -> None:
    rows = _rows(batches)
    first = [{name: _cell(value) for name, value in row.items()} for row in islice(rows, shown)]
    if first:
        print_table(first, right=[name for name, value in first[0].items() if isinstance(value, int | float)])
    more = next(rows, None) is not None
    say(f"the first {shown:,} rows; --limit shows more, -o FILE writes all" if more else _counted(len(first)))


def _counted(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _rows(batches: Batches) -> Iterator[dict[str, Any]]:
    for batch in batches:
        yield from batch.to_pylist()


def _cell(value: Any) -> Any:  # noqa: ANN401 - a value of any column
    if isinstance(value, list):
        return ", ".join(str(_cell(part)) for part in value)
    return value if isinstance(value, int | float) or value is None else str(value)


def _readable(value: Any) -> Any:  # noqa: ANN401 - a value of any column
    """Return a value of DuckDB's as JSON has it; what JSON lacks (days, decimals) as text."""
    if isinstance(value, dict):
        return {str(key): _readable(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_readable(part) for part in value]
    if isinstance(value, bytes):
        return value.hex()
    return value if isinstance(value, int | float | str) or value is None else str(value)


def _write_csv(batches: Batches, stream: BinaryIO) -> int:
    first = next(batches, None)
    if first is None:
        return 0
    rows = _rows(chain([first], batches))
    cells = ({name: _cell(value) for name, value in row.items()} for row in rows)
    return write_cells(cells, first.schema.names, stream)


def _write_jsonl(batches: Batches, stream: BinaryIO) -> int:
    return write_lines((_readable(row) for row in _rows(batches)), stream)


def _write_parquet(batches: Batches, stream: BinaryIO) -> int:
    first = next(batches)
    count = 0
    with pq.ParquetWriter(stream, first.schema, compression="zstd") as writer:
        for batch in chain([first], batches):
            writer.write_batch(batch)
            count += batch.num_rows
    return count


_FORMATS: dict[str, Callable[[Batches, BinaryIO], int]] = {
    ".parquet": _write_parquet,
    ".csv": _write_csv,
    ".jsonl": _write_jsonl,
}

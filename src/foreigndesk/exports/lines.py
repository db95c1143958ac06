"""Lines of text: our statements whole as JSON, and rows of cells for every table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from foreigndesk.exports.sources import Sourced
from foreigndesk.records import to_json


def write_jsonl(rows: Iterator[Sourced], stream: BinaryIO) -> int:
    """Write one statement a line, with its document's title, address, day and source."""
    return write_lines((_whole(row) for row in rows), stream)


def write_lines(records: Iterable[dict[str, Any]], stream: BinaryIO) -> int:
    """Write each record as one line of JSON in UTF-8; return how many."""
    count = 0
    for record in records:
        stream.write(json.dumps(record, ensure_ascii=False).encode("utf-8") + b"\n")
        count += 1
    return count


def write_cells(
    rows: Iterable[dict[str, Any]],
    names: Sequence[str],
    stream: BinaryIO,
    *,
    delimiter: str = ",",
    end: str = "\r\n",
    header: bool = True,
) -> int:
    """Write rows of cells in UTF-8, quoted as in CSV (RFC 4180) where they must be; return how many.

    Args:
        rows: cells by the names of their columns; those that a row lacks are left empty.
        names: the columns, in order.
        delimiter: what stands between cells.
        end: what ends a row. Python before 3.13 quotes a carriage return only where it is part of this.
        header: whether the names come first.
    """
    text = io.TextIOWrapper(stream, "utf-8", newline="", write_through=True)
    try:
        writer = csv.DictWriter(text, names, delimiter=delimiter, lineterminator=end)
        if header:
            writer.writeheader()
        count = 0
        for row in rows:
            writer.writerow(row)
            count += 1
        return count
    finally:
        text.detach()


def _whole(row: Sourced) -> dict[str, Any]:
    record: dict[str, Any] = to_json(row.statement)
    record["document"] = {
        "title": row.title,
        "address": row.address,
        "published": row.published,
        "source": row.source,
    }
    return record

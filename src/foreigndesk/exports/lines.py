"""JSON lines: our statements whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
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


def _whole(row: Sourced) -> dict[str, Any]:
    record: dict[str, Any] = to_json(row.statement)
    record["document"] = {
        "title": row.title,
        "address": row.address,
        "published": row.published,
        "source": row.source,
    }
    return record

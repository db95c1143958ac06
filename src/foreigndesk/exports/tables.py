"""Tables: one statement a row, as CSV and Parquet with the same columns; `counts` is JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from foreigndesk.desk.rows import actor_refs
from foreigndesk.exports.lines import write_cells
from foreigndesk.exports.sources import Sourced
from foreigndesk.records import Event, Stance, Statement, Tie, WatchPoint, dumps, to_json

_BATCH = 2000
_LIST = pa.list_(pa.string())

COLUMNS: dict[str, pa.DataType] = {
    "id": pa.string(),
    "kind": pa.string(),
    "status": pa.string(),
    "what": pa.string(),
    "mode": pa.string(),
    "contexts": _LIST,
    "score": pa.float64(),
    "actors": _LIST,
    "recipients": _LIST,
    "states": _LIST,
    "speaker": pa.string(),
    "about": pa.string(),
    "counts": pa.string(),
    "when_start": pa.string(),
    "when_end": pa.string(),
    "place": pa.string(),
    "place_state": pa.string(),
    "latitude": pa.float64(),
    "longitude": pa.float64(),
    "confidence": pa.float64(),
    "quote": pa.string(),
    "quote_start": pa.int32(),
    "quote_end": pa.int32(),
    "document_id": pa.string(),
    "title": pa.string(),
    "address": pa.string(),
    "published": pa.string(),
    "source": pa.string(),
    "record": pa.string(),
}

_DOING = ("source", "subject", "holder", "who", "speaker")
_RECEIVING = ("target", "object", "towards", "addressee", "on")


def write_csv(rows: Iterator[Sourced], stream: BinaryIO) -> int:
    """Write statements as CSV in UTF-8; lists are joined by `; `."""
    cells = ({name: _cell(value) for name, value in table_row(row).items()} for row in rows)
    return write_cells(cells, tuple(COLUMNS), stream)


def write_parquet(rows: Iterator[Sourced], stream: BinaryIO) -> int:
    """Write statements as Parquet, in row groups of some thousand."""
    schema = pa.schema(COLUMNS)
    count = 0
    with pq.ParquetWriter(stream, schema, compression="zstd") as writer:
        while batch := [table_row(row) for row in islice(rows, _BATCH)]:
            writer.write_table(pa.Table.from_pylist(batch, schema=schema))
            count += len(batch)
    return count


def table_row(row: Sourced) -> dict[str, Any]:
    """Return a statement as one flat row; `what` is the codebook's word for it, `record` the whole."""
    stated = row.statement
    refs = list(actor_refs(stated))
    record = to_json(stated)
    place = record.get("place") or {}
    when = record.get("when") or record.get("due") or {}
    return {
        "id": stated.id,
        "kind": stated.kind.value,
        "status": stated.status.value,
        "what": _what(stated),
        "mode": record.get("mode"),
        "contexts": record.get("contexts") or [],
        "score": record.get("score"),
        "actors": _unique(ref.id for role, _, ref in refs if _does(role, stated)),
        "recipients": _unique(ref.id for role, _, ref in refs if role in _RECEIVING),
        "states": _unique(ref.state for _, _, ref in refs if ref.state),
        "speaker": stated.speaker.id if stated.speaker else None,
        "about": record.get("about") or record.get("content", {}).get("quote"),
        "counts": dumps(stated.counts) if isinstance(stated, Event) and stated.counts else None,
        "when_start": when.get("start"),
        "when_end": when.get("end"),
        "place": place.get("name"),
        "place_state": place.get("state"),
        "latitude": place.get("latitude"),
        "longitude": place.get("longitude"),
        "confidence": stated.confidence,
        "quote": stated.evidence.quote,
        "quote_start": stated.evidence.start,
        "quote_end": stated.evidence.end,
        "document_id": stated.document_id,
        "title": row.title,
        "address": row.address,
        "published": row.published,
        "source": row.source,
        "record": dumps(stated),
    }


def _does(role: str, stated: Statement) -> bool:
    # The speaker is the actor of a claim; of other statements he only reports.
    return role in _DOING and (role != "speaker" or stated.kind.value == "claim")


def _what(stated: Statement) -> str | None:
    if isinstance(stated, Event):
        return stated.type
    if isinstance(stated, Tie):
        return stated.relation
    if isinstance(stated, Stance):
        return stated.stance
    if isinstance(stated, WatchPoint):
        return stated.outlook
    return getattr(stated, "polarity", None) or getattr(stated, "modality", None)


def _unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _cell(value: Any) -> Any:  # noqa: ANN401 - a cell of any column
    return "; ".join(value) if isinstance(value, list) else value

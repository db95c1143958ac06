"""One article's row in the output of the job: what the desk stores of it, or why there is nothing.

The rows are those of `desk.rows`, but for the numbers of runs, which only a desk knows.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from foreigndesk.desk import Packed
from foreigndesk.desk.quarantining import Failure
from foreigndesk.desk.rows import SCHEMAS
from foreigndesk.records import Article, Rejection, Versions

Made = Packed | Rejection | Failure

LISTED = ("mentions", "statements", "statement_actors")
_RUNS = {"run", "first_run", "last_run"}
_TEXT = pa.string()


def _struct(table: str) -> pa.StructType:
    return pa.struct([column for column in SCHEMAS[table] if column.name not in _RUNS])


def _listed(table: str) -> pa.ListType:
    # Arrow calls the items of a list "item" or "element", as the program likes: types must agree in it.
    return pa.list_(pa.field("element", _struct(table)))


SCHEMA = pa.schema(
    {
        "position": pa.int64(), "address": _TEXT, "document_id": _TEXT, "digest": _TEXT,
        "article": _struct("articles"), "document": _struct("documents"), "reading": _struct("readings"),
        **{table: _listed(table) for table in LISTED},
        "rejection": pa.struct({"address": _TEXT, "code": _TEXT, "message": _TEXT}),
        # Kept of an article whose reading failed, so that it can be tried again.
        "failed": pa.struct({
            "content": pa.binary(), "media_type": _TEXT, "fetched": _TEXT,
            "versions": pa.struct(dict.fromkeys(Versions.__dataclass_fields__, _TEXT)),
        }),
    }
)  # fmt: skip


def to_row(position: int, address: str, made: Made, versions: Versions) -> pa.RecordBatch:
    """Return what came of the article at `position` in the input as a batch of one row.

    Raises:
        UnicodeEncodeError: a text in it cannot be written as UTF-8.
    """
    row: dict[str, Any] = {"position": position, "address": address}
    if isinstance(made, Packed):
        row |= {
            "document_id": made.document_id, "digest": made.digest, "article": made.article,
            "document": made.document, "reading": made.reading,
        }  # fmt: skip
    elif isinstance(made, Rejection):
        row["rejection"] = asdict(made)
    else:
        row |= _failed(made, versions)
    columns = [
        _as_list(made.parts[field.name]) if isinstance(made, Packed) and field.name in LISTED
        else pa.array([row.get(field.name)], field.type)
        for field in SCHEMA
    ]  # fmt: skip
    return pa.RecordBatch.from_arrays(columns, schema=SCHEMA)


def from_row(row: pa.RecordBatch) -> tuple[str, Made, Versions | None]:
    """Return the address of the article in a batch of one row, what came of it, and what failed on it.

    The versions are None where nothing failed.
    """
    cells = {name: row.column(name)[0].as_py() for name in SCHEMA.names if name not in LISTED}
    address = cells["address"]
    if failed := cells["failed"]:
        source = Article(
            address=address, content=failed["content"], media_type=failed["media_type"],
            fetched=failed["fetched"],
        )  # fmt: skip
        rejection = cells["rejection"]
        failure = Failure(source=source, code=rejection["code"], error=rejection["message"])
        return address, failure, Versions(**failed["versions"])
    if cells["rejection"]:
        return address, Rejection(**cells["rejection"]), None
    parts = {table: _from_list(row.column(table), table) for table in LISTED}
    packed = Packed(
        document_id=cells["document_id"], digest=cells["digest"], document=cells["document"],
        reading=cells["reading"], article=cells["article"], parts=parts,
        kinds=dict(Counter(parts["statements"].column("kind").to_pylist())),
    )  # fmt: skip
    return address, packed, None


def _failed(failure: Failure, versions: Versions) -> dict[str, Any]:
    source = failure.source
    assert isinstance(source, Article)  # documents of a desk are not sent to a cluster
    return {
        "rejection": {"address": source.address, "code": failure.code, "message": failure.error},
        "failed": {
            "content": source.content, "media_type": source.media_type, "fetched": source.fetched,
            "versions": asdict(versions),
        },
    }  # fmt: skip


def _as_list(rows: pa.RecordBatch) -> pa.ListArray:
    struct = rows.to_struct_array()
    return pa.ListArray.from_arrays(
        pa.array([0, len(struct)], pa.int32()), struct, type=pa.list_(pa.field("element", struct.type))
    )


def _from_list(column: pa.ListArray, table: str) -> pa.RecordBatch:
    return pa.RecordBatch.from_struct_array(column.flatten().cast(pa.struct(SCHEMAS[table])))

"""What a cluster has read, on to a desk: stored as if this machine had read it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from foreigndesk import codebooks, pipeline
from foreigndesk.cluster.packing import SCHEMA, from_row
from foreigndesk.cluster.tables import PACKED
from foreigndesk.desk import Desk
from foreigndesk.errors import ClusterError
from foreigndesk.ingest import Entry, Setup
from foreigndesk.ingest.storing import keep

_AT_ONCE = 64


def check_output(output: Path) -> None:
    """Check that the folder `output` is what a job wrote, to its end.

    Raises:
        ClusterError: it is not.
    """
    if not (output / PACKED / "_SUCCESS").exists():
        how = f"make it with foreigndesk cluster INPUT {output}"
        raise ClusterError(f"{output}: no finished output of a cluster is there; {how}")


def articles_in(output: Path) -> int:
    """Return how many articles the job was given whose output is in `output`."""
    return sum(pq.read_metadata(file).num_rows for file in (output / PACKED).glob("*.parquet"))


def load(desk: Desk, run: int, output: Path) -> Iterator[Entry]:
    """Store what a job wrote to the folder `output`, in the order of its input; yield each once it is stored.

    What the desk has already stays as it is, so that a load which was stopped may be given again.

    Raises:
        ClusterError: the folder is not the finished output of a job.
        DeskError: when the desk cannot be written.
    """
    check_output(output)
    books = codebooks.load()
    setup = Setup(books=books, versions=pipeline.versions(books))
    for batch in _in_order(output / PACKED):
        made = [from_row(batch.slice(at, 1)) for at in range(len(batch))]
        # What failed is set aside as failed with the versions that tried it.
        for versions, rows in groupby(made, key=lambda each: each[2] or setup.versions):
            ready = [(address, found) for address, found, _ in rows]
            yield from keep(desk, run, ready, Setup(books=books, versions=versions))


def _in_order(packed: Path) -> Iterator[pa.RecordBatch]:
    """Yield the rows in the order of the input; DuckDB sorts on disk where memory does not do."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        connection.execute(f"SET temp_directory = '{folder}'")
        rows = connection.execute(
            "SELECT * FROM read_parquet(?) ORDER BY position", [str(packed / "*.parquet")]
        )
        for batch in rows.to_arrow_reader(_AT_ONCE):
            yield pa.RecordBatch.from_struct_array(batch.to_struct_array().cast(pa.struct(list(SCHEMA))))

"""What an input stands for (`intake.load`), as Parquet that Spark reads: a folder, a dataset, an archive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count, islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from foreigndesk.records import Article, Rejection

_ARTICLES = pa.schema(
    {
        "position": pa.int64(), "address": pa.string(), "content": pa.binary(), "media_type": pa.string(),
        "fetched": pa.string(), "code": pa.string(), "message": pa.string(),
    }
)  # fmt: skip
_IN_MEMORY = 64  # articles
_IN_A_FILE = 50_000


def stage(found: Iterable[Article | Rejection], folder: Path) -> Iterator[int]:
    """Write articles, and what could not be loaded, in their order to `folder`; yield how many are written.

    Raises:
        OSError: when the folder cannot be written.
    """
    incoming = enumerate(found)
    written = 0
    for part in count():
        file = _part(folder, part)
        with pq.ParquetWriter(file, _ARTICLES) as writer:
            for _ in range(0, _IN_A_FILE, _IN_MEMORY):
                rows = [_row(position, each) for position, each in islice(incoming, _IN_MEMORY)]
                if not rows:
                    return
                writer.write_table(pa.Table.from_pylist(rows, schema=_ARTICLES))
                written += len(rows)
                yield written


def _part(folder: Path, number: int) -> Path:
    return folder / f"part-{number:06}.parquet"


def _row(position: int, found: Article | Rejection) -> dict[str, object]:
    if isinstance(found, Rejection):
        return {"position": position, "address": found.address, "code": found.code, "message": found.message}
    return {
        "position": position, "address": found.address, "content": found.content,
        "media_type": found.media_type, "fetched": found.fetched,
    }  # fmt: skip

"""Near-duplicates in Spark SQL: the documents that repeat each other's text, as the desk's stories find them.

The same functions and rules as `stories.origins`; what is a question to the desk there is a join here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyarrow as pa

from foreigndesk.desk import rebuilding
from foreigndesk.stories.schema import rules
from foreigndesk.stories.shingles import copied_share, is_copy, shingles, sketch, words_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_BANDS = pa.schema({"id": pa.string(), "day": pa.string(), "bucket": pa.int64()})
_COPIES = pa.schema({"one": pa.string(), "other": pa.string(), "share": pa.float64()})
_TOP = 1 << 63  # Spark's numbers have a sign: buckets of 64 bits are moved down by this

_MEETING = """
    SELECT DISTINCT a.id AS one, b.id AS other
    FROM {bands} a JOIN {bands} b ON a.bucket = b.bucket AND a.id < b.id
    WHERE a.day IS NULL OR b.day IS NULL OR abs(datediff(a.day, b.day)) <= {days}
"""
_TOLD = """
    SELECT one, other, a.text AS text, a.record AS record, b.text AS other_text, b.record AS other_record
    FROM {pairs} JOIN {documents} a ON a.id = one JOIN {documents} b ON b.id = other
"""


def near_duplicates(documents: DataFrame) -> DataFrame:
    """Return which two documents repeat each other's text: `one` < `other`, and the `share` of shingles.

    These are the rows of the desk's `story_copies`.

    Args:
        documents: the `documents` table, each document once.
    """
    from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415 - only where it is installed

    spark = documents.sparkSession
    texts = documents.selectExpr("id", "cast(published_day AS string) AS day", "record", "text")
    bands = texts.mapInArrow(_banded, from_arrow_schema(_BANDS))
    pairs = spark.sql(_MEETING, bands=bands, days=rules().copies.days)
    told = spark.sql(_TOLD, pairs=pairs, documents=texts)
    return told.mapInArrow(_compared, from_arrow_schema(_COPIES))


def _banded(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        rows = [
            {"id": row["id"], "day": row["day"], "bucket": bucket - _TOP}
            for row in batch.to_pylist()
            for bucket in sketch(_words(row["record"], row["text"]), rules().copies).buckets
        ]
        yield pa.RecordBatch.from_pylist(rows, schema=_BANDS)


def _compared(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    copies = rules().copies
    for batch in batches:
        rows = []
        for row in batch.to_pylist():
            one = shingles(_words(row["record"], row["text"]), copies.shingle)
            other = shingles(_words(row["other_record"], row["other_text"]), copies.shingle)
            if is_copy(one, other, copies):
                share = copied_share(one, other)
                rows.append({"one": row["one"], "other": row["other"], "share": share})
        yield pa.RecordBatch.from_pylist(rows, schema=_COPIES)


def _words(record: str, text: str) -> list[str]:
    return words_of(rebuilding.document(record, text))

"""The output of a job: what was read of each article, and the desk's tables cut from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from foreigndesk.cluster.copies import near_duplicates
from foreigndesk.cluster.packing import LISTED
from foreigndesk.cluster.sessions import first_line
from foreigndesk.errors import ClusterError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

PACKED = "packed"
_DATE = "published_day"


def write(readings: DataFrame, output: str) -> dict[str, int]:
    """Run the job: write `packed`, the desk's tables, `rejections` and `copies` below `output`, as Parquet.

    What is there is written over. The reading is done once, into `packed`; everything else is cut from
    that, so that an executor lost later costs no reading.

    Args:
        readings: what `read` gave.
        output: a folder, or any address that the cluster can write to.

    Returns:
        How many rows each table has.

    Raises:
        ClusterError: the job failed; what it had not finished has no `_SUCCESS` file.
    """
    spark = readings.sparkSession
    counts = {}
    try:
        readings.write.mode("overwrite").parquet(f"{output}/{PACKED}")
        packed = spark.read.parquet(f"{output}/{PACKED}")
        for name, table in tables(packed).items():
            counts[name] = _written(table, f"{output}/{name}")
        documents = spark.read.parquet(f"{output}/documents")
        counts["copies"] = _written(near_duplicates(documents), f"{output}/copies")
    except Exception as error:
        raise ClusterError(f"{output}: the job on the cluster failed ({first_line(error)})") from error
    return counts


def _written(table: DataFrame, path: str) -> int:
    table.write.mode("overwrite").parquet(path)
    count: int = table.sparkSession.read.parquet(path).count()
    return count


def tables(packed: DataFrame) -> dict[str, DataFrame]:
    """Return the desk's tables (docs/desk.md) and the rejections, by name.

    Without the columns that number runs. A document has one row, the first of the input; an article has one
    for each address.
    """
    first = first_readings(packed)
    listed = {name: first.selectExpr(f"inline({name})") for name in LISTED}
    cut = {
        "articles": first_of(packed, "article.id", "article.address").select("article.*"),
        "documents": first.select("document.*"),
        "readings": first.select("reading.*"),
        **listed,
        "rejections": packed.where("rejection IS NOT NULL").orderBy("position").select("rejection.*"),
    }
    return {
        name: table.withColumn(_DATE, table[_DATE].cast("date")) if _DATE in table.columns else table
        for name, table in cut.items()
    }


def first_readings(packed: DataFrame) -> DataFrame:
    """Return the first reading of each document."""
    return first_of(packed, "document_id")


def first_of(packed: DataFrame, *keys: str) -> DataFrame:
    """Return of the rows with equal keys the first in the input; rows without keys are left out."""
    # Only keys and positions are brought together: the rows themselves stay where they are.
    from pyspark.sql import functions as sql  # noqa: PLC0415 - only where it is installed

    known = packed.where(" AND ".join(f"{key} IS NOT NULL" for key in keys))
    firsts = known.groupBy(*(sql.col(key).alias(str(at)) for at, key in enumerate(keys))).agg(
        sql.min("position").alias("position")
    )
    return known.join(firsts.select("position"), "position", "left_semi")

"""What runs on the executors: articles in, one row out for each, whatever comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from foreigndesk import codebooks, parsing, pipeline
from foreigndesk.cluster.alone import Alone
from foreigndesk.cluster.packing import SCHEMA, Made, to_row
from foreigndesk.desk.quarantining import Failure
from foreigndesk.errors import ClusterError
from foreigndesk.ingest import Setup
from foreigndesk.ingest.reading import document_of
from foreigndesk.ingest.reading import read as read_document
from foreigndesk.ingest.serving import pipeline_reader
from foreigndesk.ingest.tasks import Reader, Trouble
from foreigndesk.intake import media
from foreigndesk.intake.rows import Row
from foreigndesk.records import Article, Document, Rejection, Versions

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_OF_TEXT = ("text", "title", "published", "source", "author", "tags")
_COLUMNS = ("position", "address", "content", "media_type", "fetched", *_OF_TEXT, "code", "message")
_UNNAMED = "article without address"
_AS_THEY_ARE = {"position": "CAST(position AS LONG)", "content": "content"}
_Cells = Mapping[str, Any]


def read(spark: SparkSession, articles: DataFrame, setup: Setup | None = None) -> DataFrame:
    """Return what reading gives: a row an article, as `packing.SCHEMA` says. Nothing runs before it is asked.

    Args:
        spark: the session of `articles`.
        articles: `address`, and either `content` (the bytes or text of a page or file) or `text` with what is
            known of it: `title`, `published`, `source`, `author`, `tags`. There may be a `media_type`,
            `fetched` (ISO 8601) and `position` (in the input: of equal documents the first stands).
        setup: how to read; the package's codebooks and parser where None. It travels with the job.

    Raises:
        ClusterError: the columns are not these.
    """
    from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415 - only where it is installed

    there = set(articles.columns)
    if "address" not in there or not there & {"content", "text"}:
        found = ", ".join(articles.columns)
        raise ClusterError(f"articles need the columns address, and content or text; there are {found}")
    chosen = [_AS_THEY_ARE.get(name, f"CAST({name} AS STRING)") for name in _COLUMNS if name in there]
    if "position" not in there:
        chosen.append("monotonically_increasing_id() AS position")
    rows = spark.sql(f"SELECT {', '.join(chosen)} FROM {{articles}}", articles=articles)
    return rows.mapInArrow(partial(_read_batches, setup), from_arrow_schema(SCHEMA))


def _read_batches(setup: Setup | None, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Read the articles of one task; see `alone` for a task that is tried again."""
    from pyspark import TaskContext  # noqa: PLC0415

    setup = setup or _own_setup()
    context = TaskContext.get()
    if context is not None and context.attemptNumber() > 0:
        with Alone(setup) as alone:
            yield from _rows(batches, alone.read, setup.versions)
    else:
        yield from _rows(batches, partial(made_of, how=_reader(setup)), setup.versions)


def _rows(
    batches: Iterator[pa.RecordBatch], made: Callable[[Article], Made], versions: Versions
) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for cells in batch.to_pylist():
            yield row_of(cells, made, versions)


def row_of(cells: _Cells, made: Callable[[Article], Made], versions: Versions) -> pa.RecordBatch:
    """Return the row for one row of the input: never none, and never an error that is the article's."""
    position, address = cells["position"], cells["address"] or _UNNAMED
    if cells.get("code"):  # it could not be loaded, so that there is nothing to read
        refused = Rejection(address=address, code=cells["code"], message=cells["message"])
        return to_row(position, address, refused, versions)
    article = _article(cells, address)
    try:
        return to_row(position, address, made(article), versions)
    except UnicodeEncodeError as error:
        words = f"{address}: what was read cannot be written as UTF-8 ({error.reason})"
        return to_row(position, address, Failure(source=article, code="failed", error=words), versions)


def made_of(article: Article, how: Reader) -> Made:
    """Return what comes of an article that is read in this process.

    Raises:
        ForeignDeskError: something that all reading needs is missing or damaged.
    """
    try:
        found: Document | Made | Trouble = document_of(article)
        if isinstance(found, Document):
            found = read_document(found, article, how)
    except MemoryError:
        found = Trouble("failed", f"{article.address}: reading it failed (no memory was left)")
    return found.of(article) if isinstance(found, Trouble) else found


def _article(cells: _Cells, address: str) -> Article:
    content = cells.get("content")
    if content is None and cells.get("text"):
        row = Row(**{name: cells.get(name) or "" for name in _OF_TEXT})
        return row.article(address, fetched=cells.get("fetched"))
    content = content.encode("utf-8", "replace") if isinstance(content, str) else content or b""
    kind = cells.get("media_type") or media.sniff(content, media.by_name(address))
    return Article(address=address, content=content, media_type=kind, fetched=cells.get("fetched"))


# --- once in each Python worker ----------------------------------------------------------------------


@cache
def _own_setup() -> Setup:
    books = codebooks.load()
    return Setup(books=books, versions=pipeline.versions(books, model=parsing.DEFAULT))


_readers: dict[tuple[Versions, str, object], Reader] = {}


def _reader(setup: Setup) -> Reader:
    """Return what reads in this Python worker; kept, since each task brings its own copy of `setup`."""
    key = (setup.versions, setup.model, setup.reader)
    if key not in _readers:
        _readers[key] = (setup.reader or pipeline_reader)(setup.books, setup.model)
    return _readers[key]

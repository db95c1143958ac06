"""The export formats by name, each a function from statements to bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from foreigndesk.desk import Desk, queries
from foreigndesk.desk.queries import Selection
from foreigndesk.errors import UsageError
from foreigndesk.exports.annotations import write_json_ld
from foreigndesk.exports.followthemoney import write_ftm
from foreigndesk.exports.gdelt import write_gdelt
from foreigndesk.exports.geojson import write_geojson
from foreigndesk.exports.graphml import write_graphml
from foreigndesk.exports.icews import write_icews
from foreigndesk.exports.judged import (
    judged_documents,
    write_brat,
    write_label_studio,
    write_review_jsonl,
)
from foreigndesk.exports.lines import write_jsonl
from foreigndesk.exports.plover import write_plover
from foreigndesk.exports.polecat import write_polecat
from foreigndesk.exports.sources import sourced
from foreigndesk.exports.tables import write_csv, write_parquet


def _statements(desk: Desk, selection: Selection) -> Iterator[Any]:
    return sourced(desk, queries.statements(desk, selection))


@dataclass(frozen=True, slots=True)
class Format:
    """One format: `write` puts rows on a stream and returns how many records it wrote.

    `rows` gives what it writes of a selection: statements with their documents, or documents with judgements.
    """

    write: Callable[[Iterator[Any], BinaryIO], int]
    about: str
    what: str = "statements"
    ending: str = "jsonl"
    rows: Callable[[Desk, Selection], Iterator[Any]] = _statements

    @property
    def media_type(self) -> str:
        """The media type of what it writes."""
        return MEDIA_TYPES[self.ending]

    @property
    def binary(self) -> bool:
        """Whether it is not for a terminal."""
        return self.ending in _BINARY


MEDIA_TYPES = {
    "jsonl": "application/x-ndjson",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "geojson": "application/geo+json",
    "graphml": "application/graphml+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
}
_BINARY = frozenset({"parquet", "zip"})

FORMATS: dict[str, Format] = {
    "jsonl": Format(write_jsonl, "one statement a line, whole, as JSON"),
    "csv": Format(write_csv, "one statement a row, for spreadsheets and R", ending="csv"),
    "parquet": Format(write_parquet, "one statement a row, for DuckDB, Spark, pandas", ending="parquet"),
    "plover-jsonl": Format(write_plover, "events as PLOVER event records, one a line", "events"),
    "polecat": Format(
        write_polecat, "events that happened or are ongoing, in POLECAT's 40 columns", "events", "tsv"
    ),
    "icews": Format(write_icews, "the same by pairs of actors, in ICEWS's 20 columns", "dyads", "tsv"),
    "gdelt2": Format(
        write_gdelt, "the same by pairs of actors, in GDELT 2.0's 61 columns, no header", "dyads", "tsv"
    ),
    "json-ld": Format(write_json_ld, "W3C Web Annotations on the articles", "annotations", "jsonld"),
    "geojson": Format(write_geojson, "events that have coordinates, as points", "events", "geojson"),
    "graphml": Format(write_graphml, "actors as nodes, ties and acts as edges", "edges", "graphml"),
    "ftm": Format(write_ftm, "actors, ties and events as FollowTheMoney entities", "entities"),
    "review-jsonl": Format(
        write_review_jsonl, "judgements as gold, one a line", "judgements", rows=judged_documents
    ),
    "brat": Format(
        write_brat, "gold as brat's standoff files, in a zip", "documents", "zip", judged_documents
    ),
    "label-studio": Format(
        write_label_studio, "gold and what was read, as Label Studio tasks", "tasks", "json", judged_documents
    ),
}


def format_named(name: str) -> Format:
    """Return a format.

    Raises:
        UsageError: when there is none of that name; the message lists them.
    """
    if name not in FORMATS:
        raise UsageError(f"{name}: no such format; the formats are {', '.join(FORMATS)}")
    return FORMATS[name]


def write(desk: Desk, name: str, stream: BinaryIO, selection: Selection | None = None) -> int:
    """Write the chosen statements to `stream` in the format `name`; return how many records it wrote.

    Raises:
        UsageError: when there is no such format.
        DeskError: when the desk cannot be read.
    """
    chosen = format_named(name)
    return chosen.write(chosen.rows(desk, selection or Selection()), stream)

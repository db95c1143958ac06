"""The export formats by name, each a function from statements to bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from foreigndesk.desk import Desk, queries
from foreigndesk.desk.queries import Selection
from foreigndesk.errors import UsageError
from foreigndesk.exports.annotations import write_json_ld
from foreigndesk.exports.gdelt import write_gdelt
from foreigndesk.exports.icews import write_icews
from foreigndesk.exports.lines import write_jsonl
from foreigndesk.exports.plover import write_plover
from foreigndesk.exports.polecat import write_polecat
from foreigndesk.exports.sources import Sourced, sourced
from foreigndesk.exports.tables import write_csv, write_parquet


@dataclass(frozen=True, slots=True)
class Format:
    """One format: `write` puts statements on a stream and returns how many records it wrote."""

    write: Callable[[Iterator[Sourced], BinaryIO], int]
    about: str
    what: str = "statements"
    binary: bool = False


FORMATS: dict[str, Format] = {
    "jsonl": Format(write_jsonl, "one statement a line, whole, as JSON"),
    "csv": Format(write_csv, "one statement a row, for spreadsheets and R"),
    "parquet": Format(write_parquet, "one statement a row, for DuckDB, Spark, pandas", binary=True),
    "plover-jsonl": Format(write_plover, "events as PLOVER event records, one a line", what="events"),
    "polecat": Format(
        write_polecat, "events that happened or are ongoing, in POLECAT's 40 columns", what="events"
    ),
    "icews": Format(write_icews, "the same by pairs of actors, in ICEWS's 20 columns", what="dyads"),
    "gdelt2": Format(
        write_gdelt, "the same by pairs of actors, in GDELT 2.0's 61 columns, no header", what="dyads"
    ),
    "json-ld": Format(write_json_ld, "W3C Web Annotations on the articles", what="annotations"),
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
    return chosen.write(sourced(desk, queries.statements(desk, selection or Selection())), stream)

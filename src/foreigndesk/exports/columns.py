"""The columns of the event layouts of others, and the files that are written with them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, BinaryIO, Literal

from foreigndesk.exports.lines import write_cells
from foreigndesk.gazetteers import parse_csv
from foreigndesk.gazetteers.models import Entry

Layout = Literal["polecat", "icews", "gdelt2"]
Row = dict[str, Any]


class Column(Entry):
    """One column of a layout: what we put there, or, with an empty `content`, `why` we leave it empty."""

    layout: Layout
    column: str
    content: str
    why: str


@cache
def columns(layout: Layout) -> tuple[Column, ...]:
    """Return the columns of `layout` in their order. Raises GazetteerError if columns.csv is wrong."""
    return tuple(
        column for column in parse_csv(text("columns.csv"), "columns.csv", Column) if column.layout == layout
    )


def text(name: str) -> str:
    """Return the text of a data file beside columns.csv."""
    return (files("foreigndesk.exports") / "layouts" / name).read_text(encoding="utf-8")


def write_quoted(rows: Iterable[Row], layout: Layout, stream: BinaryIO) -> int:
    """Write rows, separated by tabs, under a header; return how many.

    A cell with a tab, a quote or a line break is quoted as in CSV (RFC 4180), and a quote in it doubled.
    Columns that a row lacks are left empty.
    """
    return write_cells(rows, _names(layout), stream, delimiter="\t")


def write_plain(rows: Iterable[Row], layout: Layout, stream: BinaryIO) -> int:
    """Write rows, separated by tabs, one a line and without a header; return how many.

    White space in a cell becomes one space, so that cutting at line ends and tabs is always right. A cell
    with a quote in it is quoted.
    """
    flat = ({name: _flat(cell) for name, cell in row.items()} for row in rows)
    return write_cells(flat, _names(layout), stream, delimiter="\t", end="\n", header=False)


def _names(layout: Layout) -> list[str]:
    return [column.column for column in columns(layout)]


def _flat(cell: Any) -> Any:  # noqa: ANN401 - a cell of any column
    return " ".join(cell.split()) if isinstance(cell, str) else cell

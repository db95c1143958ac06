"""Which column of a dataset holds what: by the user's map, else by the names in columns.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from pydantic import BaseModel, ConfigDict

from foreigndesk.errors import IntakeError, UsageError
from foreigndesk.intake.datafile import read_data

# How many columns an error message lists.
LISTED = 30


class ColumnsData(BaseModel):
    """The schema of columns.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    columns: Mapping[str, tuple[str, ...]]


@cache
def columns_data() -> ColumnsData:
    """Return the checked content of columns.yaml."""
    return read_data("columns.yaml", ColumnsData)


def parse_columns(written: str) -> tuple[tuple[str, str], ...]:
    """Return the column map that `text=body,title=headline` stands for, as (what it holds, column) pairs.

    Raises:
        UsageError: when a part is not NAME=COLUMN, or NAME is none that we know.
    """
    known = columns_data().columns
    pairs = []
    for part in filter(None, (part.strip() for part in written.split(","))):
        field, sign, column = (piece.strip() for piece in part.partition("="))
        if not sign or not column or field not in known:
            raise UsageError(
                f"--columns: {part} is not NAME=COLUMN with a NAME of {', '.join(known)}; "
                "write for example text=body,title=headline"
            )
        pairs.append((field, column))
    return tuple(dict(pairs).items())


def choose_columns(found: Iterable[str], wanted: tuple[tuple[str, str], ...], *, name: str) -> dict[str, str]:
    """Return which of the columns `found` holds what; `wanted` is the user's map, which wins.

    Raises:
        IntakeError: code `columns`, when a column of the map is not there, or none holds the text.
    """
    columns = list(found)
    listed = ", ".join(columns[:LISTED]) + (", ..." if len(columns) > LISTED else "")
    for _, column in wanted:
        if column not in columns:
            raise IntakeError(
                f"{name}: --columns names {column}, which it does not have; its columns are {listed}",
                code="columns",
            )
    chosen = dict(wanted)
    by_key = {_key(column): column for column in reversed(columns)}
    for field, names in columns_data().columns.items():
        match = next((by_key[_key(each)] for each in names if _key(each) in by_key), None)
        if field not in chosen and match is not None and match not in chosen.values():
            chosen[field] = match
    if "text" not in chosen:
        raise IntakeError(
            f"{name}: no column is known to hold the text; say which with --columns text=COLUMN; "
            f"its columns are {listed}",
            code="columns",
        )
    return chosen


def _key(column: str) -> str:
    return "".join(char for char in column.casefold() if char.isalnum())

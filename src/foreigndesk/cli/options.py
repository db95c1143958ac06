"""Arguments that several commands share, and how they are read."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from foreigndesk.errors import UsageError


class Half(StrEnum):
    """Parts of an evaluation corpus: the first half to develop on, the second to measure."""

    FIRST = "first"
    SECOND = "second"
    ALL = "all"


class ActorFormat(StrEnum):
    """The formats that `actors import` reads."""

    CSV = "csv"
    PETRARCH = "petrarch"
    FTM = "ftm"


OwnCodebooks = Annotated[
    Path | None,
    typer.Option(
        "--codebooks",
        metavar="PATH",
        help="A folder in place of our codebooks, or a file of entries over them.",
    ),
]
DeskFile = Annotated[
    Path | None,
    typer.Option(
        "--desk",
        envvar="FOREIGNDESK_DESK",
        metavar="FILE",
        help="The desk's file; without it, desk.duckdb in your data folder.",
    ),
]
ParserModel = Annotated[
    str,
    typer.Option(
        "--model",
        metavar="NAME",
        help="The parser: default, or an installed spaCy pipeline (or its folder) with UD labels.",
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        metavar="N",
        min=1,
        help="Read in N processes; without it, one a core where more than a few articles wait.",
        show_default=False,
    ),
]
TimeLimit = Annotated[
    float,
    typer.Option(
        "--limit",
        metavar="SECONDS",
        min=1,
        help="How long a worker process may take for an article of up to 100 kB, longer ones in proportion.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Country = Annotated[
    str | None, typer.Option("--country", metavar="COUNTRY", help="An ISO code or English name.")
]
ActorName = Annotated[str | None, typer.Option("--actor", metavar="ACTOR", help="An actor's id or name.")]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="DATE", help="Only documents published on this day or later."),
]
Latest = Annotated[bool, typer.Option("--latest", help="Only what the last read met.")]


def day(value: str | None) -> date | None:
    """Return the day that `--since` was given, None where it was not.

    Raises:
        UsageError: it is not a day.
    """
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise UsageError(f"--since {value}: not a day; write it as YYYY-MM-DD, such as 2024-05-31") from None

"""The desk for those who know SQL, and a copy of it for other programs."""

# ruff: noqa: PLC0415, PLR0913, PLR0917 - late imports keep `--help` quick; an option is an argument

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from foreigndesk.cli.app import app
from foreigndesk.cli.options import AsJson, DeskFile


@app.command(
    epilog="""\b
Examples:
  foreigndesk sql "SELECT type, count(*) FROM events GROUP BY type ORDER BY 2 DESC"
  foreigndesk sql "SELECT subject, object FROM ties WHERE relation = 'member_of'" --csv
  foreigndesk sql "SELECT * FROM events" -o events.parquet
  foreigndesk sql < question.sql"""
)
def sql(
    query: Annotated[
        str | None,
        typer.Argument(metavar="SQL|-", help="One question; standard input without it.", show_default=False),
    ] = None,
    desk: DeskFile = None,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write a .parquet, .csv or .jsonl file."),
    ] = None,
    seconds: Annotated[
        float, typer.Option("--seconds", min=0.001, metavar="N", help="The longest that it may take.")
    ] = 60.0,
    limit: Annotated[
        int, typer.Option("--limit", min=1, metavar="N", help="The most rows that a table shows.")
    ] = 1000,
    write: Annotated[bool, typer.Option("--write", help="Allow it to change the desk.")] = False,
) -> int:
    """Ask the desk in SQL, also while it is read to or served.

    The views are events, ties, stances, claims, pressures, watchpoints, stories, actors and documents;
    docs/desk.md describes their columns. Nothing is changed unless --write is given.
    """
    from foreigndesk.cli import asking

    return asking.sql(
        asking.Question(
            sql=query, desk=desk, as_json=as_json, as_csv=as_csv, output=output, seconds=seconds,
            shown=limit, write=write,
        )
    )  # fmt: skip


@app.command(
    epilog="""\b
Examples:
  foreigndesk snapshot today.duckdb
  foreigndesk snapshot copies/andes.duckdb --desk andes.duckdb"""
)
def snapshot(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="The copy; one that is there is replaced.")],
    desk: DeskFile = None,
) -> int:
    """Copy the desk as it is now to a DuckDB file for other programs, while it goes on being used."""
    from foreigndesk.cli import asking

    return asking.snapshot(target, desk_path=desk)

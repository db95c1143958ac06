"""Reading again: what other versions have read, and what failed."""

# ruff: noqa: PLC0415, PLR0913, PLR0917 - late imports keep `--help` quick; an option is an argument

from __future__ import annotations

from typing import Annotated

import typer

from foreigndesk.cli.app import app
from foreigndesk.cli.options import AsJson, DeskFile, OwnCodebooks, ParserModel, TimeLimit, Workers


@app.command(
    epilog="""\b
Examples:
  foreigndesk recode --dry-run
  foreigndesk recode --codebooks my_entries.yaml"""
)
def recode(
    desk: DeskFile = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say how many documents it would read.")
    ] = False,
    books: OwnCodebooks = None,
    model: ParserModel = "default",
    workers: Workers = None,
    limit: TimeLimit = 300.0,
    as_json: AsJson = False,
) -> int:
    """Read anew, from the text on the desk, what other versions of code, parser, codebooks or names read.

    Readings of the present versions are left as they are, so a run that was stopped goes on where it stopped.
    `foreigndesk codebook diff` shows beforehand what an edit of the codebooks changes.
    """
    from foreigndesk.cli import reading

    request = reading.Request(
        desk=desk, codebooks=books, model=model, workers=workers, limit=limit, as_json=as_json
    )
    return reading.recode(request, dry_run=dry_run)


@app.command(
    epilog="""\b
Examples:
  foreigndesk quarantine
  foreigndesk quarantine --retry --limit 1200"""
)
def quarantine(
    desk: DeskFile = None,
    retry: Annotated[bool, typer.Option("--retry", help="Read them again; what succeeds leaves.")] = False,
    books: OwnCodebooks = None,
    model: ParserModel = "default",
    workers: Workers = None,
    limit: TimeLimit = 300.0,
    as_json: AsJson = False,
) -> int:
    """List the articles that were set aside: reading them failed, ended its process, or took too long.

    They are left out by later runs of the same versions, until they are tried again.
    """
    from foreigndesk.cli import reading

    request = reading.Request(
        desk=desk, codebooks=books, model=model, workers=workers, limit=limit, as_json=as_json
    )
    return reading.quarantine(request, retry=retry)

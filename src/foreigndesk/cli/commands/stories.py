"""Stories: the reports of one event, across articles."""

# ruff: noqa: PLC0415, PLR0913, PLR0917 - late imports keep `--help` quick; an option is an argument

from __future__ import annotations

from typing import Annotated

import typer

from foreigndesk.cli.app import app
from foreigndesk.cli.options import ActorName, AsJson, Country, DeskFile, Since


@app.command(
    epilog="""\b
Examples:
  foreigndesk stories --country KGZ --since 2017-02-01
  foreigndesk stories --contradictions
  foreigndesk stories --update
  foreigndesk show sto-1a2b3c"""
)
def stories(
    country: Country = None,
    actor: ActorName = None,
    since: Since = None,
    contradictions: Annotated[
        bool, typer.Option("--contradictions", help="Only stories whose reports contradict each other.")
    ] = False,
    reports: Annotated[
        int, typer.Option("--reports", min=1, metavar="N", help="Only stories with so many reports.")
    ] = 1,
    limit: Annotated[int, typer.Option("--limit", min=1, metavar="N", help="The most stories listed.")] = 50,
    update: Annotated[
        bool, typer.Option("--update", help="Group what was read since, and say what changed.")
    ] = False,
    desk: DeskFile = None,
    as_json: AsJson = False,
) -> int:
    """List stories: the reports of one event, with independent sources and contradictions counted."""
    from foreigndesk.cli import stories as listing

    if update:
        return listing.update(desk_path=desk, as_json=as_json)
    asked = listing.Asked(
        country=country, actor=actor, since=since, contradictions=contradictions, reports=reports, limit=limit
    )
    return listing.list_stories(asked, desk_path=desk, as_json=as_json)

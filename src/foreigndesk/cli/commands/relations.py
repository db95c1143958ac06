"""Between states: two over time, unusual weeks, the network of ties."""

# ruff: noqa: PLC0415 - late imports keep `--help` quick; an option is an argument

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from foreigndesk.cli.app import app
from foreigndesk.cli.options import AsJson, Country, DeskFile


class Bins(StrEnum):
    """What acts are counted by."""

    MONTH = "month"
    WEEK = "week"


_AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="As it stood on this day (YYYY-MM-DD).")
]


@app.command(
    epilog="""\b
Examples:
  foreigndesk dyad RUS UKR
  foreigndesk dyad Peru Ecuador --by week
  foreigndesk dyad RUS UKR --json"""
)
def dyad(
    one: Annotated[str, typer.Argument(metavar="ONE", help="An ISO code, an English name or an actor's id.")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="The same.")],
    by: Annotated[Bins, typer.Option("--by", help="What to count by.")] = Bins.MONTH,
    desk: DeskFile = None,
    as_json: AsJson = False,
) -> int:
    """Show two actors over time: acts by month or week and quad, mean PLOVER score, changes of level.

    Only what happened or goes on counts, once for each story; a plan, an offer or a denial never does.
    """
    from foreigndesk.cli import relations

    return relations.dyad(one, other, by=by.value, desk_path=desk, as_json=as_json)


@app.command(
    epilog="""\b
Examples:
  foreigndesk alerts
  foreigndesk alerts --country Kyrgyzstan
  foreigndesk alerts --as-of 2022-02-27 --json"""
)
def alerts(
    country: Country = None, as_of: _AsOf = None, desk: DeskFile = None, as_json: AsJson = False
) -> int:
    """List pairs of states whose last week is unlike the 4 and the 52 weeks before it.

    The week ends on the latest day of publication, or on the day given. Small counts never make an alert.
    """
    from foreigndesk.cli import relations

    return relations.alerts(country=country, as_of=as_of, desk_path=desk, as_json=as_json)


@app.command(
    epilog="""\b
Examples:
  foreigndesk network --country Kyrgyzstan
  foreigndesk network --relation military_presence_in --as-of 2010-01-01
  foreigndesk network --graphml ties.graphml"""
)
def network(
    country: Country = None,
    relation: Annotated[
        str | None, typer.Option("--relation", metavar="NAME", help="Only ties of this relation.")
    ] = None,
    as_of: _AsOf = None,
    graphml: Annotated[
        Path | None, typer.Option("--graphml", metavar="FILE", help="Write the network as GraphML.")
    ] = None,
    desk: DeskFile = None,
    as_json: AsJson = False,
) -> int:
    """Show the network of ties: who is tied to how many, who stands between others, and each tie."""
    from foreigndesk.cli import relations

    choice = relations.NetworkChoice(country=country, relation=relation, as_of=as_of)
    return relations.network(choice, graphml=graphml, desk_path=desk, as_json=as_json)

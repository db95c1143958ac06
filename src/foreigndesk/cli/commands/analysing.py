"""What the desk adds up to: the ledger of watch-points."""

# ruff: noqa: PLC0415 - late imports keep `--help` quick; an option is an argument

from __future__ import annotations

from typing import Annotated

import typer

from foreigndesk.cli.app import app
from foreigndesk.cli.options import AsJson, Country, DeskFile


@app.command(
    epilog="""\b
Examples:
  foreigndesk watch
  foreigndesk watch --due 30d
  foreigndesk watch --country Kyrgyzstan --all --as-of 2017-12-01"""
)
def watch(
    due: Annotated[
        str | None, typer.Option("--due", metavar="TIME", help="Only what falls due within 30d, 6w, 3m, 1y.")
    ] = None,
    country: Country = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="How it stands on this day; else today."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also what was settled or called off.")] = False,
    desk: DeskFile = None,
    as_json: AsJson = False,
) -> int:
    """Show the ledger of watch-points: what is open, due or overdue, and which reports say so.

    A later report may restate a watch-point, put it off, settle it or call it off; each is shown with its
    words.
    """
    from foreigndesk.cli import watching

    return watching.watch(
        due=due, country=country, as_of=as_of, everything=everything, desk_path=desk, as_json=as_json
    )

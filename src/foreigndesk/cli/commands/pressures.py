"""Which pressures push where: the graph of causes."""

# ruff: noqa: PLC0415 - late imports keep `--help` quick; an option is an argument

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from foreigndesk.cli.app import app
from foreigndesk.cli.options import AsJson, DeskFile, Latest, Since


@app.command(
    epilog="""\b
Examples:
  foreigndesk pressures --on KGZ
  foreigndesk pressures --on Kyrgyzstan --svg pressures.svg
  foreigndesk pressures --latest --json"""
)
def pressures(
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="COUNTRY", help="Only what weighs on this country: ISO code or name."),
    ] = None,
    svg: Annotated[
        Path | None, typer.Option("--svg", metavar="FILE", help="Draw the graph into one SVG file.")
    ] = None,
    since: Since = None,
    latest: Latest = False,
    desk: DeskFile = None,
    as_json: AsJson = False,
) -> int:
    """Draw which causes bring about which effects, chained over all articles.

    A solid arrow is asserted, the others say that it is possible or denied; + and - say that the effect is
    strengthened or weakened. The ids open with `show` and `explain`.
    """
    from foreigndesk.cli import briefs
    from foreigndesk.cli import pressures as drawing

    choice = briefs.Choice(country=on, since=since, latest=latest)
    return drawing.pressures(choice, desk_path=desk, drawing=svg, as_json=as_json)

"""Bringing one's own actors."""

# ruff: noqa: PLC0415 - late imports keep `--help` quick; an option is an argument

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from foreigndesk.cli.app import actors
from foreigndesk.cli.options import ActorFormat, AsJson


@actors.command(
    "import",
    epilog="""\b
Examples:
  foreigndesk actors import my_actors.csv
  foreigndesk actors import Phoenix.Countries.actors.txt
  foreigndesk actors import entities.ftm.json""",
)
def actors_import(
    path: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV, a PETRARCH dictionary or FollowTheMoney JSON.")
    ],
    form: Annotated[
        ActorFormat | None,
        typer.Option("--format", help="What the file is, where its ending does not tell."),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Add a file's actors to your own; where an id or a name is also ours, yours wins."""
    from foreigndesk.cli import actors as own

    return own.import_file(path, form.value if form else None, as_json=as_json)


@actors.command(
    "list",
    epilog="""\b
Examples:
  foreigndesk actors list
  foreigndesk actors list --json""",
)
def actors_list(as_json: AsJson = False) -> int:
    """List your own actors."""
    from foreigndesk.cli import actors as own

    return own.show(as_json=as_json)


@actors.command(
    "remove",
    epilog="""\b
Examples:
  foreigndesk actors remove nino-abashidze""",
)
def actors_remove(
    actor_id: Annotated[str, typer.Argument(metavar="ID", help="An id that `actors list` shows.")],
) -> int:
    """Take one of your own actors out again."""
    from foreigndesk.cli import actors as own

    return own.remove(actor_id)

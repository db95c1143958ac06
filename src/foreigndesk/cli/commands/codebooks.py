"""Listing, checking and comparing codebooks."""

# ruff: noqa: PLC0415 - late imports keep `--help` quick; an option is an argument

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from foreigndesk.cli.app import codebook
from foreigndesk.cli.options import AsJson, DeskFile

_Folder = Annotated[
    Path | None,
    typer.Option(
        "--folder", metavar="PATH", help="A folder in place of our codebooks, or a file of entries over them."
    ),
]


@codebook.command(
    "check",
    epilog="""\b
Examples:
  foreigndesk codebook check
  foreigndesk codebook check --folder mybooks --entry visit""",
)
def codebook_check(
    folder: _Folder = None,
    entry: Annotated[
        str | None, typer.Option("--entry", metavar="ID", help="Check this entry alone.")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Check the codebooks: their schema, and that each entry reads its own examples."""
    from foreigndesk.cli import codebooks

    return codebooks.check(folder, entry=entry, as_json=as_json)


@codebook.command(
    "show",
    epilog="""\b
Examples:
  foreigndesk codebook show
  foreigndesk codebook show ties
  foreigndesk codebook show stance --json""",
)
def codebook_show(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="A kind of statement or an entry's id.", show_default=False),
    ] = None,
    folder: _Folder = None,
    as_json: AsJson = False,
) -> int:
    """List the codebook entries: which words make which statement."""
    from foreigndesk.cli import codebooks

    return codebooks.show(name, folder, as_json=as_json)


@codebook.command(
    "diff",
    epilog="""\b
Examples:
  foreigndesk codebook diff ours my_entries.yaml
  foreigndesk codebook diff ours my_entries.yaml --gold tests/coding/gold/events_dev.txt""",
)
def codebook_diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="`ours`, a folder, or a file of entries.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same, as edited.")],
    desk: DeskFile = None,
    gold: Annotated[
        Path | None,
        typer.Option("--gold", metavar="FILE", help="Sentences with their events marked, not the desk."),
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Show which statements an edit gains and loses, on the desk's documents or on gold sentences."""
    from foreigndesk.cli import codebooks

    return codebooks.diff(old, new, desk_path=desk, gold=gold, as_json=as_json)

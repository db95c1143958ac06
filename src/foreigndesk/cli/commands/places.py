"""Bringing one's own places."""

# ruff: noqa: PLC0415 - late imports keep `--help` quick; an option is an argument

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from foreigndesk.cli.app import places
from foreigndesk.cli.options import AsJson


@places.command(
    "import",
    epilog="""\b
Examples:
  foreigndesk places import UA.zip
  foreigndesk places import allCountries.zip
Dumps: download.geonames.org/export/dump""",
)
def places_import(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="A GeoNames dump: a country's zip, allCountries.zip or its text."
        ),
    ],
    as_json: AsJson = False,
) -> int:
    """Add the places of a GeoNames dump to your own; places of the same ids are replaced."""
    from foreigndesk.cli import places as own

    return own.import_file(path, as_json=as_json)


@places.command(
    "show",
    epilog="""\b
Examples:
  foreigndesk places show Tripoli
  foreigndesk places show "Deir ez-Zor" --json""",
)
def places_show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A place's name, in any of its spellings.")],
    as_json: AsJson = False,
) -> int:
    """List the places of a name: those that come along and those you imported."""
    from foreigndesk.cli import places as own

    return own.show(name, as_json=as_json)


@places.command(
    "remove",
    epilog="""\b
Examples:
  foreigndesk places remove""",
)
def places_remove() -> int:
    """Delete all that you imported; the places that come along stay."""
    from foreigndesk.cli import places as own

    return own.remove()

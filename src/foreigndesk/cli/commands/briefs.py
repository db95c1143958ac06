"""What the desk holds: briefing, showing, explaining, exporting."""

# ruff: noqa: PLC0415, PLR0913, PLR0917 - late imports keep `--help` quick; an option is an argument

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from foreigndesk.cli.app import app
from foreigndesk.cli.options import ActorName, AsJson, Country, DeskFile, Latest, Since


@app.command(
    epilog="""\b
Examples:
  foreigndesk brief --latest
  foreigndesk brief --country Kyrgyzstan --since 2017-03-01
  foreigndesk brief --country KGZ --html kyrgyzstan.html"""
)
def brief(
    country: Country = None,
    actor: ActorName = None,
    since: Since = None,
    latest: Latest = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write one self-contained HTML file.")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit", min=1, metavar="N", help="The most lines a section shows (60 on a terminal)."
        ),
    ] = None,
    desk: DeskFile = None,
    as_json: AsJson = False,
) -> int:
    """Brief on what the desk holds: events, ties, stances, claims, pressures, watch-points.

    What is planned, offered, possible or denied stands apart from what happened. Every line has its
    words from the article, and an id that `show` and `explain` open.
    """
    from foreigndesk.cli import briefs

    choice = briefs.Choice(country=country, actor=actor, since=since, latest=latest)
    return briefs.brief(choice, desk_path=desk, html=html, with_json=as_json, limit=limit)


@app.command(
    epilog="""\b
Examples:
  foreigndesk show ev-1a2b3c
  foreigndesk show "Almazbek Atambayev"
  foreigndesk show KGZ --json
  foreigndesk show sto-1a2b3c"""
)
def show(
    what: Annotated[
        str,
        typer.Argument(
            metavar="STATEMENT|ACTOR|DOCUMENT|STORY",
            help="An id, the beginning of one, or an actor's name.",
        ),
    ],
    desk: DeskFile = None,
    as_json: AsJson = False,
) -> int:
    """Open a statement, an actor, a document or a story."""
    from foreigndesk.cli import showing

    return showing.show(what, desk_path=desk, as_json=as_json)


@app.command(
    epilog="""\b
Examples:
  foreigndesk explain ev-1a2b3c
  foreigndesk explain ev-1a2b3c --json"""
)
def explain(
    statement: Annotated[
        str, typer.Argument(metavar="STATEMENT|STORY", help="An id or the beginning of one.")
    ],
    desk: DeskFile = None,
    as_json: AsJson = False,
) -> int:
    """Trace a statement back to its words: evidence, rules, names and how they matched, versions.

    Of a story: why its reports are taken for one event, feature by feature.
    """
    from foreigndesk.cli import showing

    return showing.explain(statement, desk_path=desk, as_json=as_json)


@app.command(
    epilog="""\b
Formats:
  jsonl         one statement a line, whole, as JSON
  csv           one statement a row, for spreadsheets and R
  parquet       one statement a row, for DuckDB, Spark, pandas
  plover-jsonl  events as PLOVER event records, one a line
  polecat       events that happened or are ongoing, in POLECAT's 40 columns
  icews         the same by pairs of actors, in ICEWS's 20 columns
  gdelt2        the same by pairs of actors, in GDELT 2.0's 61 columns, no header
  json-ld       W3C Web Annotations on the articles
  geojson       events that have coordinates, as points
  graphml       actors as nodes, ties and acts as edges
  ftm           actors, ties and events as FollowTheMoney entities
  review-jsonl  judgements as gold, one a line
  brat          gold as brat's standoff files, in a zip
  label-studio  gold and what was read, as Label Studio tasks

\b
Examples:
  foreigndesk export jsonl --latest
  foreigndesk export parquet -o statements.parquet
  foreigndesk export plover-jsonl --country KGZ -o events.jsonl
  foreigndesk export icews --since 2024-01-01 -o events.tsv"""
)
def export(
    format_name: Annotated[str, typer.Argument(metavar="FORMAT", help="One of the formats below.")],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="A file; standard output without it."),
    ] = None,
    country: Country = None,
    actor: ActorName = None,
    since: Since = None,
    latest: Latest = False,
    kind: Annotated[str | None, typer.Option("--kind", metavar="KIND", help="One kind of statement.")] = None,
    desk: DeskFile = None,
) -> int:
    """Write statements for other programs to read."""
    from foreigndesk.cli import briefs

    choice = briefs.Choice(country=country, actor=actor, since=since, latest=latest, kind=kind)
    return briefs.export(format_name, choice, desk_path=desk, output=output)

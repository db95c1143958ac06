"""Reading articles, and a sentence in the open."""

# ruff: noqa: PLC0415, PLR0913, PLR0917 - late imports keep `--help` quick; an option is an argument

from __future__ import annotations

from typing import Annotated

import typer

from foreigndesk.cli.app import app
from foreigndesk.cli.options import AsJson, DeskFile, OwnCodebooks, ParserModel, TimeLimit, Workers


@app.command(
    epilog="""\b
Examples:
  foreigndesk read article.html
  foreigndesk read news/ --desk andes.duckdb
  foreigndesk read https://example.org/news/1
  foreigndesk read corpus.parquet --columns text=body,published=date
  curl -s https://example.org/news/1 | foreigndesk read -"""
)
def read(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH|URL|-...",
            help="Files, datasets, web archives, feeds, folders, addresses, or - for standard input.",
            show_default=False,
        ),
    ] = None,
    desk: DeskFile = None,
    examples: Annotated[bool, typer.Option("--examples", help="Read the articles that come along.")] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Fetch from private network addresses too.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Read anew what these versions have read, or failed to read.")
    ] = False,
    columns: Annotated[
        str,
        typer.Option(
            metavar="NAME=COLUMN,...",
            help="Which columns of a dataset hold text, title, published, address, source, author, tags.",
        ),
    ] = "",
    books: OwnCodebooks = None,
    model: ParserModel = "default",
    workers: Workers = None,
    limit: TimeLimit = 300.0,
    as_json: AsJson = False,
) -> int:
    """Read articles on to the desk.

    Each article is stored whole or not at all, and named once it is stored. What cannot be read is listed
    with its reason. A run that was stopped goes on where it stopped when the same command is given again.
    """
    from foreigndesk.cli import reading

    return reading.read(
        reading.Request(
            sources=sources or (),
            desk=desk,
            examples=examples,
            allow_private=allow_private,
            again=again,
            codebooks=books,
            model=model,
            columns=columns,
            workers=workers,
            limit=limit,
            as_json=as_json,
        )
    )


@app.command(
    epilog="""\b
Examples:
  foreigndesk code --text "Kenya arrested three Somali journalists on Sunday." --date 2019-03-05
  echo "Talks were held." | foreigndesk code"""
)
def code(
    text: Annotated[
        str | None, typer.Option("--text", metavar="TEXT", help="What to read; standard input without it.")
    ] = None,
    date: Annotated[
        str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="When it was published.")
    ] = None,
    books: OwnCodebooks = None,
    as_json: AsJson = False,
) -> int:
    """Read a sentence or two, keep nothing, and show everything: parse, statements, and why."""
    from foreigndesk.cli import coding

    return coding.code(text, published=date, folder=books, as_json=as_json)

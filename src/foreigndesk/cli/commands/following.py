"""Following feeds and sitemaps."""

# ruff: noqa: PLC0415, PLR0913, PLR0917 - late imports keep `--help` quick; an option is an argument

from __future__ import annotations

from typing import Annotated

import typer

from foreigndesk.cli.app import app
from foreigndesk.cli.options import AsJson, DeskFile, OwnCodebooks


@app.command(
    epilog="""\b
Examples:
  foreigndesk follow https://example.org/feed.xml --every 15m
  foreigndesk follow feeds.opml --desk sahel.duckdb
  foreigndesk follow https://example.org/sitemap_news.xml --once"""
)
def follow(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="FEED|SITEMAP|OPML...",
            help="Addresses of feeds (RSS, Atom), sitemaps or OPML files; OPML files on disk.",
            show_default=False,
        ),
    ],
    every: Annotated[
        str, typer.Option("--every", metavar="TIME", help="From round to round: 30s, 15m, 2h or 1d.")
    ] = "15m",
    once: Annotated[bool, typer.Option("--once", help="One round, then stop; for cron and timers.")] = False,
    most: Annotated[
        int, typer.Option("--most", min=1, help="Articles taken from one source in a round, newest first.")
    ] = 200,
    desk: DeskFile = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Fetch from private network addresses too.")
    ] = False,
    books: OwnCodebooks = None,
    as_json: AsJson = False,
) -> int:
    """Read new articles of feeds and sitemaps on to the desk, round after round, until Ctrl-C.

    Sites are asked slowly and as their robots.txt allows, feeds only for changes. What was read is remembered
    in a small file beside the desk.
    """
    from foreigndesk.cli import following

    return following.follow(
        following.Request(
            sources=sources,
            desk=desk,
            every=following.duration(every),
            once=once,
            most=most,
            allow_private=allow_private,
            codebooks=books,
            as_json=as_json,
        )
    )

"""The desk in a browser."""

# ruff: noqa: PLC0415 - late imports keep `--help` quick; an option is an argument

from __future__ import annotations

from typing import Annotated

import typer

from foreigndesk.cli.app import app
from foreigndesk.cli.options import AsJson, DeskFile


@app.command(
    epilog="""\b
Examples:
  foreigndesk serve
  foreigndesk serve --desk andes.duckdb --port 9000 --no-open
  foreigndesk serve --host 0.0.0.0 --token "$(openssl rand -hex 16)\""""
)
def serve(
    host: Annotated[
        str, typer.Option(help="Where to listen; any other than this machine needs --token.")
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")
    ] = 8765,
    desk: DeskFile = None,
    token: Annotated[
        str | None,
        typer.Option(
            "--token", envvar="FOREIGNDESK_TOKEN", metavar="SECRET", help="What visitors must show once."
        ),
    ] = None,
    open_browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the desk in your browser.")
    ] = True,
    as_json: AsJson = False,
) -> int:
    """Open the desk in a browser, and its JSON API under /api/v1; Ctrl-C ends it."""
    from foreigndesk.cli import serving

    request = serving.Request(host=host, port=port, desk=desk, token=token, open_browser=open_browser)
    return serving.serve(request, as_json=as_json)

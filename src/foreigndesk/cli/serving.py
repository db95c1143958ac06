"""`foreigndesk serve`: the desk in a browser."""

from __future__ import annotations

import getpass
import socket
import sys
import webbrowser
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

import uvicorn
from rich.text import Text

from foreigndesk import desk as desks
from foreigndesk.cli.output import out, print_json, say
from foreigndesk.errors import UsageError
from foreigndesk.web import Settings, create_app


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What `serve` was asked."""

    host: str
    port: int
    desk: Path | None
    token: str | None
    open_browser: bool


def serve(request: Request, *, as_json: bool) -> int:
    """Serve the desk until Ctrl-C.

    Raises:
        UsageError: when another host than this machine is named without a token, or the port is taken.
        DeskError: when the desk cannot be opened.
    """
    settings = Settings(
        host=request.host, port=request.port, desk=request.desk, token=request.token, reviewer=_user()
    )
    with desks.open(request.desk) as desk:  # said before anything listens, in one line
        path = desk.path
    with _listening(settings) as listener:
        settings = replace(settings, port=listener.getsockname()[1])
        link = settings.base + (f"?{urlencode({'token': settings.token})}" if settings.token else "")
        if as_json:
            print_json({"address": link, "desk": str(path)})
        else:
            out().print(Text(f"{path} is served at {link}  (Ctrl-C ends it)"), soft_wrap=True)
        sys.stdout.flush()  # whoever starts us from a program waits for the address
        if request.open_browser:
            webbrowser.open(link)
        # An article that is read meanwhile must not hold pages up for Python's usual turn of 5 milliseconds.
        sys.setswitchinterval(0.0005)
        config = uvicorn.Config(
            create_app(settings), log_level="warning", access_log=False, server_header=False, lifespan="on"
        )
        with suppress(KeyboardInterrupt):  # uvicorn has closed everything by then, and passes it on
            uvicorn.Server(config).run(sockets=[listener])
    say("The desk is closed.")
    return 0


def _user() -> str:
    """Return who makes judgements: the name of who runs this, where the system knows it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "reviewer"


def _listening(settings: Settings) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        # asyncio sends small writes at once only where the protocol is named; else each answer waits 40 ms.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.host, settings.port))
        listener.listen(128)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(
            f"{settings.host}:{settings.port}: cannot listen there ({reason}); choose another --port"
        ) from error
    return listener

"""From a page to HTML. Whatever an article or a codebook says is text here, never markup."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request

from foreigndesk.briefing import country_name
from foreigndesk.briefing.terminal import MARKS
from foreigndesk.briefing.wording import KIND_NAMES, day, names, one_line, worded
from foreigndesk.web import drawing
from foreigndesk.web.address import Address

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "foreigndesk_theme"
SEEN_COOKIE = "foreigndesk_seen"

# Control characters, and those that turn the direction of text or join what is apart.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)


@cache
def environment() -> Environment:
    """Return the templates' environment; templates are read once."""
    env = Environment(
        loader=PackageLoader("foreigndesk.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.filters.update(
        shown=shown, line=one_line, day=day, names=names, worded=worded, number=number, country=country_name
    )
    env.globals.update(
        drawing=drawing, marks=MARKS, kinds={kind.value: name for kind, name in KIND_NAMES.items()}
    )
    return env


def render(template: str, **context: Any) -> str:  # noqa: ANN401 - what a template needs
    """Return a template filled in."""
    return environment().get_template(template).render(**context)


def error_page(request: Request, *, status: int, title: str, detail: str) -> str:
    """Return the page of a failure."""
    return render(
        "error.html.j2",
        **frame(request),
        status=status,
        title=title,
        detail=detail,
        address=Address(request.url.path),
        screen=None,
    )


def frame(request: Request) -> dict[str, Any]:
    """Return what every page's frame needs."""
    theme = request.cookies.get(THEME_COOKIE, "auto")
    return {
        "theme": theme if theme in THEMES else "auto",
        "screens": [screen for screen in request.app.state.screens if screen.key],
        "static": static_version(),
        "home": f"/brief?after={seen}" if (seen := seen_run(request)) else "/brief",
    }


def seen_run(request: Request) -> int:
    """Return the last run that this browser has seen, 0 where it has seen none."""
    seen = request.cookies.get(SEEN_COOKIE, "")
    return int(seen) if seen.isdecimal() and len(seen) < 10 else 0


@cache
def static_version() -> str:
    """Return a short hash of what the browser loads, so that it may keep it until it changes."""
    from hashlib import sha256  # noqa: PLC0415 - asked once
    from importlib.resources import files  # noqa: PLC0415

    folder = files("foreigndesk.web") / "static"
    built = [folder / name for name in ("desk.css", "desk.js")]
    return sha256(b"".join(file.read_bytes() for file in built if file.is_file())).hexdigest()[:12]


def shown(text: str) -> Markup:
    """Return text with every unseen character shown by its code, so that none can hide or turn words."""
    pieces = []
    at = 0
    for match in _UNSEEN.finditer(text):
        pieces.append(escape(text[at : match.start()]))
        char = match.group()
        name = unicodedata.name(char, "control character").lower()
        pieces.append(Markup('<span class="unseen" title="{}">U+{:04X}</span>').format(name, ord(char)))
        at = match.end()
    pieces.append(escape(text[at:]))
    return Markup("").join(pieces)


def number(value: float | None) -> str:
    """Return a number with its thousands set apart."""
    return "" if value is None else f"{value:,}"

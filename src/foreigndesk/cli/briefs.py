"""`foreigndesk brief` and `foreigndesk export`."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from foreigndesk import desk as desks
from foreigndesk import exports
from foreigndesk.briefing import as_json, compose, country_code, country_name, page, terminal
from foreigndesk.cli.options import day
from foreigndesk.cli.output import out, print_json, say
from foreigndesk.desk import Desk, queries
from foreigndesk.desk.finding import find_actor
from foreigndesk.desk.queries import Selection
from foreigndesk.errors import NotFound, UsageError
from foreigndesk.records import Kind

TERMINAL_LIMIT = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What `brief` and `export` were asked to choose, as typed."""

    country: str | None = None
    actor: str | None = None
    since: str | None = None
    latest: bool = False
    kind: str | None = None


def brief(
    choice: Choice, *, desk_path: Path | None, html: Path | None, with_json: bool, limit: int | None
) -> int:
    """Print a briefing, or write it as one HTML file."""
    since = day(choice.since)
    with desks.open(desk_path, create=False, read_only=True) as desk:
        selection = _selection(desk, choice, since)
        if html is None and not with_json and limit is None:
            limit = TERMINAL_LIMIT
        briefing = compose(desk, selection, choice=_in_words(choice, selection), limit=limit)
    if html is not None:
        with exports.replacing(html) as stream:
            stream.write(page.render(briefing).encode("utf-8"))
        say(f"{html}: {briefing.count} lines from {len(briefing.documents)} documents")
    if with_json:
        print_json(as_json(briefing))
    elif html is None:
        terminal.render(briefing, out())
    return 0


def export(format_name: str, choice: Choice, *, desk_path: Path | None, output: Path | None) -> int:
    """Write statements in one of the export formats to a file or standard output."""
    write = exports.format_named(format_name)
    since = day(choice.since)
    if output is None and write.binary and sys.stdout.isatty():
        raise UsageError(f"{format_name} is not text; name a file: foreigndesk export {format_name} -o FILE")
    with desks.open(desk_path, create=False, read_only=True) as desk:
        selection = _selection(desk, choice, since)
        if output is None:
            exports.write(desk, format_name, sys.stdout.buffer, selection)
            sys.stdout.buffer.flush()
            return 0
        with exports.replacing(output) as stream:
            count = exports.write(desk, format_name, stream, selection)
    say(f"{output}: {count} {write.what} as {format_name}")
    return 0


def selection_of(desk: Desk, choice: Choice) -> Selection:
    """Return which statements were chosen, as typed.

    Raises:
        UsageError, NotFound: a day, kind, country or actor is not one.
    """
    return _selection(desk, choice, day(choice.since))


def _selection(desk: Desk, choice: Choice, since: date | None) -> Selection:
    run = None
    if choice.latest:
        run = queries.latest_reading_run(desk)
        if run is None:
            raise NotFound(f"{desk.path}: nothing was read yet; start with: foreigndesk read --examples")
    return Selection(
        kind=_kind(choice.kind),
        country=country_code(choice.country) if choice.country else None,
        actor=find_actor(desk, choice.actor) if choice.actor else None,
        since=since,
        run=run,
    )


def _in_words(choice: Choice, selection: Selection) -> str:
    words = []
    if selection.country:
        words.append(f"{country_name(selection.country)} ({selection.country})")
    if selection.actor:
        words.append(selection.actor)
    if selection.since:
        words.append(f"since {selection.since.isoformat()}")
    if choice.latest:
        words.append("the latest run")
    return ", ".join(words) or "everything on the desk"


def _kind(value: str | None) -> Kind | None:
    if value is None:
        return None
    try:
        return Kind(value.lower().replace("-", ""))
    except ValueError:
        known = ", ".join(kind.value for kind in Kind)
        raise UsageError(f"--kind {value}: no such kind of statement; the kinds are {known}") from None

"""`foreigndesk watch`: the ledger of watch-points."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from rich.text import Text

from foreigndesk import desk as desks
from foreigndesk.analysis import ledger
from foreigndesk.analysis.ledger import Watched
from foreigndesk.briefing import country_code
from foreigndesk.briefing.wording import one_line
from foreigndesk.cli.output import out, print_json
from foreigndesk.errors import UsageError

_SPAN = re.compile(r"(\d+)([dwmy])")
_DAYS = {"d": 1, "w": 7, "m": 31, "y": 366}
_STYLES = {"open": "cyan", "overdue": "red", "settled": "green", "called off": "yellow"}


def watch(
    *,
    due: str | None,
    country: str | None,
    as_of: str | None,
    everything: bool,
    desk_path: Path | None,
    as_json: bool,
) -> int:
    """Print the ledger: what is open or overdue, what was settled or called off, and by which reports."""
    today = _day(as_of)
    until = today + _span(due) if due else None
    with desks.open(desk_path, create=False, read_only=True) as desk:
        found = ledger.ledger(desk, country=country_code(country) if country else None)
    chosen = [w for w in found if _wanted(w, today, until, everything=everything)]
    chosen.sort(key=lambda w: (w.due[1] or w.due[0] or "9999", w.id))
    rows = [_row(watched, today) for watched in chosen]
    if as_json:
        print_json({"as_of": today.isoformat(), "watchpoints": rows})
        return 0
    for row in rows:
        _print(row)
    states = [watched.state(today) for watched in found]
    counted = ", ".join(f"{states.count(state)} {state}" for state in _STYLES if state in states)
    out().print(Text(f"{len(rows)} shown of {len(found)} watch-points: {counted or 'none'}", "bold"))
    return 0


def _wanted(watched: Watched, today: date, until: date | None, *, everything: bool) -> bool:
    state = watched.state(today)
    if until is not None:
        end = watched.due[1]
        return state in {"open", "overdue"} and end is not None and end[:10] <= until.isoformat()
    return everything or state in {"open", "overdue"}


def _row(watched: Watched, today: date) -> dict[str, Any]:
    return {
        "id": watched.id,
        "state": watched.state(today),
        "what": watched.what,
        "outlook": watched.outlook,
        "who": [{"id": ref.id, "name": ref.name} for ref in watched.who],
        "due": list(watched.due),
        "settled_by": watched.settled_by,
        "sources": len(watched.sources),
        "reports": [
            {"step": e.step, "day": e.day, "statement": e.statement_id, "source": e.source, "quote": e.quote}
            for e in watched.entries
        ],
    }


def _print(row: dict[str, Any]) -> None:
    who = ", ".join(actor["name"] for actor in row["who"])
    start, end = row["due"]
    when = (
        f"  due {start or ''}{'' if start == end else f'..{end or chr(32)}'}".rstrip() if start or end else ""
    )
    head = Text.assemble((f"{row['state']:<11}", _STYLES[row["state"]]), (one_line(row["what"]), "bold"))
    console = out()
    console.print(head.append(f"  {who}{when}  ({row['outlook']})", "dim"), soft_wrap=True)
    for report in row["reports"]:
        line = f"           {report['day'] or 'no date'}  {report['step']:<10} {report['statement'][:9]}  "
        console.print(Text(line, "dim").append(f"“{one_line(report['quote'])}”"), soft_wrap=True)


def _day(as_of: str | None) -> date:
    try:
        return date.fromisoformat(as_of) if as_of else date.today()
    except ValueError as error:
        raise UsageError(f"--as-of {as_of}: not a date; write YYYY-MM-DD") from error


def _span(due: str) -> timedelta:
    match = _SPAN.fullmatch(due)
    if match is None:
        raise UsageError(f"--due {due}: not a length of time; write 30d, 6w, 3m or 1y")
    return timedelta(days=int(match[1]) * _DAYS[match[2]])

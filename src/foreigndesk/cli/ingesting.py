"""What every command that reads shares: the run, its lines and its bar, and what is said at the end."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.text import Text

from foreigndesk import desk as desks
from foreigndesk import ingest, stories
from foreigndesk.briefing.wording import KIND_NAMES, one_line
from foreigndesk.cli.output import Stopped, err, out, print_json, progress_bar
from foreigndesk.desk import Desk
from foreigndesk.ingest import Entry, Setup, Tally
from foreigndesk.ingest.tasks import Source
from foreigndesk.records import ENGLISH, Kind, Rejection


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """How a run is shown: `total` articles to expect, where known; `bar` draws progress on a terminal."""

    as_json: bool = False
    total: int | None = None
    bar: bool = True


@dataclass(slots=True)
class _Listed:
    """The lines of a run as JSON; kept only where JSON is asked for."""

    documents: list[dict[str, Any]] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)

    def add(self, entry: Entry) -> None:
        if entry.rejection is not None:
            self.rejections.append(entry.rejection)
        else:
            self.documents.append(_row(entry))


def run(desk: Desk, incoming: Iterable[Source | Rejection | None], setup: Setup, shown: Shown) -> Tally:
    """Read what comes in on to the desk in a run of its own, saying each article once it is stored.

    Raises:
        Stopped: on Ctrl-C; what was said is kept.
        ForeignDeskError: as `ingest.ingest`.
    """
    console = err() if shown.as_json else out()
    console.print(Text(f"Desk: {desk.path}", "dim"), soft_wrap=True)
    number = desks.start_run(desk, datetime.now(UTC))
    tally, listed = Tally(), _Listed()
    try:
        for entry in _shown(ingest.ingest(desk, number, incoming, setup), console, shown):
            tally.add(entry)
            if shown.as_json:
                listed.add(entry)
            console.print(_line(entry), soft_wrap=True)
    except KeyboardInterrupt:
        kept = f"{tally.documents} document{_s(tally.documents)} kept whole on {desk.path}"
        raise Stopped(f"Stopped: {kept}. To go on, give the same command again.") from None
    desks.finish_run(desk, number, counts=tally.counts(), versions=setup.versions)
    _group(desk, shown)
    if shown.as_json:
        print_json(
            {
                "desk": str(desk.path),
                "run": number,
                "documents": listed.documents,
                "rejections": listed.rejections,
                "counts": tally.counts(),
            }
        )
    else:
        console.print(Text(_summary(tally), "bold"), soft_wrap=True)
    return tally


def _group(desk: Desk, shown: Shown) -> None:
    """Group what was read into stories, once for the whole run; what a stop leaves the next run groups."""
    with progress_bar("documents", err(), hidden=not shown.bar) as bar:
        task = bar.add_task("grouping", total=None)
        try:
            stories.update(desk, lambda at, total: bar.update(task, completed=at, total=total))
        except KeyboardInterrupt:
            kept = f"all that was read is kept on {desk.path}"
            raise Stopped(f"Stopped: {kept}. To group it: foreigndesk stories --update") from None


def _shown(entries: Generator[Entry, None, None], console: Console, shown: Shown) -> Iterator[Entry]:
    """Yield entries with a bar that moves."""
    # On a terminal, lines and bar share one console, or they would be drawn over each other.
    on = console if console.is_terminal else err()
    with progress_bar("articles", on, hidden=not shown.bar) as bar, closing(entries):
        task = bar.add_task("reading", total=shown.total)
        for entry in entries:
            yield entry
            bar.advance(task)


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.document_id,
        "title": entry.title,
        "address": entry.address,
        "published": entry.published,
        "language": entry.language,
        "outcome": entry.outcome,
        "statements": {kind.value: entry.kinds.get(kind.value, 0) for kind in Kind},
    }


def _line(entry: Entry) -> Text:
    if entry.rejection is not None:
        message = one_line(entry.rejection.message)
        return Text.assemble(("not read  ", "red"), message, (f"  [{entry.rejection.code}]", "dim"))
    coded = entry.language == ENGLISH
    said = ", ".join(_counted(entry.kinds)) or (
        "no statement" if coded else f"not coded, language: {entry.language}"
    )
    title = one_line(entry.title or entry.address)
    return Text.assemble(("read  ", "green"), (title, "bold"), f"  {said}  ", (str(entry.outcome), "dim"))


def _summary(tally: Tally) -> str:
    total = f"{tally.documents} document{_s(tally.documents)} read"
    if refused := tally.rejections.total():
        total += f", {refused} not read"
    if tally.not_coded:
        total += f", {tally.not_coded} in other languages than English kept without statements"
    if said := ", ".join(_counted(tally.kinds)):
        total += f": {said}"
    return total


def _counted(kinds: dict[str, int]) -> Iterator[str]:
    for kind, plural in KIND_NAMES.items():
        if count := kinds.get(kind.value, 0):
            yield f"{count} {plural if count != 1 else plural.removesuffix('s')}"


def _s(count: int) -> str:
    return "" if count == 1 else "s"

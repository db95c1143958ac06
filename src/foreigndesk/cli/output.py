"""What the commands print: results on stdout, messages on stderr, JSON where asked."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from rich.console import Console
from rich.padding import Padding
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from foreigndesk.records import to_json

T = TypeVar("T")


class Stopped(Exception):  # noqa: N818 - it says what happened, not what went wrong
    """The user pressed Ctrl-C; the message says what is kept and how to go on (exit code 130)."""


def out() -> Console:
    """Return the console for results; without colour when piped or when NO_COLOR is set."""
    return Console(highlight=False)


def err() -> Console:
    """Return the console for messages."""
    return Console(stderr=True, highlight=False)


def say(message: str, style: str = "") -> None:
    """Print one message line on stderr, never broken into two."""
    err().print(Text(" ".join(message.split()), style), soft_wrap=True)


def print_json(value: Any) -> None:  # noqa: ANN401 - any record or JSON value
    """Print `value` as JSON on stdout."""
    sys.stdout.write(json.dumps(to_json(value), ensure_ascii=False, indent=2, default=str) + "\n")


def print_table(rows: Sequence[dict[str, Any]], *, right: Iterable[str] = ()) -> None:
    """Print rows under their keys; columns in `right` are aligned to the right."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for name in rows[0] if rows else ():
        table.add_column(Text(str(name)), justify="right" if name in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if value is None else str(value)) for value in row.values()))
    out().print(table)


def heading(words: str, console: Console) -> None:
    """Print a heading with a line before it."""
    console.print()
    console.print(Text(words, "bold underline"))


def print_rows(rows: Sequence[tuple[str, ...]], console: Console) -> None:
    """Print rows in columns without a head, a little to the right."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for _ in rows[0]:
        # An id is broken over two lines where it must be, never cut: it is there to be copied.
        table.add_column(overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(Padding(table, (0, 0, 0, 2)))


class _Rate(ProgressColumn):
    """How many a second."""

    def __init__(self, unit: str) -> None:
        super().__init__()
        self._unit = unit

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f} {self._unit}/s" if speed else "", "dim")


def progress_bar(unit: str, console: Console, *, hidden: bool = False) -> Progress:
    """Return a bar with count, rate and time left; it is not drawn where nobody looks."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        _Rate(unit),
        TimeRemainingColumn(),
        TextColumn("left"),
        console=console,
        transient=True,
        disable=hidden or not console.is_terminal,
        redirect_stdout=False,
    )


def progress(items: Sequence[T], what: str, unit: str) -> Iterator[T]:
    """Yield `items` with a bar on stderr that says `what` is done, and how many `unit` a second."""
    with progress_bar(unit, err()) as bar:
        yield from bar.track(items, description=what)

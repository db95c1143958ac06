"""`foreigndesk stories`, and a story in `show` and `explain`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from foreigndesk import desk as desks
from foreigndesk import stories
from foreigndesk.briefing import country_code
from foreigndesk.briefing.terminal import BADGE_WIDTH, badge, trimmed
from foreigndesk.briefing.wording import Standing, one_line
from foreigndesk.cli.options import day
from foreigndesk.cli.output import err, heading, out, print_json, print_rows, progress_bar
from foreigndesk.desk import Desk, queries
from foreigndesk.desk.finding import find_actor
from foreigndesk.stories.queries import Story, StoryPage, StoryReport

_BADGES: dict[str, tuple[str, Standing]] = {
    "so": ("happened", "so"),
    "open": ("planned", "open"),
    "denied": ("denied", "denied"),
}
_QUOTE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What `stories` was asked to list, as typed."""

    country: str | None = None
    actor: str | None = None
    since: str | None = None
    contradictions: bool = False
    reports: int = 1
    limit: int = 50


def update(*, desk_path: Path | None, as_json: bool) -> int:
    """Group what was read since the last update; print what changed."""
    with desks.open(desk_path, create=False) as desk, progress_bar("documents", err()) as bar:
        task = bar.add_task("grouping", total=None)
        done = stories.update(desk, lambda at, total: bar.update(task, completed=at, total=total))
    if as_json:
        print_json(done)
    else:
        out().print(
            f"{done.documents} documents grouped, {done.left} taken out, {done.stories} stories changed"
        )
    return 0


def list_stories(asked: Asked, *, desk_path: Path | None, as_json: bool) -> int:
    """Print the stories that were asked for."""
    since = day(asked.since)
    with desks.open(desk_path, create=False, read_only=True) as desk:
        choice = stories.Choice(
            country=country_code(asked.country) if asked.country else None,
            actor=find_actor(desk, asked.actor) if asked.actor else None,
            since=since, contradictions=asked.contradictions, reports=asked.reports,
        )  # fmt: skip
        found = stories.listed(desk, choice, limit=asked.limit)
        length = queries.short_length(desk)
    if as_json:
        print_json(found)
        return 0
    console = out()
    if not found:
        console.print("No such stories on this desk; group what was read: foreigndesk stories --update")
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(width=BADGE_WIDTH, no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    for story in found:
        body = Text(one_line(story.title))
        body.append(f"\n{facts(story)} ", "dim")
        if story.contradictions:
            body.append(f"contradictions: {', '.join(story.contradictions)} ", "yellow")
        body.append(story.id[: story.id.index("-") + 1 + length], "cyan")
        table.add_row(badge(*_BADGES[story.standing]), body)
    console.print(table)
    return 0


def show(desk: Desk, story_id: str, *, as_json: bool) -> None:
    """Print one story: what its reports agree on, where they contradict each other, and each of them."""
    page = stories.page(desk, story_id)
    if as_json:
        print_json(page)
        return
    console = out()
    story = page.story
    head = Text.assemble(("STORY", "bold"), "  ", badge(*_BADGES[story.standing]), "  ", (story.id, "cyan"))
    console.print(head, soft_wrap=True)
    console.print(Text(one_line(story.title), "bold"))
    console.print(Text(facts(story), "dim"))
    _print_values(page, console)
    heading(f"Reports ({story.reports}, from {_many(story.origins, 'independent source')})", console)
    for report in page.reports:
        console.print(Padding(_report(report), (0, 0, 0, 2)))
    console.print()
    console.print(Text(f"Why it is one story: foreigndesk explain {story.id}", "dim"), soft_wrap=True)


def explain(desk: Desk, story_id: str, *, as_json: bool) -> None:
    """Print why the reports of a story are taken for one event: each pair's features and what they add."""
    found = stories.why(desk, story_id)
    if as_json:
        print_json(found)
        return
    page = stories.page(desk, story_id)
    console = out()
    console.print(Text.assemble(("STORY", "bold"), "  ", (story_id, "cyan")))
    console.print(Text(one_line(page.story.title), "bold"))
    if not found:
        console.print("One statement alone: there is nothing that it was compared with.")
    for each in found:
        heading(f"{each.one} and {each.other}: probability {each.score.probability:.2f}", console)
        rows = [(part.feature, f"{part.value:g}", f"{part.adds:+.2f}") for part in each.score.parts]
        print_rows(rows, console)


def facts(story: Story) -> str:
    """Return a story's type, place, days and counts on one line."""
    act = " · ".join(part for part in (story.type, story.mode) if part)
    days = " to ".join(dict.fromkeys(day for day in (story.starts, story.ends) if day))
    counted = f"{_many(story.reports, 'report')}, {_many(story.origins, 'independent source')}"
    return " · ".join(part for part in (act, story.place, days, counted) if part)


def _print_values(page: StoryPage, console: Console) -> None:
    for title, contradicted in (("Agreed", False), ("Contradictions", True)):
        fields = {value.field for value in page.values if value.contradicted}
        rows = [
            (value.field, one_line(value.value), _many(value.origins, "source"))
            for value in page.values
            if (value.field in fields) is contradicted and (value.agreed or contradicted)
        ]
        if rows:
            heading(title, console)
            print_rows(rows, console)


def _report(report: StoryReport) -> Text:
    line = Text(f"{report.day or 'undated'} · {one_line(report.outlet)} · {', '.join(report.statuses)} ")
    line.append(report.document_id, "cyan")
    if report.copy_of:
        line.append(f" repeats {report.copy_of}", "yellow")
    line.append("\n“" + trimmed(one_line(report.quote), _QUOTE) + "”")
    return line


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"

"""A briefing on a terminal, by rich; readable at 80 columns, with or without colour."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from foreigndesk.briefing.composing import Briefing, Line, Section
from foreigndesk.briefing.wording import Standing, one_line

# Shape and words tell what happened from what did not; colour only repeats it.
MARKS: dict[Standing, str] = {"so": "●", "open": "○", "denied": "✕"}
STYLES: dict[Standing, str] = {"so": "green", "open": "yellow", "denied": "red"}
BADGE_WIDTH = 14


def render(briefing: Briefing, console: Console) -> None:
    """Print `briefing` on `console`."""
    _header(briefing, console)
    for section in briefing.sections:
        _section(section, console)
    if not briefing.count:
        console.print(Text("No statement fits this choice."), soft_wrap=True)
        return
    legend = "   ".join(
        (
            f"{MARKS['so']} happened, or holds",
            f"{MARKS['open']} planned, possible or wished",
            f"{MARKS['denied']} denied",
        )
    )
    console.print()
    console.print(Text(legend, "dim"))
    console.print(Text("Open a line: foreigndesk show ID   Why it was read so: explain ID", "dim"))


def _header(briefing: Briefing, console: Console) -> None:
    period = " to ".join(dict.fromkeys(day for day in (briefing.first_day, briefing.last_day) if day))
    counted = f"{len(briefing.documents)} document{'s' if len(briefing.documents) != 1 else ''}"
    sources = ", ".join(briefing.sources) or "no source named"
    console.print(Text(f"FOREIGN DESK BRIEFING · {one_line(briefing.choice)}", "bold"))
    console.print(Text(f"{counted} · published {period or 'on no known day'} · {one_line(sources)}", "dim"))
    for number, (document, short) in enumerate(zip(briefing.documents, briefing.short_ids, strict=True), 1):
        title = one_line(document.title or document.address)
        when = document.anchor or "undated"
        line = Text.assemble(f"[{number}] ", (title, "bold"), f"  {when}  ", (short, "cyan"))
        console.print(Padding(line, (0, 0, 0, 2)))


def _section(section: Section, console: Console) -> None:
    console.print()
    console.rule(Text(f"{section.title} ({section.count + section.left_out})", "bold"), align="left")
    for group in section.groups:
        if group.title:
            console.print(Text(one_line(group.title), "bold underline"))
        table = Table.grid(padding=(0, 1, 0, 0))
        table.add_column(width=BADGE_WIDTH, no_wrap=True)
        table.add_column(ratio=1, overflow="fold")
        for line in group.lines:
            table.add_row(badge(line.wording.badge, line.wording.standing), _body(line, console.width))
        console.print(table)
    if section.left_out:
        more = f"... and {section.left_out} more: narrow with --country, --actor or --since, or raise --limit"
        console.print(Text(more, "dim"))


def badge(words: str, standing: Standing) -> Text:
    """Return a status as mark and word, such as `○ planned`."""
    return Text(f"{MARKS[standing]} {words}", STYLES[standing])


def _body(line: Line, width: int) -> Text:
    wording = line.wording
    style = {"so": "bold", "open": "italic", "denied": "italic"}[wording.standing]
    body = Text(wording.head, style)
    if wording.label:
        body.append(f"  {wording.label}", "cyan")
    for detail in wording.details:
        body.append(f" · {detail}", "dim")
    where = f" {line.short} [{line.number}]"
    room = max(20, width - BADGE_WIDTH - len(where) - 4)
    body.append("\n“" + trimmed(line.quote, room) + "”")
    body.append(where, "cyan")
    return body


def trimmed(text: str, width: int) -> str:
    """Return `text` cut at a word with an ellipsis where it is longer than `width`."""
    if len(text) <= width:
        return text
    cut = text[: width - 1].rsplit(" ", 1)[0] if " " in text[: width - 1] else text[: width - 1]
    return cut.rstrip(" ,;:-–—") + "…"

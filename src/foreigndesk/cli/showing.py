"""`foreigndesk show` and `foreigndesk explain`: one statement, actor, document or story, opened."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from foreigndesk import desk as desks
from foreigndesk.briefing.explaining import Explanation, explained
from foreigndesk.briefing.terminal import BADGE_WIDTH, STYLES, badge, trimmed
from foreigndesk.briefing.wording import one_line, worded
from foreigndesk.cli import stories
from foreigndesk.cli.output import heading, out, print_json, print_rows
from foreigndesk.desk import Desk, queries
from foreigndesk.desk.finding import find
from foreigndesk.desk.queries import ActorPage, DocumentPage
from foreigndesk.errors import NotFound
from foreigndesk.records import Document, Statement, to_json

_OPEN, _CLOSE = "⟦", "⟧"


def show(asked: str, *, desk_path: Path | None, as_json: bool) -> int:
    """Print the statement, actor, document or story that `asked` means."""
    with desks.open(desk_path, create=False, read_only=True) as desk:
        found = find(desk, asked)
        if found.what == "statement":
            _show_statement(desk, queries.statement(desk, found.id), as_json=as_json)
        elif found.what == "document":
            _show_document(queries.document_page(desk, found.id), as_json=as_json)
        elif found.what == "story":
            stories.show(desk, found.id, as_json=as_json)
        else:
            _show_actor(queries.actor_page(desk, found.id), as_json=as_json)
    return 0


def explain(asked: str, *, desk_path: Path | None, as_json: bool) -> int:
    """Print why a statement was read (words, rules, names and how they matched), or why a story is one."""
    with desks.open(desk_path, create=False, read_only=True) as desk:
        found = find(desk, asked)
        if found.what == "story":
            stories.explain(desk, found.id, as_json=as_json)
            return 0
        if found.what != "statement":
            raise NotFound(f"{asked}: not a statement; open the {found.what} with foreigndesk show {asked}")
        stated = queries.statement(desk, found.id)
        document = queries.documents(desk, queries.Selection(document=stated.document_id))[0]
        versions = queries.document_versions(desk, stated.document_id)
    if as_json:
        print_json(
            {
                "statement": to_json(stated),
                "sentence": explained(document, stated).sentence,
                "versions": versions,
            }
        )
        return 0
    console = out()
    print_explained(document, stated, console)
    heading("Read by", console)
    print_rows([(name, str(value)) for name, value in to_json(versions).items()], console)
    return 0


def print_explained(document: Document, stated: Statement, console: Console) -> None:
    """Print a statement with its words, every rule that made it, and how its names matched."""
    why = explained(document, stated)
    _print_head(stated, console)
    _print_evidence(document, stated, why, console)
    _print_facts(why, console)
    heading("Why", console)
    print_rows(
        [(reason.rule, _quoted(reason.words), reason.result) for reason in why.reasons]
        or [("no reason recorded", "", "")],
        console,
    )
    _print_counts(why, console)
    _print_actors(why, console)


def _show_statement(desk: Desk, stated: Statement, *, as_json: bool) -> None:
    document = queries.documents(desk, queries.Selection(document=stated.document_id))[0]
    if as_json:
        print_json({"statement": to_json(stated), "sentence": explained(document, stated).sentence})
        return
    console, why = out(), explained(document, stated)
    _print_head(stated, console)
    _print_evidence(document, stated, why, console)
    _print_facts(why, console)
    _print_actors(why, console)
    console.print()
    console.print(Text(f"Why it was read so: foreigndesk explain {stated.id}", "dim"), soft_wrap=True)


def _print_head(stated: Statement, console: Console) -> None:
    wording = worded(stated)
    line = Text.assemble((stated.kind.value.upper(), "bold"), "  ", badge(wording.badge, wording.standing))
    line.append(f"  {stated.id}", "cyan")
    console.print(line, soft_wrap=True)
    console.print(Text(wording.head, "bold"))
    more = " · ".join(part for part in (wording.label, *wording.details) if part)
    if more:
        console.print(Text(more, "dim"))


def _print_evidence(document: Document, stated: Statement, why: Explanation, console: Console) -> None:
    before, after = one_line(why.before), one_line(why.after)
    sentence = Text(f"{before} " if before else "")
    style = f"bold {STYLES[worded(stated).standing]}"
    sentence.append(f"{_OPEN}{one_line(why.words)}{_CLOSE}", style)
    sentence.append(after if after[:1] in ".,;:!?" else f" {after}" if after else "")
    heading("Words", console)
    console.print(Padding(sentence, (0, 0, 0, 2)))
    where = one_line(document.title or document.address)
    span = f"characters {stated.evidence.start} to {stated.evidence.end}"
    line = f"{where} · {document.anchor or 'undated'} · {document.id} · {span}"
    console.print(Padding(Text(line, "dim"), (0, 0, 0, 2)))


def _print_facts(why: Explanation, console: Console) -> None:
    heading("Standing", console)
    print_rows(
        [("status", why.status), ("said by", why.speaker), ("confidence", f"{why.confidence:.2f}")], console
    )


def _print_counts(why: Explanation, console: Console) -> None:
    if why.counts:
        heading("Counts: what, how many, of whom, words", console)
        rows = [(each.what, each.number, each.unit, _quoted(each.words)) for each in why.counts]
        print_rows(rows, console)


def _print_actors(why: Explanation, console: Console) -> None:
    rows = [
        (each.role, one_line(each.name), each.id, _quoted(each.words), f"{each.how} {each.score:.2f}")
        for each in why.names
    ]
    if rows:
        heading("Actors: role, name, id, words, how matched and how surely", console)
        print_rows(rows, console)


def _show_document(page: DocumentPage, *, as_json: bool) -> None:
    if as_json:
        print_json({"addresses": page.addresses, **to_json(page.reading)})
        return
    console, document = out(), page.reading.document
    console.print(Text(one_line(document.title or document.address), "bold"))
    facts = (document.anchor or "undated", document.source, document.author, document.language, document.id)
    console.print(Text(" · ".join(one_line(fact) for fact in facts if fact), "dim"))
    for address in page.addresses:
        console.print(Text(one_line(address), "dim"), soft_wrap=True)
    heading("Text, with the words that were read", console)
    text = Text("".join(char for char in document.text if char == "\n" or char.isprintable()))
    if len(text) == len(document.text):
        for stated in page.reading.statements:
            style = f"underline {STYLES[worded(stated).standing]}"
            text.stylize(style, stated.evidence.start, stated.evidence.end)
    console.print(text)
    heading(f"Statements ({len(page.reading.statements)})", console)
    _print_statements(page.reading.statements, console)
    for note in page.reading.notes:
        console.print(Text(f"note: {one_line(note)}", "dim"))


def _show_actor(page: ActorPage, *, as_json: bool) -> None:
    if as_json:
        print_json(_actor_json(page))
        return
    console = out()
    console.print(Text.assemble((one_line(page.name), "bold"), "  ", (page.id, "cyan")))
    facts = (page.kind.replace("_", " "), page.state, page.sector)
    console.print(Text(" · ".join(fact for fact in facts if fact), "dim"))
    named = ", ".join(f"“{one_line(surface)}” {count}×" for surface, count in page.surfaces)
    console.print(Text(f"named as {named}", "dim"))
    heading(f"Statements ({len(page.statements)})", console)
    _print_statements([stated for _, stated in page.statements], console)


def _actor_json(page: ActorPage) -> dict[str, Any]:
    whole = to_json(page)
    whole["statements"] = [{"roles": list(roles), **to_json(stated)} for roles, stated in page.statements]
    return dict(whole)


def _print_statements(statements: list[Statement] | tuple[Statement, ...], console: Console) -> None:
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(width=BADGE_WIDTH, no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    for stated in statements:
        wording = worded(stated)
        body = Text(wording.head)
        body.append(f"  {stated.kind.value} {wording.label}".rstrip(), "cyan")
        body.append("\n“" + trimmed(one_line(stated.evidence.quote), max(20, console.width - 43)) + "” ")
        body.append(stated.id, "cyan")
        table.add_row(badge(wording.badge, wording.standing), body)
    console.print(table)


def _quoted(words: str) -> str:
    return f"“{one_line(words)}”" if words else ""

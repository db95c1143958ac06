"""A briefing as one HTML file: no script, no network, the articles inside with the words marked by kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from foreigndesk.briefing.composing import Briefing, Line
from foreigndesk.briefing.terminal import MARKS
from foreigndesk.briefing.wording import KIND_NAMES, one_line, passage
from foreigndesk.desk.rows import actor_refs
from foreigndesk.records import ActorRef, Document

_NOT_IN_HTML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LINKED = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A run of an article's text under the same statements: plain where `lines` is empty.

    `opens` are the statements whose evidence begins here; the page's links lead to these places.
    """

    text: str
    lines: tuple[Line, ...] = ()
    opens: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One article on the page."""

    number: int
    document: Document
    short: str
    link: str | None
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """A line's evidence within its sentence, and the actors with their roles."""

    before: str
    words: str
    after: str
    actors: tuple[tuple[str, ActorRef], ...]


def render(briefing: Briefing) -> str:
    """Return the page. Equal briefings give equal text: no clock, no random ids."""
    texts = {document.id: document.text for document in briefing.documents}
    return _template().render(
        briefing=briefing,
        marks=MARKS,
        kinds={kind.value: name for kind, name in KIND_NAMES.items()},
        sheets=_sheets(briefing),
        context=lambda line: _context(line, texts[line.statement.document_id]),
        one_line=one_line,
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("foreigndesk.briefing", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
    )
    return environment.get_template("page.html.j2")


def _printable(value: object) -> object:
    """Drop control characters, which HTML forbids; everything else of a text stays as it is."""
    return _NOT_IN_HTML.sub("", value) if type(value) is str else value


def _sheets(briefing: Briefing) -> list[Sheet]:
    by_number: dict[int, list[Line]] = {}
    for section in briefing.sections:
        for group in section.groups:
            for line in group.lines:
                by_number.setdefault(line.number, []).append(line)
    return [
        Sheet(
            number=number,
            document=document,
            short=short,
            link=document.address if _LINKED.match(document.address) else None,
            segments=segments(document.text, by_number.get(number, [])),
        )
        for number, (document, short) in enumerate(
            zip(briefing.documents, briefing.short_ids, strict=True), 1
        )
    ]


def segments(text: str, lines: list[Line]) -> tuple[Segment, ...]:
    """Cut `text` wherever evidence begins or ends, so that overlapping spans can be marked."""
    lines = sorted(lines, key=lambda line: (line.statement.evidence.start, line.statement.id))
    cuts = {0, len(text)}
    for line in lines:
        cuts |= {line.statement.evidence.start, line.statement.evidence.end}
    ordered = sorted(cuts)
    found = []
    for start, end in pairwise(ordered):
        over = tuple(
            line
            for line in lines
            if line.statement.evidence.start <= start and end <= line.statement.evidence.end
        )
        opens = tuple(line for line in over if line.statement.evidence.start == start)
        found.append(Segment(text=text[start:end], lines=over, opens=opens))
    return tuple(found)


def _context(line: Line, text: str) -> Context:
    evidence = line.statement.evidence
    start, end = passage(text, evidence.start, evidence.end)
    return Context(
        before=text[start : evidence.start],
        words=evidence.quote,
        after=text[evidence.end : end],
        actors=tuple((role, ref) for role, _, ref in actor_refs(line.statement)),
    )

"""Gold for stories: short articles grouped under the event that they report, in one marked text.

    === minsk-rally                                     an event, by a name of its own
    ! crowd                                             its reports contradict each other in this field
    --- Baltic Daily | 2020-08-17 | MINSK               outlet, day of publication, place line
    Huge rally against Lukashenko                       title
    At least 100,000 people [protested] in Minsk ...    the words that report the event stand in brackets
    --- Weekly Globe | 2020-08-18 | MINSK | copy of 1   a reprint of the event's first article

`[words|other-event]` marks a report of another event of the file. `tests/stories/gold/README.md` says how the
articles were written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from foreigndesk.errors import EvaluationError
from foreigndesk.records import Document, PublicationDate

_MARK = re.compile(r"\[([^\[\]|]+)(?:\|([\w-]+))?\]")
_HEAD = re.compile(
    r"(?P<outlet>[^|]+)\|\s*(?P<day>\d{4}-\d\d-\d\d)\s*\|(?P<place>[^|]*)(?:\|\s*copy of (?P<copy>\d+)\s*)?"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """Words of a document that report an event."""

    start: int
    end: int
    event: str


@dataclass(frozen=True, slots=True)
class GoldReport:
    """An article, its words that report events, and the document whose text it repeats, itself if none."""

    document: Document
    marks: tuple[Mark, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class GoldStories:
    """All articles of gold files, and the fields in which the reports of an event contradict each other."""

    reports: tuple[GoldReport, ...]
    contradictions: dict[str, frozenset[str]]


def read_stories(path: Path) -> GoldStories:
    """Return the gold of one file, or of all `.txt` files of a folder.

    Raises:
        EvaluationError: a file is missing or breaks the format; the message names the line.
    """
    files = sorted(path.glob("*.txt")) if path.is_dir() else [path]
    reports: list[GoldReport] = []
    contradictions: dict[str, frozenset[str]] = {}
    for file in files:
        for event, fields, found in _events(file):
            if event in contradictions:
                raise EvaluationError(f"{file}: the event {event} stands twice; give one another name")
            contradictions[event] = fields
            reports += found
    if not reports:
        raise EvaluationError(
            f"{path}: no articles to score; each begins with a line like --- Outlet | DAY | PLACE"
        )
    return GoldStories(tuple(reports), contradictions)


def _events(file: Path) -> Iterator[tuple[str, frozenset[str], list[GoldReport]]]:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{file}: not a readable file of stories ({error})") from error
    line = 1
    for block in re.split(r"^(?==== )", text, flags=re.MULTILINE):
        if block.startswith("=== "):
            yield _event(block, f"{file}, line {line}")
        line += block.count("\n")


def _event(block: str, where: str) -> tuple[str, frozenset[str], list[GoldReport]]:
    head, *articles = re.split(r"^--- ", block, flags=re.MULTILINE)
    name, *lines = [line.strip() for line in head.splitlines() if line.strip()]
    event = name.removeprefix("===").strip()
    fields = frozenset(line.removeprefix("!").strip() for line in lines)
    reports: list[GoldReport] = []
    for article in articles:
        reports.append(_report(article, event, reports, where))
    return event, fields, reports


def _report(article: str, event: str, before: list[GoldReport], where: str) -> GoldReport:
    first, title, *rest = article.strip().splitlines()
    head = _HEAD.fullmatch(first.strip())
    body = "\n\n".join(line.strip() for line in rest if line.strip())
    if head is None or not body:
        raise EvaluationError(
            f"{where}: {event}: an article needs a line Outlet | DAY | PLACE, a title and a text"
        )
    dateline = f"{head['place'].strip()} — " if head["place"].strip() else ""
    text, marks = _unmarked(f"{title.strip()}\n\n{dateline}{body}", event)
    if not marks:
        raise EvaluationError(f"{where}: {event}: {title}: no words in brackets report the event")
    document = Document(
        article_id="gold", address=f"gold/{event}/{len(before) + 1}", text=text, title=title.strip(),
        published=PublicationDate.given(head["day"]), source=head["outlet"].strip(),
    )  # fmt: skip
    if head["copy"] and int(head["copy"]) > len(before):
        raise EvaluationError(f"{where}: {event}: {title}: a copy of an article that does not come before it")
    origin = before[int(head["copy"]) - 1].origin if head["copy"] else document.id
    return GoldReport(document, tuple(marks), origin)


def _unmarked(marked: str, event: str) -> tuple[str, list[Mark]]:
    text, marks, at = "", [], 0
    for found in _MARK.finditer(marked):
        text += marked[at : found.start()]
        marks.append(Mark(len(text), len(text) + len(found[1]), found[2] or event))
        text += found[1]
        at = found.end()
    return text + marked[at:], marks

"""Scores stories against gold: are reports of one event grouped, reprints told, contradictions found?

The articles are read, stored on a desk of their own and grouped, just as `read` does it. An item is an
article with an event whose words are marked; where nothing was read there, it stands alone and costs recall.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from foreigndesk import codebooks, parsing, pipeline, stories
from foreigndesk import desk as desks
from foreigndesk.desk import Desk, queries
from foreigndesk.evaluation.comparing import percent, touch
from foreigndesk.evaluation.gold_stories import GoldReport, GoldStories, Mark, read_stories
from foreigndesk.evaluation.grouping import b_cubed, pair_scores, pairs_of
from foreigndesk.linking import Registry
from foreigndesk.records import Document, Event

_STARTED = datetime(2000, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryScores:
    """Counts and percentages; the triples are precision, recall and F1."""

    articles: int
    events: int
    items: int
    unread: int
    grouped: tuple[float, float, float]
    grouped_read: tuple[float, float, float]
    reprints: int
    copies: tuple[float, float, float]
    contradictions: int
    found: int
    extra: int
    misses: tuple[dict[str, Any], ...]

    def rows(self) -> list[tuple[str, str]]:
        """Return (name, value) pairs for a table."""
        return [
            ("articles", str(self.articles)),
            ("events", str(self.events)),
            ("reports of them", str(self.items)),
            ("reports where no event was read", str(self.unread)),
            *_triple("reports: B-cubed", self.grouped),
            *_triple("reports that were read: B-cubed", self.grouped_read),
            ("pairs of reprints", str(self.reprints)),
            *_triple("reprints: pairwise", self.copies),
            (
                "contradictions found",
                f"{self.found} of {self.contradictions} ({percent(self.found, self.contradictions):.1f} %)",
            ),
            ("contradictions found that gold does not name", str(self.extra)),
        ]


def _triple(name: str, values: tuple[float, float, float]) -> list[tuple[str, str]]:
    return [
        (f"{name} {what}", f"{value:.1f}")
        for what, value in zip(("precision", "recall", "F1"), values, strict=True)
    ]


def evaluate_stories(path: Path) -> StoryScores:
    """Read and group the articles of a gold file, or of a folder of them, and score the stories.

    Raises:
        EvaluationError: a file is missing or wrong.
    """
    gold = read_stories(path)
    with desk_of([report.document for report in gold.reports]) as desk:
        stories.update(desk)
        return scores(desk, gold)


@contextmanager
def desk_of(documents: Sequence[Document]) -> Iterator[Desk]:
    """Read documents on to a desk that lasts as long as the block."""
    books, registry = codebooks.load(), Registry.load()
    with tempfile.TemporaryDirectory() as folder, desks.open(Path(folder) / "gold.duckdb") as desk:
        run = desks.start_run(desk, _STARTED)
        parsed = parsing.parse([document.text for document in documents])
        items = [
            desks.Item(reading=pipeline.read_parsed(doc, document, books=books, registry=registry))
            for doc, document in zip(parsed, documents, strict=True)
        ]
        desks.store(desk, run, items)
        yield desk


def scores(desk: Desk, gold: GoldStories) -> StoryScores:
    """Score the stories of a desk that holds the articles of `gold`."""
    wanted: dict[str, str] = {}
    found: dict[str, str] = {}
    read: set[str] = set()
    for report in gold.reports:
        for event, marks in _by_event(report).items():
            item = f"{report.document.id} {event}"
            wanted[item] = event
            statement = told(desk, report.document.id, marks)
            story = _story(desk, statement.id) if statement else None
            found[item] = story or f"unread {item}"
            if story:
                read.add(item)
    rows = desk.rows("SELECT document_id, origin FROM story_documents")
    origins = {str(id): str(origin) for id, origin in rows}
    gold_pairs = pairs_of({report.document.id: report.origin for report in gold.reports})
    named, extra, missing = _contradictions(desk, gold, wanted, found)
    misses = [*_misgrouped(wanted, found, gold), *missing]
    return StoryScores(
        articles=len(gold.reports), events=len(gold.contradictions),
        items=len(wanted), unread=len(wanted) - len(read),
        grouped=b_cubed(wanted, found), grouped_read=b_cubed({i: wanted[i] for i in read}, found),
        reprints=len(gold_pairs), copies=pair_scores(gold_pairs, pairs_of(origins)),
        contradictions=sum(map(len, gold.contradictions.values())), found=named, extra=extra,
        misses=tuple(misses),
    )  # fmt: skip


def _by_event(report: GoldReport) -> dict[str, list[Mark]]:
    marks: dict[str, list[Mark]] = {}
    for mark in report.marks:
        marks.setdefault(mark.event, []).append(mark)
    return marks


def told(desk: Desk, document: str, marks: Sequence[Mark]) -> Event | None:
    """Return the event that was read at the first of these marks where any was.

    Of several on one mark, the one whose own trigger is marked, then the one with the fewest words.
    """
    events = [
        each
        for each in queries.statements(desk, queries.Selection(document=document))
        if isinstance(each, Event)
    ]
    for mark in marks:
        span = (mark.start, mark.end)
        here = [
            each
            for each in events
            if each.type is not None and touch(span, (each.evidence.start, each.evidence.end))
        ]
        if here:
            return min(here, key=lambda each: (not _triggers(each, mark), len(each.evidence.quote), each.id))
    return None


def _triggers(event: Event, mark: Mark) -> bool:
    words = event.reasons[0].words if event.reasons else ""
    at = event.evidence.quote.find(words)
    start = event.evidence.start + at
    return bool(words) and at >= 0 and touch((mark.start, mark.end), (start, start + len(words)))


def _story(desk: Desk, statement: str) -> str | None:
    rows = desk.rows("SELECT story_id FROM story_events WHERE statement_id = ?", [statement])
    return str(rows[0][0]) if rows else None


def _contradictions(
    desk: Desk, gold: GoldStories, wanted: Mapping[str, str], found: Mapping[str, str]
) -> tuple[int, int, list[dict[str, Any]]]:
    """Return how many of gold's contradictions are found, how many others, and what is wrong."""
    named = extra = 0
    missing = []
    for event, fields in gold.contradictions.items():
        groups = Counter(found[item] for item in wanted if wanted[item] == event)
        story = groups.most_common(1)[0][0]
        rows = desk.rows("SELECT contradictions FROM stories WHERE id = ?", [story])
        have = frozenset(rows[0][0]) if rows else frozenset()
        named += len(fields & have)
        extra += len(have - fields)
        missing += [
            {"what": "no contradiction", "event": event, "found": field, "words": ""}
            for field in sorted(fields - have)
        ]
        missing += [
            {"what": "extra contradiction", "event": event, "found": field, "words": ""}
            for field in sorted(have - fields)
        ]
    return named, extra, missing


def _misgrouped(
    wanted: Mapping[str, str], found: Mapping[str, str], gold: GoldStories
) -> Iterator[dict[str, Any]]:
    """Yield the items that do not stand with most of their event, or stand where another event is at home."""
    homes = {
        event: Counter(found[item] for item in wanted if wanted[item] == event).most_common(1)[0][0]
        for event in set(wanted.values())
    }
    at_home: dict[str, str] = {}
    for event in sorted(homes):
        at_home.setdefault(homes[event], event)
    titles = {report.document.id: report.document.title for report in gold.reports}
    for item, event in wanted.items():
        where = found[item]
        if where != homes[event] or at_home.get(where, event) != event:
            group = "nothing read" if where.startswith("unread") else at_home.get(where, "a story of its own")
            yield {"what": "misgrouped", "event": event, "found": group, "words": titles[item.split()[0]]}

"""Scores date reading on sentences with their publication day: each expression as an interval.

A gold file is a YAML list, or lists under headings, of sentences:

    - {text: "He left last weekend.", anchor: 2019-06-12,
       expect: [["last weekend", 2019-06-08, 2019-06-09, day]]}

`~` is an open end, and a sentence with no date expects an empty list.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, field_validator

from foreigndesk import parsing
from foreigndesk.evaluation.comparing import touch
from foreigndesk.evaluation.gold_lists import read_items
from foreigndesk.linking.dates import find_dates
from foreigndesk.records import When

Expected = tuple[str, str | None, str | None, str]


class GoldDates(BaseModel):
    """A sentence, the day it was published, and its expressions as (words, start, end, precision)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    anchor: str | None
    expect: tuple[Expected, ...]
    ignore_case: str = ""

    @field_validator("anchor", mode="before")
    @classmethod
    def _open(cls, value: object) -> object:
        return None if value == "~" else value

    @field_validator("expect", mode="before")
    @classmethod
    def _open_ends(cls, value: object) -> object:
        if not isinstance(value, list):
            return value
        return [[None if part == "~" else part for part in each] for each in value if isinstance(each, list)]


@dataclass(frozen=True, slots=True)
class DateScores:
    """How many expressions were found, how many rightly, and how many were read where there is none."""

    sentences: int
    expressions: int
    found: int
    exact: int
    exact_precision: int
    spurious: int
    misses: tuple[dict[str, Any], ...]

    def rows(self) -> list[tuple[str, str]]:
        """Return (name, value) pairs for a table."""
        whole = max(1, self.expressions)
        return [
            ("sentences", str(self.sentences)),
            ("expressions", str(self.expressions)),
            ("found", f"{100 * self.found / whole:.1f} %"),
            ("value exact", f"{100 * self.exact / whole:.1f} %"),
            ("value and precision exact", f"{100 * self.exact_precision / whole:.1f} %"),
            ("read where there is no date", str(self.spurious)),
        ]


def load(path: Path) -> list[GoldDates]:
    """Return the sentences of a gold file; EvaluationError as `read_items` raises it."""
    return read_items(
        path, GoldDates, what="gold dates", item="sentence", headings=True, loader=yaml.BaseLoader
    )


def evaluate_dates(path: Path) -> DateScores:
    """Read each sentence of a gold file against its publication day and score the intervals.

    Raises:
        EvaluationError: the file is missing, wrong or empty.
    """
    items = load(path)
    nlp = parsing.load()
    found = exact = precise = spurious = 0
    misses: list[dict[str, Any]] = []
    for item in items:
        read = find_dates(nlp(item.text), item.anchor)
        spans = list(_spans(item))
        for span, (words, start, end, precision) in zip(spans, item.expect, strict=True):
            touching = [when for when in read if touch(_place(when), span)]
            right = [when for when in touching if (when.start, when.end) == (start, end)]
            found += bool(touching)
            exact += bool(right)
            precise += any(when.precision == precision for when in right)
            if not right:
                misses.append(_miss(item, words, f"{start}..{end}", touching))
        for when in read:
            if not any(touch(_place(when), span) for span in spans):
                spurious += 1
                misses.append(_miss(item, "", "no date", [when]))
    total = sum(len(item.expect) for item in items)
    return DateScores(len(items), total, found, exact, precise, spurious, tuple(misses))


def _miss(item: GoldDates, words: str, wanted: str, read: Sequence[When]) -> dict[str, Any]:
    got = "; ".join(f"{when.surface}: {when.start}..{when.end}" for when in read) or "-"
    return {"words": words, "wanted": wanted, "read": got, "text": item.text, "anchor": item.anchor}


def _spans(item: GoldDates) -> Iterable[tuple[int, int]]:
    """Yield where each expression stands; expressions are listed in the order of the text."""
    at = 0
    for words, *_ in item.expect:
        start = item.text.find(words, at)
        start = item.text.find(words) if start < 0 else start
        yield start, start + len(words)
        at = start + len(words)


def _place(when: When) -> tuple[int, int]:
    start = when.at or 0
    return start, start + len(when.surface)

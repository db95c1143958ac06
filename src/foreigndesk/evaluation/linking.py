"""Scores linking on sentences with one noisy name each: half must link, half are traps that must not.

A gold file is a YAML list of items, one sentence each:

    - {text: "Deputy Tekebaeva left.", date: 2017-03-03, surface: Tekebaeva, id: omurbek-tekebayev}
    - {text: "Jordan scored 30 points.", date: 1997-05-01, surface: Jordan, not: JOR, trap: person}

`at: 2` means the second occurrence of the surface.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from foreigndesk import linking, parsing
from foreigndesk.evaluation.comparing import touch
from foreigndesk.evaluation.gold_lists import read_items
from foreigndesk.linking import Registry
from foreigndesk.records import Actor, Document, PublicationDate


class GoldName(BaseModel):
    """One item: `id` must be linked to the surface, or `not` must not."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    date: datetime.date
    surface: str
    at: int = 1
    id: str | None = None
    unwanted: str | None = Field(None, alias="not")
    noise: str = ""
    trap: str = ""

    @model_validator(mode="after")
    def _whole(self) -> GoldName:
        if (self.id is None) == (self.unwanted is None):
            raise ValueError("an item has either `id` or `not`")
        if self.text.count(self.surface) < self.at:
            raise ValueError(f"the text does not hold '{self.surface}' {self.at} times")
        return self

    @property
    def span(self) -> tuple[int, int]:
        """Where the surface stands in the text."""
        start = -1
        for _ in range(self.at):
            start = self.text.index(self.surface, start + 1)
        return start, start + len(self.surface)


@dataclass(frozen=True, slots=True)
class NameMiss:
    """An item that was read otherwise than it should be; `found` are the ids linked to its words."""

    item: GoldName
    found: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkingScores:
    """How many names were linked rightly, wrongly or not at all, and how many traps were linked."""

    names: int
    right: int
    wrong: int
    traps: int
    traps_linked: int
    misses: tuple[NameMiss, ...]

    @property
    def f1(self) -> float:
        """F1 in percent; a wrong link and a linked trap are both false positives."""
        claimed = self.right + self.wrong + self.traps_linked
        return 200 * self.right / (claimed + self.names) if claimed + self.names else 0.0

    def rows(self) -> list[tuple[str, str]]:
        """Return (name, value) pairs for a table."""
        return [
            ("names that must link", str(self.names)),
            ("linked rightly", str(self.right)),
            ("linked wrongly", str(self.wrong)),
            ("traps", str(self.traps)),
            ("traps linked", f"{self.traps_linked} ({100 * self.traps_linked / max(1, self.traps):.1f} %)"),
            ("F1", f"{self.f1:.1f}"),
        ]


def load(path: Path) -> list[GoldName]:
    """Return the items of a gold file; EvaluationError as `read_items` raises it."""
    return read_items(path, GoldName, what="noisy names", item="item")


def evaluate_linking(path: Path, *, registry: Registry | None = None) -> LinkingScores:
    """Read each sentence of a gold file alone and score what its surface was linked to.

    Args:
        path: the gold file.
        registry: the actors; without it, the shipped ones.

    Raises:
        EvaluationError: the file is missing, wrong or empty.
    """
    items = load(path)
    registry = registry or Registry.load()
    counts: Counter[str] = Counter()
    misses = []
    for item in items:
        found = linked_ids(item, registry)
        holders = {h.id for h in map(partial(_holder, item.date, registry), found) if h}
        outcome = _outcome(item, [*found, *holders])
        counts[outcome] += 1
        if outcome not in {"right", "left alone"}:
            misses.append(NameMiss(item, tuple(found)))
    names = sum(item.id is not None for item in items)
    return LinkingScores(
        names=names,
        right=counts["right"],
        wrong=counts["wrong"],
        traps=len(items) - names,
        traps_linked=counts["trapped"],
        misses=tuple(misses),
    )


def _holder(day: datetime.date, registry: Registry, actor_id: str) -> Actor | None:
    """Return who held an office on the day: "the head of MFA of Russia" and its holder then are one."""
    state, slash, office = actor_id.partition("/")
    return registry.holder(office, state, day) if slash else None


def linked_ids(item: GoldName, registry: Registry) -> list[str]:
    """Return the registry ids linked to words that overlap the item's surface."""
    day = item.date.isoformat()
    published = PublicationDate.given(day)
    document = Document(article_id="art-0", address="gold", text=item.text, published=published)
    mentions = linking.link(parsing.load()(item.text), document, registry)
    touching = [m for m in mentions if touch((m.start, m.end), item.span)]
    return sorted({actor.id for mention in touching for actor in mention.actors if actor.linked})


def _outcome(item: GoldName, found: Sequence[str]) -> str:
    if item.unwanted is not None:
        return "trapped" if item.unwanted in found else "left alone"
    if any(each == item.id or each.startswith(f"{item.id}/") for each in found):
        return "right"  # "the government of Zaire" is one mention, and its reference carries the state
    return "wrong" if found else "missed"


def miss_row(miss: NameMiss) -> dict[str, Any]:
    """Return the line of a table for one miss."""
    item = miss.item
    return {
        "surface": item.surface,
        "wanted": item.id or f"not {item.unwanted}",
        "found": ", ".join(miss.found) or "-",
        "kind": item.noise or item.trap,
        "text": item.text,
    }

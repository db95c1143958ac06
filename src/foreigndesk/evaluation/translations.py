"""Scores whether two translations of one article give the same statements.

Two statements agree when kind, what is stated (PLOVER type, relation, stance, polarity, ...), the linked
actors in each role and the status are the same, and the days they tell of, where both tell any, have one in
common. Words, spans and confidence may differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foreigndesk import pipeline
from foreigndesk.codebooks import load
from foreigndesk.desk.rows import actor_refs
from foreigndesk.evaluation.comparing import f1, percent
from foreigndesk.evaluation.gold_translations import read_pairs
from foreigndesk.linking import Registry
from foreigndesk.records import Claim, Event, Kind, Pressure, Stance, Statement, Tie, WatchPoint, When


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationScores:
    """For each kind how many statements both versions hold together, and how many of them agree."""

    articles: int
    stated: Counter[Kind]
    agreed: Counter[Kind]
    misses: tuple[dict[str, Any], ...]

    def rows(self) -> list[tuple[str, str]]:
        """Return (name, value) pairs for a table. Agreement is the F1 of either version against the other."""
        out = [("articles", str(self.articles))]
        for kind in Kind:
            if self.stated[kind]:
                share = percent(self.agreed[kind], self.stated[kind])
                out.append(
                    (
                        f"{kind.value}s that agree",
                        f"{self.agreed[kind]} of {self.stated[kind]} ({share:.1f} %)",
                    )
                )
        total, agreed = self.stated.total(), self.agreed.total()
        out.append(("agreement: F1", f"{f1(percent(agreed, total), percent(agreed, total)):.1f}"))
        return out


def evaluate_translations(path: Path) -> TranslationScores:
    """Read both versions of each article and compare their statements.

    Raises:
        EvaluationError: a file is missing or wrong.
    """
    books, registry = load(), Registry.load()
    stated: Counter[Kind] = Counter()
    agreed: Counter[Kind] = Counter()
    misses: list[dict[str, Any]] = []
    pairs = read_pairs(path)
    for pair in pairs:
        one, two = (
            pipeline.read(document, books=books, registry=registry).statements
            for document in (pair.one, pair.two)
        )
        matched = matches(one, two)
        stated.update(statement.kind for statement in (*one, *two))
        agreed.update(statement.kind for i, j in matched for statement in (one[i], two[j]))
        for version, found, side in (("one", one, 0), ("two", two, 1)):
            alone = set(range(len(found))) - {each[side] for each in matched}
            misses += [_miss(pair.name, version, found[at]) for at in sorted(alone)]
    return TranslationScores(articles=len(pairs), stated=stated, agreed=agreed, misses=tuple(misses))


def matches(one: Sequence[Statement], two: Sequence[Statement]) -> list[tuple[int, int]]:
    """Return which statements of two versions agree, each used once, in the order of the text."""
    out: list[tuple[int, int]] = []
    taken: set[int] = set()
    for i, statement in enumerate(one):
        for j, other in enumerate(two):
            if j not in taken and agree(statement, other):
                taken.add(j)
                out.append((i, j))
                break
    return out


def agree(one: Statement, other: Statement) -> bool:
    """Whether two statements say the same of the same actors."""
    return (
        one.kind == other.kind
        and one.status == other.status
        and said(one) == said(other)
        and roles(one) == roles(other)
        and _overlap(_when(one), _when(other))
    )


def said(statement: Statement) -> tuple[str | None, ...]:
    """Return what a statement states, without its actors and words."""
    if isinstance(statement, Event):
        return (statement.type,)
    if isinstance(statement, Tie):
        return (statement.relation,)
    if isinstance(statement, Stance):
        return (statement.stance,)
    if isinstance(statement, Claim):
        return (statement.polarity,)
    if isinstance(statement, Pressure):
        return (statement.modality,)
    return (statement.outlook,)


def roles(statement: Statement) -> frozenset[tuple[str, str]]:
    """Return the linked actors of a statement by role."""
    return frozenset((role, ref.id) for role, _, ref in actor_refs(statement) if ref.linked)


def _when(statement: Statement) -> When | None:
    if isinstance(statement, (Event, Tie)):
        return statement.when
    return statement.due if isinstance(statement, WatchPoint) else None


def _overlap(one: When | None, other: When | None) -> bool:
    if one is None or other is None:
        return True
    return (one.start or "") <= (other.end or "9999") and (other.start or "") <= (one.end or "9999")


def _miss(name: str, version: str, statement: Statement) -> dict[str, Any]:
    actors = ", ".join(f"{role} {id}" for role, id in sorted(roles(statement)))
    what = " ".join(part for part in said(statement) if part)
    return {
        "article": name,
        "only in": version,
        "kind": statement.kind.value,
        "said": f"{what} {statement.status.value}: {actors or '-'}",
        "words": " ".join(statement.evidence.quote.split()),
    }

"""How the coder fares against what people said of its statements on a desk.

Each judgement gives gold: the statement as read where it was accepted, as corrected, or that there is none.
The reading now on the desk, made since perhaps by other versions, is compared with it: a gold statement is
found when a statement of its kind on overlapping words says the same in every field that can be corrected,
but for the exact evidence; a reading that was judged wrong and is still there is a false one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from foreigndesk.desk import Desk, correcting, queries, reviewing
from foreigndesk.desk.queries import Selection
from foreigndesk.desk.reviewing import VERDICTS, Judgement
from foreigndesk.errors import EvaluationError
from foreigndesk.records import Kind, Statement


@dataclass(slots=True)
class ReviewTally:
    """Counts over the judgements of one kind."""

    verdicts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(VERDICTS, 0))
    found: int = 0
    missed: int = 0
    false: int = 0

    @property
    def judged(self) -> int:
        """How many statements were judged."""
        return sum(self.verdicts.values())

    def row(self, name: str) -> dict[str, Any]:
        """Return the counts as a row: how right it was as judged, and the scores of the reading now."""
        return {
            "kind": name,
            "judged": self.judged,
            **self.verdicts,
            "right as judged": _share(self.verdicts["accepted"], self.judged),
            "found": self.found,
            "missed": self.missed,
            "false": self.false,
            "precision": _share(self.found, self.found + self.false),
            "recall": _share(self.found, self.found + self.missed),
            "F1": _share(2 * self.found, 2 * self.found + self.false + self.missed),
        }


@dataclass(frozen=True, slots=True)
class ReviewScores:
    """Scores by kind and over all."""

    kinds: dict[Kind, ReviewTally]

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a kind that was judged, and one for all."""
        rows = [tally.row(kind.value) for kind, tally in self.kinds.items() if tally.judged]
        return [*rows, _summed(list(self.kinds.values())).row("all")]


def evaluate_review(desk: Desk) -> ReviewScores:
    """Score the readings on a desk against the judgements that stand on it.

    Raises:
        EvaluationError: when nothing was judged.
    """
    scores = ReviewScores({kind: ReviewTally() for kind in Kind})
    current: dict[str, list[Statement]] = {}
    for judgement in reviewing.judgements(desk):
        id = judgement.judged.document_id
        if id not in current:
            current[id] = list(queries.statements(desk, Selection(document=id)))
        _count(scores.kinds[judgement.judged.kind], judgement, current[id])
    if not any(tally.judged for tally in scores.kinds.values()):
        raise EvaluationError(f"{desk.path}: nothing was judged yet; open foreigndesk serve, then Review")
    return scores


def _count(tally: ReviewTally, judgement: Judgement, current: Sequence[Statement]) -> None:
    tally.verdicts[judgement.verdict] += 1
    gold = judgement.gold
    if gold is not None:
        if _has(current, gold):
            tally.found += 1
        else:
            tally.missed += 1
    if judgement.verdict != "accepted" and _has(current, judgement.judged):
        tally.false += 1


def _has(current: Sequence[Statement], wanted: Statement) -> bool:
    said = _said(wanted)
    return any(
        stated.kind is wanted.kind
        and stated.evidence.start < wanted.evidence.end
        and wanted.evidence.start < stated.evidence.end
        and _said(stated) == said
        for stated in current
    )


def _said(stated: Statement) -> dict[str, str]:
    return {name: value for name, value in correcting.as_typed(stated).items() if name != "quote"}


def _summed(tallies: Sequence[ReviewTally]) -> ReviewTally:
    total = ReviewTally()
    for tally in tallies:
        for verdict, count in tally.verdicts.items():
            total.verdicts[verdict] += count
        total.found += tally.found
        total.missed += tally.missed
        total.false += tally.false
    return total


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None

"""Compares labelled spans so that a close miss counts as one error, not as two.

The method is FairEval (Ortmann 2022, "Fine-Grained Error Analysis and Fair Evaluation of Labeled Spans",
LREC), by which the shared task on causal news of CASE 2023 was scored: a span with the right label and wrong
ends (BE), the wrong label (LE), or both (LBE) is half a false positive and half a false negative.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Error = Literal["TP", "LE", "BE", "LBE", "FN", "FP"]
_NEAR: tuple[Error, ...] = ("LE", "BE", "LBE")


@dataclass(slots=True, eq=False)
class _Open:
    """A span in the course of the comparison; `left` are the tokens that no error has used up."""

    label: str
    start: int
    end: int
    left: set[int]


LabelledSpan = tuple[str, int, int]


def fair_errors(gold: Iterable[LabelledSpan], found: Iterable[LabelledSpan]) -> Counter[tuple[str, Error]]:
    """Return how many spans of each label are right, or wrong in which way.

    Args:
        gold: label, first token and the token after the last of each gold span.
        found: the same of each span found.
    """
    golds, founds = _opened(gold), _opened(found)
    counts: Counter[tuple[str, Error]] = Counter()

    def pair(error: Error, fits: Callable[[_Open, _Open], bool]) -> None:
        for one in list(golds):
            if same := next((other for other in founds if fits(one, other)), None):
                counts[one.label, error] += 1
                golds.remove(one)
                founds.remove(same)

    pair("TP", lambda a, b: a.label == b.label and (a.start, a.end) == (b.start, b.end))
    pair("LE", lambda a, b: a.label != b.label and (a.start, a.end) == (b.start, b.end))
    golds.sort(key=_length)
    founds.sort(key=_length)
    used_gold: list[_Open] = []
    used_found: list[_Open] = []
    _overlapping("BE", (golds, founds, used_gold, used_found), counts, lambda a, b: a.label == b.label)
    _overlapping("LBE", (golds, founds, used_gold, used_found), counts, lambda a, b: a.label != b.label)
    counts.update((each.label, "FN") for each in golds)
    counts.update((each.label, "FP") for each in founds)
    return counts


def fair_f1(counts: Counter[tuple[str, Error]], labels: Sequence[str]) -> float:
    """Return the F1 of some labels, 0 to 1; a near miss is half a false positive, half a false negative."""
    right = sum(counts[label, "TP"] for label in labels)
    near = sum(counts[label, error] for label in labels for error in _NEAR)
    missed = sum(counts[label, "FN"] for label in labels)
    wrong = sum(counts[label, "FP"] for label in labels)
    total = 2 * right + near + missed + wrong
    return 2 * right / total if total else 0.0


def _overlapping(
    error: Error,
    spans: tuple[list[_Open], list[_Open], list[_Open], list[_Open]],
    counts: Counter[tuple[str, Error]],
    fits: Callable[[_Open, _Open], bool],
) -> None:
    """Count overlaps: of what is left on both sides, then of what is left with what was counted before."""
    golds, founds, used_gold, used_found = spans
    for ours, theirs, used_ours, used_theirs, again in (
        (golds, founds, used_gold, used_found, False),
        (golds, used_found, used_gold, used_found, True),
        (founds, used_gold, used_found, used_gold, True),
    ):
        for one in list(ours):
            near = [
                other
                for other in theirs
                if fits(one, other) and one.start < other.end and other.start < one.end
                and (not again or one.left & other.left)
            ]  # fmt: skip
            if not near:
                continue
            other = min(near, key=lambda each: _unlikeness(one, each))
            counts[one.label, error] += 1
            ours.remove(one)
            used_ours.append(one)
            if not again:
                theirs.remove(other)
                used_theirs.append(other)
            shared = one.left & other.left
            one.left, other.left = one.left - shared, other.left - shared


def _unlikeness(one: _Open, other: _Open) -> tuple[int, int, int, int]:
    return -len(one.left & other.left), len(one.left - other.left), len(other.left - one.left), _length(other)


def _opened(spans: Iterable[LabelledSpan]) -> list[_Open]:
    return [_Open(label, start, end, set(range(start, end))) for label, start, end in spans]


def _length(span: _Open) -> int:
    return span.end - span.start

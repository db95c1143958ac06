"""Counts over time: where a series has changed, and whether this week is unlike the weeks before it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import ruptures

from foreigndesk.analysis.thresholds import AlertThresholds, ChangeThresholds, thresholds

Unusual = Literal["more", "fewer"]


@dataclass(frozen=True, slots=True)
class Change:
    """A series changed at period `at`, from 0: its means before, back to the last change, and after."""

    at: int
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Norm:
    """What `weeks` weeks let one expect of one, and the chance of a week as far from it as this."""

    weeks: int
    expected: float
    chance: float


@dataclass(frozen=True, slots=True)
class Week:
    """A week's count against its norms; `unusual` is None where it is nothing out of the ordinary."""

    count: int
    norms: tuple[Norm, ...]
    unusual: Unusual | None


def change_points(counts: Sequence[int], rules: ChangeThresholds | None = None) -> list[Change]:
    """Return where a series of counts changes its level.

    PELT (Killick, Fearnhead and Eckley, JASA 107, 2012) by ruptures, with squared error on Anscombe's
    transform 2 sqrt(x + 3/8) (Biometrika 35, 1948). The noise is measured on the differences of neighbours,
    which a change of level hardly touches, and is never taken for less than a Poisson count's.
    """
    rules = rules or thresholds().changes
    if len(counts) < 2 * rules.least_periods or sum(counts) < rules.least_events:
        return []
    signal = 2 * np.sqrt(np.asarray(counts, dtype=float) + 0.375)
    spread = np.median(np.abs(np.diff(signal))) / (0.6745 * math.sqrt(2))
    penalty = rules.penalty * max(1.0, float(spread) ** 2) * math.log(len(counts))
    fitted = ruptures.Pelt(model="l2", min_size=rules.least_periods, jump=1).fit(signal.reshape(-1, 1))
    ends = [0, *(int(end) for end in fitted.predict(pen=penalty))]
    means = [_mean(counts[start:end]) for start, end in pairwise(ends)]
    return [
        Change(at, before, after) for at, before, after in zip(ends[1:-1], means, means[1:], strict=False)
    ]


def week_against(weeks: Sequence[int], rules: AlertThresholds | None = None) -> Week:
    """Return the last of some weekly counts against the weeks before it.

    The chance is that of a Poisson count whose rate is itself only known from the norm's weeks (Jeffreys'
    prior), which is negative binomial: four quiet weeks do not prove that a fifth must be quiet. A week is
    unusual where every norm that the desk knows says so, and never below the low-count guard.
    """
    rules = rules or thresholds().alerts
    count, before = weeks[-1], weeks[:-1]
    norms: list[Norm] = []
    sides: list[Unusual | None] = []
    for length in rules.norms:
        window = before[-length:]
        if len(window) < rules.known_part * length:
            continue
        expected = sum(window) / len(window)
        more = count > expected
        chance = _tail(count, sum(window), len(window), upper=more)
        norms.append(Norm(length, round(expected, 2), chance))
        guarded = count >= rules.least_events if more else expected >= rules.least_expected
        side: Unusual = "more" if more else "fewer"
        sides.append(side if guarded and chance < rules.chance else None)
    return Week(count, tuple(norms), sides[0] if len(set(sides)) == 1 else None)


def _mean(counts: Sequence[int]) -> float:
    return round(sum(counts) / len(counts), 2)


def _tail(count: int, total: int, weeks: int, *, upper: bool) -> float:
    """Return the chance of `count` and more (or fewer) after `total` events in `weeks` weeks."""
    shape, part = total + 0.5, weeks / (weeks + 1)
    upto = count if upper else count + 1
    below = sum(_negative_binomial(k, shape, part) for k in range(upto))
    return float(min(1.0, max(0.0, 1.0 - below if upper else below)))


def _negative_binomial(k: int, shape: float, part: float) -> float:
    log = math.lgamma(k + shape) - math.lgamma(shape) - math.lgamma(k + 1)
    return math.exp(log + shape * math.log(part) + k * math.log1p(-part))

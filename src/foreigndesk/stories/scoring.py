"""How probable it is that two accounts tell of one event, and why: features times weights, both visible."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

from foreigndesk.stories.accounts import Account, Surroundings
from foreigndesk.stories.features import features
from foreigndesk.stories.schema import Weights, weights


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One feature of a pair: its value, and what it adds to the logarithm of the odds."""

    feature: str
    value: float
    adds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The probability that two accounts tell of one event, and its parts, the weightiest first."""

    probability: float
    parts: tuple[Part, ...]


def probability(found: dict[str, float], by: Weights | None = None) -> float:
    """Return the probability of a pair with these features."""
    by = by or weights()
    odds = by.base + sum(by.weights.get(name, 0.0) * value for name, value in found.items())
    return 1 / (1 + exp(-max(-60.0, min(60.0, odds))))


def score(one: Account, other: Account, here: Surroundings, there: Surroundings) -> Score:
    """Return the probability that two accounts tell of one event, with what it is made of."""
    by = weights()
    found = features(one, other, here, there)
    parts = [
        Part(feature=name, value=round(value, 3), adds=round(by.weights.get(name, 0.0) * value, 3))
        for name, value in found.items()
    ]
    parts.append(Part(feature="base", value=1.0, adds=by.base))
    parts.sort(key=lambda part: (-abs(part.adds), part.feature))
    return Score(probability=probability(found, by), parts=tuple(parts))

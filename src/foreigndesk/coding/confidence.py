"""How likely an event is right, from what it was read by.

A logistic regression over a handful of signs, fitted on tests/coding/gold/events_dev.txt by
`python -m training.confidence`, which prints the weights that codebooks/learned.yaml holds and how they fit.
An event is right when its type, status, actor and recipient all are.
"""

from __future__ import annotations

import math

from foreigndesk.coding.drafts import Draft
from foreigndesk.coding.learned import is_learned
from foreigndesk.coding.scene import Scene

_LOWEST, _HIGHEST = 0.05, 0.98


def signs(scene: Scene, draft: Draft) -> dict[str, float]:
    """Return the signs of a draft, each about 0 to 1 (`odds` is a logarithm of odds, -4 to 4)."""
    act = scene.learned.act(draft.frame)
    type_ = draft.entry.type or ""
    odds = act.kinds.get(type_, 0.0) if act else 0.5
    source, target = (act.source[1], act.target[1]) if act else (0.5, 0.5)
    return {
        "base": 1.0,
        "odds": max(-4.0, min(4.0, math.log((odds + 1e-3) / (1 - odds + 1e-3)))),
        "entry": float(not is_learned(draft.entry)),
        "narrow": float(draft.entry.specificity >= 2),
        "verb": float(draft.frame.form == "verb"),
        "source": source if draft.source else 0.0,
        "target": target if draft.target else 0.0,
        "linked": float(any(ref.linked for ref in draft.source)),
        "by_form": float(draft.standing.by_form),
    }


def confidence(scene: Scene, draft: Draft) -> float:
    """Return how likely an event is right, 0.05 to 0.98, rounded to two places."""
    weights = scene.books.learned.confidence
    score = sum(weights.get(name, 0.0) * value for name, value in signs(scene, draft).items())
    return round(max(_LOWEST, min(_HIGHEST, 1 / (1 + math.exp(-score)))), 2)

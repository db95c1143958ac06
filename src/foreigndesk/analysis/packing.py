"""Pictures beside one another: parts of a drawing put in rows, each as large as it has points."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TypeVar

K = TypeVar("K")
Point = tuple[float, float]

_WIDE = 1.6  # how much wider than high the whole is to be
_GAP = 0.55  # between parts, as a part of the side of a point's own square


def packed(parts: Sequence[Mapping[K, Point]]) -> dict[K, Point]:
    """Return the points of all parts in one picture, 0 to 1 both ways.

    Each part comes as points between 0 and 1, the largest part first; it gets a rectangle whose area grows
    with the number of its points. Rows are filled from left to right.
    """
    if not parts:
        return {}
    sizes = [(math.sqrt(len(part) * _WIDE), math.sqrt(len(part) / _WIDE)) for part in parts]
    width = max(sizes[0][0], math.sqrt(_WIDE * sum((w + _GAP) * (h + _GAP) for w, h in sizes)))
    placed: dict[K, Point] = {}
    x = y = row = 0.0
    for part, (wide, high) in zip(parts, sizes, strict=True):
        if x and x + wide > width:
            x, y, row = 0.0, y + row + _GAP, 0.0
        placed.update({key: (x + px * wide, y + py * high) for key, (px, py) in part.items()})
        x, row = x + wide + _GAP, max(row, high)
    across = max(px for px, _ in placed.values()) or 1.0
    down = max(py for _, py in placed.values()) or 1.0
    return {key: (round(px / across, 4), round(py / down, 4)) for key, (px, py) in placed.items()}

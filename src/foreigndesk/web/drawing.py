"""Geometry that templates ask for: curves between points, labels apart from one another, ticks of time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from foreigndesk.analysis.counted import By
from foreigndesk.analysis.layers import Place
from foreigndesk.analysis.network import Edge, Node

WIDE, HIGH = 1000.0, 620.0  # of a network's drawing
_MARGIN_X, _MARGIN_Y = 90.0, 34.0
_LETTER, _LINE = 7.4, 15.0  # a label's letter and line
_BEND = 26.0
BOX, GAP = 224, 72  # across: a matter's box, and what lies between two layers of them
Box = tuple[float, float, float, float]


def at(node: Node) -> tuple[float, float]:
    """Return where a node is drawn."""
    return (
        round(_MARGIN_X + node.x * (WIDE - 2 * _MARGIN_X), 1),
        round(_MARGIN_Y + node.y * (HIGH - 2 * _MARGIN_Y), 1),
    )


def radius(node: Node) -> float:
    """Return a node's radius: its area grows with its ties."""
    return round(min(16.0, 3.5 + 1.9 * math.sqrt(node.ties)), 1)


def tie_paths(nodes: Sequence[Node], edges: Sequence[Edge]) -> list[str]:
    """Return each edge as an SVG path with a vertex in its middle; edges of one pair bend apart."""
    places = {node.id: at(node) for node in nodes}
    seen: dict[tuple[str, str], int] = {}
    paths = []
    for edge in edges:
        pair = (min(edge.subject, edge.object), max(edge.subject, edge.object))
        number = seen[pair] = seen.get(pair, -1) + 1
        side = 1 if (number % 2 == 1) == (edge.subject == pair[0]) else -1
        paths.append(_path(places[edge.subject], places[edge.object], side * ((number + 1) // 2) * _BEND))
    return paths


def labels(nodes: Sequence[Node]) -> list[tuple[str, float, float] | None]:
    """Return for each node its label's anchor and place, None where it would cover another.

    The most tied nodes choose first: right of their point, then left, above, below.
    """
    taken: list[Box] = [_disc(node) for node in nodes]
    found: dict[str, tuple[str, float, float] | None] = {}
    for node in sorted(nodes, key=lambda node: (-node.ties, node.id)):
        found[node.id] = None
        for anchor, x, y in _places(node):
            box = _box(anchor, x, y, len(short(node.name)) * _LETTER)
            inside = box[0] >= 0 and box[2] <= WIDE and box[1] >= 0 and box[3] <= HIGH
            if inside and not any(_cover(box, other) for other in taken if other != _disc(node)):
                taken.append(box)
                found[node.id] = (anchor, x, y)
                break
    return [found[node.id] for node in nodes]


def short(name: str) -> str:
    """Return a name as a label has it."""
    line = " ".join(name.split())
    return line if len(line) <= 28 else line[:27].rstrip() + "…"


def ticks(starts: Sequence[date], by: By, *, most: int = 12) -> list[tuple[int, str]]:
    """Return which periods an axis names, and how: years where there are many, else months or days."""
    years = [(i, str(day.year)) for i, day in enumerate(starts) if i == 0 or starts[i - 1].year != day.year]
    if len(years) > 2:
        apart = max(1, -(-len(years) // most))
        whole = years[1:] if years[1][0] * most < len(starts) else years
        return whole[::apart]
    named = "%b %Y" if by == "month" else "%-d %b %y"
    apart = max(1, -(-len(starts) // (most // 2)))
    return [(i, starts[i].strftime(named)) for i in range(0, len(starts), apart)]


def chain(cause: Place, route: Sequence[Place], effect: Place, height: float) -> str:
    """Return a link of causes as an SVG path: from box to box, in a bow where it goes back."""
    (layer, row), (last, end) = cause, effect
    x, y = layer * (BOX + GAP) + BOX, row * height
    path = f"M{x} {y:.0f}"
    if last <= layer:
        to = last * (BOX + GAP)
        return f"{path}C{x + 60} {y + 80:.0f} {to - 60} {end * height + 80:.0f} {to - 2} {end * height:.0f}"
    for at, place in route:
        to, down = at * (BOX + GAP), place * height
        path += f"C{x + GAP // 2} {y:.0f} {to - GAP // 2} {down:.0f} {to} {down:.0f}H{to + BOX}"
        x, y = to + BOX, down
    to, down = last * (BOX + GAP) - 2, end * height
    return f"{path}C{x + GAP // 2} {y:.0f} {to - GAP // 2} {down:.0f} {to} {down:.0f}"


def _path(one: tuple[float, float], other: tuple[float, float], bend: float) -> str:
    (x1, y1), (x2, y2) = one, other
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    cx = (x1 + x2) / 2 + (y1 - y2) / length * 2 * bend
    cy = (y1 + y2) / 2 + (x2 - x1) / length * 2 * bend
    ax, ay, bx, by = (x1 + cx) / 2, (y1 + cy) / 2, (cx + x2) / 2, (cy + y2) / 2
    mx, my = (ax + bx) / 2, (ay + by) / 2
    return f"M{x1:.1f} {y1:.1f}Q{ax:.1f} {ay:.1f} {mx:.1f} {my:.1f}Q{bx:.1f} {by:.1f} {x2:.1f} {y2:.1f}"


def _places(node: Node) -> list[tuple[str, float, float]]:
    (x, y), r = at(node), radius(node)
    return [
        ("start", x + r + 4, y + 4), ("end", x - r - 4, y + 4),
        ("middle", x, y - r - 5), ("middle", x, y + r + 14),
    ]  # fmt: skip


def _box(anchor: str, x: float, y: float, wide: float) -> Box:
    left = {"start": x, "end": x - wide, "middle": x - wide / 2}[anchor]
    return (left, y - _LINE + 3, left + wide, y + 3)


def _disc(node: Node) -> Box:
    (x, y), r = at(node), radius(node)
    return (x - r, y - r, x + r, y + r)


def _cover(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]

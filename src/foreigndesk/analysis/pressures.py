"""The graph of causes over articles: the effect of one pressure is the cause of another.

Two spans are one matter where they concern a state in common and share most of their content words, cut to
their beginnings ("protests", "the protest movement"): no vectors, so that why two met can be read off them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import rustworkx as rx
from spacy.lang.en.stop_words import STOP_WORDS

from foreigndesk.records import Direction, Evidence, Modality, Pressure

ALIKE = 0.5  # the share of the shorter span's words that two spans of one matter have in common
_STEM = 5  # letters of a word that are compared
_SHORTEST = 3
_WORD = re.compile(r"[^\W\d_]+")
# Words of degree and of saying that tell no matter apart.
_EMPTY = frozenset(
    [
        "new",
        "further",
        "more",
        "less",
        "great",
        "rapid",
        "growth",
        "growing",
        "rise",
        "fall",
        "increase",
        "possible",
        "situation",
        "country",
        "people",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What causes or is caused: its shortest wording, the states it concerns, and all wordings of it."""

    number: int
    label: str
    states: tuple[str, ...]
    wordings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """That one matter brings about another: the ids of the pressures that state it, all of one modality."""

    cause: int
    effect: int
    modality: Modality
    direction: Direction | None
    connective: str
    pressures: tuple[str, ...]
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PressureGraph:
    """Matters and links, in chains: connected groups of matters, the largest first.

    `layers` gives for each matter how many links lead to it at the most, counted over loops as one.
    """

    matters: tuple[Matter, ...]
    links: tuple[Link, ...]
    chains: tuple[tuple[int, ...], ...]
    layers: tuple[int, ...]


def pressure_graph(pressures: Iterable[Pressure]) -> PressureGraph:
    """Return the graph of some pressures; the same pressures in any order give the same graph."""
    ordered = sorted(pressures, key=lambda p: (p.document_id, p.evidence.start, p.cause.start, p.id))
    ends = [(each, part) for each in ordered for part in (each.cause, each.effect)]
    numbers = _numbered([(_words(part), _states(each, part)) for each, part in ends])
    matters = tuple(_matter(number, ends, numbers) for number in range(max(numbers, default=-1) + 1))
    links: dict[tuple[int, int, Modality, Direction | None], list[Pressure]] = {}
    for row, each in enumerate(ordered):
        key = (numbers[2 * row], numbers[2 * row + 1], each.modality, each.direction)
        if key[0] != key[1]:
            links.setdefault(key, []).append(each)
    made = tuple(
        Link(
            cause=cause, effect=effect, modality=modality, direction=direction,
            connective=stated[0].connective,
            pressures=tuple(each.id for each in stated), quotes=tuple(each.evidence.quote for each in stated),
        )
        for (cause, effect, modality, direction), stated in links.items()
    )  # fmt: skip
    return PressureGraph(matters=matters, links=made, **_shape(len(matters), made))


def _shape(count: int, links: Sequence[Link]) -> dict[str, tuple]:  # type: ignore[type-arg]
    graph: rx.PyDiGraph = rx.PyDiGraph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from([(link.cause, link.effect, None) for link in links])
    chains = [tuple(sorted(part)) for part in rx.weakly_connected_components(graph)]
    chains = [chain for chain in chains if len(chain) > 1]
    loops = [sorted(part) for part in rx.strongly_connected_components(graph)]
    loop_of = {node: index for index, part in enumerate(loops) for node in part}
    depth = [0] * len(loops)
    for index in reversed(range(len(loops))):  # rustworkx gives what is caused before what causes it
        for node in loops[index]:
            for after in graph.successor_indices(node):
                if loop_of[after] != index:
                    depth[loop_of[after]] = max(depth[loop_of[after]], depth[index] + 1)
    layers = tuple(depth[loop_of[node]] for node in range(count))
    return {"chains": tuple(sorted(chains, key=lambda c: (-len(c), c))), "layers": layers}


def _numbered(parts: Sequence[tuple[frozenset[str], frozenset[str]]]) -> list[int]:
    """Return which matter each part is: the first before it that it is like, else one of its own."""
    numbers: list[int] = []
    count = 0
    for row, (words, states) in enumerate(parts):
        same = (
            numbers[other]
            for other in range(row)
            if _alike(words, parts[other][0]) and _concern_one_state(states, parts[other][1])
        )
        number = next(same, count)
        count = max(count, number + 1)
        numbers.append(number)
    return numbers


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shorter = min(len(one), len(other))
    shared = len(one & other)
    return bool(shorter) and shared / shorter > ALIKE and 3 * shared >= max(len(one), len(other))


def _concern_one_state(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one & other) or one == other


def _words(part: Evidence) -> frozenset[str]:
    words = [found.group().casefold() for found in _WORD.finditer(part.quote)]
    told = [w for w in words if w not in STOP_WORDS and len(w) >= _SHORTEST]
    apart = [w for w in told if w not in _EMPTY]
    return frozenset(w[:_STEM] for w in apart or told)


def _states(pressure: Pressure, part: Evidence) -> frozenset[str]:
    """Return the states that a part names; where it names none, those that the pressure weighs on."""
    own = [ref for ref in pressure.on if part.start <= ref.start < part.end]
    return frozenset(ref.state or ref.id for ref in own or pressure.on)


def _matter(number: int, ends: Sequence[tuple[Pressure, Evidence]], numbers: Sequence[int]) -> Matter:
    own = [ends[row] for row in range(len(ends)) if numbers[row] == number]
    wordings = tuple(dict.fromkeys(" ".join(part.quote.split()) for _, part in own))
    states = sorted({state for pressure, part in own for state in _states(pressure, part)})
    return Matter(
        number=number, label=min(wordings, key=lambda w: (len(w), w)), states=tuple(states), wordings=wordings
    )

"""Causes before effects: a directed graph in layers from left to right, with few crossings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import rustworkx as rx

_SWEEPS = 8
Place = tuple[int, float]


@dataclass(frozen=True, slots=True)
class Layering:
    """Where to draw nodes and links: layer from the left, and place in it from above, 0 to 1.

    `routes` has for each link the places between its two ends, so that none runs behind a node. `rows` is how
    many places the fullest layer has.
    """

    places: tuple[Place, ...]
    routes: tuple[tuple[Place, ...], ...]
    rows: int


def layered(count: int, links: Sequence[tuple[int, int]]) -> Layering:
    """Return the nodes 0 to `count` - 1 in layers (Sugiyama, Tagawa and Toda 1981).

    A node lies one layer after the last of its causes; nodes that cause each other in a circle count as one.
    Within layers each node is moved to the middle of its neighbours.
    """
    depth = _depths(count, links)
    chains: dict[tuple[int, int], list[int]] = {}
    for cause, effect in links:
        if (cause, effect) not in chains:
            between = range(depth[cause] + 1, depth[effect])
            chains[cause, effect] = list(range(len(depth), len(depth) + len(between)))
            depth += between
    steps = [step for ends, route in chains.items() for step in pairwise((ends[0], *route, ends[1]))]
    layers = _ordered(depth, steps)
    places = {
        node: (level, (at + 0.5) / len(layer))
        for level, layer in enumerate(layers)
        for at, node in enumerate(layer)
    }
    return Layering(
        places=tuple(places[node] for node in range(count)),
        routes=tuple(tuple(places[node] for node in chains[link]) for link in links),
        rows=max((len(layer) for layer in layers), default=0),
    )


def _depths(count: int, links: Sequence[tuple[int, int]]) -> list[int]:
    graph: rx.PyDiGraph = rx.PyDiGraph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from([(cause, effect, None) for cause, effect in links])
    loops = rx.strongly_connected_components(graph)
    loop_of = {node: at for at, loop in enumerate(loops) for node in loop}
    depth = [0] * len(loops)
    # Components come with what is caused before what causes it.
    for at in reversed(range(len(loops))):
        for node in loops[at]:
            for after in graph.successor_indices(node):
                if loop_of[after] != at:
                    depth[loop_of[after]] = max(depth[loop_of[after]], depth[at] + 1)
    return [depth[loop_of[node]] for node in range(count)]


def _ordered(depth: Sequence[int], steps: Sequence[tuple[int, int]]) -> list[list[int]]:
    nodes = range(len(depth))
    layers = [[node for node in nodes if depth[node] == level] for level in range(max(depth, default=-1) + 1)]
    around: dict[int, list[int]] = {node: [] for node in nodes}
    for cause, effect in steps:
        if depth[cause] != depth[effect]:
            around[cause].append(effect)
            around[effect].append(cause)
    for sweep in range(_SWEEPS):
        for level in range(len(layers)) if sweep % 2 == 0 else reversed(range(len(layers))):
            middle = {node: (at + 0.5) / len(layer) for layer in layers for at, node in enumerate(layer)}
            wanted = {
                node: sum(middle[other] for other in around[node]) / len(around[node])
                if around[node]
                else middle[node]
                for node in layers[level]
            }
            layers[level].sort(key=lambda node: (wanted[node], node))
    return layers

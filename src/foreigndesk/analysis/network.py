"""Ties and dependence as a graph: who is tied to whom on a day, who stands between, and where to draw them.

A tie holds from its first day, or, where the text names none, from the day of the first report that tells it;
it holds until its last day, and on where no end is told. Reports of one tie are one edge.
The layout is made of all edges of all days, so that an actor keeps its place while time goes on.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import rustworkx as rx

from foreigndesk.analysis.packing import packed
from foreigndesk.desk import Desk

SEED = 2017
_PASSES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A tie as all reports of the desk tell it. `start` and `end` are ISO days, or None where no end is told.

    `told` says that the text itself names the start; `channel` and `quantity` are in the text's words.
    `reported` are the days of the first and the last report.
    """

    subject: str
    relation: str
    object: str
    start: str
    end: str | None
    told: bool
    channel: str | None
    quantity: str | None
    statements: tuple[str, ...]
    reported: tuple[str, str]

    def holds(self, day: date) -> bool:
        """Return whether the tie holds on a day, as far as the desk knows."""
        # Days of a month or a year alone ("2017") are shorter, and compare as their beginning.
        return self.start <= day.isoformat() and (
            self.end is None or self.end >= day.isoformat()[: len(self.end)]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An actor: its place in the picture (0 to 1 both ways), how many edges it has, and how central it is.

    `between` is betweenness, the part of all shortest paths that lead over it (Freeman 1977), without regard
    to the direction of ties; `component` counts the parts that do not hang together, the largest 0.
    """

    id: str
    name: str
    kind: str
    state: str | None
    x: float
    y: float
    ties: int
    between: float
    component: int


@dataclass(frozen=True, slots=True)
class Network:
    """Actors and the ties between them; `left_out` counts actors that the picture has no room for."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    left_out: int


_TIES = """
    WITH told AS (
        SELECT t.id, t.subject, t.relation, t.object, t.channel, t.quantity, t.when_start, t.when_end,
            t.status, t.confidence, t.document_id, coalesce(d.published_day, u.started::DATE)::VARCHAR AS day
        FROM ties t JOIN documents d ON d.id = t.document_id LEFT JOIN runs u ON u.id = d.first_run
        WHERE t.status IN ('happened', 'ongoing', 'historical') AND t.subject <> t.object
            AND ($relation IS NULL OR t.relation = $relation)
            AND ($country IS NULL
                OR t.id IN (SELECT statement_id FROM statement_states WHERE state = $country))
    )
    SELECT subject, relation, object,
        coalesce(min(when_start), min(day)) AS start,
        -- What is told as past without a day had ended when it was told.
        CASE WHEN bool_or(when_end IS NULL AND status <> 'historical') THEN NULL
            ELSE max(coalesce(when_end, day)) END AS ends,
        min(when_start) IS NOT NULL,
        first(channel ORDER BY channel IS NULL, confidence DESC, id),
        first(quantity ORDER BY quantity IS NULL, confidence DESC, id),
        list(id ORDER BY day, id), min(day), max(day)
    FROM told GROUP BY subject, relation, object ORDER BY subject, relation, object"""

_NAMES = """
    SELECT actor_id, first(name ORDER BY uses DESC, name), first(kind ORDER BY uses DESC, kind),
        first(state ORDER BY uses DESC, state)
    FROM (SELECT actor_id, name, kind, state, count(*) AS uses FROM statement_actors
        WHERE list_contains($actors, actor_id) GROUP BY ALL) GROUP BY actor_id"""


def edges(desk: Desk, *, country: str | None = None, relation: str | None = None) -> list[Edge]:
    """Return all ties that were ever told as so, of a state (ISO-3) or a relation where given.

    Raises:
        DeskError: when the desk cannot be read.
    """
    rows = desk.rows(_TIES, {"country": country, "relation": relation})
    return [
        Edge(
            subject=subject, relation=kind, object=object, start=start, end=end, told=told,
            channel=channel, quantity=quantity, statements=tuple(ids), reported=(first, last),
        )
        for subject, kind, object, start, end, told, channel, quantity, ids, first, last in rows
    ]  # fmt: skip


def network(desk: Desk, found: Sequence[Edge], *, as_of: date | None = None, most: int) -> Network:
    """Return the network of some edges: those that hold on `as_of`, all where None.

    Args:
        desk: the desk, for the names of actors.
        found: edges, in any order; also those of other days, for the layout.
        as_of: the day.
        most: how many actors are kept, those with most ties on any day.
    """
    tied = _by_ties(found)
    kept = set(tied[:most])
    drawn = [e for e in found if e.subject in kept and e.object in kept]
    places = layout(drawn)
    holding = sorted(
        (e for e in drawn if as_of is None or e.holds(as_of)), key=lambda e: (e.subject, e.relation, e.object)
    )
    shape = _shape(holding)
    named = {
        id: (name, kind, state) for id, name, kind, state in desk.rows(_NAMES, {"actors": sorted(shape)})
    }
    nodes = tuple(
        Node(
            id=id, name=named[id][0], kind=named[id][1], state=named[id][2],
            x=places[id][0], y=places[id][1], ties=ties, between=between, component=component,
        )
        for id, (ties, between, component) in sorted(shape.items())
    )  # fmt: skip
    return Network(nodes, tuple(holding), max(0, len(tied) - most))


def layout(found: Iterable[Edge]) -> dict[str, tuple[float, float]]:
    """Return where to draw each actor, 0 to 1 both ways: the same edges, in any order, give the same picture.

    Each part that hangs together is laid out by force (Fruchterman and Reingold 1991) from a fixed seed, then
    the parts are packed in rows.
    """
    graph, index = _graph(found)
    parts = sorted((sorted(part) for part in rx.connected_components(graph)), key=lambda p: (-len(p), p))
    drawn = [_part(graph, part) for part in parts]
    ids = {number: id for id, number in index.items()}
    return {ids[number]: place for number, place in packed(drawn).items()}


def _part(graph: rx.PyGraph, part: Sequence[int]) -> dict[int, tuple[float, float]]:
    piece = graph.subgraph(part)
    size = len(part)
    spread = rx.spring_layout(piece, k=1.6 / math.sqrt(size), num_iter=_PASSES, seed=SEED)
    points = np.array([spread[row] for row in range(size)])
    low, high = points.min(axis=0), points.max(axis=0)
    points = (points - low) / np.where(high > low, high - low, 1.0)
    return {number: (float(x), float(y)) for number, (x, y) in zip(part, points, strict=True)}


def _shape(found: Sequence[Edge]) -> dict[str, tuple[int, float, int]]:
    """Return for each actor its ties, its betweenness and which component it is in."""
    graph, index = _graph(found)
    between = rx.betweenness_centrality(graph)
    parts = sorted((sorted(part) for part in rx.connected_components(graph)), key=lambda p: (-len(p), p))
    component = {number: at for at, part in enumerate(parts) for number in part}
    ends = [id for edge in found for id in (edge.subject, edge.object)]
    counts = _counted(ends)
    return {id: (counts[id], round(between[at], 4), component[at]) for id, at in index.items()}


def _graph(found: Iterable[Edge]) -> tuple[rx.PyGraph, dict[str, int]]:
    pairs = sorted({(min(e.subject, e.object), max(e.subject, e.object)) for e in found})
    index = {id: at for at, id in enumerate(sorted({id for pair in pairs for id in pair}))}
    graph: rx.PyGraph = rx.PyGraph()
    graph.add_nodes_from(list(index))
    graph.add_edges_from([(index[one], index[other], None) for one, other in pairs])
    return graph, index


def _by_ties(found: Iterable[Edge]) -> list[str]:
    counts = _counted(id for edge in found for id in (edge.subject, edge.object))
    # A registered actor before bare words, then the most tied.
    return sorted(counts, key=lambda id: (id.startswith("?"), -counts[id], id))


def _counted(ids: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for id in ids:
        counts[id] = counts.get(id, 0) + 1
    return counts

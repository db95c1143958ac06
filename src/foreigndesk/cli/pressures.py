"""`foreigndesk pressures`: the graph of causes that weigh on a country."""

from __future__ import annotations

from pathlib import Path

from foreigndesk import desk as desks
from foreigndesk import exports
from foreigndesk.analysis.pressures import PressureGraph, pressure_graph
from foreigndesk.briefing import country_code, country_name
from foreigndesk.briefing.pressure_drawing import svg, trees
from foreigndesk.cli.briefs import Choice, selection_of
from foreigndesk.cli.output import out, print_json, say
from foreigndesk.desk import queries
from foreigndesk.records import Pressure


def pressures(choice: Choice, *, desk_path: Path | None, drawing: Path | None, as_json: bool) -> int:
    """Print the graph, or write it as SVG; of a country, what weighs on it and what is chained to that."""
    state = country_code(choice.country) if choice.country else None
    with desks.open(desk_path, create=False, read_only=True) as desk:
        stated = [
            each
            for each in queries.statements(desk, selection_of(desk, choice))
            if isinstance(each, Pressure)
        ]
        digits = queries.short_length(desk)
    if state:
        stated = [each for each in stated if any((ref.state or ref.id) == state for ref in each.on)]
    graph = pressure_graph(stated)
    title = f"Pressures on {country_name(state)}" if state else "Pressures"
    if drawing is not None:
        with exports.replacing(drawing) as stream:
            stream.write(svg(graph, title=title).encode("utf-8"))
        say(f"{drawing}: {len(graph.matters)} causes and effects, {len(graph.links)} links")
    if as_json:
        print_json(graph_json(graph))
    elif drawing is None:
        _print(graph, title, digits)
    return 0


def graph_json(graph: PressureGraph) -> dict[str, object]:
    """Return the graph as JSON types: matters, links with the ids of their pressures, chains."""
    return {
        "matters": [
            {"number": m.number, "label": m.label, "states": list(m.states), "wordings": list(m.wordings)}
            for m in graph.matters
        ],
        "links": [
            {
                "cause": each.cause, "effect": each.effect, "modality": each.modality,
                "direction": each.direction, "connective": each.connective, "pressures": list(each.pressures),
            }
            for each in graph.links
        ],
        "chains": [list(chain) for chain in graph.chains],
    }  # fmt: skip


def _print(graph: PressureGraph, title: str, digits: int) -> None:
    if not graph.links:
        say("No pressure of that kind is on this desk; read more articles, or leave --on out.")
        return
    out().print(f"{title}: {len(graph.links)} links in {len(graph.chains)} chains\n", style="bold")
    out().print(trees(graph, digits=digits))

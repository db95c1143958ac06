"""Draws the graph of causes: as trees for a terminal, and as one self-contained SVG."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from html import escape
from textwrap import wrap

from rich.console import Group, RenderableType
from rich.text import Text
from rich.tree import Tree

from foreigndesk.analysis.pressures import Link, Matter, PressureGraph

_ARROWS = {"strengthens": "+→", "weakens": "−→", None: "→"}
_WIDTH, _GAP, _LINE, _PAD, _ROW = 230, 110, 17, 10, 22
_LETTERS, _LINES = 30, 4  # of a box
_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1d2430; }
.states { font-size: 11px; fill: #5a6675; } .label { font-size: 11px; fill: #5a6675; }
rect { fill: #f4f6f9; stroke: #8794a5; rx: 6px; }
svg, .page { background: #ffffff; fill: #ffffff; stroke: none; }
path.link { fill: none; stroke: #3d5a80; stroke-width: 1.6; }
path.weakens { stroke: #b3541e; } path.possible { stroke-dasharray: 6 4; }
path.denied { stroke-dasharray: 1 5; opacity: .7; }
marker path { fill: #3d5a80; } marker#weakens path { fill: #b3541e; }
@media (prefers-color-scheme: dark) {
  text { fill: #e7ecf3; } .states, .label { fill: #a9b5c4; } rect { fill: #26303c; stroke: #6d7c8e; }
  svg, .page { background: #161b22; fill: #161b22; }
  path.link { stroke: #8fb3dd; } path.weakens { stroke: #f0a070; }
  marker path { fill: #8fb3dd; } marker#weakens path { fill: #f0a070; }
}"""


def trees(graph: PressureGraph, *, digits: int = 6) -> RenderableType:
    """Return each chain as a tree from its first causes; a matter met again is named, not drawn again."""
    after: dict[int, list[Link]] = defaultdict(list)
    caused = {link.effect for link in graph.links}
    for link in graph.links:
        after[link.cause].append(link)
    drawn: list[RenderableType] = []
    seen: set[int] = set()
    for chain in graph.chains:
        roots = [number for number in chain if number not in caused] or [chain[0]]
        for root in roots:
            tree = Tree(_named(graph.matters[root]), guide_style="dim")
            _grow(tree, root, graph, after, seen, digits)
            drawn.append(tree)
    return Group(*drawn)


def _grow(
    tree: Tree, number: int, graph: PressureGraph, after: dict[int, list[Link]], seen: set[int], digits: int
) -> None:
    if number in seen:
        if after[number]:
            tree.add(Text("(goes on as above)", style="dim"))
        return
    seen.add(number)
    for link in after[number]:
        words = Text(f"{_ARROWS[link.direction]} ")
        words.append_text(_named(graph.matters[link.effect]))
        if link.modality != "asserted":
            words.append(f" {link.modality}", style="italic")
        said = f" · {' '.join(link.connective.split())}" if link.connective else ""
        words.append(f"{said} · {', '.join(_short(each, digits) for each in link.pressures)}", style="dim")
        _grow(tree.add(words), link.effect, graph, after, seen, digits)


def _named(matter: Matter) -> Text:
    states = f" [{', '.join(matter.states)}]" if matter.states else ""
    return Text(matter.label) + Text(states, style="cyan")


def _short(statement: str, digits: int) -> str:
    return statement[: statement.index("-") + 1 + digits]


def svg(graph: PressureGraph, *, title: str) -> str:
    """Return the graph as SVG: causes on the left, effects to the right; ids and words show on pointing."""
    places, width, height = _places(graph)
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{escape(title)}">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style>",
        "<defs>" + "".join(_marker(name) for name in ("plain", "weakens")) + "</defs>",
        f'<rect class="page" width="{width}" height="{height}"/>',
        *(_curve(link, places) for link in graph.links),
        *(_box(graph.matters[number], *places[number]) for number in sorted(places)),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _places(graph: PressureGraph) -> tuple[dict[int, tuple[int, int]], int, int]:
    """Return where each box stands (left, top), chain under chain, and the size of the whole."""
    places: dict[int, tuple[int, int]] = {}
    top = _PAD
    for chain in graph.chains:
        filled: dict[int, int] = defaultdict(lambda top=top: top)  # type: ignore[misc]
        first = min(graph.layers[number] for number in chain)
        for number in sorted(chain, key=lambda n: (graph.layers[n], n)):
            layer = graph.layers[number] - first
            places[number] = (_PAD + layer * (_WIDTH + _GAP), filled[layer])
            filled[layer] += _tall(graph.matters[number]) + _ROW
        top = max(filled.values()) + _ROW
    widest = max((left for left, _ in places.values()), default=0)
    return places, widest + _WIDTH + _PAD, top


def _lines(matter: Matter) -> list[str]:
    lines = wrap(matter.label, _LETTERS)
    return lines if len(lines) <= _LINES else [*lines[: _LINES - 1], lines[_LINES - 1][: _LETTERS - 1] + "…"]


def _tall(matter: Matter) -> int:
    return _LINE * (len(_lines(matter)) + bool(matter.states)) + _PAD


def _box(matter: Matter, left: int, top: int) -> str:
    told = escape("\n".join(matter.wordings))
    rows = [
        f'<text x="{left + _PAD}" y="{top + _LINE * (row + 1)}">{escape(line)}</text>'
        for row, line in enumerate(_lines(matter))
    ]
    if matter.states:
        y = top + _LINE * (len(rows) + 1)
        rows.append(
            f'<text class="states" x="{left + _PAD}" y="{y}">{escape(", ".join(matter.states))}</text>'
        )
    frame = f'<rect x="{left}" y="{top}" width="{_WIDTH}" height="{_tall(matter)}"/>'
    return f"<g><title>{told}</title>{frame}{''.join(rows)}</g>"


def _curve(link: Link, places: dict[int, tuple[int, int]]) -> str:
    (left, top), (right, bottom) = places[link.cause], places[link.effect]
    x1, y1, x2, y2 = left + _WIDTH, top + _LINE, right - 2, bottom + _LINE
    bend = max(40, abs(x2 - x1) // 2)
    stated = zip(link.pressures, link.quotes, strict=True)
    told = escape("\n".join(f"{each}: {' '.join(quote.split())}" for each, quote in stated))
    weakens = link.direction == "weakens"
    kinds = " ".join(filter(None, ("link", link.modality, "weakens" if weakens else "")))
    path = f"M{x1},{y1} C{x1 + bend},{y1} {x2 - bend},{y2} {x2},{y2}"
    said, head = escape(" ".join(_said(link))), "weakens" if weakens else "plain"
    middle = f'x="{(x1 + x2) // 2}" y="{(y1 + y2) // 2 - 4}" text-anchor="middle"'
    return (
        f'<g><title>{told}</title><path class="{kinds}" d="{path}" marker-end="url(#{head})"/>'
        f'<text class="label" {middle}>{said}</text></g>'
    )


def _said(link: Link) -> Iterator[str]:
    if link.modality != "asserted":
        yield link.modality
    if link.direction:
        yield "+" if link.direction == "strengthens" else "−"


def _marker(name: str) -> str:
    return (
        f'<marker id="{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        'orient="auto">'
        '<path d="M0,0 L8,4 L0,8 z"/></marker>'
    )

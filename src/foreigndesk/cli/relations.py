"""`foreigndesk dyad`, `alerts` and `network`: two states over time, unusual weeks, the network of ties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rich.text import Text

from foreigndesk import codebooks
from foreigndesk import desk as desks
from foreigndesk.analysis import alerts as unusual
from foreigndesk.analysis import dyads
from foreigndesk.analysis import network as networks
from foreigndesk.analysis.counted import QUADS, By
from foreigndesk.analysis.network import Edge
from foreigndesk.analysis.series import change_points
from foreigndesk.analysis.thresholds import thresholds
from foreigndesk.briefing import country_code, country_name, party
from foreigndesk.briefing.wording import one_line
from foreigndesk.cli.output import out, print_json, print_table, say
from foreigndesk.desk import Desk, queries
from foreigndesk.errors import ExportError, UsageError
from foreigndesk.exports.graphml import write_graphml
from foreigndesk.exports.sources import Sourced, sourced

_BARS = " ▁▂▃▄▅▆▇█"
_SPARK = 60  # periods that a line of bars has room for
_ROWS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkChoice:
    """Which ties, as the user asked: a country's code or name, a relation, a day."""

    country: str | None
    relation: str | None
    as_of: str | None


def dyad(one: str, other: str, *, by: By, desk_path: Path | None, as_json: bool) -> int:
    """Print acts between two actors by period and quad, with bars, scores and changes of level."""
    first, second = party(one), party(other)
    if first == second:
        raise UsageError(f"{one} and {other} are one and the same; name two actors")
    with desks.open(desk_path, create=False, read_only=True) as desk:
        periods = dyads.periods(dyads.acts(desk, first, second, by=by), by=by)
    changes = {
        side: change_points([getattr(period, side) for period in periods])
        for side in ("cooperation", "conflict")
    }
    if as_json:
        print_json({"one": first, "other": second, "by": by, "periods": periods, "changes": changes})
        return 0
    console = out()
    names = f"{country_name(first)} and {country_name(second)}"
    if not periods:
        console.print(Text(f"{names}: nothing that happened between them is on this desk", "dim"))
        return 0
    console.print(Text(f"{names}, by {by}, {periods[0].start} to {periods[-1].start}", "bold"))
    for side, style in (("cooperation", "cyan"), ("conflict", "red")):
        counts = [getattr(period, side) for period in periods]
        line = Text(f"{side:<12} ").append(sparkline(counts[-_SPARK:]), style)
        console.print(line.append(f"  {sum(counts)} in all, {max(counts)} at most"), soft_wrap=True)
        for change in changes[side]:
            told = f"from {periods[change.at].start}: {change.before:g} a {by} before, {change.after:g} after"
            console.print(Text(f"{'':<13}{told}", "dim"), soft_wrap=True)
    console.print()
    print_table([_period_row(period, by) for period in periods[-_ROWS:]], right=(*_SHORT, "all", "score"))
    return 0


def alerts(*, country: str | None, as_of: str | None, desk_path: Path | None, as_json: bool) -> int:
    """Print the unusual weeks."""
    day = _day(as_of)
    with desks.open(desk_path, create=False, read_only=True) as desk:
        found = unusual.alerts(desk, country=country_code(country) if country else None, as_of=day)
    if as_json:
        print_json({"alerts": found})
        return 0
    if not found:
        out().print(Text("no week unlike the weeks before it"))
        return 0
    rows = [
        {
            "pair": " and ".join(dict.fromkeys((country_name(each.one), country_name(each.other)))),
            "acts of": each.side,
            "week to": each.until.isoformat(),
            "count": each.week.count,
            **{f"norm of {norm.weeks}": f"{norm.expected:.1f}" for norm in each.week.norms},
            "": f"{each.week.unusual} than usual",
        }
        for each in found
    ]
    print_table(rows, right=[name for name in rows[0] if name == "count" or name.startswith("norm")])
    return 0


def network(choice: NetworkChoice, *, graphml: Path | None, desk_path: Path | None, as_json: bool) -> int:
    """Print the network of ties, or write it as GraphML."""
    day = _day(choice.as_of)
    country = country_code(choice.country) if choice.country else None
    _check_relation(choice.relation)
    with desks.open(desk_path, create=False, read_only=True) as desk:
        edges = networks.edges(desk, country=country, relation=choice.relation)
        drawn = networks.network(desk, edges, as_of=day, most=thresholds().pictures.actors)
        if graphml is not None:
            held = [edge for edge in edges if day is None or edge.holds(day)]
            count = _write(graphml, _reports(desk, held))
            say(f"{graphml}: {count} reports of {len(held)} ties")
            if not as_json:
                return 0
    if as_json:
        print_json({"as_of": day.isoformat() if day else None, **_as_json(drawn)})
        return 0
    if not drawn.edges:
        out().print(Text("no tie of this choice is on this desk"))
        return 0
    central = sorted(drawn.nodes, key=lambda node: (-node.between, -node.ties, node.id))[:_ROWS]
    print_table(
        [
            {
                "actor": one_line(node.name),
                "ties": node.ties,
                "between": f"{node.between:.3f}",
                "part": node.component + 1,
            }
            for node in central
        ],
        right=("ties", "between", "part"),
    )
    names = {node.id: one_line(node.name) for node in drawn.nodes}
    out().print()
    print_table([_tie_row(edge, names) for edge in drawn.edges])
    return 0


def sparkline(counts: Sequence[int]) -> str:
    """Return counts as a line of bars, the highest eight eighths; whatever is not nothing shows."""
    most = max(counts, default=0)
    return "".join(_BARS[0 if not count else max(1, round(8 * count / most))] for count in counts)


_SHORT = tuple(quad.replace("_", " ") for quad in QUADS)


def _period_row(period: dyads.Period, by: By) -> dict[str, Any]:
    start = period.start.isoformat()
    return {
        by: start[:7] if by == "month" else start,
        **{name: count or "" for name, count in zip(_SHORT, period.counts, strict=True)},
        "all": period.total,
        "score": "" if period.score is None else f"{period.score:+.1f}",
    }


def _tie_row(edge: Edge, names: dict[str, str]) -> dict[str, str]:
    return {
        "who": names[edge.subject],
        "tie": edge.relation,
        "to": names[edge.object],
        "since": edge.start if edge.told else f"by {edge.start}",
        "until": edge.end or "",
    }


def _as_json(drawn: networks.Network) -> dict[str, Any]:
    return {"nodes": drawn.nodes, "edges": drawn.edges, "left_out": drawn.left_out}


def _reports(desk: Desk, edges: Sequence[Edge]) -> Iterator[Sourced]:
    stated = (queries.statement(desk, id) for edge in edges for id in edge.statements)
    return sourced(desk, stated)


def _write(path: Path, rows: Iterator[Sourced]) -> int:
    try:
        with path.open("wb") as file:
            return write_graphml(rows, file)
    except OSError as error:
        raise ExportError(f"{path}: cannot be written ({error.strerror}); name another file") from error


def _check_relation(relation: str | None) -> None:
    known = [each.name for each in codebooks.load().ties.relations]
    if relation is not None and relation not in known:
        raise UsageError(f"--relation {relation}: no such relation; there are {', '.join(known)}")


def _day(as_of: str | None) -> date | None:
    try:
        return date.fromisoformat(as_of) if as_of else None
    except ValueError as error:
        raise UsageError(f"--as-of {as_of}: not a date; write YYYY-MM-DD") from error

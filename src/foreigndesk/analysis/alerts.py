"""Which pairs of states had an unusual week: far more, or far fewer, acts than their norms let one expect."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from foreigndesk.analysis.counted import counted
from foreigndesk.analysis.series import Week, week_against
from foreigndesk.analysis.thresholds import thresholds
from foreigndesk.desk import Desk

Side = Literal["conflict", "cooperation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Two states, the side their acts are of, and the week against its norms.

    `one` and `other` are the same state where its own actors met. `statements` are the week's acts.
    """

    one: str
    other: str
    side: Side
    week: Week
    since: date
    until: date
    statements: tuple[str, ...]


_WEEKS = """
    , side AS (
        SELECT DISTINCT statement_id, role, coalesce(state, actor_id) AS state FROM statement_actors
        WHERE role IN ('source', 'target') AND (state IS NOT NULL OR kind = 'state')
    ),
    met AS (
        SELECT DISTINCT a.statement_id, least(a.state, b.state) AS one, greatest(a.state, b.state) AS other
        FROM side a JOIN side b USING (statement_id)
        WHERE a.role = 'source' AND (b.role = 'target' OR a.state < b.state)
            AND ($country IS NULL OR $country IN (a.state, b.state))
    ),
    once AS (
        SELECT one, other, unit, min(day) AS day,
            first(c.statement_id ORDER BY c.confidence DESC, c.statement_id) AS id,
            CASE WHEN first(quad ORDER BY c.confidence DESC, c.statement_id) LIKE '%conflict' THEN 'conflict'
                ELSE 'cooperation' END AS side
        FROM counted c JOIN met USING (statement_id) GROUP BY one, other, unit
    )
    SELECT one, other, side, ($until::DATE - day) // 7 AS ago, count(*), list(id ORDER BY id)
    FROM once WHERE day <= $until GROUP BY ALL"""


def alerts(desk: Desk, *, country: str | None = None, as_of: date | None = None) -> list[Alert]:
    """Return the unusual weeks that end on `as_of`, the least likely first.

    Args:
        desk: the desk.
        country: ISO-3 code of a state that must be one of the two.
        as_of: the last day of the week; the latest day of publication on the desk where None.

    Raises:
        DeskError: when the desk cannot be read.
    """
    first, last = desk.rows("SELECT min(published_day), max(published_day) FROM documents")[0]
    until = as_of or last
    if until is None or first is None:
        return []
    known = max(0, (until - first).days // 7)
    rows = desk.rows(f"WITH {counted('week')} {_WEEKS}", {"country": country, "until": until})
    weeks: dict[tuple[str, str, Side], dict[int, tuple[int, list[str]]]] = defaultdict(dict)
    for one, other, side, ago, count, ids in rows:
        weeks[one, other, side][int(ago)] = (int(count), ids)
    found = [_alert(pair, by_week, known, until) for pair, by_week in weeks.items()]
    told = [alert for alert in found if alert.week.unusual]
    return sorted(told, key=lambda a: (max(n.chance for n in a.week.norms), a.one, a.other, a.side))


def _alert(
    pair: tuple[str, str, Side], by_week: dict[int, tuple[int, list[str]]], known: int, until: date
) -> Alert:
    longest = min(known, max(thresholds().alerts.norms))
    counts = [by_week.get(ago, (0, []))[0] for ago in range(longest, -1, -1)]
    one, other, side = pair
    return Alert(
        one=one, other=other, side=side, week=week_against(counts), since=until - timedelta(days=6),
        until=until, statements=tuple(by_week.get(0, (0, []))[1]),
    )  # fmt: skip

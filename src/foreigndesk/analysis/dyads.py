"""Two actors over time: how many acts between them by month or week and quad, and how well they meet.

An actor stands for itself; a state's code also for its offices, army and officials, by the state that PLOVER
gives each. Scores are PLOVER's, from -10 (harm) to 10 (help), as in Goldstein (1992).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from foreigndesk.analysis.counted import QUADS, By, counted
from foreigndesk.desk import Desk


@dataclass(frozen=True, slots=True)
class Act:
    """What is counted once: a story, or what one document says of one type of act on one day.

    `forward` says whether it goes from the first of the pair to the second, None where both do it together.
    """

    day: date
    quad: str
    score: float | None
    forward: bool | None
    statement_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """One month or week from `start`: acts by quad, in the order of QUADS, and their mean score."""

    start: date
    counts: tuple[int, int, int, int]
    score: float | None

    @property
    def total(self) -> int:
        """All acts of the period."""
        return sum(self.counts)

    @property
    def cooperation(self) -> int:
        """Acts of cooperation, in words or deeds."""
        return self.counts[0] + self.counts[1]

    @property
    def conflict(self) -> int:
        """Acts of conflict, in words or deeds."""
        return self.counts[2] + self.counts[3]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two states and how many events name both, whatever their status."""

    one: str
    other: str
    events: int


_SIDES = """
    party AS (
        SELECT statement_id,
            bool_or(role = 'source' AND ($one IN (actor_id, coalesce(state, '')))) AS one_does,
            bool_or(role = 'target' AND ($one IN (actor_id, coalesce(state, '')))) AS one_gets,
            bool_or(role = 'source' AND ($other IN (actor_id, coalesce(state, '')))) AS other_does,
            bool_or(role = 'target' AND ($other IN (actor_id, coalesce(state, '')))) AS other_gets
        FROM statement_actors
        WHERE role IN ('source', 'target') AND (actor_id IN ($one, $other) OR state IN ($one, $other))
        GROUP BY statement_id
    ),
    meeting AS (
        SELECT statement_id, CASE
            WHEN one_does AND other_gets AND NOT (other_does AND one_gets) THEN true
            WHEN other_does AND one_gets AND NOT (one_does AND other_gets) THEN false END AS forward
        FROM party WHERE (one_does AND (other_gets OR other_does)) OR (other_does AND one_gets)
    )"""


def acts(desk: Desk, one: str, other: str, *, by: By = "month") -> list[Act]:
    """Return all acts between two actors, each once, in order of day.

    Of the reports of one story the earliest gives the day, the surest all else.

    Raises:
        DeskError: when the desk cannot be read.
    """
    events = counted(by, among="SELECT statement_id FROM meeting")
    rows = desk.rows(
        f"""WITH {_SIDES}, {events}
        SELECT min(day), first(quad ORDER BY c.confidence DESC, c.statement_id),
            first(score ORDER BY c.confidence DESC, c.statement_id),
            first(forward ORDER BY c.confidence DESC, c.statement_id),
            first(c.statement_id ORDER BY c.confidence DESC, c.statement_id) AS told
        FROM counted c JOIN meeting m USING (statement_id)
        GROUP BY unit ORDER BY min(day), told""",
        {"one": one, "other": other},
    )
    return [Act(*row) for row in rows]


def periods(
    found: Iterable[Act], *, by: By = "month", since: date | None = None, until: date | None = None
) -> list[Period]:
    """Return acts by month or week, without a gap from the first to the last; their order is of no matter.

    `since` and `until` are days whose periods become the first and the last.
    """
    by_start: dict[date, list[Act]] = {}
    for act in found:
        by_start.setdefault(start_of(act.day, by), []).append(act)
    bounds = sorted(by_start)
    first = start_of(since, by) if since else (bounds[0] if bounds else None)
    last = start_of(until, by) if until else (bounds[-1] if bounds else None)
    made = []
    while first is not None and last is not None and first <= last:
        made.append(_period(first, by_start.get(first, ())))
        first = following(first, by)
    return made


def pairs(desk: Desk, *, country: str | None = None, limit: int = 30) -> list[Pair]:
    """Return the states that meet most in events, of one state where given."""
    rows = desk.rows(
        """WITH side AS (
            SELECT DISTINCT statement_id, coalesce(state, actor_id) AS state FROM statement_actors
            WHERE role IN ('source', 'target') AND (state IS NOT NULL OR kind = 'state')
        )
        SELECT a.state, b.state, count(*) AS events FROM side a JOIN side b USING (statement_id)
            JOIN statements s ON s.id = statement_id
        WHERE a.state < b.state AND s.kind = 'event' AND ($country IS NULL OR $country IN (a.state, b.state))
        GROUP BY a.state, b.state ORDER BY events DESC, a.state, b.state LIMIT $limit""",
        {"country": country, "limit": limit},
    )
    return [Pair(*row) for row in rows]


def start_of(day: date, by: By) -> date:
    """Return the first day of a day's month, or the Monday of its week."""
    return day.replace(day=1) if by == "month" else day - timedelta(days=day.weekday())


def following(start: date, by: By) -> date:
    """Return the first day of the next period."""
    if by == "week":
        return start + timedelta(days=7)
    return date(start.year + start.month // 12, start.month % 12 + 1, 1)


def _period(start: date, found: Sequence[Act]) -> Period:
    quads = [act.quad for act in found]
    # Summed in the order of size, so that the order of acts cannot show in the last digit.
    scores = sorted(act.score for act in found if act.score is not None)
    counts = (quads.count(QUADS[0]), quads.count(QUADS[1]), quads.count(QUADS[2]), quads.count(QUADS[3]))
    return Period(start=start, counts=counts, score=round(sum(scores) / len(scores), 3) if scores else None)

"""Which events count, on which day, and once for each story: the one place that says so, as SQL.

What happened or is going on counts. A plan, an offer, a fear or a denial does not. An event counts on its own
first day where the text gives it to the month or closer, on the day of publication where it gives none, and
not at all where it gives a season, a year or more: it would be put on a day that nobody named. Where the desk
groups reports into stories, a story counts once; else what one document says of one type of act on one day.
"""

from __future__ import annotations

from typing import Literal

By = Literal["month", "week"]
QUADS = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")

# Longest interval, in days, that still says in which period an event was.
_LONGEST: dict[By, int] = {"month": 31, "week": 7}


def counted(by: By, *, among: str = "SELECT id FROM statements") -> str:
    """Return how events are counted by `by`: SQL of CTEs that end in `counted`.

    `counted` has a row for each event statement: statement_id, document_id, unit (what is counted once), day,
    quad, score, confidence. `among` is SQL that gives the ids of the statements to look at.
    """
    return _COUNTED.format(among=among, longest=_LONGEST[by])


_COUNTED = """
    -- First which, then what: records are large, and few are wanted.
    among AS MATERIALIZED (
        SELECT s.id FROM statements s
        WHERE s.kind = 'event' AND s.status IN ('happened', 'ongoing') AND s.id IN ({among})
    ),
    read AS (
        SELECT s.id, s.document_id, s.confidence, json_extract_string(s.record,
            ['$.type', '$.quad', '$.score', '$.when.start', '$.when.end', '$.when.precision']) AS told
        FROM statements s SEMI JOIN among ON among.id = s.id
    ),
    dated AS (
        SELECT r.id, r.document_id, r.confidence, told[1] AS type, told[2] AS quad,
            CAST(told[3] AS DOUBLE) AS score,
            CASE WHEN told[4] IS NULL THEN coalesce(d.published_day, u.started::DATE)
                ELSE try_cast(left(told[4], 10) AS DATE) END AS day,
            coalesce(try_cast(left(told[5], 10) AS DATE) - try_cast(left(told[4], 10) AS DATE), 0) AS length
        FROM read r JOIN documents d ON d.id = r.document_id LEFT JOIN runs u ON u.id = d.first_run
    ),
    counted AS (
        SELECT e.id AS statement_id, e.document_id, e.day, e.quad, e.score, e.confidence,
            coalesce(g.story_id, e.document_id || ' ' || coalesce(e.type, '') || ' ' || e.day) AS unit
        FROM dated e LEFT JOIN story_events g ON g.statement_id = e.id
        WHERE e.day IS NOT NULL AND e.length < {longest} AND e.quad IS NOT NULL
    )"""

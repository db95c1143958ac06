"""From what a person types, an id cut short or a name, to the one thing on the desk that it means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from foreigndesk.desk.opening import Desk
from foreigndesk.errors import NotFound

_ID = re.compile(r"(?:(?P<prefix>[a-z]{2,3})-)?(?P<hex>[0-9a-f]{3,16})")
_LISTED = 6


@dataclass(frozen=True, slots=True)
class Found:
    """What was meant: a statement, a document, a story or an actor, by its whole id."""

    what: Literal["statement", "document", "story", "actor"]
    id: str


def find(desk: Desk, asked: str) -> Found:
    """Return what `asked` means: an id, a unique beginning of one, or an actor's name.

    Raises:
        NotFound: when nothing or more than one thing fits; the message names what comes near.
    """
    asked = asked.strip()
    by_id = _by_id(desk, asked)
    candidates = by_id or _by_actor(desk, asked)
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        listed = ", ".join(found.id for found in candidates[:_LISTED])
        more = ", ..." if len(candidates) > _LISTED else ""
        raise NotFound(f"{asked}: could be any of {listed}{more}; give more of it")
    raise NotFound(f"{asked}: no statement, actor, document or story on this desk{_near(desk, asked)}")


def find_actor(desk: Desk, asked: str) -> str:
    """Return the id of the actor that `asked`, an id or a name, means.

    Raises:
        NotFound: when no actor, or more than one, fits.
    """
    candidates = _by_actor(desk, asked.strip())
    if len(candidates) == 1:
        return candidates[0].id
    if candidates:
        raise NotFound(f"{asked}: could be any of {', '.join(found.id for found in candidates[:_LISTED])}")
    raise NotFound(f"{asked}: no actor of that name on this desk{_near(desk, asked)}")


def _by_id(desk: Desk, asked: str) -> list[Found]:
    match = _ID.fullmatch(asked.lower())
    if match is None:
        return []
    pattern = f"{match['prefix'] or '%'}-{match['hex']}%"
    rows = desk.rows(
        """SELECT 'statement', id FROM statements WHERE id LIKE $pattern
        UNION ALL SELECT 'document', id FROM documents WHERE id LIKE $pattern
        UNION ALL SELECT 'story', id FROM stories WHERE id LIKE $pattern ORDER BY ALL""",
        {"pattern": pattern},
    )
    return [Found(what, id) for what, id in rows]


def _by_actor(desk: Desk, asked: str) -> list[Found]:
    """Look for an actor from the surest match to the loosest; the first that finds anything decides."""
    looks = (
        "actor_id = $asked",
        "lower(actor_id) = lower($asked)",
        "lower(name) = lower($asked)",
        # words that named it, but for "he" and "the country"
        r"""actor_id IN (SELECT actor_id FROM statement_actors
            WHERE lower(surface) = lower($asked) AND regexp_matches(surface, '^\p{Lu}'))""",
        "starts_with(lower(actor_id), lower($asked))",
        "contains(lower(name), lower($asked))",
    )
    for look in looks:
        rows = desk.rows(f"SELECT actor_id FROM actors WHERE {look} ORDER BY actor_id", {"asked": asked})
        if rows:
            return [Found("actor", id) for (id,) in rows]
    return []


def _near(desk: Desk, asked: str) -> str:
    names = [str(name) for (name,) in desk.rows("SELECT DISTINCT name FROM actors ORDER BY name")]
    near = process.extract(asked, names, scorer=fuzz.WRatio, limit=3, score_cutoff=75)
    return "; did you mean " + " or ".join(name for name, _, _ in near) + "?" if near else ""

"""Describing expressions to actor ids: "KAZ,KGZ,TJK", "Russian interior minister", "KAZ parliament".

Gold files and people write actors this way. Every part must resolve; a part that does not gives `?part`.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

from foreigndesk.linking.entries import Form, Name
from foreigndesk.linking.names import normal

if TYPE_CHECKING:
    from foreigndesk.linking.registry import Registry

_SPLIT = re.compile(r"\s*[,;]\s*|\s+and\s+|\s*&\s*")


def resolve(registry: Registry, expression: str, on: datetime.date | str | None = None) -> frozenset[str]:
    """Return the actor ids that an expression stands for.

    Arguments:
        registry: where to look.
        expression: ids, names, "STATE body", "DEMONYM office", joined by commas or "and".
        on: the day for which offices of persons hold.
    """
    text = " ".join(expression.split())
    whole = _one(registry, text, on)
    if whole:
        return frozenset(whole)
    found: set[str] = set()
    state: str | None = None
    for part in filter(None, _SPLIT.split(text)):
        ids = _one(registry, part, on) or (_body_of(registry, state, part) if state else ())
        found.update(ids or {f"?{part.lower()}"})
        state = _leading_state(registry, part) or state
    return frozenset(found)


def _one(registry: Registry, text: str, on: datetime.date | str | None) -> tuple[str, ...]:
    """Return the ids of one name or "STATE body" phrase; several only for a grouping of states."""
    if registry.get(text):
        return (text,)
    names = registry.names(normal(text))
    if names:
        return _best(registry, names, on)
    state = _leading_state(registry, text)
    if not state:
        return ()
    rest = text.split()
    for cut in range(1, len(rest)):
        if _state_of(registry, " ".join(rest[:cut])) == state:
            ids = _body_of(registry, state, " ".join(rest[cut:]))
            if ids:
                return ids
    return ()


def _best(registry: Registry, names: tuple[Name, ...], on: datetime.date | str | None) -> tuple[str, ...]:
    day = on.isoformat() if isinstance(on, datetime.date) else on
    order = [Form.NAME, Form.ACRONYM, Form.DEMONYM, Form.SURNAME, Form.CAPITAL, Form.METONYM]

    def rank(name: Name) -> tuple[bool, bool, int]:
        place = order.index(name.form) if name.form in order else len(order)
        return (not registry.active(name.actor, day), name.ambiguous, place)

    best = min(names, key=rank)
    return registry.grouping(best.actor) or (best.actor,)


def _state_of(registry: Registry, text: str) -> str | None:
    actor = registry.get(text)
    if actor and actor.kind == "state":
        return actor.id
    for name in registry.names(normal(text.removesuffix("'s").removesuffix("’s"))):
        found = registry.get(name.actor)
        if found and found.kind == "state":
            return found.id
    return None


def _leading_state(registry: Registry, text: str) -> str | None:
    parts = text.removeprefix("the ").split()
    for cut in range(min(4, len(parts)), 0, -1):
        state = _state_of(registry, " ".join(parts[:cut]))
        if state:
            return state
    return None


def _body_of(registry: Registry, state: str | None, text: str) -> tuple[str, ...]:
    body = registry.body(text.removeprefix("the "))
    return (f"{state}/{body.slug}",) if body and state else ()

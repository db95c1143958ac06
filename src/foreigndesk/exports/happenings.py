"""What the event layouts of others share: which events they hold, on which day, between whom.

Those layouts know no status, so they hold only what happened or is ongoing: a plan, an offer, a demand or a
denial would be counted there as something that took place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from foreigndesk.exports.sources import Sourced
from foreigndesk.records import COUNTED, ActorRef, Event

QUADS = {
    "verbal_cooperation": 1,
    "material_cooperation": 2,
    "verbal_conflict": 3,
    "material_conflict": 4,
}
# The PLOVER manual's codes for entities that belong to no state.
_STATELESS = {"united-nations": "UNO", "european-union": "EUR"}
_STATELESS_SECTORS = {"IGO", "NGO", "MNC"}

Dyad = tuple[ActorRef | None, ActorRef | None]


@dataclass(frozen=True, slots=True)
class Happening:
    """An event that PLOVER codes, and the row that it came in."""

    event: Event
    row: Sourced

    @property
    def day(self) -> str | None:
        """The day of the event as YYYY-MM-DD: the first that its text names, else that of publication."""
        return said_day(self.event) or self.published

    @property
    def published(self) -> str | None:
        """The day of publication as YYYY-MM-DD."""
        return self.row.published[:10] if self.row.published else None


def coded(row: Sourced) -> Happening | None:
    """Return an event that PLOVER codes, None for another statement or an event outside PLOVER."""
    event = row.statement
    return Happening(event, row) if isinstance(event, Event) and event.type is not None else None


def happenings(rows: Iterable[Sourced]) -> Iterator[Happening]:
    """Yield the events of `rows` that PLOVER codes and that happened or are ongoing."""
    for row in rows:
        happening = coded(row)
        if happening is not None and happening.event.status in COUNTED:
            yield happening


def dyads(event: Event, *, mutual: bool) -> list[Dyad]:
    """Return a pair for each actor and recipient, as CAMEO coders do; a missing side is None.

    Only linked actors count: words that link to nothing may be a boat or a proposal. An event without any
    has no pair. With `mutual`, several actors without a recipient are paired with each other, each way.
    """
    sources, targets = _linked(event.source), _linked(event.target)
    if mutual and len(sources) > 1 and not event.target:
        return [(one, other) for one in sources for other in sources if one is not other]
    if not sources:
        return [(None, other) for other in targets]
    return [(one, other) for one in sources for other in targets or (None,)]


def _linked(actors: Iterable[ActorRef]) -> list[ActorRef]:
    """Return the linked ones among `actors`, each once."""
    return list({actor.id: actor for actor in reversed(list(actors)) if actor.linked}.values())[::-1]


def said_day(event: Event) -> str | None:
    """Return the first day that the text gives an event, None where it gives none."""
    return whole_day(event.when.start or event.when.end) if event.when else None


def whole_day(value: str | None, *, last: bool = False) -> str | None:
    """Return a date as YYYY-MM-DD: the first day of a year or month alone, or None for its `last`."""
    if not value:
        return None
    missing = {4: "-01-01", 7: "-01"}.get(len(value), "")
    return None if missing and last else (value + missing)[:10]


def state_code(actor: ActorRef) -> str | None:
    """Return PLOVER's code for the state of an actor, or for one that belongs to no state."""
    if actor.state:
        return actor.state
    return _STATELESS.get(actor.id, actor.sector if actor.sector in _STATELESS_SECTORS else None)

"""One actor: roles over time, ties, what it did and what was done to it, what it wants, says and denies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from foreigndesk.briefing.wording import worded
from foreigndesk.desk import Desk, people, queries
from foreigndesk.desk.people import ActorLine
from foreigndesk.desk.queries import Selection
from foreigndesk.errors import UsageError
from foreigndesk.linking.registry import Registry
from foreigndesk.records import Claim, Kind, Role, Statement
from foreigndesk.web.address import State
from foreigndesk.web.screen import Screen
from foreigndesk.web.tables import Table

_SHOWN = 8
_CLAIMS_LOOKED_AT = 60


class ActorState(State):
    """Which actor."""

    id: Annotated[str, Field(max_length=300)] = ""


@dataclass(frozen=True, slots=True)
class Partner:
    """Another actor, in how many events with this one, and of which quad mostly."""

    actor: ActorLine
    quad: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorSheet:
    """What the registry and the desk hold on one actor. `did` and `met` are events: by it, and towards it."""

    actor: ActorLine
    cow: int | None
    wikidata: str | None
    roles: tuple[Role, ...]
    surfaces: tuple[tuple[str, int], ...]
    counts: dict[Kind, int]
    partners: tuple[Partner, ...]
    did: tuple[Statement, ...]
    met: tuple[Statement, ...]
    ties: tuple[Statement, ...]
    stances: tuple[Statement, ...]
    claims: tuple[Statement, ...]
    denials: tuple[Statement, ...]
    pressures: tuple[Statement, ...]
    watchpoints: tuple[Statement, ...]


def load(desk: Desk, state: ActorState) -> ActorSheet:
    """Ask for an actor's sheet."""
    if not state.id:
        raise UsageError("name an actor: /actor?id=KGZ, or find one under Actors")
    entry = Registry.load().get(state.id)
    line = people.actor(desk, state.id)
    said = people.latest_of(desk, state.id, Kind.CLAIM, role="speaker", limit=_CLAIMS_LOOKED_AT)
    denials = [claim for claim in said if isinstance(claim, Claim) and claim.polarity == "denies"]
    return ActorSheet(
        actor=line,
        cow=entry.cow if entry else None,
        wikidata=entry.wikidata if entry else None,
        roles=tuple(sorted(entry.roles, key=lambda role: role.start or "", reverse=True)) if entry else (),
        surfaces=tuple(people.surfaces(desk, state.id)),
        counts=people.counts_of(desk, state.id),
        partners=tuple(Partner(actor, quad) for actor, quad in people.partners(desk, state.id)),
        did=_latest(desk, state.id, Kind.EVENT, "source"),
        met=_latest(desk, state.id, Kind.EVENT, "target"),
        ties=_latest(desk, state.id, Kind.TIE),
        stances=_latest(desk, state.id, Kind.STANCE),
        claims=tuple([claim for claim in said if claim not in denials][:_SHOWN]),
        denials=tuple(denials[:_SHOWN]),
        pressures=_latest(desk, state.id, Kind.PRESSURE),
        watchpoints=_latest(desk, state.id, Kind.WATCHPOINT),
    )


def table(desk: Desk, state: ActorState) -> Table:
    """Return every statement that names the actor."""
    people.actor(desk, state.id)
    stated = queries.statements(desk, Selection(actor=state.id))
    rows = (
        (s.id, s.kind.value, s.status.value, worded(s).head, worded(s).label, s.confidence, s.evidence.quote)
        for s in stated
    )
    return Table(("id", "kind", "status", "what", "label", "confidence", "words"), rows)


def _latest(desk: Desk, actor: str, kind: Kind, role: str | None = None) -> tuple[Statement, ...]:
    return tuple(people.latest_of(desk, actor, kind, role=role, limit=_SHOWN))


SCREEN = Screen(
    name="actor",
    title="Actor",
    about="Roles over time, ties, acts, wishes, claims and denials.",
    state=ActorState,
    load=load,
    table=table,
)

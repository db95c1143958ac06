"""In what a statement differs from a gold item: one function for each kind of statement.

A field that gold leaves out is not compared. Free text (`about`, `what`) is never compared as a string.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from foreigndesk.evaluation.comparing import (
    ENOUGH_OF_THE_QUOTE,
    ENOUGH_OF_THE_WORDS,
    Fault,
    Resolver,
    Span,
    as_states,
    best_share,
    ids_of,
    occurrences,
    resolved,
    shown,
    shown_when,
    starts_as,
    words_found,
)
from foreigndesk.evaluation.gold import GoldEvent, GoldPressure, GoldStance, GoldTie, GoldWatchPoint
from foreigndesk.records import ActorRef, Event, Evidence, Pressure, Stance, Statement, Tie, WatchPoint, When

ACTOR_FIELDS = frozenset({"source", "target"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """What every comparison needs: the text, the registry, the day, context names and two-way relations.

    A tie in one of `symmetric` says the same with its sides exchanged ("borders").
    """

    text: str
    registry: Resolver
    on: str | None
    contexts: frozenset[str]
    symmetric: frozenset[str] = frozenset()

    def ids(self, expression: str) -> frozenset[str]:
        """Return the actor ids that a gold expression stands for."""
        return resolved(self.registry, expression, self.on)

    def spans(self, quote: str) -> tuple[Span, ...]:
        """Return where a gold quote stands in the document."""
        return occurrences(self.text, quote)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """One thing that a reading should state: the gold item it belongs to, and how a statement falls short."""

    item: str
    spans: tuple[Span, ...]
    faults: Callable[[Statement], tuple[Fault, ...]]
    source: frozenset[str] | None = None
    target: frozenset[str] | None = None


def ties(gold: GoldTie, by: Yardstick) -> tuple[Demand, ...]:
    """Return a demand for each pair of a subject and an object of a gold tie."""
    spans = by.spans(gold.evidence)
    through = by.ids(gold.at) if gold.at else None

    def demand(subject: str, object_: str) -> Demand:
        def faults(found: Statement) -> tuple[Fault, ...]:
            if not isinstance(found, Tie):
                return (_other_kind(found, "tie"),)
            sides = (found.subject.id, found.object.id)
            if found.relation in by.symmetric and sides == (object_, subject):
                sides = (subject, object_)
            return tuple(
                _present(
                    _evidence(found.evidence, spans),
                    _one_of("relation", found.relation, gold.relation),
                    _one_of("subject", sides[0], (subject,)),
                    _one_of("object", sides[1], (object_,)),
                    _one_of("status", found.status, gold.status),
                    _actors("at", (found.through,) if found.through else (), through),
                    _words("channel", found.channel, gold.channel),
                    _words("quantity", found.quantity, gold.quantity),
                )
            )

        return Demand(item=gold.id, spans=spans, faults=faults)

    return tuple(demand(s, o) for s in sorted(by.ids(gold.subject)) for o in sorted(by.ids(gold.object)))


def event(gold: GoldEvent, by: Yardstick) -> Demand:
    """Return the demand for a gold event."""
    spans = by.spans(gold.evidence)
    source = by.ids(gold.source) if gold.source else None
    target = by.ids(gold.target) if gold.target else None
    reporter = by.ids(gold.reported_by) if gold.reported_by else None
    contexts = _contexts(gold, by.contexts)

    def faults(found: Statement) -> tuple[Fault, ...]:
        if not isinstance(found, Event):
            return (_other_kind(found, "event"),)
        return tuple(
            _present(
                _evidence(found.evidence, spans),
                _one_of("type", found.type, gold.type),
                _one_of("act", found.act, gold.act),
                _one_of("mode", found.mode, gold.mode),
                _one_of("status", found.status, gold.status),
                _includes("context", found.contexts, contexts),
                _actors("source", found.source, source, government_is_state=True),
                _actors("target", found.target, target, government_is_state=True),
                _actors("reported_by", (found.speaker,) if found.speaker else (), reporter),
                _place(found, gold.place),
                _date("start", found.when, gold.start),
                _date("end", found.when, gold.end),
            )
        )

    return Demand(item=gold.id, spans=spans, faults=faults, source=source, target=target)


def stance(gold: GoldStance, by: Yardstick) -> Demand:
    """Return the demand for a gold stance."""
    spans = by.spans(gold.evidence)
    holder = by.ids(gold.holder) if gold.holder else None

    def faults(found: Statement) -> tuple[Fault, ...]:
        if not isinstance(found, Stance):
            return (_other_kind(found, "stance"),)
        return tuple(
            _present(
                _evidence(found.evidence, spans),
                _one_of("stance", found.stance, gold.stance),
                _one_of("status", found.status, gold.status),
                _actors("holder", found.holder, holder, government_is_state=True),
            )
        )

    return Demand(item=gold.id, spans=spans, faults=faults)


def pressure(gold: GoldPressure, by: Yardstick) -> Demand:
    """Return the demand for a gold pressure: cause and effect are judged by their content words."""
    spans = by.spans(gold.evidence)
    on = by.ids(gold.on) if gold.on else None

    def faults(found: Statement) -> tuple[Fault, ...]:
        if not isinstance(found, Pressure):
            return (_other_kind(found, "pressure"),)
        return tuple(
            _present(
                _evidence(found.evidence, spans),
                _one_of("modality", found.modality, gold.modality),
                _actors("on", found.on, on),
                _words("cause", found.cause.quote, gold.cause, enough=ENOUGH_OF_THE_WORDS),
                _words("effect", found.effect.quote, gold.effect, enough=ENOUGH_OF_THE_WORDS),
                _apart(found.cause, found.effect),
            )
        )

    return Demand(item=gold.id, spans=spans, faults=faults)


def watchpoint(gold: GoldWatchPoint, by: Yardstick) -> Demand:
    """Return the demand for a gold watch-point."""
    spans = by.spans(gold.evidence)
    who = by.ids(gold.who) if gold.who else None

    def faults(found: Statement) -> tuple[Fault, ...]:
        if not isinstance(found, WatchPoint):
            return (_other_kind(found, "watch-point"),)
        return tuple(
            _present(
                _evidence(found.evidence, spans),
                _one_of("outlook", found.outlook, gold.status),
                _actors("who", found.who, who),
                _date("due", found.due, gold.due),
            )
        )

    return Demand(item=gold.id, spans=spans, faults=faults)


def only_actors_missing(demand: Demand, found: Statement) -> bool:
    """Whether an event is right but names only some of the actors that gold lists together."""
    faults = demand.faults(found)
    if not faults or not isinstance(found, Event) or any(fault.field not in ACTOR_FIELDS for fault in faults):
        return False
    return _within(found.source, demand.source) and _within(found.target, demand.target)


def covers_together(demand: Demand, parts: Collection[Event]) -> bool:
    """Whether several partial events name, together, exactly the actors of the demand."""
    for wanted, field in ((demand.source, "source"), (demand.target, "target")):
        if wanted is not None:
            named = frozenset[str]().union(*(ids_of(getattr(part, field)) for part in parts))
            if as_states(named, wanted) != wanted:
                return False
    return True


def _within(refs: tuple[ActorRef, ...], wanted: frozenset[str] | None) -> bool:
    return wanted is None or (bool(refs) and as_states(ids_of(refs), wanted) <= wanted)


def _contexts(gold: GoldEvent, known: frozenset[str]) -> tuple[str, ...]:
    """Return the contexts to look for: PLOVER's own, and any at all where gold gives the event no type.

    An event that PLOVER does not code is told from others by its context alone.
    """
    if gold.context is None:
        return ()
    named = tuple("_".join(part.split()).casefold() for part in gold.context.split(","))
    return named if gold.type is None and gold.act is None else tuple(name for name in named if name in known)


def _present(*faults: Fault | None) -> Iterator[Fault]:
    return (fault for fault in faults if fault is not None)


def _other_kind(found: Statement, wanted: str) -> Fault:
    return Fault(field="kind", got=found.kind.value, wanted=wanted)


def _evidence(evidence: Evidence, golds: tuple[Span, ...]) -> Fault | None:
    part = best_share((evidence.start, evidence.end), golds)
    if part >= ENOUGH_OF_THE_QUOTE:
        return None
    return Fault(field="evidence", got=f"{part:.0%} of gold's characters", wanted="half or more")


def _one_of(field: str, got: str | None, wanted: Collection[str] | None) -> Fault | None:
    if wanted is None or got in wanted:
        return None
    return Fault(field=field, got=str(got or "none"), wanted=" or ".join(str(value) for value in wanted))


def _actors(
    field: str,
    refs: tuple[ActorRef, ...],
    wanted: frozenset[str] | None,
    *,
    government_is_state: bool = False,
) -> Fault | None:
    if wanted is None:
        return None
    got = ids_of(refs)
    if (as_states(got, wanted) if government_is_state else got) == wanted:
        return None
    return Fault(field=field, got=shown(got), wanted=shown(wanted))


def _includes(field: str, got: tuple[str, ...], wanted: tuple[str, ...]) -> Fault | None:
    missing = [name for name in wanted if name not in got]
    return Fault(field=field, got=shown(got), wanted=", ".join(missing)) if missing else None


def _place(found: Event, wanted: str | None) -> Fault | None:
    name = found.place.name if found.place else None
    if wanted is None or (name is not None and name.casefold() == wanted.casefold()):
        return None
    return Fault(field="place", got=name or "none", wanted=wanted)


def _date(field: str, when: When | None, wanted: str | None) -> Fault | None:
    edge = "end" if field == "end" else "start"
    got: str | None = getattr(when, edge) if when else None
    if wanted is None or starts_as(wanted, got):
        return None
    return Fault(field=field, got=shown_when(when), wanted=wanted)


def _words(field: str, got: str | None, wanted: str | None, *, enough: float = 1.0) -> Fault | None:
    if wanted is None or (got is not None and words_found(wanted, got) >= enough):
        return None
    return Fault(field=field, got=f'"{got}"' if got else "none", wanted=f'"{wanted}"')


def _apart(cause: Evidence, effect: Evidence) -> Fault | None:
    if cause.end <= effect.start or effect.end <= cause.start:
        return None
    return Fault(field="cause and effect", got="overlapping spans", wanted="two spans apart")

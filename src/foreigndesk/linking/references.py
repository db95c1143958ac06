"""References to actors, made before their place in the text is known."""

from __future__ import annotations

from foreigndesk.records import Actor, ActorKind, ActorRef


def unlinked(  # noqa: PLR0913 - the fields of a reference
    name: str,
    kind: ActorKind,
    *,
    how: str,
    score: float,
    state: str | None = None,
    sector: str | None = None,
    key: str | None = None,
) -> ActorRef:
    """Return a reference to an actor the registry lacks; its id is `?` and `key`, by default its name."""
    return ActorRef(
        id=f"?{(key or name).lower()}",
        name=name,
        kind=kind,
        start=0,
        end=0,
        surface="",
        state=state,
        sector=sector,
        how=how,
        score=score,
    )


def reference(actor: Actor, how: str, score: float) -> ActorRef:
    """Return a reference to an actor, its place in the text still open."""
    return ActorRef(
        id=actor.id,
        name=actor.name,
        kind=actor.kind,
        start=0,
        end=0,
        surface="",
        state=actor.state,
        sector=actor.sector,
        how=how,
        score=score,
    )

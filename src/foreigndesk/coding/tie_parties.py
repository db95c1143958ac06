"""Which of the actors that words name may stand in a tie of some relation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from foreigndesk.coding.cast import as_state, unique
from foreigndesk.coding.scene import Scene
from foreigndesk.records import ActorKind, ActorRef

_IN_ARMS = frozenset({"REB", "RAD", "UNS"})
_OF_THE_STATE = frozenset({"GOV", "MIL", "COP", "SPY", "LEG"})
_MADE_UP = frozenset({ActorKind.PLACE, ActorKind.UNKNOWN})


def of_kind(scene: Scene, refs: Iterable[ActorRef], kinds: Sequence[str]) -> tuple[ActorRef, ...]:
    """Return the linked actors of the wanted kinds; a state's body stands for it where states are wanted."""
    out: list[ActorRef] = []
    for ref in refs:
        if ref.kind in _MADE_UP or "grouping" in ref.how or not (ref.linked or ref.kind.value in kinds):
            continue  # what is said of a region is not said of each state in it
        if not kinds or ref.kind.value in kinds or ("armed_group" in kinds and ref.sector in _IN_ARMS):
            out.append(ref)
        elif (
            "state" in kinds
            and "/" in ref.id
            and ref.state
            and ref.sector in _OF_THE_STATE
            and (actor := scene.registry.get(ref.state))
        ):
            out.append(as_state(ref, actor, how=f"state of {ref.name}", score=ref.score))
    return unique(out)

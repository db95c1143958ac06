"""The statements of one kind that a gold sentence is coded as, and who is named where in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from foreigndesk import coding
from foreigndesk.coding.scene import Scene
from foreigndesk.evaluation.comparing import touch
from foreigndesk.evaluation.gold_sentences import Span
from foreigndesk.records import ActorRef, Event, Tie, WatchPoint

S = TypeVar("S", Event, Tie, WatchPoint)


@dataclass(frozen=True, slots=True)
class Coded(Generic[S]):
    """Statements of one kind; `named` holds the span of each mention with the ids of its actors."""

    statements: list[S]
    named: tuple[tuple[Span, frozenset[str]], ...]

    @classmethod
    def of(cls, scene: Scene, kind: type[S], wanted: Callable[[S], bool] = lambda _: True) -> Coded[S]:
        """Return those statements of a kind, coded in a document, that are wanted."""
        found = [each for each in coding.code(scene) if isinstance(each, kind) and wanted(each)]
        mentions = scene.cast.mentions
        return cls(found, tuple(((m.start, m.end), frozenset(ref.id for ref in m.actors)) for m in mentions))

    def on(self, refs: Sequence[ActorRef], spans: Sequence[Span]) -> bool:
        """Whether any of `refs` lies on any of `spans`, or is an actor whose name does."""
        if any(touch((ref.start, ref.end), span) for ref in refs for span in spans):
            return True
        ids = {ref.id for ref in refs if ref.linked}
        return any(ids & actors for place, actors in self.named for span in spans if touch(place, span))


def answered(pairs: list[tuple[int, int, int]]) -> dict[int, int]:
    """Return which coded statement answers each gold item, one at most, the nearest first.

    Args:
        pairs: distance, number of the gold item and number of the statement, for all that fit.
    """
    out: dict[int, int] = {}
    for _, gold, coded in sorted(pairs):
        if gold not in out and coded not in out.values():
            out[gold] = coded
    return out

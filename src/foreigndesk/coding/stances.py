"""Stances: what an actor wants, fears, hopes, intends, approves or disapproves of."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from spacy.tokens import Token

from foreigndesk.codebooks import Codebooks
from foreigndesk.codebooks.schema import StanceEntry
from foreigndesk.coding.cast import unique
from foreigndesk.coding.frames import Frame
from foreigndesk.coding.matching import Matcher, fill
from foreigndesk.coding.scene import Scene
from foreigndesk.coding.spans import slot_tokens, text_of
from foreigndesk.records import Reason, Stance, StanceKind, Status


@cache
def _matcher(books: Codebooks) -> Matcher[StanceEntry]:
    return Matcher(books.stances, books)


def code_stances(scene: Scene) -> Iterator[Stance]:
    """Yield the stances of a document in text order; a stance without a known holder is left out."""
    matcher = _matcher(scene.books)
    for frame in scene.frames:
        for entry in matcher.matches(frame, scene.cast):
            holders, used = fill(entry, frame, entry.source, scene.cast)
            about = slot_tokens(scene, entry, frame, entry.about)
            if not holders or not about:
                continue
            standing = scene.status.of(frame.trigger, frame.clause)
            if standing.status is Status.HYPOTHETICAL:
                continue  # "if parliament approves the plan"
            speaker, _ = scene.speaker(frame.trigger)
            tokens = [*scene.trigger_tokens(frame, used, standing), *about]
            towards = unique(
                ref
                for t in (*about, *_asked(frame))
                for ref in scene.cast.refs(t)
                if ref.linked and ref.id not in {h.id for h in holders}
            )
            stance, status = _with_negation(entry.stance, standing.status)
            if standing.status is Status.POSSIBLE and standing.words:
                status = Status.POSSIBLE  # "fears that Rome plans to leave": the plan is only feared
            yield Stance(
                document_id=scene.document_id,
                evidence=scene.evidence(tokens),
                status=status,
                speaker=speaker,
                confidence=round(0.5 + 0.35 * min(h.score for h in holders), 2),
                reasons=(
                    Reason(rule=f"codebook entry {entry.id}", words=frame.trigger.text, result=entry.stance),
                    *(r for r in standing.reasons if standing.status is Status.DENIED),
                    *(Reason(rule=f"holder: {h.how}", words=h.surface, result=h.id) for h in holders),
                ),
                stance=stance,
                holder=holders,
                about=text_of(scene, about),
                towards=towards,
            )
            break


def _asked(frame: Frame) -> tuple[Token, ...]:
    """Return of whom it is asked: "demanded from X the release of Y", "asked X for a loan"."""
    return (*frame.heads("from"), *frame.heads("object"), *frame.heads("indirect"))


_OPPOSITE: dict[StanceKind, StanceKind] = {
    "wants": "disapproves",
    "approves": "disapproves",
    "disapproves": "approves",
}


def _with_negation(stance: StanceKind, status: Status) -> tuple[StanceKind, Status]:
    """Return what a denied stance amounts to: not to want is to disapprove; not to fear is no stance."""
    if status is not Status.DENIED:
        return stance, Status.ONGOING
    opposite = _OPPOSITE.get(stance)
    return (opposite, Status.ONGOING) if opposite else (stance, Status.DENIED)

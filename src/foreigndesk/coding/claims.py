"""Claims: who says, or denies, that something is so."""

from __future__ import annotations

from collections.abc import Iterator

from foreigndesk.coding.matching import Matcher, fill
from foreigndesk.coding.scene import Scene
from foreigndesk.coding.spans import slot_tokens
from foreigndesk.records import Claim, Reason, Status

_CONTENT = ("complement", "object", "of", "about", "parataxis")


def code_claims(scene: Scene) -> Iterator[Claim]:
    """Yield the claims and denials of a document in text order; a claim needs a known speaker."""
    matcher = Matcher(scene.books.claims, scene.books)
    for frame in scene.frames:
        for entry in matcher.matches(frame, scene.cast):
            speakers, used = fill(entry, frame, entry.source, scene.cast)
            content = slot_tokens(scene, entry, frame, _CONTENT)
            if not speakers or not content:
                continue
            standing = scene.status.of(frame.trigger, frame.clause)
            if not standing.real:
                continue
            addressee, _ = fill(entry, frame, entry.addressee, scene.cast)
            tokens = [*scene.trigger_tokens(frame, used, standing), *content]
            yield Claim(
                document_id=scene.document_id,
                evidence=scene.evidence(tokens),
                status=Status.HAPPENED,
                speaker=speakers[0],
                confidence=round(0.5 + 0.4 * speakers[0].score, 2),
                reasons=(
                    Reason(
                        rule=f"codebook entry {entry.id}", words=frame.trigger.text, result=entry.polarity
                    ),
                    Reason(
                        rule=f"speaker: {speakers[0].how}", words=speakers[0].surface, result=speakers[0].id
                    ),
                ),
                polarity=entry.polarity,
                content=scene.evidence(content),
                cue=frame.trigger.text,
                addressee=addressee,
            )
            break

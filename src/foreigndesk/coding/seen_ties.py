"""Ties that the network of ties sees where no entry of the codebook reads one.

The codebook speaks first. Thresholds are in codebooks/learned.yaml, with what they were chosen by; between
what kinds of actors a relation holds is in codebooks/ties.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from foreigndesk.coding.scene import Scene
from foreigndesk.coding.spans import own_words
from foreigndesk.coding.tie_parties import of_kind
from foreigndesk.parsing.ties import NamedTie, named_ties
from foreigndesk.records import ActorRef, Reason, Status, Tie


def seen_ties(scene: Scene) -> Iterator[Tie]:
    """Yield the ties of a document that the network is sure of, likeliest first for one pair of parties."""
    relations = {each.name: each for each in scene.books.ties.relations}
    for seen in sorted(named_ties(scene.doc), key=lambda tie: -tie.odds):
        if seen.odds < scene.books.learned.tie or seen.relation not in relations:
            continue
        relation = relations[seen.relation]
        one, other = scene.doc[seen.subject], scene.doc[seen.object]
        for subject in of_kind(scene, _named(scene, one), relation.subject_kind):
            for obj in of_kind(scene, _named(scene, other), relation.object_kind):
                if subject.id != obj.id:
                    yield _tie(scene, seen, subject, obj)


def _named(scene: Scene, token: Token) -> tuple[ActorRef, ...]:
    return scene.cast.refs(token) or scene.cast.unlinked(token)


def _tie(scene: Scene, seen: NamedTie, subject: ActorRef, obj: ActorRef) -> Tie:
    one, other = scene.doc[seen.subject], scene.doc[seen.object]
    speaker, _ = scene.speaker(other)
    return Tie(
        document_id=scene.document_id,
        evidence=scene.evidence([*own_words(one), *own_words(other)]),
        status=Status(seen.status),
        speaker=speaker,
        confidence=round(0.3 + 0.5 * seen.odds * min(subject.score, obj.score), 2),
        reasons=(
            Reason(
                rule="network of ties", words=f"{one.text} ... {other.text}",
                result=f"{seen.relation} {seen.odds:.2f}, {seen.status} {seen.status_odds:.2f}",
            ),
            Reason(rule=f"subject: {subject.how}", words=subject.surface, result=subject.id),
            Reason(rule=f"object: {obj.how}", words=obj.surface, result=obj.id),
        ),
        relation=seen.relation,
        subject=subject,
        object=obj,
    )  # fmt: skip

"""Parties of a relation that no slot of a frame holds: where it is, whom a noun describes, who bears it."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from foreigndesk.coding.cast import unique
from foreigndesk.coding.frames import Frame
from foreigndesk.coding.grammar import PASSIVE_SUBJECTS, SUBJECTS, case_of
from foreigndesk.coding.scene import Scene
from foreigndesk.records import ActorKind, ActorRef

_LOCATIVE = ("in", "on", "at", "near", "outside", "inside", "around", "across", "throughout", "off")
_DESCRIBING = frozenset({"nmod:desc", "compound", "appos", "flat", "nmod"})


def spots(frame: Frame) -> tuple[Token, ...]:
    """Return the heads of the phrases that say where, of the trigger and of its object or subject.

    Among them is what a copula says of the trigger: "its only base in Africa is in Mogadishu".
    """
    outer = ("", "object.", "subject.")
    found = [head for name in outer for case in _LOCATIVE for head in frame.heads(f"{name}{case}")]
    predicate = frame.trigger.head
    if frame.trigger.dep_ in SUBJECTS and case_of(predicate) in _LOCATIVE:
        found.append(predicate)
    return tuple(found)


def lie_in(scene: Scene, heads: Sequence[Token]) -> tuple[ActorRef, ...]:
    """Return the state that a phrase of place names, else the state in which the place it names lies."""
    for head in heads:
        opening = min((c.i for c in head.children if c.dep_ == "case"), default=head.left_edge.i)
        words = [token for token in head.subtree if token.i >= opening]
        named = unique(ref for token in words for ref in scene.cast.direct(token) if _one_state(ref))
        if found := named or scene.states_of_places(words):
            return found[:1]
    return ()


def _one_state(ref: ActorRef) -> bool:
    return ref.kind is ActorKind.STATE and "grouping" not in ref.how


def beside(scene: Scene, frame: Frame, slot: str) -> tuple[Token, ...] | None:
    """Return what stands in one of the slots that only a noun has; None where `slot` is another.

    `self`: the noun, where it names somebody ("the Italian soldiers").
    `head`: the name that the noun describes ("Russia's ally Belarus", "Belarus, an ally of Russia").
    `predicate`: what the noun is said to be ("the largest creditor is China").
    `bearer`: who is "under" or "at" it ("Iran is under sanctions", "Iran and Iraq, at war since 1980").
    `clause.on`: a phrase of the verb that governs the noun ("keeps an embargo on Zimbabwe").
    """
    noun = frame.trigger
    if slot == "self":
        return (noun,)
    if slot.startswith("clause."):
        above = scene.frames.of(noun.head) if noun.dep_ in {"obj", *SUBJECTS, *PASSIVE_SUBJECTS} else None
        return above.heads(slot.removeprefix("clause.")) if above is not None else ()
    if slot == "head":
        described = [c for c in noun.children if c.dep_ in {"appos", "flat", "nmod:desc"} and _is_name(c)]
        if noun.dep_ in _DESCRIBING and _is_name(noun.head):
            described.append(noun.head)
        return tuple(described)
    if slot == "predicate":
        said_of = noun.dep_ in SUBJECTS and any(child.dep_ == "cop" for child in noun.head.children)
        return (noun.head,) if said_of else ()
    if slot == "bearer":
        if case_of(noun) not in {"under", "at"}:
            return ()
        subjects = SUBJECTS | PASSIVE_SUBJECTS
        own = [c for c in noun.children if c.dep_ in subjects]
        beside_it = [c for c in noun.head.children if c.dep_ in subjects]
        return tuple(own or beside_it or ([noun.head] if noun.dep_ in _DESCRIBING else []))
    return None


def _is_name(token: Token) -> bool:
    return token.pos_ == "PROPN" or bool(token.ent_type_)

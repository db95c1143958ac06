"""Drafts of events, and which of several drafts tell one and the same act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from foreigndesk.codebooks.schema import EventEntry
from foreigndesk.coding.frames import Frame
from foreigndesk.coding.grammar import FINITE, case_of
from foreigndesk.coding.status import Standing
from foreigndesk.records import ActorRef, Reason


@dataclass(frozen=True, slots=True)
class Draft:
    """An event on its way: who, towards whom, from which tokens, and why."""

    entry: EventEntry
    frame: Frame
    standing: Standing
    source: tuple[ActorRef, ...]
    target: tuple[ActorRef, ...]
    used: tuple[Token, ...]
    reasons: tuple[Reason, ...]


VERBAL = frozenset({"REQUEST", "REJECT", "THREATEN", "AGREE"})
# A promised concession stays one (manual, section 3.4); an agreed one is agreed.
_OWN_CLAUSE = frozenset({"acl:relcl", "advcl:relcl", "parataxis", "conj"})
_CHARGING = frozenset({"in", "for", "with"})
_STAYING = frozenset({"CONCEDE"})


def content_of(draft: Draft, drafts: Sequence[Draft]) -> Draft | None:
    """Return the demand, refusal, threat or agreement whose content this act is, if the text tells of one.

    "They demanded the release of X" is one REQUEST, whose `act` is a release; the release is no event.
    """
    governing = {token.i for token in draft.standing.words}
    for other in drafts:
        if draft.entry.type in _STAYING and other.entry.type == "AGREE" and other.frame.lemma != "agree":
            continue
        said = {t.i for t in other.frame.heads("complement")} if other.entry.complement_modal else set()
        if other is not draft and said & {draft.frame.trigger.i, draft.frame.clause.i}:
            return other
        if other is not draft and other.frame.trigger.i in governing and other.entry.type in VERBAL:
            return other
    return None


def only_alleged(draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether an act is only what somebody is accused of: the accusation is the event."""
    governing: dict[int, Token] = {draft.frame.trigger.i: draft.frame.trigger}
    token = draft.frame.trigger
    while token.head.i != token.i:
        below, token = token, token.head
        if below.tag_ in FINITE and case_of(below) != "of" and below.dep_ in _OWN_CLAUSE:
            return False
        governing[token.i] = below
    accusing = (other for other in drafts if other.entry.type == "ACCUSE" and other.frame.form == "verb")
    below_it = [(other, governing.get(other.frame.trigger.i)) for other in accusing if other is not draft]
    return any(word is not None and _opens_charge(word, other.frame.lemma) for other, word in below_it)


def _opens_charge(word: Token, verb: str) -> bool:
    """Whether a word names the charge: "of shelling a market", "of that it delays the talks".

    Translators say "accused in shelling", "accused for the shelling" too; "in" also opens a place.
    """
    opening = {c.lower_ for c in word.children if c.dep_ in {"case", "mark"} and c.i < word.i}
    named = word.pos_ == "PROPN" or word.ent_type_ in {"GPE", "LOC", "DATE"}
    return "of" in opening or (verb == "accuse" and bool(opening & _CHARGING) and not named)


def told_better(draft: Draft, other: Draft) -> bool:
    """Whether another trigger in the same sentence tells the same act, and tells it more fully."""
    if (
        other.frame.trigger.sent.start != draft.frame.trigger.sent.start
        or other.entry.type != draft.entry.type
    ):
        return False
    if other.standing.status != draft.standing.status or other.entry.mode != draft.entry.mode:
        return False
    linked = draft.frame.trigger.i in {t.i for heads in other.frame.slots.values() for t in heads}
    linked = linked or other.frame.trigger.i in {t.i for heads in draft.frame.slots.values() for t in heads}
    linked = linked or draft.frame.clause.dep_ == "acl:relcl"
    ours, theirs = _parties(draft), _parties(other)
    if not linked or not (ours <= theirs):
        return False
    if ours == theirs and _fullness(draft) == _fullness(other):
        return other.frame.trigger.i < draft.frame.trigger.i
    return ours < theirs or _fullness(draft) < _fullness(other)


def points_back(draft: Draft) -> bool:
    """Whether a noun only points back at an act told before ("these demonstrations")."""
    determiners = {child.lower_ for child in draft.frame.trigger.children if child.dep_ == "det"}
    return (
        draft.frame.form == "noun"
        and not draft.used
        and bool(determiners & {"this", "these", "those", "such", "that"})
    )


def _parties(draft: Draft) -> frozenset[str]:
    return frozenset(ref.id for ref in (*draft.source, *draft.target) if ref.linked)


def _fullness(draft: Draft) -> tuple[int, int]:
    return bool(draft.source) + bool(draft.target), draft.entry.specificity

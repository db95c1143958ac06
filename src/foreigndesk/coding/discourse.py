"""What a sentence leaves out and the text around it gives: partners, recipients, implied actors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from foreigndesk.coding.cast import as_state, body_of, unique
from foreigndesk.coding.drafts import Draft
from foreigndesk.coding.frames import Frame
from foreigndesk.coding.scene import Scene
from foreigndesk.records import ActorKind, ActorRef, Reason, Status

_HOSTED = frozenset({"CONSULT"})


def from_discourse(scene: Scene, draft: Draft, previous: Sequence[Draft]) -> Draft:
    """Return the draft with partners and recipients that the sentences around it give."""
    draft = _visit_host(draft, previous)
    draft = _same_meeting(scene, draft, previous)
    return _named_further_on(scene, _matrix_recipient(draft, previous))


def _named_further_on(scene: Scene, draft: Draft) -> Draft:
    """Give an act that cannot do without a recipient the first other state that its own clause names."""
    type_ = draft.entry.type
    if type_ is None or linked(draft.target) or not linked(draft.source) or len(draft.source) > 1:
        return draft  # where several act together, they are each other's recipients
    if not scene.books.plover_type(type_).requires_recipient:
        return draft
    mine = {ref.id for ref in draft.source} | {ref.state for ref in draft.source}
    for token in scene.clause_tokens(draft.frame.clause):
        if token.i <= draft.frame.clause.i:
            continue
        for ref in scene.cast.direct(token):
            if ref.kind is ActorKind.STATE and ref.id not in mine:
                reason = Reason(
                    rule="recipient named further on in the clause", words=ref.surface, result=ref.id
                )
                return replace(draft, target=(replace(ref, score=0.6),), reasons=(*draft.reasons, reason))
    return draft


def linked(refs: Sequence[ActorRef]) -> bool:
    """Whether any of `refs` is a known actor."""
    return any(ref.linked for ref in refs)


def _visit_host(draft: Draft, previous: Sequence[Draft]) -> Draft:
    """A talk held during a visit, with no partner named, is a talk with the host."""
    if draft.entry.type not in _HOSTED or draft.target or draft.entry.mode in {"visit", "third-party"}:
        return draft
    if not linked(draft.source):
        return draft
    for earlier in reversed(previous):
        same_sentence = earlier.frame.trigger.sent.start == draft.frame.trigger.sent.start
        if not same_sentence:
            break
        if earlier.entry.mode == "visit" and earlier.target and _shares(earlier.source, draft.source):
            reason = Reason(
                rule="partner from the visit", words=earlier.frame.trigger.text, result=_names(earlier.target)
            )
            return replace(draft, target=earlier.target, reasons=(*draft.reasons, reason))
    return draft


def _shares(first: Sequence[ActorRef], second: Sequence[ActorRef]) -> bool:
    return bool({r.id for r in first} & {r.id for r in second})


def _same_meeting(scene: Scene, draft: Draft, previous: Sequence[Draft]) -> Draft:
    """ "The meeting", with nobody named, is the one the sentences before told of."""
    definite = any(
        c.lower_ in {"the", "this", "that", "these"} for c in draft.frame.trigger.children if c.dep_ == "det"
    )
    if draft.frame.form != "noun" or not definite or draft.entry.type != "CONSULT" or draft.used:
        return draft
    sentence = draft.frame.trigger.sent
    before = scene.doc[max(sentence.start - 1, 0)].sent
    persons = [
        ref
        for mention in scene.cast.mentions
        if before.start_char <= mention.start < before.end_char
        for ref in mention.actors
        if ref.kind is ActorKind.PERSON
    ]
    people = unique(persons)
    if len(people) == 2:
        reason = Reason(
            rule="the two people named just before", words=draft.frame.trigger.text, result=_names(people)
        )
        return replace(draft, source=people[:1], target=people[1:], reasons=(*draft.reasons, reason))
    for earlier in reversed(previous[-3:]):
        if earlier.entry.type == "CONSULT" and linked(earlier.source) and linked(earlier.target):
            reason = Reason(
                rule="the meeting told of before",
                words=earlier.frame.trigger.text,
                result=_names(earlier.target),
            )
            return replace(
                draft, source=earlier.source, target=earlier.target, reasons=(*draft.reasons, reason)
            )
    return draft


def _matrix_recipient(draft: Draft, previous: Sequence[Draft]) -> Draft:
    """A promise in a participle clause is made to whoever the clause that governs it addresses."""
    if "matrix.target" not in draft.entry.target or linked(draft.target):
        return draft
    token = draft.frame.clause
    for _ in range(6):
        if token.head is token:
            break
        token = token.head
        for earlier in previous:
            if (
                earlier.frame.trigger.i == token.i
                and linked(earlier.target)
                and _shares(earlier.source, draft.source)
            ):
                reason = Reason(
                    rule="recipient of the governing clause", words=token.text, result=_names(earlier.target)
                )
                return replace(draft, target=earlier.target, reasons=(*draft.reasons, reason))
    return draft


def as_demand(scene: Scene, draft: Draft) -> Draft:
    """Return the draft with the demander as source where the act is only demanded.

    In "crowds demanded the resignation of X" the crowds make the REQUEST, and X is who it is made to.
    """
    if draft.standing.status is not Status.DEMANDED or draft.entry.type == "REQUEST":
        return draft
    for word in draft.standing.words:
        frame = scene.frames.of(word)
        heads = (frame.heads("subject") or frame.heads("possessor")) if frame else ()
        demanders = unique(ref for head in heads for ref in scene.cast.named(head))
        if demanders:
            reason = Reason(rule="source: who demands it", words=word.text, result=_names(demanders))
            return replace(
                draft, source=demanders, target=draft.source or draft.target, reasons=(*draft.reasons, reason)
            )
    return replace(draft, source=()) if draft.standing.own_words else draft


def _names(refs: Sequence[ActorRef]) -> str:
    return ", ".join(ref.name for ref in refs)


def with_implied(scene: Scene, draft: Draft) -> Draft:
    """Fill a source or target that the act itself implies (police arrest for the state they serve)."""
    reasons = list(draft.reasons)
    source, target = draft.source, draft.target
    generic = bool(source) and not linked(source) and "/" in (draft.entry.source_default or "")
    if (not source or generic) and draft.entry.source_default:
        implied = _implied(scene, draft, draft.entry.source_default)
        if implied:
            source = (implied,)
            reasons.append(Reason(rule=f"implied source: {draft.entry.source_default}", result=implied.id))
    if not linked(target) and draft.entry.target_default:
        implied = _implied(scene, draft, draft.entry.target_default)
        if implied:
            target = (implied,)
            reasons.append(Reason(rule=f"implied target: {draft.entry.target_default}", result=implied.id))
    ids = {ref.id for ref in source}
    target = tuple(ref for ref in target if ref.id not in ids)
    return replace(draft, source=source, target=target, reasons=tuple(reasons))


def _implied(scene: Scene, draft: Draft, how: str) -> ActorRef | None:
    where, _, body = how.partition("/")
    state = _named_place(scene, draft)
    if state is None and where == "target_state":
        state = _state_of_target(scene, draft)
    state = state or state_of_place(scene, draft)
    if state is None:
        return None
    return body_of(state, body) if body else replace(state, how="implied by the act", score=0.6)


def _named_place(scene: Scene, draft: Draft) -> ActorRef | None:
    """Return the state of the place named in the act's own clause or in the one that governs it."""
    frame: Frame | None = draft.frame
    for _ in range(3):
        if frame is None:
            return None
        place = scene.place(frame, scene.clause_tokens(frame.clause))
        if place is not None and place.state:
            return scene.state_ref(place.state, [frame.trigger]) or next(
                (r for r in scene.states_of_places(list(frame.trigger.sent)) if r.id == place.state), None
            )
        above = frame.clause.head
        frame = scene.frames.of(above) if above.i != frame.clause.i and above.pos_ == "VERB" else None
    return None


def _state_of_target(scene: Scene, draft: Draft) -> ActorRef | None:
    for ref in draft.target:
        if ref.state:
            actor = scene.registry.get(ref.state)
            if actor:
                return as_state(ref, actor, how=ref.how, score=ref.score)
    return None


def state_of_place(scene: Scene, draft: Draft) -> ActorRef | None:
    """Return the state where the act takes place: in its locative phrase, else the sentence's only one."""
    frame = draft.frame
    for slot in ("in", "at", "near", "across", "outside", "modifier"):
        for head in frame.heads(slot):
            for ref in scene.cast.refs(head):
                if ref.kind is ActorKind.STATE:
                    return ref
    place = scene.place(frame, scene.clause_tokens(frame.clause))
    if place and place.state:
        found = scene.state_ref(place.state, [frame.trigger])
        if found:
            return found
    main = scene.main_state
    if main is not None:
        return main
    sentence = frame.trigger.sent
    states = scene.cast.states_in(sentence.start_char, sentence.end_char)
    return states[0] if len(states) == 1 else None

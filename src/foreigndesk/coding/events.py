"""Events: acts, coded in PLOVER with mode, contexts, status and the tense rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Token

from foreigndesk.codebooks.schema import EventEntry, PloverType
from foreigndesk.coding.cast import body_of, unique
from foreigndesk.coding.frames import Frame, case_of, lemma_of, with_conjuncts
from foreigndesk.coding.matching import Matcher, fill, heads_for, phrase_lemmas, trigger_frames
from foreigndesk.coding.scene import Scene
from foreigndesk.coding.status import Standing
from foreigndesk.records import ActorKind, ActorRef, Event, Reason, Status, When

_HOSTED = frozenset({"CONSULT"})
_COUNTED_BY_DATE = frozenset({None})


@dataclass(frozen=True, slots=True)
class _Draft:
    """An event on its way: who, towards whom, from which tokens, and why."""

    entry: EventEntry
    frame: Frame
    standing: Standing
    source: tuple[ActorRef, ...]
    target: tuple[ActorRef, ...]
    used: tuple[Token, ...]
    reasons: tuple[Reason, ...]


def code_events(scene: Scene) -> Iterator[Event]:
    """Yield the events of a document, in text order of their triggers."""
    matcher = Matcher(scene.books.events, scene.books.grammar)
    drafts: list[_Draft] = []
    for frame in trigger_frames(scene.frames):
        draft = _draft(scene, matcher, frame, drafts)
        if draft is not None:
            drafts.append(draft)
    for i, draft in enumerate(drafts):
        if _points_back(draft) and any(e.entry.type == draft.entry.type for e in drafts[max(0, i - 3) : i]):
            continue
        if not any(_told_better(draft, other) for other in drafts if other is not draft):
            yield from _finish(scene, draft)


def _told_better(draft: _Draft, other: _Draft) -> bool:
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


def _points_back(draft: _Draft) -> bool:
    """Whether a noun only points back at an act told before ("these demonstrations")."""
    determiners = {child.lower_ for child in draft.frame.trigger.children if child.dep_ == "det"}
    return (
        draft.frame.form == "noun"
        and not draft.used
        and bool(determiners & {"this", "these", "those", "such", "that"})
    )


def _parties(draft: _Draft) -> frozenset[str]:
    return frozenset(ref.id for ref in (*draft.source, *draft.target) if ref.linked)


def _fullness(draft: _Draft) -> tuple[int, int]:
    return bool(draft.source) + bool(draft.target), draft.entry.specificity


def _draft(
    scene: Scene, matcher: Matcher[EventEntry], frame: Frame, previous: Sequence[_Draft]
) -> _Draft | None:
    for entry in matcher.matches(frame, scene.cast):
        standing = scene.status.of(frame.trigger, frame.clause)
        if entry.only_if and standing.status.value not in entry.only_if:
            continue
        if _is_light(scene, frame):
            return None
        draft = _participants(scene, entry, frame, standing)
        draft = _from_discourse(scene, draft, previous)
        draft = _defaults(scene, draft)
        if _worth_keeping(scene, draft):
            return draft
    return None


def _is_light(scene: Scene, frame: Frame) -> bool:
    """Whether this noun or verb only carries another trigger that will be coded itself."""
    if frame.form != "verb":
        return False
    if frame.lemma not in scene.books.grammar.light_verbs:
        return False
    nouns = {noun for entry in scene.books.events for noun in entry.noun}
    objects = frame.heads("object")
    specific = any(frame.lemma in entry.verb and entry.object for entry in scene.books.events)
    return bool(objects) and all(lemma_of(o) in nouns for o in objects) and not specific


def _participants(scene: Scene, entry: EventEntry, frame: Frame, standing: Standing) -> _Draft:
    if frame.form == "noun" and len(pair := _pair(frame)) == 2:
        source, target = scene.cast.refs(pair[0]), scene.cast.refs(pair[1])
        source = source[: max(1, len(source) - len(target))] if set(source) & set(target) else source
        used: tuple[Token, ...] = pair
    else:
        source, source_used = fill(entry, frame, entry.source, scene.cast)
        target, target_used = fill(entry, frame, _resolved_slots(entry), scene.cast)
        used = (*source_used, *target_used)
    source_ids = {ref.id for ref in source}
    target = tuple(_as_host(scene, ref) for ref in target if ref.id not in source_ids)
    reasons = [
        Reason(rule=f"codebook entry {entry.id}", words=frame.trigger.text, result=_coding(entry)),
        *standing.reasons,
    ]
    if not source:
        source = _unknown(scene, entry, frame, entry.source)
    if not target:
        target = _unknown(scene, entry, frame, [slot for slot in entry.target if "." not in slot])
    return _Draft(entry, frame, standing, source, unique(target), used, tuple(reasons))


def _pair(frame: Frame) -> tuple[Token, ...]:
    """Return both heads of "between A and B" where the noun has them and nothing else names its sides."""
    between = frame.heads("between")
    if not between:
        return ()
    both = with_conjuncts(between[0])
    return both[:2] if len(both) >= 2 else ()


def _resolved_slots(entry: EventEntry) -> tuple[str, ...]:
    """Return the target slots that the frame itself can fill; a base stands first for its host."""
    slots = [slot for slot in entry.target if slot not in {"matrix.target", "object.host"}]
    if "object.host" in entry.target:
        slots.insert(0, "object")
    return tuple(slots)


def _unknown(scene: Scene, entry: EventEntry, frame: Frame, slots: Sequence[str]) -> tuple[ActorRef, ...]:
    for slot in slots:
        for head in heads_for(entry, frame, slot):
            if head.pos_ == "ADJ":
                continue
            ref = scene.cast.nominal(head)
            if ref is not None:
                return (ref,)
    return ()


def _as_host(scene: Scene, ref: ActorRef) -> ActorRef:
    """Return the state that hosts a base, since acts about a base concern its host."""
    base = scene.registry.base(ref.id)
    host = scene.registry.get(base.host) if base else None
    if base is None or host is None:
        return ref
    return replace(ref, id=host.id, name=host.name, kind=host.kind, state=host.id, how=f"host of {ref.name}")


def _coding(entry: EventEntry) -> str:
    return (entry.type or "not coded in PLOVER") + (f":{entry.mode}" if entry.mode else "")


# --- what the sentence leaves out -------------------------------------------------------------------


def _from_discourse(scene: Scene, draft: _Draft, previous: Sequence[_Draft]) -> _Draft:
    draft = _visit_host(draft, previous)
    draft = _same_meeting(scene, draft, previous)
    return _matrix_recipient(draft, previous)


def _linked(refs: Sequence[ActorRef]) -> bool:
    return any(ref.linked for ref in refs)


def _visit_host(draft: _Draft, previous: Sequence[_Draft]) -> _Draft:
    """A talk held during a visit, with no partner named, is a talk with the host."""
    if (
        draft.entry.type not in _HOSTED
        or _linked(draft.target)
        or draft.entry.mode in {"visit", "third-party"}
    ):
        return draft
    if not _linked(draft.source):
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


def _same_meeting(scene: Scene, draft: _Draft, previous: Sequence[_Draft]) -> _Draft:
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
        if earlier.entry.type == "CONSULT" and _linked(earlier.source) and _linked(earlier.target):
            reason = Reason(
                rule="the meeting told of before",
                words=earlier.frame.trigger.text,
                result=_names(earlier.target),
            )
            return replace(
                draft, source=earlier.source, target=earlier.target, reasons=(*draft.reasons, reason)
            )
    return draft


def _matrix_recipient(draft: _Draft, previous: Sequence[_Draft]) -> _Draft:
    """A promise in a participle clause is made to whoever the clause that governs it addresses."""
    if "matrix.target" not in draft.entry.target or _linked(draft.target):
        return draft
    token = draft.frame.clause
    for _ in range(6):
        if token.head is token:
            break
        token = token.head
        for earlier in previous:
            if (
                earlier.frame.trigger.i == token.i
                and _linked(earlier.target)
                and _shares(earlier.source, draft.source)
            ):
                reason = Reason(
                    rule="recipient of the governing clause", words=token.text, result=_names(earlier.target)
                )
                return replace(draft, target=earlier.target, reasons=(*draft.reasons, reason))
    return draft


def _names(refs: Sequence[ActorRef]) -> str:
    return ", ".join(ref.name for ref in refs)


def _defaults(scene: Scene, draft: _Draft) -> _Draft:
    """Fill a source or target that the act itself implies (police arrest for the state they serve)."""
    reasons = list(draft.reasons)
    source, target = draft.source, draft.target
    if not source and draft.entry.source_default:
        implied = _implied(scene, draft, draft.entry.source_default)
        if implied:
            source = (implied,)
            reasons.append(Reason(rule=f"implied source: {draft.entry.source_default}", result=implied.id))
    if not _linked(target) and draft.entry.target_default:
        implied = _implied(scene, draft, draft.entry.target_default)
        if implied:
            target = (implied,)
            reasons.append(Reason(rule=f"implied target: {draft.entry.target_default}", result=implied.id))
    ids = {ref.id for ref in source}
    target = tuple(ref for ref in target if ref.id not in ids)
    return replace(draft, source=source, target=target, reasons=tuple(reasons))


def _implied(scene: Scene, draft: _Draft, how: str) -> ActorRef | None:
    where, _, body = how.partition("/")
    state = _state_of_target(scene, draft) if where == "target_state" else None
    state = state or _state_of_place(scene, draft)
    if state is None:
        return None
    return body_of(state, body) if body else replace(state, how="implied by the act", score=0.6)


def _state_of_target(scene: Scene, draft: _Draft) -> ActorRef | None:
    for ref in draft.target:
        if ref.state:
            actor = scene.registry.get(ref.state)
            if actor:
                return replace(
                    ref, id=actor.id, name=actor.name, kind=ActorKind.STATE, state=actor.id, sector="GOV"
                )
    return None


def _state_of_place(scene: Scene, draft: _Draft) -> ActorRef | None:
    """Return the state where the act takes place: in its own locative phrase, else the sentence's only one."""
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
    sentence = frame.trigger.sent
    states = scene.cast.states_in(sentence.start_char, sentence.end_char)
    return states[0] if len(states) == 1 else None


_SPOKEN = frozenset({"verbal_cooperation", "verbal_conflict"})


def _worth_keeping(scene: Scene, draft: _Draft) -> bool:
    """Whether an event says enough: a known actor, or for a material act a known state where it takes place.

    What is only said or agreed is nothing without somebody known who says or agrees it.
    """
    if draft.entry.type is None:
        return _linked(draft.source)
    plover = scene.books.plover_type(draft.entry.type)
    if plover.requires_recipient and not draft.target:
        return False
    if plover.quad in _SPOKEN:
        return _linked(draft.source)
    if _linked(draft.source) or _linked(draft.target):
        return True
    return bool(draft.source or draft.target) and _state_of_place(scene, draft) is not None


# --- from draft to record ---------------------------------------------------------------------------


def _finish(scene: Scene, draft: _Draft) -> Iterator[Event]:
    frame, entry, standing = draft.frame, draft.entry, draft.standing
    tokens = scene.trigger_tokens(frame, draft.used, standing)
    speaker, verb = scene.speaker(frame.trigger)
    if (
        verb is not None
        and verb.sent.start == frame.trigger.sent.start
        and speaker is not None
        and (standing.status is not Status.HAPPENED or verb.pos_ == "NOUN")
    ):
        tokens = [*tokens, verb]
    times = scene.when(frame, tokens)
    place = scene.place(frame, tokens)
    evidence = scene.evidence(tokens)
    type_, reason = _tense_rule(scene, draft)
    plover = scene.books.plover_type(type_) if type_ else None
    contexts = _contexts(scene, entry, frame, tokens)
    for time in _split(entry, times):
        yield Event(
            document_id=scene.document.id,
            evidence=evidence,
            status=Status(entry.status) if entry.status else _settled(scene, draft, type_),
            speaker=speaker,
            confidence=_confidence(draft, evidence.end - evidence.start),
            reasons=(*draft.reasons, *reason, *_actor_reasons(draft), *_time_reason(time)),
            type=type_,
            act=entry.type,
            mode=entry.mode if type_ == entry.type else None,
            contexts=contexts,
            quad=plover.quad if plover else None,
            score=_score(plover, entry.mode if type_ == entry.type else None),
            source=draft.source,
            target=draft.target,
            place=place,
            when=time,
            about=_about(scene, frame),
        )


def _settled(scene: Scene, draft: _Draft, type_: str | None) -> Status:
    """A refusal coded as REJECT has happened as a refusal; the present tense tells of what just happened.

    Only acts that go on (exercises, protests, sanctions) are ongoing in the present tense.
    """
    status = draft.standing.status
    if type_ == "REJECT" and draft.entry.type != "REJECT":
        return Status.HAPPENED
    if status is Status.ONGOING and type_ not in scene.books.plover.durative and type_ is not None:
        return Status.HAPPENED
    return status


def _split(entry: EventEntry, times: Sequence[When]) -> tuple[When | None, ...]:
    """ "Two revolutions, in 2005 and 2010" are two events; otherwise the nearest time is the event's."""
    if not times:
        return (None,)
    if entry.type in _COUNTED_BY_DATE and len(times) > 1:
        return tuple(sorted(times, key=lambda t: t.at or 0))
    return (times[0],)


def _tense_rule(scene: Scene, draft: _Draft) -> tuple[str | None, tuple[Reason, ...]]:
    act, status = draft.entry.type, draft.standing.status.value
    if scene.status.refusing(draft.standing):
        status = "refused"
    for rule in scene.books.plover.tense_rules:
        if act in rule.act and status in rule.status and (rule.when == "always" or draft.standing.own_words):
            return rule.type, (Reason(rule="PLOVER tense rule", words=f"{status} {act}", result=rule.type),)
    return act, ()


def _contexts(scene: Scene, entry: EventEntry, frame: Frame, tokens: Sequence[Token]) -> tuple[str, ...]:
    lemmas = {lemma_of(t) for t in (*tokens, *frame.trigger.subtree)} | phrase_lemmas(frame)
    found = {name for name, words in scene.books.plover.contexts.items() if lemmas & set(words)}
    return tuple(sorted(found | set(entry.contexts)))


def _score(plover: PloverType | None, mode: str | None) -> float | None:
    if plover is None:
        return None
    score = plover.modes.get(mode) if mode else None
    return score if score is not None else plover.score


def _confidence(draft: _Draft, length: int) -> float:
    """Return a rough 0 to 1 confidence: lower with implied actors, weak links and long spans."""
    refs = [*draft.source, *draft.target]
    links = min((ref.score for ref in refs), default=0.5)
    base = 0.55 + 0.25 * links + (0.1 if draft.entry.specificity else 0.0)
    return round(max(0.1, min(0.95, base - (0.15 if length > 300 else 0.0))), 2)


def _actor_reasons(draft: _Draft) -> tuple[Reason, ...]:
    return tuple(
        Reason(rule=f"{role}: {ref.how}", words=ref.surface, result=ref.id)
        for role, refs in (("source", draft.source), ("target", draft.target))
        for ref in refs
    )


def _time_reason(time: When | None) -> tuple[Reason, ...]:
    return (
        (Reason(rule=f"time: {time.rule}", words=time.surface, result=f"{time.start}/{time.end}"),)
        if time
        else ()
    )


def _about(scene: Scene, frame: Frame) -> str | None:
    """Return the matter of an act as the text words it: its complement, or what it is about, on or over."""
    for slot in ("complement", "about", "on", "over", "for", "regarding", "object"):
        heads = frame.heads(slot)
        for head in heads:
            if scene.cast.mention(head) and slot in {"on", "object"}:
                continue
            words = [
                t
                for t in scene.clause_tokens(head)
                if case_of(head) == "" or t.dep_ != "case" or t.head.i != head.i
            ]
            text = scene.evidence(words).quote if words else ""
            if text:
                return " ".join(text.split())[:160]
    return None

"""Events: acts, coded in PLOVER with mode, contexts, status and the tense rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Token

from foreigndesk.codebooks.schema import EventEntry, PloverType
from foreigndesk.coding.cast import unique
from foreigndesk.coding.confidence import confidence
from foreigndesk.coding.counts import Told, counts_in
from foreigndesk.coding.discourse import as_demand, from_discourse, linked, state_of_place, with_implied
from foreigndesk.coding.drafts import Draft, content_of, only_alleged, points_back, told_better
from foreigndesk.coding.frames import Frame
from foreigndesk.coding.governing import answers_it, marched_for
from foreigndesk.coding.grammar import case_of, lemma_of, with_conjuncts
from foreigndesk.coding.learned import is_learned
from foreigndesk.coding.matching import Matcher, event_matcher, fill, heads_for, phrase_lemmas
from foreigndesk.coding.recipients import in_reach, recipients
from foreigndesk.coding.scene import Scene
from foreigndesk.coding.status import Standing
from foreigndesk.coding.tense import status_word, tense_type
from foreigndesk.records import ActorKind, ActorRef, Count, Event, Reason, Status, When

_COMPUTED = frozenset({"matrix.target", "object.host"})
_COUNTED_BY_DATE = frozenset({None})
_NAMED_KINDS = frozenset({ActorKind.ORGANISATION, ActorKind.BASE, ActorKind.MEDIA, ActorKind.PARTY})


def code_events(scene: Scene) -> Iterator[Event]:
    """Yield the events of a document, in text order of their triggers."""
    return (event for _, event in events_with_drafts(scene))


def events_with_drafts(scene: Scene) -> Iterator[tuple[Draft, Event]]:
    """Yield the events of a document, each with the draft that it was made from."""
    together: dict[int, list[Told]] = defaultdict(list)
    for draft, content in told(scene):
        together[draft.frame.trigger.sent.start].append((draft, content))
    for sentence in together.values():
        counts = counts_in(scene, sentence)
        for draft, content in sentence:
            for event in _finished(scene, draft, content, counts.get(draft.frame.trigger.i, ())):
                yield draft, event


def told(scene: Scene) -> Iterator[tuple[Draft, Draft | None]]:
    """Yield the drafts that are told as events of their own, each with the draft that is its content."""
    matcher = event_matcher(scene.books)
    drafts: list[Draft] = []
    for frame in scene.frames:
        draft = _draft(scene, matcher, frame, drafts)
        if draft is not None:
            drafts.append(draft)
    together: dict[int, list[Draft]] = defaultdict(list)
    for draft in drafts:
        together[draft.frame.trigger.sent.start].append(draft)
    for i, draft in enumerate(drafts):
        near = together[draft.frame.trigger.sent.start]
        again = _only_named_again(draft, near) or _only_goes_on(draft, near)
        if content_of(draft, near) or again or only_alleged(draft, near):
            continue
        if points_back(draft) and any(e.entry.type == draft.entry.type for e in drafts[max(0, i - 3) : i]):
            continue
        if not any(told_better(draft, other) for other in near if other is not draft):
            yield draft, next((other for other in near if content_of(other, near) is draft), None)


def _only_named_again(draft: Draft, near: Sequence[Draft]) -> bool:
    """Whether the network named by its noun what a verb was coded for ("imposed sanctions")."""
    return is_learned(draft.entry) and any(
        draft.frame.trigger in other.frame.heads("object") and draft.frame.form == "noun"
        for other in near
        if other is not draft and other.frame.form == "verb"
    )


def _only_goes_on(draft: Draft, near: Sequence[Draft]) -> bool:
    """Whether the network named by its verb what an entry's verb beside it tells of already.

    "Killed 22 soldiers and injured 14 others" is one attack.
    """
    return is_learned(draft.entry) and any(
        draft.frame.trigger.dep_ == "conj"
        and draft.frame.trigger.head == other.frame.trigger
        and (draft.entry.type, draft.standing.status) == (other.entry.type, other.standing.status)
        and {ref.id for ref in draft.source} == {ref.id for ref in other.source}
        for other in near
        if other is not draft
    )


def _is_name(scene: Scene, frame: Frame) -> bool:
    """Whether the trigger only names: in a proper name ("the Pacific Alliance"), a date, a compound."""
    if (
        frame.form == "noun"
        and frame.trigger.dep_ == "compound"
        and frame.trigger.head.pos_ in {"NOUN", "PROPN"}
    ):
        return True  # "riot police", "protest movement"
    if frame.form == "verb" and frame.trigger.dep_ == "amod":
        return True  # "jailed politicians"
    if frame.trigger.i in scene.dated:
        return True
    mention = scene.cast.mention(frame.trigger) if frame.form == "noun" else None
    return mention is not None and any(
        ref.kind in _NAMED_KINDS and ref.linked and "/" not in ref.id for ref in mention.actors
    )


def _draft(
    scene: Scene, matcher: Matcher[EventEntry], frame: Frame, previous: Sequence[Draft]
) -> Draft | None:
    if _is_name(scene, frame) or scene.status.ended(frame.trigger):
        return None
    fitting = matcher.matches(frame, scene.cast, likely=scene.learned.likely(frame))
    seen = scene.learned.entry(frame)
    entries = [*fitting, seen] if seen is not None else fitting
    if not entries or _is_light(scene, matcher, frame):
        return None
    standing = scene.standing(frame)
    for entry in entries:
        if entry.only_if and standing.status.value not in entry.only_if:
            continue
        draft = _participants(scene, entry, frame, standing)
        draft = from_discourse(scene, draft, previous)
        draft = with_implied(scene, draft)
        draft = as_demand(scene, draft)
        known = linked(draft.source) and (linked(draft.target) or not draft.target)
        if not scene.learned.doubts(frame, entry, known=known) and _worth_keeping(scene, draft):
            return draft
    return None


def _is_light(scene: Scene, matcher: Matcher[EventEntry], frame: Frame) -> bool:
    """Whether this noun or verb only carries another trigger that will be coded itself."""
    if frame.form != "verb":
        return False
    if frame.lemma not in scene.books.grammar.light_verbs:
        return False
    objects = frame.heads("object")
    specific = any(entry.object for entry in matcher.triggered("verb", frame.lemma))
    return bool(objects) and all(matcher.triggered("noun", lemma_of(o)) for o in objects) and not specific


def _participants(scene: Scene, entry: EventEntry, frame: Frame, standing: Standing) -> Draft:
    others_talk = entry.mode == "third-party"  # whoever mediates "between A and B" is neither
    if frame.form == "noun" and not others_talk and len(pair := _pair(frame)) == 2:
        source, target = scene.cast.refs(pair[0]), scene.cast.refs(pair[1])
        source = source[: max(1, len(source) - len(target))] if set(source) & set(target) else source
        used: tuple[Token, ...] = pair
    elif frame.form == "noun" and not others_talk and len(sides := _one_head_for_both(scene, frame)) > 1:
        source, target, used = sides[:1], sides[1:], tuple(frame.heads("between")[:1])
    else:
        source, source_used = fill(entry, frame, entry.source, scene.cast)
        target, target_used = fill(entry, frame, _resolved_slots(entry), scene.cast)
        used = (*source_used, *target_used)
    source, target, learned = _with_learned(scene, entry, frame, source, target)
    source_ids = {ref.id for ref in source}
    target = tuple(_as_host(scene, ref) for ref in target if ref.id not in source_ids)
    reasons = [
        Reason(rule=f"codebook entry {entry.id}", words=frame.trigger.text, result=_coding(entry)),
        *standing.reasons,
        *learned,
    ]
    if is_learned(entry):
        nearest = scene.learned.nearest(frame, entry.type or "")
        reasons[0] = Reason(
            rule=f"network of acts; nearest entry {nearest or 'none'}",
            words=frame.trigger.text,
            result=_coding(entry),
        )
    if not source:
        source = _unknown(scene, entry, frame, entry.source)
    if not target:
        target = _unknown(scene, entry, frame, [slot for slot in entry.target if slot not in _COMPUTED])
    return Draft(entry, frame, standing, source, unique(target), used, tuple(reasons))


def _with_learned(
    scene: Scene,
    entry: EventEntry,
    frame: Frame,
    source: tuple[ActorRef, ...],
    target: tuple[ActorRef, ...],
) -> tuple[tuple[ActorRef, ...], tuple[ActorRef, ...], list[Reason]]:
    """Return the parties, with those that the network sees where the slots tell nothing."""
    reasons = []
    sides = [source, target]
    for side, role in enumerate(("source", "target")):
        token, odds = scene.learned.party(frame, side)
        named_above = role == "target" and "matrix.target" in entry.target  # the clause above tells it better
        least = scene.books.learned.doubt if named_above else scene.books.learned.party
        if token is None or odds < least or (sides[side] and not is_learned(entry)):
            continue
        if not in_reach(frame, token) or (role == "source" and answers_it(scene, frame, token)):
            continue
        refs = scene.cast.named(token)
        others = {ref.id for ref in sides[1 - side]}
        if refs and not {ref.id for ref in refs} & others:
            sides[side] = refs
            words = ", ".join(ref.surface for ref in refs)
            reasons.append(Reason(rule=f"{role}: network of acts", words=words, result=f"{odds:.2f}"))
    return sides[0], sides[1], reasons


def _pair(frame: Frame) -> tuple[Token, ...]:
    """Return both heads of "between A and B" where the noun has them and nothing else names its sides."""
    between = frame.heads("between")
    if not between:
        return ()
    both = with_conjuncts(between[0])
    return both[:2] if len(both) >= 2 else ()


def _one_head_for_both(scene: Scene, frame: Frame) -> tuple[ActorRef, ...]:
    """Return both sides where one noun names them: "a meeting between the Russian and Kyrgyz ministers"."""
    between = frame.heads("between")
    return scene.cast.refs(between[0]) if len(between) == 1 else ()


def _resolved_slots(entry: EventEntry) -> tuple[str, ...]:
    """Return the target slots that the frame itself can fill; a base stands first for its host."""
    slots = [slot for slot in entry.target if slot not in _COMPUTED]
    if "object.host" in entry.target:
        slots.insert(0, "object")
    if "object" in slots and "indirect" not in slots:
        slots.insert(slots.index("object") + 1, "indirect")
    if "object" in slots and "to" not in slots:
        slots.append("to")  # "they accused to the army": Romance languages mark a human object so
    return tuple(slots)


def _unknown(scene: Scene, entry: EventEntry, frame: Frame, slots: Sequence[str]) -> tuple[ActorRef, ...]:
    for slot in slots:
        for head in heads_for(entry, frame, slot):
            if head.pos_ == "ADJ" or head.dep_ in {"compound", "amod"}:
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


_ONE_SIDED = frozenset({"third-party", "multilateral"})


def _two_sides(draft: Draft) -> bool:
    """Whether somebody consults with somebody: two parties at least, known or not."""
    return bool(draft.source and draft.target) or len(draft.source) > 1


_SPOKEN = frozenset({"verbal_cooperation", "verbal_conflict"})


def _worth_keeping(scene: Scene, draft: Draft) -> bool:
    """Whether an event says enough: a known actor, or for a material act a known state where it takes place.

    What is only said or agreed is nothing without somebody known who says or agrees it. Where the network too
    takes the words for an act, whoever is named will do, in the registry or not.
    """
    if draft.entry.type is None:
        return linked(draft.source)
    if draft.source and not any(scene.cast.acts(ref) for ref in draft.source):
        return False
    plover = scene.books.plover_type(draft.entry.type)
    if plover.requires_recipient and not draft.target and sum(ref.linked for ref in draft.source) < 2:
        return False
    if draft.entry.type == "CONSULT" and draft.entry.mode not in _ONE_SIDED and not _two_sides(draft):
        return False
    if scene.learned.sees(draft.frame):
        return bool(draft.source or (draft.target and plover.quad not in _SPOKEN))
    if plover.quad in _SPOKEN:
        return linked(draft.source) or any(ref.how != "unlinked phrase" for ref in draft.source)
    if linked(draft.source) or linked(draft.target):
        return True
    return bool(draft.source or draft.target) and state_of_place(scene, draft) is not None


# --- from draft to record ---------------------------------------------------------------------------


def _finished(
    scene: Scene, draft: Draft, content: Draft | None, counts: tuple[Count, ...] = ()
) -> Iterator[Event]:
    """Yield the event that a draft tells of; several where it is counted by its dates, none if unsure."""
    sure = confidence(scene, draft)
    if is_learned(draft.entry) and sure < scene.books.learned.keep:
        return
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
    draft = replace(_not_yet(scene, draft, times), target=recipients(scene, draft))
    place = scene.place(frame, tokens)
    evidence = scene.evidence(tokens)
    type_, reason = _tense_rule(scene, draft)
    target = draft.target
    if content is not None and type_ in {"THREATEN", "AGREE"} and not linked(target):
        ours = {ref.id for ref in draft.source}
        target = tuple(ref for ref in content.target if ref.id not in ours) or target
    plover = scene.books.plover_type(type_) if type_ else None
    contexts = _contexts(scene, entry, frame, tokens)
    for time in _split(entry, times):
        yield Event(
            document_id=scene.document_id,
            evidence=evidence,
            status=Status(entry.status) if entry.status else _settled(scene, draft, type_),
            speaker=speaker,
            confidence=sure,
            reasons=(*draft.reasons, *reason, *_actor_reasons(draft), *_time_reason(time)),
            type=type_,
            act=content.entry.type if content else entry.type,
            mode=entry.mode if type_ == entry.type else None,
            contexts=contexts,
            quad=plover.quad if plover else None,
            score=_score(plover, entry.mode if type_ == entry.type else None),
            source=draft.source,
            target=target,
            place=place,
            when=time,
            about=_about(scene, frame),
            counts=counts,
        )


def _not_yet(scene: Scene, draft: Draft, times: Sequence[When]) -> Draft:
    """Return the draft as planned where its own day lies ahead of publication ("flies to Oslo on Sunday")."""
    today, standing = scene.document.anchor, draft.standing
    ahead = next((time for time in times[:1] if today and time.start and time.start[:10] > today[:10]), None)
    if ahead is None or not standing.real:
        return draft
    reason = Reason(rule="status: a day ahead", words=ahead.surface, result=Status.PLANNED.value)
    later = replace(standing, status=Status.PLANNED, reasons=(*standing.reasons, reason))
    return replace(draft, standing=later, reasons=(*draft.reasons, reason))


def _settled(scene: Scene, draft: Draft, type_: str | None) -> Status:
    """A refusal coded as REJECT has happened as a refusal; the present tense tells of what just happened.

    Only acts that go on (exercises, protests, sanctions) are ongoing in the present tense.
    """
    status = draft.standing.status
    if type_ == "REJECT" and draft.entry.type != "REJECT":
        return Status.HAPPENED
    if type_ == "REQUEST" and draft.standing.purpose and marched_for(scene, draft.frame):
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


def _tense_rule(scene: Scene, draft: Draft) -> tuple[str | None, tuple[Reason, ...]]:
    act, standing = draft.entry.type, draft.standing
    if act is None or (found := tense_type(scene, draft.frame, act, standing)) == act:
        return act, ()
    words = f"{status_word(scene, standing)} {act}"
    return found, (Reason(rule="PLOVER tense rule", words=words, result=found),)


def _contexts(scene: Scene, entry: EventEntry, frame: Frame, tokens: Sequence[Token]) -> tuple[str, ...]:
    lemmas = {lemma_of(t) for t in (*tokens, *frame.trigger.subtree)} | phrase_lemmas(frame)
    found = {name for name, words in scene.books.plover.contexts.items() if lemmas & set(words)}
    return tuple(sorted(found | set(entry.contexts)))


def _score(plover: PloverType | None, mode: str | None) -> float | None:
    if plover is None:
        return None
    score = plover.modes.get(mode) if mode else None
    return score if score is not None else plover.score


def _actor_reasons(draft: Draft) -> tuple[Reason, ...]:
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

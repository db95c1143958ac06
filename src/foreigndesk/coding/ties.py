"""Ties: standing relations, from verbs and nouns, from titles beside names, and from named bases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Token

from foreigndesk.codebooks.schema import TieEntry
from foreigndesk.coding.cast import as_state, unique
from foreigndesk.coding.frames import Frame
from foreigndesk.coding.grammar import case_of, lemma_of
from foreigndesk.coding.matching import Matcher, fill
from foreigndesk.coding.scene import Scene
from foreigndesk.coding.spans import own_words
from foreigndesk.coding.status import Standing
from foreigndesk.coding.surroundings import ties_from_bases, ties_from_neighbours
from foreigndesk.coding.titles import ties_from_titles
from foreigndesk.records import ActorKind, ActorRef, Reason, Status, Tie

_IN_ARMS = frozenset({"REB", "RAD", "UNS"})
_OF_THE_STATE = frozenset({"GOV", "MIL", "COP", "SPY", "LEG"})
_BELONGING = frozenset({"part", "member"})
_MADE_UP = frozenset({ActorKind.PLACE, ActorKind.UNKNOWN})


def code_ties(scene: Scene) -> Iterator[Tie]:
    """Yield the ties of a document in text order, without repeating one that the same words give twice."""
    ties = [
        *_from_entries(scene),
        *_from_inverted_participles(scene),
        *ties_from_titles(scene),
        *ties_from_bases(scene),
        *ties_from_neighbours(scene),
    ]
    symmetric = {r.name for r in scene.books.ties.relations if r.symmetric}
    kept: dict[tuple[str, str, str, str, int], Tie] = {}
    for tie in sorted(ties, key=lambda t: (t.evidence.start, t.relation, t.subject.id, t.object.id)):
        pair = (tie.subject.id, tie.object.id)
        pair = (min(pair), max(pair)) if tie.relation in symmetric else pair
        first = scene.token_at(tie.evidence.start)
        key = (tie.relation, *pair, tie.status.value, first.sent.start if first is not None else -1)
        known = kept.get(key)
        if tie.subject.id != tie.object.id and (known is None or (tie.through and not known.through)):
            kept[key] = tie
    yield from kept.values()


# --- codebook entries -------------------------------------------------------------------------------


def _from_entries(scene: Scene) -> Iterator[Tie]:
    matcher = Matcher(scene.books.ties.entries, scene.books)
    for frame in scene.frames:
        if frame.form == "noun" and any(
            ref.kind is ActorKind.ORGANISATION for ref in scene.cast.direct(frame.trigger)
        ):
            continue  # "the Pacific Alliance" is a name, not an alliance told of
        for entry in matcher.matches(frame, scene.cast):
            made = list(_tie(scene, entry, frame))
            yield from made
            if made:
                break


def _tie(scene: Scene, entry: TieEntry, frame: Frame) -> Iterator[Tie]:
    subjects, subject_tokens = _subjects(scene, entry, frame)
    objects, object_tokens = _slot_refs(scene, entry, frame, entry.target)
    subjects = _of_kind(scene, subjects, entry.subject_kind)
    objects = _of_kind(scene, objects, entry.object_kind)
    objects = tuple(o for o in objects if o.sector not in entry.object_not_sector)
    objects = tuple(o for o in objects if o.id not in {s.id for s in subjects}) or objects[1:]
    if not subjects or not objects:
        return
    standing = scene.status.of(frame.trigger, frame.clause)
    tokens = scene.trigger_tokens(frame, (*subject_tokens, *object_tokens), standing)
    measured, quantity = _quantity(scene, entry, frame)
    speaker, _ = scene.speaker(frame.trigger)
    base = _reasons(entry, frame, standing)
    for subject in subjects:
        for obj in objects:
            yield Tie(
                document_id=scene.document_id,
                evidence=scene.evidence([*tokens, *measured]),
                status=Status(entry.status) if entry.status else _standing_status(standing),
                speaker=speaker,
                confidence=round(0.5 + 0.4 * min(subject.score, obj.score), 2),
                reasons=(
                    *base,
                    Reason(rule=f"subject: {subject.how}", words=subject.surface, result=subject.id),
                    Reason(rule=f"object: {obj.how}", words=obj.surface, result=obj.id),
                ),
                relation=entry.relation,
                subject=subject,
                object=obj,
                channel=_channel(scene, entry, frame),
                quantity=quantity,
            )


def _subjects(scene: Scene, entry: TieEntry, frame: Frame) -> tuple[tuple[ActorRef, ...], tuple[Token, ...]]:
    found = _slot_refs(scene, entry, frame, entry.source)
    if found[0] or frame.form != "noun":
        return found
    # "their economy suffers because of dependence on X": nobody is named as dependent, so the clause's
    # own subject is.
    token = frame.trigger
    for _ in range(6):
        if token.head is token:
            break
        token = token.head
        governor = scene.frames.of(token)
        for head in governor.heads("subject") if governor else ():
            refs = scene.cast.refs(head)
            if refs:
                return refs, ()
    return (), ()


def _slot_refs(
    scene: Scene, entry: TieEntry, frame: Frame, slots: Sequence[str]
) -> tuple[tuple[ActorRef, ...], tuple[Token, ...]]:
    for slot in slots:
        if slot == "measure":
            heads = tuple(h for name in ("object", "for", "to", "of") for h in frame.heads(name))
            owners = unique(ref for head in heads for ref in _owners(scene, head))
            if owners:
                return owners, heads
            continue
        if slot.endswith(".place"):
            heads = frame.heads(slot.removesuffix(".place"))
            named = unique(
                ref
                for head in heads
                for t in head.subtree
                for ref in scene.cast.direct(t)
                if ref.kind is ActorKind.STATE
            )
            if named:
                return named[:1], heads
            continue
        refs, used = fill(entry, frame, (slot,), scene.cast)
        if refs:
            return refs, used
        if slot.endswith(".modifier"):
            heads = frame.heads(slot)
            refs = unique(ref for head in heads for ref in scene.cast.refs(head))
            if refs:
                return refs, heads
    return (), ()


def _owners(scene: Scene, head: Token) -> Iterator[ActorRef]:
    """Yield whose measure it is: "half of Tajikistan's GDP", "a third of the exports of Laos"."""
    measures = set(scene.books.ties.measures)
    for token in head.subtree:
        if lemma_of(token) in measures:
            for child in token.children:
                if child.dep_ in {"nmod:poss", "amod", "compound"} or case_of(child) in {"of", "in"}:
                    yield from scene.cast.refs(child)


def _of_kind(scene: Scene, refs: Iterable[ActorRef], kinds: Sequence[str]) -> tuple[ActorRef, ...]:
    """Return the linked actors of the wanted kinds; a state's body stands for it where states are wanted."""
    out: list[ActorRef] = []
    for ref in refs:
        if not ref.linked or ref.kind in _MADE_UP or "grouping" in ref.how:
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


def _standing_status(standing: Standing) -> Status:
    """A relation that the text states plainly is ongoing, whatever the tense of the report."""
    return Status.ONGOING if standing.status is Status.HAPPENED else standing.status


def _reasons(entry: TieEntry, frame: Frame, standing: Standing) -> tuple[Reason, ...]:
    return (
        Reason(rule=f"codebook entry {entry.id}", words=frame.trigger.text, result=entry.relation),
        *standing.reasons,
    )


def _channel(scene: Scene, entry: TieEntry, frame: Frame) -> str | None:
    if not entry.channel:
        return None
    channels = set(scene.books.ties.channels)
    for slot in ("subject", "object", "for", "of", "in", "modifier"):
        for head in frame.heads(slot):
            for token in head.subtree:
                if lemma_of(token) in channels:
                    return "remittances" if lemma_of(token) == "remittance" else token.text.lower()
    return None


def _quantity(scene: Scene, entry: TieEntry, frame: Frame) -> tuple[list[Token], str | None]:
    if not entry.channel:
        return [], None
    measures = set(scene.books.ties.measures)
    for slot in ("object", "for", "to"):
        for head in frame.heads(slot):
            words = own_words(head)
            if any(lemma_of(t) in measures for t in words):
                return words, _without_owner(head)
    return [], None


def _without_owner(head: Token) -> str:
    """Return "almost half of GDP" for "almost half of Tajikistan's GDP"."""
    skip = {t.i for token in head.subtree for c in token.children if c.dep_ == "nmod:poss" for t in c.subtree}
    return "".join(t.text_with_ws for t in own_words(head) if t.i not in skip).strip()


# --- "Russia led by the CSTO" -----------------------------------------------------------------------


def _from_inverted_participles(scene: Scene) -> Iterator[Tie]:
    """Read "part of Russia led by the CSTO" as "part of the CSTO led by Russia".

    Slavic languages put the agent before the participle, and word-for-word translation turns the two
    round. No organisation leads a state that is its own member, so the other reading is the right one.
    """
    for token in scene.doc:
        if token.dep_ not in {"acl", "amod"} or lemma_of(token) not in {
            "lead",
            "head",
            "dominate",
            "control",
            "chair",
        }:
            continue
        states = [r for r in scene.cast.refs(token.head) if r.kind is ActorKind.STATE]
        agents = [c for c in token.children if c.dep_.startswith("obl") and case_of(c) == "by"]
        bodies = [r for agent in agents for r in _organisations(scene, agent)]
        for state in states[:1]:
            for body in bodies[:1]:
                if state.id in scene.registry.members(body.id, scene.document.anchor):
                    yield from _inverted(scene, token, state, body)


def _organisations(scene: Scene, head: Token) -> list[ActorRef]:
    return [
        ref for token in head.subtree for ref in scene.cast.refs(token) if ref.kind is ActorKind.ORGANISATION
    ]


def _inverted(scene: Scene, participle: Token, state: ActorRef, body: ActorRef) -> Iterator[Tie]:
    reason = Reason(
        rule="participle turned round in translation",
        words=participle.text,
        result=f"{body.name} led by {state.name}",
    )
    words = [*participle.head.subtree]
    tie = Tie(
        document_id=scene.document_id,
        evidence=scene.evidence([t for t in words if t.i >= participle.head.i]),
        status=Status.ONGOING,
        confidence=0.7,
        reasons=(reason,),
        relation="leads",
        subject=state,
        object=body,
    )
    yield tie
    holder = participle.head if lemma_of(participle.head) in _BELONGING else participle.head.head
    if lemma_of(holder) in _BELONGING:
        frame = scene.frames.of(holder)
        for head in frame.heads("subject") if frame else ():
            for member in scene.cast.refs(head):
                if member.kind is ActorKind.STATE and member.id != state.id:
                    evidence = scene.evidence([*holder.subtree, head, *head.subtree])
                    yield replace(tie, relation="member_of", subject=member, evidence=evidence)

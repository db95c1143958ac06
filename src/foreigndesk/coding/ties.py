"""Ties: standing relations, from verbs and nouns, from titles beside names, and from named bases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from spacy.tokens import Token

from foreigndesk.codebooks import Codebooks
from foreigndesk.codebooks.schema import TieEntry
from foreigndesk.coding.cast import as_state, unique
from foreigndesk.coding.frames import Frame
from foreigndesk.coding.grammar import case_of, lemma_of, with_conjuncts
from foreigndesk.coding.matching import Matcher, fill, heads_for
from foreigndesk.coding.nominal import beside, lie_in, spots
from foreigndesk.coding.scene import Scene
from foreigndesk.coding.seen_ties import seen_ties
from foreigndesk.coding.spans import own_words
from foreigndesk.coding.status import Standing
from foreigndesk.coding.surroundings import ties_from_bases, ties_from_neighbours
from foreigndesk.coding.tie_parties import of_kind
from foreigndesk.coding.titles import ties_from_titles
from foreigndesk.records import TOOK_PLACE, ActorKind, ActorRef, Reason, Status, Tie, When

_BELONGING = frozenset({"part", "member"})


def code_ties(scene: Scene) -> Iterator[Tie]:
    """Yield the ties of a document in text order, without repeating one that the same words give twice."""
    ties = [
        *_from_entries(scene),
        *_from_inverted_participles(scene),
        *_from_compounds(scene),
        *ties_from_titles(scene),
        *ties_from_bases(scene),
        *ties_from_neighbours(scene),
    ]
    kept: dict[tuple[str, str, str, int], Tie] = {}
    for tie in sorted(ties, key=lambda t: (t.evidence.start, t.relation, t.subject.id, t.object.id)):
        key = _key(scene, tie)
        known = kept.get(key)
        if tie.subject.id != tie.object.id and (known is None or _says_more(tie, known)):
            kept[key] = tie
    for tie in seen_ties(scene):
        kept.setdefault(_key(scene, tie), tie)
    yield from sorted(kept.values(), key=lambda t: (t.evidence.start, t.relation, t.subject.id, t.object.id))


def _key(scene: Scene, tie: Tie) -> tuple[str, str, str, int]:
    """Return what ties that say the same in one sentence have in common."""
    one, other = tie.subject.id, tie.object.id
    if tie.relation in undirected(scene):
        one, other = min(one, other), max(one, other)
    first = scene.token_at(tie.evidence.start)
    return tie.relation, one, other, first.sent.start if first is not None else -1


def _says_more(tie: Tie, known: Tie) -> bool:
    """Whether a tie says more than another of the same parties: through what, or that it is not in force.

    "Iceland applied for membership": the application says more than the word membership alone.
    """
    if (tie.status in TOOK_PLACE) != (known.status in TOOK_PLACE):
        return tie.status not in TOOK_PLACE
    return tie.through is not None and known.through is None


def undirected(scene: Scene) -> frozenset[str]:
    """Return the relations that hold both ways."""
    return _both_ways(scene.books)


# --- codebook entries -------------------------------------------------------------------------------


@cache
def _both_ways(books: Codebooks) -> frozenset[str]:
    return frozenset(r.name for r in books.ties.relations if r.symmetric)


@cache
def _matcher(books: Codebooks) -> Matcher[TieEntry]:
    return Matcher(books.ties.entries, books)


def _from_entries(scene: Scene) -> Iterator[Tie]:
    matcher = _matcher(scene.books)
    for frame in scene.frames:
        if frame.form == "noun" and any(
            ref.kind is ActorKind.ORGANISATION and "/" not in ref.id
            for ref in scene.cast.direct(frame.trigger)
        ):
            continue  # "the Pacific Alliance" is a name, not an alliance told of
        for entry in matcher.matches(frame, scene.cast):
            made = list(_tie(scene, entry, frame))
            yield from made
            if made:
                break


def _is_organisation(ref: ActorRef) -> bool:
    return ref.kind is ActorKind.ORGANISATION and "/" not in ref.id


def _tie(scene: Scene, entry: TieEntry, frame: Frame) -> Iterator[Tie]:
    subjects, subject_tokens = _subjects(scene, entry, frame)
    objects, object_tokens = _slot_refs(scene, entry, frame, entry.target)
    subjects = of_kind(scene, subjects, entry.subject_kind)
    objects = of_kind(scene, objects, entry.object_kind)
    objects = tuple(o for o in objects if o.sector not in entry.object_not_sector)
    objects = tuple(o for o in objects if o.id not in {s.id for s in subjects}) or objects[1:]
    if not objects and len(subjects) == 2 and subject_tokens and entry.relation in undirected(scene):
        subjects, objects = subjects[:1], subjects[1:]  # "Oman and Iran are allies"
    if not subjects or not objects:
        return
    standing = scene.status.of(frame.trigger, frame.clause)
    tokens = scene.trigger_tokens(frame, (*subject_tokens, *object_tokens), standing)
    measured, quantity = _quantity(scene, entry, frame)
    own = {t.idx for t in scene.clause_tokens(frame.clause)} | {t.idx for t in tokens}
    held = next((w for w in scene.when(frame, tokens) if w.at is None or w.at in own), None)
    status = _status(scene, entry, frame, standing)
    if status is None:
        return
    if status is Status.ONGOING and _begins_later(scene, held):
        status = Status.PLANNED  # "are due to join on 1 January"
    speaker, _ = scene.speaker(frame.trigger)
    base = _reasons(entry, frame, standing)
    for subject in subjects:
        for obj in objects:
            yield Tie(
                document_id=scene.document_id,
                evidence=scene.evidence([*tokens, *measured]),
                status=status,
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
                when=held,
            )


def _begins_later(scene: Scene, held: When | None) -> bool:
    """Whether a tie holds from a day after publication on."""
    today = scene.document.anchor
    return bool(today and held is not None and held.start and held.start[:10] > today)


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
            if frame.trigger in with_conjuncts(head):
                continue  # "the council and the opposition coalition signed it"
            refs = scene.cast.refs(head)
            if refs:
                return refs, ()
    return (), ()


def _slot_refs(
    scene: Scene, entry: TieEntry, frame: Frame, slots: Sequence[str]
) -> tuple[tuple[ActorRef, ...], tuple[Token, ...]]:
    for slot in slots:
        if slot == "measure":
            heads = tuple(h for name in ("object", "for", "to", "of", "subject") for h in frame.heads(name))
            owners = unique(ref for head in heads for ref in _owners(scene, head))
            if owners:
                return owners, heads
            continue
        if slot == "place" or slot.endswith(".place"):
            heads = frame.heads(slot.removesuffix(".place")) if slot != "place" else spots(frame)
            if named := lie_in(scene, heads):
                return named, heads
            continue
        if slot == "owner":
            if refs := _owner(scene, frame):
                return refs, (frame.trigger,)
            continue
        if (found := beside(scene, frame, slot)) is not None:
            alone = slot == "head" and frame.trigger.tag_ in {"NN", "NNP"}  # "the Omani premier X and Y"
            named = unique(
                ref
                for head in found
                for ref in ((alone and scene.cast.direct(head)) or scene.cast.named(head))
            )
            if named:
                return named, found
            continue
        refs, used = _apposed(scene, heads_for(entry, frame, slot)) or fill(entry, frame, (slot,), scene.cast)
        if refs:
            return refs, used
        named = unique(
            ref
            for head in heads_for(entry, frame, slot)
            for each in with_conjuncts(head)
            for ref in scene.cast.unlinked(each)
        )
        if named:
            return named, heads_for(entry, frame, slot)
        if slot.endswith(".modifier"):
            heads = frame.heads(slot)
            refs = unique(ref for head in heads for ref in scene.cast.refs(head))
            if refs:
                return refs, heads
    return (), ()


def _owner(scene: Scene, frame: Frame) -> tuple[ActorRef, ...]:
    """Return the state of the body that a noun names with its phrase ("Zimbabwe's main opposition party")."""
    mention = scene.cast.mention(frame.trigger)
    refs = [ref for ref in (mention.actors if mention else ()) if ref.state]
    states = [(ref, scene.registry.get(ref.state or "")) for ref in refs]
    return unique(as_state(r, s, how=f"state of {r.name}", score=r.score) for r, s in states if s)


def _apposed(scene: Scene, heads: Sequence[Token]) -> tuple[tuple[ActorRef, ...], tuple[Token, ...]] | None:
    """Return whose noun it is that stands beside a name ("Hezbollah, the group that Iran backs")."""
    beside_names = [h for h in heads if h.dep_ == "appos" and not scene.cast.direct(h)]
    refs = unique(ref for head in beside_names for ref in scene.cast.named(head.head))
    return (refs, tuple(heads)) if refs else None


def _owners(scene: Scene, head: Token) -> Iterator[ActorRef]:
    """Yield whose measure it is: "half of Tajikistan's GDP", "a third of the exports of Laos"."""
    measures = set(scene.books.ties.measures)
    for token in head.subtree:
        if lemma_of(token) in measures:
            for child in token.children:
                if child.dep_ in {"nmod:poss", "amod", "compound"} or case_of(child) in {"of", "in"}:
                    yield from scene.cast.refs(child)


def _status(scene: Scene, entry: TieEntry, frame: Frame, standing: Standing) -> Status | None:
    """Return how a relation stands: stated plainly it is ongoing, whatever the tense of the report.

    An entry's own status is that of the relation once the act took place ("left the union": historical);
    where the act did not, the entry says nothing of the relation.
    """
    took_place = standing.status in TOOK_PLACE
    if entry.status:
        return Status(entry.status) if took_place else None
    if not took_place:
        return Status.ONGOING if entry.allowed and standing.status is Status.POSSIBLE else standing.status
    over = frozenset(scene.books.ties.ended)
    around = [*scene.clause_tokens(frame.trigger), *frame.clause.children]
    if frame.trigger.dep_.startswith("nsubj"):  # "its presence came to an end"
        around += [frame.trigger.head, *frame.trigger.head.children]
    words = {t.lower_ for t in around} | {f"to {t.lower_}" for t in around if t.dep_ == "obl"}
    return Status.HISTORICAL if words & over else Status.ONGOING


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


# --- "the Iran-backed movement" ---


def _from_compounds(scene: Scene) -> Iterator[Tie]:
    """Read "the Iran-backed movement" by the entries of its verb: who backs whom."""
    matcher = _matcher(scene.books)
    for token in scene.doc:
        if token.tag_ != "VBN" or token.dep_ not in {"amod", "compound"}:
            continue
        doers = unique(r for c in token.lefts if c.pos_ in {"PROPN", "ADJ"} for r in scene.cast.refs(c))
        for entry in matcher.triggered("verb", lemma_of(token)):
            subjects = of_kind(scene, doers, entry.subject_kind)
            objects = of_kind(scene, scene.cast.named(token.head), entry.object_kind)
            if subjects and objects and entry.source == ("subject",) and entry.target[0] == "object":
                yield Tie(
                    document_id=scene.document_id,
                    evidence=scene.evidence([*token.subtree, token.head]),
                    status=Status.ONGOING,
                    confidence=round(0.5 + 0.4 * min(subjects[0].score, objects[0].score), 2),
                    reasons=(
                        Reason(rule=f"codebook entry {entry.id}", words=token.text, result=entry.relation),
                        Reason(rule="participle before it", words=token.head.text, result=objects[0].id),
                    ),
                    relation=entry.relation,
                    subject=subjects[0],
                    object=objects[0],
                )
                break


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

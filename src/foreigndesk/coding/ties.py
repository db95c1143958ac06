"""Ties: standing relations, from verbs and nouns, from titles beside names, and from named bases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Token

from foreigndesk.codebooks.schema import TieEntry, TitleRole
from foreigndesk.coding.cast import unique
from foreigndesk.coding.frames import Frame, case_of, lemma_of, with_conjuncts
from foreigndesk.coding.matching import Matcher, fill, trigger_frames
from foreigndesk.coding.scene import Scene
from foreigndesk.coding.spans import own_words
from foreigndesk.coding.status import Standing
from foreigndesk.records import ActorKind, ActorRef, Mention, Reason, Status, Tie

_OFFICES = {"head_of_state_of": "head-of-state", "head_of_government_of": "head-of-government"}
_MADE_UP = frozenset({ActorKind.PLACE, ActorKind.UNKNOWN})


def code_ties(scene: Scene) -> Iterator[Tie]:
    """Yield the ties of a document in text order, without repeating one that the same words give twice."""
    ties = [
        *_from_entries(scene),
        *_from_inverted_participles(scene),
        *_from_titles(scene),
        *_from_bases(scene),
        *_from_neighbours(scene),
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
    matcher = Matcher(scene.books.ties.entries, scene.books.grammar)
    for frame in trigger_frames(scene.frames):
        for entry in matcher.matches(frame, scene.cast):
            made = list(_tie(scene, entry, frame))
            yield from made
            if made:
                break


def _tie(scene: Scene, entry: TieEntry, frame: Frame) -> Iterator[Tie]:
    subjects, subject_tokens = _subjects(scene, entry, frame)
    objects, object_tokens = _slot_refs(scene, entry, frame, entry.target)
    subjects = _of_kind(subjects, entry.subject_kind)
    objects = _of_kind(objects, entry.object_kind)
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
                document_id=scene.document.id,
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


def _of_kind(refs: Iterable[ActorRef], kinds: Sequence[str]) -> tuple[ActorRef, ...]:
    refs = tuple(ref for ref in refs if ref.linked and ref.kind not in _MADE_UP)
    if not kinds:
        return refs
    return tuple(ref for ref in refs if ref.kind.value in kinds)


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
            words = [
                t for t in head.subtree if t.dep_ != "punct" and not (t.dep_ == "case" and t.head.i == head.i)
            ]
            if any(lemma_of(t) in measures for t in words):
                return words, _without_owner(head)
    return [], None


def _without_owner(head: Token) -> str:
    """Return "almost half of GDP" for "almost half of Tajikistan's GDP"."""
    skip = {t.i for token in head.subtree for c in token.children if c.dep_ == "nmod:poss" for t in c.subtree}
    skip |= {c.i for c in head.children if c.dep_ == "case"}
    return "".join(t.text_with_ws for t in head.subtree if t.i not in skip).strip()


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
        document_id=scene.document.id,
        evidence=scene.evidence([t for t in words if t.i >= participle.head.i]),
        status=Status.ONGOING,
        confidence=0.7,
        reasons=(reason,),
        relation="leads",
        subject=state,
        object=body,
    )
    yield tie
    holder = participle.head.head
    while case_of(participle.head) == "of" and lemma_of(holder) in {"part", "member"}:
        frame = scene.frames.of(holder)
        for head in frame.heads("subject") if frame else ():
            for member in scene.cast.refs(head):
                if member.kind is ActorKind.STATE and member.id != state.id:
                    evidence = scene.evidence([*holder.subtree, head, *head.subtree])
                    yield replace(tie, relation="member_of", subject=member, evidence=evidence)
        break


# --- titles beside names ----------------------------------------------------------------------------


def _from_titles(scene: Scene) -> Iterator[Tie]:
    for mention in scene.cast.mentions:
        for person in mention.actors:
            if person.kind is not ActorKind.PERSON or len(mention.actors) > 1 or not _named(person, scene):
                continue
            yield from _title_tie(scene, mention, person)


def _named(person: ActorRef, scene: Scene) -> bool:
    """Whether the words name the person, rather than only the office ("the Russian president")."""
    known = {part for part in person.name.lower().replace("-", " ").split() if len(part) > 2}
    surface = person.surface.lower().replace("-", " ").split()
    named = any(part in known for part in surface)
    return named or any(t.ent_type_ == "PERSON" for t in scene.doc if person.start <= t.idx < person.end)


def _title_tie(scene: Scene, mention: Mention, person: ActorRef) -> Iterator[Tie]:
    words, tokens = _title_words(scene, mention)
    role = _role(scene.books.ties.titles, words)
    if role is None:
        return
    if any(word in words.split() for word in ("former", "ex", "late", "ousted", "deposed")) or "ex-" in words:
        status = Status.HISTORICAL
    else:
        status = Status.ONGOING
    state, how = _state_of_title(scene, mention, person, role)
    if state is None or (role.relation in {"official_of"} and not how.startswith("named")):
        return
    yield Tie(
        document_id=scene.document.id,
        evidence=scene.evidence(tokens),
        status=status,
        confidence=0.9 if how.startswith("named") else 0.75,
        reasons=(
            Reason(rule="title beside a name", words=words, result=role.relation),
            Reason(rule=f"state: {how}", result=state.id),
        ),
        relation=role.relation,
        subject=person,
        object=state,
    )


def _title_words(scene: Scene, mention: Mention) -> tuple[str, list[Token]]:
    """Return the words around the name that can hold a title, lower-cased, with their tokens."""
    inside = [t for t in scene.doc if mention.start <= t.idx < mention.end]
    if not inside:
        return "", []
    head = next((t for t in inside if t.idx == mention.head), inside[-1])
    tokens = {t.i: t for t in inside}
    for child in head.children:
        if child.dep_ in {"compound", "amod", "nmod:desc", "flat", "nmod:poss", "nmod"} and child.i < head.i:
            tokens.update((t.i, t) for t in child.subtree)
        elif child.dep_ == "appos":
            tokens.update((t.i, t) for t in child.subtree if t.dep_ not in {"punct", "acl:relcl"})
    if head.dep_ in {"appos", "flat", "nmod:desc"} and head.head.pos_ in {"NOUN", "PROPN"}:
        outer = head.head
        tokens[outer.i] = outer
        tokens.update(
            (t.i, t)
            for c in outer.children
            if c.dep_ in {"amod", "compound", "nmod", "nmod:poss"} and c.i != head.i
            for t in c.subtree
        )
    ordered = [tokens[i] for i in sorted(tokens)]
    return " ".join(t.lower_ for t in ordered), ordered


def _role(titles: Sequence[TitleRole], words: str) -> TitleRole | None:
    """Return the role with the longest title that stands in `words`."""
    padded = f" {words} "
    if " vice " in padded or " deputy " in padded:
        return None
    found = [(len(word), role) for role in titles for word in role.words if f" {word} " in padded]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _state_of_title(
    scene: Scene, mention: Mention, person: ActorRef, role: TitleRole
) -> tuple[ActorRef | None, str]:
    _, tokens = _title_words(scene, mention)
    for token in tokens:
        other = scene.cast.mention(token)
        refs = [r for r in (other.actors if other else ()) if r.kind is ActorKind.STATE]
        if refs:
            return refs[0], "named beside the title"
    named = _demonym(scene, tokens)
    if named is not None:
        return _made_ref(scene, named, person), "named beside the title"
    actor = scene.registry.get(person.id)
    office = _OFFICES.get(role.relation)
    anchor = scene.document.anchor
    for known in actor.roles if actor else ():
        fits = office is None or known.office == office
        in_term = anchor is None or (
            (known.start or "") <= anchor and anchor[: len(known.end or "9999")] <= (known.end or "9999")
        )
        if known.state and fits and in_term:
            return _made_ref(scene, known.state, person), f"registry role {known.office}"
    if actor and actor.state and office is None:
        return _made_ref(scene, actor.state, person), "registry state"
    if person.state and office is None:
        return _made_ref(scene, person.state, person), "state of the person"
    return None, ""


def _demonym(scene: Scene, tokens: Sequence[Token]) -> str | None:
    for token in tokens:
        if token.pos_ in {"ADJ", "PROPN"}:
            for actor in scene.registry.lookup(token.text):
                if actor.kind is ActorKind.STATE:
                    return actor.id
    return None


def _made_ref(scene: Scene, state: str, near: ActorRef) -> ActorRef | None:
    actor = scene.registry.get(state)
    if actor is None:
        return None
    return replace(
        near,
        id=actor.id,
        name=actor.name,
        kind=actor.kind,
        state=actor.id,
        sector="GOV",
        how="state of the title",
        score=0.9,
    )


# --- named bases and neighbours ---------------------------------------------------------------------


def _from_bases(scene: Scene) -> Iterator[Tie]:
    """A base that the text names in its host, with its operator named nearby, is a military presence."""
    for mention in scene.cast.mentions:
        for ref in mention.actors:
            base = scene.registry.base(ref.id)
            if base is None or base.operator is None or base.operator == base.host:
                continue
            head = scene.token_at(mention.head)
            if head is None:
                continue
            operator = _named_near(scene, base.operator, head)
            host = _named_near(scene, base.host, head) or _made_ref(scene, base.host, ref)
            if operator is None or host is None or base.operator not in {operator.id, operator.state}:
                continue
            standing = scene.status.of(head, head)
            if not standing.real:
                continue
            tokens = [t for t in scene.doc if mention.start <= t.idx < mention.end]
            located = [
                t
                for child in head.children
                if case_of(child) in {"in", "near", "at", "on"}
                for t in own_words(child)
            ]
            yield Tie(
                document_id=scene.document.id,
                evidence=scene.evidence([*tokens, *located]),
                status=Status.ONGOING,
                confidence=0.8,
                reasons=(
                    Reason(rule=f"named base: {ref.how}", words=ref.surface, result=ref.id),
                    Reason(
                        rule="operator and host from the gazetteer, both named in the text",
                        result=f"{base.operator} in {base.host}",
                    ),
                ),
                relation="military_presence_in",
                subject=operator,
                object=host,
                through=ref,
            )


def _named_near(scene: Scene, state: str, token: Token) -> ActorRef | None:
    sentence = token.sent
    start = scene.doc[max(sentence.start - 1, 0)].sent.start_char
    for ref in reversed(scene.cast.states_in(start, sentence.end_char)):
        if ref.id == state:
            return ref
    return None


def _from_neighbours(scene: Scene) -> Iterator[Tie]:
    """ "neighbouring Afghanistan": the neighbour is the state in focus that borders it."""
    words = {word for e in scene.books.ties.entries if e.relation == "borders" for word in e.adjective}
    for token in scene.doc:
        if lemma_of(token) not in words or token.dep_ != "amod":
            continue
        for each in with_conjuncts(token.head):
            for ref in scene.cast.refs(each):
                if ref.kind is ActorKind.STATE:
                    yield from _neighbour(scene, token, each, ref)


def _neighbour(scene: Scene, adjective: Token, noun: Token, ref: ActorRef) -> Iterator[Tie]:
    state = scene.registry.state(ref.id)
    borders = set(state.borders) if state else set()
    sentence = adjective.sent
    start = scene.doc[max(sentence.start - 1, 0)].sent.start_char
    before = [r for r in scene.cast.states_in(start, adjective.idx) if r.id in borders]
    own = [r for r in scene.cast.states_in(sentence.start_char, adjective.idx) if r.id in borders]
    choice = (own or before)[-1:]
    for subject in choice:
        yield Tie(
            document_id=scene.document.id,
            evidence=scene.evidence([adjective, noun]),
            status=Status.ONGOING,
            confidence=0.85,
            reasons=(
                Reason(rule="codebook entry tie-borders", words=adjective.text, result="borders"),
                Reason(
                    rule="the state named last before that borders it",
                    words=subject.surface,
                    result=subject.id,
                ),
            ),
            relation="borders",
            subject=subject,
            object=ref,
        )

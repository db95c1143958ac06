"""Pressures: a stated cause and its effect, on whom it weighs, asserted or possible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from spacy.tokens import Span, Token

from foreigndesk.codebooks.schema import PressureEntry
from foreigndesk.coding.cast import unique
from foreigndesk.coding.frames import Frame
from foreigndesk.coding.grammar import antecedent, case_of, lemma_of, with_conjuncts
from foreigndesk.coding.matching import Matcher
from foreigndesk.coding.scene import Scene
from foreigndesk.coding.spans import own_words, slot_tokens
from foreigndesk.records import ActorKind, ActorRef, Pressure, Reason, Status

_DOUBTFUL = frozenset({Status.POSSIBLE, Status.HYPOTHETICAL, Status.CONSIDERED, Status.PLANNED})


def code_pressures(scene: Scene) -> Iterator[Pressure]:
    """Yield the pressures of a document; coordinated causes and effects are told apart."""
    found = [*_from_entries(scene), *_from_connectives(scene)]
    seen: set[tuple[int, int, int, int]] = set()
    for pressure in sorted(found, key=lambda p: (p.evidence.start, p.cause.start, p.effect.start)):
        key = (pressure.cause.start, pressure.cause.end, pressure.effect.start, pressure.effect.end)
        if key not in seen:
            seen.add(key)
            yield pressure


def _from_entries(scene: Scene) -> Iterator[Pressure]:
    entries = [e for e in scene.books.pressures if not e.connective]
    matcher = Matcher(entries, scene.books)
    for frame in scene.frames:
        for entry in matcher.matches(frame, scene.cast):
            causes = _parts(scene, entry, frame, entry.cause)
            effects = _parts(scene, entry, frame, entry.effect)
            if not causes or not effects:
                continue
            causes = [_spelled_out(scene, cause) for cause in causes]
            for cause in causes:
                for effect in effects:
                    yield _pressure(scene, entry, frame.trigger, frame.clause, (cause, effect))
            break


_POINTERS = frozenset({"it", "they", "this", "these", "that", "which"})


def _spelled_out(scene: Scene, cause: list[Token]) -> list[Token]:
    """Return what a pronoun alone stands for: the subject named last before it that agrees in number."""
    if len(cause) != 1 or cause[0].lower_ not in _POINTERS or cause[0].pos_ not in {"PRON", "DET"}:
        return cause
    pronoun = cause[0]
    plural = pronoun.lower_ in {"they", "these"}
    first = scene.doc[max(pronoun.sent.start - 1, 0)].sent.start
    for token in reversed(scene.doc[first : pronoun.i]):
        subject = token.dep_.startswith("nsubj") and token.pos_ == "NOUN"
        if subject and (token.tag_ == "NNS") == plural and token.i not in {t.i for t in pronoun.head.subtree}:
            return own_words(token)
    for token in reversed(scene.doc[first : pronoun.i]):
        if token.dep_.startswith("nsubj") and token.pos_ == "NOUN" and (token.tag_ == "NNS") == plural:
            return own_words(token)
    return cause


def _parts(scene: Scene, entry: PressureEntry, frame: Frame, slots: Sequence[str]) -> list[list[Token]]:
    """Return one list of words for each coordinated head in the first filled slot."""
    if "matrix" in slots:
        cause = [h.i for slot in entry.cause for h in frame.heads(slot)]
        words = [t for t in scene.clause_tokens(frame.clause) if not _below(t, frame, entry.cause)]
        if frame.clause.dep_ == "xcomp":
            words += [t for t in scene.clause_tokens(frame.clause.head) if t.i < frame.clause.i]
        words = [t for t in words if not cause or t.i < min(cause)]
        return [sorted(words, key=lambda t: t.i)] if words else []
    for slot in slots:
        heads = frame.heads(slot)
        if not heads and frame.form == "noun":
            tokens = slot_tokens(scene, entry, frame, (slot,))
            return [tokens] if tokens else []
        parts = [own_words(each) for head in heads for each in _told_apart(head)]
        if parts:
            return [p for p in parts if p]
    return []


def _told_apart(head: Token) -> tuple[Token, ...]:
    """Return the coordinated heads of a cause or effect, also those coordinated inside its "of" phrase.

    "The growth of unrest and fighting" has two parts: the growth of unrest, and fighting.
    """
    inner = (
        each
        for child in head.children
        if child.dep_ == "nmod" and case_of(child) == "of"
        for each in with_conjuncts(child)[1:]
        if each.pos_ in {"NOUN", "PROPN", "VERB"}
    )
    return (*with_conjuncts(head), *inner)


def _below(token: Token, frame: Frame, slots: Sequence[str]) -> bool:
    return any(token.i == t.i for slot in slots for head in frame.heads(slot) for t in head.subtree)


def _from_connectives(scene: Scene) -> Iterator[Pressure]:
    """Read "because of X", "after X", "because X is so" as the cause of the clause they hang on."""
    entries = [e for e in scene.books.pressures if e.connective]
    for token in scene.doc:
        if token.dep_ not in {"case", "mark", "advmod"}:
            continue
        words = " ".join([token.lower_, *(c.lower_ for c in token.children if c.dep_ == "fixed")])
        for entry in entries:
            if words not in entry.connective:
                continue
            cause, governor = token.head, token.head.head
            if (
                cause.i == governor.i
                or governor.pos_ not in {"VERB", "NOUN", "ADJ", "AUX"}
                or cause.ent_type_ == "DATE"
            ):
                continue
            if cause.pos_ in {"NUM"} or lemma_of(cause) in scene.books.grammar.time_nouns:
                continue
            if entry.governor and lemma_of(governor) not in entry.governor:
                continue
            effect = _effect_words(scene, governor, cause)
            for each in _told_apart(cause):
                part = own_words(each)
                if part and effect:
                    yield _pressure(scene, entry, token, governor, (part, effect))
            break


def _effect_words(scene: Scene, governor: Token, cause: Token) -> list[Token]:
    inside = {t.i for t in cause.subtree}
    words = [t for t in scene.clause_tokens(governor) if t.i not in inside]
    first, last = min(inside), max(inside)
    words = [t for t in words if (t.i < first if governor.i < first else t.i > last)]
    if governor.dep_ == "acl:relcl":
        head = antecedent(governor)
        words += [t for t in head.children if t.dep_ in {"amod", "compound"}] + [head]
    return sorted(words, key=lambda t: t.i)


def _pressure(
    scene: Scene, entry: PressureEntry, trigger: Token, clause: Token, parts: tuple[list[Token], list[Token]]
) -> Pressure:
    cause, effect = parts
    standing = scene.status.of(clause, clause)
    modality: Literal["asserted", "possible", "denied"] = entry.modality
    if standing.status is Status.DENIED:
        modality = "denied"
    elif standing.status in _DOUBTFUL:
        modality = "possible"
    words = [*cause, *effect, trigger, *(t for t in standing.words if t.sent.start == trigger.sent.start)]
    speaker, _ = scene.speaker(clause)
    return Pressure(
        document_id=scene.document_id,
        evidence=scene.evidence(words),
        status=Status.POSSIBLE
        if modality == "possible"
        else Status.DENIED
        if modality == "denied"
        else Status.HAPPENED,
        speaker=speaker,
        confidence=0.7 if entry.connective and entry.governor else 0.75,
        reasons=(
            Reason(rule=f"codebook entry {entry.id}", words=trigger.text, result=modality),
            *(r for r in standing.reasons if modality != "asserted"),
        ),
        cause=scene.evidence(cause),
        effect=scene.evidence(effect),
        on=_on_whom(scene, effect, cause, trigger),
        modality=modality,
        connective=trigger.text,
    )


def _on_whom(
    scene: Scene, effect: Sequence[Token], cause: Sequence[Token], trigger: Token
) -> tuple[ActorRef, ...]:
    """Return the states a pressure weighs on: those of the effect, else of the cause, else those in focus."""
    for tokens in (effect, cause):
        found = _states(scene, tokens)
        if found:
            return found

    def in_sentence(sentence: Span) -> tuple[ActorRef, ...]:
        subjects = [t for token in sentence if token.dep_.startswith("nsubj") for t in token.subtree]
        return _states(scene, subjects) or _states(scene, list(sentence))

    points_back = bool(cause) and cause[0].lower_ in _POINTERS
    return scene.in_focus(trigger, in_sentence, points_back=points_back)


def _states(scene: Scene, tokens: Sequence[Token]) -> tuple[ActorRef, ...]:
    refs: list[ActorRef] = []
    for token in tokens:
        mention = scene.cast.mention(token)
        if mention is None or token.pos_ == "ADJ":
            continue
        refs.extend(r for r in mention.actors if r.kind is ActorKind.STATE)
    return unique(refs) or scene.states_of_places(tokens)

"""Pressures: a stated cause and its effect, on whom it weighs, asserted or possible.

The codebook speaks first: verbs, nouns and adjectives by their frames, connectives by what they open. Beside
it stands the network of causes (causes.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from spacy.tokens import Token

from foreigndesk.codebooks import Codebooks
from foreigndesk.codebooks.schema import PressureEntry
from foreigndesk.coding.causes import by_network
from foreigndesk.coding.connectives import by_connectives, told_apart
from foreigndesk.coding.frames import Frame
from foreigndesk.coding.grammar import lemma_of
from foreigndesk.coding.matching import Matcher
from foreigndesk.coding.pressure_records import POINTERS, Tied, pressure
from foreigndesk.coding.scene import Scene
from foreigndesk.coding.spans import own_words, slot_tokens
from foreigndesk.records import ActorKind, Pressure


def code_pressures(scene: Scene) -> Iterator[Pressure]:
    """Yield the pressures of a document; coordinated causes and effects are told apart."""
    by_words = [*_by_frames(scene), *by_connectives(scene)]
    found = [pressure(scene, tied) for tied in by_network(scene, by_words)]
    seen: set[tuple[int, int, int, int]] = set()
    for each in sorted(found, key=lambda p: (p.evidence.start, p.cause.start, p.effect.start)):
        key = (each.cause.start, each.cause.end, each.effect.start, each.effect.end)
        if key not in seen:
            seen.add(key)
            yield each


@cache
def _matcher(books: Codebooks) -> Matcher[PressureEntry]:
    return Matcher([e for e in books.pressures if e.verb or e.noun or e.adjective], books)


def _by_frames(scene: Scene) -> Iterator[Tied]:
    matcher = _matcher(scene.books)
    for frame in scene.frames:
        for entry in matcher.matches(frame, scene.cast):
            causes = _parts(scene, entry, frame, entry.cause)
            effects = _parts(scene, entry, frame, entry.effect)
            if not causes or not effects:
                continue
            for cause in causes:
                for effect in effects:
                    yield Tied(
                        cause=tuple(_spelled_out(scene, cause)), effect=tuple(_spelled_out(scene, effect)),
                        words=(frame.trigger,), clause=frame.clause,
                        rule=f"codebook entry {entry.id}", confidence=0.75,
                        modality=entry.modality, direction=entry.direction,
                    )  # fmt: skip
            break


def _spelled_out(scene: Scene, cause: list[Token]) -> list[Token]:
    """Return what a pronoun alone stands for: the last subject before it of a thing that agrees in number."""
    if len(cause) != 1 or cause[0].lower_ not in POINTERS or cause[0].pos_ not in {"PRON", "DET"}:
        return cause
    pronoun = cause[0]
    plural = pronoun.lower_ in {"they", "these"}
    first = scene.doc[max(pronoun.sent.start - 1, 0)].sent.start
    acting = {*scene.books.grammar.agents, *scene.books.counts.groups.get("people", ())}
    named = [
        token
        for token in reversed(scene.doc[first : pronoun.i])
        if token.dep_.startswith("nsubj") and token.pos_ == "NOUN" and (token.tag_ == "NNS") == plural
        and lemma_of(token) not in acting and token.head.i != pronoun.head.i
    ]  # fmt: skip
    inside = {t.i for t in pronoun.head.subtree}
    found = next((token for token in named if token.i not in inside), next(iter(named), None))
    return own_words(found) if found is not None else cause


def _parts(scene: Scene, entry: PressureEntry, frame: Frame, slots: Sequence[str]) -> list[list[Token]]:
    """Return one list of words for each coordinated head in the first filled slot."""
    if "matrix" in slots:
        cause = [h.i for slot in entry.cause for h in frame.heads(slot)]
        words = [t for t in scene.clause_tokens(frame.clause) if not _below(t, frame, entry.cause)]
        if frame.clause.dep_ == "xcomp":
            words += [t for t in scene.clause_tokens(frame.clause.head) if t.i < frame.clause.i]
        if cause and min(cause) < frame.trigger.i:  # "from the closed borders the prices grow"
            edge = max(t.i for slot in entry.cause for h in frame.heads(slot) for t in h.subtree)
            words = [t for t in words if t.i > edge]
        else:
            words = [t for t in words if not cause or t.i < min(cause)]
        return [sorted(words, key=lambda t: t.i)] if words else []
    for slot in slots:
        if slot == "main":
            if words := _main_clause(scene, frame):
                return [words]
            continue
        if "+" in slot:
            if words := _together(frame, slot):
                return [words]
            continue
        heads = frame.heads(slot)
        if not heads and frame.form == "noun":
            if tokens := slot_tokens(scene, entry, frame, (slot,)):
                return [tokens]
            continue
        if slot == "object" and any(_is_somebody(scene, head) for head in heads):
            continue
        parts = [_without(own_words(each), frame) for head in heads for each in told_apart(head)]
        if parts:
            return [p for p in parts if p]
    return []


def _without(words: list[Token], frame: Frame) -> list[Token]:
    """Return the words of a part up to a trigger that hangs on it ("floods caused by a storm")."""
    inside = {t.i for t in frame.trigger.subtree}
    if any(t.i == frame.trigger.i for t in words):
        return [t for t in words if t.i not in inside]
    return words


def _is_somebody(scene: Scene, head: Token) -> bool:
    """Whether a part is a person or an office by name, whom a cause may touch but not make."""
    kinds = {ref.kind for ref in scene.cast.direct(head)}
    return bool(kinds) and kinds <= {ActorKind.PERSON, ActorKind.OFFICE, ActorKind.ORGANISATION}


def _main_clause(scene: Scene, frame: Frame) -> list[Token]:
    """Return the clause that a participle goes on from ("the vote was put off, sparking protests")."""
    verb = frame.trigger
    if frame.form != "verb" or verb.tag_ != "VBG" or verb.dep_ not in {"advcl", "acl", "conj", "dep"}:
        return []
    above, before = verb.head, scene.doc[verb.i - 1] if verb.i else verb
    if any(child.dep_.startswith(("nsubj", "mark", "aux")) for child in verb.children) or before.text != ",":
        return []
    if above.pos_ != "VERB" or above.i > verb.i:
        above = next((t for t in verb.ancestors if t.pos_ == "VERB" and t.i < verb.i), verb)
    inside = {t.i for t in verb.subtree}
    words = [t for t in scene.clause_tokens(above) if t.i not in inside and t.i < verb.i]
    return words if above.i != verb.i else []


def _together(frame: Frame, slot: str) -> list[Token]:
    """Return the words of several slots at once ("object+complement": forced the cabinet to resign)."""
    parts = [frame.heads(each) for each in slot.split("+")]
    if not all(parts):
        return []
    indexes = {t.i for heads in parts for head in heads for t in head.subtree}
    return [frame.trigger.doc[i] for i in sorted(indexes)]


def _below(token: Token, frame: Frame, slots: Sequence[str]) -> bool:
    return any(token.i == t.i for slot in slots for head in frame.heads(slot) for t in head.subtree)

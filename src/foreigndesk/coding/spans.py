"""The words of a slot, as text and as evidence: what a stance is about, what a cause consists of."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from foreigndesk.codebooks.schema import Entry
from foreigndesk.coding.frames import Frame
from foreigndesk.coding.matching import heads_for
from foreigndesk.coding.scene import Scene
from foreigndesk.records import Evidence

_EDGE = frozenset({"case", "mark", "cc", "punct"})


def slot_tokens(scene: Scene, entry: Entry, frame: Frame, slots: Sequence[str]) -> list[Token]:
    """Return the words of the first of `slots` that is filled, without the preposition that opens it."""
    for slot in slots:
        if slot == "self":
            return scene.clause_tokens(frame.trigger)
        heads = heads_for(entry, frame, slot)
        if heads:
            return [token for head in heads for token in content_tokens(head)]
    return []


def content_tokens(head: Token) -> list[Token]:
    """Return the subtree of `head` without its opening preposition and without relative clauses on itself."""
    drop: set[int] = set()
    for child in head.children:
        if (child.dep_ in _EDGE and child.i < head.i) or child.dep_ in {"parataxis", "punct"}:
            drop.update(t.i for t in child.subtree)
    return [t for t in head.subtree if t.i not in drop]


def own_words(head: Token) -> list[Token]:
    """Return the words of one head without what is coordinated with it or inside it, up to the first gap."""
    apart = {
        t.i
        for holder in (head, *(c for c in head.children if c.dep_ == "nmod"))
        for child in holder.children
        if child.dep_ in {"conj", "cc"}
        for t in child.subtree
    }
    out: list[Token] = []
    for token in content_tokens(head):
        if token.i in apart:
            continue
        if out and token.i > head.i and token.i != out[-1].i + 1:
            break
        out.append(token)
    return out


def span_of(scene: Scene, tokens: Sequence[Token]) -> Evidence | None:
    """Return the evidence for `tokens`, None when there are none."""
    return scene.evidence(tokens) if tokens else None


def text_of(scene: Scene, tokens: Sequence[Token], limit: int = 200) -> str:
    """Return the words of `tokens` on one line, at most `limit` characters."""
    evidence = span_of(scene, tokens)
    return " ".join(evidence.quote.split())[:limit] if evidence else ""

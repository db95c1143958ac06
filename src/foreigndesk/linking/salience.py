"""How prominent a mention is, and which state a passage is about when words leave it open ("the police")."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from foreigndesk.linking.view import PASSING, Draft, View

_DOMINANT = 0.6
_ROLES = {
    "nsubj": 1.0,
    "nsubj:pass": 0.9,
    "obj": 0.7,
    "iobj": 0.7,
    "obl": 0.5,
    "nmod:poss": 0.5,
    "nmod": 0.45,
}


def weight(view: View, draft: Draft, at: int) -> float:
    """Return how prominent `draft` is for words at token `at`, 0 to 1: nearness, role, kind of use."""
    distance = abs(view.sentence_of[at] - view.sentence_of[draft.start])
    score = _ROLES.get(role_of(view, draft), 0.35) / (1.0 + distance)
    if view.paragraph_of[at] != view.paragraph_of[draft.start]:
        score *= 0.6
    if draft.via in PASSING:
        score *= 0.3
    return score * (0.8 if draft.as_place else 1.0)


def role_of(view: View, draft: Draft) -> str:
    """Return the dependency that a mention has, or that of the coordination it belongs to."""
    token = view.doc[draft.head]
    while token.dep_ == "conj" and token.head.i != token.i:
        token = token.head
    return token.dep_


def salient_state(view: View, drafts: Sequence[Draft], at: int) -> tuple[str | None, str]:
    """Return the state that the words at token `at` are about and why; None and why not when several fit.

    First the sentence, then the sentences before it in the paragraph, then the whole document, where
    one state must have most of the mentions.
    """
    sentence = view.sentence_of[at]
    here = [d for d in drafts if view.sentence_of[d.start] == sentence and d.start != at]
    states = _states(here)
    if len(states) == 1:
        return next(iter(states)), "the only state of the sentence"
    if len(states) > 1:
        places = _states(d for d in here if d.as_place)
        if len(places) == 1:
            return next(iter(places)), "the only state where the sentence takes place"
        return None, f"several states in the sentence: {', '.join(sorted(states))}"
    paragraph = view.paragraph_of[at]
    for number in range(sentence - 1, -1, -1):
        before = [d for d in drafts if view.sentence_of[d.start] == number]
        if before and view.paragraph_of[before[-1].start] != paragraph:
            break
        states = _states(before)
        if len(states) == 1:
            return next(iter(states)), "the only state of the sentence before"
        if states:
            break
    counts = Counter(d.state for d in drafts if d.state)
    if counts:
        state, count = counts.most_common(1)[0]
        if count >= _DOMINANT * counts.total():
            return state, "the state that the document is about"
    return None, "no single state fits"


def subject_state(view: View, drafts: Sequence[Draft], at: int) -> str | None:
    """Return the state of the subject of the clause around token `at`, when that is a state or its organ."""
    node = view.doc[at]
    while node.head.i != node.i:
        if node.dep_ in {"nsubj", "nsubj:pass"}:
            return None
        node = node.head
        subject = next((c for c in node.children if c.dep_ == "nsubj"), None)
        if subject is not None:
            owner = next((d for d in drafts if d.start <= subject.i < d.end), None)
            return owner.state if owner and owner.is_state and len(owner.refs) == 1 else None
    return None


def _states(drafts: Iterable[Draft]) -> dict[str, None]:
    """States of these drafts in order, those of persons and bodies included."""
    return {ref.state: None for d in drafts for ref in d.refs if ref.state and ref.kind != "base"}

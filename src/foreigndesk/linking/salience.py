"""How prominent a mention is, and which state a passage is about when words leave it open ("the police")."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from foreigndesk.linking.entries import Form
from foreigndesk.linking.view import PASSING, Draft, View
from foreigndesk.linking.vocabulary import vocabulary

_DECAY = (1.0, 0.6, 0.4)
"""What a mention counts in the same sentence, one before, two before."""
_LEAST = 0.35
_LEAD = 1.25
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
    role = _ROLES.get(role_of(view, draft), 0.35)
    score = (min(role, 0.5) if draft.as_place else role) / (1.0 + distance)
    if view.paragraph_of[at] != view.paragraph_of[draft.start]:
        score *= 0.6
    if draft.via in PASSING:
        score *= 0.3
    return score


def role_of(view: View, draft: Draft) -> str:
    """Return the dependency that a mention has, or that of the coordination it belongs to."""
    token = view.doc[draft.head]
    while token.dep_ == "conj" and token.head.i != token.i:
        token = token.head
    return token.dep_


def salient_state(view: View, drafts: Sequence[Draft], at: int) -> tuple[str | None, str]:
    """Return the state that the words at token `at` are about and why; None and why not when several fit.

    Every state scores for its mentions in the sentence, for those in the sentences before it in the
    paragraph, and for its share of the document; the best must clearly lead.
    """
    sentence, paragraph = view.sentence_of[at], view.paragraph_of[at]
    scores: defaultdict[str, float] = defaultdict(float)
    for back, decay in enumerate(_DECAY):
        here = [d for d in drafts if view.sentence_of[d.start] == sentence - back and d.start != at]
        if back and any(view.paragraph_of[d.start] != paragraph for d in here):
            break
        best: dict[str, float] = {}
        for draft in here:
            for state in _states([draft]):
                best[state] = max(best.get(state, 0.0), _bearing(view, draft))
        for state, bearing in best.items():
            scores[state] += decay * bearing
    shares = Counter(state for d in drafts for state in _states([d]))
    for state, count in shares.items():
        scores[state] += count / shares.total()
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][1] < _LEAST:
        return None, "no state is near"
    if len(ranked) > 1 and ranked[0][1] < _LEAD * ranked[1][1]:
        return None, f"{ranked[0][0]} and {ranked[1][0]} are both near"
    return ranked[0][0], "the state that the passage is about"


def _bearing(view: View, draft: Draft) -> float:
    """How much a mention says that its passage is about its state; "Turkish-backed" hardly does."""
    after = view.doc[draft.end : draft.end + 2]
    backing = len(after) == 2 and after[0].text == "-" and after[1].lower_ in vocabulary().backing_words
    if backing or draft.via in PASSING:
        return 0.3
    if draft.via == "body":
        return 0.25
    if draft.form is Form.CAPITAL:
        return 0.7 if draft.as_place else 0.8
    return 1.0 if draft.is_state else 0.8


def subject_state(view: View, drafts: Sequence[Draft], at: int) -> str | None:
    """Return the state of the subject of the clause around token `at`, when that is a state or its organ.

    Of what is sent by somebody ("paratroopers were sent by Peru") it is the state of whoever sends it.
    """
    token = view.doc[at]
    if token.dep_ == "nsubj:pass" and token.head.lemma_.lower() in vocabulary().sending_verbs:
        agents = [c for c in token.head.children if c.dep_ == "obl:agent"]
        return next((d.state for c in agents for d in drafts if d.start <= c.i < d.end and d.is_state), None)
    if token.dep_ not in {"obj", "iobj", "obl"}:
        return None
    verb = token.head
    while verb.dep_ in {"xcomp", "conj"} and not any(c.dep_ == "nsubj" for c in verb.children):
        verb = verb.head
    subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    owner = next((d for d in drafts if subject is not None and d.start <= subject.i < d.end), None)
    return owner.state if owner and owner.is_state and len(owner.refs) == 1 else None


def _states(drafts: Iterable[Draft]) -> dict[str, None]:
    """States of these drafts in order, those of persons and bodies included."""
    return {ref.state: None for d in drafts for ref in d.refs if ref.state and ref.kind != "base"}

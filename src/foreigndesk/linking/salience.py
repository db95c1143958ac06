"""Which state a sentence or paragraph is about, when words leave it open ("the police", "parliament")."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from foreigndesk.linking.view import Draft, View

_DOMINANT = 0.6


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


def _states(drafts: Iterable[Draft]) -> dict[str, None]:
    """States of these drafts in order, those of persons and bodies included."""
    return {ref.state: None for d in drafts for ref in d.refs if ref.state and ref.kind != "base"}

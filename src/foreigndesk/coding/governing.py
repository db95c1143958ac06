"""What the clause above an act says of it: that somebody answers it, or that a protest is held for it."""

from __future__ import annotations

from spacy.tokens import Token

from foreigndesk.coding.frames import Frame
from foreigndesk.coding.matching import event_matcher
from foreigndesk.coding.scene import Scene

_ANSWERS = frozenset({"ACCUSE", "REJECT", "SUPPORT"})


def answers_it(scene: Scene, frame: Frame, token: Token) -> bool:
    """Whether a word is who condemns, denies or investigates an act named by its noun, not who did it."""
    above = scene.frames.of(frame.trigger.head) if frame.form == "noun" else None
    if above is None or above.form != "verb" or above.lemma in scene.books.grammar.light_verbs:
        return False
    if frame.trigger not in above.heads("object") or token not in above.heads("subject"):
        return False
    return any(entry.type in _ANSWERS for entry in event_matcher(scene.books).matches(above, scene.cast))


def marched_for(scene: Scene, frame: Frame) -> bool:
    """Whether a demand is what a protest is held for, and so made by it: "marched to demand elections"."""
    protest = scene.frames.of(frame.clause.head)
    if protest is None or protest.form != "verb":
        return False
    return any(entry.type == "PROTEST" for entry in event_matcher(scene.books).matches(protest, scene.cast))

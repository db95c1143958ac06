"""What coreference has read so far, and how a candidate is picked from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from spacy.tokens import Token

from foreigndesk.linking.sets import ActorSet
from foreigndesk.linking.view import Draft, View
from foreigndesk.records import ActorRef, Reason

SUBJECT = frozenset({"nsubj", "nsubj:pass"})


@dataclass(slots=True)
class Memory:
    """The mentions before the present word, the sets they form, and by token the mentions still ahead."""

    view: View
    drafts: list[Draft] = field(default_factory=list)
    sets: list[ActorSet] = field(default_factory=list)
    ahead: dict[int, Draft] = field(default_factory=dict)


def best_of(memory: Memory, at: int, score: Callable[[Draft], float], *, back: int) -> Draft | None:
    """Return the mention of the last `back` sentences with the highest score above 0; the later of equals."""
    view = memory.view
    sentence = view.sentence_of[at]
    near = [d for d in memory.drafts if sentence - view.sentence_of[d.start] <= back]
    scored = [(score(d), d.start, d) for d in near]
    best = max(scored, key=lambda item: (item[0], item[1]), default=None)
    return best[2] if best and best[0] > 0 else None


def clause_subject(memory: Memory, token: Token, *, innermost: bool) -> Draft | None:
    """Return the mention that is subject of a token's clause, or of the nearest clause around it."""
    found = subjects(memory, token, innermost=innermost)
    return found[0] if found else None


def subjects(memory: Memory, token: Token, *, innermost: bool = False) -> list[Draft]:
    """Mentions that are subjects of the clauses around a token, the innermost clause first (or only that)."""
    found: list[Draft] = []
    node = token
    while True:
        for child in node.children:
            if child.dep_ in SUBJECT and child.i != token.i:
                found += [d for d in memory.drafts if d.start <= child.i < d.end]
        if node.dep_ == "xcomp":
            found += _controller(memory, node, token)
        own = any(c.dep_ in SUBJECT for c in node.children)
        if node.head.i == node.i or (innermost and own):
            return found
        node = node.head


def _controller(memory: Memory, verb: Token, token: Token) -> list[Draft]:
    """Who does the verb of "called on the government to publish": the object before it, if there is one."""
    objects = [
        c for c in verb.head.children if c.dep_ in {"obj", "iobj", "obl"} and c.i < verb.i and c.i != token.i
    ]
    return [d for c in objects for d in memory.drafts if d.start <= c.i < d.end]


def distance_of(view: View, draft: Draft, at: int) -> str:
    """Say how far before token `at` a mention stands."""
    distance = view.sentence_of[at] - view.sentence_of[draft.start]
    return {0: "of the same sentence", 1: "of the sentence before"}.get(
        distance, f"{distance} sentences before"
    )


def anaphor(
    view: View, span: tuple[int, int, int], refs: tuple[ActorRef, ...], why: str, score: float
) -> Draft:
    """A resolved mention over tokens `span` (start, end, head)."""
    start, end, head = span
    names = ", ".join(ref.id for ref in refs)
    return Draft(
        start=start,
        end=end,
        head=head,
        refs=tuple(replace(r, how="coreference", score=round(min(r.score, score), 3)) for r in refs),
        via="coreference",
        reasons=[Reason(rule="coreference", words=view.text(start, end), result=f"{names}: {why}")],
    )

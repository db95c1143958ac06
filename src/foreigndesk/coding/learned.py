"""What the network of acts adds to the codebook: acts without an entry, parties without a slot, doubts.

The codebook speaks first. Where no entry fits a frame, the network may name its act; the event then says so,
and names the codebook entry whose examples it is most like. Thresholds are in codebooks/learned.yaml, with
what they were chosen by.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
from spacy.tokens import Doc, Token

from foreigndesk import parsing
from foreigndesk.codebooks import Codebooks
from foreigndesk.codebooks.schema import EventEntry, LearnedRules
from foreigndesk.coding.frames import Frame
from foreigndesk.coding.status import Standing
from foreigndesk.parsing.acts import NamedAct, named_act
from foreigndesk.parsing.scores import Floats
from foreigndesk.records import Reason, Status

_PREFIX = "learned-"


class Learned:
    """What the network says of the frames of one document; nothing where it has not read it."""

    def __init__(self, doc: Doc, books: Codebooks) -> None:
        self._doc = doc
        self._books = books
        self._rules: LearnedRules = books.learned
        self._types = {each.type for each in books.plover.types}
        self._acts: dict[int, NamedAct | None] = {}

    def act(self, frame: Frame) -> NamedAct | None:
        """Return what the network says of a frame's trigger."""
        return self._named(frame.trigger.i)

    def _named(self, token: int) -> NamedAct | None:
        if token not in self._acts:
            self._acts[token] = named_act(self._doc, token)
        return self._acts[token]

    def likely(self, frame: Frame) -> Callable[[EventEntry], float]:
        """Return how likely the network finds what an entry makes of a frame, to choose between entries."""
        act = self.act(frame)
        return lambda entry: act.kinds.get(entry.type or "none", 0.0) if act else 0.0

    def entry(self, frame: Frame) -> EventEntry | None:
        """Return an entry for the act that the network sees where the codebook names none."""
        act = self.act(frame)
        if act is None:
            return None
        type_, odds = act.best
        if odds < self._rules.accept or type_ not in self._types:
            return None
        return _entry_of(type_)

    def doubts(self, frame: Frame, entry: EventEntry, *, known: bool) -> bool:
        """Whether the network is so sure that a frame names no act that an entry must give way.

        Least easily one whose parties are `known` actors, then one that asks for words beside its own. What
        PLOVER does not code the network was not taught to see, and does not doubt.
        """
        act = self.act(frame)
        if act is None or entry.type is None or is_learned(entry) or self._governs(frame):
            return False
        rules = self._rules
        least = rules.doubt_narrow if entry.specificity else rules.doubt
        return act.none >= (max(least, rules.doubt_known) if known else least)

    def _governs(self, frame: Frame) -> bool:
        """Whether a word says of another act that it is agreed, refused, demanded or threatened.

        The network was taught to name that act by its own word, and none by the word that governs it.
        """
        below = (*frame.heads("complement"), *frame.heads("object"), *frame.heads("for"), *frame.heads("of"))
        return bool(frame.heads("complement")) or any(self._sees(token) for token in below)

    def sees(self, frame: Frame) -> bool:
        """Whether the network too takes the frame for an act."""
        return self._sees(frame.trigger)

    def _sees(self, token: Token) -> bool:
        act = self._named(token.i)
        return act is not None and 1 - act.none >= self._rules.sees

    def party(self, frame: Frame, side: int) -> tuple[Token | None, float]:
        """Return the token that heads the source (side 0) or target (1), None for nobody, and how surely."""
        act = self.act(frame)
        if act is None:
            return None, 0.0
        token, odds = act.target if side else act.source
        return (self._doc[token] if token >= 0 else None), odds

    def standing(self, frame: Frame, standing: Standing) -> Standing:
        """Return the standing of a frame's act, by the network where the words say nothing of it."""
        act = self.act(frame)
        if act is None or not standing.by_form:
            return standing
        status, odds = max(act.statuses.items(), key=lambda pair: pair[1])
        if odds < self._rules.status or status == standing.status.value:
            return standing
        reason = Reason(
            rule="status: network of acts", words=frame.trigger.text, result=f"{status} {odds:.2f}"
        )
        return replace(standing, status=Status(status), reasons=(*standing.reasons, reason))

    def nearest(self, frame: Frame, type_: str) -> str:
        """Return the entry of a type whose example is most like the frame's act; "" without any."""
        act = self.act(frame)
        if act is None or act.vector is None:
            return ""
        like = {entry: float(np.dot(v, act.vector)) for entry, v in _vectors(self._books, type_)}
        return max(like, key=lambda entry: like[entry], default="")


def is_learned(entry: EventEntry) -> bool:
    """Whether an entry stands for what the network named, not for one of the codebook's."""
    return entry.id.startswith(_PREFIX)


@cache
def _entry_of(type_: str) -> EventEntry:
    return EventEntry(
        id=_PREFIX + type_.lower(), type=type_, verb=("*",), example=("*",), source=("subject",),
        target=("object", "indirect", "with", "to", "against", "on", "of", "in"),
    )  # fmt: skip


@cache
def _vectors(books: Codebooks, type_: str) -> Sequence[tuple[str, Floats]]:
    """Return the entries of a type with the vector of the act in their first example; read once."""
    found = []
    entries = [entry for entry in books.events if entry.type == type_]
    docs = parsing.parse(entry.examples[0] for entry in entries)
    for entry, doc in zip(entries, docs, strict=True):
        acts = [act for token in doc if (act := named_act(doc, token.i)) and act.vector is not None]
        if acts:
            best = max(acts, key=lambda act: act.kinds.get(type_, 0.0))
            found.append((entry.id, np.asarray(best.vector)))
    return tuple(found)

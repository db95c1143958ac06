"""What lies ahead by its form: acts that are scheduled, promised, wanted, weighed or feared in any words.

A verb lies ahead when the words that govern it say so ("vowed to hold elections"), when its auxiliary does
("will meet", "may recall"), or when it stands in the present with a day to come ("the truce expires on 30
September"). A noun lies ahead when it names an occasion that has a day to come ("talks on Monday"), an
adjective when it says that its subject is due.
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from foreigndesk.coding.cast import unique
from foreigndesk.coding.frames import Frame
from foreigndesk.coding.grammar import lemma_of
from foreigndesk.coding.scene import Scene
from foreigndesk.coding.status import Standing
from foreigndesk.records import ActorRef, Outlook, Status, When

_AHEAD = frozenset({Status.PLANNED, Status.POSSIBLE, Status.CONSIDERED, Status.OFFERED, Status.DEMANDED})
_MAY = frozenset({"may", "might", "could"})
_FUTURE = frozenset({Status.PLANNED, Status.DEMANDED})
_PRESENT = frozenset({"VBZ", "VBP"})
_ASKED = ("object", "indirect", "from", "on", "of", "subject")
_PARTIES = ("subject", "object", "indirect", "with", "between", "of", "to", "against", "possessor")


@dataclass(frozen=True, slots=True)
class Sign:
    """Why an act lies ahead: its outlook, when it is due, whom it concerns, and how it stands."""

    outlook: Outlook
    due: When | None
    parties: tuple[ActorRef, ...]
    standing: Standing


class Ahead:
    """Reads whether acts of one document lie ahead."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._book = scene.books.outlooks
        self._governed: dict[str, Outlook] = {w: o for o, words in self._book.governed.items() for w in words}
        self._not_politics = frozenset(self._book.not_politics)
        self._occasions = frozenset(self._book.occasions)
        self._dangers = frozenset(self._book.dangers)
        self._today = scene.document.anchor or "9999"
        self._running_out = frozenset(self._book.running_out)

    def sign(self, frame: Frame) -> Sign | None:
        """Return why the act of `frame` lies ahead, or None where it does not or is no politics."""
        lemma = lemma_of(frame.trigger)
        if frame.form == "noun" and lemma not in self._occasions and lemma not in self._dangers:
            return None
        if frame.form == "noun" and self._scene.cast.direct(frame.trigger):
            return None  # "the Congress", a parliament by name
        if frame.form == "adjective" and (
            self._governed.get(lemma) != "scheduled" or frame.heads("complement")
        ):
            return None
        standing = self._scene.status.of(frame.trigger, frame.clause)
        due = self._due(frame, standing)
        outlook = self._outlook(frame, standing, due)
        if outlook is None:
            return None
        if not self.political(frame):
            return None
        clause = self._scene.clause_tokens(frame.clause)
        parties = self._parties(frame)
        told_of = any(lemma_of(t) in self._occasions and t.ent_type_ != "DATE" for t in clause)
        return Sign(outlook, due, parties, standing) if parties or told_of else None

    def governing(self, standing: Standing) -> Outlook | None:
        """Return the outlook that the first governing word gives, if one does ("hopes that ...": wanted)."""
        governed = (self._governed.get(lemma_of(token)) for token in standing.words)
        return next((each for each in governed if each is not None), None)

    def political(self, frame: Frame) -> bool:
        """Whether nothing in a clause says that it is no politics, such as a match or a factory."""
        clause = self._scene.clause_tokens(frame.clause)
        return not any(lemma_of(t) in self._not_politics and not self._scene.cast.direct(t) for t in clause)

    def _due(self, frame: Frame, standing: Standing) -> When | None:
        """Return the first time of the act's own words that is not over on the day of publication."""
        frames = [frame]
        if frame.form == "noun" and self._governed.get(lemma_of(frame.trigger.head)) == "scheduled":
            frames.append(self._scene.frames.of(frame.trigger.head) or frame)  # "called a strike for Monday"
        for each in frames:
            tokens = self._scene.trigger_tokens(each, (), standing)
            for time in self._scene.when(each, tokens, of_content=True):
                if (time.end or time.start or "") > self._today:
                    return time
        return None

    def _outlook(self, frame: Frame, standing: Standing, due: When | None) -> Outlook | None:
        if standing.status in _AHEAD:
            return None if standing.purpose or _over(frame, standing) else self._said(frame, standing, due)
        if due is None or standing.status not in {Status.ONGOING, Status.HAPPENED}:
            return None
        if _only_auxiliary(frame):
            return None
        if frame.form == "verb" and frame.heads("complement") and self._governed.get(lemma_of(frame.trigger)):
            return None  # "hopes that it will join in May": what lies ahead is the joining
        to_come = due.start is not None and due.start > self._today
        if frame.form == "noun":
            return "scheduled" if to_come else None
        runs_out = lemma_of(frame.trigger) in self._running_out
        return "scheduled" if _present(frame.trigger) and (to_come or runs_out) else None

    def _said(self, frame: Frame, standing: Standing, due: When | None) -> Outlook | None:
        """Return the outlook that the governing words give, else the one that goes with the status.

        Without a day ahead, what somebody merely plans, offers or will do some time is not worth a watch.
        """
        outlook = self.governing(standing)
        if outlook == "scheduled" and frame.form == "verb" and self._asked(standing):
            outlook = "wanted"  # "called on Rome to leave", not "called a strike"
        if due is None:
            may = standing.status is Status.POSSIBLE and any(t.lower_ in _MAY for t in standing.words)
            if outlook is None and may and frame.form == "verb" and self._acting(frame):
                return "possible"
            return outlook if outlook in self._book.undated or self._asked(standing) else None
        if outlook is None and standing.status in _FUTURE:
            return "scheduled"  # "will meet on Monday", and a translator's "must take place in November"
        return outlook or self._book.by_status[standing.status]

    def _of_governor(self, frame: Frame) -> tuple[ActorRef, ...]:
        """Return whom an act is asked of, or else who threatens it ("called Oslo to talks")."""
        above = self._scene.frames.of(frame.trigger.head)
        if above is None or self._governed.get(above.lemma) is None:
            return ()
        for slot in _ASKED:
            refs = unique(ref for head in above.heads(slot) for ref in self._scene.cast.refs(head))
            if refs:
                return refs
        return ()

    def _asked(self, standing: Standing) -> bool:
        return any(lemma_of(token) in self._book.demands for token in standing.words)

    def _acting(self, frame: Frame) -> bool:
        """Whether an actor of politics would act, or would undergo it."""
        heads = (*frame.heads("subject"), *(frame.heads("object") if frame.passive else ()))
        return any(self._scene.cast.refs(head) for head in heads)

    def _parties(self, frame: Frame) -> tuple[ActorRef, ...]:
        cast = self._scene.cast
        named = unique(ref for slot in _PARTIES for head in frame.heads(slot) for ref in cast.refs(head))
        named = named or unique(ref for head in frame.heads("in") for ref in cast.refs(head))
        named = named or unique(ref for token in frame.trigger.subtree for ref in cast.direct(token))
        if not named and frame.form == "noun" and frame.trigger.dep_ in {"obl", "obj"}:
            named = self._of_governor(frame)
        return named or unique(ref for head in frame.heads("subject") for ref in cast.unlinked(head))


def _only_auxiliary(frame: Frame) -> bool:
    """Whether a verb is the "going" of "is going to visit": the visit lies ahead."""
    to = (c for t in frame.heads("complement") for c in t.children if c.dep_ == "mark")
    return frame.trigger.lower_ == "going" and frame.lemma == "go" and any(c.lower_ == "to" for c in to)


def _over(frame: Frame, standing: Standing) -> bool:
    """Whether the plan itself is told of as past: "had hoped to", "was to have"."""
    beside = (child for word in (*standing.words, frame.trigger) for child in word.children)
    return any(child.lower_ == "had" and child.dep_ == "aux" for child in beside)


def _present(token: Token) -> bool:
    finite = [child for child in token.children if child.dep_.startswith(("aux", "cop"))]
    return any(t.tag_ in _PRESENT for t in (finite or [token]))

"""Why a statement was read: its words in their sentence, its standing, each rule, how each name matched.

No layout here: the terminal and the page add it.
"""

from __future__ import annotations

from dataclasses import dataclass

from foreigndesk.briefing.wording import how_many, one_line, passage
from foreigndesk.desk.rows import actor_refs
from foreigndesk.records import Document, Event, Reason, Statement

# How much of a sentence is shown on each side of its evidence; a line may be millions of characters long.
MOST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class CountExplained:
    """A number of an event: what it counts, how many, of whom, in which words."""

    what: str
    number: str
    unit: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameExplained:
    """An actor of a statement: its role, the words that named it, how they were matched and how surely."""

    role: str
    name: str
    id: str
    words: str
    how: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything that made a statement. `before` and `after` are the rest of the evidence's sentence,
    at most `MOST` characters each."""

    statement: str
    before: str
    words: str
    after: str
    status: str
    speaker: str
    confidence: float
    reasons: tuple[Reason, ...]
    counts: tuple[CountExplained, ...]
    names: tuple[NameExplained, ...]

    @property
    def sentence(self) -> str:
        """The sentence, as the article has it."""
        return self.before + self.words + self.after


def explained(document: Document, stated: Statement) -> Explanation:
    """Return why `stated` was read in `document`."""
    evidence, speaker = stated.evidence, stated.speaker
    start, end = passage(document.text, evidence.start, evidence.end)
    start, end = max(start, evidence.start - MOST), min(end, evidence.end + MOST)
    counts = stated.counts if isinstance(stated, Event) else ()
    return Explanation(
        statement=stated.id,
        before=document.text[start : evidence.start],
        words=evidence.quote,
        after=document.text[evidence.end : end],
        status=stated.status.value,
        speaker=one_line(f"{speaker.name} ({speaker.id})") if speaker else "the article itself",
        confidence=stated.confidence,
        reasons=stated.reasons,
        counts=tuple(
            CountExplained(what=each.what, number=how_many(each), unit=each.unit, words=each.surface)
            for each in counts
        ),
        names=tuple(
            NameExplained(
                role=role, name=ref.name, id=ref.id, words=ref.surface, how=ref.how, score=ref.score
            )
            for role, _, ref in actor_refs(stated)
        ),
    )

"""Scores events, end to end, on sentences with gold events: type, status, actor and recipient.

A coded event answers a gold event when PLOVER's type is the same, once the tense rule has been applied to
both, when both took place or both did not, and when its source and target lie on gold's words or are the
actors that these name (a side that gold leaves out may be anything). Of an act that is demanded gold names
who is asked to do it, which is the recipient of a REQUEST. Each event answers one gold event at most. A trap
is sprung when an event that gold lacks is coded as having happened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foreigndesk import codebooks, pipeline
from foreigndesk.codebooks import Codebooks
from foreigndesk.coding.scene import Scene
from foreigndesk.evaluation.coded import Coded, answered
from foreigndesk.evaluation.comparing import measured, percent, touch
from foreigndesk.evaluation.gold_events import GoldEvent, GoldSentence, read_events
from foreigndesk.evaluation.gold_sentences import dated
from foreigndesk.linking import Registry
from foreigndesk.records import COUNTED, TOOK_PLACE, Event, Status

_STEPS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class EventScores:
    """Counts over all sentences. `typed` asks for type and status only, `whole` for the parties too."""

    sentences: int
    gold: int
    coded: int
    typed: int
    whole: int
    traps: int
    sprung: int
    misses: tuple[dict[str, Any], ...]
    trusted: tuple[tuple[float, bool], ...] = ()

    def reliability(self) -> list[tuple[str, str]]:
        """Return how many events have each step of confidence and how many of them are right."""
        return reliability(self.trusted)

    def rows(self) -> list[tuple[str, str]]:
        """Return (name, value) pairs for a table."""
        out = [("sentences", str(self.sentences)), ("gold events", str(self.gold))]
        out.append(("coded events", str(self.coded)))
        for name, hits in (("type and status", self.typed), ("type, status, actor, recipient", self.whole)):
            out += measured(name, hits, coded=self.coded, gold=self.gold)
        share = percent(self.sprung, self.traps)
        out.append(("traps coded as happened", f"{self.sprung} of {self.traps} ({share:.1f} %)"))
        return out + self.reliability()


def reliability(trusted: Sequence[tuple[float, bool]]) -> list[tuple[str, str]]:
    """Return, for each step of confidence, how many events have it and how many of them are right.

    Args:
        trusted: the confidence in each event, 0 to 1, and whether it is right.
    """
    out = []
    for low, high in zip(_STEPS, [*_STEPS[1:], 1.01], strict=True):
        right = [is_right for confidence, is_right in trusted if low <= confidence < high]
        if right:
            share = f"{sum(right)} of {len(right)} right ({percent(sum(right), len(right)):.0f} %)"
            out.append((f"confidence from {low:.1f}", share))
    return out


def evaluate_events(path: Path, *, books: Codebooks | None = None) -> EventScores:
    """Read each sentence of a gold file and score its events.

    Args:
        path: sentences with gold events, see `gold_events`.
        books: the codebooks to code with, those of the package by default.

    Raises:
        EvaluationError: the file is missing or wrong.
    """
    books = books or codebooks.load()
    registry = Registry.load()
    counts: Counter[str] = Counter()
    misses: list[dict[str, Any]] = []
    trusted: list[tuple[float, bool]] = []
    for sentence in read_events(path, books.plover):
        document = dated(sentence.text, sentence.published)
        coded = coded_events(pipeline.scene(document, books=books, registry=registry))
        wanted = [types_of(event, books) for event in sentence.events]
        typed = answers(sentence.events, coded, wanted, parties=False)
        whole = answers(sentence.events, coded, wanted, parties=True)
        sprung = sentence.trap is not None and _sprung(sentence, coded.statements, wanted)
        counts.update(sentences=1, gold=len(sentence.events), coded=len(coded.statements), typed=len(typed))
        counts.update(whole=len(whole), traps=sentence.trap is not None, sprung=sprung)
        trusted += [(event.confidence, j in whole.values()) for j, event in enumerate(coded.statements)]
        misses += _misses(sentence, coded.statements, whole, typed)
    names = ("sentences", "gold", "coded", "typed", "whole", "traps", "sprung")
    return EventScores(**{name: counts[name] for name in names}, misses=tuple(misses), trusted=tuple(trusted))


def coded_events(scene: Scene) -> Coded[Event]:
    """Return the events that PLOVER has a type for, as coded in a document."""
    return Coded.of(scene, Event, lambda event: event.type is not None)


def types_of(event: GoldEvent, books: Codebooks) -> frozenset[str]:
    """Return the types that PLOVER's tense rule makes of an act with its status.

    The act itself is right too, with a status that fits. Gold does not tell a refusal ("refused to
    withdraw") from a plain denial ("did not withdraw"), so a denied act may be coded as a REJECT, as PLOVER
    counts both.
    """
    ruled = {
        rule.type
        for rule in books.plover.tense_rules
        if event.act in rule.act and event.status.value in rule.status
    }
    return frozenset(ruled | {event.act} | ({"REJECT"} if event.status is Status.DENIED else set()))


def answers(
    gold: Sequence[GoldEvent], coded: Coded[Event], wanted: Sequence[frozenset[str]], *, parties: bool
) -> dict[int, int]:
    """Return which coded event answers each gold event, by their places; whose words lie nearest first."""
    return answered(
        [
            (_distance(event, other), i, j)
            for i, event in enumerate(gold)
            for j, other in enumerate(coded.statements)
            if _same(event, other, wanted[i]) and (not parties or _same_parties(event, other, coded))
        ]
    )


def _distance(gold: GoldEvent, coded: Event) -> int:
    inside = touch(gold.word, (coded.evidence.start, coded.evidence.end))
    return 0 if inside else 1 + abs(gold.word[0] - coded.evidence.start)


def _same(gold: GoldEvent, coded: Event, wanted: frozenset[str]) -> bool:
    if coded.type not in wanted:
        return False
    ruled = coded.type != gold.act
    return ruled or (coded.status in TOOK_PLACE) == (gold.status in TOOK_PLACE)


def _same_parties(gold: GoldEvent, event: Event, coded: Coded[Event]) -> bool:
    """Whether both sides are gold's; where gold has both parties act, either order and side will do."""
    if len(gold.source) > 1 and not gold.target:
        return coded.on([*event.source, *event.target], gold.source)
    if gold.status is Status.DEMANDED and event.type == "REQUEST" and event.type != gold.act:
        return coded.on(event.target, gold.source or gold.target)
    source = not gold.source or coded.on(event.source, gold.source)
    return source and (not gold.target or coded.on(event.target, gold.target))


def _sprung(sentence: GoldSentence, coded: Sequence[Event], wanted: Sequence[frozenset[str]]) -> bool:
    """Whether an event is given as a fact that is none of the sentence's gold events in any form."""
    gold = list(zip(sentence.events, wanted, strict=True))
    facts = [event for event in coded if event.status in COUNTED]
    return not all(any(_same(each, event, types) for each, types in gold) for event in facts)


def _misses(
    sentence: GoldSentence, coded: Sequence[Event], whole: dict[int, int], typed: dict[int, int]
) -> Iterator[dict[str, Any]]:
    for i, gold in enumerate(sentence.events):
        if i not in whole:
            parties = [
                " + ".join(sentence.text[a:b] for a, b in side) or "-" for side in (gold.source, gold.target)
            ]
            yield {
                "what": "parties" if i in typed else "missed",
                "wanted": f"{gold.act} {gold.status.value}: {parties[0]} > {parties[1]}",
                "coded": "; ".join(shown(event) for event in coded) or "-",
                "text": sentence.text,
            }
    for j, event in enumerate(coded):
        if j not in typed.values() and j not in whole.values():
            what = "trap" if sentence.trap is not None and event.status in COUNTED else "extra"
            yield {"what": what, "wanted": "-", "coded": shown(event), "text": sentence.text}


def shown(event: Event) -> str:
    """Return an event on one line: type, act, status, source and target by their words."""
    act = f" ({event.act})" if event.act != event.type else ""
    parties = [" + ".join(ref.surface for ref in refs) or "-" for refs in (event.source, event.target)]
    return f"{event.type}{act} {event.status.value}: {parties[0]} > {parties[1]}"

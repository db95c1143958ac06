"""A statement in words: who, what, with which details. No layout here, the terminal and the page add it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from foreigndesk.records import (
    TOOK_PLACE,
    ActorRef,
    Claim,
    Count,
    Event,
    Kind,
    Pressure,
    Stance,
    Statement,
    Status,
    Tie,
    WatchPoint,
    When,
)

Standing = Literal["so", "open", "denied"]

UNNAMED = "(not named)"
KIND_NAMES = {
    Kind.EVENT: "events",
    Kind.TIE: "ties",
    Kind.STANCE: "stances",
    Kind.CLAIM: "claims",
    Kind.PRESSURE: "pressures",
    Kind.WATCHPOINT: "watch-points",
}
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_SPEECH = {"asserts": "says", "denies": "denies", "questions": "doubts", "refuses": "will not speak of"}
_UNITS_TOLD = {"money", "weapons"}
_STEERING = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*(?=\s+[\"'“‘«(\[]?[^\Wa-z_])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One statement in words.

    `badge` says what the text says of it (happened, planned, denies, scheduled); `standing` puts that
    in three: `so`, `open` (not so, or not yet) and `denied`. `head` is who and what, `label` the
    codebook's word for it, `details` the rest.
    """

    badge: str
    standing: Standing
    head: str
    label: str = ""
    details: tuple[str, ...] = ()


def standing(status: Status) -> Standing:
    """Return whether a status says that a thing is so, may or will be so, or is denied."""
    if status is Status.DENIED:
        return "denied"
    return "so" if status in TOOK_PLACE else "open"


def worded(stated: Statement) -> Wording:
    """Return a statement in words."""
    if isinstance(stated, Event):
        return _event(stated)
    if isinstance(stated, Tie):
        return _tie(stated)
    if isinstance(stated, Stance):
        return _stance(stated)
    if isinstance(stated, Claim):
        return _claim(stated)
    if isinstance(stated, Pressure):
        return _pressure(stated)
    return _watchpoint(stated)


def _event(event: Event) -> Wording:
    act = event.type or ", ".join(event.contexts) or "event outside PLOVER"
    kind = " · ".join(part for part in (act, event.mode) if part)
    if event.act and event.act != event.type:
        kind += f" (act: {event.act})"
    head = names(event.source) or UNNAMED
    if event.target:
        head += f" → {names(event.target)}"
    contexts = f"context: {', '.join(event.contexts)}" if event.contexts and event.type else None
    return Wording(
        badge=event.status.value,
        standing=standing(event.status),
        head=head,
        label=kind,
        details=_said(
            event.about,
            event.place.name if event.place else None,
            day(event.when),
            counts(event.counts),
            contexts,
            _by(event),
        ),
    )


def _tie(tie: Tie) -> Wording:
    return Wording(
        badge=tie.status.value,
        standing=standing(tie.status),
        head=f"{names([tie.subject])} — {tie.relation.replace('_', ' ')} — {names([tie.object])}",
        details=_said(
            f"through {tie.through.name}" if tie.through else None,
            tie.channel,
            tie.quantity,
            day(tie.when),
            _by(tie),
        ),
    )


def _stance(stance: Stance) -> Wording:
    towards = f"towards {names(stance.towards)}" if stance.towards else None
    unsure = stance.status.value if standing(stance.status) != "so" else None
    return Wording(
        badge=stance.stance,
        standing="denied" if stance.status is Status.DENIED else "open",
        head=f"{names(stance.holder) or UNNAMED} {stance.stance}: {one_line(stance.about)}",
        details=_said(towards, unsure, _by(stance)),
    )


def _claim(claim: Claim) -> Wording:
    who = names([claim.speaker]) if claim.speaker else UNNAMED
    to = f"to {names(claim.addressee)}" if claim.addressee else None
    return Wording(
        badge=claim.polarity,
        standing="denied" if claim.polarity == "denies" else "open",
        head=f"{who} {_SPEECH[claim.polarity]}: {one_line(claim.content.quote)}",
        details=_said(to, f"cue: {claim.cue}"),
    )


def _pressure(pressure: Pressure) -> Wording:
    stand: Standing = "so" if pressure.modality == "asserted" else "open"
    return Wording(
        badge=pressure.modality,
        standing="denied" if pressure.modality == "denied" else stand,
        head=f"{one_line(pressure.cause.quote)} → {one_line(pressure.effect.quote)}",
        label=pressure.connective,
        details=_said(f"on {names(pressure.on)}" if pressure.on else None, _by(pressure)),
    )


def _watchpoint(point: WatchPoint) -> Wording:
    return Wording(
        badge=point.outlook,
        standing="denied" if point.status is Status.DENIED else "open",
        head=one_line(point.what),
        details=_said(
            names(point.who) or None,
            f"due {day(point.due)}" if day(point.due) else "no date given",
            f"settled by {point.settled_by}" if point.settled_by else None,
            _by(point),
        ),
    )


def names(actors: Iterable[ActorRef]) -> str:
    """Return actors' names in their order, each once."""
    return ", ".join(dict.fromkeys(one_line(actor.name or actor.id) for actor in actors))


def counts(found: Iterable[Count]) -> str | None:
    """Return counts in short words: `killed 5, injured 22`, `crowd about 5,000`, `money 40,000,000 USD`."""
    return ", ".join(f"{count.what} {how_many(count)}{_unit(count)}" for count in found) or None


def how_many(count: Count) -> str:
    """Return a count's number in words: `5`, `about 300`, `at least 24`, `up to 500`, `20–30`."""
    if count.low is None:
        number = f"up to {count.high:,}"
    elif count.high is None:
        number = f"at least {count.low:,}"
    elif count.low == count.high:
        number = f"{count.low:,}"
    else:
        number = f"{count.low:,}–{count.high:,}"
    return f"about {number}" if count.about else number


def _unit(count: Count) -> str:
    return f" {count.unit}" if count.what in _UNITS_TOLD else ""


def day(when: When | None) -> str | None:
    """Return a time in short words: `27–28 Feb 2017`, `Nov 2017`, `from 3 Mar 2017`, or its own words."""
    if when is None:
        return None
    if when.start is None and when.end is None:
        return when.surface or None
    if when.start is None:
        return f"until {_one_day(when.end)}"
    if when.end is None:
        return f"from {_one_day(when.start)}"
    return _interval(when.start, when.end)


def _interval(start: str, end: str) -> str:
    first, last = _parsed(start), _parsed(end)
    if first is None or last is None:
        return start if start == end else f"{start} – {end}"
    if first == last:
        return _one_day(start)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    whole_month = first.day == 1 and last.day >= 28 and (last.year, last.month) == (first.year, first.month)
    if whole_month and last.toordinal() + 1 == _first_of_next(last):
        return f"{_MONTHS[first.month - 1]} {first.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day} {_MONTHS[last.month - 1]} {last.year}"
    return f"{_one_day(start)} – {_one_day(end)}"


def _first_of_next(last: date) -> int:
    year, month = (last.year + 1, 1) if last.month == 12 else (last.year, last.month + 1)
    return date(year, month, 1).toordinal()


def _one_day(value: str | None) -> str:
    parsed = _parsed(value)
    if parsed is None:
        return value or ""
    return f"{parsed.day} {_MONTHS[parsed.month - 1]} {parsed.year}"


def _parsed(value: str | None) -> date | None:
    try:
        return date.fromisoformat((value or "")[:10])
    except ValueError:
        return None


def _by(stated: Statement) -> str | None:
    return f"according to {stated.speaker.name}" if stated.speaker else None


def _said(*details: str | None) -> tuple[str, ...]:
    return tuple(one_line(detail) for detail in details if detail)


def one_line(text: str) -> str:
    """Return `text` on one line, without characters that could steer a terminal or turn its direction."""
    return _STEERING.sub("", " ".join(text.split()))


def passage(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the sentences that hold `text[start:end]`, by their punctuation.

    It serves to show evidence in its sentence; the parser's sentences are not stored.
    """
    left = text.rfind("\n", 0, start) + 1
    newline = text.find("\n", end)
    right = newline if newline >= 0 else len(text)
    for match in _SENTENCE_END.finditer(text, left, right):
        if match.end() <= start:
            left = match.end()
        elif match.end() >= end:
            right = match.end()
            break
    while left < start and text[left].isspace():
        left += 1
    return left, right

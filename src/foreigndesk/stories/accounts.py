"""What one event statement says of an event, in the form in which accounts are compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from foreigndesk.records import (
    COUNTED,
    TOOK_PLACE,
    ActorKind,
    ActorRef,
    Count,
    Event,
    Place,
    Status,
)
from foreigndesk.stories.schema import Standing, rules
from foreigndesk.stories.terms import is_name, named, names, stems

_EXACT = {"minute", "day"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An actor as it is compared: its id, and the state it belongs to.

    `known` is whether it is an actor of the registry, or at least a name and no mere noun ("?dockers").
    """

    id: str
    state: str | None = None
    known: bool = True

    @property
    def anchor(self) -> str:
        """What it is looked up by: its state where it has one."""
        return self.state or (f"?{named(self.id[1:])}" if self.id.startswith("?") else self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """An interval of days, both ends included. `told` is false where only publication gives it."""

    start: date
    end: date
    told: bool
    exact: bool

    def gap(self, other: Days) -> int:
        """Return how many days lie between two intervals, 0 where they meet or overlap."""
        return max(0, (other.start - self.end).days, (self.start - other.end).days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """How many, of what."""

    what: str
    low: float | None
    high: float | None
    unit: str
    about: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One event statement as it is compared. `standing` says whether it is told as so, as open or is denied.

    `claimed` marks what a named speaker says. `words` are stems of the statement's own content words,
    `names` of those that are written as names.
    """

    id: str
    document_id: str
    start: int
    act: str
    type: str
    mode: str | None
    quad: str | None
    standing: Standing
    claimed: bool
    source: tuple[Party, ...]
    target: tuple[Party, ...]
    place: Place | None
    days: Days | None
    numbers: tuple[Number, ...]
    words: frozenset[str]
    names: frozenset[str]
    confidence: float
    quote: str

    @property
    def parties(self) -> tuple[Party, ...]:
        """Both sides."""
        return (*self.source, *self.target)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a document lends to the accounts in it. `copies` are documents with much the same text."""

    document_id: str
    day: date | None
    words: frozenset[str]
    actors: frozenset[str]
    copies: frozenset[str] = frozenset()


def account_of(event: Event, day: date | None) -> Account | None:
    """Return what is compared of an event, None where it tells of no act that PLOVER codes.

    Args:
        event: the statement.
        day: when its document was published.
    """
    if event.type is None or event.status.value in rules().left_out:
        return None
    return Account(
        id=event.id,
        document_id=event.document_id,
        start=event.evidence.start,
        act=event.act or event.type,
        type=event.type,
        mode=event.mode,
        quad=event.quad,
        standing=standing_of(event),
        claimed=event.speaker is not None,
        source=tuple(_party(ref, event) for ref in event.source),
        target=tuple(_party(ref, event) for ref in event.target),
        place=replace(event.place, start=None, end=None) if event.place else None,
        days=_days(event, day),
        numbers=tuple(map(_number, event.counts)),
        words=stems(f"{event.evidence.quote} {event.about or ''}"),
        names=names(event.evidence.quote),
        confidence=event.confidence,
        quote=event.evidence.quote,
    )


def standing_of(event: Event) -> Standing:
    """Return whether an event is told as so, as open (planned, possible, demanded) or is denied.

    Who denies or refuses an act is coded as REJECT with that act; of the act itself it is a denial.
    """
    if event.status is Status.DENIED or (event.type == "REJECT" and event.act not in {None, "REJECT"}):
        return "denied"
    ruled = event.act not in {None, event.type} and event.type in {"AGREE", "THREATEN", "REQUEST"}
    return "so" if event.status in COUNTED | TOOK_PLACE and not ruled else "open"


def _party(ref: ActorRef, event: Event) -> Party:
    if ref.linked:
        return Party(id=ref.id, state=ref.state or (ref.id if ref.kind is ActorKind.STATE else None))
    # A capital tells nothing of the one word that a sentence begins with: "Dockers went on strike".
    initial = ref.start == event.evidence.start and " " not in ref.surface
    return Party(id=f"?{ref.surface}", state=ref.state, known=is_name(ref.surface) and not initial)


def _number(count: Count) -> Number:
    return Number(what=count.what, low=count.low, high=count.high, unit=count.unit, about=count.about)


def _days(event: Event, day: date | None) -> Days | None:
    """Return the days of the act itself; where the text gives none, those around publication.

    A promise, order or denial has a day of its own ("denied on Tuesday that it had shelled"): the act lies on
    the far side of that day.
    """
    when = event.when
    start, end = (_day(when.start), _day(when.end)) if when else (None, None)
    told = [each for each in (start, end) if each]
    if when and told and not (_is_speech(event) and day and min(told) <= day):
        return Days(start=min(told), end=max(told), told=True, exact=when.precision in _EXACT)
    said = min(told) if told else day
    if said is None:
        return None
    around = rules().undated[standing_of(event)]
    return Days(
        start=said - timedelta(around.before), end=said + timedelta(around.after), told=False, exact=False
    )


def _is_speech(event: Event) -> bool:
    """Whether an event is a word about an act: a promise, demand, threat or denial of it."""
    return event.act not in {None, event.type}


def _day(value: str | None) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None  # a year before 1 or a day that no calendar has

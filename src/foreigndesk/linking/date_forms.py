"""What a temporal expression says before it is held against the publication date."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from foreigndesk.linking import intervals
from foreigndesk.linking.date_grammar import Licence
from foreigndesk.linking.date_words import words
from foreigndesk.linking.intervals import Interval, Tense
from foreigndesk.records import DatePrecision

# Years around the anchor in which an undated day is looked for (29 February comes every fourth year).
REACH = 4


@dataclass(frozen=True, slots=True)
class Context:
    """What an expression is read against: publication date, tense, and the interval read before it."""

    anchor: date | None
    tense: Tense
    previous: Interval | None

    @property
    def day(self) -> date:
        """The publication date; only asked for where there is one."""
        if self.anchor is None:
            raise ValueError("no publication date")
        return self.anchor

    @property
    def said(self) -> str:
        """The tense in words, for a rule."""
        return {"past": "past tense", "future": "future cue", "none": "no cue of tense"}[self.tense]


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """A date as the calendar names it; what it leaves out (`year`) is found from the context.

    `year_shift` counts from the publication year ("November of last year": -1).
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    last_day: int | None = None
    weekday: int | None = None
    year_shift: int | None = None

    def with_year_of(self, other: CalendarDate) -> CalendarDate:
        """Return this date with the year that `other` names, where it names none itself."""
        if self.year is not None or self.year_shift is not None:
            return self
        return replace(self, year=other.year, year_shift=other.year_shift)

    def resolve(self, context: Context) -> Interval | None:
        """Return the interval, or None where the calendar has no such date."""
        if self.year is not None:
            return self._in(self.year, "as written")
        precision: DatePrecision = "day" if self.day else "month"
        if context.anchor is None:
            return intervals.unknown(precision, "no year said, and no publication date to count from")
        if self.year_shift is not None:
            shown = {-1: "the year before", 0: "the year", 1: "the year after"}.get(self.year_shift, "")
            rule = f"counted from {shown} of publication, {context.anchor.year}"
            return self._in(context.anchor.year + self.year_shift, rule)
        near = [self._in(context.anchor.year + n, "") for n in range(-REACH, REACH + 1)]
        found = [c for c in near if c is not None]
        if self.weekday is not None:
            found = [c for c in found if c.start and c.start.weekday() == self.weekday] or found
        best = intervals.choose(found, context.anchor, context.tense)
        return replace(best, rule=f"no year said: {self._reading(best, context)}") if best else None

    def _reading(self, best: Interval, context: Context) -> str:
        anchor = context.day
        assert best.start is not None
        assert best.end is not None
        side = (
            "the one around"
            if best.start <= anchor <= best.end
            else "the last before"
            if best.end < anchor
            else "the next after"
        )
        return f"{side} {anchor} ({context.said})"

    def _in(self, year: int, rule: str) -> Interval | None:
        if self.month is None:
            return intervals.year(year, rule)
        if self.day is None:
            return intervals.month(year, self.month, rule)
        try:
            first = date(year, self.month, self.day)
            last = date(year, self.month, self.last_day or self.day)
        except ValueError:
            return None
        return Interval(first, last, "day", rule) if first <= last else None


@dataclass(frozen=True, slots=True)
class Relative:
    """An expression that counts from the publication date, or from the date read before it."""

    make: Callable[[Context], Interval | None]
    precision: DatePrecision

    def resolve(self, context: Context) -> Interval | None:
        """Return the interval; unknown where there is nothing to count from, None outside the calendar."""
        if context.anchor is None:
            return intervals.unknown(self.precision, "no publication date to count from")
        try:
            return self.make(context)
        except (ValueError, OverflowError):  # "900 decades ago": before the calendar begins
            return None


@dataclass(frozen=True, slots=True)
class Fixed:
    """An expression that needs no context: a decade, a century, an era."""

    interval: Interval

    def resolve(self, _context: Context) -> Interval:
        """Return the interval."""
        return self.interval


Form = CalendarDate | Relative | Fixed


@dataclass(frozen=True, slots=True)
class Piece:
    """A matched expression in the text, not yet resolved."""

    start: int
    end: int
    form: Form
    licence: Licence | None
    name: str


def counted_after(text: str, end: int, *, verbs: bool = True) -> bool:
    """Whether the number that ends at `end` counts things: "2000 soldiers", "15 armed men".

    With `verbs` also "15 were killed", "20 wounded".
    """
    following = re.match(r"[^\S\n]+((?:[a-z-]+[^\S\n]+)?)([a-z-]+)", text[end : end + 60])
    if following is None:
        return False
    first, second = following.group(1).strip() or following.group(2), following.group(2)
    counted = words().count_nouns | (words().count_verbs if verbs else frozenset())
    return first in counted or (
        bool(following.group(1)) and _modifier(first) and second in words().count_nouns
    )


def _modifier(word: str) -> bool:
    return word not in (
        "the",
        "and",
        "of",
        "in",
        "with",
        "when",
        "by",
        "to",
        "for",
        "a",
        "an",
        "more",
        "as",
        "some",
        "about",
    )

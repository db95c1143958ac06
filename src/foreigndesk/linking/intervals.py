"""Calendar arithmetic: days, weeks, months and seasons as intervals of dates, both ends included."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from foreigndesk.linking.date_words import words
from foreigndesk.records import DatePrecision

Tense = Literal["past", "future", "none"]
Part = Literal["early", "mid", "late", "begin", "end", "first half", "second half"]

DAY = timedelta(days=1)
# An undated day nearly a year away is a worse guess than the same day a few weeks off on the other side.
FAR, NEAR = timedelta(days=320), timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of time; an open end is None. `rule` says how it was reckoned."""

    start: date | None
    end: date | None
    precision: DatePrecision
    rule: str

    @property
    def one_day(self) -> bool:
        """Whether this is one single day."""
        return self.start is not None and self.start == self.end


def unknown(precision: DatePrecision, rule: str) -> Interval:
    """Return an interval of which neither end is known."""
    return Interval(None, None, precision, rule)


def day(when: date, rule: str) -> Interval:
    """Return one day."""
    return Interval(when, when, "day", rule)


def week(when: date, rule: str) -> Interval:
    """Return the week, Monday to Sunday, that holds `when`."""
    monday = when - when.weekday() * DAY
    return Interval(monday, monday + 6 * DAY, "week", rule)


def weekend(when: date, rule: str) -> Interval:
    """Return the Saturday and Sunday of the week that holds `when`."""
    saturday = when + (5 - when.weekday()) * DAY
    return Interval(saturday, saturday + DAY, "day", rule)


def month(year: int, number: int, rule: str) -> Interval:
    """Return a calendar month; `number` outside 1 to 12 counts into the years around."""
    year, index = year + (number - 1) // 12, (number - 1) % 12
    last = calendar.monthrange(year, index + 1)[1]
    return Interval(date(year, index + 1, 1), date(year, index + 1, last), "month", rule)


def months(year: int, first: int, last: int, rule: str) -> Interval:
    """Return several whole months as one interval: a quarter, a half-year, a season."""
    return Interval(month(year, first, "").start, month(year, last, "").end, "season", rule)


def year(number: int, rule: str) -> Interval:
    """Return a calendar year."""
    return Interval(date(number, 1, 1), date(number, 12, 31), "year", rule)


def decade(first: int, rule: str) -> Interval:
    """Return ten years from `first`."""
    return Interval(date(first, 1, 1), date(first + 9, 12, 31), "decade", rule)


def season(name: str, of_year: int, rule: str) -> Interval:
    """Return a northern season; winter starts in `of_year` and ends in the next."""
    first, last = words().seasons[name.lower()]
    return months(of_year, first, last if last >= first else last + 12, rule)


def shift_months(when: date, count: int) -> date:
    """Return `when` moved by whole months, on the last day where the month is shorter."""
    index = when.year * 12 + when.month - 1 + count
    y, m = divmod(index, 12)
    return date(y, m + 1, min(when.day, calendar.monthrange(y, m + 1)[1]))


def shift(when: date, count: int, unit: str) -> date:
    """Return `when` moved by `count` hours (whole days), days, weeks, months, years or decades."""
    if unit == "hour":
        return when + (count // 24 if count >= 0 else -(-count // 24)) * DAY
    if unit in ("day", "week"):
        return when + count * (7 if unit == "week" else 1) * DAY
    return shift_months(when, count * {"month": 1, "year": 12, "decade": 120}[unit])


def unit_around(when: date, unit: str, rule: str) -> Interval:
    """Return the day, week, month, year or decade that holds `when`."""
    makers: dict[str, Callable[[], Interval]] = {
        "hour": lambda: day(when, rule),
        "day": lambda: day(when, rule),
        "week": lambda: week(when, rule),
        "month": lambda: month(when.year, when.month, rule),
        "year": lambda: year(when.year, rule),
        "decade": lambda: decade(when.year // 10 * 10, rule),
    }
    return makers[unit]()


def part(whole: Interval, which: Part) -> Interval:
    """Return the early, middle or late third of an interval, its beginning or end, or a half of it.

    "Beginning" and "end" of a year are its first and last three months, of a month ten days each.
    """
    if whole.start is None or whole.end is None:
        return replace(whole, rule=f"{which} part of: {whole.rule}")
    if (whole.end - whole.start).days < 3:
        return replace(whole, rule=f"{which} in the day, of: {whole.rule}")
    a, b = _cut(whole.start, whole.end, which)
    precision: DatePrecision = "season" if whole.precision == "year" else whole.precision
    return Interval(a, b, precision, f"{which} part, {a} to {b}, of: {whole.rule}")


def _cut(start: date, end: date, which: Part) -> tuple[date, date]:
    whole_years = start.month == 1 and start.day == 1 and end.month == 12 and end.day == 31
    units = ((end.year - start.year + 1) * 12) if whole_years else (end - start).days + 1
    monthly = start.day == 1 and start.month == end.month and start.year == end.year
    if monthly:
        bounds = {
            "early": (0, 10),
            "mid": (10, 20),
            "late": (20, units),
            "begin": (0, 10),
            "end": (20, units),
        }
        low, high = bounds.get(which, (0, 15) if which == "first half" else (15, units))
    else:
        third, quarter, half = round(units / 3), max(1, round(units / 4)), units // 2
        low, high = {
            "early": (0, third),
            "mid": (third, units - third),
            "late": (units - third, units),
            "begin": (0, quarter),
            "end": (units - quarter, units),
            "first half": (0, half),
            "second half": (half, units),
        }[which]
    if whole_years:
        return shift_months(start, low), shift_months(start, high) - DAY
    return start + low * DAY, start + (high - 1) * DAY


def choose(candidates: Iterable[Interval], anchor: date, tense: Tense) -> Interval | None:
    """Return the candidate that an undated expression most likely means.

    With a past cue the latest that had begun by the anchor, with a future cue the earliest not yet over,
    with none the nearest; a single day nearly a year off gives way to one a few weeks off.
    """
    known = [c for c in candidates if c.start is not None and c.end is not None]
    if not known:
        return None
    behind = max((c for c in known if c.start <= anchor), key=lambda c: c.start, default=None)  # type: ignore[operator,arg-type,return-value]
    ahead = min((c for c in known if c.end >= anchor), key=lambda c: c.end, default=None)  # type: ignore[operator,arg-type,return-value]
    if behind is None or ahead is None:
        return behind or ahead
    assert behind.end is not None
    assert ahead.start is not None
    assert ahead.end is not None
    back, forth = max(anchor - behind.end, timedelta(0)), max(ahead.start - anchor, timedelta(0))
    short = (ahead.end - ahead.start).days < 15
    if tense == "past" and not (short and back >= FAR and forth <= NEAR):
        return behind
    if tense == "future" and not (short and forth >= FAR and back <= NEAR):
        return ahead
    return behind if back <= forth else ahead

"""How matches of calendar dates are read: days, months, years, decades, quarters, seasons."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Literal

from foreigndesk.linking import intervals
from foreigndesk.linking.calendars import RECKONINGS
from foreigndesk.linking.date_forms import CalendarDate, Context, Fixed, Form, Relative, counted_after
from foreigndesk.linking.date_grammar import pattern
from foreigndesk.linking.date_words import month_number, ordinal, weekday_number, words
from foreigndesk.linking.intervals import Interval

SlashOrder = Literal["day_first", "month_first"]

YEAR_WORDS = {
    "this": 0,
    "current": 0,
    "same": 0,
    "last": -1,
    "previous": -1,
    "past": -1,
    "next": 1,
    "coming": 1,
    "following": 1,
}


def worded_year(text: str | None) -> int | None:
    """Return how far "last year", "the current year" lie from the year of publication."""
    return YEAR_WORDS[text.lower().split()[-1]] if text else None


def _int(text: str | None) -> int | None:
    return int(text) if text else None


def _tail(m: re.Match[str]) -> tuple[int | None, int | None]:
    groups = m.groupdict()
    y = groups.get("y")
    if y and _counts(m, "y"):
        return None, None
    return _int(y), worded_year(groups.get("ry"))


def _days(m: re.Match[str]) -> Form | None:
    """27 February, 27-28 February, Friday 3 March 2017, 5-th of May, the first of May last year."""
    groups = m.groupdict()
    number_ends = m.end() in (m.end("d"), m.end("d2") if groups.get("d2") else -1)
    if number_ends and counted_after(m.string, m.end()):
        return None
    first, last = ordinal(m["d"]), ordinal(m["d2"]) if groups.get("d2") else None
    joined = (groups.get("sep") or "").strip().lower()
    if last and (last <= first or (joined in ("and", "or", ",") and last != first + 1)):
        return None
    y, shift = _tail(m)
    weekday = weekday_number(groups["wd"]) if groups.get("wd") else None
    return CalendarDate(y, month_number(m["m"]), first, last, weekday, shift)


def _listed_day(m: re.Match[str]) -> Form:
    """The 5 of "5 and 10 March": month and year stand after the last day of the list."""
    y, shift = _tail(m)
    return CalendarDate(y, month_number(m["m"]), ordinal(m["d"]), year_shift=shift)


def _month(m: re.Match[str]) -> Form | None:
    """November, November 2016, March of last year; "in May 15 people died" keeps only the month."""
    y, shift = _tail(m)
    if m["m"].lower() in words().ambiguous_months and m["m"].islower() and not (y or shift is not None):
        return _lower_month(m)
    return CalendarDate(y, month_number(m["m"]), year_shift=shift)


def _lower_month(m: re.Match[str]) -> Form | None:
    """A lower-case "march" or "may" counts only after a preposition that neither verb nor noun takes."""
    before = m.string[max(0, m.start() - 14) : m.start()].lower()
    firm = re.search(r"(?:\bin|\bsince|\buntil|\blate|\bearly|\bmid|\bof)[^\S\n-]*-?[^\S\n]*$", before)
    after = re.match(
        r"[^\S\n]+(?:step|with|through|past|to|on|be|have|not)\b", m.string[m.end() : m.end() + 12]
    )
    return CalendarDate(None, month_number(m["m"])) if firm and not after else None


def _iso(m: re.Match[str]) -> Form:
    return CalendarDate(int(m["y"]), int(m["mm"]), int(m["dd"]))


def _numeric(order: SlashOrder, m: re.Match[str]) -> Form | None:
    """03.03.2017 is day first; 3/4/2017 follows `order` unless only one order gives a date."""
    first, second = int(m["a"]), int(m["b"])
    day, month = (first, second) if order == "day_first" else (second, first)
    if month > 12:
        day, month = month, day
    if not 1 <= month <= 12:
        return None
    y = int(m["y"])
    return CalendarDate(y + (2000 if y < 70 else 1900) if y < 100 else y, month, day)


def _year(m: re.Match[str]) -> Form | None:
    return None if _counts(m, "y") else CalendarDate(int(m["y"]))


def _counts(m: re.Match[str], group: str) -> bool:
    """Whether four digits count things: only a round number does ("2000 soldiers"), not "in 2011 troops"."""
    n = int(m[group])
    return (n % 50 == 0 or n < 1800) and counted_after(m.string, m.end(group), verbs=False)


def _years(m: re.Match[str]) -> Form | None:
    first, text = int(m["y"]), m["y2"]
    last = int(text) if len(text) == 4 else first // 100 * 100 + int(text)
    if not first < last <= first + 120 or counted_after(m.string, m.end("y2"), verbs=False):
        return None
    whole = Interval(date(first, 1, 1), date(last, 12, 31), "year", f"the years {first} to {last}")
    return Fixed(whole)


def _decade(m: re.Match[str]) -> Form:
    text = m["n"].lower()
    if text.isdigit():
        first = int(text) if len(text) == 4 else 1900 + int(text)
    else:
        first = words().decade_words[text]
    return Fixed(intervals.decade(first, f"the ten years from {first}"))


def _century(m: re.Match[str]) -> Form | None:
    n = ordinal(m["n"])
    if not 1 <= n <= 30:
        return None
    first = (n - 1) * 100 + 1
    return Fixed(
        Interval(date(first, 1, 1), date(first + 99, 12, 31), "unknown", f"the hundred years from {first}")
    )


def _quarter(m: re.Match[str]) -> Form | None:
    """The first quarter of 2018, Q3 2016, the second half of this year."""
    which, half = m["n"].lower(), m["what"].lower() in ("half", "h")
    parts = 2 if half else 4
    n = parts if which == "last" else ordinal(which)
    if not 1 <= n <= parts:
        return None
    size = 12 // parts
    first, last = (n - 1) * size + 1, n * size
    name = f"months {first} to {last}"
    y, shift = _tail(m)
    if y:
        return Fixed(intervals.months(y, first, last, f"{name} of {y}"))
    shift = 0 if shift is None and m.groupdict().get("theyear") else shift

    def make(context: Context) -> Interval | None:
        if shift is not None:
            of = context.day.year + shift
            return intervals.months(of, first, last, f"{name} of {of}, counted from {context.day}")
        near = [
            intervals.months(context.day.year + k, first, last, f"{name}, no year said ({context.said})")
            for k in (-1, 0, 1)
        ]
        return intervals.choose(near, context.day, context.tense)

    return Relative(make, "season")


def _season(m: re.Match[str]) -> Form | None:
    """This spring, last summer, the winter of 2016, autumn 2015, in the spring."""
    name = m["s"].lower()
    if m["s"].lower() == "fall" and not (m["det"] or m.groupdict().get("y")):
        return None
    y, shift = _tail(m)
    if y:
        return Fixed(intervals.season(name, y, f"{name} of {y}, by northern months"))
    det = (m["det"] or "").lower().split()[-1:] or [""]

    def make(context: Context) -> Interval | None:
        anchor = context.day
        if shift is not None:
            return intervals.season(
                name, anchor.year + shift, f"{name} of {anchor.year + shift}, by northern months"
            )
        near = [intervals.season(name, anchor.year + k, "") for k in (-2, -1, 0, 1)]
        if det[0] in ("last", "past", "previous"):
            best = [c for c in near if c.end and c.end < anchor][-1]
        elif det[0] in ("next", "coming"):
            best = next(c for c in near if c.start and c.start > anchor)
        elif det[0] in ("this", "current"):
            best = next((c for c in near if c.start and c.end and c.start <= anchor <= c.end), near[2])
        else:
            best = intervals.choose(near, anchor, context.tense) or near[2]
        return Interval(
            best.start,
            best.end,
            "season",
            f"{' '.join(det)} {name}, by northern months, against {anchor}".strip(),
        )

    return Relative(make, "season")


def _named_day(m: re.Match[str]) -> Form:
    wanted = m["n"].replace("’", "'").lower()
    month, day = next(v for k, v in words().named_days.items() if k.lower() == wanted).split("-")
    y, shift = _tail(m)
    return CalendarDate(y, int(month), int(day), year_shift=shift)


def _this_month(m: re.Match[str]) -> Form:
    """The 5th of this month, the 20th of last month."""
    day, shift = ordinal(m["d"]), worded_year(m["rm"]) or 0

    def make(context: Context) -> Interval | None:
        first = intervals.month(context.day.year, context.day.month + shift, "").start
        assert first
        return CalendarDate(first.year, first.month, day).resolve(context)

    return Relative(make, "day")


def _ordinal_only(m: re.Match[str]) -> Form:
    """On the 5th: of the month that tense points to."""
    number = ordinal(m["d"])

    def make(context: Context) -> Interval | None:
        starts = [intervals.month(context.day.year, context.day.month + k, "").start for k in (-1, 0, 1)]
        days = [CalendarDate(s.year, s.month, number).resolve(context) for s in starts if s]
        best = intervals.choose([d for d in days if d], context.day, context.tense)
        return (
            intervals.day(best.start, f"no month said: nearest to {context.day} ({context.said})")
            if best and best.start
            else None
        )

    return Relative(make, "day")


def _in_calendar(name: Literal["islamic", "jalali"], m: re.Match[str]) -> Form | None:
    """12 Ramadan 1440 AH, Mehr 15, 1398, Bahman 1397, 1397 solar year."""
    calendar, first_of = words().calendars[name], RECKONINGS[name]
    groups, y = m.groupdict(), int(m["y"])
    if _counts(m, "y"):
        return None
    rule = f"{m.group()}: by the {calendar.shown}"
    if not groups.get("m"):
        return Fixed(Interval(first_of(y, 1, 1), first_of(y + 1, 1, 1) - intervals.DAY, "year", rule))
    number = next(
        n for n, form in enumerate(calendar.months, start=1) if pattern(form).fullmatch(groups["m"])
    )
    if groups.get("d"):
        try:
            return Fixed(intervals.day(first_of(y, number, ordinal(groups["d"])), rule))
        except ValueError:
            return None
    following = first_of(y, number + 1, 1) if number < 12 else first_of(y + 1, 1, 1)
    return Fixed(Interval(first_of(y, number, 1), following - intervals.DAY, "month", rule))


READINGS: Mapping[str, Callable[[re.Match[str]], Form | None]] = {
    "iso": _iso,
    "dotted": partial(_numeric, "day_first"),
    "slashed_day_first": partial(_numeric, "day_first"),
    "slashed_month_first": partial(_numeric, "month_first"),
    "days": _days,
    "listed_day": _listed_day,
    "month": _month,
    "year": _year,
    "years": _years,
    "decade": _decade,
    "century": _century,
    "quarter": _quarter,
    "season": _season,
    "named_day": _named_day,
    "this_month": _this_month,
    "ordinal_only": _ordinal_only,
    "islamic": partial(_in_calendar, "islamic"),
    "jalali": partial(_in_calendar, "jalali"),
}

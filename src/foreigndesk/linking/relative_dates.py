"""How dates are read that count from the publication date, or from the date read before."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from foreigndesk.linking import intervals
from foreigndesk.linking.date_forms import CalendarDate, Context, Form, Relative
from foreigndesk.linking.date_words import month_number, number, weekday_number
from foreigndesk.linking.intervals import DAY, Interval
from foreigndesk.records import DatePrecision

# What is too long for days to be counted from its end: "in January ... four days later".
_COARSE = frozenset({"month", "season", "year", "decade"})

VAGUE_LOW, VAGUE_HIGH = 2, 6
STEP = {
    "last": -1,
    "previous": -1,
    "past": -1,
    "this": 0,
    "current": 0,
    "next": 1,
    "coming": 1,
    "following": 1,
    "forthcoming": 1,
    "upcoming": 1,
}


def _precision(unit: str) -> DatePrecision:
    known: dict[str, DatePrecision] = {"week": "week", "month": "month", "year": "year", "decade": "decade"}
    return known.get(unit, "day")


def _unit(m: re.Match[str]) -> str:
    return m["u"].lower()


def _step(m: re.Match[str]) -> int:
    return STEP[m["det"].lower().split()[-1]]


NAMED = {
    "day before yesterday": (-2, -2),
    "on the eve": (-1, -1),
    "yesterday": (-1, -1),
    "last night": (-1, -1),
    "overnight": (-1, 0),
    "today": (0, 0),
    "tonight": (0, 0),
    "this morning": (0, 0),
    "this afternoon": (0, 0),
    "this evening": (0, 0),
    "tomorrow": (1, 1),
    "day after tomorrow": (2, 2),
}


def _named(m: re.Match[str]) -> Form:
    """Yesterday, today, on the eve (the day before)."""
    low, high = NAMED[re.sub(r"\s+", " ", m["n"].lower())]
    return Relative(
        lambda c: Interval(
            c.day + low * DAY, c.day + high * DAY, "day", f"{m['n'].lower()}: counted from {c.day}"
        ),
        "day",
    )


def _eve_of(_m: re.Match[str]) -> Form:
    return Relative(
        lambda _c: intervals.unknown("unknown", "the day before something whose date is not said here"),
        "unknown",
    )


def _this_unit(m: re.Match[str]) -> Form | None:
    """Last week, this year, earlier this month, later this week, the current year."""
    unit, step, side = _unit(m), _step(m), (m.groupdict().get("side") or "").lower()

    def make(c: Context) -> Interval:
        target = intervals.shift(c.day, step, unit)
        rule = f"the {unit} {_where(step)} {c.day}"
        whole = intervals.unit_around(target, unit, rule)
        if step == 0 and side.startswith("earl"):
            return Interval(whole.start, c.day, whole.precision, f"from the start of the {unit} to {c.day}")
        if step == 0 and side.startswith("lat"):
            return Interval(c.day, whole.end, whole.precision, f"from {c.day} to the end of the {unit}")
        if side:
            return intervals.part(whole, "early" if side.startswith("earl") else "late")
        return whole

    return Relative(make, _precision(unit))


def _where(step: int) -> str:
    return {-1: "before", 0: "of", 1: "after"}[step]


def _weekend(m: re.Match[str]) -> Form:
    """Last weekend, this weekend, at the weekend."""
    det = (m["det"] or "").lower().split()[-1:]

    def make(c: Context) -> Interval:
        weeks = [intervals.weekend(c.day + 7 * k * DAY, "") for k in (-2, -1, 0, 1)]
        if det and STEP.get(det[0], 0) == -1:
            best = max((w for w in weeks if w.end and w.end < c.day), key=lambda w: w.end or c.day)
        elif det and STEP.get(det[0], 0) == 1:
            best = weeks[3]
        elif det and det[0] in STEP:
            best = weeks[1] if c.tense == "past" and weeks[2].start and weeks[2].start > c.day else weeks[2]
        else:
            best = intervals.choose(weeks, c.day, c.tense) or weeks[2]
        side = "before" if best.end and best.end < c.day else "of or after"
        return Interval(
            best.start, best.end, "day", f"{m.group().lower()}: the Saturday and Sunday {side} {c.day}"
        )

    return Relative(make, "day")


def _weekday(m: re.Match[str]) -> Form:
    """Sunday, last Friday, next Monday, Tuesday of next week, Thursday night."""
    wanted = weekday_number(m["wd"])
    det, of_week = (m["det"] or "").lower().split()[-1:], (m["of"] or "").lower()

    def make(c: Context) -> Interval | None:
        name = m["wd"].capitalize()
        if of_week:
            monday = intervals.week(c.day + 7 * STEP[of_week] * DAY, "").start
            return (
                intervals.day(monday + wanted * DAY, f"{name} of the week {_where(STEP[of_week])} {c.day}")
                if monday
                else None
            )
        near = [c.day + k * DAY for k in range(-7, 8) if (c.day + k * DAY).weekday() == wanted]
        step = STEP.get(det[0], 0) if det else None
        if step == -1:
            return intervals.day(max(d for d in near if d < c.day), f"the last {name} before {c.day}")
        if step == 1:
            return intervals.day(min(d for d in near if d > c.day), f"the first {name} after {c.day}")
        if c.tense == "future" or (step == 0 and c.tense != "past"):
            return intervals.day(
                min(d for d in near if d >= c.day), f"{name}: the first on or after {c.day} ({c.said})"
            )
        return intervals.day(
            max(d for d in near if d <= c.day), f"{name}: the last on or before {c.day} ({c.said})"
        )

    return Relative(make, "day")


def _last_month_named(m: re.Match[str]) -> Form | None:
    """Last November, this April, next May."""
    wanted, step = month_number(m["m"]), _step(m)
    if m["m"].islower() and m["m"] in ("march", "may"):
        return None

    def make(c: Context) -> Interval | None:
        near = [
            intervals.month(c.day.year + k, wanted, f"{m.group().lower()}: against {c.day}")
            for k in (-1, 0, 1)
        ]
        if step == 0:
            return near[1]
        if step < 0:
            return [n for n in near if n.end and n.end < c.day][-1]
        return next(n for n in near if n.start and n.start > c.day)

    return Relative(make, "month")


def _ago(m: re.Match[str]) -> Form:
    """Two days ago, three weeks ago, several months ago, half a year ago."""
    unit, n = _unit(m), number(m["n"])

    def make(c: Context) -> Interval:
        if n is None:
            low, high = intervals.shift(c.day, -VAGUE_HIGH, unit), intervals.shift(c.day, -VAGUE_LOW, unit)
            return Interval(
                low,
                high,
                "unknown",
                f"{m['n'].lower()} {unit}s before {c.day}: taken as {VAGUE_LOW} to {VAGUE_HIGH}",
            )
        return intervals.unit_around(
            intervals.shift(c.day, -n, unit), unit, f"the {unit} {n} {unit}(s) before {c.day}"
        )

    return Relative(make, _precision(unit) if n is not None else "unknown")


def _half_year_ago(m: re.Match[str]) -> Form:
    back = 6 if m["n"].lower().startswith("half") else 18
    return Relative(
        lambda c: intervals.unit_around(
            intervals.shift_months(c.day, -back), "month", f"{back} months before {c.day}"
        ),
        "month",
    )


def _in_units(m: re.Match[str]) -> Form:
    """In two weeks, in three months' time: ahead; under a past cue a duration, which is no date."""
    unit, n = _unit(m), number(m["n"])
    sure = bool(m["time"]) or m["p"].lower() == "within"

    def make(c: Context) -> Interval | None:
        if n is None or (c.tense != "future" and not sure):
            return None
        target = intervals.shift(c.day, n, unit)
        if m["p"].lower() == "within":
            return Interval(c.day, target, _precision(unit), f"within {n} {unit}(s) from {c.day}")
        return intervals.unit_around(target, unit, f"the {unit} {n} {unit}(s) after {c.day}")

    return Relative(make, _precision(unit))


def _rolling(m: re.Match[str]) -> Form:
    """Over the past three years, in the next two weeks, in recent months, in the coming days."""
    unit, det = _unit(m), m["det"].lower().split()[-1]
    text = m.groupdict().get("n")
    n = number(text) if text else (1 if not m["plural"] else None)

    def make(c: Context) -> Interval:
        back = det in ("last", "past", "previous", "recent")
        if n is None:
            rule = f"{det} {unit}s, how many is not said: {'up to' if back else 'from'} {c.day}"
            return Interval(None if back else c.day, c.day if back else None, "unknown", rule)
        other = intervals.shift(c.day, -n if back else n, unit)
        rule = f"the {n} {unit}(s) {'up to' if back else 'from'} {c.day}"
        return Interval(min(other, c.day), max(other, c.day), _precision(unit), rule)

    return Relative(make, _precision(unit) if n else "unknown")


def _from_previous(m: re.Match[str]) -> Form:
    """A day earlier, two weeks later, the next day, the same day: from the date read before."""
    unit, n = _unit(m), number(m.groupdict().get("n") or "one")
    sign = {"earlier": -1, "before": -1, "previous": -1, "same": 0, "that": 0}.get(m["dir"].lower(), 1)

    def make(c: Context) -> Interval | None:
        base, named = (c.previous, "the date before it in the text") if c.previous else (None, "")
        if base is None and sign < 0:
            base, named = intervals.day(c.day, ""), "publication"
        if (
            base is None
            or n is None
            or not (base.start and base.end)
            or (unit in ("day", "hour") and not base.one_day and (sign == 0 or base.precision in _COARSE))
        ):
            return intervals.unknown(_precision(unit), "counted from a date that the text does not give")
        from_day = base.end if sign > 0 else base.start
        side = "after" if sign > 0 else "before" if sign else "as"
        rule = f"{n if sign else 'the same'} {unit} {side} {named}, {from_day}"
        return intervals.unit_around(intervals.shift(from_day, sign * n, unit), unit, rule)

    return Relative(make, _precision(unit))


def _whole_unit(m: re.Match[str]) -> Form:
    """The year, the month, the week: only within "the end of the year"."""
    unit = _unit(m)
    return Relative(lambda c: intervals.unit_around(c.day, unit, f"the {unit} of {c.day}"), _precision(unit))


def _year_before_last(_m: re.Match[str]) -> Form:
    return CalendarDate(year_shift=-2)


def _that_unit(m: re.Match[str]) -> Form | None:
    """On that day, in that year."""
    return None if " " in m["u"] else _from_previous(m)


READINGS: Mapping[str, Callable[[re.Match[str]], Form | None]] = {
    "named": _named,
    "eve_of": _eve_of,
    "this_unit": _this_unit,
    "weekend": _weekend,
    "weekday": _weekday,
    "last_month_named": _last_month_named,
    "ago": _ago,
    "half_year_ago": _half_year_ago,
    "in_units": _in_units,
    "rolling": _rolling,
    "from_previous": _from_previous,
    "that_unit": _that_unit,
    "year_before_last": _year_before_last,
    "whole_unit": _whole_unit,
}

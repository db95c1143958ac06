"""From matched pieces to whole expressions: ranges, "since", "by the end of", clock times."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from foreigndesk.linking import intervals
from foreigndesk.linking.date_forms import CalendarDate, Context, Fixed, Piece
from foreigndesk.linking.date_grammar import affix
from foreigndesk.linking.date_words import number, words
from foreigndesk.linking.intervals import DAY, Interval, Part, Tense

# How far before a piece its prepositions are looked for, in characters.
LOOK_BACK = 64

PARTS: dict[str, Part] = {
    "early": "early",
    "earlier": "early",
    "mid": "mid",
    "middle": "mid",
    "late": "late",
    "later": "late",
    "beginning": "begin",
    "start": "begin",
    "outset": "begin",
    "turn": "begin",
    "first days": "begin",
    "first week": "begin",
    "end": "end",
    "close": "end",
    "last days": "end",
    "last week": "end",
    "first half": "first half",
    "second half": "second half",
}
RANGE_GAP = re.compile(
    r"\s*(?:[-–—]|\bto\b|\buntil\b|\btill\b|\bthrough\b|\bup to\b)\s*(?:the\s+)?", re.IGNORECASE
)
AND_GAP = re.compile(r"\s*\band\b\s*(?:the\s+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Expression:
    """A whole temporal expression: its span, its interval, and the minute where one is given."""

    start: int
    end: int
    interval: Interval
    minute: str | None = None


class Composer:
    """Reads the pieces of one text, in order, against a publication date."""

    def __init__(self, text: str, tense_of: Callable[[int, int], Tense], context: Context) -> None:
        self.text = text
        self._tense_of = tense_of
        self._context = context
        self._floor = 0

    def compose(self, pieces: Sequence[Piece]) -> list[Expression]:
        """Return the expressions that `pieces` make, in order."""
        out: list[Expression] = []
        i = 0
        while i < len(pieces):
            made, used = self._range(pieces[i], pieces[i + 1 : i + 2])
            if made is None:
                made, used = self._single(pieces[i]), 1
            i += used
            if made is None:
                continue
            self._floor = made.end
            out.append(made)
            if made.interval.start is not None and made.interval.end is not None:
                self._context = replace(self._context, previous=made.interval)
        return out

    def _before(self, at: int) -> str:
        return self.text[max(self._floor, at - LOOK_BACK) : at]

    def _at(self, piece: Piece) -> Context:
        return replace(self._context, tense=self._tense_of(piece.start, piece.end))

    def _single(self, piece: Piece) -> Expression | None:
        interval = piece.form.resolve(self._at(piece))
        if interval is None:
            return None
        if piece.licence == "part" and not affix("part_before").search(self._before(piece.start)):
            return None
        return self._prefixed(Expression(piece.start, piece.end, interval), self._at(piece))

    def _range(self, first: Piece, rest: Sequence[Piece]) -> tuple[Expression | None, int]:
        """Read "from A to B", "A - B", "between A and B"; not "moved from A to B"."""
        if not rest:
            return None, 1
        second, before = rest[0], self._before(first.start)
        gap = self.text[first.end : second.start]
        opener = re.search(r"\b(from|between)\s+(?:the\s+)?$", before, re.IGNORECASE)
        between = opener is not None and opener.group(1).lower() == "between"
        if between and AND_GAP.fullmatch(gap) is None:
            return None, 1
        if not between and (RANGE_GAP.fullmatch(gap) is None or _moved(before)):
            return None, 1
        context = self._at(first)
        form = first.form
        if isinstance(form, CalendarDate) and isinstance(second.form, CalendarDate):
            form = form.with_year_of(second.form)
        a = form.resolve(context)
        b = self._end_of_range(second, a, context)
        if a is None or b is None or (a.start and b.end and a.start > b.end):
            return None, 1
        start = first.start - len(before) + opener.start() if opener else first.start
        whole = Interval(a.start, b.end, b.precision, f"from {a.start} to {b.end}; {a.rule}")
        made = Expression(start, second.end, whole)
        return (made if opener else self._prefixed(made, context)), 2

    @staticmethod
    def _end_of_range(second: Piece, a: Interval | None, context: Context) -> Interval | None:
        form = second.form
        if a is None or a.start is None:
            return form.resolve(context) if a else None
        if isinstance(form, CalendarDate) and form.year is None and form.year_shift is None:
            tries = [replace(form, year=a.start.year + k).resolve(context) for k in (0, 1)]
            return next((t for t in tries if t and t.start and t.start >= a.start), None)
        b = form.resolve(context)
        if (
            b
            and b.start
            and b.end
            and b.one_day
            and a.one_day
            and not isinstance(form, (CalendarDate, Fixed))
        ):
            weeks = timedelta(days=7 * -((b.start - a.start).days // 7))
            b = replace(b, start=b.start + weeks, end=b.end + weeks)
        return b

    def _prefixed(self, made: Expression, context: Context) -> Expression:
        made = self._clocked(made)
        before, which = self._before(made.start), ""
        if m := affix("part_before").search(before):
            which = re.sub(r"\s+", " ", (m["part"] or m["side"] or m["noun"]).lower())
            made = self._widened(made, before, m, intervals.part(made.interval, PARTS[which]))
            before = self._before(made.start)
        if m := affix("distance_before").search(before):
            return self._distance(made, before, m)
        if m := affix("eve_before").search(before):
            return self._widened(made, before, m, _eve(made.interval))
        if m := affix("operator_before").search(before):
            event_end = self._event_after(made.end)
            event = (
                event_end is not None or re.match(r"['’]s\b", self.text[made.end : made.end + 3]) is not None
            )
            op = "by" if m["op"].lower() == "before" and which in ("end", "close") else m["op"].lower()
            changed = _operate(op, made.interval, event, context.tense)
            if changed is None:
                return made
            widened = self._widened(made, before, m, changed)
            return replace(widened, end=max(widened.end, event_end or 0))
        return made

    def _widened(self, made: Expression, before: str, m: re.Match[str], interval: Interval) -> Expression:
        minute = made.minute if interval.one_day else None
        return Expression(made.start - len(before) + m.start(), made.end, interval, minute)

    def _event_after(self, end: int) -> int | None:
        """Return where an event named by the date ends: "the 2010 revolution", "Friday's deadly attack"."""
        rest = self.text[end : end + 60]
        m = re.match(r"(?:['’]s?)?[^\S\n]+([A-Za-z-]+)(?:[^\S\n]+([A-Za-z-]+))?", rest)
        if m is None:
            return None
        nouns = words().event_nouns
        if m.group(2) and m.group(2).lower() in nouns and m.group(1).lower() not in words().clause_breaks:
            return end + m.end(2)
        return end + m.end(1) if m.group(1).lower() in nouns else None

    def _distance(self, made: Expression, before: str, m: re.Match[str]) -> Expression:
        base, n = made.interval, number(m["n"])
        back = m["dir"].lower() != "after"
        day = base.start if back else base.end
        if n is None or day is None:
            return made
        rule = f"{n} {m['u'].lower()}(s) {'before' if back else 'after'} {day}"
        target = intervals.unit_around(
            intervals.shift(day, -n if back else n, m["u"].lower()), m["u"].lower(), rule
        )
        return self._widened(made, before, m, target)

    def _clocked(self, made: Expression) -> Expression:
        """Take in a clock time beside a single day: "03.03.2017 - 10: 11", "at 3 p.m. on Friday"."""
        if not made.interval.one_day or made.interval.start is None:
            return made
        day = made.interval.start
        rest = self.text[made.end : made.end + 30]
        if (m := affix("clock_after").search(rest)) and (minute := clock(m)):
            return replace(made, end=made.end + m.end(), minute=f"{day}T{minute}")
        before = self._before(made.start)
        if (m := affix("clock_before").search(before)) and (minute := clock(m)):
            return replace(made, start=made.start - len(before) + m.start(), minute=f"{day}T{minute}")
        return made


def clock(m: re.Match[str]) -> str | None:
    """Return HH:MM for a matched time; None for a bare number, which is no time."""
    hour, minute, half = int(m["h"]), m["mi"], (m["ap"] or "").strip().lower()
    if minute is None and not half:
        return None
    if half:
        if hour > 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return f"{hour:02d}:{minute or '00'}"


def _moved(before: str) -> bool:
    tail = before[-LOOK_BACK:].lower()
    if not re.search(r"\bfrom\s+(?:the\s+)?$", tail):
        return False
    return any(re.search(rf"\b{re.escape(verb)}\b", tail) for verb in words().moving_verbs)


def _eve(base: Interval) -> Interval:
    if base.start is None:
        return base
    return intervals.day(base.start - DAY, f"the day before {base.start}")


def _operate(op: str, base: Interval, event: bool, tense: Tense) -> Interval | None:
    """Return the interval that a preposition makes of `base`; None leaves the words as they are."""
    start, end = base.start, base.end
    if op.endswith("from") and not (op != "from" or tense == "future"):
        return None
    if start is None and end is None:
        return replace(base, rule=f"{op}: {base.rule}")
    if op == "since" or op.startswith(("starting", "beginning", "effective", "from")):
        return Interval(start, None, base.precision, f"{op}: from {start} on; {base.rule}") if start else None
    if op in ("after", "following"):
        first = start if event else (end + DAY if end else None)
        return Interval(first, None, base.precision, f"{op}: from {first} on; {base.rule}") if first else None
    if op in ("before", "prior to"):
        last = start - DAY if start else None
        return Interval(None, last, base.precision, f"{op}: up to {last}; {base.rule}") if last else None
    return Interval(None, end, base.precision, f"{op}: up to {end}; {base.rule}") if end else None

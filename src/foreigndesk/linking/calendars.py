"""Days of the Islamic and the Solar Hijri (Jalali) calendar as days of the Gregorian.

Islamic: the tabular calendar with civil epoch (1 Muharram 1 is Friday 16 July 622, Julian) and eleven leap
years in thirty. Where the new moon is sighted, or by Umm al-Qura's tables, a date may be a day or two off.
Jalali: the rule of eight leap years in thirty-three; it agrees with the astronomical calendar of Iran for the
years 1178 to 1633 (1799 to 2254). Source of both: Reingold and Dershowitz, Calendrical Calculations; the
range of the second: Borkowski, The Persian Calendar for 3000 Years (1996).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

DAY = timedelta(days=1)
_ISLAMIC_EPOCH = date(622, 7, 19).toordinal()  # 16 July 622, Julian
_JALALI_EPOCH = date(622, 3, 21).toordinal()  # where the 33-year rule, run back, puts 1 Farvardin 1


def islamic(year: int, month: int = 1, day: int = 1) -> date:
    """Return the Gregorian day of a day of the tabular Islamic calendar.

    Raises:
        ValueError: that month has no such day.
    """
    return _day(_islamic_first, year, month, day)


def jalali(year: int, month: int = 1, day: int = 1) -> date:
    """Return the Gregorian day of a day of the Jalali calendar.

    Raises:
        ValueError: that month has no such day.
    """
    return _day(_jalali_first, year, month, day)


def _day(first: Callable[[int, int], date], year: int, month: int, day: int) -> date:
    wanted = first(year, month) + (day - 1) * DAY
    following = first(year, month + 1) if month < 12 else first(year + 1, 1)
    if not 1 <= month <= 12 or not first(year, month) <= wanted < following:
        raise ValueError(f"no day {day} in month {month} of {year}")
    return wanted


def _islamic_first(year: int, month: int) -> date:
    before = 354 * (year - 1) + (11 * year + 3) // 30 + (59 * (month - 1) + 1) // 2
    return date.fromordinal(_ISLAMIC_EPOCH + before)


def _jalali_first(year: int, month: int) -> date:
    before = 365 * (year - 1) + (8 * year + 21) // 33 + 31 * (month - 1) - max(0, month - 7)
    return date.fromordinal(_JALALI_EPOCH + before)


RECKONINGS: Mapping[str, Callable[[int, int, int], date]] = {"islamic": islamic, "jalali": jalali}

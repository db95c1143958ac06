"""Finds dates as they are printed: numeric, named month, ISO, with a weekday and a clock beside them.

Month and weekday names are data, in dates.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from foreigndesk.intake.datafile import read_data

Form = Literal["iso", "numeric", "named_month"]


class DatesData(BaseModel):
    """The schema of dates.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    months: Mapping[int, tuple[str, ...]]
    weekdays: Mapping[int, tuple[str, ...]]
    line_words: frozenset[str]
    update_words: frozenset[str]
    relative: str
    month_first_endings: frozenset[str]
    endings_without_sign: frozenset[str]
    american_endings_with_meridiem: frozenset[str]
    month_first_languages: frozenset[str]
    day_first_languages: frozenset[str]
    american_zones: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDate:
    """A date as printed at `start:end` of a text.

    `first` and `second` are the two numbers before the year, in the order printed; for a named month and
    for ISO they are already day and month. `clock` is HH:MM, `weekday` 0 for Monday.
    """

    start: int
    end: int
    text: str
    form: Form
    first: int
    second: int
    year: int
    separator: str = ""
    clock: str | None = None
    meridiem: bool = False
    zone: str | None = None
    weekday: int | None = None

    def day_first(self) -> date | None:
        """Return the reading that takes the first number for the day, None when there is no such day."""
        return _day(self.year, self.second, self.first)

    def month_first(self) -> date | None:
        """Return the reading that takes the first number for the month, None when there is no such day."""
        return _day(self.year, self.first, self.second) if self.form == "numeric" else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def dates_data() -> DatesData:
    """Return the checked content of dates.yaml."""
    return read_data("dates.yaml", DatesData)


@cache
def _numbers(field: Literal["months", "weekdays"]) -> dict[str, int]:
    table: Mapping[int, tuple[str, ...]] = getattr(dates_data(), field)
    return {name: number for number, names in table.items() for name in names}


@cache
def _pattern() -> re.Pattern[str]:
    months = "|".join(sorted(_numbers("months"), key=len, reverse=True))
    weekdays = "|".join(sorted(_numbers("weekdays"), key=len, reverse=True))
    ordinal = r"(?:-?(?:st|nd|rd|th|d|е|го))?"
    year = r"(?P<{}>(?:19|20)\d\d)(?:\s(?:year|г\.?|g\.)(?!\w))?"
    zone = (
        r"(?:\s*(?P<{}>GMT|UTC|MSK|BST|CEST|CET|EDT|EST|ET|CDT|CST|PDT|PST|PT|MDT|MST|IST|Z)\b"
        r"(?:\s?[+-]\d{{1,2}})?)?"
    )
    clock = (
        r"(?P<{0}h>[01]?\d|2[0-3])\s?[:.h]\s?(?P<{0}m>[0-5]\d)(?:\s?:\s?[0-5]\d(?:\.\d+)?)?(?!\d)"
        r"(?:\s*(?P<{0}p>[ap]\.?\s?m)\b\.?)?"
    )
    before = rf"(?:(?<![\d:.]){clock.format('a')}{zone.format('az')}[\s,|/–—-]{{1,4}}(?:on\s)?)?"
    after = (
        rf"(?:(?:[\s,|/–—-]{{1,5}}|T|\.\s)(?:(?:at|in|@)\s)?\(?(?:hours?:?\s)?(?<![\d.]){clock.format('b')}"
        rf"(?:\s?(?:h|hrs|hours)\b)?\)?{zone.format('bz')})?"
    )
    day = r"(?:(?P<wd>" + weekdays + r")\b\.?,?\s+)?"
    forms = "|".join(
        (
            r"(?P<iy>(?:19|20)\d\d)(?P<isep>[-/.])(?P<im>\d{1,2})(?P=isep)(?P<id>\d{1,2})(?!\d)",
            r"(?P<n1>\d{1,2})\s?(?P<nsep>[./-])\s?(?P<n2>\d{1,2})\s?(?P=nsep)\s?"
            r"(?P<ny>(?:19|20)\d\d|\d\d(?![\d.]?\d))(?![\d/])(?:\s(?:year|г\.|g\.)(?!\w))?",
            rf"(?P<dd>\d{{1,2}}){ordinal}(?:\s+of)?[\s-]{{1,2}}(?P<dm>{months})\b\.?,?[\s-]{{1,2}}"
            + year.format("dy"),
            rf"(?P<mm>{months})\b\.?,?\s+(?P<md>\d{{1,2}}){ordinal},?\s+" + year.format("my"),
        )
    )
    return re.compile(rf"(?<![\w/.-]){before}{day}(?<![\d.])(?:{forms}){after}", re.IGNORECASE)


def find_printed(text: str) -> tuple[PrintedDate, ...]:
    """Return the dates printed in `text`, from left to right; impossible ones (32.13.2017) are left out."""
    found = (_printed(match) for match in _pattern().finditer(text))
    return tuple(item for item in found if item.day_first() or item.month_first())


def _printed(match: re.Match[str]) -> PrintedDate:
    part = match.groupdict()
    form, first, second, year = _parts(part)
    prefix = "a" if part["ah"] else "b"
    weekday = part["wd"]
    return PrintedDate(
        start=match.start(),
        end=match.end(),
        text=match[0].strip(),
        form=form,
        first=first,
        second=second,
        year=year,
        separator=part["nsep"] or part["isep"] or "",
        clock=_clock(part[prefix + "h"], part[prefix + "m"], part[prefix + "p"]),
        meridiem=part[prefix + "p"] is not None,
        zone=part[prefix + "z"],
        weekday=_numbers("weekdays")[weekday.lower()] if weekday else None,
    )


def _parts(part: dict[str, str | None]) -> tuple[Form, int, int, int]:
    def number(name: str) -> int:
        return int(part[name] or 0)

    if part["iy"]:
        return "iso", number("id"), number("im"), number("iy")
    if part["ny"]:
        year = number("ny")
        return (
            "numeric",
            number("n1"),
            number("n2"),
            year if year > 99 else 2000 + year - (100 if year > 69 else 0),
        )
    months = _numbers("months")
    if part["dy"]:
        return "named_month", number("dd"), months[str(part["dm"]).lower()], number("dy")
    return "named_month", number("md"), months[str(part["mm"]).lower()], number("my")


def _clock(hour: str | None, minute: str | None, meridiem: str | None) -> str | None:
    if hour is None or minute is None:
        return None
    hours = int(hour)
    if meridiem and hours <= 12:
        hours = hours % 12 + (12 if meridiem[0].lower() == "p" else 0)
    return f"{hours:02d}:{minute}"

"""When an article says it was published, and in which order a numeric date is to be read.

03/05/2017 is 3 May or March 5. The order is told by the page's other signs, strongest first; where no sign
speaks, the date stays `ambiguous` and a note says so. The date of a file on disk is never used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from urllib.parse import urlsplit

from foreigndesk.intake.date_patterns import PrintedDate, dates_data, find_printed
from foreigndesk.records import DateOrder, PublicationDate

_PATH_DATE = re.compile(r"/((?:19|20)\d\d)[/-]?(\d{1,2})[/-]?(\d{1,2})(?=[/_.-]|$)")
_WORD = re.compile(r"[^\W\d_][\w.']*")
_CLOCK_ONLY = re.compile(r"^\W*(?:[01]?\d|2[0-3])\s?[:.]\s?[0-5]\d\W*$")
_AFTER_DATELINE = re.compile(
    r"\s*(?:[,.]\s*)?(?:[(/][^()/\n]{1,50}[)/]|[A-Z][\w ]{1,30})?\s*[–—:-]|\s*\([^()\n]{1,50}\)"
)
DATELINE_LONGEST = 140
NEAR = timedelta(days=10)
FAR = timedelta(days=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSigns:
    """What a page shows besides its date: where it lies, its language, its other words."""

    today: date
    address: str = ""
    language: str = ""
    text: str = ""
    others: tuple[PrintedDate, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class DateLine:
    """A line that only says when: its dates, and whether it speaks of a later change."""

    dates: tuple[PrintedDate, ...]
    update: bool


def date_line(line: str) -> DateLine | None:
    """Return the date line that `line` is, None when it says more than when (and at most where)."""
    if len(line) > 160:
        return None
    data = dates_data()
    if _CLOCK_ONLY.match(line) or re.match(data.relative, line.strip(), re.IGNORECASE):
        return DateLine((), False)
    dates = find_printed(line)
    if not dates:
        return None
    rest = line
    for item in reversed(dates):
        rest = rest[: item.start] + " | " + rest[item.end :]
    words = [word.rstrip(".").lower() for word in _WORD.findall(rest)]
    update = any(word in data.update_words for word in words)
    other = [word for word in words if word not in data.line_words | data.update_words]
    if len(other) > 2 or (other and not _set_apart(rest)):
        return None
    return DateLine(dates, update)


def dateline(paragraph: str) -> PrintedDate | None:
    """Return the date of a dateline that opens a paragraph ("KHARTOUM, 5 May 2023 (Agency) - ...")."""
    for printed in find_printed(paragraph[:DATELINE_LONGEST])[:1]:
        place, after = paragraph[: printed.start], paragraph[printed.end : printed.end + 60]
        named = all(word[0].isupper() or word in {"of", "al", "el"} for word in _WORD.findall(place))
        set_off = place.rstrip().endswith((",", ")")) or (place.isupper() and bool(place.strip()))
        if named and set_off and _AFTER_DATELINE.match(after):
            return printed
    return None


def _set_apart(rest: str) -> bool:
    """Whether the words left beside a date ("Bishkek, ...") are parted from it by a sign, not a sentence."""
    return bool(re.search(r"[,|/•·—–:-]\s*\|", rest) or re.search(r"\|\s*[,|/•·—–:-]", rest))


def choose(
    lines: Iterable[DateLine], signs: PageSigns, *, opening: str = ""
) -> tuple[PublicationDate | None, tuple[str, ...]]:
    """Return the publication date of a page, and notes on what is uncertain.

    The first date line wins that is not of a later change; else the dateline in `opening`, the body's
    first paragraph; else the date in the address' path.
    """
    ranked = sorted((line for line in lines if line.dates), key=lambda line: line.update)
    if ranked and not ranked[0].update:
        return decide(ranked[0].dates[0], signs)
    printed = dateline(opening)
    if printed is not None:
        published, notes = decide(printed, signs)
        return replace(published, sign=f"{published.sign}; from the dateline"), notes
    if ranked:
        published, notes = decide(ranked[0].dates[0], signs)
        return published, (*notes, f"Only the date of a later change is printed: {published.evidence}.")
    return from_path(signs.address), ()


def decide(printed: PrintedDate, signs: PageSigns) -> tuple[PublicationDate, tuple[str, ...]]:
    """Return `printed` as a publication date, with the sign that told its order, and notes."""
    day_first, month_first = printed.day_first(), printed.month_first()
    order: DateOrder
    if printed.form != "numeric":
        order = "iso" if printed.form == "iso" else "named_month"
        sign = "year first" if order == "iso" else "the month is named"
    elif day_first is None or month_first is None:
        order = "day_first" if day_first else "month_first"
        sign = f"{max(printed.first, printed.second)} cannot be a month"
    elif day_first == month_first:
        order, sign = "day_first", "day and month are the same number"
    else:
        order, sign = _order_by_signs(printed, day_first, month_first, signs)
    chosen = month_first if order == "month_first" else day_first
    assert chosen is not None  # find_printed gives only dates with a reading
    other = month_first if order == "ambiguous" else None
    published = PublicationDate(
        value=_value(chosen, printed.clock),
        order=order,
        evidence=printed.text,
        sign=sign,
        alternative=_value(other, printed.clock) if other else None,
    )
    return published, tuple(_notes(published, chosen, other, signs.today))


def _notes(published: PublicationDate, chosen: date, other: date | None, today: date) -> Iterable[str]:
    if other is not None:
        yield (
            f"The publication date {published.evidence} can be read as {_words(chosen)} "
            f"or as {_words(other)}, and nothing on the page tells which; it was read as {_words(chosen)}."
        )
    if chosen > today + timedelta(days=1):
        yield f"The publication date {published.evidence} lies in the future ({_words(chosen)}); check it."


def _order_by_signs(
    printed: PrintedDate, day_first: date, month_first: date, signs: PageSigns
) -> tuple[DateOrder, str]:
    for name, test in (
        ("path", _by_path(signs.address)),
        ("weekday", {d for d in (day_first, month_first) if d.weekday() == printed.weekday}),
        ("future", {d for d in (day_first, month_first) if d <= signs.today + timedelta(days=1)}),
    ):
        if (day_first in test) != (month_first in test):
            order: DateOrder = "day_first" if day_first in test else "month_first"
            return order, _SIGNS[name]
    for order_and_sign in (
        _by_other_numeric(printed, signs),
        _by_separator(printed),
        _by_language(signs),
        _by_address(printed, signs),
        _by_named(day_first, month_first, signs),
        _by_guillemets(signs),
    ):
        if order_and_sign is not None:
            return order_and_sign
    return "ambiguous", "no sign on the page tells day from month"


_SIGNS = {
    "path": "the date in the address agrees with this reading only",
    "weekday": "the weekday named agrees with this reading only",
    "future": "the other reading lies in the future",
}


def from_path(address: str) -> PublicationDate | None:
    """Return the date in an address such as https://example.org/2017/03/05/talks, if there is one."""
    for match in _PATH_DATE.finditer(urlsplit_path(address)):
        days = _by_path(match[0])
        if days:
            return PublicationDate(
                value=min(days).isoformat(),
                order="iso",
                evidence=match[0].strip("/"),
                sign="the date in the address",
            )
    return None


def urlsplit_path(address: str) -> str:
    """Return the path of an http(s) address, and nothing for a file: folders on disk are no sign."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return parts.path if parts.scheme in {"http", "https"} else ""


def _by_path(address: str) -> set[date]:
    path = address if address.startswith("/") and _PATH_DATE.match(address) else urlsplit_path(address)
    days = set()
    for year, month, day in _PATH_DATE.findall(path):
        try:
            days.add(date(int(year), int(month), int(day)))
        except ValueError:
            continue
    return days


def _by_other_numeric(printed: PrintedDate, signs: PageSigns) -> tuple[DateOrder, str] | None:
    firsts = {
        "day_first" if other.first > 12 else "month_first": other
        for other in signs.others
        if other.form == "numeric"
        and other.separator == printed.separator
        and (other.first > 12) != (other.second > 12)
    }
    if len(firsts) != 1:
        return None
    (order, other), *_ = firsts.items()
    sign = f"another date on the page, {other.text}, is written so"
    return ("day_first", sign) if order == "day_first" else ("month_first", sign)


def _by_separator(printed: PrintedDate) -> tuple[DateOrder, str] | None:
    return ("day_first", "dates with points are written day first") if printed.separator == "." else None


def _by_language(signs: PageSigns) -> tuple[DateOrder, str] | None:
    data, language = dates_data(), signs.language.lower().replace("_", "-")
    if not language:
        return None
    if language in data.month_first_languages:
        return "month_first", f"the page declares its language as {signs.language}"
    if language in data.day_first_languages or language.split("-")[0] in data.day_first_languages - {"en"}:
        return "day_first", f"the page declares its language as {signs.language}"
    return None


def _by_address(printed: PrintedDate, signs: PageSigns) -> tuple[DateOrder, str] | None:
    data, ending = dates_data(), _ending(signs.address)
    if (printed.zone or "").lower() in data.american_zones:
        return "month_first", f"the clock is in {printed.zone}, an American time zone"
    if ending in data.month_first_endings:
        return "month_first", f"the address ends in .{ending}"
    if printed.meridiem and ending in data.american_endings_with_meridiem:
        return "month_first", f"a clock with AM or PM on an address ending in .{ending}"
    if len(ending) == 2 and ending not in data.endings_without_sign:
        return "day_first", f"the address ends in .{ending}"
    return None


def _ending(address: str) -> str:
    try:
        host = urlsplit(address).hostname if "://" in address else None
    except ValueError:
        host = None
    ending = (host or "").rstrip(".").rpartition(".")[2].lower()
    return ending if ending.isalpha() else ""


def _by_named(day_first: date, month_first: date, signs: PageSigns) -> tuple[DateOrder, str] | None:
    """A day that the text names near one reading and far from the other."""
    days = [(other.day_first(), other.text) for other in signs.others if other.form == "named_month"]
    near = {"day_first": "", "month_first": ""}
    for day, words in days:
        if day is None:
            continue
        gaps = abs(day - day_first), abs(day - month_first)
        if gaps[0] <= NEAR and gaps[1] >= FAR:
            near["day_first"] = words
        elif gaps[1] <= NEAR and gaps[0] >= FAR:
            near["month_first"] = words
    if bool(near["day_first"]) == bool(near["month_first"]):
        return None
    if near["day_first"]:
        return "day_first", f"the text speaks of {near['day_first']}, near this reading only"
    return "month_first", f"the text speaks of {near['month_first']}, near this reading only"


def _by_guillemets(signs: PageSigns) -> tuple[DateOrder, str] | None:
    found = "«" in signs.text and "»" in signs.text
    return ("day_first", "the page quotes with « », as sites outside America do") if found else None


def _value(day: date, clock: str | None) -> str:
    return f"{day.isoformat()}T{clock}" if clock else day.isoformat()


def _words(day: date) -> str:
    month = dates_data().months[day.month][0].capitalize()
    return f"{day.day} {month} {day.year}"


def parse_iso(text: str) -> str | None:
    """Return a machine-written date (2017-03-03T10:11:00+06:00) to the minute or day; None if it is none."""
    match = re.match(r"\s*((?:19|20)\d\d)-?(\d\d)-?(\d\d)(?:[T\s]+(\d\d):?(\d\d))?", text)
    if not match:
        return None
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    return _value(day, f"{match[4]}:{match[5]}" if match[4] and int(match[4]) < 24 else None)

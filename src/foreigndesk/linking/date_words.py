"""The words of time (dates.yaml), checked, and the pattern pieces built from them."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from foreigndesk.errors import GazetteerError

# White space inside an expression: a line may wrap, a paragraph may not break.
SPACE = r"(?:[^\S\n]+\n?[^\S\n]*|\n[^\S\n]*(?=\S))"


class _Checked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Era(_Checked):
    """A named event or age with its own dates; `words` is a pattern without outer groups."""

    words: str
    start: date
    end: date


class Words(_Checked):
    """The schema of dates.yaml; the file's comments say what each list is for."""

    version: int
    months: tuple[tuple[str, ...], ...] = Field(min_length=12, max_length=12)
    weekdays: tuple[str, ...] = Field(min_length=7, max_length=7)
    ambiguous_months: tuple[str, ...]
    numbers: dict[str, int]
    vague_numbers: tuple[str, ...]
    ordinals: dict[str, int]
    seasons: dict[str, tuple[int, int]]
    decade_words: dict[str, int]
    named_days: dict[str, str]
    eras: tuple[Era, ...]
    not_dates: tuple[str, ...]
    event_nouns: frozenset[str]
    count_nouns: frozenset[str]
    future_cues: frozenset[str]
    future_phrases: tuple[str, ...]
    past_cues: frozenset[str]
    irregular_past: frozenset[str]
    reporting: frozenset[str]
    clause_breaks: frozenset[str]
    not_past: frozenset[str]
    moving_verbs: tuple[str, ...]


@cache
def words() -> Words:
    """Return the words of time.

    Raises:
        GazetteerError: dates.yaml breaks its schema.
    """
    raw = yaml.safe_load((files(__package__) / "dates.yaml").read_text("utf-8"))
    try:
        return Words.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise GazetteerError(f"linking/dates.yaml: {where}: {first['msg']}; correct the entry") from error


def month_number(name: str) -> int:
    """Return 1 to 12 for a month's name or abbreviation, with or without a full stop."""
    wanted = name.lower().rstrip(".")
    return next(n for n, names in enumerate(words().months, start=1) if wanted in names)


def weekday_number(name: str) -> int:
    """Return 0 (Monday) to 6 (Sunday)."""
    return words().weekdays.index(name.lower())


def number(text: str) -> int | None:
    """Return the value of digits or a number word; None for a vague one ("several")."""
    text = re.sub(r"\s+", " ", text.lower())
    if text.isdigit():
        return int(text)
    return words().numbers.get(text)


def ordinal(text: str) -> int:
    """Return the value of "5", "5th", "5-th" or "fifth"."""
    digits = re.match(r"\d+", text)
    return int(digits.group()) if digits else words().ordinals[text.lower()]


def _choice(options: list[str]) -> str:
    ordered = sorted(options, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(o).replace(r"\ ", SPACE) for o in ordered) + ")"


@cache
def fragments() -> dict[str, str]:
    """Return the named pattern pieces that `pattern` puts in for <name>."""
    w = words()
    full = [names[0] for names in w.months]
    short = [abbreviation for names in w.months for abbreviation in names[1:]]
    return {
        "month": rf"(?:{_choice(full)}|{_choice(short)}\b\.?)",
        "fullmonth": _choice(full),
        "weekday": _choice(list(w.weekdays)),
        "wday": r"(?:Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri|Sat|Sun)\b\.?",
        "day": r"(?:0?[1-9]|[12]\d|3[01])(?!\d)(?:[^\S\n]?-?(?:st|nd|rd|th|d)\b)?",
        "year": r"(?:1[5-9]\d\d|20\d\d)",
        "ord": _choice(list(w.ordinals)),
        "num": rf"(?:\d{{1,3}}|{_choice(list(w.numbers))})",
        "vague": _choice(list(w.vague_numbers)),
        "unit": r"(?:hour|day|week|month|year|decade)",
        "season": _choice(list(w.seasons)),
        "decades": _choice(list(w.decade_words)),
        "namedday": _choice([*w.named_days, *(d.replace("'", "’") for d in w.named_days if "'" in d)]),
        "counted": _choice(list(w.count_nouns)),
        "partofday": r"(?:early morning|morning|afternoon|evening|night)",
        "to": r"(?: ?[-–—] ?| to | until | till | through )",
    }


@cache
def pattern(template: str, *, case: bool = False) -> re.Pattern[str]:
    """Return the compiled pattern of `template`: <name> is a fragment, a blank is white space."""
    pieces = fragments()
    while (filled := re.sub(r"(?<!\(\?P)<(\w+)>", lambda m: pieces[m.group(1)], template)) != template:
        template = filled
    # Lookbehinds need a fixed width, so they write a blank as [ ].
    spaced = re.sub(r"(?<!\[) (?![?\]])", lambda _: SPACE, template)
    spaced = re.sub(r"(?<!\[) \?", lambda _: SPACE + "?", spaced)
    return re.compile(spaced, 0 if case else re.IGNORECASE)


@cache
def era_patterns() -> tuple[tuple[re.Pattern[str], Era], ...]:
    """Return a pattern for each era, in the order of the file (the more exact ones first)."""
    return tuple(
        (pattern(rf"\b(?:the )?(?:{e.words.replace('.', '[.]')})\b", case=True), e) for e in words().eras
    )


@cache
def not_date_patterns() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of names that hold a word of time and are no time."""
    return tuple(pattern(rf"(?<!\w)(?:{phrase})(?!\w)", case=True) for phrase in words().not_dates)

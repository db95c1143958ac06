"""The words of time (dates.yaml), checked, and what they count for."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from foreigndesk.errors import GazetteerError


class Checked(BaseModel):
    """Base of what the data files hold: frozen, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Era(Checked):
    """A named event or age with its own dates; `words` is a pattern without outer groups."""

    words: str
    start: date
    end: date


class Calendar(Checked):
    """A calendar beside the Gregorian; years, marks and months are patterns without outer groups."""

    shown: str
    years: str
    marks: str
    weak_marks: str
    months: tuple[str, ...] = Field(min_length=12, max_length=12)


class Words(Checked):
    """The schema of dates.yaml; the file's comments say what each list is for."""

    version: int
    months: tuple[tuple[str, ...], ...] = Field(min_length=12, max_length=12)
    weekdays: tuple[str, ...] = Field(min_length=7, max_length=7)
    calendars: dict[Literal["islamic", "jalali"], Calendar]
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
    count_verbs: frozenset[str]
    future_cues: frozenset[str]
    future_phrases: tuple[str, ...]
    future_before: tuple[str, ...]
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
    return load_checked("dates.yaml", Words)


C = TypeVar("C", bound=Checked)


def load_checked(file: str, schema: type[C]) -> C:
    """Return the content of a data file of this folder as `schema`.

    Raises:
        GazetteerError: the file breaks its schema; the message names the entry.
    """
    raw = yaml.safe_load((files(__package__) / file).read_text("utf-8"))
    try:
        return schema.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise GazetteerError(f"linking/{file}: {where}: {first['msg']}; correct the entry") from error


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
    if text == "the":
        return 1
    tens, _, units = re.sub(r"[ -]", "-", text).partition("-")
    known = words().numbers
    if tens in known and units in known and known[tens] >= 20:
        return known[tens] + known[units]
    return known.get(text)


def ordinal(text: str) -> int:
    """Return the value of "5", "5th", "5-th" or "fifth"."""
    digits = re.match(r"\d+", text)
    return int(digits.group()) if digits else words().ordinals[text.lower()]

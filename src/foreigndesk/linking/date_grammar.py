"""The grammar of temporal expressions (date_grammar.yaml): its patterns, filled with the words of time."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from foreigndesk.linking.date_words import Checked, Era, load_checked, words

# White space inside an expression: a line may wrap, a paragraph may not break.
SPACE = r"(?:[^\S\n]+\n?[^\S\n]*|\n[^\S\n]*(?=\S))"

# Which words must stand around a piece that is no date by itself: a bare year, a bare month, "the year".
Licence = Literal["year", "month", "part", "ordinal", "temporal", "era", "weekend"]


class Rule(Checked):
    """One rule: its name, its pattern, the function that reads a match, and the licence it needs."""

    name: str
    reading: str
    pattern: str
    licence: Licence | None = None
    case: bool = False


class Grammar(Checked):
    """The schema of date_grammar.yaml; the file's comments say what each part is for."""

    version: int
    fragments: dict[str, str]
    licences: dict[str, str]
    affixes: dict[str, str]
    rules: tuple[Rule, ...]


@cache
def grammar() -> Grammar:
    """Return the grammar.

    Raises:
        GazetteerError: date_grammar.yaml breaks its schema.
    """
    return load_checked("date_grammar.yaml", Grammar)


def _choice(options: list[str]) -> str:
    ordered = sorted(options, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(o).replace(r"\ ", SPACE) for o in ordered) + ")"


@cache
def fragments() -> dict[str, str]:
    """Return the named pattern pieces that `pattern` puts in for <name>."""
    w = words()
    full = [names[0] for names in w.months]
    short = [abbreviation for names in w.months for abbreviation in names[1:]]
    others: dict[str, str] = {}
    for name, calendar in w.calendars.items():
        others[f"{name}_month"] = rf"(?:{'|'.join(calendar.months)})"
        others[f"{name}_year"] = rf"(?:{calendar.years})(?!\d)"
        others[f"{name}_mark"] = rf"(?:{calendar.marks})(?!\w)"
        others[f"{name}_weak"] = rf"(?:{calendar.marks}|{calendar.weak_marks})(?!\w)"
    return (
        grammar().fragments
        | others
        | {
            "month": rf"(?:{_choice(full)}|{_choice(short)}\b\.?)",
            "fullmonth": _choice(full),
            "weekday": _choice(list(w.weekdays)),
            "ord": _choice(list(w.ordinals)),
            "num": rf"(?:\d{{1,3}}|{_choice([t for t, n in w.numbers.items() if n >= 20])}"
            rf"[- ]{_choice([t for t, n in w.numbers.items() if n < 10])}\b|{_choice(list(w.numbers))})",
            "vague": _choice(list(w.vague_numbers)),
            "season": _choice(list(w.seasons)),
            "decades": _choice(list(w.decade_words)),
            "namedday": _choice([*w.named_days, *(d.replace("'", "’") for d in w.named_days if "'" in d)]),
        }
    )


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


def affix(name: str) -> re.Pattern[str]:
    """Return the pattern of what stands before or after a piece and changes it."""
    return pattern(grammar().affixes[name])


def licence(name: str) -> re.Pattern[str]:
    """Return the pattern that must match the text before a piece for it to count."""
    return affix("part_before") if name == "part" else pattern(grammar().licences[name])


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

"""Tells the lines of a saved page that are not body text, by the patterns in chrome.yaml.

The patterns are data: each has a role, the zones of the page it holds for, and its own examples.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from foreigndesk.intake.datafile import read_data

Zone = Literal["head", "body", "tail"]
Opens = Literal["false", "true", "all"]
FIELDS = ("source", "author", "translator", "tags")

_SEGMENTS = re.compile(r"\s+[|•·]\s+|\t+|\s{3,}")
_TAG_PARTS = re.compile(r"\s*[,;|•·]\s*")
_TRIM = ' \t\xa0.,;:–—-|*"“”„«»'


class LinePattern(BaseModel):
    """One entry of chrome.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    role: str
    regex: str
    zones: tuple[Zone, ...] = ("head", "body", "tail")
    longest: int = 120
    opens: Opens = "false"
    examples: tuple[str, ...]
    leaves: tuple[str, ...] = ()


class ChromeData(BaseModel):
    """The schema of chrome.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    macros: Mapping[str, str]
    patterns: tuple[LinePattern, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChromeLine:
    """What a line is: its roles with the words of each, the metadata it gives, what it opens."""

    parts: tuple[tuple[str, str], ...]
    fields: Mapping[str, str] = field(default_factory=dict)
    opens: Opens = "false"

    @property
    def role(self) -> str:
        """The role of the line's first part."""
        return self.parts[0][0]


@cache
def chrome_data() -> ChromeData:
    """Return the checked content of chrome.yaml."""
    return read_data("chrome.yaml", ChromeData)


@cache
def _compiled() -> tuple[tuple[LinePattern, re.Pattern[str]], ...]:
    return tuple((entry, compile_pattern(entry)) for entry in chrome_data().patterns)


def compile_pattern(entry: LinePattern) -> re.Pattern[str]:
    """Return the regular expression of `entry` with its macros filled in, for a whole line."""
    regex = entry.regex
    for name, value in chrome_data().macros.items():
        regex = regex.replace(f"<{name}>", value)
    return re.compile(rf"\s*(?:{regex})\s*", re.IGNORECASE)


def classify(line: str, zone: Zone) -> ChromeLine | None:
    """Return what `line` is when it is not body text in `zone` of a page, else None.

    A line of several parts ("By Anna Lee | World | Print") is chrome when every part is.
    """
    whole = _match(line, zone)
    if whole is not None:
        return whole
    segments = [part for part in _SEGMENTS.split(line.strip()) if part]
    if len(segments) < 2:
        return None
    matches = [_match(part, zone) for part in segments]
    found = [match for match in matches if match is not None]
    if len(found) < len(segments):
        return None
    fields = {key: value for match in reversed(found) for key, value in match.fields.items()}
    parts = tuple(part for match in found for part in match.parts)
    return ChromeLine(parts=parts, fields=fields)


def _match(line: str, zone: Zone) -> ChromeLine | None:
    text = line.strip()
    for entry, pattern in _compiled():
        if zone in entry.zones and len(text) <= entry.longest:
            match = pattern.fullmatch(text)
            if match is not None:
                fields = {key: value.strip(_TRIM) for key, value in match.groupdict().items() if value}
                return ChromeLine(parts=((entry.role, text),), fields=fields, opens=entry.opens)
    return None


def split_tags(words: str) -> tuple[str, ...]:
    """Return the tags in "Putin, Russia; Asia" or "#Kenya #vote", each once, in the order printed."""
    text = words.strip()
    parts = re.findall(r"#(\w+)", text) if text.startswith("#") else _TAG_PARTS.split(text)
    return tuple(dict.fromkeys(part.strip(_TRIM + "#") for part in parts if part.strip(_TRIM + "#")))

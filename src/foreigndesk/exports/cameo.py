"""CAMEO codes for PLOVER events: type and mode to one code, and what CAMEO and GDELT say of the code."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from foreigndesk.exports.columns import text
from foreigndesk.exports.happenings import Dyad, dyads
from foreigndesk.gazetteers import parse_csv
from foreigndesk.gazetteers.models import Entry
from foreigndesk.records import Event

_Digits = Annotated[str, Field(pattern=r"^\d{3,4}$")]


class Coding(Entry):
    """A row of plover_to_cameo.csv: the code of a type and mode (empty: no mode), and why this one.

    `mutual`: several actors of such an event without a recipient act towards each other.
    """

    type: str
    mode: str
    cameo: _Digits
    mutual: Annotated[bool, BeforeValidator({"yes": True, "": False}.get)]
    why: str


class Code(Entry):
    """A row of cameo.csv: a code, CAMEO's name of it, its Goldstein value and GDELT's quad class."""

    code: _Digits
    text: str
    goldstein: float = Field(ge=-10, le=10)
    quad: Annotated[Literal[1, 2, 3, 4], BeforeValidator(int)]


@cache
def codings() -> dict[tuple[str, str], Coding]:
    """Return the coding of every type and mode. Raises GazetteerError if plover_to_cameo.csv is wrong."""
    name = "plover_to_cameo.csv"
    return {(row.type, row.mode): row for row in parse_csv(text(name), name, Coding)}


@cache
def codes() -> dict[str, Code]:
    """Return every code that a coding leads to. Raises GazetteerError if cameo.csv is wrong."""
    return {row.code: row for row in parse_csv(text("cameo.csv"), "cameo.csv", Code)}


def coding(event: Event) -> Coding | None:
    """Return the coding of an event: for a mode that the table lacks that of its type, else None.

    A user's own codebooks may have types and modes of their own.
    """
    kind = event.type or ""
    return codings().get((kind, event.mode or "")) or codings().get((kind, ""))


def coded_dyads(event: Event) -> Iterator[tuple[Code, Dyad]]:
    """Yield each pair of an event's actors with the event's code; none for a type that CAMEO has none for."""
    found = coding(event)
    if found is not None:
        for dyad in dyads(event, mutual=found.mutual):
            yield codes()[found.cameo], dyad

"""What an entry of each gazetteer file may hold. Unknown keys are refused; every record is frozen.

    states.yaml        State, Capital
    organisations.yaml Organisation, Membership
    bodies.yaml        BodyPattern (offices and bodies of any state), NamedBody (those with own names)
    armed_groups.yaml  ArmedGroup
    parties_media.yaml PartyOrMedium
    groupings.yaml     Grouping
    bases.csv          Base
    leaders.csv        Leader
    own actors         OwnActor, OwnRole (a user's, kept outside the package; see `own`)

Dates are ISO 8601 to the year, month or day ("1991", "1991-12", "1991-12-26"), kept as text.
"""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, field_validator

_PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def _as_partial_date(value: object) -> object:
    """Turn what YAML or CSV made of a date (a date, a year as a number, an empty cell) into text."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, int):
        value = f"{value:04d}"
    if not isinstance(value, str):
        return value
    if not _PARTIAL_DATE.fullmatch(value):
        raise ValueError("write the date as YYYY, YYYY-MM or YYYY-MM-DD")
    datetime.date.fromisoformat(value + "-01-01"[len(value) - 4 :] if len(value) < 10 else value)
    return value


def _blank_as_none(value: object) -> object:
    """Read an empty CSV cell as absent."""
    return None if value == "" else value


def _split_bars(value: object) -> object:
    """Read a CSV cell `a|b|c` as a list."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split("|") if part.strip())
    return value


def _as_membership(value: object) -> object:
    """Read the short form `RUS` as `{state: RUS}`."""
    return {"state": value} if isinstance(value, str) else value


PartialDate = Annotated[str, BeforeValidator(_as_partial_date)]
Name = Annotated[str, StringConstraints(min_length=1, pattern=r"^\S(.*\S)?$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
StateId = Annotated[str, StringConstraints(pattern=r"^([A-Z]{3}|[a-z0-9]+(-[a-z0-9]+)*)$")]
Qid = Annotated[str, StringConstraints(pattern=r"^Q[1-9][0-9]*$")]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Bars = Annotated[tuple[Name, ...], BeforeValidator(_split_bars)]

Sector = Literal[
    "GOV", "MIL", "COP", "JUD", "OPP", "REB", "CVL", "BUS", "MED", "EDU", "ELI", "LAB", "LEG",
    "PTY", "RAD", "REF", "SPY", "UNS", "CRM", "MNC", "NGO", "IGO", "SET", "UIS", "NON",
]  # fmt: skip
Region = Literal[
    "Eurasia", "Europe", "Middle East", "North Africa", "West Africa", "East Africa", "Central Africa",
    "Southern Africa", "South Asia", "East Asia", "South-East Asia", "Central Asia", "North America",
    "Latin America", "Caribbean", "Oceania",
]  # fmt: skip


class Entry(BaseModel):
    """Base of all entries: frozen, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Feature = Literal["base", "city", "capital", "admin1", "country", "region"]


class FeatureCode(Entry):
    """A kind of place that a GeoNames import keeps, and what the atlas calls it."""

    feature_class: str
    code: str
    feature: Feature
    precision: Annotated[int, Field(ge=1, le=5)]
    name: str


class Capital(Entry):
    """A state's seat of government; `names` are other and older spellings."""

    name: Name
    names: tuple[Name, ...] = ()
    latitude: Latitude
    longitude: Longitude


class State(Entry):
    """A state: recognised, historic (`until`), de facto, or a territory with its own ISO code (`part_of`).

    `demonyms` are adjectives and nouns, singular and plural. `ambiguous_demonyms` and `ambiguous_names`
    repeat those that often mean something else (American, Georgia, Jordan). `metonyms` name the
    government by a place other than the capital. `succeeded_by` is the state that continues a historic one.
    """

    id: StateId
    name: Name
    kind: Literal["state", "historic", "de_facto", "territory"] = "state"
    names: tuple[Name, ...] = ()
    ambiguous_names: tuple[Name, ...] = ()
    demonyms: tuple[Name, ...] = ()
    ambiguous_demonyms: tuple[Name, ...] = ()
    capital: Capital | None = None
    metonyms: tuple[Name, ...] = ()
    iso2: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    cow: int | None = None
    wikidata: Qid | None = None
    region: Region
    borders: tuple[StateId, ...] = ()
    since: PartialDate | None = None
    until: PartialDate | None = None
    part_of: StateId | None = None
    succeeded_by: StateId | None = None


class Membership(Entry):
    """One state's membership; open dates mean unknown (start) or still a member (end)."""

    state: StateId
    start: PartialDate | None = None
    end: PartialDate | None = None


Memberships = tuple[Annotated[Membership, BeforeValidator(_as_membership)], ...]


class Organisation(Entry):
    """An international organisation, alliance, NGO or large company.

    An acronym may stand in two entries when their `since` and `until` tell them apart, or when it is
    listed in `ambiguous_acronyms`, which says that it needs support from the context.
    """

    id: Slug
    name: Name
    names: tuple[Name, ...] = ()
    acronyms: tuple[Name, ...] = ()
    ambiguous_acronyms: tuple[Name, ...] = ()
    kind: Literal["organisation"] = "organisation"
    sector: Sector
    state: StateId | None = None
    part_of: Slug | None = None
    members: Memberships = ()
    leads: Memberships = ()
    headquarters: Name | None = None
    wikidata: Qid | None = None
    since: PartialDate | None = None
    until: PartialDate | None = None


class BodyPattern(Entry):
    """An office, body or population of any state, by the words for its head without the country.

    `body` is, for an office, the slug of the body it heads.
    """

    slug: Slug
    name: Name
    sector: Sector
    kind: Literal["office", "organisation", "population"]
    patterns: tuple[Name, ...] = Field(min_length=1)
    body: Slug | None = None

    @field_validator("patterns")
    @classmethod
    def _lower_case(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in value:
            if pattern != pattern.lower():
                raise ValueError(f"write the pattern in lower case: {pattern}")
        return value


class NamedBody(Entry):
    """A body with its own name, tied to a state.

    With `slug` it is the state's body of that pattern (`RUS/lower-house`), with `id` an actor of its own.
    `generic` marks names shared by many states (Senate, Supreme Court), which count only where the context
    gives the state.
    """

    id: Slug | None = None
    slug: Slug | None = None
    name: Name
    names: tuple[Name, ...] = ()
    state: StateId
    sector: Sector
    kind: Literal["office", "organisation"] = "organisation"
    generic: bool = False
    since: PartialDate | None = None
    until: PartialDate | None = None

    @property
    def actor_id(self) -> str:
        """The id of the actor this body is: its own, or `STATE/slug`."""
        return self.id or f"{self.state}/{self.slug}"

    def model_post_init(self, context: Any, /) -> None:  # noqa: ANN401, ARG002 - pydantic's signature
        """Check that exactly one of `id` and `slug` is given."""
        if (self.id is None) == (self.slug is None):
            raise ValueError(f"{self.name}: give either id or slug")


class Bodies(Entry):
    """Everything in bodies.yaml."""

    patterns: tuple[BodyPattern, ...]
    named: tuple[NamedBody, ...]


class ArmedGroup(Entry):
    """A rebel, militant, paramilitary or armed criminal group; `state` is where it mainly acts."""

    id: Slug
    name: Name
    names: tuple[Name, ...] = ()
    acronyms: tuple[Name, ...] = ()
    ambiguous_acronyms: tuple[Name, ...] = ()
    kind: Literal["armed_group"] = "armed_group"
    state: StateId | None = None
    also_in: tuple[StateId, ...] = ()
    sector: Sector
    since: PartialDate | None = None
    until: PartialDate | None = None
    wikidata: Qid | None = None


class PartyOrMedium(Entry):
    """A political party or a news medium; `opposition` is set only where that has long been stable."""

    id: Slug
    name: Name
    names: tuple[Name, ...] = ()
    acronyms: tuple[Name, ...] = ()
    ambiguous_acronyms: tuple[Name, ...] = ()
    state: StateId
    kind: Literal["party", "media"]
    sector: Literal["PTY", "MED"]
    opposition: bool = False
    since: PartialDate | None = None
    until: PartialDate | None = None


class Grouping(Entry):
    """A named group of states; only with `expand` does the name stand for its members."""

    id: Slug
    name: Name
    names: tuple[Name, ...] = ()
    demonyms: tuple[Name, ...] = ()
    states: tuple[StateId, ...] = ()
    expand: bool = True


class Base(Entry):
    """A military base or port. `bare_names` count only next to a word such as base or airfield."""

    id: Slug
    name: Name
    names: Bars = ()
    bare_names: Bars = ()
    kind: Literal[
        "air_base", "naval_base", "army_base", "headquarters", "test_range", "radar", "depot", "base"
    ]
    operator: StateId
    host: StateId
    latitude: Annotated[Latitude | None, BeforeValidator(_blank_as_none)] = None
    longitude: Annotated[Longitude | None, BeforeValidator(_blank_as_none)] = None
    near: Annotated[Name | None, BeforeValidator(_blank_as_none)] = None
    source: Annotated[Name | None, BeforeValidator(_blank_as_none)] = None


class Leader(Entry):
    """A person in an office of a state, from `start` to `end` (None: still holding, or unknown)."""

    id: Slug
    name: Name
    names: Bars = ()
    state: Annotated[StateId | None, BeforeValidator(_blank_as_none)] = None
    office: Name
    start: Annotated[PartialDate | None, BeforeValidator(_blank_as_none)] = None
    end: Annotated[PartialDate | None, BeforeValidator(_blank_as_none)] = None
    sector: Sector
    wikidata: Annotated[Qid | None, BeforeValidator(_blank_as_none)] = None
    source: Annotated[Name | None, BeforeValidator(_blank_as_none)] = None


class OwnRole(Entry):
    """An office that a user's actor held, from `start` to `end`."""

    office: Name
    state: StateId | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None


class OwnActor(Entry):
    """An actor that a user brought along. Where its id or a name is also ours, the user's entry wins."""

    id: Slug | StateId
    name: Name
    names: tuple[Name, ...] = ()
    acronyms: tuple[Name, ...] = ()
    kind: Literal["state", "person", "organisation", "armed_group", "party", "media", "base", "unknown"] = (
        "unknown"
    )
    state: StateId | None = None
    sector: Sector | None = None
    wikidata: Qid | None = None
    roles: tuple[OwnRole, ...] = ()
    source: Name

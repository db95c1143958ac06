"""The actor registry's data: states, organisations, bodies, armed groups, bases, parties, media, leaders.

Each `load_*` function returns the frozen records of one file (see `models`), read and checked once;
`version()` is a hash of all data files. A wrong file raises `GazetteerError`, naming file and entry.
Building look-up tables from these records is the linking stage's work.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from foreigndesk.errors import GazetteerError
from foreigndesk.gazetteers.models import (
    ArmedGroup,
    Base,
    Bodies,
    BodyPattern,
    Entry,
    FeatureCode,
    Grouping,
    Leader,
    NamedBody,
    Organisation,
    PartyOrMedium,
    State,
)
from foreigndesk.gazetteers.own import own_version, read_own
from foreigndesk.gazetteers.own_places import places_version

__all__ = [
    "SCHEMA_VERSION",
    "load_armed_groups",
    "load_bases",
    "load_bodies",
    "load_feature_codes",
    "load_groupings",
    "load_leaders",
    "load_organisations",
    "load_parties_media",
    "load_states",
    "parse_csv",
    "parse_yaml",
    "read_own",
    "version",
]

SCHEMA_VERSION = 1
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DATA_FILES = (
    "armed_groups.yaml",
    "bases.csv",
    "bodies.yaml",
    "feature_codes.csv",
    "groupings.yaml",
    "leaders.csv",
    "organisations.yaml",
    "parties_media.yaml",
    "states.yaml",
)
E = TypeVar("E", bound=Entry)


@cache
def load_states() -> tuple[State, ...]:
    """Return every state of states.yaml. Raises GazetteerError if the file is wrong."""
    return parse_yaml(_text("states.yaml"), "states.yaml", "states", State)


@cache
def load_organisations() -> tuple[Organisation, ...]:
    """Return every organisation of organisations.yaml. Raises GazetteerError if the file is wrong."""
    return parse_yaml(_text("organisations.yaml"), "organisations.yaml", "organisations", Organisation)


@cache
def load_bodies() -> Bodies:
    """Return office and body patterns and named bodies. Raises GazetteerError if the file is wrong."""
    text = _text("bodies.yaml")
    return Bodies(
        patterns=parse_yaml(text, "bodies.yaml", "bodies", BodyPattern),
        named=parse_yaml(text, "bodies.yaml", "named_bodies", NamedBody),
    )


@cache
def load_armed_groups() -> tuple[ArmedGroup, ...]:
    """Return every group of armed_groups.yaml. Raises GazetteerError if the file is wrong."""
    return parse_yaml(_text("armed_groups.yaml"), "armed_groups.yaml", "armed_groups", ArmedGroup)


@cache
def load_parties_media() -> tuple[PartyOrMedium, ...]:
    """Return every party and medium of parties_media.yaml. Raises GazetteerError if the file is wrong."""
    text = _text("parties_media.yaml")
    return parse_yaml(text, "parties_media.yaml", "parties_media", PartyOrMedium)


@cache
def load_groupings() -> tuple[Grouping, ...]:
    """Return every group of states of groupings.yaml. Raises GazetteerError if the file is wrong."""
    return parse_yaml(_text("groupings.yaml"), "groupings.yaml", "groupings", Grouping)


@cache
def load_bases() -> tuple[Base, ...]:
    """Return every military base of bases.csv. Raises GazetteerError if the file is wrong."""
    return parse_csv(_text("bases.csv"), "bases.csv", Base)


@cache
def load_feature_codes() -> tuple[FeatureCode, ...]:
    """Return every row of feature_codes.csv. Raises GazetteerError if the file is wrong."""
    return parse_csv(_text("feature_codes.csv"), "feature_codes.csv", FeatureCode)


@cache
def load_leaders() -> tuple[Leader, ...]:
    """Return the office holders of leaders.csv, if present. Raises GazetteerError if the file is wrong."""
    if not files(__name__).joinpath("leaders.csv").is_file():
        return ()
    return parse_csv(_text("leaders.csv"), "leaders.csv", Leader)


def version() -> str:
    """Return what identifies all gazetteers: a hash of ours, then those of the user's actors and places."""
    return "+".join(filter(None, (_shipped_version(), own_version(), places_version())))


@cache
def _shipped_version() -> str:
    digest = hashlib.sha256()
    for name in _DATA_FILES:
        resource = files(__name__).joinpath(name)
        if resource.is_file():
            content = resource.read_bytes()
            digest.update(f"{name}\n{len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()[:16]


def parse_yaml(text: str, file: str, key: str, model: type[E]) -> tuple[E, ...]:
    """Return the entries under `key` of a gazetteer's YAML text, checked against `model`.

    Raises GazetteerError naming `file` and the entry when the YAML, its schema version or an entry is wrong.
    """
    try:
        content = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        reason = " ".join(str(error).split())
        raise GazetteerError(f"{file}: not valid YAML ({reason}); correct it") from error
    if not isinstance(content, dict) or content.get("schema_version") != SCHEMA_VERSION:
        raise GazetteerError(
            f"{file}: schema_version is not {SCHEMA_VERSION}; use a file made for this version"
        )
    entries = content.get(key)
    if not isinstance(entries, list):
        raise GazetteerError(f"{file}: no list under '{key}'; add it")
    return _checked(entries, file, model)


def parse_csv(text: str, file: str, model: type[E]) -> tuple[E, ...]:
    """Return the rows of a gazetteer's CSV text, checked against `model`; lines starting with # are comments.

    Raises GazetteerError naming `file` and the row when a row is wrong.
    """
    lines = (line for line in io.StringIO(text) if not line.startswith("#"))
    return _checked(csv.DictReader(lines), file, model)


def _checked(entries: Iterable[Any], file: str, model: type[E]) -> tuple[E, ...]:
    """Return each entry as a record, or raise GazetteerError for the first wrong one."""
    records = []
    for number, entry in enumerate(entries, start=1):
        try:
            records.append(model.model_validate(entry))
        except ValidationError as error:
            raise GazetteerError(_explain(error, file, number, entry)) from error
    return tuple(records)


def _explain(error: ValidationError, file: str, number: int, entry: object) -> str:
    """Say in one line which entry and field is wrong and why."""
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"]) or "entry"
    label = f"entry {number}"
    if isinstance(entry, dict):
        label += f" ({entry.get('id') or entry.get('slug') or entry.get('name')})"
    return f"{file}, {label}: {field}: {first['msg']}; correct this field"


def _text(name: str) -> str:
    """Return the text of a data file in this package."""
    try:
        return files(__name__).joinpath(name).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise GazetteerError(f"{name}: missing from the package; install foreigndesk again") from error

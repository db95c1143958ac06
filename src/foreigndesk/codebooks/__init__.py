"""The codebooks as data: loaded once, checked against their schema, versioned by content.

`load()` reads the codebooks of the package; or a folder of the user's own with the same file names, in their
place; or a file of the user's own entries, laid over them: an entry with the id of one of ours replaces it,
and where several entries fit, the user's win.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from foreigndesk.codebooks.schema import (
    AttributionEntry,
    ClaimEntry,
    CountBook,
    Entry,
    EventEntry,
    GrammarWords,
    LearnedRules,
    Outlooks,
    Overlay,
    Plover,
    PloverType,
    PressureEntry,
    StanceEntry,
    StatusWords,
    Ties,
    WatchEntry,
)
from foreigndesk.errors import CodebookError
from foreigndesk.records import Kind

M = TypeVar("M")
E = TypeVar("E", bound=Entry)


class _Loader(yaml.SafeLoader):
    """YAML 1.2's booleans: `on` and `no` are prepositions and negations here, not truth values."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


_TYPES = (
    "agree", "consult", "support", "concede", "cooperate", "aid", "retreat", "request", "accuse", "reject",
    "threaten", "protest", "sanction", "mobilize", "coerce", "assault",
)  # fmt: skip
EVENT_FILES = (*(f"events/{name}.yaml" for name in _TYPES), "events/uncoded.yaml")
FILES = (
    "plover.yaml",
    "grammar.yaml",
    "status.yaml",
    "learned.yaml",
    *EVENT_FILES,
    "ties.yaml",
    "stances.yaml",
    "attribution.yaml",
    "claims.yaml",
    "pressures.yaml",
    "watchpoints.yaml",
    "outlooks.yaml",
    "counts.yaml",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Codebooks:
    """Everything that coding reads. `version` hashes the files' bytes, `own` holds the user's ids."""

    version: str
    own: frozenset[str] = frozenset()
    plover: Plover
    grammar: GrammarWords
    status: StatusWords
    learned: LearnedRules
    events: tuple[EventEntry, ...]
    ties: Ties
    stances: tuple[StanceEntry, ...]
    attribution: tuple[AttributionEntry, ...]
    claims: tuple[ClaimEntry, ...]
    pressures: tuple[PressureEntry, ...]
    watchpoints: tuple[WatchEntry, ...]
    outlooks: Outlooks
    counts: CountBook

    def plover_type(self, name: str) -> PloverType:
        """Return the PLOVER type called `name`; KeyError where there is none."""
        for each in self.plover.types:
            if each.type == name:
                return each
        raise KeyError(name)

    def by_kind(self) -> Iterator[tuple[Kind, Entry]]:
        """Yield every entry with the kind of statement that it makes, in file order."""
        groups: tuple[tuple[Kind, tuple[Entry, ...]], ...] = (
            (Kind.EVENT, self.events),
            (Kind.TIE, self.ties.entries),
            (Kind.STANCE, self.stances),
            (Kind.CLAIM, self.claims),
            (Kind.PRESSURE, self.pressures),
            (Kind.WATCHPOINT, self.watchpoints),
        )
        for kind, entries in groups:
            for entry in entries:
                yield kind, entry


def load(path: Path | None = None) -> Codebooks:
    """Return the codebooks in a folder, those of the package, or these with a file of entries laid over them.

    Raises:
        CodebookError: a file is missing, is not YAML, or breaks the schema; names file, line and entry.
    """
    if path is None:
        return _load_package()
    return _overlaid(_load_package(), path) if path.is_file() else _read(path)


def _overlaid(books: Codebooks, path: Path) -> Codebooks:
    """Lay a file over the codebooks: a list of event entries, or lists of entries under their kinds."""
    raw = _bytes(path)
    entries = _validate(path.name, raw, Overlay)
    changed = {
        "events": _laid_over(books.events, entries.events),
        "ties": books.ties.model_copy(update={"entries": _laid_over(books.ties.entries, entries.ties)}),
        "stances": _laid_over(books.stances, entries.stances),
        "claims": _laid_over(books.claims, entries.claims),
        "pressures": _laid_over(books.pressures, entries.pressures),
        "watchpoints": _laid_over(books.watchpoints, entries.watchpoints),
    }
    own = frozenset(entry.id for kind in entries for entry in kind[1])
    version = hashlib.sha256(f"{books.version}\0".encode() + raw).hexdigest()[:12]
    whole = replace(books, version=version, own=own, **changed)  # type: ignore[arg-type]
    _check_references(whole)
    return whole


def _laid_over(ours: tuple[E, ...], own: tuple[E, ...]) -> tuple[E, ...]:
    replaced = {entry.id for entry in own}
    return (*own, *(entry for entry in ours if entry.id not in replaced))


@cache
def _load_package() -> Codebooks:
    return _read(Path(str(files("foreigndesk.codebooks"))))


def _read(folder: Path) -> Codebooks:
    raw = {name: _bytes(folder / name) for name in FILES}
    digest = hashlib.sha256(b"\0".join(raw[name] for name in FILES)).hexdigest()[:12]

    def parsed(name: str, shape: type[M]) -> M:
        return _validate(name, raw[name], shape)

    books = Codebooks(
        version=digest,
        plover=parsed("plover.yaml", Plover),
        grammar=parsed("grammar.yaml", GrammarWords),
        status=parsed("status.yaml", StatusWords),
        learned=parsed("learned.yaml", LearnedRules),
        events=tuple(entry for name in EVENT_FILES for entry in parsed(name, tuple[EventEntry, ...])),
        ties=parsed("ties.yaml", Ties),
        stances=parsed("stances.yaml", tuple[StanceEntry, ...]),
        attribution=parsed("attribution.yaml", tuple[AttributionEntry, ...]),
        claims=parsed("claims.yaml", tuple[ClaimEntry, ...]),
        pressures=parsed("pressures.yaml", tuple[PressureEntry, ...]),
        watchpoints=parsed("watchpoints.yaml", tuple[WatchEntry, ...]),
        outlooks=parsed("outlooks.yaml", Outlooks),
        counts=parsed("counts.yaml", CountBook),
    )
    _check_references(books)
    return books


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CodebookError(
            f"{path}: cannot be read ({error.strerror}); a codebook folder needs it"
        ) from error


def _validate(name: str, raw: bytes, shape: type[M]) -> M:
    try:
        data = yaml.load(raw, _Loader)
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = f", line {where.line + 1}" if where else ""
        raise CodebookError(f"{name}{line}: not valid YAML; check indentation and quotes") from error
    try:
        return TypeAdapter(shape).validate_python(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = first["loc"][isinstance(data, list) and shape is Overlay :]  # a bare list is its events
        where = f"{name}, line {_line(raw, place)}: {_entry_name(data, place)}"
        raise CodebookError(f"{where}: {first['msg']}") from error


def _line(raw: bytes, location: tuple[int | str, ...]) -> int:
    """Return the line, from 1, of what a schema error is about; that of its entry where it is missing."""
    node = yaml.compose(raw, _Loader)
    line = 1
    for step in location:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        elif isinstance(node, yaml.MappingNode):
            pairs = {key.value: (key, value) for key, value in node.value}
            if str(step) not in pairs:
                break
            key, node = pairs[str(step)]
            line = key.start_mark.line + 1
            continue
        else:
            break
        line = node.start_mark.line + 1
    return line


def _entry_name(data: Any, location: tuple[int | str, ...]) -> str:  # noqa: ANN401 - any YAML
    """Return where in the file an error is, by entry id where one can be found."""
    node, name = data, ""
    for step in location:
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(node, dict) and "id" in node:
            name = f"entry '{node['id']}', "
    return f"{name}key '{location[-1] if location else '?'}'"


def _check_references(books: Codebooks) -> None:
    """Check what the schema alone cannot: unique ids, known types, modes, contexts and relations."""
    types = {each.type: each for each in books.plover.types}
    relations = {each.name for each in books.ties.relations}
    seen: set[str] = set()
    for kind, entry in books.by_kind():
        where = f"{kind.value} entry '{entry.id}'"
        if entry.id in seen:
            raise CodebookError(f"{where}: its id is used twice; give it another")
        seen.add(entry.id)
        if isinstance(entry, EventEntry):
            if entry.type is not None and entry.type not in types:
                raise CodebookError(f"{where}: PLOVER has no type '{entry.type}'; it has {', '.join(types)}")
            if entry.mode and (entry.type is None or entry.mode not in types[entry.type].modes):
                raise CodebookError(f"{where}: {entry.type} has no mode '{entry.mode}'")
            for context in entry.contexts if entry.type else ():
                if context not in books.plover.contexts:
                    raise CodebookError(f"{where}: PLOVER has no context '{context}'")
    for rule in books.counts.rules:
        if unknown := set(rule.acts) - set(types):
            raise CodebookError(f"counts.yaml, rule for '{rule.what}': PLOVER has no type '{min(unknown)}'")
    for tie in books.ties.entries:
        if tie.relation not in relations:
            raise CodebookError(f"tie entry '{tie.id}': no relation '{tie.relation}' is defined in ties.yaml")


__all__ = ["FILES", "Codebooks", "load"]

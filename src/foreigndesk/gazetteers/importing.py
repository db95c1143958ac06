"""Reads actors from other people's files: our CSV, PETRARCH dictionaries, FollowTheMoney entities.

    CSV        columns id, name, names (divided by |), acronyms, kind, state, sector, office, start, end,
               wikidata; only name must be there. Rows of one id are roles of one actor.
    PETRARCH   `NAME_ [CODE >19980101]`, `+SYNONYM_`, dated codes on lines of their own; # and ; comment.
               CODE begins with a state's ISO-3 code, and each three letters after it may be a role (GOV,
               MIL, REB, OPP ...). Format: the dictionaries that came with PETRARCH2 (Norris, Schrodt and
               Beieler 2017).
    FtM        one JSON entity a line, or a JSON list, of schema Person, Organization, Company, PublicBody
               or LegalEntity. Format: followthemoney.tech.

Nothing is lost in silence: what is no actor, or a line that cannot be read, is returned with its reason.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from anyascii import anyascii
from pydantic import ValidationError

from foreigndesk.errors import GazetteerError
from foreigndesk.gazetteers import load_states
from foreigndesk.gazetteers.models import OwnActor, Sector

Format = Literal["csv", "petrarch", "ftm"]
COLUMNS = ("id", "name", "names", "acronyms", "kind", "state", "sector", "office", "start", "end", "wikidata")
FTM_KINDS = {
    "Person": "person", "Organization": "organisation", "Company": "organisation",
    "PublicBody": "organisation", "LegalEntity": "unknown",
}  # fmt: skip
# PETRARCH's role codes are CAMEO's; these have another name in PLOVER.
SECTORS = {
    "INS": "REB",
    "SEP": "REB",
    "AGR": "BUS",
    "HLH": "CVL",
    "ENV": "NGO",
    "DEV": "NGO",
    "MOD": "OPP",
    "IMG": "REB",
}
KIND_OF_SECTOR = {
    "REB": "armed_group", "RAD": "armed_group", "MED": "media", "PTY": "party",
    "IGO": "organisation", "NGO": "organisation", "MNC": "organisation",
}  # fmt: skip
_CODE = re.compile(r"\[([A-Z]{3,})([^\]]*)\]")
_DAY = re.compile(r"\d{1,2}/\d{1,2}/\d{4}|\d{8}|\d{6}")


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in the file that became no actor: where, and why."""

    where: str
    reason: str


@dataclass(slots=True)
class Imported:
    """The actors of a file, and what was left out."""

    actors: list[OwnActor] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def read_actors(path: Path, *, form: Format | None = None) -> Imported:
    """Return the actors of a file.

    Args:
        path: the file, UTF-8.
        form: its format; without it .csv is CSV, .json, .jsonl and .ijson are FollowTheMoney, .txt and
            .actors PETRARCH.

    Raises:
        GazetteerError: the file cannot be read, its format is not known, or it holds no actor at all.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise GazetteerError(f"{path}: cannot be read as UTF-8 text ({error})") from error
    readers = {"csv": _read_csv, "petrarch": _read_petrarch, "ftm": _read_ftm}
    endings = {
        ".csv": "csv", ".json": "ftm", ".jsonl": "ftm", ".ijson": "ftm",
        ".txt": "petrarch", ".actors": "petrarch",
    }  # fmt: skip
    chosen = form or endings.get(path.suffix.lower())
    if chosen is None:
        raise GazetteerError(f"{path}: name its format: --format csv, petrarch or ftm")
    result = Imported()
    for where, found in readers[chosen](text, path.name):
        if isinstance(found, str):
            result.skipped.append(Skipped(where, found))
            continue
        try:
            result.actors.append(OwnActor.model_validate(found))
        except ValidationError as error:
            first = error.errors()[0]
            name = ".".join(map(str, first["loc"]))
            result.skipped.append(Skipped(where, f"{name}: {first['msg']}"))
    if not result.actors:
        why = f"; {result.skipped[0].where}: {result.skipped[0].reason}" if result.skipped else ""
        raise GazetteerError(f"{path}: no actor found in it as {chosen}{why}")
    return result


def slug(name: str) -> str:
    """Return an id made of a name."""
    return "-".join(re.findall(r"[a-z0-9]+", anyascii(name).lower())) or "unnamed"


Found = Iterator[tuple[str, dict[str, Any] | str]]


def _read_csv(text: str, file: str) -> Found:
    rows = csv.DictReader(io.StringIO(text))
    if rows.fieldnames is None or "name" not in rows.fieldnames:
        raise GazetteerError(f"{file}: no column `name` in its first line; columns are {', '.join(COLUMNS)}")
    if unknown := [name for name in rows.fieldnames if name not in (*COLUMNS, "source")]:
        raise GazetteerError(f"{file}: unknown column `{unknown[0]}`; columns are {', '.join(COLUMNS)}")
    actors: dict[str, tuple[str, dict[str, Any]]] = {}
    for number, row in enumerate(rows, 2):
        cells = {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)}
        if not cells["name"]:
            yield f"{file}:{number}", "no name"
            continue
        key = cells.get("id") or slug(cells["name"])
        _, actor = actors.setdefault(
            key, (f"{file}:{number}", {"id": key, "name": cells["name"], "roles": []})
        )
        for many in ("names", "acronyms"):
            actor[many] = list(dict.fromkeys([*actor.get(many, []), *_bars(cells.get(many, ""))]))
        actor |= {k: cells[k] for k in ("kind", "sector", "wikidata") if cells.get(k)}
        actor["source"] = cells.get("source") or file
        state = state_of(cells.get("state", ""))
        if state:
            actor["state"] = state
        if cells.get("office"):
            actor["roles"].append(
                {
                    "office": cells["office"],
                    "state": state,
                    "start": cells.get("start") or None,
                    "end": cells.get("end") or None,
                }
            )
    yield from actors.values()


def _bars(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]


def state_of(text: str) -> str | None:
    """Return the ISO-3 code of a state given by a code or a name; the text itself where it is neither."""
    text = text.strip()
    return _states().get(text.lower(), text) if text else None


@cache
def _states() -> dict[str, str]:
    """Return the ids of states by their codes and names in small letters; of two with one name the first."""
    found: dict[str, str] = {}
    for state in load_states():
        for key in (state.id, state.iso2 or state.id, state.name):
            found.setdefault(key.lower(), state.id)
    return found


def _read_petrarch(text: str, file: str) -> Found:
    block: list[str] = []
    where = ""
    for number, raw in enumerate([*text.splitlines(), "END_"], 1):
        line = re.split(r"[;#]", raw, maxsplit=1)[0].rstrip()
        if not line.strip():
            continue
        begins = not line[:1].isspace() and not line.startswith(("+", "["))
        if begins and block:
            yield where, _petrarch_actor(block, file)
            block = []
        if begins and number <= len(text.splitlines()):
            where = f"{file}:{number}"
        block.append(line.strip())


def _petrarch_actor(block: list[str], file: str) -> dict[str, Any] | str:
    head = block[0].split("[")[0].strip()
    names = [_words(head), *(_words(line[1:].split("[")[0]) for line in block[1:] if line.startswith("+"))]
    codes = [(code, rest) for line in block for code, rest in _CODE.findall(line)]
    if not names[0]:
        return "no name before the code"
    if not codes:
        return f"no code in brackets for {head}"
    states = set(_states().values())
    roles, sectors = [], []
    state = next((code[:3] for code, _ in codes if code[:3] in states), None)
    for code, dates in codes:
        parts = [code[i : i + 3] for i in range(0, len(code), 3)]
        sector = next((s for part in parts if (s := _sector(part))), None)
        sectors.append(sector)
        start, end = _petrarch_dates(dates)
        if (start or end) and parts[0] in states:
            roles.append({"office": sector or "office", "state": parts[0], "start": start, "end": end})
    sector = next((s for s in reversed(sectors) if s), None)
    kind = "person" if roles else KIND_OF_SECTOR.get(sector or "", "unknown")
    return {
        "id": slug(names[0]), "name": names[0], "names": [n for n in names[1:] if n], "kind": kind,
        "state": state, "sector": sector, "roles": roles, "source": file,
    }  # fmt: skip


def _sector(code: str) -> str | None:
    code = SECTORS.get(code, code)
    return code if code in get_args(Sector) else None


def _words(name: str) -> str:
    """Return `HASHEMI_RAFSANJANI_` as "Hashemi Rafsanjani"; short names in capitals stay as they are."""
    parts = [part for part in name.replace("_", " ").split() if part]
    if len(parts) == 1 and len(parts[0]) <= 4:
        return parts[0]
    return " ".join(part[:1].upper() + part[1:].lower() for part in parts)


def _petrarch_dates(text: str) -> tuple[str | None, str | None]:
    days = [_petrarch_day(day) for day in _DAY.findall(text)]
    if not days:
        return None, None
    if "<" in text and len(days) == 1:
        return None, days[0]
    if ">" in text and len(days) == 1:
        return days[0], None
    return (days[0], days[1]) if len(days) > 1 else (days[0], days[0])


def _petrarch_day(day: str) -> str:
    if "/" in day:
        month, of_month, year = (int(part) for part in day.split("/"))
        return f"{year:04d}-{month:02d}-{of_month:02d}"
    if len(day) == 6:  # YYMMDD; the dictionaries begin in 1900
        day = ("20" if int(day[:2]) < 50 else "19") + day
    return f"{day[:4]}-{day[4:6]}-{day[6:]}"


def _read_ftm(text: str, file: str) -> Found:
    for number, entity in _entities(text):
        where = f"{file}:{number}"
        if not isinstance(entity, dict):
            yield where, "no JSON entity"
            continue
        kind = FTM_KINDS.get(str(entity.get("schema")))
        properties = entity.get("properties")
        if kind is None:
            yield where, f"schema {entity.get('schema')} is no actor"
            continue
        if not isinstance(properties, dict) or not _many(properties, "name"):
            yield where, "no name"
            continue
        names = [*_many(properties, "name"), *_many(properties, "alias"), *_many(properties, "previousName")]
        countries = [
            *_many(properties, "country"),
            *_many(properties, "nationality"),
            *_many(properties, "jurisdiction"),
        ]
        state = state_of(countries[0]) if countries else None
        wikidata = [q for q in _many(properties, "wikidataId") if re.fullmatch(r"Q[1-9]\d*", q)]
        roles = [{"office": position, "state": state} for position in _many(properties, "position")]
        yield where, {
            "id": slug(names[0]), "name": names[0], "names": list(dict.fromkeys(names[1:])),
            "acronyms": _many(properties, "abbreviation"), "kind": kind, "state": state,
            "wikidata": wikidata[0] if wikidata else None, "roles": roles, "source": file,
        }  # fmt: skip


def _entities(text: str) -> Iterable[tuple[int, Any]]:
    if text.lstrip().startswith("["):
        try:
            return list(enumerate(json.loads(text), 1))
        except json.JSONDecodeError:
            return []
    found: list[tuple[int, Any]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                found.append((number, json.loads(line)))
            except json.JSONDecodeError:
                found.append((number, None))
    return found


def _many(properties: dict[str, Any], name: str) -> list[str]:
    values = properties.get(name) or []
    values = [values] if isinstance(values, str) else values
    return [" ".join(value.split()) for value in values if isinstance(value, str) and value.strip()]

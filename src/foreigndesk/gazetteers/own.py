"""A user's own actors: one JSON line each, in the user's data folder, beside our gazetteers."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

from platformdirs import user_data_path
from pydantic import ValidationError

from foreigndesk.errors import GazetteerError
from foreigndesk.gazetteers.models import OwnActor

VARIABLE = "FOREIGNDESK_ACTORS"


def own_path() -> Path:
    """Return the file of the user's own actors: FOREIGNDESK_ACTORS, else actors.jsonl in the data folder."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else user_data_path("foreigndesk") / "actors.jsonl"


def read_own(path: Path | None = None) -> tuple[OwnActor, ...]:
    """Return the user's own actors; none where there is no file.

    Raises:
        GazetteerError: the file cannot be read, or a line is wrong; it names the line.
    """
    path = path or own_path()
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise GazetteerError(f"{path}: your own actors cannot be read ({error})") from error
    found = []
    for number, line in enumerate(lines, 1):
        try:
            found.append(OwnActor.model_validate_json(line))
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(map(str, first["loc"]))
            raise GazetteerError(f"{path}:{number}: {field or 'line'}: {first['msg']}") from error
    return tuple(found)


def write_own(actors: Iterable[OwnActor], path: Path | None = None) -> Path:
    """Replace the user's own actors in one move, sorted by id, and return the file.

    Raises:
        GazetteerError: the file cannot be written.
    """
    path = path or own_path()
    lines = [
        json.dumps(a.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False)
        for a in sorted(actors, key=lambda a: a.id)
    ]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        part.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise GazetteerError(f"{path}: your own actors cannot be written ({error})") from error
    return path


def add_own(new: Iterable[OwnActor], path: Path | None = None) -> tuple[int, int]:
    """Add actors to the user's own, a new entry replacing an old one of the same id.

    Returns:
        How many are new, and how many replaced an older entry.
    """
    kept = {actor.id: actor for actor in read_own(path)}
    before = set(kept)
    fresh = {actor.id: actor for actor in new}
    write_own((kept | fresh).values(), path)
    return len(fresh.keys() - before), len(fresh.keys() & before)


def own_version(path: Path | None = None) -> str:
    """Return a hash of the user's own actors; empty where there are none."""
    path = path or own_path()
    try:
        content = path.read_bytes()
    except OSError:
        return ""
    return hashlib.sha256(content).hexdigest()[:8] if content else ""

"""A user's own places: one DuckDB file in the user's data folder, made by `geonames`, read by the atlas.

    places   one row per place, by GeoNames id
    names    one row per place and folded name, by name; `own` tells its name from one of its other names
    about    one row: the schema's version, and a hash of all places

Both tables are sorted by what they are looked up by, in small row groups: DuckDB then reads a few of them for
a name, and nothing need be held in memory, as an index over millions of names would have to be.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import duckdb
from platformdirs import user_data_path

from foreigndesk.errors import GazetteerError
from foreigndesk.gazetteers.folding import fold

VARIABLE = "FOREIGNDESK_PLACES"
SCHEMA_VERSION = 1
_LOOK_UP = """
    SELECT id, name, latitude, longitude, code, country, admin1, population, own
    FROM names JOIN places USING (id) WHERE key = ? ORDER BY population DESC, id
"""


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """A place of the imported file, found by a name; `own` is whether that is its own name."""

    id: int
    name: str
    latitude: float
    longitude: float
    code: str
    country: str | None
    admin1: str | None
    population: int
    own: bool


class OwnPlaces:
    """The imported file, open for reading; looked up by name. `version` is a hash of what it holds."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._connection = duckdb.connect(path, read_only=True, config={"threads": 1})
            row = self._connection.execute("SELECT schema_version, version, places FROM about").fetchone()
        except (duckdb.Error, OSError) as error:
            raise explained(error, path) from error
        if row is None or row[0] != SCHEMA_VERSION:
            raise GazetteerError(f"{path}: made by another version; import again after places remove")
        self.version: str = row[1]
        self.count: int = row[2]
        self._cached = lru_cache(maxsize=65_536)(self._look_up)

    def find(self, name: str) -> tuple[OwnPlace, ...]:
        """Return the places of a name, those with most people first.

        Raises:
            GazetteerError: the file cannot be read.
        """
        return self._cached(fold(name))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _look_up(self, key: str) -> tuple[OwnPlace, ...]:
        try:
            return tuple(OwnPlace(*row) for row in self._connection.execute(_LOOK_UP, [key]).fetchall())
        except duckdb.Error as error:
            raise explained(error, self.path) from error


def places_path() -> Path:
    """Return the file of imported places: FOREIGNDESK_PLACES, else places.duckdb in the data folder."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else user_data_path("foreigndesk") / "places.duckdb"


@cache
def own_places() -> OwnPlaces | None:
    """Return the imported places, opened once in a process; None where nothing was imported.

    Raises:
        GazetteerError: the file is no places file, or cannot be read.
    """
    path = places_path()
    return OwnPlaces(path) if path.exists() else None


def places_version() -> str:
    """Return a hash of the imported places; empty where there are none."""
    places = own_places()
    return places.version if places else ""


def release() -> None:
    """Close the imported places, so that the next look-up opens the file anew."""
    if own_places.cache_info().currsize and (places := own_places()):
        places.close()
    own_places.cache_clear()


def remove_places() -> bool:
    """Delete the imported file; return whether there was one.

    Raises:
        GazetteerError: it cannot be deleted.
    """
    release()
    path = places_path()
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise explained(error, path) from error
    return True


def explained(error: Exception, path: Path) -> GazetteerError:
    """Return the error that says what DuckDB's or the system's `error` with the places file means."""
    text = " ".join(str(error).split())
    if "lock on file" in text:
        holder = re.search(r"\(PID (\d+)\)", text)
        by = f" by process {holder[1]}" if holder else ""
        return GazetteerError(f"{path}: in use{by}; wait until that ends, then run the same command again")
    if "not a valid DuckDB" in text or "Table with name" in text or "different schema" in text:
        return GazetteerError(
            f"{path}: not a file of imported places; name another with {VARIABLE}, or delete it: "
            "foreigndesk places remove"
        )
    if "ermission denied" in text or "s a directory" in text:
        return GazetteerError(f"{path}: cannot be opened ({text[:80]}); name another file with {VARIABLE}")
    if "space" in text.lower() and ("left" in text or "disk" in text.lower()):
        return GazetteerError(f"{path}: the disk is full; free some space, then run the same command again")
    return GazetteerError(f"{path}: the imported places cannot be used: {text[:160]}")

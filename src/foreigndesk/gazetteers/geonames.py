"""Reads a GeoNames dump into the file of the user's own places (own_places).

A dump is allCountries.zip, cities500.zip, a country's XX.zip, or the text unpacked from one: UTF-8, 19
columns separated by tabs, no header. Format: download.geonames.org/export/dump/readme.txt, CC BY 4.0. The
new file is written beside the old one and takes its place in one move: an import that is stopped changes
nothing.
"""

from __future__ import annotations

import re
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from foreigndesk.errors import GazetteerError
from foreigndesk.gazetteers import load_feature_codes
from foreigndesk.gazetteers.folding import fold
from foreigndesk.gazetteers.own_places import SCHEMA_VERSION, explained, places_path, release

Progress = Callable[[str, float, float, str], None]  # step, done, of how many, of what
WHERE = "get one such as UA.zip from download.geonames.org/export/dump"
COLUMNS = {
    "id": "INTEGER", "name": "VARCHAR", "ascii_name": "VARCHAR", "alternates": "VARCHAR",
    "latitude": "DOUBLE", "longitude": "DOUBLE", "class": "VARCHAR", "code": "VARCHAR",
    "country": "VARCHAR", "cc2": "VARCHAR", "admin1": "VARCHAR", "admin2": "VARCHAR",
    "admin3": "VARCHAR", "admin4": "VARCHAR", "population": "BIGINT", "elevation": "VARCHAR",
    "dem": "VARCHAR", "timezone": "VARCHAR", "modified": "VARCHAR",
}  # fmt: skip
CHUNK, ROW_GROUP, MEMORY = 1 << 20, 8192, "1GB"
_READ = "read_csv(?, delim='\t', header=false, quote='', escape='', auto_detect=false, columns={columns})"
# Other names: those in Latin letters that begin with a capital; "KHI" is an airport's code.
_PLACES = """
    CREATE TABLE made.places AS
    SELECT id, name, ascii_name,
        list_filter(string_split(alternates, ','), lambda n: regexp_matches(n, '^\\p{{Lu}}')
            AND NOT regexp_matches(n, '[^\\P{{L}}\\p{{Latin}}]|^[A-Z0-9]{{1,4}}$')) AS names,
        latitude, longitude, class, code, country, admin1, coalesce(population, 0) AS population
    FROM {read} SEMI JOIN kinds USING (class, code)
    {kept} ORDER BY id
"""
_KEPT = "UNION ALL SELECT * FROM old.places ANTI JOIN (SELECT id FROM {read}) USING (id)"
_NAMES = """
    CREATE TABLE made.names AS
    SELECT fold(n) AS key, id, bool_or(own) AS own
    FROM (
        SELECT id, unnest([name, ascii_name]) AS n, true AS own FROM made.places
        UNION ALL SELECT id, unnest(names), false FROM made.places
    ) WHERE n <> '' GROUP BY ALL ORDER BY key, id
"""
_ABOUT = """
    CREATE TABLE made.about AS
    SELECT {schema} AS schema_version, count(*) AS places,
        printf('%016x', coalesce(bit_xor(md5_number_lower(concat_ws(chr(9),
            id, name, ascii_name, names, latitude, longitude, code, country, admin1, population))), 0))[:8]
        AS version
    FROM made.places
"""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: rows of the dump, places kept of them, and places now in the file."""

    rows: int
    kept: int
    places: int


def import_dump(dump: Path, progress: Progress = lambda *_: None) -> Imported:
    """Add the places of a GeoNames dump to the user's own, replacing those of the same ids.

    Args:
        dump: a zip of GeoNames, or its text.
        progress: told the step, how much is done, of how much, and of what.

    Raises:
        GazetteerError: the dump is missing or none, or the places file is in use or cannot be written.
    """
    path = places_path()
    part = path.with_name(path.name + ".part")
    release()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="places-", dir=path.parent) as folder:
            text = _unpacked(dump, Path(folder), progress)
            _check(text, dump)
            with _making(part, path, Path(folder)) as connection:
                done = _fill(connection, text, dump, progress, beside=path.exists())
            part.replace(path)
    except (duckdb.Error, OSError) as error:
        raise explained(error, path) from error
    return done


def _unpacked(dump: Path, folder: Path, progress: Progress) -> Path:
    """Return the dump's text: the file itself, or unpacked into `folder`."""
    if not dump.is_file():
        what = "a folder" if dump.is_dir() else "no such file"
        raise GazetteerError(f"{dump}: {what}; name a GeoNames dump, or {WHERE}")
    if not zipfile.is_zipfile(dump):
        if dump.suffix.lower() == ".zip":
            raise GazetteerError(f"{dump}: not a zip file, or cut short; {WHERE} again")
        return dump
    with zipfile.ZipFile(dump) as archive:
        texts = [m for m in archive.infolist() if m.filename.lower().endswith(".txt")]
        member = max(texts, key=lambda m: m.file_size, default=None)
        if member is None:
            raise GazetteerError(f"{dump}: no .txt in it, so no GeoNames dump; {WHERE}")
        out = folder / "dump.txt"
        try:
            with archive.open(member) as packed, out.open("wb") as handle:
                while chunk := packed.read(CHUNK):
                    handle.write(chunk)
                    progress("unpacking", handle.tell() / 1e6, member.file_size / 1e6, "MB")
        except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
            raise GazetteerError(f"{dump}: cannot be unpacked ({error}); {WHERE} again") from error
    return out


def _check(text: Path, dump: Path) -> None:
    """Refuse a file whose first line is no row of GeoNames."""
    with text.open("rb") as handle:
        cells = handle.readline(CHUNK).decode("utf-8", "replace").rstrip("\r\n").split("\t")
    if len(cells) != len(COLUMNS):
        raise GazetteerError(f"{dump}: {len(cells)} columns, not the 19 of a GeoNames dump; {WHERE}")
    try:
        int(cells[0]), float(cells[4]), float(cells[5])
    except ValueError as error:
        raise GazetteerError(f"{dump}: line 1 has no id and coordinates as GeoNames does; {WHERE}") from error


@contextmanager
def _making(part: Path, old: Path, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a new file as `made` and the one it is to replace as `old`; delete the new one on failure."""
    connection = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(folder)})
    attached = False
    try:
        _attach(connection, part, f"made (ROW_GROUP_SIZE {ROW_GROUP})")
        attached = True
        for table in ("places", "names", "about"):  # left by an import that was killed
            connection.execute(f"DROP TABLE IF EXISTS made.{table}")
        if old.exists():
            _attach(connection, old, "old (READ_ONLY)")
        yield connection
    except BaseException:
        connection.close()
        if attached:
            part.unlink(missing_ok=True)
            part.with_name(part.name + ".wal").unlink(missing_ok=True)
        raise
    connection.close()


def _attach(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    quoted = str(path).replace("'", "''")
    connection.execute(f"ATTACH '{quoted}' AS {name}")


def _fill(
    connection: duckdb.DuckDBPyConnection, text: Path, dump: Path, progress: Progress, *, beside: bool
) -> Imported:
    codes = load_feature_codes()
    kinds = pa.table({"class": [k.feature_class for k in codes], "code": [k.code for k in codes]})
    connection.register("kinds", kinds)
    # By its name: the enumeration of kinds moved between versions of DuckDB.
    connection.create_function("fold", _fold_all, ["VARCHAR"], "VARCHAR", type="arrow")  # type: ignore[call-overload]
    read = _READ.format(columns=COLUMNS)
    sql = _PLACES.format(read=read, kept=_KEPT.format(read=read) if beside else "")
    size = text.stat().st_size / 1e6
    try:
        _run(
            connection,
            sql,
            [str(text)] * (2 if beside else 1),
            lambda d: progress("reading", d * size, size, "MB"),
        )
    except duckdb.Error as error:
        raise _row_error(error, dump) from error
    count = _number(connection, "SELECT sum(2 + len(names)) FROM made.places")
    _run(connection, _NAMES, [], lambda d: progress("indexing", d * count, count, "names"))
    connection.execute(_ABOUT.format(schema=SCHEMA_VERSION))
    rows = _number(connection, f"SELECT count(*) FROM {read}", str(text))
    kept = _number(connection, f"SELECT count(*) FROM {read} SEMI JOIN kinds USING (class, code)", str(text))
    return Imported(rows, kept, _number(connection, "SELECT count(*) FROM made.places"))


def _fold_all(names: pa.ChunkedArray) -> pa.Array:
    return pa.array([fold(name) for name in names.to_pylist()], pa.string())


def _number(connection: duckdb.DuckDBPyConnection, sql: str, *parameters: str) -> int:
    row = connection.execute(sql, parameters).fetchone()
    return int(row[0] or 0) if row else 0


def _run(
    connection: duckdb.DuckDBPyConnection, sql: str, parameters: list[str], done: Callable[[float], None]
) -> None:
    """Run a long statement, telling five times a second which share is done; Ctrl-C stops it."""
    failed: list[Exception] = []

    def work() -> None:
        try:
            connection.execute(sql, parameters)
        except Exception as error:
            failed.append(error)

    connection.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    try:
        while worker.is_alive():
            worker.join(0.2)
            done(max(0.0, connection.query_progress()) / 100)
    except BaseException:
        connection.interrupt()
        worker.join()
        raise
    if failed:
        raise failed[0]
    done(1.0)


def _row_error(error: duckdb.Error, dump: Path) -> Exception:
    """Return which line of the dump is wrong, where that is what `error` says."""
    text = str(error)
    line = re.search(r"CSV Error on Line: (\d+)", text)
    if line is None:
        return error
    why = next(
        (part.strip() for part in text.splitlines()[1:] if part.strip().startswith(("Expected", "Error"))), ""
    )
    return GazetteerError(
        f"{dump}: line {line[1]} is no row of GeoNames ({why or 'wrong columns'}); {WHERE} again"
    )

"""DuckDB's failures, in the words of someone who has to do something about them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from foreigndesk.errors import DeskError, TryAgain

_HOLDER = re.compile(r"held in (?P<program>\S+) \(PID (?P<pid>\d+)\)(?: by user (?P<user>[^.\s]+))?")
_FULL = re.compile(r"no space left|file too large|disk quota|out of space|could not write", re.IGNORECASE)
_DAMAGED = re.compile(
    r"corrupt|checksum|could not read enough bytes|deserializ|serialization error|replaying wal|invalid wal",
    re.IGNORECASE,
)
_FOREIGN_FORMAT = re.compile(r"version number|storage version", re.IGNORECASE)

_CLASS = re.compile(r"^(?:[A-Z]\w+ )+Error: ")

_KEEP = (
    "Keep the file, then either go on with a new desk (--desk OTHER.duckdb, and read the articles again) "
    "or try to save what can be read: foreigndesk export jsonl --desk"
)


def explained(error: Exception, path: Path) -> DeskError:
    """Return the `DeskError` that says what `error`, met on the desk at `path`, means and what to do."""
    text = " ".join(str(error).split())
    if "lock on file" in text:
        holder = _HOLDER.search(text)
        who = f" by {Path(holder['program']).name}, process {holder['pid']}" if holder else ""
        return DeskError(
            f"{path}: the desk is in use{who}; wait until it ends, or name another desk with --desk"
        )
    if "onflict" in text and isinstance(error, duckdb.TransactionException):
        return TryAgain(f"{path}: another program changed the same rows; run the same command again")
    if "different configuration" in text:
        return DeskError(f"{path}: the desk is already open in this program; close it first")
    if "not a valid DuckDB database" in text:
        return DeskError(f"{path}: not a desk (not a DuckDB file, or damaged). {_KEEP} {path}")
    if _FOREIGN_FORMAT.search(text):
        return DeskError(f"{path}: written by another version of DuckDB; upgrade foreigndesk and duckdb")
    if _DAMAGED.search(text):
        return DeskError(f"{path}: the desk is damaged ({_brief(text)}). {_KEEP} {path}")
    if "ermission denied" in text or "read-only file system" in text.lower():
        return DeskError(f"{path}: no permission to open this desk; name another with --desk")
    if _FULL.search(text):
        return DeskError(
            f"{path}: the disk is full; what was stored before is unharmed. "
            "Free some space, or move the desk, then run the same command again"
        )
    if "s a directory" in text:
        return DeskError(f"{path}: this is a folder; name a file, such as {path / 'desk.duckdb'}")
    return DeskError(f"{path}: the desk cannot be used: {_brief(text)}")


@contextmanager
def explaining(path: Path) -> Iterator[None]:
    """Turn DuckDB's failures inside the block into `DeskError`; our own mistakes in SQL stay as they are."""
    try:
        yield
    except (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException):
        raise
    except (duckdb.Error, OSError) as error:
        raise explained(error, path) from error


def _brief(text: str) -> str:
    text = _CLASS.sub("", text)
    return text if len(text) <= 160 else text[:157] + "..."

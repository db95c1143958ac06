"""A copy of the desk at one moment, for other programs; the desk itself goes on being written."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

from foreigndesk.desk.address import beside
from foreigndesk.desk.desk import Desk
from foreigndesk.desk.failures import explaining
from foreigndesk.errors import DeskError


def snapshot(desk: Desk, target: Path) -> None:
    """Write a consistent copy of the desk to `target`, a plain DuckDB file that nobody holds.

    A copy that is there already is replaced in one step, when the new one is whole.

    Raises:
        DeskError: when it cannot be written, or `target` is the desk itself or in use as one.
    """
    target = target.expanduser().absolute()
    if target.is_dir():
        raise DeskError(f"{target}: this is a folder; name a file, such as {target / 'copy.duckdb'}")
    if target.resolve() == desk.path.resolve():
        raise DeskError(f"{target}: this is the desk itself; name another file for the copy")
    if beside(target).exists():
        raise DeskError(f"{target}: a desk that is in use; name another file for the copy")
    if not target.parent.is_dir():
        raise DeskError(f"{target}: there is no folder {target.parent}; make it first")
    part = target.with_name(f".{target.name}.{uuid4().hex}")
    try:
        desk.snapshot(part)
        with explaining(target):
            os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
        part.with_name(f"{part.name}.wal").unlink(missing_ok=True)

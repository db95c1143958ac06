"""Opening a desk: where it lies, in which state, and what to say when it cannot be opened."""

from __future__ import annotations

from importlib.resources.abc import Traversable
from pathlib import Path

from platformdirs import user_data_path

from foreigndesk.desk import sharing
from foreigndesk.desk.desk import Desk
from foreigndesk.desk.failures import explaining
from foreigndesk.desk.migrating import migrations
from foreigndesk.desk.session import Session
from foreigndesk.errors import DeskError

__all__ = ["PATIENCE", "Desk", "default_path", "open_desk"]

#: Seconds to wait for a desk that is locked and not served: its owner has just come, or is about to leave.
PATIENCE = 10.0


def default_path() -> Path:
    """Return where the desk lies when none is named: the user's data folder."""
    return user_data_path("foreigndesk", appauthor=False) / "desk.duckdb"


def open_desk(
    path: Path | None = None,
    *,
    create: bool = True,
    read_only: bool = False,
    migrations_from: Traversable | None = None,
    patience: float | None = None,
) -> Desk:
    """Open the desk at `path`, or the user's own where None, bringing its schema up to date.

    Where another process has it open, the desk is used through that one. docs/decisions/0009 says how.

    Args:
        path: the desk's file.
        create: whether to make a desk that is not there yet.
        read_only: whether to open it for reading only.
        migrations_from: the folder of schema files; ours where None.
        patience: seconds to wait for a desk that is locked and not served; `PATIENCE` where None.

    Raises:
        DeskError: when the desk is missing, held by a program that does not share it, damaged, newer than
            this program, or not a desk.
    """
    path = Path(path).expanduser() if path is not None else default_path()
    steps = migrations(migrations_from)
    seconds = PATIENCE if patience is None else patience
    _prepare(path, create=create and not read_only)

    def reopen() -> Session:
        with explaining(path):
            return sharing.session(path.resolve(), steps, read_only=read_only, patience=seconds)

    first = reopen()

    def reopen_what_is_there() -> Session:
        _prepare(path, create=False)
        return reopen()

    return Desk(path, first, reopen_what_is_there, read_only=read_only)


def _prepare(path: Path, *, create: bool) -> None:
    if path.is_dir():
        raise DeskError(f"{path}: this is a folder; name a file, such as {path / 'desk.duckdb'}")
    if path.exists():
        return
    if not create:
        raise DeskError(f"{path}: no desk there yet; make one: foreigndesk read --examples --desk {path}")
    with explaining(path):
        path.parent.mkdir(parents=True, exist_ok=True)

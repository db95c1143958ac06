"""Where the web app gets its desk: the one place that opens it, and gives each request its own cursor."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import duckdb

from foreigndesk import desk as desks
from foreigndesk.desk import Desk
from foreigndesk.errors import DeskError

#: Seconds after which what another process has written is noticed.
NOTICED = 0.25
# Any write shows in one of these; counting rows reads no data.
_STATE = """
    SELECT (SELECT count(*) FROM run_documents), (SELECT count(*) FROM rejections),
        (SELECT count(*) FROM statements), (SELECT count(*) FROM runs WHERE finished),
        (SELECT count(*) FROM judgements), (SELECT max(deleted_at) FROM judgements)"""


TIME_LIMIT_SAID = "the desk is in use by another program, or the question took too long"


class TookTooLong(DeskError):  # noqa: N818 - it says what happened
    """A question to the desk was stopped at its time limit."""


class SharedDesk:
    """An open desk for many readers at once, and one writer at a time."""

    def __init__(self, path: Path | None, *, limit: float) -> None:
        self._desk = desks.open(path)
        self._limit = limit
        self._known: tuple[float, str] | None = None

    @property
    def path(self) -> Path:
        """The desk's file."""
        return self._desk.path

    @contextmanager
    def reading(self, *, limit: float | None = None) -> Iterator[Desk]:
        """Give a desk of one's own to read from; all its queries together get `limit` seconds.

        Raises:
            TookTooLong: when they need longer.
        """
        limit = limit or self._limit
        try:
            with self._desk.another(seconds=limit) as desk, desk.reading():
                yield desk
        except DeskError as error:
            if isinstance(error.__cause__, duckdb.InterruptException):
                raise TookTooLong(
                    f"this took longer than {limit:g} seconds and was stopped; choose less"
                ) from error
            raise

    @contextmanager
    def writing(self) -> Iterator[Desk]:
        """Give a desk to write to; others wait for their turn, readers do not."""
        try:
            with self._desk.another() as desk:
                yield desk
        finally:
            self._known = None

    def state(self) -> str:
        """Return what changes when the desk does, for entity tags; others' writes show within `NOTICED`."""
        known = self._known
        if known is None or known[0] < monotonic():
            with self.reading() as desk:
                state = "-".join(str(part) for part in desk.rows(_STATE)[0])
            self._known = known = (monotonic() + NOTICED, state)
        return known[1]

    def close(self) -> None:
        """Close the desk."""
        self._desk.close()

"""Where the web app gets its desk: the one place that opens it, and gives each request its own cursor."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from time import monotonic

import duckdb

from foreigndesk import desk as desks
from foreigndesk.desk import Desk
from foreigndesk.errors import DeskError

#: Seconds after which what is read meanwhile, here or by another process, is noticed.
NOTICED = 1.0
#: Seconds for which an answer from before may still be given, while the new one is made: while articles are
#: read, each notice outdates every answer, and all who ask would wait for the same work.
GRACE = 2.0
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
        # What the desk has been like lately, and until when that was known to hold, the newest first.
        self._known: list[tuple[float, str]] = []
        self._asking = Lock()

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
    def writing(self, *, shown: bool = True) -> Iterator[Desk]:
        """Give a desk to write to; others wait for their turn, readers do not.

        What is written is `shown` to the next who asks, or within `NOTICED`.
        """
        try:
            with self._desk.another() as desk:
                yield desk
        finally:
            if shown:
                self._known = []

    def states(self) -> tuple[str, ...]:
        """Return what changes when the desk does, for entity tags: as it is now, then as it was of late.

        Others' writes show within `NOTICED`; what ended longer ago than `GRACE`, or by a write that is to be
        shown, is not returned.
        """
        known = self._known
        # One of many who ask at once looks; the others go by what was known, where anything was.
        outdated = not known or known[0][0] < monotonic()
        if outdated and self._asking.acquire(blocking=not known):
            try:
                known = self._known if known is not self._known and self._known else self._looked()
            finally:
                self._asking.release()
        return tuple(state for _, state in known)

    def _looked(self) -> list[tuple[float, str]]:
        before = self._known
        with self.reading() as desk:
            state = "-".join(str(part) for part in desk.rows(_STATE)[0])
        now = monotonic()
        known = [(now + NOTICED, state)]
        known += [each for each in before if each[1] != state and each[0] + GRACE > now]
        if self._known is before:  # else a write that is to be shown came while we looked
            self._known = known
        return known

    def close(self) -> None:
        """Close the desk."""
        self._desk.close()

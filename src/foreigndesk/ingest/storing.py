"""The one writer: what came of sources goes on to the desk, then is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from foreigndesk import desk as desks
from foreigndesk.desk import Desk, Met, Packed, quarantining, readings
from foreigndesk.desk.quarantining import Failure
from foreigndesk.ingest.tasks import Entry, Finished, Setup
from foreigndesk.records import Rejection

Ready = tuple[str, Finished]


def keep(desk: Desk, run: int, ready: Sequence[Ready], setup: Setup) -> list[Entry]:
    """Store what came of sources, each under its address, in this order; return one entry for each.

    Whoever gets the entries may tell of them: they are on the desk.

    Raises:
        DeskError: when the desk cannot be written; what was not told is read again by the next run.
    """
    stored = [found for _, found in ready if isinstance(found, Packed | Met)]
    outcomes = iter(desks.store(desk, run, stored) if stored else [])
    failures = [found for _, found in ready if isinstance(found, Failure)]
    quarantining.quarantine(desk, run, failures, setup.versions)
    desks.reject(
        desk, run, [_rejection(found) for _, found in ready if isinstance(found, Failure | Rejection)]
    )
    met = [found.document_id for found in stored if isinstance(found, Met)]
    known = readings.known(desk, met) if met else {}
    return [_entry(address, found, outcomes, known) for address, found in ready]


def _entry(
    address: str, found: Finished, outcomes: Iterator[desks.Outcome], known: dict[str, readings.Known]
) -> Entry:
    if isinstance(found, Failure | Rejection):
        return Entry(address=address, rejection=_rejection(found))
    if isinstance(found, Packed):
        row = found.document
        short = readings.Known(
            title=row["title"], published=row["published"], language=row["language"], kinds=found.kinds
        )
    else:
        short = known[found.document_id]
    return Entry(
        address=address, outcome=next(outcomes), document_id=found.document_id, title=short.title,
        published=short.published, language=short.language, kinds=short.kinds,
    )  # fmt: skip


def _rejection(found: Failure | Rejection) -> Rejection:
    if isinstance(found, Rejection):
        return found
    return Rejection(address=found.source.address, code=found.code, message=found.error)

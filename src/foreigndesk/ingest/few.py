"""A few articles are read in the process that stores them: starting others would take longer."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from foreigndesk import pipeline
from foreigndesk.desk import Desk, Met
from foreigndesk.ingest.looking import passed_over, read_before
from foreigndesk.ingest.reading import document_of, read
from foreigndesk.ingest.storing import keep
from foreigndesk.ingest.tasks import Entry, Finished, Reader, Setup, Source, Task, Trouble
from foreigndesk.records import Article, Document, Rejection

FEW = 16  # so many articles are read sooner than worker processes start


def read_here(
    desk: Desk,
    run: int,
    waiting: deque[Source | Rejection],
    rest: Iterator[Source | Rejection | None],
    setup: Setup,
) -> Iterator[Entry]:
    """Read what comes, one after another, until more than a few wait in `waiting`, or all is read."""
    how: Reader | None = None
    ended = False
    while True:
        while not ended and len(waiting) <= FEW:
            try:
                item = next(rest)
            except StopIteration:
                ended = True
                continue
            if item is not None:
                waiting.append(item)
            elif waiting:
                break
        if len(waiting) > FEW or not waiting:
            return
        how = how or _reader(setup)
        item = waiting.popleft()
        yield from keep(desk, run, [(item.address, _finished(desk, item, setup, how))], setup)


def _finished(desk: Desk, item: Source | Rejection, setup: Setup, how: Reader) -> Finished:
    if isinstance(item, Rejection):
        return item
    if known := passed_over(desk, [Task(0, item)], setup):
        return known[0]
    try:
        document = document_of(item)
        if isinstance(document, Document):
            if isinstance(item, Article) and read_before(desk, [document.id], setup):
                return Met(document_id=document.id, article=item)
            found: Finished | Trouble = read(document, item, how)
        else:
            found = document
    except MemoryError:
        found = Trouble("failed", f"{item.address}: reading it failed (no memory was left)")
    return found.of(item) if isinstance(found, Trouble) else found


def _reader(setup: Setup) -> Reader:
    if setup.reader is not None:
        return setup.reader(setup.books, setup.model)
    return lambda document: pipeline.read(document, books=setup.books, model=setup.model)

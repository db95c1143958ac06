"""From sources to entries: what waits, what is being read, what can be stored.

Sources are numbered as they come and stored in that order, whoever reads them first. Of several that are
one document, the first in order is read; the others wait for it and add their address.
"""

from __future__ import annotations

import heapq
import time
from collections import defaultdict, deque
from collections.abc import Generator, Iterable, Iterator
from typing import Any

from foreigndesk.desk import Desk, Met, Packed
from foreigndesk.ingest.few import FEW, read_here
from foreigndesk.ingest.looking import passed_over, read_before
from foreigndesk.ingest.storing import Ready, keep
from foreigndesk.ingest.tasks import Entry, Finished, Setup, Source, Task, Trouble
from foreigndesk.ingest.workers import Crew, Worker, cores
from foreigndesk.records import Article, Rejection

_BATCH, _BATCH_SIZE = 16, 16_000  # articles and bytes given to a worker at once
_COMMIT, _COMMIT_SECONDS = 64, 1.0
_HELD, _HELD_PER_WORKER, _HELD_SIZE = 64, 32, 64_000_000
_PATIENCE = 0.05  # seconds to wait for workers before looking at sources and the clock again


def ingest(
    desk: Desk, run: int, incoming: Iterable[Source | Rejection | None], setup: Setup
) -> Generator[Entry, None, None]:
    """Read what comes in and store it; yield an entry for each in order, after it is on the desk.

    Args:
        desk: where to store; nobody else may write to it meanwhile.
        run: the number that `desk.start_run` gave.
        incoming: articles, rejections, documents to be read anew; None where nothing has come yet (`ahead`).
        setup: how to read.

    An article that fails is a rejection and goes into quarantine. Stopping early, also by Ctrl-C, leaves
    what was yielded, and ends the workers.

    Raises:
        DeskError: the desk cannot be written.
        ForeignDeskError: something that all reading needs is missing or damaged.
        IngestError: no worker process starts.
    """
    waiting: deque[Source | Rejection] = deque()
    rest = iter(incoming)
    if setup.workers is None:
        yield from read_here(desk, run, waiting, rest, setup)
    if waiting or setup.workers is not None:
        with Crew(setup, setup.workers or cores()) as crew:
            yield from _Flow(desk, run, setup, crew).entries(_chained(waiting, rest))


def _chained(
    waiting: deque[Source | Rejection], rest: Iterator[Source | Rejection | None]
) -> Iterator[Source | Rejection | None]:
    while waiting:
        yield waiting.popleft()
    yield from rest


class _Flow:
    """What a run with workers holds between source and desk: bounded, whatever the number of articles.

    `pending` waits for a worker, `finished` for its turn to be stored. `claims` says which ordinal reads a
    document, `same` which tasks wait for it.
    """

    def __init__(self, desk: Desk, run: int, setup: Setup, crew: Crew) -> None:
        self._desk, self._run, self._setup, self._crew = desk, run, setup, crew
        self._pending: list[Task] = []
        self._tasks: dict[int, Task] = {}
        self._addresses: dict[int, str] = {}
        self._finished: dict[int, Finished] = {}
        self._documents: dict[int, str] = {}
        self._claims: dict[str, int] = {}
        self._same: defaultdict[int, list[Task]] = defaultdict(list)
        self._came = self._stored = self._size = 0
        self._stored_at = time.monotonic()

    def entries(self, incoming: Iterator[Source | Rejection | None]) -> Iterator[Entry]:
        """Yield an entry for each source once it is stored."""
        ended = False
        while not ended or self._stored < self._came:
            if not ended:
                ended = self._take_in(incoming)
            self._hand_out()
            busy = not all(worker.idle for worker in self._crew.workers)
            for worker in self._crew.heard(_PATIENCE if busy and not self._ready(ended) else 0):
                self._hear(worker)
            for worker in [each for each in self._crew.workers if each.overdue]:
                self._end_overdue(worker)
            if count := self._ready(ended):
                yield from self._store(count)

    def _take_in(self, incoming: Iterator[Source | Rejection | None]) -> bool:
        """Number what comes until nothing is there, or enough is held; return whether all has come."""
        new: list[Task] = []
        ended = False
        bound = _HELD + _HELD_PER_WORKER * self._crew.most
        while self._came - self._stored < bound and self._size < _HELD_SIZE and len(new) < _COMMIT:
            try:
                item = next(incoming)
            except StopIteration:
                ended = True
                break
            if item is None:
                break
            ordinal = self._came
            self._came += 1
            self._addresses[ordinal] = item.address
            if isinstance(item, Rejection):
                self._finished[ordinal] = item
            else:
                self._tasks[ordinal] = task = Task(ordinal, item)
                self._size += task.size
                new.append(task)
        known = passed_over(self._desk, new, self._setup)
        for task in new:
            if task.ordinal in known:
                self._finish(task, known[task.ordinal])
            else:
                heapq.heappush(self._pending, task)
        return ended

    def _hand_out(self) -> None:
        """Give idle workers what is pending, and start another one where much is."""
        self._crew.retire()
        starting = sum(not worker.ready for worker in self._crew.workers)
        if len(self._pending) > FEW * starting:
            self._crew.grow()
        for worker in self._crew.workers:
            if worker.idle and self._pending:
                worker.give(self._next_batch())

    def _next_batch(self) -> list[Task]:
        batch = [heapq.heappop(self._pending)]
        size = batch[0].size
        while self._pending and len(batch) < _BATCH and not batch[0].alone:
            task = self._pending[0]
            size += task.size
            if task.alone or size > _BATCH_SIZE:
                break
            batch.append(heapq.heappop(self._pending))
        return batch

    # --- what workers say -------------------------------------------------------------------------

    def _hear(self, worker: Worker) -> None:
        """Note all that a worker has said by now."""
        try:
            while worker.connection.poll():
                self._note(worker, worker.take())
        except (EOFError, OSError):
            self._replace_ended(worker)

    def _note(self, worker: Worker, said: tuple[Task, Any] | None) -> None:
        if said is None:
            return
        task, found = said
        if isinstance(found, str):
            self._documents[task.ordinal] = found
        else:
            self._finish(task, found)
        if not worker.reads and not worker.left:
            worker.ask([each.ordinal for each in self._to_be_read(worker)])

    def _to_be_read(self, worker: Worker) -> Iterator[Task]:
        """Yield those of a worker's tasks that are documents nobody has read or reads before them."""
        tasks = [task for task in worker.tasks.values() if self._is_open(task)]
        documents = {task.ordinal: self._documents[task.ordinal] for task in tasks}
        articles = [documents[task.ordinal] for task in tasks if isinstance(task.source, Article)]
        known = read_before(self._desk, articles, self._setup)
        for task in tasks:
            id = documents[task.ordinal]
            first = self._claims.get(id, task.ordinal)
            if id in known or (first < task.ordinal and first in self._finished):
                self._finish(task, _met(id, task))
            elif first < task.ordinal:
                self._same[first].append(task)
            else:
                self._claims[id] = task.ordinal
                yield task

    def _finish(self, task: Task, found: Finished | Trouble) -> None:
        """Note what came of a task; those that are the same document have it too, or are read themselves."""
        self._finished[task.ordinal] = found.of(task.source) if isinstance(found, Trouble) else found
        same = self._same.pop(task.ordinal, [])
        if same and isinstance(found, Packed):
            for each in same:
                self._finish(each, _met(found.document_id, each))
            return
        if not isinstance(found, Packed):
            self._let_go(task.ordinal)
        for each in same:
            heapq.heappush(self._pending, each)

    def _is_open(self, task: Task) -> bool:
        """Whether nothing has come of a task yet: what was stored is held no longer."""
        return task.ordinal in self._tasks and task.ordinal not in self._finished

    def _let_go(self, ordinal: int) -> None:
        """Nobody need wait for what this ordinal reads."""
        document = self._documents.pop(ordinal, None)
        if document is not None and self._claims.get(document) == ordinal:
            del self._claims[document]

    # --- workers that end, or do not --------------------------------------------------------------

    def _replace_ended(self, worker: Worker) -> None:
        """Blame the end of a worker on the article it was on; that one gets a second try, alone."""
        current = worker.current
        how = self._crew.replace(worker)
        if current is not None and current.alone:
            words = f"{current.source.address}: reading it ended the process twice ({how})"
            self._finish(current, Trouble("crashed", words))
        elif current is not None:
            heapq.heappush(self._pending, Task(current.ordinal, current.source, alone=True))
        self._put_back(worker, current)

    def _end_overdue(self, worker: Worker) -> None:
        current = worker.current
        self._crew.replace(worker)
        if current is not None:
            seconds = current.seconds(self._setup.limit)
            words = f"{current.source.address}: reading it took more than {seconds:g} seconds and was stopped"
            self._finish(current, Trouble("too_slow", words))
        self._put_back(worker, current)

    def _put_back(self, worker: Worker, but: Task | None) -> None:
        for task in worker.tasks.values():
            if task != but and self._is_open(task):
                heapq.heappush(self._pending, task)

    # --- storing ----------------------------------------------------------------------------------

    def _ready(self, ended: bool) -> int:
        """Return how many can be stored now: as many as are worth a transaction, or have waited for one."""
        count = 0
        while count < _COMMIT and self._stored + count in self._finished:
            count += 1
        waited = time.monotonic() - self._stored_at >= _COMMIT_SECONDS
        return count if count == _COMMIT or waited or (ended and self._stored + count == self._came) else 0

    def _store(self, count: int) -> list[Entry]:
        ordinals = range(self._stored, self._stored + count)
        ready: list[Ready] = [(self._addresses.pop(each), self._finished.pop(each)) for each in ordinals]
        entries = keep(self._desk, self._run, ready, self._setup)
        for ordinal in ordinals:
            self._let_go(ordinal)
            if (task := self._tasks.pop(ordinal, None)) is not None:
                self._size -= task.size
        self._stored, self._stored_at = ordinals.stop, time.monotonic()
        return entries


def _met(document_id: str, task: Task) -> Met:
    return Met(document_id=document_id, article=task.source if isinstance(task.source, Article) else None)

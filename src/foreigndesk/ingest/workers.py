"""The worker processes as seen from the one that writes: started, watched, ended."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import wait
from typing import Any

from foreigndesk.errors import ForeignDeskError, IngestError
from foreigndesk.ingest.serving import OUT_OF_MEMORY, READY, serve
from foreigndesk.ingest.tasks import Setup, Task

_CONTEXT = multiprocessing.get_context("spawn")
_THREADS = ("OMP_NUM_THREADS", "BLIS_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_ENDING = 2.0  # seconds that a worker gets to end by itself
_TERM = 5_000  # articles after which a worker makes room for a new one: words once met stay in its memory


class Worker:
    """One process that reads. `tasks` are those it has, `left` the ordinals it has yet to tell of, in order.

    A worker first tells of every task which document it is (`reads` is false), then reads those that it
    was asked for (`reads` is true).
    """

    def __init__(self, setup: Setup) -> None:
        self.connection, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=serve, args=(theirs, setup, os.getpid()), daemon=True)
        with _one_thread_each():
            self._process.start()
        theirs.close()
        self._limit = setup.limit
        self._due = float("inf")
        self.ready = False
        self.reads = False
        self.given = 0
        self.tasks: dict[int, Task] = {}
        self.left: list[int] = []

    @property
    def idle(self) -> bool:
        """Whether it waits for tasks."""
        return self.ready and not self.tasks

    @property
    def current(self) -> Task | None:
        """The task it is on, None where it waits or starts."""
        return self.tasks[self.left[0]] if self.left else None

    @property
    def overdue(self) -> bool:
        """Whether it is longer on its task than that may take."""
        return bool(self.left) and time.monotonic() > self._due

    def give(self, tasks: Sequence[Task]) -> None:
        """Hand it tasks; it must be idle."""
        self.tasks, self.reads = {task.ordinal: task for task in tasks}, False
        self.given += len(tasks)
        self._go_on([task.ordinal for task in tasks], list(tasks))

    def ask(self, ordinals: Sequence[int]) -> None:
        """Ask it to read these of its tasks; of none where it shall wait for others."""
        self.tasks, self.reads = {ordinal: self.tasks[ordinal] for ordinal in ordinals}, True
        self._go_on(list(ordinals), list(ordinals))

    def take(self) -> tuple[Task, Any] | None:
        """Return what it says of which task; None where it says that it is ready.

        Raises:
            EOFError: it has ended.
            ForeignDeskError: something that all reading needs is missing or damaged.
        """
        try:
            said = self.connection.recv()
        except OSError:
            raise EOFError from None
        if said == READY:
            self.ready = True
            return None
        if isinstance(said, ForeignDeskError):
            raise said
        ordinal, found = said
        task = self.tasks[ordinal]
        self.left.remove(ordinal)
        self._set_due()
        if self.reads:
            del self.tasks[ordinal]
        return task, found

    def end(self) -> str:
        """End it at once and return in words how it ended."""
        self.connection.close()
        self._process.join(0.5)
        if self._process.is_alive():
            self._process.kill()
        self._process.join()
        return _how_ended(self._process.exitcode or 0)

    def dismiss(self) -> None:
        """Let it end when it has nothing to do; it is ended where it goes on."""
        self.connection.close()
        if self.tasks or not self.ready:
            self._process.kill()

    def wait_for_end(self) -> None:
        """Wait until a dismissed worker has ended."""
        self._process.join(_ENDING)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()

    def _go_on(self, ordinals: list[int], message: object) -> None:
        self.left = ordinals
        self._set_due()
        try:
            self.connection.send(message)
        except OSError:
            return  # it has ended; the next look at its connection finds out

    def _set_due(self) -> None:
        self._due = time.monotonic() + self.tasks[self.left[0]].seconds(self._limit) if self.left else 0


class Crew:
    """Up to `most` workers, started as they are needed; use it in a `with` block."""

    _FAILED_STARTS = 3

    def __init__(self, setup: Setup, most: int) -> None:
        self._setup = setup
        self._failed_starts = 0
        self.most = most
        self.workers: list[Worker] = []

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self.workers:
            worker.dismiss()
        for worker in self.workers:
            worker.wait_for_end()

    def grow(self) -> None:
        """Start one more worker, unless there are enough."""
        if len(self.workers) < self.most:
            self.workers.append(Worker(self._setup))

    def retire(self) -> None:
        """Let idle workers end that have read so much that their memory has grown."""
        for worker in [each for each in self.workers if each.idle and each.given >= _TERM]:
            self.workers.remove(worker)
            worker.dismiss()
            worker.wait_for_end()

    def heard(self, seconds: float) -> Iterator[Worker]:
        """Yield the workers that say something, or have ended, within so many seconds."""
        by_connection: dict[Any, Worker] = {worker.connection: worker for worker in self.workers}
        for connection in wait(list(by_connection), seconds):
            yield by_connection[connection]

    def replace(self, worker: Worker) -> str:
        """End a worker, which leaves room for another, and return how it ended.

        Raises:
            IngestError: where workers end again and again before they can read.
        """
        self._failed_starts = 0 if worker.ready else self._failed_starts + 1
        how = worker.end()
        self.workers.remove(worker)
        if self._failed_starts >= self._FAILED_STARTS:
            raise IngestError(
                f"the processes that read do not start ({how}); is there memory for them? "
                "Try fewer: --workers 1"
            )
        return how


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _how_ended(status: int) -> str:
    if status == OUT_OF_MEMORY:
        return "no memory was left"
    if status < 0:
        try:
            return f"ended by {signal.Signals(-status).name}"
        except ValueError:
            return f"ended by signal {-status}"
    return f"exit status {status}"


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Start processes with one thread of arithmetic each: there is one of them a core."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value

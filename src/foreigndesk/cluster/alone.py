"""Reading in a process of its own, for tasks that did not come to their end.

An article may end the process that reads it. Spark then tries the task again, and gives up the whole job
after some tries. So a second try reads in a process beside the Python worker, by the means of `ingest`: what
ends that one is set aside, and the articles around it are read. A task that was lost with its executor is
read in the same way, which gives the same rows, only slower.
"""

from __future__ import annotations

from multiprocessing.connection import wait
from types import TracebackType
from typing import Any

from foreigndesk.cluster.packing import Made
from foreigndesk.errors import IngestError
from foreigndesk.ingest import Setup
from foreigndesk.ingest.tasks import Task, Trouble
from foreigndesk.ingest.workers import Worker
from foreigndesk.records import Article

_LOOK = 1.0  # seconds between two looks at the clock


class Alone:
    """Reads articles one by one in another process; where that ends, in a new one. For `with` blocks."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._worker: Worker | None = None

    def __enter__(self) -> Alone:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._worker is not None:
            self._worker.dismiss()
            self._worker.wait_for_end()

    def read(self, article: Article) -> Made:
        """Return what came of an article: its rows, or why there are none.

        Raises:
            IngestError: the process does not start.
            ForeignDeskError: something that all reading needs is missing or damaged.
        """
        worker = self._worker or self._start()
        task = Task(0, article)
        try:
            found = _asked(worker, task)
        except TimeoutError:
            seconds = f"{task.seconds(self._setup.limit):g}"
            words = f"{article.address}: reading it took more than {seconds} seconds and was stopped"
            found = self._end(worker, Trouble("too_slow", words))
        except EOFError:
            found = self._end(
                worker, Trouble("crashed", f"{article.address}: reading it ended the process twice")
            )
        made: Made = found.of(article) if isinstance(found, Trouble) else found
        return made

    def _start(self) -> Worker:
        self._worker = worker = Worker(self._setup)
        try:
            while not worker.ready:
                worker.take()
        except EOFError:
            how = worker.end()
            raise IngestError(
                f"the process that reads does not start ({how}); is there memory for it?"
            ) from None
        return worker

    def _end(self, worker: Worker, trouble: Trouble) -> Trouble:
        worker.end()
        self._worker = None
        return trouble


def _asked(worker: Worker, task: Task) -> Any:  # noqa: ANN401 - what a worker says
    worker.give([task])
    found = _said(worker)
    is_document = isinstance(found, str)
    worker.ask([task.ordinal] if is_document else [])
    return _said(worker) if is_document else found


def _said(worker: Worker) -> Any:  # noqa: ANN401
    while not wait([worker.connection], _LOOK):
        if worker.overdue:
            raise TimeoutError
    said = worker.take()
    assert said is not None  # it was ready before
    return said[1]

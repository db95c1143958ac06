"""Articles given in the browser: read one after the other, in the open, while pages are served."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Lock
from typing import Literal

from foreigndesk import codebooks, intake, parsing, pipeline, stories
from foreigndesk import desk as desks
from foreigndesk.briefing.wording import KIND_NAMES, one_line
from foreigndesk.desk import Item
from foreigndesk.errors import ForeignDeskError, IntakeError, UnsafeAddress
from foreigndesk.linking.registry import Registry
from foreigndesk.records import Article, Reading, Rejection
from foreigndesk.web.desks import SharedDesk

_KEPT_JOBS = 200
StepState = Literal["waiting", "now", "done", "failed"]
STEPS = (
    ("article", "the article is fetched, and its text found in the page"),
    ("grammar", "its sentences are parsed"),
    ("statements", "names, places and dates are linked, statements are coded"),
    ("desk", "the reading is put on the desk, whole"),
    ("stories", "it is grouped with other reports of the same events"),
)


@dataclass(frozen=True, slots=True)
class StepDone:
    """One step of reading, how it stands, and what it found."""

    name: str
    about: str
    state: StepState = "waiting"
    found: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """An article that is being read; then its `document`, or the `message` why it could not be."""

    id: str
    address: str
    state: Literal["reading", "done", "failed"] = "reading"
    steps: tuple[StepDone, ...] = field(default_factory=lambda: tuple(StepDone(*step) for step in STEPS))
    document: str | None = None
    message: str | None = None


class ReadingRoom:
    """Takes articles and reads them in their order on one thread of its own."""

    def __init__(self, desk: SharedDesk) -> None:
        self._desk = desk
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = Lock()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="reading")

    def take(self, source: Article | str) -> Job:
        """Take an article, or the address of one, to be read; return its job."""
        address = source.address if isinstance(source, Article) else source
        job = Job(id=secrets.token_hex(8), address=address)
        self._note(job)
        self._worker.submit(self._read, job.id, source)
        return job

    def job(self, job_id: str) -> Job | None:
        """Return how far a job is, None where there is none of that id, or not any more."""
        with self._lock:
            return self._jobs.get(job_id)

    def close(self) -> None:
        """Finish the article in hand; what waits is dropped."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _read(self, job_id: str, source: Article | str) -> None:
        try:
            with self._desk.writing(shown=False) as desk:
                run = desks.start_run(desk, datetime.now(UTC))
            try:
                reading, article = self._steps(job_id, source)
            except IntakeError as error:
                self._reject(job_id, run, error.code, str(error))
                return
            self._step(job_id, "desk", "now")
            with self._desk.writing(shown=False) as desk:
                (outcome,) = desks.store(desk, run, [Item(reading=reading, article=article)])
                desks.finish_run(desk, run, counts=_counts(reading, outcome), versions=reading.versions)
            self._step(job_id, "desk", "done", outcome)
            self._step(job_id, "stories", "now")
            self._step(job_id, "stories", *self._grouped())
            self._end(job_id, state="done", document=reading.document.id)
        except ForeignDeskError as error:
            self._end(job_id, state="failed", message=str(error))
        except Exception as error:  # our own mistake on one article must not end the room
            message = f"reading it failed ({type(error).__name__}: {one_line(str(error))})"
            self._end(job_id, state="failed", message=message)

    def _steps(self, job_id: str, source: Article | str) -> tuple[Reading, Article]:
        self._step(job_id, "article", "now")
        article = source if isinstance(source, Article) else _fetched(source)
        document = intake.document(article)
        found = f"{len(document.text.split()):,} words, {document.anchor or 'undated'}"
        self._step(job_id, "article", "done", found)
        self._step(job_id, "grammar", "now")
        doc = next(parsing.parse([document.text]))
        self._step(job_id, "grammar", "done", f"{sum(1 for _ in doc.sents):,} sentences")
        self._step(job_id, "statements", "now")
        reading = pipeline.read_parsed(doc, document, books=codebooks.load(), registry=Registry.load())
        self._step(job_id, "statements", "done", _told(reading))
        return reading, article

    def _grouped(self) -> tuple[StepState, str]:
        """Group what was read since; the article is on the desk, whether or not this succeeds."""
        try:
            with self._desk.writing(shown=False) as desk:
                update = stories.update(desk)
        except Exception as error:
            return "failed", f"not grouped yet ({type(error).__name__}: {one_line(str(error))})"
        return "done", f"{update.documents:,} document{'' if update.documents == 1 else 's'} compared"

    def _reject(self, job_id: str, run: int, code: str, message: str) -> None:
        job = self.job(job_id)
        address = job.address if job else ""
        with self._desk.writing(shown=False) as desk:
            desks.reject(desk, run, [Rejection(address=address, code=code, message=message)])
            desks.finish_run(desk, run, counts={"documents": 0, "rejections": {code: 1}})
        self._end(job_id, state="failed", message=message)

    def _step(self, job_id: str, name: str, state: StepState, found: str = "") -> None:
        job = self.job(job_id)
        if job is not None:
            steps = [replace(s, state=state, found=found) if s.name == name else s for s in job.steps]
            self._note(replace(job, steps=tuple(steps)))

    def _end(
        self,
        job_id: str,
        *,
        state: Literal["done", "failed"],
        document: str | None = None,
        message: str | None = None,
    ) -> None:
        job = self.job(job_id)
        if job is not None:
            steps = [replace(s, state="failed") if s.state == "now" else s for s in job.steps]
            self._note(replace(job, state=state, document=document, message=message, steps=tuple(steps)))

    def _note(self, job: Job) -> None:
        with self._lock:
            self._jobs[job.id] = job
            while len(self._jobs) > _KEPT_JOBS:
                self._jobs.popitem(last=False)


def _fetched(address: str) -> Article:
    """Fetch an address, never one of this machine or a private network."""
    if not address.lower().startswith(("http://", "https://")):
        raise UnsafeAddress(f"{address}: not an http or https address", code="unsafe_address")
    article = next(intake.load(address))
    if isinstance(article, Rejection):
        raise IntakeError(article.message, code=article.code)
    return article


def _told(reading: Reading) -> str:
    counts = {kind: sum(s.kind is kind for s in reading.statements) for kind in KIND_NAMES}
    told = [
        f"{count} {KIND_NAMES[kind] if count != 1 else KIND_NAMES[kind].removesuffix('s')}"
        for kind, count in counts.items()
        if count
    ]
    return ", ".join(told) or "no statement"


def _counts(reading: Reading, outcome: str) -> dict[str, object]:
    counts = {kind.value: sum(s.kind is kind for s in reading.statements) for kind in KIND_NAMES}
    return {"documents": 1, "outcomes": {outcome: 1}, "statements": counts, "rejections": {}}

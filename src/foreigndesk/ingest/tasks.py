"""What is to be read, what came of it, and how a run is set up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from foreigndesk import parsing
from foreigndesk.codebooks import Codebooks
from foreigndesk.desk import Met, Outcome, Packed
from foreigndesk.desk.quarantining import Failure, Fault
from foreigndesk.records import Article, Document, Reading, Rejection, Versions

Source = Article | Document
Reader = Callable[[Document], Reading]
Finished = Packed | Met | Rejection | Failure

LIMIT = 300.0
_LIMIT_COVERS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """How a run reads.

    Args:
        books: the codebooks to code with; `versions` are those of `pipeline.versions`.
        model: the parser's name.
        workers: how many processes read; None for one a core, and none at all while only a few articles wait.
        again: whether to read what these versions have read before, or have failed to read.
        limit: how many seconds an article of up to 100,000 bytes may take, longer ones in proportion; a
            worker process that takes longer is ended.
        reader: makes, from codebooks and parser, what reads a document; it is called in each process that
            reads. The pipeline where None.
    """

    books: Codebooks
    versions: Versions
    model: str = parsing.DEFAULT
    workers: int | None = None
    again: bool = False
    limit: float = LIMIT
    reader: Callable[[Codebooks, str], Reader] | None = None


@dataclass(frozen=True, slots=True, order=True)
class Task:
    """One source to be read; `ordinal` is its place in the input. `alone`: a process ended on it before."""

    ordinal: int
    source: Source = field(compare=False)
    alone: bool = field(default=False, compare=False)

    @property
    def size(self) -> int:
        """How long the source is, in bytes or characters."""
        return len(self.source.content if isinstance(self.source, Article) else self.source.text)

    def seconds(self, limit: float) -> float:
        """How long it may take."""
        return limit * max(1.0, self.size / _LIMIT_COVERS)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a source could not be read, from where it was tried."""

    code: Fault
    error: str

    def of(self, source: Source) -> Failure:
        """Return it as what the quarantine keeps."""
        return Failure(source=source, code=self.code, error=self.error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One input of a run, told once it is stored: a document with its outcome, or a rejection."""

    address: str
    outcome: Outcome | None = None
    document_id: str | None = None
    title: str | None = None
    published: str | None = None
    language: str | None = None
    kinds: dict[str, int] = field(default_factory=dict)
    rejection: Rejection | None = None

"""Every error that a user can meet, in one tree.

    ForeignDeskError            exit code 1
    ├── IntakeError             an input could not be read (missing, binary, too big, no article, ...)
    │   ├── FetchError          an address could not be fetched; `transient` tells whether to try again
    │   └── UnsafeAddress       an address that must not be fetched (file:, private network)
    ├── ModelError              the parser or its weights are missing or damaged
    ├── CodebookError           a codebook file is wrong: which file, which entry, what to do
    ├── GazetteerError          a gazetteer file is wrong
    ├── DeskError               the desk cannot be opened, read or written
    │   ├── TryAgain            others came in between; nothing is stored, and the same may work now
    │   └── BadQuery            a question in SQL that is wrong, or that would change the desk
    ├── IngestError             articles cannot be read at all: no worker process starts
    ├── ClusterError            Spark or its Java is missing, or a job failed
    ├── NotFound                no statement, actor, document or story has that id
    ├── ExportError             an export cannot be written
    └── EvaluationError         a gold file is missing or wrong
    UsageError                  exit code 2: the command was called wrongly

A message is one line: which input, what is wrong, what to do.
"""

from __future__ import annotations


class ForeignDeskError(Exception):
    """Base of all errors meant for people; `str(error)` is one line without a traceback."""


class IntakeError(ForeignDeskError):
    """An input could not be read as an article. `code` is a short stable reason for counting."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


class FetchError(IntakeError):
    """An address could not be fetched. `transient` is true when a later try may succeed.

    `retry_after` is the time in seconds that the site asked to be left alone for.
    """

    def __init__(
        self, message: str, *, code: str, transient: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(message, code=code)
        self.transient = transient
        self.retry_after = retry_after


class UnsafeAddress(IntakeError):  # noqa: N818 - it names the address, not the failure
    """An address that must not be fetched: another scheme than http(s), or a private network."""


class ModelError(ForeignDeskError):
    """The parser, or its weights, is missing, damaged or unfit."""


class CodebookError(ForeignDeskError):
    """A codebook file breaks its schema or fails its own examples."""


class GazetteerError(ForeignDeskError):
    """A gazetteer file breaks its schema."""


class DeskError(ForeignDeskError):
    """The desk cannot be opened, read or written."""


class TryAgain(DeskError):  # noqa: N818 - it says what to do
    """Another program came in between. Nothing of what was tried is stored; the same may work now."""


class BadQuery(DeskError):  # noqa: N818 - it names the query, not the failure
    """A question in SQL that is wrong, takes too long, or would change a desk that is only to be read."""


class IngestError(ForeignDeskError):
    """No article can be read: the processes that read do not start."""


class ClusterError(ForeignDeskError):
    """Spark or the Java that it needs is missing, or a job on the cluster failed."""


class NotFound(ForeignDeskError):  # noqa: N818 - reads better where it is raised
    """No statement, actor, document or story has the id asked for."""


class ExportError(ForeignDeskError):
    """An export cannot be written."""


class EvaluationError(ForeignDeskError):
    """A gold file is missing or wrong."""


class UsageError(ForeignDeskError):
    """The command or function was called in a way that cannot work (exit code 2)."""

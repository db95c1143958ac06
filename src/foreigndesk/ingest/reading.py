"""Reading one source within a process: to its document, then to the rows that the desk stores.

A bad article is a rejection, a mistake of ours a `Trouble`; neither ends anything.
"""

from __future__ import annotations

from foreigndesk import intake
from foreigndesk.desk import Packed, pack
from foreigndesk.errors import ForeignDeskError, IntakeError
from foreigndesk.ingest.tasks import Reader, Source, Trouble
from foreigndesk.records import Article, Document, Rejection


def document_of(source: Source) -> Document | Rejection | Trouble:
    """Return the document of a source; what is a document already stays as it is.

    Raises:
        MemoryError: the process should end, and the source be tried alone in another.
    """
    if isinstance(source, Document):
        return source
    try:
        return intake.document(source)
    except IntakeError as error:
        return Rejection(address=source.address, code=error.code, message=str(error))
    except (ForeignDeskError, MemoryError):
        raise
    except Exception as error:
        return _trouble(source, error)


def read(document: Document, source: Source, how: Reader) -> Packed | Trouble:
    """Read a document by `how` and return its rows.

    Raises:
        ForeignDeskError: something that all reading needs is missing or damaged.
        MemoryError: as for `document_of`.
    """
    try:
        return pack(how(document), source if isinstance(source, Article) else None)
    except (ForeignDeskError, MemoryError):
        raise
    except Exception as error:
        return _trouble(source, error)


def _trouble(source: Source, error: Exception) -> Trouble:
    words = " ".join(f"{type(error).__name__}: {error}".split())
    return Trouble("failed", f"{source.address}: reading it failed ({words})")

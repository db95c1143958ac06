"""A worker process: it gets sources, says which documents they are, and reads those that it is asked for.

    in  [Task, ...]           out (ordinal, document id | Rejection | Trouble) for each
    in  [ordinal, ...]        out (ordinal, Packed | Trouble) for each

It does one thing after another and tells each, so that whoever started it knows which source it is on.
It ends when its connection closes, and dies with the process that started it.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
import sys
import threading
from multiprocessing.connection import Connection

from foreigndesk import pipeline
from foreigndesk.codebooks import Codebooks
from foreigndesk.errors import ForeignDeskError
from foreigndesk.ingest.reading import document_of, read
from foreigndesk.ingest.tasks import Reader, Setup
from foreigndesk.linking.registry import Registry
from foreigndesk.records import Article, Document, Reading

READY = "ready"
OUT_OF_MEMORY = 71  # the exit status of a worker that had no memory left
_PR_SET_PDEATHSIG = 1
_NICE = 10
_FIRST = b"Peru and Chile sign a treaty\n\n5 May 2023\n\nPeru and Chile signed a treaty in Lima on Monday."


def serve(connection: Connection, setup: Setup, parent: int) -> None:
    """Answer on `connection` until it closes; `parent` is the process to die with."""
    _die_with(parent)
    if hasattr(os, "nice"):
        os.nice(_NICE)  # whoever looks at the desk meanwhile goes before
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who writes
    try:
        how = (setup.reader or pipeline_reader)(setup.books, setup.model)
        _load_all(how)
        connection.send(READY)
        while True:
            _answer(connection, how)
    except (EOFError, OSError):
        return  # nobody listens any more
    except ForeignDeskError as error:
        connection.send(error)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)


def pipeline_reader(books: Codebooks, model: str) -> Reader:
    """Return what reads a document in this process, on one thread."""
    registry = Registry.load()

    def how(document: Document) -> Reading:
        return pipeline.read(document, books=books, registry=registry, model=model, threads=1)

    return how


def _load_all(how: Reader) -> None:
    """Read an article of one sentence, so that what loads at its first use counts for no article's time."""
    first = document_of(Article(address="first.txt", content=_FIRST, media_type="text/plain"))
    if isinstance(first, Document):
        how(first)
    # What is loaded now stays: the collector need not look through it time and again.
    gc.collect()
    gc.freeze()


def _answer(connection: Connection, how: Reader) -> None:
    sources, documents = {}, {}
    for task in connection.recv():
        sources[task.ordinal] = task.source
        found = document_of(task.source)
        if isinstance(found, Document):
            documents[task.ordinal] = found
            connection.send((task.ordinal, found.id))
        else:
            connection.send((task.ordinal, found))
    for ordinal in connection.recv():
        connection.send((ordinal, read(documents[ordinal], sources[ordinal], how)))


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        # The kernel sees to it, also where this process is stuck in foreign code.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    threading.Thread(target=_end_after_parent, daemon=True).start()


def _end_after_parent() -> None:
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)

"""A reader without weights, for worker processes: one event a document, and whatever the text asks for."""

import os
import signal
import time
from pathlib import Path

from foreigndesk.records import Event, Evidence, Reading, Status, Versions

VERSIONS = Versions(foreigndesk="0.1.0", parser="p", codebooks="c", gazetteers="g")


def simple(books, model):
    """Return a reader that finds one event in the first words of each text."""

    def read(document):
        _suffer(document.text)
        event = Event(
            document_id=document.id,
            evidence=Evidence.of(document.text, document.body_start, document.body_start + 10),
            status=Status.HAPPENED,
            type="COOPERATE",
        )
        return Reading(document=document, mentions=(), statements=(event,), versions=VERSIONS)

    return read


def newer(books, model):
    """Return the reader of another version."""
    read = simple(books, model)

    def read_newer(document):
        reading = read(document)
        return Reading(
            document=document,
            mentions=(),
            statements=reading.statements,
            versions=Versions(foreigndesk="0.1.0", parser="p", codebooks="c2", gazetteers="g"),
        )

    return read_newer


def _suffer(text):
    if "BREAK" in text:
        raise RuntimeError("the parser lost its way\nbadly")
    if "SEGFAULT" in text:
        os.kill(os.getpid(), signal.SIGSEGV)
    if "MEMORY" in text:
        raise MemoryError
    if "HANG" in text:
        time.sleep(600)
    if "SLOW" in text:
        time.sleep(0.3)
    if "ONCE " in text:  # the next word names a file that says whether it has happened
        marker = Path(text.split("ONCE ")[1].split()[0])
        if not marker.exists():
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)

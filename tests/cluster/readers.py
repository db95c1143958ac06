"""Readers for executors: the pipeline's, with a mishap for articles that ask for one."""

import os
import signal
from pathlib import Path

from foreigndesk.ingest.serving import pipeline_reader


def unlucky(books, model):
    """Return a reader whose process ends on SEGFAULT, and whose executor is killed once, on KILL <file>."""
    how = pipeline_reader(books, model)

    def read(document):
        if "SEGFAULT" in document.text:
            os.kill(os.getpid(), signal.SIGSEGV)
        if "BREAK" in document.text:
            raise RuntimeError("the parser lost its way\nbadly")
        if "KILL " in document.text:
            marker = Path(document.text.split("KILL ")[1].split()[0])
            if not marker.exists():
                marker.touch()
                os.kill(_executor(), signal.SIGKILL)
        return how(document)

    return read


def _executor():
    """The JVM over this Python worker, which is a child of Spark's daemon for Python."""
    daemon = os.getppid()
    return int(Path(f"/proc/{daemon}/stat").read_text().rpartition(")")[2].split()[1])

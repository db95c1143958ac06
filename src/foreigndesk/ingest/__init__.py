"""Ingest: many articles on to the desk, by several processes, each article once and none lost.

    sources -> bounded queue -> worker processes (document, reading) -> one writer, in the order of the input

    setup = ingest.Setup(books=books, versions=pipeline.versions(books))
    for entry in ingest.ingest(desk, run, ingest.ahead(articles), setup):
        ...                                        # told after it was stored

The same articles give the same desk, byte for byte, whatever the number of workers. Decision 10 says why.
"""

from foreigndesk.ingest.ahead import ahead
from foreigndesk.ingest.flow import ingest
from foreigndesk.ingest.tally import Tally
from foreigndesk.ingest.tasks import Entry, Setup

__all__ = ["Entry", "Setup", "Tally", "ahead", "ingest"]

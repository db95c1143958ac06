"""What need not be read: found on the desk before anything is parsed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from foreigndesk.desk import Desk, Met, quarantining, readings
from foreigndesk.ingest.tasks import Finished, Setup, Task
from foreigndesk.records import Article, Rejection


def passed_over(desk: Desk, tasks: Sequence[Task], setup: Setup) -> dict[int, Finished]:
    """Return, by ordinal, what is known of tasks already: articles read, or failed, with these versions.

    Equal bytes from the same address are the same article. Equal bytes from another address may be dated
    differently, so their document is made first.
    """
    articles = {task.ordinal: task.source for task in tasks if isinstance(task.source, Article)}
    if setup.again or not articles:
        return {}
    ids = {ordinal: article.id for ordinal, article in articles.items()}
    read = readings.current_articles(desk, list(ids.values()), setup.versions)
    held = quarantining.held(desk, list(ids.values()), setup.versions)
    found: dict[int, Finished] = {}
    for ordinal, article in articles.items():
        if document_id := read.get((ids[ordinal], article.address)):
            found[ordinal] = Met(document_id=document_id, article=article)
        elif ids[ordinal] in held:
            found[ordinal] = Rejection(
                address=article.address,
                code="quarantined",
                message=f"{article.address}: it failed before and was left out; "
                "try it again: foreigndesk quarantine --retry",
            )
    return found


def read_before(desk: Desk, document_ids: Iterable[str], setup: Setup) -> set[str]:
    """Return the documents that these versions have read before, and that need not be read again."""
    ids = list(document_ids)
    return readings.current_documents(desk, ids, setup.versions) if ids and not setup.again else set()

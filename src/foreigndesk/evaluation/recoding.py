"""Which readings an edit of the codebooks changes, before anything is recoded: what is gained and lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from foreigndesk import pipeline
from foreigndesk.codebooks import Codebooks
from foreigndesk.coding import code
from foreigndesk.linking import Registry
from foreigndesk.records import Document, Statement

_RULE = "codebook entry "


@dataclass(frozen=True, slots=True)
class Change:
    """A statement that only one of two codebooks makes of a document, and the entry that made it."""

    what: Literal["gained", "lost"]
    document: Document
    statement: Statement
    entry: str


def changes(documents: Iterable[Document], old: Codebooks, new: Codebooks) -> Iterator[Change]:
    """Yield what `new` reads otherwise than `old`, document by document, in text order.

    Each document is parsed and linked once, and coded twice. A statement counts as the same while its id is,
    which stands for its kind, coding, parties, status and words.
    """
    registry = Registry.load()
    for document in documents:
        scene = pipeline.scene(document, books=old, registry=registry)
        before = {each.id: each for each in code(scene)}
        after = {each.id: each for each in code(scene.with_books(new))}
        lost = [
            Change("lost", document, each, _entry(each)) for key, each in before.items() if key not in after
        ]
        won = [
            Change("gained", document, each, _entry(each)) for key, each in after.items() if key not in before
        ]
        yield from sorted([*lost, *won], key=lambda c: (c.statement.evidence.start, c.what, c.statement.id))


def _entry(statement: Statement) -> str:
    rules = (reason.rule for reason in statement.reasons)
    return next((rule.removeprefix(_RULE) for rule in rules if rule.startswith(_RULE)), "")

"""Does every codebook entry do what its own example says? The codebook's regression test."""

from __future__ import annotations

from dataclasses import dataclass, replace

from foreigndesk import pipeline
from foreigndesk.codebooks import Codebooks, load
from foreigndesk.coding import code
from foreigndesk.linking.registry import Registry
from foreigndesk.records import Document, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleMiss:
    """An example that its entry does not read (`instead` names those that do), or a counterexample read.

    `doubted`: the entry would read it, but the network of acts takes the example for no act; that is no fault
    of the entry, and a text that says more may pass.
    """

    kind: Kind
    entry: str
    example: str
    instead: tuple[str, ...]
    counter: bool = False
    doubted: bool = False

    def __str__(self) -> str:
        if self.counter:
            return f"{self.kind.value} entry '{self.entry}': it reads its counterexample: {self.example}"
        instead = ", ".join(self.instead) or "nothing"
        what = f"{self.kind.value} entry '{self.entry}'"
        if self.doubted:
            return f"{what}: the network of acts sees no act in its example: {self.example}"
        return f"{what}: its example is not read by it (read by: {instead}): {self.example}"


def check_examples(books: Codebooks | None = None, *, only: str | None = None) -> tuple[ExampleMiss, ...]:
    """Read the examples of every entry, and return those that the entry itself did not read.

    Arguments:
        books: the codebooks to check, those of the package by default.
        only: the id of a single entry to check.
    """
    books = books or load()
    registry = Registry.load()
    sure = replace(books, learned=books.learned.model_copy(update=_NO_DOUBT))
    misses: list[ExampleMiss] = []
    for kind, entry in books.by_kind():
        if only is not None and entry.id != only:
            continue
        texts = [
            *((text, False) for text in entry.examples),
            *((text, True) for text in entry.counterexamples),
        ]
        for text, counter in texts:
            document = Document(article_id="codebook", address=entry.id, text=text)
            scene = pipeline.scene(document, books=books, registry=registry)
            used = _entries_used(code(scene), kind)
            if (entry.id in used) is counter:
                doubted = not counter and entry.id in _entries_used(code(scene.with_books(sure)), kind)
                misses.append(
                    ExampleMiss(
                        kind=kind,
                        entry=entry.id,
                        example=text,
                        instead=used,
                        counter=counter,
                        doubted=doubted,
                    )
                )
    return tuple(misses)


_NO_DOUBT = {"doubt": 1.0, "doubt_narrow": 1.0, "doubt_known": 1.0}


def _entries_used(statements: tuple[object, ...], kind: Kind) -> tuple[str, ...]:
    used = {
        reason.rule.removeprefix("codebook entry ")
        for statement in statements
        if getattr(statement, "kind", None) is kind
        for reason in getattr(statement, "reasons", ())
        if reason.rule.startswith("codebook entry ")
    }
    return tuple(sorted(used))

"""One article in, one reading out. The order of the steps is the tuple `ARTICLE_STEPS`.

article -> intake -> document -> parsing -> linking -> coding -> reading
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from spacy.tokens import Doc

from foreigndesk import codebooks, coding, gazetteers, intake, linking, parsing
from foreigndesk.codebooks import Codebooks
from foreigndesk.coding.scene import Scene
from foreigndesk.linking.dates import find_dates
from foreigndesk.linking.places import find_places
from foreigndesk.linking.registry import Registry
from foreigndesk.records import Article, Document, Reading, Versions


@dataclass(frozen=True, slots=True)
class Step:
    """One step of reading: what it reads and what it makes."""

    name: str
    reads: str
    makes: str


ARTICLE_STEPS = (
    Step("intake", "Article", "Document"),
    Step("parsing", "Document", "Doc"),
    Step("linking", "Doc", "Mention, When, Place"),
    Step("coding", "Doc, Mention, When, Place", "Statement"),
    Step("reading", "Document, Mention, Statement", "Reading"),
)


_READING_CODE = ("intake", "parsing", "linking", "coding", "records.py", "pipeline.py")


@cache
def package_version() -> str:
    """Return the version of foreigndesk with a hash of the code that makes readings.

    So a changed rule makes another version, and a desk knows which readings are old.
    """
    try:
        number = version("foreigndesk")
    except PackageNotFoundError:
        number = "0"
    package = Path(__file__).parent
    parts = [package / name for name in _READING_CODE]
    code = sorted(file for part in parts for file in ([part] if part.is_file() else part.rglob("*.py")))
    digest = hashlib.sha256(b"\0".join(file.read_bytes() for file in code)).hexdigest()
    return f"{number}+{digest[:8]}"


def versions(books: Codebooks, *, model: str = parsing.DEFAULT) -> Versions:
    """Return what identifies a reading's makers: package, weights, codebooks, gazetteers."""
    return Versions(
        foreigndesk=package_version(),
        parser=parsing.model_version(model),
        codebooks=books.version,
        gazetteers=gazetteers.version(),
    )


def read(
    source: Article | Document,
    *,
    books: Codebooks | None = None,
    registry: Registry | None = None,
    model: str = parsing.DEFAULT,
    threads: int | None = None,
) -> Reading:
    """Read one article, or a document made before, and return all that it states.

    A document in another language than English has a reading without statements; a note says so.

    Arguments:
        books: the codebooks to code with, those of the package by default.
        registry: the actors to link to, those of the package by default.
        model: the parser, "default" or an installed spaCy pipeline with Universal Dependencies labels.
        threads: how many the parser uses, as in `parsing.load`.

    Raises:
        IntakeError: the article holds no readable text.
        ModelError, CodebookError, GazetteerError: something that reading needs is missing or damaged.
    """
    document = intake.document(source) if isinstance(source, Article) else source
    books = books or codebooks.load()
    if not document.coded:
        return uncoded(document, books=books, model=model)
    registry = registry or Registry.load()
    doc = next(parsing.parse([document.text], model=model, threads=threads))
    return read_parsed(doc, document, books=books, registry=registry, model=model)


def uncoded(document: Document, *, books: Codebooks, model: str = parsing.DEFAULT) -> Reading:
    """Return the reading of a document in a language that is not coded: its text and notes, no statements."""
    return Reading(
        document=document, mentions=(), statements=(), versions=versions(books, model=model),
        notes=document.notes,
    )  # fmt: skip


def scene(document: Document, *, books: Codebooks, registry: Registry) -> Scene:
    """Return everything that is known of a document before coding."""
    return scene_of(next(parsing.parse([document.text])), document, books=books, registry=registry)


def scene_of(doc: Doc, document: Document, *, books: Codebooks, registry: Registry) -> Scene:
    """Link a document that was parsed before, and return everything that is known of it before coding."""
    mentions = linking.link(doc, document, registry)
    return Scene.of(
        doc, document, mentions=mentions, dates=find_dates(doc, document.anchor),
        places=find_places(doc, mentions), books=books, registry=registry,
    )  # fmt: skip


def read_parsed(
    doc: Doc, document: Document, *, books: Codebooks, registry: Registry, model: str = parsing.DEFAULT
) -> Reading:
    """Link and code a document that was parsed before."""
    if not document.coded:
        return uncoded(document, books=books, model=model)
    known = scene_of(doc, document, books=books, registry=registry)
    return Reading(
        document=document,
        mentions=tuple(known.cast.mentions),
        statements=coding.code(known),
        versions=versions(books, model=model),
        notes=document.notes,
    )


def steps() -> Iterator[tuple[str, str, str]]:
    """Yield each step's name, what it reads and what it makes, in order."""
    for step in ARTICLE_STEPS:
        yield step.name, step.reads, step.makes

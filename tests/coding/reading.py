"""Read a line of text as a whole document: what the coding tests start from."""

from __future__ import annotations

from functools import cache

from foreigndesk import pipeline
from foreigndesk.records import ActorRef, Document, Event, Kind, PublicationDate, Reading, Statement


@cache
def read(text: str, published: str | None = "2019-05-16") -> Reading:
    date = (
        PublicationDate(value=published, order="iso", evidence=published, sign="given by the test")
        if published
        else None
    )
    return pipeline.read(Document(article_id="test", address="test", text=text, published=date))


def statements(text: str, kind: Kind, published: str | None = "2019-05-16") -> list[Statement]:
    return [s for s in read(text, published).statements if s.kind is kind]


def ids(refs: tuple[ActorRef, ...]) -> set[str]:
    return {ref.id for ref in refs}


def events(text: str, type_: str | None = None) -> list[Event]:
    found = [s for s in read(text).statements if isinstance(s, Event)]
    return [e for e in found if type_ is None or e.type == type_]

"""FollowTheMoney entities (https://followthemoney.tech), one a line: actors, ties, events, articles.

`layouts/ftm.csv` lists the schemata and properties that we use, as the model names them. Only what is so goes
in: a tie or an act that is planned, possible or denied would be an assertion there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, BinaryIO

from foreigndesk.briefing.wording import worded
from foreigndesk.exports.columns import text
from foreigndesk.exports.geography import iso2
from foreigndesk.exports.lines import write_lines
from foreigndesk.exports.sources import Sourced
from foreigndesk.gazetteers import parse_csv
from foreigndesk.gazetteers.models import Entry
from foreigndesk.records import TOOK_PLACE, ActorKind, ActorRef, Event, Tie, content_id

Entity = dict[str, Any]

_SCHEMA = {
    ActorKind.PERSON: "Person",
    ActorKind.STATE: "PublicBody",
    ActorKind.OFFICE: "PublicBody",
    ActorKind.ORGANISATION: "Organization",
    ActorKind.ARMED_GROUP: "Organization",
    ActorKind.PARTY: "Organization",
    ActorKind.MEDIA: "Organization",
}
_TOPICS = {ActorKind.PARTY: ["pol.party"]}
# Ties that the model has a schema for: its name, and the properties of subject and object.
_LINKS = {
    "member_of": ("Membership", "member", "organization"),
    "leads": ("Directorship", "director", "organization"),
}
_OTHER = ("UnknownLink", "subject", "object")


class Property(Entry):
    """A row of ftm.csv: a property that a schema of the model has."""

    schema_name: str
    property: str


@cache
def properties() -> dict[str, frozenset[str]]:
    """Return the properties that we use, by schema. Raises GazetteerError if ftm.csv is wrong."""
    found: dict[str, set[str]] = {}
    for row in parse_csv(text("ftm.csv"), "ftm.csv", Property):
        found.setdefault(row.schema_name, set()).add(row.property)
    return {schema: frozenset(names) for schema, names in found.items()}


def write_ftm(rows: Iterator[Sourced], stream: BinaryIO) -> int:
    """Write entities as JSON lines, each once; return how many."""
    return write_lines(_entities(rows), stream)


def _entities(rows: Iterator[Sourced]) -> Iterator[Entity]:
    seen: set[str] = set()
    for row in rows:
        stated = row.statement
        if not isinstance(stated, (Event, Tie)) or stated.status not in TOOK_PLACE:
            continue
        made = _event(stated) if isinstance(stated, Event) else _tie(stated)
        if made is None:
            continue
        refs = (
            (*stated.source, *stated.target) if isinstance(stated, Event) else (stated.subject, stated.object)
        )
        for entity in (_article(row), *(_actor(ref) for ref in refs if ref.linked), made):
            if entity["id"] not in seen:
                seen.add(entity["id"])
                yield entity


def _entity(id: str, schema: str, values: dict[str, Iterable[str | None]]) -> Entity:
    known = properties()[schema]
    unknown = set(values) - known
    assert not unknown, f"{schema} has no {unknown}; see ftm.csv"
    given = {name: [value for value in found if value] for name, found in values.items()}
    return {"id": id, "schema": schema, "properties": {name: found for name, found in given.items() if found}}


def _actor(ref: ActorRef) -> Entity:
    schema = _SCHEMA.get(ref.kind, "LegalEntity")
    values: dict[str, Iterable[str | None]] = {"name": [ref.name]}
    values["nationality" if schema == "Person" else "country"] = [iso2(ref.state)]
    if ref.kind in _TOPICS:
        values["topics"] = _TOPICS[ref.kind]
    return _entity(_actor_id(ref), schema, values)


def _actor_id(ref: ActorRef) -> str:
    return content_id("actor", ref.id)


def _article(row: Sourced) -> Entity:
    address = row.address if row.address.lower().startswith(("http://", "https://")) else None
    return _entity(
        row.statement.document_id, "Article",
        {
            "title": [row.title], "publisher": [row.source], "publishedAt": [row.published],
            "sourceUrl": [address],
        },
    )  # fmt: skip


def _event(event: Event) -> Entity | None:
    involved = [_actor_id(ref) for ref in (*event.source, *event.target) if ref.linked]
    if not involved or event.type is None:
        return None
    wording = worded(event)
    return _entity(
        event.id, "Event",
        {
            "name": [f"{wording.head}: {wording.label}"],
            "involved": involved,
            "organizer": [_actor_id(ref) for ref in event.source if ref.linked],
            "location": [event.place.name if event.place else None],
            "country": [iso2(event.place.state) if event.place else None],
            "startDate": [event.when.start if event.when else None],
            "endDate": [event.when.end if event.when else None],
            **_proved(event),
        },
    )  # fmt: skip


def _tie(tie: Tie) -> Entity | None:
    if not (tie.subject.linked and tie.object.linked):
        return None
    schema, subject, object_ = _LINKS.get(tie.relation, _OTHER)
    values: dict[str, Iterable[str | None]] = {
        subject: [_actor_id(tie.subject)],
        object_: [_actor_id(tie.object)],
        "status": [tie.status.value],
        "startDate": [tie.when.start if tie.when else None],
        "endDate": [tie.when.end if tie.when else None],
        **_proved(tie),
    }
    if schema == "UnknownLink":
        values["role"] = [tie.relation.replace("_", " ")]
    return _entity(tie.id, schema, values)


def _proved(stated: Event | Tie) -> dict[str, Iterable[str | None]]:
    return {"summary": [stated.evidence.quote], "proof": [stated.document_id], "recordId": [stated.id]}

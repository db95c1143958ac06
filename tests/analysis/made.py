"""Desks made by rule, for tests of what a desk adds up to: reports with days, places and ties as told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from foreigndesk import desk as desks
from foreigndesk.records import (
    ActorKind,
    ActorRef,
    Document,
    Event,
    Evidence,
    Place,
    Pressure,
    PublicationDate,
    Reading,
    Statement,
    Status,
    Tie,
    Versions,
    When,
)

VERSIONS = Versions(foreigndesk="0", parser="0", codebooks="0", gazetteers="0")
NAMES = {
    "PER": "Peru",
    "ECU": "Ecuador",
    "COL": "Colombia",
    "TCD": "Chad",
    "NER": "Niger",
    "RUS": "Russia",
    "KGZ": "Kyrgyzstan",
    "kant-air-base": "Kant Air Base",
}
ACTS = {
    "FIGHT": ("ASSAULT", "material_conflict", -9.0),
    "ACCUSE": ("ACCUSE", "verbal_conflict", -2.0),
    "TALK": ("CONSULT", "verbal_cooperation", 2.5),
    "AID": ("AID", "material_cooperation", 6.5),
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """One report: on a day, `source` did `act` to `target`, at a place, with a status."""

    day: date
    act: str = "FIGHT"
    source: str = "PER"
    target: str = "ECU"
    status: Status = Status.HAPPENED
    place: Place | None = None
    when: When | None = None
    extra: str = ""


def ref(id: str, text: str) -> ActorRef:
    name = NAMES.get(id, id)
    start = text.index(name)
    kind = (
        ActorKind.BASE if id.endswith("base") else ActorKind.STATE if id in NAMES else ActorKind.ORGANISATION
    )
    return ActorRef(
        id=id, name=name, kind=kind, start=start, end=start + len(name), surface=name,
        state=id if kind is ActorKind.STATE else None,
    )  # fmt: skip


def document(text: str, day: date, number: int) -> Document:
    return Document(
        article_id=f"art-{number:016x}", address=f"made/{number}", text=text, source=f"Paper {number % 4}",
        published=PublicationDate.given(day.isoformat()),
    )  # fmt: skip


def event_reading(told: Told, number: int) -> Reading:
    source, target = NAMES[told.source], NAMES[told.target]
    text = f"{number}{told.extra}: {source} met {target} ({told.act})."
    made = document(text, told.day, number)
    type, quad, score = ACTS[told.act]
    return reading(made, Event(
        document_id=made.id, evidence=Evidence.of(text, 0, len(text)), status=told.status, type=type,
        act=type, quad=quad, score=score, source=(ref(told.source, text),), target=(ref(told.target, text),),
        place=told.place, when=told.when, confidence=0.8,
    ))  # fmt: skip


def tie_reading(day: date, number: int, words: Sequence[str], **more: object) -> Reading:
    subject, relation, object = words
    names = [NAMES.get(id, id) for id in (subject, object)]
    text = f"{number}: {names[0]} and {names[1]}, {relation}."
    made = document(text, day, number)
    return reading(made, Tie(
        document_id=made.id, evidence=Evidence.of(text, 0, len(text)),
        status=more.pop("status", Status.ONGOING),
        relation=relation, subject=ref(subject, text), object=ref(object, text), **more,
    ))  # fmt: skip


def pressure_reading(day: date, number: int, cause: str, effect: str, **more: object) -> Reading:
    on = str(more.pop("on", "KGZ"))
    text = f"{number}: In {NAMES[on]}, {cause} leads to {effect}."
    made = document(text, day, number)

    def part(words: str) -> Evidence:
        return Evidence.of(text, text.index(words), text.index(words) + len(words))

    return reading(made, Pressure(
        document_id=made.id, evidence=Evidence.of(text, 0, len(text)), status=Status.HAPPENED,
        cause=part(cause),         effect=part(effect), on=(ref(on, text),), connective="leads to", **more,
    ))  # fmt: skip


def reading(made: Document, *statements: Statement) -> Reading:
    return Reading(document=made, mentions=(), statements=statements, versions=VERSIONS)


def make(path: Path, told: Iterable[Told] = (), readings: Iterable[Reading] = ()) -> Path:
    """Write a desk with these reports and readings."""
    items = [event_reading(each, number) for number, each in enumerate(told)]
    with desks.open(path) as desk:
        run = desks.start_run(desk, datetime(2022, 1, 1))
        desks.store(desk, run, [desks.Item(reading=each) for each in (*items, *readings)])
        desks.finish_run(desk, run, counts={})
    return path

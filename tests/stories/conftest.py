"""Readings of one attack, told by several outlets, made by hand so that no weights are needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from foreigndesk import desk as desks
from foreigndesk.records import ActorKind, Count, Event, Place, Reading, Status, When

CITIES = {"Kharkiv": (49.98, 36.25), "Odesa": (46.48, 30.73), "Lviv": (49.84, 24.03)}
STARTED = datetime(2023, 1, 1)


@dataclass(frozen=True)
class Told:
    """How an outlet tells of an attack by Russian forces."""

    outlet: str
    city: str = "Kharkiv"
    day: str = "2022-05-02"
    published: str = "2022-05-03"
    killed: int = 5
    status: Status = Status.HAPPENED
    verb: str = "shelled a market in"
    more: str = "Twelve were taken to hospital."


@pytest.fixture
def tell(story):
    """The maker of readings: `tell(Told("Daily"))`."""

    def make(told: Told) -> Reading:
        act = f"Russian forces {told.verb} {told.city} and killed {told.killed} people"
        body = f"According to {told.outlet}, {act}. {told.more}"
        page = story.of(
            body, title=f"{told.city} attacked, {told.outlet} reports", published=told.published,
            source=told.outlet, address=f"{told.outlet}/{told.city}/{told.day}.txt",
        )  # fmt: skip
        start, end = page.at(f"killed {told.killed} people")
        latitude, longitude = CITIES[told.city]
        event = Event(
            document_id=page.document.id,
            evidence=page.evidence(act),
            status=told.status,
            confidence=0.9,
            type="ASSAULT",
            act="ASSAULT",
            mode="heavy-weapons",
            quad="material_conflict",
            source=(page.actor("Russian forces", "RUS/army", kind=ActorKind.OFFICE, state="RUS"),),
            place=Place(name=told.city, state="UKR", latitude=latitude, longitude=longitude, precision=1),
            when=When(start=told.day, end=told.day, precision="day"),
            counts=(
                Count(
                    what="killed", low=told.killed, high=told.killed, unit="people",
                    start=start, end=end, surface=f"killed {told.killed} people",
                ),
            ),
        )  # fmt: skip
        return page.reading(event)

    return make


@pytest.fixture
def put():
    """Stores readings on a desk as one run."""

    def store(desk: desks.Desk, readings: Sequence[Reading]) -> None:
        run = desks.start_run(desk, STARTED)
        desks.store(desk, run, [desks.Item(reading=reading) for reading in readings])

    return store


@pytest.fixture
def blank(tmp_path):
    """The maker of empty desks."""

    def make(name: str = "blank") -> desks.Desk:
        return desks.open(tmp_path / f"{name}.duckdb")

    return make


@pytest.fixture
def reread():
    """The same document, read with another outcome."""

    def make(reading: Reading, **changes: object) -> Reading:
        (event,) = reading.statements
        return replace(reading, statements=(replace(event, **changes),))

    return make

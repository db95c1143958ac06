"""Readings made by hand, for tests of everything that comes after coding.

`story` gives a `Story`: a text, and small makers of evidence, actors and statements that count its offsets.
`reading` is one whole reading with all six kinds of statement.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import hypothesis
import pytest

from foreigndesk import desk as desks
from foreigndesk.records import (
    ActorKind,
    ActorRef,
    Article,
    Claim,
    Document,
    Event,
    Evidence,
    Mention,
    Place,
    Pressure,
    PublicationDate,
    Reading,
    Reason,
    Stance,
    Statement,
    Status,
    Tie,
    Versions,
    WatchPoint,
    When,
)

# In CI the same cases every time; at a desk new ones, which is where property tests find things.
hypothesis.settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("ci")

# What the developer has imported changes no test.
os.environ["FOREIGNDESK_PLACES"] = os.devnull + ".none"

TITLE = "Peru and Ecuador reopen border talks"
BODY = (
    "Ecuadorian Foreign Minister Lucia Andrade visited Lima on 4 May. "
    "Peru plans to withdraw its troops from the Cenepa valley next year. "
    "Ecuador hopes that trade will recover.\n\n"
    'The Peruvian army denied that it had shelled a village. Andrade said that "the road is open again". '
    "Peru is a member of the Andean Community. "
    "Falling copper prices could force Lima to cut its budget. "
    "A referendum in Ecuador is scheduled for November."
)
VERSIONS = Versions(foreigndesk="0.1.0", parser="parser-1", codebooks="books-1", gazetteers="names-1")


@dataclass(frozen=True)
class Story:
    """A document whose words can be pointed at."""

    document: Document

    @classmethod
    def of(
        cls,
        body: str,
        *,
        title: str | None = None,
        published: str | None = "2023-05-05",
        address: str = "news/andes.txt",
        source: str | None = "Andes Wire",
    ) -> Story:
        date = PublicationDate(value=published, order="iso", evidence=published, sign="ISO date")
        return cls(
            Document(
                article_id="art-0000000000000000",
                address=address,
                text=f"{title}\n\n{body}" if title else body,
                title=title,
                published=date if published else None,
                source=source,
            )
        )

    def at(self, words: str) -> tuple[int, int]:
        start = self.document.text.index(words)
        return start, start + len(words)

    def evidence(self, words: str) -> Evidence:
        return Evidence.of(self.document.text, *self.at(words))

    def actor(
        self,
        surface: str,
        id: str,
        name: str | None = None,
        kind: ActorKind = ActorKind.STATE,
        *,
        state: str | None = None,
        sector: str | None = None,
    ) -> ActorRef:
        start, end = self.at(surface)
        return ActorRef(
            id=id,
            name=name or surface,
            kind=kind,
            start=start,
            end=end,
            surface=surface,
            state=state or (id if kind is ActorKind.STATE else None),
            sector=sector,
        )

    def reading(self, *statements: Statement, versions: Versions = VERSIONS) -> Reading:
        return Reading(document=self.document, mentions=(), statements=statements, versions=versions)


def andes(versions: Versions = VERSIONS) -> Reading:
    """Return a reading with all six kinds of statement, happened, planned, denied and possible."""
    story = Story.of(BODY, title=TITLE)
    id = story.document.id
    peru, ecuador = story.actor("Peru", "PER"), story.actor("Ecuador", "ECU")
    army = story.actor(
        "Peruvian army", "PER/army", "Army of Peru", ActorKind.OFFICE, state="PER", sector="MIL"
    )
    minister = story.actor(
        "Lucia Andrade", "ECU/foreign-minister", "Lucia Andrade", ActorKind.PERSON, state="ECU", sector="GOV"
    )
    why = Reason(rule="events/CONSULT", words="visited", result="CONSULT, mode visit")
    statements: tuple[Statement, ...] = (
        Event(
            document_id=id,
            evidence=story.evidence("Ecuadorian Foreign Minister Lucia Andrade visited Lima on 4 May"),
            status=Status.HAPPENED,
            confidence=0.9,
            reasons=(why, Reason(rule="status", words="visited", result="past tense: happened")),
            type="CONSULT",
            act="CONSULT",
            mode="visit",
            contexts=("diplomatic",),
            quad="verbal_cooperation",
            score=4.0,
            source=(minister,),
            target=(peru,),
            place=Place(name="Lima", state="PER", latitude=-12.04, longitude=-77.03, precision=1),
            when=When(start="2023-05-04", end="2023-05-04", precision="day", surface="4 May"),
        ),
        Event(
            document_id=id,
            evidence=story.evidence("Peru plans to withdraw its troops from the Cenepa valley next year"),
            status=Status.PLANNED,
            type="CONCEDE",
            act="RETREAT",
            mode="withdraw",
            source=(peru,),
            when=When(start="2024-01-01", end="2024-12-31", precision="year", surface="next year"),
            about="withdrawal of troops from the Cenepa valley",
        ),
        Stance(
            document_id=id,
            evidence=story.evidence("Ecuador hopes that trade will recover"),
            status=Status.ONGOING,
            stance="hopes",
            holder=(ecuador,),
            about="trade will recover",
        ),
        Event(
            document_id=id,
            evidence=story.evidence("had shelled a village"),
            status=Status.DENIED,
            speaker=army,
            type="ASSAULT",
            source=(army,),
        ),
        Claim(
            document_id=id,
            evidence=story.evidence("The Peruvian army denied that it had shelled a village"),
            status=Status.DENIED,
            speaker=army,
            polarity="denies",
            content=story.evidence("it had shelled a village"),
            cue="denied",
        ),
        Claim(
            document_id=id,
            evidence=story.evidence('Andrade said that "the road is open again"'),
            status=Status.HAPPENED,
            speaker=minister,
            polarity="asserts",
            content=story.evidence("the road is open again"),
            cue="said",
        ),
        Tie(
            document_id=id,
            evidence=story.evidence("Peru is a member of the Andean Community"),
            status=Status.ONGOING,
            relation="member_of",
            subject=peru,
            object=story.actor(
                "Andean Community", "andean-community", kind=ActorKind.ORGANISATION, sector="IGO"
            ),
        ),
        Pressure(
            document_id=id,
            evidence=story.evidence("Falling copper prices could force Lima to cut its budget"),
            status=Status.POSSIBLE,
            cause=story.evidence("Falling copper prices"),
            effect=story.evidence("Lima to cut its budget"),
            on=(peru,),
            modality="possible",
            connective="could force",
        ),
        WatchPoint(
            document_id=id,
            evidence=story.evidence("A referendum in Ecuador is scheduled for November"),
            status=Status.PLANNED,
            what="referendum in Ecuador",
            outlook="scheduled",
            who=(ecuador,),
            due=When(start="2023-11-01", end="2023-11-30", precision="month", surface="November"),
        ),
    )
    mentions = tuple(
        Mention(start=ref.start, end=ref.end, surface=ref.surface, head=ref.start, actors=(ref,))
        for ref in sorted((peru, minister, army), key=lambda ref: ref.start)
    )
    return Reading(
        document=story.document,
        mentions=mentions,
        statements=statements,
        versions=versions,
        notes=("one sentence was too long to parse",),
    )


@pytest.fixture
def story() -> type[Story]:
    """The maker of small documents: `story.of("text ...")`."""
    return Story


@pytest.fixture
def reading() -> Reading:
    return andes()


@pytest.fixture
def make_reading():
    """The maker of the Andes reading with other versions."""
    return andes


@pytest.fixture
def article() -> Article:
    return Article(
        address="news/andes.txt",
        content=f"{TITLE}\n\n{BODY}".encode(),
        media_type="text/plain",
        fetched="2023-05-06T08:00:00",
    )


@pytest.fixture
def desk_path(tmp_path: Path) -> Path:
    return tmp_path / "desk.duckdb"


@pytest.fixture
def desk(desk_path: Path, reading: Reading, article: Article):
    """An open desk that holds one reading, of run 1."""
    with desks.open(desk_path) as opened:
        run = desks.start_run(opened, datetime(2023, 5, 6, 8, 0))
        desks.store(opened, run, [desks.Item(reading=reading, article=article)])
        desks.finish_run(opened, run, counts={"documents": 1}, versions=reading.versions)
        yield opened


@pytest.fixture
def stored_desk(desk, desk_path: Path) -> Path:
    """The path of a closed desk that holds one reading."""
    desk.close()
    return desk_path

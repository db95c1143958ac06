"""A gold file, its article, and a reading of it written out by hand."""

from pathlib import Path

import pytest

from foreigndesk.evaluation import gold as gold_files
from foreigndesk.evaluation.gold import Gold
from foreigndesk.records import (
    ActorKind,
    ActorRef,
    Document,
    Event,
    Evidence,
    Mention,
    Pressure,
    PublicationDate,
    Reading,
    Stance,
    Status,
    Tie,
    Versions,
    WatchPoint,
    When,
)

DATA = Path(__file__).parent / "data"
HAPPENED = Status.HAPPENED


class Names:
    """A registry of a few names, enough to resolve the gold file's expressions."""

    KNOWN = {  # noqa: RUF012 - read only
        "Erna Solberg": {"erna-solberg"},
        "Nordic Council": {"nordic-council"},
        "NOR": {"NOR"},
        "FIN": {"FIN"},
        "NOR,FIN": {"NOR", "FIN"},
        "FIN/parliament": {"FIN/parliament"},
    }

    def resolve(self, expression: str, on: str | None = None) -> frozenset[str]:
        return frozenset(self.KNOWN.get(expression, ()))


class Writer:
    """Writes records about the harbour article; spans are given by their words."""

    def __init__(self) -> None:
        title, _, body = (DATA / "harbour.txt").read_text(encoding="utf-8").partition("\n\n")
        self.text = f"{title}\n\n{body.partition('Source:')[0].strip()}"
        self.document = Document(
            article_id="art-0",
            address="harbour.txt",
            text=self.text,
            title=title,
            published=PublicationDate(
                value="2021-05-12", order="named_month", evidence="12 May 2021", sign="month"
            ),
            source="Test Wire",
        )

    def evidence(self, words: str) -> Evidence:
        start = self.text.index(words)
        return Evidence.of(self.text, start, start + len(words))

    def ref(self, actor: str) -> ActorRef:
        return ActorRef(id=actor, name=actor, kind=ActorKind.STATE, start=0, end=1, surface="x")

    def refs(self, *actors: str) -> tuple[ActorRef, ...]:
        return tuple(self.ref(actor) for actor in actors)

    def common(self, words: str, status: Status) -> dict:
        return {"document_id": self.document.id, "evidence": self.evidence(words), "status": status}

    def tie(
        self, subject: str, words: str = "Norway and Finland are\nmembers of the Nordic Council", **more
    ) -> Tie:
        fields = {"relation": "member_of", "subject": self.ref(subject), "object": self.ref("nordic-council")}
        return Tie(**self.common(words, Status.ONGOING), **(fields | more))

    def visit(self, words: str = "Erna Solberg visited Helsinki on 10 May", **more) -> Event:
        day = When(start="2021-05-10", end="2021-05-10", precision="day")
        fields = {"type": "CONSULT", "mode": "visit", "when": day}
        fields |= {"source": self.refs("erna-solberg"), "target": self.refs("FIN")}
        return Event(**(self.common(words, HAPPENED) | fields | more))

    def agreement(
        self, *source: str, words: str = "Both governments agreed to inspect foreign ships", **more
    ) -> Event:
        return Event(
            **(self.common(words, HAPPENED) | {"type": "AGREE", "source": self.refs(*source)} | more)
        )

    def fear(self, **more) -> Stance:
        fields = {"stance": "fears", "holder": self.refs("NOR"), "about": "a shortage of fuel"}
        return Stance(**(self.common("Norway fears a shortage of fuel", Status.ONGOING) | fields | more))

    def pressure(self, **more) -> Pressure:
        fields = {"cause": self.evidence("the strike"), "effect": self.evidence("delay grain deliveries")}
        fields |= {"on": self.refs("FIN"), "modality": "possible"}
        return Pressure(
            **(self.common("the strike could delay grain deliveries", Status.POSSIBLE) | fields | more)
        )

    def vote(self, **more) -> WatchPoint:
        due = When(start="2021-06-01", end="2021-06-30", precision="month")
        fields = {
            "what": "vote on the plan",
            "outlook": "scheduled",
            "who": self.refs("FIN/parliament"),
            "due": due,
        }
        return WatchPoint(**(self.common("will vote on the plan in June", Status.PLANNED) | fields | more))

    def mention(self, words: str, actor: str, *, as_place: bool = False) -> Mention:
        span = self.evidence(words)
        actors = self.refs(actor)
        return Mention(
            start=span.start, end=span.end, surface=words, head=span.start, actors=actors, as_place=as_place
        )

    def reading(self, *statements, mentions=None) -> Reading:
        versions = Versions(foreigndesk="0", parser="0", codebooks="0", gazetteers="0")
        named = (self.mention("Erna Solberg", "erna-solberg"),) if mentions is None else mentions
        return Reading(document=self.document, mentions=named, statements=statements, versions=versions)

    def everything(self) -> list:
        ties = [self.tie("NOR"), self.tie("FIN")]
        return [*ties, self.visit(), self.agreement("NOR", "FIN"), self.fear(), self.pressure(), self.vote()]


@pytest.fixture
def write() -> Writer:
    return Writer()


@pytest.fixture
def names() -> Names:
    return Names()


@pytest.fixture
def gold() -> Gold:
    return gold_files.load(DATA / "harbour.yaml")

"""Review: statements that wait for a judgement, one being corrected, and the judgements that stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import Field

from foreigndesk import codebooks
from foreigndesk.briefing.explaining import Explanation, explained
from foreigndesk.briefing.wording import worded
from foreigndesk.desk import Desk, correcting, queries, reviewing
from foreigndesk.desk.queries import Selection
from foreigndesk.desk.reviewing import Judgement, Queue, Verdict
from foreigndesk.records import Kind, StanceKind, Statement, Status
from foreigndesk.web.address import State
from foreigndesk.web.screen import Screen
from foreigndesk.web.tables import Table

PER_PAGE = 20
_HINTS = {
    "source": "actor ids, parted by ;",
    "target": "actor ids, parted by ;",
    "when": "a day, or two: 2024-05-01/2024-05-31",
    "due": "a day, or two: 2024-05-01/2024-05-31",
    "quote": "the evidence, as it stands in the article",
}


class ReviewState(State):
    """What is shown: those that wait, or those judged; of which kind; which statement is being corrected."""

    show: Literal["waiting", "judged"] = "waiting"
    kind: Kind | None = None
    country: Annotated[str | None, Field(max_length=40)] = None
    verdict: Verdict | None = None
    statement: Annotated[str | None, Field(max_length=40)] = None
    page: Annotated[int, Field(ge=1, le=100_000)] = 1

    @property
    def queue(self) -> Queue:
        """Which statements wait."""
        return Queue(kind=self.kind, country=self.country)


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of a correction: its value as a person types it, what it may be, and a hint."""

    name: str
    value: str
    choices: tuple[str, ...]
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InHand:
    """A statement to judge: its sentence, why it was read, what can be corrected, and its judgement."""

    statement: Statement
    title: str | None
    explanation: Explanation
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage:
    """One page of what waits or what was judged."""

    counts: dict[Verdict, int]
    waiting: int
    page: int
    pages: int
    rows: tuple[InHand, ...]
    judged: tuple[Judgement, ...]
    in_hand: InHand | None


def load(desk: Desk, state: ReviewState) -> ReviewPage:
    """Ask for what waits, or what was judged."""
    counts = reviewing.verdict_counts(desk)
    waiting = reviewing.waiting_count(desk, state.queue)
    offset = (state.page - 1) * PER_PAGE
    judged: list[Judgement] = []
    rows: list[Statement] = []
    if state.show == "judged":
        judged = list(reviewing.judgements(desk, verdict=state.verdict))
        total = len(judged)
        judged = judged[offset : offset + PER_PAGE]
    else:
        rows = reviewing.waiting(desk, state.queue, limit=PER_PAGE, offset=offset)
        total = waiting
    return ReviewPage(
        counts=counts,
        waiting=waiting,
        page=state.page,
        pages=max(1, -(-total // PER_PAGE)),
        rows=tuple(_in_hand(desk, stated) for stated in rows),
        judged=tuple(judged),
        in_hand=_in_hand(desk, queries.statement(desk, state.statement), ask=True)
        if state.statement
        else None,
    )


def table(desk: Desk, state: ReviewState) -> Table:
    """Return the judgements that stand."""
    rows = (
        (
            j.judged.id, j.verdict, j.judged.kind.value, worded(j.judged).head, worded(j.judged).label,
            worded(j.correction).head if j.correction else None,
            worded(j.correction).label if j.correction else None, j.note, j.made_by, j.made_at,
            j.judged.evidence.quote,
        )
        for j in reviewing.judgements(desk, verdict=state.verdict)
    )  # fmt: skip
    return Table(
        (
            "id", "verdict", "kind", "read", "read_as", "corrected", "corrected_as", "note", "made_by",
            "made_at", "words",
        ),
        rows,
    )  # fmt: skip


def _in_hand(desk: Desk, stated: Statement, *, ask: bool = False) -> InHand:
    document = queries.documents(desk, Selection(document=stated.document_id))[0]
    typed = correcting.as_typed(stated) if ask else {}
    return InHand(
        statement=stated,
        title=document.title,
        explanation=explained(document, stated),
        asked=tuple(
            Asked(name, value, _choices(name, stated), _HINTS.get(name, "")) for name, value in typed.items()
        ),
    )


def _choices(name: str, stated: Statement) -> tuple[str, ...]:
    """Return what a field may be, the codebook's words where it has them; empty where it is free."""
    books = codebooks.load()
    if name == "mode":
        type_ = getattr(stated, "type", None)
        return ("", *books.plover_type(type_).modes) if type_ else ()
    return {
        "status": tuple(status.value for status in Status),
        "type": ("", *(each.type for each in books.plover.types)),
        "relation": tuple(relation.name for relation in books.ties.relations),
        "stance": get_args(StanceKind),
        "polarity": ("asserts", "denies", "questions"),
        "modality": ("asserted", "possible", "denied"),
        "outlook": ("scheduled", "expected", "promised", "wanted", "considered", "possible"),
    }.get(name, ())


SCREEN = Screen(
    name="review",
    title="Review",
    about="Say whether a statement is right. Your word is kept apart, survives re-reading, and becomes gold.",
    state=ReviewState,
    load=load,
    table=table,
    key="r",
)

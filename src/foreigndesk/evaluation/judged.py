"""Precision over all statements of articles that were judged line by line.

A file of judgements holds, for one article, every statement that was read from it, and whether a careful
reader accepts it:

    article: ../news/lake_talks.txt
    judgements:
      - kind: tie
        says: KEN member_of east-african-community, ongoing
        quote: Kenya is a member of the East African Community
        verdict: right
      - kind: event
        says: PROTEST KEN to KEN, happened, 2020-02-01..2020-02-29
        quote: rallies are planned
        verdict: wrong
        reason: status

`says` holds the fields that were judged. A later reading's statement is known again by its kind, these
fields and evidence that touches the quote; where a field differs, the statement is another one and must be
judged anew. `docs/acceptance_format.md` says what counts as right.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from foreigndesk import pipeline
from foreigndesk.errors import EvaluationError
from foreigndesk.evaluation.acceptance import article_at
from foreigndesk.evaluation.comparing import occurrences, percent, touch
from foreigndesk.records import (
    ActorRef,
    Article,
    Claim,
    Event,
    Kind,
    Pressure,
    Reading,
    Stance,
    Statement,
    Tie,
    WatchPoint,
    When,
)

Reason = Literal[
    "not_stated",
    "type",
    "status",
    "party",
    "speaker",
    "content",
    "not_political",
    "duplicate",
    "date",
]

_WORDS_OF_A_QUOTE = 10
_WORDS_OF_A_SPAN = 6


class Judgement(BaseModel):
    """Whether a careful reader accepts one statement; `reason` says what is wrong with it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind
    says: str = Field(min_length=1)
    quote: str = Field(min_length=1)
    verdict: Literal["right", "wrong"]
    reason: Reason | None = None

    @model_validator(mode="after")
    def _only_what_is_wrong_has_a_reason(self) -> Self:
        if (self.verdict == "wrong") != (self.reason is not None):
            raise ValueError("a wrong statement needs a reason, a right one has none")
        return self


class JudgedArticle(BaseModel):
    """The judgements of one article, which `article` names, as seen from the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    article: str
    judgements: tuple[Judgement, ...]


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A statement that no judgement is about, in the words that a judgement would need."""

    article: str
    kind: str
    says: str
    quote: str


@dataclass(frozen=True, slots=True)
class JudgedScores:
    """Counts over all articles: right and judged by kind, wrong by reason, and what is not judged yet."""

    right: dict[str, int]
    judged: dict[str, int]
    reasons: dict[str, int]
    unjudged: tuple[Unjudged, ...]
    absent: tuple[str, ...]

    @property
    def precision(self) -> float:
        """Right statements in percent of those judged."""
        return percent(sum(self.right.values()), sum(self.judged.values()))

    def rows(self) -> list[tuple[str, str]]:
        """Return (name, value) pairs for a table."""
        rows = [
            (kind, f"{percent(self.right[kind], judged):.1f} % of {judged}")
            for kind, judged in self.judged.items()
        ]
        rows.append(("all statements", f"{self.precision:.1f} % of {sum(self.judged.values())}"))
        most = sorted(self.reasons.items(), key=lambda item: (-item[1], item[0]))
        rows += [(f"wrong: {reason}", str(count)) for reason, count in most]
        rows.append(("not judged yet", str(len(self.unjudged))))
        return rows + [("article not there", name) for name in self.absent]


def evaluate_judged(path: Path, *, seed: Path | None = None) -> JudgedScores:
    """Read the articles again whose judgements stand in a file or folder, and count what is right.

    Args:
        path: a file of judgements, or a folder of them.
        seed: where articles lie that the files name but do not have beside them; without it such an article
            is left out, and named in the result.

    Raises:
        EvaluationError: a file is missing or breaks the format, or holds nothing that can be scored.
    """
    files = (
        [file for file in sorted(path.glob("*.yaml")) if file.stem != "floors"] if path.is_dir() else [path]
    )
    scores = JudgedScores(
        right=dict.fromkeys(Kind, 0), judged=dict.fromkeys(Kind, 0), reasons={}, unjudged=(), absent=()
    )
    found: list[tuple[JudgedArticle, Reading]] = []
    absent = []
    for file in files:
        judged = load(file)
        article = _article(judged, file, seed)
        if article is None:
            absent.append(Path(judged.article).name)
        else:
            found.append((judged, pipeline.read(article)))
    if not found:
        raise EvaluationError(f"{path}: no judged article is there to be read; say where with --seed FOLDER")
    unjudged = [each for judged, reading in found for each in _count(judged, reading, scores)]
    return JudgedScores(scores.right, scores.judged, scores.reasons, tuple(unjudged), tuple(absent))


def load(path: Path) -> JudgedArticle:
    """Return the judgements in a file.

    Raises:
        EvaluationError: the file is missing or breaks the format; names the judgement.
    """
    try:
        return JudgedArticle.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise EvaluationError(
            f"{path}: not a readable file of judgements ({' '.join(str(error).split())})"
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "file"
        raise EvaluationError(f"{path}: {where}: {first['msg']}") from error


def _article(judged: JudgedArticle, file: Path, seed: Path | None) -> Article | None:
    beside = file.parent / judged.article
    path = beside if beside.is_file() else seed / Path(judged.article).name if seed else None
    if path is None or not path.is_file():
        return None
    return article_at(path, asked_by=file)


def _count(judged: JudgedArticle, reading: Reading, scores: JudgedScores) -> list[Unjudged]:
    """Add the statements of one reading to the counts, and return those that are not judged."""
    left = []
    for statement in reading.statements:
        judgement = judgement_of(statement, judged.judgements, reading.document.text)
        if judgement is None:
            quote = shortened(statement.evidence.quote, _WORDS_OF_A_QUOTE)
            left.append(Unjudged(judged.article, statement.kind.value, says(statement), quote))
            continue
        scores.judged[statement.kind] += 1
        if judgement.reason is None:
            scores.right[statement.kind] += 1
        else:
            scores.reasons[judgement.reason] = scores.reasons.get(judgement.reason, 0) + 1
    return left


def judgement_of(statement: Statement, judgements: Iterable[Judgement], text: str) -> Judgement | None:
    """Return the judgement that is about a statement of `text`, if any is."""
    said = says(statement)
    span = (statement.evidence.start, statement.evidence.end)
    for judgement in judgements:
        if (judgement.kind, judgement.says) != (statement.kind, said):
            continue
        if any(touch(span, place) for place in _places(judgement.quote, text)):
            return judgement
    return None


def _places(quote: str, text: str) -> list[tuple[int, int]]:
    """Return where the words before and after the gap of a shortened quote stand."""
    return [place for part in quote.split(" ... ") for place in occurrences(text, part)]


def says(statement: Statement) -> str:
    """Return the fields of a statement that are judged, on one line."""
    match statement:
        case Event():
            named = statement.type or "+".join(statement.contexts)
            act = f" ({statement.act})" if statement.act not in {None, statement.type} else ""
            fields = f"{named}{act} {_ids(statement.source)} to {_ids(statement.target)}"
        case Tie():
            fields = f"{statement.subject.id} {statement.relation} {statement.object.id}"
        case Stance():
            fields = f"{_ids(statement.holder)} {statement.stance} {_span(statement.about)}"
        case Claim():
            fields = f"{statement.polarity} {_span(statement.content.quote)}"
        case Pressure():
            fields = f"{statement.modality} {_span(statement.cause.quote)} => {_span(statement.effect.quote)}"
        case WatchPoint():
            fields = f"{statement.outlook} {_span(statement.what)} who {_ids(statement.who)}"
    said = f", said by {statement.speaker.id}" if statement.speaker else ""
    return f"{fields}, {statement.status}{_time(statement)}{said}"


def _ids(actors: Sequence[ActorRef]) -> str:
    return "+".join(sorted(actor.id for actor in actors)) or "nobody"


def _span(words: str) -> str:
    return f"[{shortened(words, _WORDS_OF_A_SPAN)}]"


def _time(statement: Statement) -> str:
    when: When | None = None
    if isinstance(statement, (Event, Tie)):
        when = statement.when
    elif isinstance(statement, WatchPoint):
        when = statement.due
    return f", {when.start or ''}..{when.end or ''}" if when else ""


def shortened(words: str, longest: int) -> str:
    """Return words on one line, without the middle ones where there are more than `longest`."""
    each = words.split()
    half = longest // 2
    return " ".join(each if len(each) <= longest else [*each[:half], "...", *each[-half:]])


def unjudged_rows(scores: JudgedScores) -> list[dict[str, Any]]:
    """Return the statements not judged yet as rows for a table."""
    return [
        {"article": Path(each.article).stem, "kind": each.kind, "says": each.says, "quote": each.quote}
        for each in scores.unjudged
    ]

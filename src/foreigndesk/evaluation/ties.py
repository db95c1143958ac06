"""Scores ties on sentences with gold ties: relation, both parties, and whether the tie is in force.

    France keeps 1,500 soldiers at an airfield outside Niamey, Niger's defence ministry says.
    > military_presence_in ongoing | France -> Niger

A tie line holds the relation, its status, and the words that name subject and object; `| through: WORDS`,
`channel`, `quantity`, `from` and `to` may follow. A coded tie answers a gold tie when the relation is the
same, both are in force or both are not, and both parties lie on gold's words or are the actors that these
name, in either order where the relation has no direction. A trap is sprung when a tie is coded as in force
that gold lacks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from foreigndesk import codebooks, pipeline
from foreigndesk.codebooks import Codebooks
from foreigndesk.errors import EvaluationError
from foreigndesk.evaluation.coded import Coded, answered
from foreigndesk.evaluation.comparing import measured, percent
from foreigndesk.evaluation.gold_sentences import Span, dated, find_words, marked_sentence, status_named
from foreigndesk.linking import Registry
from foreigndesk.parsing.marked import read_blocks
from foreigndesk.records import COUNTED, Status, Tie

_TIE = re.compile(r"> (\S+) ([a-z]+) \| (.+?) -> (.+)")
_DETAILS = frozenset({"through", "channel", "quantity", "from", "to"})


@dataclass(frozen=True, slots=True)
class GoldTie:
    """One tie; the parties are given by where their words stand. `details` are its means, size and years."""

    relation: str
    status: Status
    subject: Span
    object: Span
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TieSentence:
    """A sentence with all its ties; `trap` says of what kind it is, if it is one."""

    text: str
    ties: tuple[GoldTie, ...]
    trap: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class TieScores:
    """Counts over all sentences. `related` asks for relation and status only, `whole` for the parties too."""

    sentences: int
    gold: int
    coded: int
    related: int
    whole: int
    traps: int
    sprung: int
    by_relation: tuple[tuple[str, int, int, int], ...]
    misses: tuple[dict[str, Any], ...]

    def rows(self) -> list[tuple[str, str]]:
        """Return (name, value) pairs for a table."""
        out = [("sentences", str(self.sentences)), ("gold ties", str(self.gold))]
        out.append(("coded ties", str(self.coded)))
        for name, hits in (("relation and status", self.related), ("relation, status, parties", self.whole)):
            out += measured(name, hits, coded=self.coded, gold=self.gold)
        share = percent(self.sprung, self.traps)
        out.append(("traps coded as in force", f"{self.sprung} of {self.traps} ({share:.1f} %)"))
        return out + [
            (f"{relation}: found, gold, coded", f"{found}, {gold}, {coded}")
            for relation, found, gold, coded in self.by_relation
        ]


def evaluate_ties(path: Path, *, books: Codebooks | None = None) -> TieScores:
    """Read each sentence of a gold file and score its ties.

    Args:
        path: sentences with gold ties, in the format above.
        books: the codebooks to code with, those of the package by default.

    Raises:
        EvaluationError: the file is missing or wrong.
    """
    books = books or codebooks.load()
    registry = Registry.load()
    counts: Counter[str] = Counter()
    relations: Counter[tuple[str, str]] = Counter()
    misses: list[dict[str, Any]] = []
    undirected = frozenset(r.name for r in books.ties.relations if r.symmetric)
    for sentence in read_ties(path, books):
        document = dated(sentence.text, sentence.published)
        coded = Coded.of(pipeline.scene(document, books=books, registry=registry), Tie)
        related = _answers(sentence.ties, coded, undirected, parties=False)
        whole = _answers(sentence.ties, coded, undirected, parties=True)
        wrong = [tie for j, tie in enumerate(coded.statements) if j not in related.values()]
        sprung = sentence.trap is not None and any(tie.status in COUNTED for tie in wrong)
        counts.update(sentences=1, gold=len(sentence.ties), coded=len(coded.statements))
        counts.update(related=len(related), whole=len(whole), sprung=sprung, traps=sentence.trap is not None)
        relations.update(("gold", tie.relation) for tie in sentence.ties)
        relations.update(("coded", tie.relation) for tie in coded.statements)
        relations.update(("found", sentence.ties[i].relation) for i in whole)
        misses += _misses(sentence, coded.statements, whole, related)
    names = ("sentences", "gold", "coded", "related", "whole", "traps", "sprung")
    by_relation = tuple(
        (name, relations["found", name], relations["gold", name], relations["coded", name])
        for name in sorted({name for _, name in relations})
    )
    return TieScores(**{n: counts[n] for n in names}, by_relation=by_relation, misses=tuple(misses))


def read_ties(path: Path, books: Codebooks) -> list[TieSentence]:
    """Return the sentences of a file of marked ties.

    Args:
        path: the file, UTF-8.
        books: the codebooks, against which relations are checked.

    Raises:
        EvaluationError: the file cannot be read or holds nothing, or a line is not as the format says; it
            names the line.
    """
    relations = frozenset(relation.name for relation in books.ties.relations)
    sentences = []
    for block in read_blocks(path, "marked ties"):
        marked = marked_sentence(path, block, "a tie")
        ties = tuple(_tie(f"{path}:{number}", line, marked.text, relations) for number, line in marked.lines)
        sentences.append(TieSentence(marked.text, ties, marked.trap, marked.published))
    if not sentences:
        raise EvaluationError(f"{path}: no sentences to score")
    return sentences


def _tie(where: str, line: str, text: str, relations: frozenset[str]) -> GoldTie:
    stated, *rest = line.split(" | ")
    match = _TIE.fullmatch(" | ".join([stated, *rest[:1]]))
    details = tuple((name, words) for name, _, words in (part.partition(": ") for part in rest[1:]))
    if match is None or not {name for name, _ in details} <= _DETAILS:
        raise EvaluationError(f"{where}: not '> relation status | subject -> object | through: words'")
    relation, status, subject, obj = match.groups()
    if relation not in relations:
        raise EvaluationError(f"{where}: no relation '{relation}'; there are {', '.join(sorted(relations))}")
    parties = (find_words(where, text, subject), find_words(where, text, obj))
    return GoldTie(relation, status_named(where, status), *parties, details)


def _answers(
    gold: Sequence[GoldTie], coded: Coded[Tie], undirected: frozenset[str], *, parties: bool
) -> dict[int, int]:
    return answered(
        [
            (abs(tie.subject[0] - other.subject.start), i, j)
            for i, tie in enumerate(gold)
            for j, other in enumerate(coded.statements)
            if tie.relation == other.relation
            and (tie.status in COUNTED) == (other.status in COUNTED)
            and (not parties or _same_parties(tie, other, coded, both_ways=tie.relation in undirected))
        ]
    )


def _same_parties(gold: GoldTie, tie: Tie, coded: Coded[Tie], *, both_ways: bool) -> bool:
    def lie_on(subject: Span, obj: Span) -> bool:
        return coded.on([tie.subject], [subject]) and coded.on([tie.object], [obj])

    return lie_on(gold.subject, gold.object) or (both_ways and lie_on(gold.object, gold.subject))


def _misses(
    sentence: TieSentence, coded: Sequence[Tie], whole: dict[int, int], related: dict[int, int]
) -> Iterator[dict[str, Any]]:
    text = sentence.text
    for i, gold in enumerate(sentence.ties):
        if i not in whole:
            parties = f"{text[slice(*gold.subject)]} > {text[slice(*gold.object)]}"
            yield {
                "what": "parties" if i in related else "missed",
                "wanted": f"{gold.relation} {gold.status.value}: {parties}",
                "coded": "; ".join(_shown(tie) for tie in coded) or "-",
                "text": text,
            }
    for j, tie in enumerate(coded):
        if j not in related.values() and j not in whole.values():
            what = "trap" if sentence.trap is not None and tie.status in COUNTED else "extra"
            yield {"what": what, "wanted": "-", "coded": _shown(tie), "text": text}


def _shown(tie: Tie) -> str:
    return f"{tie.relation} {tie.status.value}: {tie.subject.surface} > {tie.object.surface}"

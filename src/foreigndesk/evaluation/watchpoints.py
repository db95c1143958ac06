"""Scores watch-points on sentences with gold: what lies ahead, its outlook, who is concerned, when it is due.

    # date: 2021-09-20
    Georgia will hold local elections on 2 October.
    > elections scheduled | Georgia | 2021-10-02..2021-10-02

A line holds the word that names what lies ahead, its outlook, the words of the actors concerned (`; `
between them, `-` for none) and the interval in which it falls due (`..2021-12-31` is open at its start, `-`
is none). A coded watch-point answers gold when its words hold gold's word and its interval is gold's. The
outlook, and the actors, are scored beside. A trap is a sentence in which nothing lies ahead; it is sprung by
any watch-point that gold lacks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from foreigndesk import codebooks, pipeline
from foreigndesk.codebooks import Codebooks
from foreigndesk.errors import EvaluationError
from foreigndesk.evaluation.coded import Coded, answered
from foreigndesk.evaluation.comparing import measured, percent, shown_when, touch
from foreigndesk.evaluation.gold_sentences import Span, dated, find_words, is_day, marked_sentence
from foreigndesk.linking import Registry
from foreigndesk.parsing.marked import read_blocks
from foreigndesk.records import Outlook, WatchPoint, When

_LINE = re.compile(r"> (\S+) ([a-z]+) \| (.+?) \| (\S+)")
_Due = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class GoldWatchPoint:
    """What lies ahead (where its word stands), its outlook, where its actors stand, and its interval."""

    word: Span
    outlook: str
    who: tuple[Span, ...]
    due: _Due


@dataclass(frozen=True, slots=True)
class WatchSentence:
    """A sentence with all its watch-points; `trap` says of what kind it is, if it is one."""

    text: str
    points: tuple[GoldWatchPoint, ...]
    trap: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class WatchScores:
    """Counts over all sentences: `found` by the word, `due` with the interval, the others with more."""

    sentences: int
    gold: int
    coded: int
    found: int
    due: int
    outlook: int
    who: int
    traps: int
    sprung: int
    misses: tuple[dict[str, Any], ...]

    def rows(self) -> list[tuple[str, str]]:
        """Return (name, value) pairs for a table."""
        out = [("sentences", str(self.sentences)), ("gold watch-points", str(self.gold))]
        out.append(("coded watch-points", str(self.coded)))
        scored = (
            ("what", self.found),
            ("what, due", self.due),
            ("what, due, outlook", self.outlook),
            ("what, due, who", self.who),
        )
        for name, hits in scored:
            out += measured(name, hits, coded=self.coded, gold=self.gold)
        share = percent(self.sprung, self.traps)
        return [*out, ("traps with a watch-point", f"{self.sprung} of {self.traps} ({share:.1f} %)")]


def evaluate_watchpoints(path: Path, *, books: Codebooks | None = None) -> WatchScores:
    """Read each sentence of a gold file and score its watch-points.

    Args:
        path: sentences with gold watch-points, in the format above.
        books: the codebooks to code with, those of the package by default.

    Raises:
        EvaluationError: the file is missing or wrong.
    """
    books = books or codebooks.load()
    registry = Registry.load()
    counts: Counter[str] = Counter()
    misses: list[dict[str, Any]] = []
    for sentence in read_watchpoints(path):
        document = dated(sentence.text, sentence.published)
        coded = Coded.of(pipeline.scene(document, books=books, registry=registry), WatchPoint)
        found = _answers(sentence.points, coded, ())
        due = _answers(sentence.points, coded, ("due",))
        outlook = _answers(sentence.points, coded, ("due", "outlook"))
        who = _answers(sentence.points, coded, ("due", "who"))
        sprung = sentence.trap is not None and len(coded.statements) > len(found)
        counts.update(sentences=1, gold=len(sentence.points), coded=len(coded.statements), sprung=sprung)
        counts.update(found=len(found), due=len(due), outlook=len(outlook), who=len(who))
        counts.update(traps=sentence.trap is not None)
        misses += _misses(sentence, coded.statements, due, found)
    names = ("sentences", "gold", "coded", "found", "due", "outlook", "who", "traps", "sprung")
    return WatchScores(**{name: counts[name] for name in names}, misses=tuple(misses))


def read_watchpoints(path: Path) -> list[WatchSentence]:
    """Return the sentences of a file of marked watch-points.

    Raises:
        EvaluationError: the file cannot be read or holds nothing, or a line is not as the format says; it
            names the line.
    """
    sentences = []
    for block in read_blocks(path, "marked watch-points"):
        marked = marked_sentence(path, block, "a watch-point")
        points = tuple(_point(f"{path}:{number}", line, marked.text) for number, line in marked.lines)
        sentences.append(WatchSentence(marked.text, points, marked.trap, marked.published))
    if not sentences:
        raise EvaluationError(f"{path}: no sentences to score")
    return sentences


def _point(where: str, line: str, text: str) -> GoldWatchPoint:
    match = _LINE.fullmatch(line)
    if match is None:
        raise EvaluationError(f"{where}: not '> word outlook | who | 2021-10-02..2021-10-02'")
    word, outlook, who, due = match.groups()
    if outlook not in get_args(Outlook):
        raise EvaluationError(f"{where}: no outlook '{outlook}'; there are {', '.join(get_args(Outlook))}")
    actors = tuple(find_words(where, text, words) for words in who.split("; ") if words != "-")
    return GoldWatchPoint(find_words(where, text, word), outlook, actors, _interval(where, due))


def _interval(where: str, due: str) -> _Due:
    if due == "-":
        return None, None
    start, dots, end = due.partition("..")
    if not dots or not all(is_day(day) for day in (start, end) if day):
        raise EvaluationError(f"{where}: '{due}' is no interval; write 2021-10-02..2021-10-02")
    return start or None, end or None


def _answers(gold: Sequence[GoldWatchPoint], coded: Coded[WatchPoint], also: Sequence[str]) -> dict[int, int]:
    return answered(
        [
            (point.evidence.end - point.evidence.start, i, j)
            for i, each in enumerate(gold)
            for j, point in enumerate(coded.statements)
            if touch(each.word, (point.evidence.start, point.evidence.end))
            and all(_same(each, point, coded, what) for what in also)
        ]
    )


def _same(gold: GoldWatchPoint, point: WatchPoint, coded: Coded[WatchPoint], what: str) -> bool:
    if what == "due":
        return gold.due == _days(point.due)
    if what == "outlook":
        return gold.outlook == point.outlook
    return not gold.who or coded.on(point.who, gold.who)


def _days(due: When | None) -> _Due:
    return (None, None) if due is None else (due.start and due.start[:10], due.end and due.end[:10])


def _misses(
    sentence: WatchSentence, coded: Sequence[WatchPoint], due: dict[int, int], found: dict[int, int]
) -> Iterator[dict[str, Any]]:
    text = f"{sentence.published}: {sentence.text}"
    for i, gold in enumerate(sentence.points):
        if i not in due:
            yield {
                "what": "due" if i in found else "missed",
                "wanted": f"{sentence.text[slice(*gold.word)]} {gold.outlook}, {gold.due[0]}/{gold.due[1]}",
                "coded": "; ".join(_shown(point) for point in coded) or "-",
                "text": text,
            }
    for j, point in enumerate(coded):
        if j not in found.values() and j not in due.values():
            what = "trap" if sentence.trap is not None else "extra"
            yield {"what": what, "wanted": "-", "coded": _shown(point), "text": text}


def _shown(point: WatchPoint) -> str:
    return f"{point.outlook}: {point.what}, {shown_when(point.due)}"

"""Scores events on PLV: political relations between a marked source and target.

PLV (Hu, Parolin, Khan, Brandt, Osorio and D'Orazio 2024, "Leveraging Codebook Knowledge with NLI and ChatGPT
for Zero-Shot Political Relation Classification") marks two parties in each sentence and gives PLOVER's root
type between them, CONCEDE and RETREAT being one class, YIELD. Two things are scored:

- the relation: given both marks, the root type that holds between them;
- end to end: no marks given, the events that are read, and whether one of them has the gold root type, a
  source on the marked source and a target on the marked target (either way round for acts of both).
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from foreigndesk import codebooks, pipeline
from foreigndesk.codebooks import Codebooks
from foreigndesk.coding.relations import relation_between
from foreigndesk.errors import EvaluationError
from foreigndesk.evaluation.coded import Coded
from foreigndesk.evaluation.comparing import f1, percent
from foreigndesk.evaluation.events import coded_events
from foreigndesk.evaluation.gold_sentences import Span, dated
from foreigndesk.exports.happenings import QUADS
from foreigndesk.linking import Registry
from foreigndesk.records import Event

Half = Literal["first", "second", "all"]
YIELD = "YIELD"
YIELDING = frozenset({"CONCEDE", "RETREAT"})
_MARK = re.compile(r"</?([st])>")
_SIDES = {"1": "cooperation", "2": "cooperation", "3": "conflict", "4": "conflict"}
_UNKNOWN = "ACCUSE"  # where no word names an act: the type that is most often the relation of two parties
_MUTUAL = frozenset({"CONSULT", "AGREE", "COOPERATE", "SUPPORT"})


@dataclass(frozen=True, slots=True)
class PlvSentence:
    """A sentence, where its source and target stand (some are marked twice), gold root type and quad."""

    text: str
    source: tuple[Span, ...]
    target: tuple[Span, ...]
    root: str
    quad: str


@dataclass(frozen=True, slots=True)
class PlvScores:
    """Pairs of (gold, found) root types, and what the reading without marks gave."""

    pairs: tuple[tuple[str, str], ...]
    quads: tuple[tuple[str, str], ...]
    events: int
    typed: int
    whole: int

    def by_type(self) -> dict[str, float]:
        """Return the F1, in percent, of each root type that gold has."""
        return _f1s(self.pairs)

    def rows(self) -> list[tuple[str, str]]:
        """Return (name, value) pairs for a table."""
        count = len(self.pairs)
        types, quads = self.by_type(), _f1s(self.quads)
        binary = _f1s([(_SIDES[gold], _SIDES[found]) for gold, found in self.quads])
        return [
            ("sentences", str(count)),
            ("root type: macro-F1", f"{_mean(types):.1f}"),
            ("root type: right", f"{percent(sum(a == b for a, b in self.pairs), count):.1f} %"),
            ("quad: macro-F1", f"{_mean(quads):.1f}"),
            ("cooperation or conflict: macro-F1", f"{_mean(binary):.1f}"),
            *((f"  {name}: F1", f"{value:.1f}") for name, value in types.items()),
            ("end to end: events per sentence", f"{self.events / max(1, count):.2f}"),
            ("end to end: root type found", f"{percent(self.typed, count):.1f} %"),
            ("end to end: root, actor and recipient found", f"{percent(self.whole, count):.1f} %"),
        ]


def evaluate_plv(path: Path, *, half: Half = "all", books: Codebooks | None = None) -> PlvScores:
    """Read the sentences of PLV, with and without their marks, and score the events.

    Args:
        path: plv_train.tsv or another file with its columns.
        half: every other sentence from the first on, the others, or all.
        books: the codebooks to code with, those of the package by default.

    Raises:
        EvaluationError: the file is missing or has other columns.
    """
    books = books or codebooks.load()
    registry = Registry.load()
    sentences = _sentences(path)
    chosen = {"first": sentences[::2], "second": sentences[1::2], "all": sentences}[half]
    quad_of = {each.type: str(QUADS[each.quad]) for each in books.plover.types}
    pairs, quads = [], []
    counts: Counter[str] = Counter()
    for each in chosen:
        scene = pipeline.scene(dated(each.text, None), books=books, registry=registry)
        relation = relation_between(scene, each.source, each.target)
        found = relation.type if relation else _UNKNOWN
        pairs.append((each.root, root_of(found)))
        quads.append((each.quad, quad_of[found]))
        coded = coded_events(scene)
        right = [event for event in coded.statements if event.type and root_of(event.type) == each.root]
        counts["events"] += len(coded.statements)
        counts["typed"] += bool(right)
        counts["whole"] += any(_between(coded, event, each) for event in right)
    return PlvScores(tuple(pairs), tuple(quads), counts["events"], counts["typed"], counts["whole"])


def root_of(type_: str) -> str:
    """Return PLV's class of a PLOVER type."""
    return YIELD if type_ in YIELDING else type_


def _between(coded: Coded[Event], event: Event, sentence: PlvSentence) -> bool:
    """Whether an event's parties are the marked ones; acts of both may have them in either order."""
    parties = [*event.source, *event.target]
    if event.type in _MUTUAL or len(event.source) > 1:
        return coded.on(parties, sentence.source) and coded.on(parties, sentence.target)
    return coded.on(event.source, sentence.source) and coded.on(event.target, sentence.target)


def _sentences(path: Path) -> list[PlvSentence]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise EvaluationError(f"{path}: not a readable PLV file ({error}); give plv_train.tsv") from error
    if not rows:
        raise EvaluationError(f"{path}: no sentences to score; give plv_train.tsv")
    return [_sentence(f"{path}:{number}", row) for number, row in enumerate(rows, 2)]


def _sentence(where: str, row: dict[str, str | None]) -> PlvSentence:
    marked, root, quad = (row.get(name) for name in ("marked_sentence", "gold_root", "gold_penta"))
    if marked is None or root is None or quad is None:
        missing = next(n for n in ("marked_sentence", "gold_root", "gold_penta") if row.get(n) is None)
        raise EvaluationError(f"{where}: no column '{missing}'; give plv_train.tsv")
    if quad not in _SIDES:
        raise EvaluationError(f"{where}: gold_penta is '{quad}', not one of {', '.join(_SIDES)}")
    text, marks = unmarked(marked)
    return PlvSentence(text, marks["s"], marks["t"], root, quad)


def unmarked(marked: str) -> tuple[str, dict[str, tuple[Span, ...]]]:
    """Return a marked sentence without its marks, and where its source ("s") and target ("t") stand."""
    text, at = "", 0
    opened: dict[str, int] = {}
    spans: dict[str, list[Span]] = {"s": [], "t": []}
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        at = mark.end()
        if mark[0].startswith("</"):
            spans[mark[1]].append((opened.pop(mark[1], len(text)), len(text)))
        else:
            opened[mark[1]] = len(text)
    return text + marked[at:], {name: tuple(found) for name, found in spans.items()}


def _f1s(pairs: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Return the F1 in percent of each class that gold has."""
    out = {}
    for name in sorted({gold for gold, _ in pairs}):
        hits = sum(gold == found == name for gold, found in pairs)
        precision = percent(hits, sum(found == name for _, found in pairs))
        out[name] = f1(precision, percent(hits, sum(gold == name for gold, _ in pairs)))
    return out


def _mean(scores: dict[str, float]) -> float:
    return sum(scores.values()) / max(1, len(scores))

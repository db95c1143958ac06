"""Scores the network of causes on the Causal News Corpus, by the rules of the shared task of CASE 2023.

Tan, Hürriyetoğlu and others (2023), "Event Causality Identification with Causal News Corpus - Shared Task 3,
CASE 2023"; the rules are those of its evaluation script (github.com/tanfiona/CausalNewsCorpus,
evaluation/subtask2). Subtask 1: F1 of causal sentences. Subtask 2: only sentences with gold relations count;
of what is found, as many relations as gold has are kept, the likeliest first; missing ones count as empty;
relations are paired so that F1 is best; cause and effect make one sequence, signals another; spans of words
between spaces are compared by FairEval (fair_spans.py). Beside it stand the strict figure (exact spans), the
lenient one (any overlap), and what articles are read with, on all sentences, causal or not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

from foreigndesk import codebooks, parsing
from foreigndesk.errors import EvaluationError
from foreigndesk.evaluation.causal_news import CausalSentence, Span, read_causal_news
from foreigndesk.evaluation.comparing import f1, percent, touch
from foreigndesk.evaluation.fair_spans import Error, LabelledSpan, fair_errors, fair_f1
from foreigndesk.parsing.causes import SentenceCauses
from foreigndesk.parsing.joint import visible
from foreigndesk.parsing.model import JointModel
from foreigndesk.parsing.weights import read_weights

SENTENCES, SPANS = "dev_subtask1.csv", "train_subtask2_grouped.csv"
LABELS = ("cause", "effect", "signal")
_TRIED = 4  # relations of one sentence that are paired in every order
Counts = Counter[tuple[str, Error]]


@dataclass(frozen=True, slots=True)
class Parts:
    """A relation's cause, effect and signals as spans of characters, and how likely it is; gold is sure."""

    cause: Span
    effect: Span
    signals: tuple[Span, ...]
    odds: float = 1.0


@dataclass(frozen=True, slots=True)
class CausalityScores:
    """What was found.

    Attributes:
        causal: (gold, found) for each sentence that was scored as such.
        spans: right, near, missed and wrong spans of each label, paired as the shared task pairs them.
        touching: spans that touch a gold span of their label in the same pairs.
        stored: relations found as articles are read, those of them whose cause and effect touch gold's, and
            gold's.
    """

    causal: tuple[tuple[bool, bool], ...]
    spans: Counts
    touching: int
    stored: tuple[int, int, int]

    def rows(self) -> list[tuple[str, str]]:
        """Return measures with their values, as text."""
        return [*self._sentence_rows(), *self._span_rows()]

    def _sentence_rows(self) -> list[tuple[str, str]]:
        if not self.causal:
            return []
        right = sum(gold and found for gold, found in self.causal)
        found, gold = sum(f for _, f in self.causal), sum(g for g, _ in self.causal)
        return [
            ("sentences", str(len(self.causal))),
            ("causal sentences, precision", f"{percent(right, found):.1f}"),
            ("causal sentences, recall", f"{percent(right, gold):.1f}"),
            ("causal sentences, F1", f"{_f1(right, found, gold):.1f}"),
        ]

    def _span_rows(self) -> list[tuple[str, str]]:
        found, right, gold = self.stored
        if not gold:
            return []
        exact = sum(self.spans[label, "TP"] for label in LABELS)
        golds, founds = _sizes(self.spans)
        return [
            ("relations", str(gold)),
            ("spans, F1 by the shared task's rules", f"{100 * fair_f1(self.spans, LABELS):.1f}"),
            *((f"  {label}", f"{100 * fair_f1(self.spans, (label,)):.1f}") for label in LABELS),
            ("spans, strict F1", f"{_f1(exact, founds, golds):.1f}"),
            ("spans, lenient F1 (any overlap)", f"{_f1(self.touching, founds, golds):.1f}"),
            ("relations as articles are read, precision (overlap)", f"{percent(right, found):.1f}"),
            ("relations as articles are read, recall (overlap)", f"{percent(right, gold):.1f}"),
        ]


def evaluate_causality(path: Path) -> CausalityScores:
    """Score the network on a file of the corpus, or on the folder that holds its dev and train files.

    Of a file that trains the network only those documents are scored that were held out.

    Raises:
        EvaluationError: the file is missing or is not of the corpus.
    """
    sentences = _scored(path / SENTENCES if path.is_dir() else path)
    marked = _scored(path / SPANS) if path.is_dir() else sentences
    if not any(sentence.relations for sentence in marked):
        marked = []  # a file that says only which sentences are causal
    rules = codebooks.load().learned.causes
    causal = [
        (sentence.causal, causes.causal >= rules.causal)
        for sentence, (causes, _) in zip(sentences, _read(sentences), strict=True)
    ]
    spans: Counts = Counter()
    touching, stored = 0, [0, 0, 0]
    for sentence, (causes, places) in zip(marked, _read(marked), strict=True):
        gold = [Parts(r.cause, r.effect, r.signals) for r in sentence.relations]
        found = _parts(causes, places)
        sure = [each for each in found if each.odds >= rules.accept]
        right = sum(any(_meet(each, other) for other in gold) for each in sure)
        stored = [stored[0] + len(sure), stored[1] + right, stored[2] + len(gold)]
        if gold:
            counts, touched = _paired(sentence.text, gold, found)
            spans, touching = spans + counts, touching + touched
    return CausalityScores(tuple(causal), spans, touching, (stored[0], stored[1], stored[2]))


def _scored(path: Path) -> list[CausalSentence]:
    sentences = read_causal_news(path)
    scored = [each for each in sentences if each.held_out or not path.name.startswith("train")]
    if not scored:
        raise EvaluationError(f"{path}: holds no sentence that may be scored; all of its documents train")
    return scored


def _read(sentences: Sequence[CausalSentence]) -> list[tuple[SentenceCauses, list[Span]]]:
    """Return what the network says of each sentence, all relations it can give, and the words' places."""
    nlp, model = parsing.load(), JointModel(read_weights(), least_cause=0.0)
    found = []
    for sentence in sentences:
        tokens = [t for t in nlp.make_doc(sentence.text) if visible(t.text)]
        words = [visible(t.text) for t in tokens]
        cut = model.cut(words)[0]  # the rest of a sentence too long to be read whole is not read
        (analysis,) = model.read([words[:cut]])
        if analysis.causes is not None:
            found.append((analysis.causes, [(t.idx, t.idx + len(t)) for t in tokens]))
    return found


def _parts(causes: SentenceCauses, places: Sequence[Span]) -> list[Parts]:
    def characters(words: Span) -> Span:
        return places[words[0]][0], places[words[1] - 1][1]

    return [
        Parts(
            characters(each.cause), characters(each.effect),
            (characters(each.signal),) if each.signal else (), each.odds,
        )
        for each in causes.relations
    ]  # fmt: skip


def _paired(text: str, gold: Sequence[Parts], found: Sequence[Parts]) -> tuple[Counts, int]:
    """Return the counts of the pairing that gives the best F1, and the spans that touch gold's in it."""
    kept = [*found[: len(gold)], *[None] * (len(gold) - len(found))]
    orders = permutations(kept) if len(gold) <= _TRIED else iter([tuple(kept)])
    best = max(
        ([(g, f) for g, f in zip(gold, order, strict=True)] for order in orders),
        key=lambda pairs: fair_f1(_counts(text, pairs), LABELS),
    )
    touched = sum(
        any(touch(span, other) for other in theirs)
        for one, other_parts in best
        if other_parts is not None
        for ours, theirs in zip(_spans(one), _spans(other_parts), strict=True)
        for span in ours
    )
    return _counts(text, best), touched


def _counts(text: str, pairs: Sequence[tuple[Parts, Parts | None]]) -> Counts:
    counts: Counts = Counter()
    for gold, found in pairs:
        for labels in (LABELS[:2], LABELS[2:]):  # cause and effect are one sequence, signals another
            counts += fair_errors(_labelled(text, gold, labels), _labelled(text, found, labels))
    return counts


def _labelled(text: str, parts: Parts | None, labels: Sequence[str]) -> list[LabelledSpan]:
    if parts is None:
        return []
    by_label = dict(zip(LABELS, _spans(parts), strict=True))
    return [(label, *_in_words(text, span)) for label in labels for span in by_label[label]]


def _spans(parts: Parts) -> tuple[tuple[Span, ...], ...]:
    return (parts.cause,), (parts.effect,), parts.signals


def _in_words(text: str, span: Span) -> Span:
    """Return a span of characters in words between spaces."""
    return text[: span[0]].count(" "), text[: span[1]].count(" ") + 1


def _meet(one: Parts, other: Parts) -> bool:
    return touch(one.cause, other.cause) and touch(one.effect, other.effect)


def _f1(right: int, found: int, gold: int) -> float:
    return f1(percent(right, found), percent(right, gold))


def _sizes(counts: Counts) -> tuple[int, int]:
    """Return how many spans gold has and how many were found."""
    total = Counter[Error]()
    for (_, error), count in counts.items():
        total[error] += count
    both = total["TP"] + total["LE"] + total["BE"] + total["LBE"]
    return both + total["FN"], both + total["FP"]

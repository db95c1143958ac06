"""Scores the parser's names against gold: our own marked sentences, GUM's entity marks, or re3d's.

Everything is read from raw text and compared by characters. Strict: the same span and label. Partial: an
overlap with a gold name of the same label. Where the gold marks some heads, those are scored too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from spacy.tokens import Doc

from foreigndesk.errors import EvaluationError
from foreigndesk.evaluation.comparing import f1, percent, touch
from foreigndesk.evaluation.gold_names import gum_names, re3d_documents, settled
from foreigndesk.parsing import DEFAULT, load
from foreigndesk.parsing.conllu import raw_text, read_conllu
from foreigndesk.parsing.marked import LABELS, MarkedSentence, read_marked

Span = tuple[int, int, str]
TOTAL = "all"


@dataclass(frozen=True, slots=True)
class GoldText:
    """A text with its names, as (first character, end, label); `marked` where heads are known too."""

    text: str
    names: tuple[Span, ...]
    marked: MarkedSentence | None = None


@dataclass(frozen=True, slots=True)
class LabelScores:
    """Counts of one label."""

    label: str
    gold: int
    found: int
    right: int
    touched_gold: int
    touched_found: int

    def row(self) -> dict[str, str]:
        """Return the line of a table; scores are percentages."""
        precision, recall = percent(self.right, self.found), percent(self.right, self.gold)
        partial = f1(percent(self.touched_found, self.found), percent(self.touched_gold, self.gold))
        return {
            "label": self.label,
            "gold": str(self.gold),
            "found": str(self.found),
            "precision": f"{precision:.1f}",
            "recall": f"{recall:.1f}",
            "F1": f"{f1(precision, recall):.1f}",
            "partial F1": f"{partial:.1f}",
        }


@dataclass(frozen=True, slots=True)
class NameScores:
    """Scores by label, all labels together last, and how many marked heads were right."""

    texts: int
    labels: tuple[LabelScores, ...]
    heads: int
    heads_right: int
    relations_right: int

    def rows(self) -> list[dict[str, str]]:
        """Return the lines of a table."""
        return [scores.row() for scores in self.labels]

    def head_line(self) -> str:
        """Return how the marked heads were read, or nothing when none are marked."""
        if not self.heads:
            return ""
        head, relation = percent(self.heads_right, self.heads), percent(self.relations_right, self.heads)
        return (
            f"marked heads: {self.heads}; head right {head:.1f} %, head and relation right {relation:.1f} %"
        )


def evaluate_names(path: Path, *, model: str = DEFAULT) -> NameScores:
    """Read the texts of a gold file or folder and score their names.

    Args:
        path: a .txt file of marked sentences (`foreigndesk.parsing.marked`), a .conllu file with GUM's
        entity marks, a re3d folder with documents.json and entities.json, or a folder of such folders.
        model: the pipeline, as for `foreigndesk.parsing.load`.

    Raises:
        EvaluationError: the path is missing, unreadable or holds no text to score.
        ModelError: the pipeline does not load.
    """
    try:
        texts = list(gold_texts(path))
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise EvaluationError(f"{path}: not a readable file of gold names ({error})") from error
    if not texts:
        raise EvaluationError(
            f"{path}: no texts to score; give marked sentences, a CoNLL-U file or a re3d folder"
        )
    nlp = load(model)
    counts: dict[str, Counter[str]] = {label: Counter() for label in (*LABELS, TOTAL)}
    heads: Counter[str] = Counter()
    for gold in texts:
        doc = nlp(gold.text)
        found = {(entity.start_char, entity.end_char, entity.label_) for entity in doc.ents}
        _count(counts, set(gold.names), found)
        if gold.marked:
            heads += _head_counts(doc, gold.marked)
    labels = [
        LabelScores(label, **{k: count[k] for k in _COUNTED}) for label, count in counts.items() if count
    ]
    return NameScores(len(texts), tuple(labels), heads["all"], heads["head"], heads["relation"])


_COUNTED = ("gold", "found", "right", "touched_gold", "touched_found")


def gold_texts(path: Path) -> Iterator[GoldText]:
    """Yield the texts of a gold file or folder, as `evaluate_names` takes it."""
    if path.suffix == ".conllu":
        for sentence in read_conllu(path):
            yield GoldText(raw_text([sentence]), tuple(gum_names(sentence)))
    elif path.is_dir():
        folders = (
            [path]
            if (path / "documents.json").exists()
            else sorted(p.parent for p in path.glob("*/documents.json"))
        )
        for folder in folders:
            for doc, spans in re3d_documents(folder):
                names = (doc[start:end] for start, end, _ in spans)
                chars = [(n.start_char, n.end_char, settled(s[2])) for n, s in zip(names, spans, strict=True)]
                yield GoldText(doc.text, tuple(chars))
    else:
        for marked in read_marked(path):
            yield GoldText(marked.text, tuple(_characters(marked)), marked if marked.arcs else None)


def _characters(sentence: MarkedSentence) -> Iterator[Span]:
    starts, at = [], 0
    for word, space in zip(sentence.words, sentence.spaces, strict=True):
        starts.append(at)
        at += len(word) + space
    for start, end, label in sentence.names:
        yield starts[start], starts[end - 1] + len(sentence.words[end - 1]), label


def _count(counts: dict[str, Counter[str]], gold: set[Span], found: set[Span]) -> None:
    sums = {
        "gold": gold,
        "found": found,
        "right": gold & found,
        "touched_gold": {name for name in gold if any(_touch(name, other) for other in found)},
        "touched_found": {name for name in found if any(_touch(name, other) for other in gold)},
    }
    for key, names in sums.items():
        for _, _, label in names:
            for name in (label, TOTAL):
                counts.setdefault(name, Counter())[key] += 1


def _touch(one: Span, other: Span) -> bool:
    return one[2] == other[2] and touch(one[:2], other[:2])


def _head_counts(doc: Doc, gold: MarkedSentence) -> Counter[str]:
    """Count marked heads; the words are the same where the pipeline cuts words as ours does."""
    counts = Counter({"all": len(gold.arcs)})
    if tuple(token.text for token in doc) != gold.words:
        return counts
    for dependent, (head, relation) in gold.arcs.items():
        token = doc[dependent]
        found = -1 if token.head.i == token.i else token.head.i
        counts["head"] += found == head
        counts["relation"] += found == head and token.dep_.lower() == relation
    return counts

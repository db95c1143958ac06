"""Entity labels for training: GUM and re3d as evaluation reads them, and sure facts about EWT.

None marks a word whose label a source does not tell; the loss skips it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from foreigndesk.evaluation.gold_names import COUNTRIES, Label, paint, pattern_spans, re3d_documents
from foreigndesk.parsing.conllu import TreebankSentence
from training.sources import allowed


def sure_labels(sentence: TreebankSentence) -> list[Label]:
    """Return what is sure about a sentence without entity marks: patterns, lone countries, plain words.

    A lower-case word that is neither a name nor a number is outside any entity; small words that names may
    hold ("of", "the", "and") and every other name stay unknown.
    """
    words = sentence.words
    spans = pattern_spans(words)
    proper = [word.upos == "PROPN" for word in words]
    for start in range(len(words)):
        for end in range(min(len(words), start + 3), start, -1):
            lone = not (start and proper[start - 1]) and not (end < len(words) and proper[end])
            if lone and all(proper[start:end]) and tuple(w.form for w in words[start:end]) in COUNTRIES:
                spans.append((start, end, "GPE"))
                break
    labels = paint(len(words), spans, None)
    loose = {"of", "the", "and", "for", "de", "al", "-", "a", "&", "in", "on"}
    for index, word in enumerate(words):
        plain = word.form.islower() or not any(character.isalnum() for character in word.form)
        if (
            labels[index] is None
            and plain
            and word.upos not in {"PROPN", "NUM", "X"}
            and word.form not in loose
        ):
            labels[index] = "O"
    return labels


def re3d_sentences(folders: Sequence[Path], root: Path) -> Iterator[tuple[list[str], list[Label]]]:
    """Yield (words, labels) of the re3d documents of some folders."""
    for folder in folders:
        for name in ("documents.json", "entities.json"):
            allowed(folder / name, root)
        for doc, spans in re3d_documents(folder):
            yield from _split(doc, paint(len(doc), spans, "O"))


def _split(doc, labels: list[Label]) -> Iterator[tuple[list[str], list[Label]]]:
    """Cut a document at newlines and full stops that end no entity; enough for entity training."""
    words: list[str] = []
    kept: list[Label] = []
    for token, label, following in zip(doc, labels, [*labels[1:], "O"], strict=True):
        if not token.is_space:
            words.append(token.text)
            kept.append(label)
        if following and following.startswith("I-"):
            continue
        if words and (
            (token.is_space and "\n" in token.text) or token.text in {".", "!", "?"} or len(words) >= 90
        ):
            yield words, kept
            words, kept = [], []
    if words:
        yield words, kept

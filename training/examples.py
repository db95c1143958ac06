"""Training examples from the allowed sources, and label tables."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

from foreigndesk.evaluation.gold_names import PLACE, gum_labels, paint
from foreigndesk.parsing.conllu import TreebankSentence
from foreigndesk.parsing.marked import MarkedSentence
from training.entities import re3d_sentences, sure_labels
from training.noise import Example
from training.sources import RE3D, TREEBANKS, training_sentences

LONGEST = 110
LAYERS = ("upos", "xpos", "entity", "relation")
COPIES = 2  # of our own sentences in each epoch, with other names in each


def treebank_example(sentence: TreebankSentence, *, marked: bool) -> Example:
    """Return a treebank sentence as an example; `marked` tells that it carries GUM's entity marks."""
    words = sentence.words
    return Example(
        forms=tuple(word.form for word in words),
        upos=tuple(word.upos for word in words),
        xpos=tuple(word.xpos for word in words),
        heads=tuple(word.head for word in words),
        relations=tuple(word.deprel for word in words),
        entities=tuple(gum_labels(sentence) if marked else sure_labels(sentence)),
    )


def training_examples(root: Path) -> list[Example]:
    """Return every example that may train shipped weights."""
    examples = []
    for name in TREEBANKS:
        for sentence in training_sentences(name, root):
            if len(sentence.words) <= LONGEST:
                examples.append(treebank_example(sentence, marked="gum" in name))
    for words, labels in re3d_sentences([root / name for name in RE3D], root):
        examples.append(Example(tuple(words), None, None, None, None, tuple(labels)))
    return [unsure_left_out(example) for example in examples]


def unsure_left_out(example: Example) -> Example:
    """Return the example without the labels of places that may be towns or rivers."""
    labels = tuple(None if label in {"B-" + PLACE, "I-" + PLACE} else label for label in example.entities)
    return replace(example, entities=labels)


def own_example(sentence: MarkedSentence) -> Example:
    """Return one of our own sentences; words without a marked head have none."""
    size = len(sentence.words)
    arcs = [sentence.arcs.get(index) for index in range(size)]
    return Example(
        forms=sentence.words,
        upos=None,
        xpos=None,
        heads=tuple(None if arc is None else arc[0] + 1 for arc in arcs),
        relations=tuple(None if arc is None else arc[1] for arc in arcs),
        entities=tuple(paint(size, sentence.names, "O")),
    )


def label_tables(examples: list[Example]) -> dict[str, list[str]]:
    """Return each layer's labels, most frequent first."""
    counts: dict[str, Counter[str]] = {layer: Counter() for layer in LAYERS}
    for example in examples:
        counts["entity"].update(label for label in example.entities if label)
        if example.upos is not None:
            counts["upos"].update(example.upos)
            counts["xpos"].update(example.xpos)
            counts["relation"].update(example.relations)
    return {
        layer: [label for label, _ in sorted(count.items(), key=lambda x: (-x[1], x[0]))]
        for layer, count in counts.items()
    }

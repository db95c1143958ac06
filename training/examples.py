"""Training examples from the allowed sources, label tables, and batches of tensors."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import numpy as np
import torch

from foreigndesk.parsing.conllu import TreebankSentence, read_conllu
from foreigndesk.parsing.encoding import EncodedSentence, WordEncoder, collate, lemma_rule
from training.entities import gum_labels, re3d_sentences, sure_labels
from training.noise import Example
from training.sources import RE3D, TREEBANKS, allowed

IGNORE = -100
LONGEST = 110
LAYERS = ("upos", "xpos", "lemma", "entity", "relation")


def treebank_example(sentence: TreebankSentence, *, marked: bool) -> Example:
    """Return a treebank sentence as an example; `marked` tells that it carries GUM's entity marks."""
    words = sentence.words
    return Example(
        forms=tuple(word.form for word in words),
        lemmas=tuple(word.lemma for word in words),
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
        for sentence in read_conllu(allowed(root / name, root)):
            if len(sentence.words) <= LONGEST:
                examples.append(treebank_example(sentence, marked="gum" in name))
    for words, labels in re3d_sentences([root / name for name in RE3D], root):
        examples.append(Example(tuple(words), None, None, None, None, None, tuple(labels)))
    return examples


def label_tables(examples: list[Example]) -> dict[str, list[str]]:
    """Return each layer's labels, most frequent first; lemma rules seen under three times are left out."""
    counts: dict[str, Counter[str]] = {layer: Counter() for layer in LAYERS}
    for example in examples:
        counts["entity"].update(label for label in example.entities if label)
        if example.heads is None:
            continue
        counts["upos"].update(example.upos)
        counts["xpos"].update(example.xpos)
        counts["relation"].update(example.relations)
        counts["lemma"].update(map(lemma_rule, example.forms, example.lemmas))
    least = {"lemma": 3}
    return {
        layer: [
            label
            for label, n in sorted(count.items(), key=lambda x: (-x[1], x[0]))
            if n >= least.get(layer, 1)
        ]
        for layer, count in counts.items()
    }


class Batches:
    """Encodes examples and groups them by length."""

    def __init__(self, encoder: WordEncoder, tables: dict[str, list[str]], pieces: int):
        self.encoder, self.pieces = encoder, pieces
        self.index = {layer: {label: i for i, label in enumerate(labels)} for layer, labels in tables.items()}

    def group(
        self, examples: list[Example], chance: random.Random
    ) -> list[list[tuple[EncodedSentence, Example]]]:
        """Return batches of about `pieces` word pieces each, in random order."""
        pairs = [(self.encoder.encode(example.forms), example) for example in examples]
        pairs.sort(key=lambda pair: len(pair[0].ids) + chance.random() * 3)
        groups, current = [], []
        for pair in pairs:
            if current and len(pair[0].ids) * (len(current) + 1) > self.pieces:
                groups.append(current)
                current = []
            current.append(pair)
        groups.append(current)
        chance.shuffle(groups)
        return groups

    def tensors(self, group: list[tuple[EncodedSentence, Example]]) -> tuple[dict, dict]:
        """Return (model inputs, targets) of one batch."""
        inputs = collate([encoded for encoded, _ in group])
        rows, width = inputs["word_start"].shape
        targets = {name: np.full((rows, width), IGNORE, np.int64) for name in (*LAYERS, "head")}
        for row, (_, example) in enumerate(group):
            self._fill(row, example, targets)
        return (
            {name: torch.from_numpy(array) for name, array in inputs.items()},
            {name: torch.from_numpy(array) for name, array in targets.items()},
        )

    def _fill(self, row: int, example: Example, targets: dict[str, np.ndarray]) -> None:
        layers = {"entity": example.entities}
        if example.heads is not None:
            targets["head"][row, 1 : len(example.heads) + 1] = example.heads
            layers |= {
                "upos": example.upos, "xpos": example.xpos, "relation": example.relations,
                "lemma": tuple(map(lemma_rule, example.forms, example.lemmas)),
            }  # fmt: skip
        for layer, labels in layers.items():
            table = self.index[layer]
            targets[layer][row, 1 : len(labels) + 1] = [table.get(label, IGNORE) for label in labels]

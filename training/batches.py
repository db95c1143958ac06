"""Batches of tensors from training examples."""

from __future__ import annotations

import random

import numpy as np
import torch

from foreigndesk.parsing.encoding import EncodedSentence, WordEncoder, collate
from training.examples import LAYERS
from training.noise import Example

IGNORE = -100


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
        layers = {
            "entity": example.entities, "upos": example.upos, "xpos": example.xpos,
            "relation": example.relations,
        }  # fmt: skip
        if example.heads is not None:
            heads = [IGNORE if head is None else head for head in example.heads]
            targets["head"][row, 1 : len(heads) + 1] = heads
        for layer, labels in layers.items():
            if labels is not None:
                numbers = [self.index[layer].get(label, IGNORE) for label in labels]
                targets[layer][row, 1 : len(labels) + 1] = numbers

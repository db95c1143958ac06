"""The network that reads causes: whether a sentence states one, where, and which words are cause and effect.

It stands on what the parser and the network of acts have made of the words: the second layer, the last, and
the last of the acts' own. It first marks anchors, one word for each relation (the signal's first, or where
nothing signals it, the first word of whichever of cause and effect comes later), and then reads the sentence
once more for each anchor.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from training.network import HIDDEN

WIDTH, HEADS, INNER, DEPTH = 256, 4, 640, 2
FAR = 24  # distances to the anchor are told apart up to here
POINTERS = 6  # first and last word of cause, effect and signal
INSIDE = 3  # neither, cause, effect


class Block(nn.Module):
    """One layer of attention, normalised first, in plain operations that ONNX can quantise."""

    def __init__(self, drop: float):
        super().__init__()
        self.before, self.between = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.all, self.out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.inner, self.outer = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.drop = nn.Dropout(drop)

    def forward(self, x: Tensor, blocked: Tensor) -> Tensor:
        rows, length, _ = x.shape
        query, key, value = (
            part.view(rows, length, HEADS, WIDTH // HEADS).transpose(1, 2)
            for part in self.all(self.before(x)).chunk(3, -1)
        )
        weights = torch.softmax(query @ key.transpose(-1, -2) / math.sqrt(WIDTH // HEADS) + blocked, -1)
        mixed = (self.drop(weights) @ value).transpose(1, 2).reshape(rows, length, WIDTH)
        x = x + self.drop(self.out(mixed))
        return x + self.drop(self.outer(self.drop(nn.functional.gelu(self.inner(self.between(x))))))


class Finder(nn.Module):
    """From the states of the words to whether the sentence is causal, and its anchors."""

    def __init__(self, drop: float, sources: int = 3):
        super().__init__()
        self.norms = nn.ModuleList(nn.LayerNorm(HIDDEN) for _ in range(sources))
        self.narrow = nn.Linear(sources * HIDDEN, WIDTH)
        self.drop = nn.Dropout(drop)
        self.blocks = nn.ModuleList(Block(drop) for _ in range(DEPTH))
        self.norm = nn.LayerNorm(WIDTH)
        self.anchor = nn.Sequential(nn.Linear(WIDTH, 128), nn.GELU(), nn.Dropout(drop), nn.Linear(128, 1))
        self.weigh = nn.Linear(WIDTH, 1)
        self.anchored = nn.Parameter(torch.tensor(0.5))
        self.causal = nn.Sequential(nn.Linear(2 * WIDTH, 128), nn.GELU(), nn.Dropout(drop), nn.Linear(128, 1))

    def forward(self, states: list[Tensor], mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return (words as read, anchor scores of the words, score of the sentence).

        Args:
            states: (batch, words, HIDDEN) each; word 0 is the root.
            mask: (batch, words), 1 for words and 0 for padding.
        """
        blocked = (mask - 1)[:, None, None, :] * 1e4
        x = torch.cat([norm(each) for norm, each in zip(self.norms, states, strict=True)], -1)
        x = self.narrow(self.drop(x))
        for block in self.blocks:
            x = block(x, blocked)
        x = self.norm(x)
        anchors = self.anchor(self.drop(x)).squeeze(-1) + (mask - 1) * 1e4
        weights = torch.softmax(self.weigh(x).squeeze(-1) + (mask - 1) * 1e4, -1)
        pooled = (weights[:, :, None] * x).sum(1)
        peak = (x + (mask - 1)[:, :, None] * 1e4).amax(1)
        causal = self.causal(self.drop(torch.cat([pooled, peak], -1))).squeeze(-1)
        return x, anchors, causal + self.anchored * torch.logsumexp(anchors, 1)


class Pointer(nn.Module):
    """From the words as read and one anchor to the ends of cause, effect and signal."""

    def __init__(self, drop: float):
        super().__init__()
        self.own, self.theirs = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH, bias=False)
        self.distance = nn.Embedding(2 * FAR + 1, WIDTH)
        self.drop = nn.Dropout(drop)
        self.block = Block(drop)
        self.norm = nn.LayerNorm(WIDTH)
        self.ends = nn.Linear(WIDTH, POINTERS)
        self.inside = nn.Linear(WIDTH, INSIDE)
        nn.init.normal_(self.distance.weight, std=0.1)

    def forward(self, words: Tensor, anchor: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return scores of the ends (batch, words, POINTERS) and of lying inside (batch, words, INSIDE)."""
        place = torch.arange(words.shape[1])[None] - anchor[:, None]
        at = torch.gather(words, 1, anchor[:, None, None].expand(-1, 1, WIDTH))
        x = self.own(words) + self.theirs(at) + self.distance(place.clamp(-FAR, FAR) + FAR)
        x = self.block(self.drop(x), (mask - 1)[:, None, None, :] * 1e4)
        x = self.drop(self.norm(x))
        return self.ends(x) + (mask - 1)[:, :, None] * 1e4, self.inside(x)


class CauseNetwork(nn.Module):
    """Finder and pointer, trained together."""

    def __init__(self, drop: float = 0.25, sources: int = 3):
        super().__init__()
        self.finder, self.pointer = Finder(drop, sources), Pointer(drop)

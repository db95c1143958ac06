"""The network of ties: which pairs of words head the parties of which tie.

It is a network of acts with more to say: beside ties it learns what names an act, by whom and to whom, and
what lies ahead; only ties are shipped. A tie is read off a pair of words by a table for each relation
(biaffine; Dozat and Manning 2017).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from training.act_network import ActNetwork, with_one
from training.network import HIDDEN

PAIR, WHO = 80, 48
RARE = 8.0  # logarithm of the odds with which a pair of words is first taken for none


class Pairs(nn.Module):
    """Scores of pairs of words, one table for each label; `none` is what the first begins with."""

    def __init__(self, labels: int, size: int, none: float = 0.0):
        super().__init__()
        self.labels, self.size = labels, size
        self.one = nn.Sequential(nn.Dropout(0.3), nn.Linear(2 * HIDDEN, size), nn.GELU())
        self.other = nn.Sequential(nn.Dropout(0.3), nn.Linear(2 * HIDDEN, size), nn.GELU())
        self.table = nn.Linear(size + 1, labels * (size + 1), bias=False)
        nn.init.normal_(self.table.weight, std=0.02)
        with torch.no_grad():  # of all pairs of words hardly one stands in a relation
            self.table.weight[size, size] = none

    def forward(self, words: Tensor) -> Tensor:
        """Return (batch, words, words, labels) of words (batch, words, 2 HIDDEN)."""
        one, other = with_one(self.one(words)), with_one(self.other(words))
        rows, length, _ = one.shape
        turned = self.table(one).reshape(rows, length * self.labels, self.size + 1)
        return (turned @ other.transpose(1, 2)).reshape(rows, length, self.labels, length).transpose(2, 3)


class TieNetwork(ActNetwork):
    """Its arguments are numbers of labels; but for statuses none is the first."""

    def __init__(self, kinds: int, statuses: int, relations: int, outlooks: int):
        super().__init__(kinds, statuses)
        self.tie, self.tie_status = Pairs(relations, PAIR, none=RARE), Pairs(statuses, WHO)
        self.deed, self.who = Pairs(kinds, PAIR, none=RARE), Pairs(1, WHO, none=-3.0)
        self.ahead = nn.Sequential(
            nn.Dropout(0.3), nn.Linear(2 * HIDDEN, 128), nn.GELU(), nn.Dropout(0.2), nn.Linear(128, outlooks)
        )

    def forward(self, pieces: Tensor, mask: Tensor, word_start: Tensor, words: Tensor) -> tuple[Tensor, ...]:
        """Return what the network of acts does, and scores of ties, of their statuses and of acts between two
        parties (batch, words, words, labels), of what lies ahead (batch, words, outlooks) and of whom it
        concerns (batch, words, words). The arguments are those of `ActNetwork.forward`.
        """
        acts = super().forward(pieces, mask, word_start, words)
        own = acts[-1]
        both = torch.cat([own, words.to(own.dtype)], -1)
        pairs = self.tie(both), self.tie_status(both), self.deed(both)
        return (*acts, *pairs, self.ahead(both), self.who(both).squeeze(-1))

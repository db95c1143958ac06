"""The network of ties: which pairs of words head the parties of which tie.

Beside ties it learns what names an act, by whom and to whom, and what lies ahead; only ties are shipped.
It stands on the joint parser's encoder: it takes what layer `BRANCH` of it gives, and reads on with layers of
its own, which start from MiniLM's; the parser's upper layers have lost much of what words mean. Roles and
status look at the parser's last layer too, which knows the syntax. A tie is read off a pair of words by a
table for each relation (biaffine; Dozat and Manning 2017).
"""

from __future__ import annotations

import copy
from pathlib import Path

import torch
from torch import Tensor, nn

from training.network import BRANCH, HIDDEN, Encoder

DEPTH = 2
VECTOR, ROLE = 256, 128
ROLES = ("source", "target")
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
        one, other = _with_one(self.one(words)), _with_one(self.other(words))
        rows, length, _ = one.shape
        turned = self.table(one).reshape(rows, length * self.labels, self.size + 1)
        return (turned @ other.transpose(1, 2)).reshape(rows, length, self.labels, length).transpose(2, 3)


class TieNetwork(nn.Module):
    """Its arguments are numbers of labels; but for statuses none is the first."""

    def __init__(self, kinds: int, statuses: int, relations: int, outlooks: int):
        super().__init__()
        self.layers = nn.ModuleList(copy.deepcopy(layer) for layer in Encoder().layers[:DEPTH])
        self.vector = nn.Sequential(nn.Dropout(0.3), nn.Linear(HIDDEN, VECTOR), nn.GELU())
        self.kind = nn.Sequential(nn.Dropout(0.3), nn.Linear(VECTOR, kinds))
        self.status = nn.Sequential(
            nn.Dropout(0.3), nn.Linear(2 * HIDDEN, 128), nn.GELU(), nn.Dropout(0.2), nn.Linear(128, statuses)
        )
        self.act = nn.Sequential(nn.Dropout(0.3), nn.Linear(2 * HIDDEN, ROLE), nn.GELU())
        self.party = nn.Sequential(nn.Dropout(0.3), nn.Linear(2 * HIDDEN, ROLE), nn.GELU())
        self.role = nn.Parameter(torch.randn(len(ROLES), ROLE + 1, ROLE + 1) * 0.02)
        self.tie, self.tie_status = Pairs(relations, PAIR, none=RARE), Pairs(statuses, WHO)
        self.deed, self.who = Pairs(kinds, PAIR, none=RARE), Pairs(1, WHO, none=-3.0)
        self.ahead = nn.Sequential(
            nn.Dropout(0.3), nn.Linear(2 * HIDDEN, 128), nn.GELU(), nn.Dropout(0.2), nn.Linear(128, outlooks)
        )

    def start_from(self, checkpoint: Path) -> None:
        """Take the layers above `BRANCH` of a BERT safetensors file."""
        encoder = Encoder()
        encoder.load(checkpoint)
        for own, theirs in zip(self.layers, encoder.layers[BRANCH : BRANCH + DEPTH], strict=True):
            own.load_state_dict(theirs.state_dict())

    def forward(self, pieces: Tensor, mask: Tensor, word_start: Tensor, words: Tensor) -> tuple[Tensor, ...]:
        """Return what the words name.

        Args:
            pieces: (batch, pieces, HIDDEN), what layer `BRANCH` of the encoder gives.
            mask: (batch, pieces), 1 for pieces and 0 for padding.
            word_start: (batch, words), the first piece of each word; word 0 is the root.
            words: (batch, words, HIDDEN), what the encoder's last layer gives at the words' first pieces.

        Returns:
            Kind scores (batch, words, kinds), status scores (batch, words, statuses), role scores (batch,
            roles, words, words) of an act's word and a party's head, 0 being "not named", vectors of acts
            (batch, words, VECTOR), what the last own layer gives at the words (batch, words, HIDDEN); scores
            of ties, of their statuses and of acts between two parties (batch, words, words, labels), of what
            lies ahead (batch, words, outlooks) and of whom it concerns (batch, words, words).
        """
        x = pieces
        blocked = ((1.0 - mask.float()) * -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, blocked)
        own = torch.gather(x, 1, word_start[:, :, None].expand(-1, -1, HIDDEN))
        both = torch.cat([own, words.to(own.dtype)], -1)
        vectors = self.vector(own)
        acts, parties = _with_one(self.act(both)), _with_one(self.party(both))
        # One role after the other: a table for each, which ONNX can quantise by its channels.
        roles = torch.stack(
            [(acts @ table.to(acts.dtype)) @ parties.transpose(-1, -2) for table in self.role.unbind()], 1
        )
        pairs = self.tie(both), self.tie_status(both), self.deed(both)
        return (
            self.kind(vectors), self.status(both), roles, vectors, own, *pairs, self.ahead(both),
            self.who(both).squeeze(-1),
        )  # fmt: skip


def _with_one(x: Tensor) -> Tensor:
    return torch.cat([x, torch.ones_like(x[..., :1])], -1)

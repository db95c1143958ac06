"""The network that reads acts: which word names which kind of act, with which status, by whom, to whom.

It stands on the joint parser's encoder: it takes what layer `BRANCH` of it gives, and reads on with layers of
its own, which start from MiniLM's; the parser's upper layers have lost much of what words mean. Roles and
status look at the parser's last layer too, which knows the syntax.
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


class ActNetwork(nn.Module):
    """`kinds` and `statuses` are the numbers of kinds of act (none is the first) and of statuses."""

    def __init__(self, kinds: int, statuses: int):
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
            (batch, words, VECTOR), and what the last own layer gives at the words (batch, words, HIDDEN).
        """
        x = pieces
        blocked = ((1.0 - mask.float()) * -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, blocked)
        own = torch.gather(x, 1, word_start[:, :, None].expand(-1, -1, HIDDEN))
        both = torch.cat([own, words.to(own.dtype)], -1)
        vectors = self.vector(own)
        acts, parties = with_one(self.act(both)), with_one(self.party(both))
        # One role after the other: a table for each, which ONNX can quantise by its channels.
        roles = torch.stack(
            [(acts @ table.to(acts.dtype)) @ parties.transpose(-1, -2) for table in self.role.unbind()], 1
        )
        return self.kind(vectors), self.status(both), roles, vectors, own


def with_one(x: Tensor) -> Tensor:
    """Return vectors with a one behind, for a table that has a bias."""
    return torch.cat([x, torch.ones_like(x[..., :1])], -1)

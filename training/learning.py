"""How a network learns that goes on from MiniLM's layers: slowly in these, faster in what is its own."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

import torch
from torch import Tensor, nn

OWN_RATE, WARM = 1e-3, 0.08
E = TypeVar("E")


class Learner:
    """Makes the steps of a training run; the rates rise over the first of `steps` and then fall to nothing.

    `rate` is for the parameters under `layers`, `OWN_RATE` for the others.
    """

    def __init__(self, model: nn.Module, *, rate: float, steps: int) -> None:
        old = [p for name, p in model.named_parameters() if name.startswith("layers.")]
        new = [p for name, p in model.named_parameters() if not name.startswith("layers.")]
        groups = [{"params": old, "base": rate}, {"params": new, "base": OWN_RATE}]
        self._optimiser = torch.optim.AdamW(groups, lr=1.0, weight_decay=0.01)
        self._parameters, self._steps = old + new, steps
        self.step = 0

    def learn(self, loss: Tensor) -> None:
        """Make one step down `loss`."""
        factor = min(1.0, self.step / (WARM * self._steps + 1)) * (1 - self.step / self._steps)
        for part in self._optimiser.param_groups:
            part["lr"] = part["base"] * factor
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self._parameters, 1.0)
        self._optimiser.step()
        self.step += 1


def of_like_length(
    examples: Sequence[E], length: Callable[[E], int], *, size: int, chance: random.Random, spread: int = 6
) -> list[list[E]]:
    """Return batches of `size` of about one length, `spread` words more or less, from short to long."""
    ordered = sorted(examples, key=lambda each: length(each) + spread * chance.random())
    return [ordered[start : start + size] for start in range(0, len(ordered), size)]

"""What the small networks beside the parser share: arrays, labels, and odds from scores."""

from __future__ import annotations

from typing import get_args

import numpy as np
import numpy.typing as npt

from foreigndesk.records import Outlook, Status

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

NONE = 0  # the first label of acts, ties and outlooks
STATUSES = tuple(status.value for status in Status)
OUTLOOKS = ("none", *get_args(Outlook))


def softmax(scores: Floats) -> Floats:
    """Return probabilities over the last axis."""
    odds = np.exp(scores - scores.max(-1, keepdims=True))
    return np.asarray(odds / odds.sum(-1, keepdims=True), np.float32)

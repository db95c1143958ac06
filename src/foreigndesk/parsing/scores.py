"""What the small networks beside the parser share: arrays, labels, and odds from scores."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from foreigndesk.records import Status

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

NONE = 0  # the first label of acts and of ties
STATUSES = tuple(status.value for status in Status)


def softmax(scores: Floats) -> Floats:
    """Return probabilities over the last axis."""
    odds = np.exp(scores - scores.max(-1, keepdims=True))
    return np.asarray(odds / odds.sum(-1, keepdims=True), np.float32)

"""Names out of label scores: the best label sequence in which every inside follows its beginning."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]


class EntityDecoder:
    """Constrained BIO decoding over a fixed label list ("O", "B-GPE", "I-GPE", ...)."""

    def __init__(self, labels: list[str]) -> None:
        self._labels = labels
        inside = [label[2:] if label.startswith("I-") else "" for label in labels]
        kinds = [label[2:] for label in labels]
        allowed = [[not kind or kind == before for kind in inside] for before in kinds]
        self._allowed = np.array(allowed)
        self._penalty = np.where(self._allowed, 0.0, -1e9).astype(np.float32)
        self._first = np.array([-1e9 if kind else 0.0 for kind in inside], np.float32)

    def decode(self, scores: FloatArray) -> list[str]:
        """Return one label per row of `scores` (words by labels); the greedy choice when it is valid."""
        greedy = scores.argmax(axis=1)
        if self._first[greedy[0]] == 0 and bool(self._allowed[greedy[:-1], greedy[1:]].all()):
            return [self._labels[index] for index in greedy]
        total = scores[0] + self._first
        back: list[npt.NDArray[np.int64]] = []
        for row in scores[1:]:
            paths = total[:, None] + self._penalty
            back.append(paths.argmax(axis=0))
            total = paths.max(axis=0) + row
        best = [int(total.argmax())]
        for choices in reversed(back):
            best.append(int(choices[best[-1]]))
        return [self._labels[index] for index in reversed(best)]

"""Dependency trees out of arc scores: exactly one root, no cycles."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

_NEVER = np.float32(-1e9)
_ROOTS_TRIED = 3


def best_heads(scores: FloatArray) -> IntArray:
    """Return the head of each word under the best tree with a single root.

    The greedy choice is kept when it is a tree; otherwise Chu-Liu/Edmonds repairs it, once for each of the
    likeliest roots.

    Args:
        scores: (words + 1, words + 1), dependent by head; row and column 0 are the root.

    Returns:
        Heads of length words + 1; entry 0 is unused and 0.
    """
    scores = scores.astype(np.float32, copy=True)
    np.fill_diagonal(scores, _NEVER)
    heads = _greedy(scores)
    if is_tree(heads):
        return heads
    best, best_score = heads, -np.inf
    for root in np.argsort(-scores[1:, 0], kind="stable")[:_ROOTS_TRIED] + 1:
        rooted = scores.copy()
        rooted[1:, 0] = _NEVER
        rooted[root, :] = _NEVER
        rooted[root, 0] = scores[root, 0]
        candidate = _arborescence(rooted)
        total = float(scores[np.arange(1, len(scores)), candidate[1:]].sum())
        if total > best_score and is_tree(candidate):
            best, best_score = candidate, total
    return best if is_tree(best) else _chain(len(scores))


def is_tree(heads: IntArray) -> bool:
    """Tell whether every word reaches the root and exactly one hangs on it."""
    if int((heads[1:] == 0).sum()) != 1:
        return False
    state = [2] + [0] * (len(heads) - 1)  # 0 unseen, 1 on the current path, 2 known to reach the root
    links = heads.tolist()
    for start in range(1, len(links)):
        path, at = [], start
        while state[at] == 0:
            state[at] = 1
            path.append(at)
            at = links[at]
        if state[at] == 1:
            return False
        for seen in path:
            state[seen] = 2
    return True


def _greedy(scores: FloatArray) -> IntArray:
    heads: IntArray = scores.argmax(axis=1).astype(np.int64)
    heads[0] = 0
    return heads


def _chain(size: int) -> IntArray:
    """Return the tree of last resort: each word hangs on the one before it."""
    return np.maximum(np.arange(size, dtype=np.int64) - 1, 0)


def _cycle(heads: IntArray) -> list[int]:
    """Return the words of one cycle, or an empty list."""
    colour = [0] * len(heads)
    links = heads.tolist()
    for start in range(1, len(links)):
        path, at = [], start
        while at != 0 and colour[at] == 0:
            colour[at] = start
            path.append(at)
            at = links[at]
        if at != 0 and colour[at] == start:
            return path[path.index(at) :]
    return []


def _arborescence(scores: FloatArray) -> IntArray:
    """Return the best spanning tree from node 0 (Chu-Liu/Edmonds, one contraction per call)."""
    heads = _greedy(scores)
    found = _cycle(heads)
    if not found:
        return heads
    cycle = np.array(found)
    outside = np.setdiff1d(np.arange(len(scores)), cycle)
    inner = scores[cycle, heads[cycle]]
    size = len(outside) + 1
    smaller = np.full((size, size), _NEVER, np.float32)
    smaller[:-1, :-1] = scores[np.ix_(outside, outside)]
    leaving = scores[np.ix_(outside, cycle)]
    smaller[:-1, -1] = leaving.max(axis=1)
    entering = scores[np.ix_(cycle, outside)] - inner[:, None]
    smaller[-1, :-1] = entering.max(axis=0) + inner.sum()
    np.fill_diagonal(smaller, _NEVER)
    solved = _arborescence(smaller)
    for row, node in enumerate(outside):
        if node != 0:
            head = solved[row]
            heads[node] = cycle[leaving[row].argmax()] if head == size - 1 else outside[head]
    column = int(solved[size - 1])
    heads[cycle[entering[:, column].argmax()]] = outside[column]
    return heads

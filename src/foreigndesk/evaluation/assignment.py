"""One-to-one assignment: as many gold items as possible, each to a statement of its own."""

from __future__ import annotations

from collections.abc import Sequence


def assign(options: Sequence[Sequence[int]]) -> dict[int, int]:
    """Return a largest one-to-one assignment from items to candidates.

    `options[i]` lists the candidates that item `i` may take, best first. The result maps items to candidates;
    items left out could not be served. The same input gives the same output.
    Method: augmenting paths (Kuhn 1955).
    """
    taken_by: dict[int, int] = {}

    def serve(item: int, tried: set[int]) -> bool:
        for candidate in options[item]:
            if candidate in tried:
                continue
            tried.add(candidate)
            if candidate not in taken_by or serve(taken_by[candidate], tried):
                taken_by[candidate] = item
                return True
        return False

    for item in range(len(options)):
        serve(item, set())
    return {item: candidate for candidate, item in sorted(taken_by.items(), key=lambda pair: pair[1])}

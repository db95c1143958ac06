"""An article's text cut wherever the words of a statement begin or end, so that overlaps can be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from foreigndesk.briefing.wording import Standing, worded
from foreigndesk.records import Statement


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under the same statements: plain where `of` is empty.

    `of` are their ids, the shortest evidence first; `kind` and `standing` are of that first one.
    """

    text: str
    of: tuple[str, ...] = ()
    kind: str = ""
    standing: Standing | str = ""


def pieces(
    text: str, statements: Sequence[Statement], *, start: int = 0, end: int | None = None
) -> list[Piece]:
    """Return `text[start:end]` in pieces, marked with the statements whose evidence lies over each."""
    end = len(text) if end is None else min(end, len(text))
    inside = [s for s in statements if s.evidence.start < end and s.evidence.end > start]
    inside.sort(key=lambda s: s.evidence.start)
    cuts = {start, end}
    for stated in inside:
        cuts |= {max(start, stated.evidence.start), min(end, stated.evidence.end)}
    found: list[Piece] = []
    open_now: list[Statement] = []
    ahead = iter(inside)
    following = next(ahead, None)
    for left, right in pairwise(sorted(cuts)):
        while following is not None and following.evidence.start <= left:
            open_now.append(following)
            following = next(ahead, None)
        open_now = [s for s in open_now if s.evidence.end > left]
        found.append(_piece(text[left:right], open_now))
    return found


def _piece(text: str, over: list[Statement]) -> Piece:
    if not over:
        return Piece(text)
    ordered = sorted(over, key=lambda s: (s.evidence.end - s.evidence.start, s.id))
    first = ordered[0]
    return Piece(text, tuple(s.id for s in ordered), first.kind.value, worded(first).standing)

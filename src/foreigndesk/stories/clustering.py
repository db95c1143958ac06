"""Average-link clustering over sparse links: groups join while their reports agree on average.

So nothing chains. What is averaged are reports, documents that tell of an event, and not single statements: a
report that tells of it three times counts once, by its best link.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping

Link = tuple[str, str, float]
_Pairs = dict[tuple[str, str], float]


def clusters(report_of: Mapping[str, str], links: Iterable[Link], *, join: float) -> list[frozenset[str]]:
    """Return groups of statements, the largest average first joined, down to an average of `join`.

    A pair of reports without a link counts as 0. The result depends on the set of links alone, not on their
    order: equal averages are taken by the smallest ids.

    Args:
        report_of: for each statement its document; statements without links stay alone.
        links: (statement, statement, probability 0 to 1), each pair once.
        join: the least average probability between two groups that are joined.
    """
    near: dict[str, dict[str, float]] = {member: {} for member in report_of}
    for one, other, probability in links:
        near[one][other] = near[other][one] = round(probability, 9)
    out: list[frozenset[str]] = []
    for component in components(near, least=join):
        out += _Grouping(component, near, report_of).joined(join)
    return sorted(out, key=min)


def components(near: Mapping[str, Mapping[str, float]], *, least: float) -> Iterator[frozenset[str]]:
    """Yield the connected components of links of `least` and more."""
    seen: set[str] = set()
    for member in sorted(near):
        if member in seen:
            continue
        found, frontier = {member}, [member]
        while frontier:
            here = frontier.pop()
            fresh = {other for other, p in near[here].items() if p >= least} - found
            found |= fresh
            frontier += fresh
        seen |= found
        yield frozenset(found)


class _Grouping:
    """The groups of one component while they are joined, each called by the smallest id in it.

    `pairs` holds, for two groups, the best link of each pair of their reports.
    """

    def __init__(
        self,
        component: Collection[str],
        near: Mapping[str, Mapping[str, float]],
        report_of: Mapping[str, str],
    ) -> None:
        self.members = {member: [member] for member in component}
        self.reports = {member: {report_of[member]} for member in component}
        self.pairs: dict[str, dict[str, _Pairs]] = {
            member: {
                other: {_pair(report_of[member], report_of[other]): p}
                for other, p in near[member].items()
                if other in self.members
            }
            for member in component
        }

    def joined(self, join: float) -> list[frozenset[str]]:
        """Join groups while an average is `join` or more; return them."""
        heap = [
            (-self._average(one, other), one, other)
            for one, linked in self.pairs.items()
            for other in linked
            if one < other
        ]
        heapq.heapify(heap)
        while heap:
            negative, one, other = heapq.heappop(heap)
            if -negative < join:
                break
            if one not in self.pairs or other not in self.pairs or -negative != self._average(one, other):
                continue  # one of them has grown since
            self._merge(one, other)
            for third in self.pairs[one]:
                first, second = sorted((one, third))
                heapq.heappush(heap, (-self._average(first, second), first, second))
        return [frozenset(group) for group in self.members.values()]

    def _average(self, one: str, other: str) -> float:
        """Return the average over the pairs of reports that two groups would bring together.

        A report that stands in both is compared with itself only: with the rest it is grouped already.
        """
        found = self.pairs[one].get(other, {})
        here, there = self.reports[one], self.reports[other]
        both = here & there
        if here - both and there - both:
            wanted = {_pair(a, b) for a in here - both for b in there - both} | {(a, a) for a in both}
        else:
            wanted = {_pair(a, b) for a in here for b in there}
        return round(sum(p for pair, p in found.items() if pair in wanted) / len(wanted), 9)

    def _merge(self, one: str, other: str) -> None:
        """Put the group of `other` into that of `one`, the smaller id."""
        self.members[one] += self.members.pop(other)
        self.reports[one] |= self.reports.pop(other)
        for third, found in self.pairs.pop(other).items():
            del self.pairs[third][other]
            if third == one:
                continue
            merged = self.pairs[one].get(third, {})
            best = {
                key: max(merged.get(key, 0.0), found.get(key, 0.0)) for key in merged.keys() | found.keys()
            }
            self.pairs[one][third] = self.pairs[third][one] = dict(sorted(best.items()))


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)

"""Measures of grouping: B-cubed over items, and pairs.

B-cubed: Bagga and Baldwin, Entity-based cross-document coreferencing using the vector space model (1998).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping
from itertools import combinations

from foreigndesk.evaluation.comparing import f1, percent


def b_cubed(gold: Mapping[str, Hashable], found: Mapping[str, Hashable]) -> tuple[float, float, float]:
    """Return precision, recall and F1 in percent, over items that both mappings put into a group."""
    pairs = Counter((gold[item], found[item]) for item in gold)
    of_gold, of_found = Counter(gold.values()), Counter(found[item] for item in gold)
    precision = sum(n * n / of_found[group] for (_, group), n in pairs.items())
    recall = sum(n * n / of_gold[group] for (group, _), n in pairs.items())
    p, r = (100 * value / len(gold) if gold else 0.0 for value in (precision, recall))
    return p, r, f1(p, r)


def pairs_of(groups: Mapping[str, Hashable]) -> frozenset[tuple[str, str]]:
    """Return all pairs of items that stand in one group."""
    members: defaultdict[Hashable, list[str]] = defaultdict(list)
    for item, group in groups.items():
        members[group].append(item)
    return frozenset(pair for items in members.values() for pair in combinations(sorted(items), 2))


def pair_scores(
    gold: frozenset[tuple[str, str]], found: frozenset[tuple[str, str]]
) -> tuple[float, float, float]:
    """Return precision, recall and F1 in percent over pairs."""
    p, r = percent(len(gold & found), len(found)), percent(len(gold & found), len(gold))
    return p, r, f1(p, r)

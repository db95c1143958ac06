"""Tree decoding and label decoding, without the weights."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foreigndesk.parsing.entities import EntityDecoder
from foreigndesk.parsing.trees import best_heads, is_tree


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.integers(0, 10_000))
def test_any_scores_give_one_tree_with_one_root(words: int, seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(words + 1, words + 1)).astype(np.float32)
    assert is_tree(best_heads(scores))


@pytest.mark.parametrize("seed", range(40))
def test_the_best_tree_is_found(seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(5, 5)).astype(np.float32)

    def total(heads: tuple[int, ...]) -> float:
        return float(sum(scores[word, head] for word, head in enumerate(heads, 1)))

    trees = [
        heads
        for heads in itertools.product(range(5), repeat=4)
        if all(head != word for word, head in enumerate(heads, 1)) and is_tree(np.array([0, *heads]))
    ]
    likely = set((np.argsort(-scores[1:, 0])[:3] + 1).tolist())
    best = max(total(heads) for heads in trees if heads.index(0) + 1 in likely)
    assert total(tuple(best_heads(scores)[1:].tolist())) == pytest.approx(best, abs=1e-4)


def test_an_inside_never_comes_without_its_beginning() -> None:
    labels = ["O", "B-GPE", "I-GPE", "B-ORG", "I-ORG"]
    decoder = EntityDecoder(labels)
    for seed in range(50):
        found = decoder.decode(np.random.default_rng(seed).normal(size=(9, 5)).astype(np.float32))
        for before, label in itertools.pairwise(["O", *found]):
            assert not label.startswith("I-") or before[2:] == label[2:]

"""Training text: damage and new names leave trees, labels and marked heads in order."""

from __future__ import annotations

import random

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from training.baseline import gold_example
from training.examples import own_example
from training.noise import LISTS, Example, damage, join, respell, stray
from training.sources import OWN, TREEBANKS
from training.swaps import NameSwapper

from foreigndesk.parsing.marked import read_marked

SENTENCE = Example(
    forms=("The", "minister", "flew", "to", "Baku", "on", "Monday", "."),
    upos=("DET", "NOUN", "VERB", "ADP", "PROPN", "ADP", "PROPN", "PUNCT"),
    xpos=("DT", "NN", "VBD", "IN", "NNP", "IN", "NNP", "."),
    heads=(2, 3, 0, 5, 3, 7, 3, 3),
    relations=("det", "nsubj", "root", "case", "obl", "case", "obl", "punct"),
    entities=("O", "O", "O", "O", "B-GPE", "O", "B-DATE", "O"),
)


@pytest.fixture(scope="module")
def own():
    return list(read_marked(OWN))


def assert_sound(example: Example) -> None:
    size = len(example.forms)
    layers = (example.upos, example.xpos, example.heads, example.relations, example.entities)
    assert all(layer is None or len(layer) == size for layer in layers)
    assert all(head is None or 0 <= head <= size for head in example.heads or ())
    assert all(head != index + 1 for index, head in enumerate(example.heads or ()))
    for before, label in zip(("O", *example.entities), example.entities, strict=False):
        if (label or "O").startswith("I-"):
            assert (before or "")[2:] == label[2:]


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 100_000))
def test_damage_keeps_layers_and_trees_in_step(seed: int) -> None:
    damaged = damage(SENTENCE, random.Random(seed))
    assert_sound(damaged)
    assert damaged.heads.count(0) == 1
    assert [label for label in damaged.entities if label == "B-GPE"] == ["B-GPE"]


def test_each_kind_of_damage_happens() -> None:
    seen = {" ".join(damage(SENTENCE, random.Random(seed)).forms) for seed in range(600)}
    assert "the minister flew to baku on monday ." in seen
    assert "THE MINISTER FLEW TO BAKU ON MONDAY ." in seen
    assert "minister flew to Baku on Monday ." in seen
    assert "The minister flew to Baku on Monday" in seen
    assert any("toBaku" in text or "onMonday" in text or "Theminister" in text for text in seen)
    assert any(text.startswith("Share The minister") for text in seen)
    assert (
        any("Bacu" in text or "Baqu" in text or "Bakou" in text for text in seen)
        or respell(SENTENCE, random.Random(0)) == SENTENCE
    )


def test_a_lost_space_keeps_the_head_of_the_longer_word() -> None:
    joined = next(j for seed in range(50) if "toBaku" in (j := join(SENTENCE, random.Random(seed))).forms)
    index = joined.forms.index("toBaku")
    assert (joined.relations[index], joined.entities[index]) == ("obl", "B-GPE")
    assert_sound(joined)


@pytest.mark.parametrize("seed", range(20))
def test_scraps_of_pages_hang_on_the_root(seed: int) -> None:
    longer = stray(SENTENCE, random.Random(seed))
    assert_sound(longer)
    assert longer.forms[-len(SENTENCE.forms) :] == SENTENCE.forms
    assert longer.heads.count(0) == 1


def test_spellings_and_scraps_are_words() -> None:
    assert all(isinstance(word, str) for pair in LISTS["wavering"] + LISTS["scraps"] for word in pair)


def test_new_names_keep_labels_and_heads(own) -> None:
    swapper, chance = NameSwapper(own), random.Random(1)
    changed = 0
    for sentence in own:
        swapped = swapper.swap(sentence, chance)
        changed += swapped.words != sentence.words
        assert [label for _, _, label in swapped.names] == [label for _, _, label in sorted(sentence.names)]
        assert all(0 <= start < end <= len(swapped.words) for start, end, _ in swapped.names)
        assert all(-1 <= head < len(swapped.words) for head, _ in swapped.arcs.values())
        assert len(swapped.arcs) <= len(sentence.arcs)
        assert_sound(own_example(swapped))
    assert changed > len(own) / 3


def test_no_held_out_file_is_a_training_file() -> None:
    assert OWN.name == "train.txt"
    assert all(name.endswith("/train.conllu") and "eval_only" not in name for name in TREEBANKS)


@pytest.mark.parametrize("seed", range(60))
def test_the_peer_can_learn_from_every_damaged_sentence(seed: int) -> None:
    chance = random.Random(seed)
    for example in (damage(SENTENCE, chance), stray(SENTENCE, chance)):
        gold = gold_example(spacy.blank("en"), example).reference
        assert [token.text for token in gold] == list(example.forms)
        assert [entity.label_ for entity in gold.ents if entity.label_ == "GPE"] == ["GPE"]

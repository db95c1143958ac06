"""Ties that the network of ties sees: read off pairs of words, kept as tokens of the document."""

from __future__ import annotations

import numpy as np
import pytest
import spacy

from foreigndesk import parsing
from foreigndesk.parsing import ties
from foreigndesk.parsing.scores import STATUSES
from foreigndesk.parsing.ties import NamedTie

RELATIONS = ("none", "member_of", "borders")
WORDS = 4


@pytest.fixture
def scores():
    """Scores of relations, all for "none", and of statuses; the root stands before the words."""
    size = WORDS + 1
    relations = np.zeros((size, size, len(RELATIONS)), np.float32)
    relations[..., 0] = 9
    return relations, np.zeros((size, size, len(STATUSES)), np.float32)


def test_a_tie_is_read_off_a_pair_of_words_with_its_status(scores):
    relations, statuses = scores
    relations[1, 3, 1] = 18
    statuses[1, 3, STATUSES.index("denied")] = 9
    (tie,) = ties.decode(relations, statuses, RELATIONS)
    assert (tie.subject, tie.object, tie.relation, tie.status) == (0, 2, "member_of", "denied")
    assert tie.odds > 0.99
    assert tie.status_odds > 0.99


def test_no_word_stands_in_a_tie_with_itself_or_with_the_root(scores):
    relations, statuses = scores
    relations[2, 2, 1] = relations[0, 2, 1] = relations[2, 0, 1] = 18
    assert ties.decode(relations, statuses, RELATIONS) == ()


def test_what_is_kept_counts_tokens_of_the_document():
    doc = spacy.blank("en")("x x a b c d")
    ties.keep(doc, [[2, 3, 4, 5]], [[NamedTie(0, 2, "borders", 0.9, "ongoing", 0.8)]])
    assert ties.named_ties(doc) == [NamedTie(2, 4, "borders", 0.9, "ongoing", 0.8)]


def test_a_document_that_was_not_read_has_none():
    assert ties.named_ties(spacy.blank("en")("France keeps troops in Niger.")) == []


@pytest.mark.parametrize("beside", ["Ghana left.", "The minister of Peru met the king of Spain on Monday."])
def test_a_sentence_is_read_alone(beside):
    text = "France keeps 1,500 soldiers in Niger."
    (alone,) = parsing.parse([text])
    (together,) = parsing.parse([f"{text} {beside}"])
    assert [t for t in ties.named_ties(together) if t.subject < len(alone)] == ties.named_ties(alone)

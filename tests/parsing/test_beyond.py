"""What the network of acts says beyond acts: ties of pairs of words, and what lies ahead."""

from __future__ import annotations

import numpy as np
import pytest
import spacy

from foreigndesk import parsing
from foreigndesk.parsing import beyond
from foreigndesk.parsing.beyond import SentenceBeyond
from foreigndesk.parsing.scores import OUTLOOKS, STATUSES

RELATIONS = ("none", "member_of", "borders")
WORDS = 4


class Scores:
    """Scores of a sentence, all for "none"; the root stands before the words."""

    def __init__(self) -> None:
        size = WORDS + 1
        self.tie = np.zeros((size, size, len(RELATIONS)), np.float32)
        self.tie[..., 0] = 9
        self.tie_status = np.zeros((size, size, len(STATUSES)), np.float32)
        self.ahead = np.zeros((size, len(OUTLOOKS)), np.float32)
        self.ahead[:, 0] = 9
        self.who = np.full((size, size), -9, np.float32)


def read(scores: Scores) -> SentenceBeyond:
    return beyond.decode(vars(scores), RELATIONS)


def test_a_tie_is_read_off_a_pair_of_words_with_its_status():
    scores = Scores()
    scores.tie[1, 3, 1] = 18
    scores.tie_status[1, 3, STATUSES.index("denied")] = 9
    (tie,) = read(scores).ties
    assert (tie.subject, tie.object, tie.relation, tie.status) == (0, 2, "member_of", "denied")
    assert tie.odds > 0.99
    assert tie.status_odds > 0.99


def test_no_word_stands_in_a_tie_with_itself_or_with_the_root():
    scores = Scores()
    scores.tie[2, 2, 1] = scores.tie[0, 2, 1] = scores.tie[2, 0, 1] = 18
    assert read(scores).ties == ()


def test_what_lies_ahead_names_those_concerned():
    scores = Scores()
    scores.ahead[4, OUTLOOKS.index("promised")] = 18
    scores.who[4, 1] = scores.who[4, 3] = 9
    (prospect,) = read(scores).prospects
    assert (prospect.word, prospect.outlook, prospect.who) == (3, "promised", (0, 2))


def test_what_is_kept_counts_tokens_of_the_document():
    scores = Scores()
    scores.tie[1, 3, 1] = 18
    scores.ahead[4, OUTLOOKS.index("wanted")] = 18
    scores.who[4, 2] = 9
    doc = spacy.blank("en")("x x a b c d")
    beyond.keep(doc, [[2, 3, 4, 5]], [read(scores)])
    (tie,), (prospect,) = beyond.named_ties(doc), beyond.named_prospects(doc)
    assert (tie.subject, tie.object) == (2, 4)
    assert (prospect.word, prospect.who) == (5, (3,))


def test_a_document_that_was_not_read_has_none():
    doc = spacy.blank("en")("France keeps troops in Niger.")
    assert beyond.named_ties(doc) == beyond.named_prospects(doc) == []


@pytest.mark.parametrize("beside", ["Ghana left.", "The minister of Peru met the king of Spain on Monday."])
def test_a_sentence_is_read_alone(beside):
    text = "France keeps 1,500 soldiers in Niger."
    (alone,) = parsing.parse([text])
    (together,) = parsing.parse([f"{text} {beside}"])
    n = len(alone)
    assert [t for t in beyond.named_ties(together) if t.subject < n] == beyond.named_ties(alone)

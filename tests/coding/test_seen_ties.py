"""Ties that the network of ties sees, and what coding makes of them.

What the network says is written by the test, so that no score of the shipped weights stands between the rule
and its check.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from spacy.tokens import Doc

from foreigndesk import codebooks, parsing, pipeline
from foreigndesk.linking.registry import Registry
from foreigndesk.parsing.ties import KEY
from foreigndesk.records import Document, Status, Tie

pytestmark = pytest.mark.parses
BOOKS = codebooks.load()
REGISTRY = Registry.load()


def parsed(text: str) -> Doc:
    """A document in which the network sees nothing yet."""
    doc = next(parsing.parse([text]))
    doc.user_data[KEY] = []
    return doc


def word(doc: Doc, text: str) -> int:
    return next(token.i for token in doc if token.text == text)


def seeing_tie(doc: Doc, one: str, other: str, relation: str, *, odds: float, status: str = "ongoing") -> Doc:
    doc.user_data[KEY].append((word(doc, one), word(doc, other), relation, odds, status, 0.9))
    return doc


def coded(doc: Doc, *, tie: float = 0.5) -> list[Tie]:
    books = replace(BOOKS, learned=BOOKS.learned.model_copy(update={"tie": tie}))
    document = Document(article_id="test", address="test", text=doc.text)
    reading = pipeline.read_parsed(doc, document, books=books, registry=REGISTRY)
    return [each for each in reading.statements if isinstance(each, Tie)]


HEATED = "Vienna warms its flats with what Moscow pumps."


def test_a_tie_that_no_entry_reads_is_told_with_its_status_and_reason():
    assert coded(parsed(HEATED)) == []
    doc = seeing_tie(parsed(HEATED), "Vienna", "Moscow", "economically_depends_on", odds=0.8)
    (tie,) = coded(doc)
    assert (tie.subject.id, tie.relation, tie.object.id) == ("AUT", "economically_depends_on", "RUS")
    assert tie.status is Status.ONGOING
    assert tie.reasons[0].rule == "network of ties"
    assert "0.80" in tie.reasons[0].result


def test_what_the_network_is_not_sure_of_is_not_told():
    doc = seeing_tie(parsed(HEATED), "Vienna", "Moscow", "economically_depends_on", odds=0.8)
    assert coded(doc, tie=0.9) == []


def test_a_tie_between_actors_of_the_wrong_kind_is_not_told():
    doc = seeing_tie(parsed(HEATED), "Vienna", "Moscow", "head_of_state_of", odds=0.9)
    assert coded(doc) == []


def test_a_tie_that_an_entry_reads_is_told_once_and_by_the_entry():
    text = "Montenegro belongs to NATO."
    doc = seeing_tie(parsed(text), "Montenegro", "NATO", "member_of", odds=0.9)
    (tie,) = coded(doc)
    assert tie.reasons[0].rule.startswith("codebook entry")

"""Ties and what lies ahead that the network of acts sees, and what coding makes of them.

What the network says is written by the test, so that no score of the shipped weights stands between the rule
and its check.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from spacy.tokens import Doc

from foreigndesk import codebooks, parsing, pipeline
from foreigndesk.linking.registry import Registry
from foreigndesk.parsing.beyond import KEY
from foreigndesk.records import Document, PublicationDate, Status, Tie, WatchPoint

pytestmark = pytest.mark.parses
BOOKS = codebooks.load()
REGISTRY = Registry.load()


def parsed(text: str) -> Doc:
    """A document in which the network sees nothing yet."""
    doc = next(parsing.parse([text]))
    doc.user_data[KEY] = {"ties": [], "prospects": []}
    return doc


def word(doc: Doc, text: str) -> int:
    return next(token.i for token in doc if token.text == text)


def seeing_tie(doc: Doc, one: str, other: str, relation: str, *, odds: float, status: str = "ongoing") -> Doc:
    doc.user_data[KEY]["ties"].append((word(doc, one), word(doc, other), relation, odds, status, 0.9))
    return doc


def seeing_ahead(doc: Doc, at: str, outlook: str, *, odds: float, who: tuple[str, ...] = ()) -> Doc:
    concerned = tuple(word(doc, each) for each in who)
    doc.user_data[KEY]["prospects"].append((word(doc, at), outlook, odds, concerned))
    return doc


def coded(doc: Doc, kind: type, **rules: float) -> list:
    beyond = BOOKS.learned.beyond.model_copy(update={"tie": 0.5, "prospect": 0.5, **rules})
    books = replace(BOOKS, learned=BOOKS.learned.model_copy(update={"beyond": beyond}))
    published = PublicationDate.given("2021-03-01")
    document = Document(article_id="test", address="test", text=doc.text, published=published)
    reading = pipeline.read_parsed(doc, document, books=books, registry=REGISTRY)
    return [each for each in reading.statements if isinstance(each, kind)]


HEATED = "Vienna warms its flats with what Moscow pumps."


def test_a_tie_that_no_entry_reads_is_told_with_its_status_and_reason():
    assert coded(parsed(HEATED), Tie) == []
    doc = seeing_tie(parsed(HEATED), "Vienna", "Moscow", "economically_depends_on", odds=0.8)
    (tie,) = coded(doc, Tie)
    assert (tie.subject.id, tie.relation, tie.object.id) == ("AUT", "economically_depends_on", "RUS")
    assert tie.status is Status.ONGOING
    assert tie.reasons[0].rule == "network of acts"
    assert "0.80" in tie.reasons[0].result


def test_what_the_network_is_not_sure_of_is_not_told():
    doc = seeing_tie(parsed(HEATED), "Vienna", "Moscow", "economically_depends_on", odds=0.8)
    assert coded(doc, Tie, tie=0.9) == []


def test_a_tie_between_actors_of_the_wrong_kind_is_not_told():
    doc = seeing_tie(parsed(HEATED), "Vienna", "Moscow", "head_of_state_of", odds=0.9)
    assert coded(doc, Tie) == []


def test_a_tie_that_an_entry_reads_is_told_once_and_by_the_entry():
    text = "Montenegro belongs to NATO."
    doc = seeing_tie(parsed(text), "Montenegro", "NATO", "member_of", odds=0.9)
    (tie,) = coded(doc, Tie)
    assert tie.reasons[0].rule.startswith("codebook entry")


def test_what_lies_ahead_is_told_with_outlook_and_who_it_concerns():
    text = "The runoff in Chad is in every mind."
    assert coded(parsed(text), WatchPoint) == []
    doc = seeing_ahead(parsed(text), "runoff", "scheduled", odds=0.9, who=("Chad",))
    (point,) = coded(doc, WatchPoint)
    assert point.outlook == "scheduled"
    assert [ref.id for ref in point.who] == ["TCD"]
    assert point.reasons[0].rule == "network of acts"


def test_what_is_told_as_past_does_not_lie_ahead():
    doc = seeing_ahead(parsed("Chad voted in a runoff."), "voted", "scheduled", odds=0.9, who=("Chad",))
    assert coded(doc, WatchPoint) == []

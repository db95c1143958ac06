"""Whatever the text, a mention's offsets are exact, in order, without overlaps, and the reading repeats."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foreigndesk import linking, parsing
from foreigndesk.linking.registry import Registry
from foreigndesk.records import Document, Mention, PublicationDate

pytestmark = pytest.mark.parses

PIECES = [
    "Vladimir Putin",
    "the Kyrgyz Minister of Internal Affairs",
    "Kazakhstan",
    "in Moscow",
    "The Kremlin",
    "he",
    "both sides",
    "these three countries",
    "the country",
    "its",
    "it",
    "“Kant”",
    "201-nd military base",
    "NATO",
    "Côte d’Ivoire",
    "the opposition",
    "Bashar al-Assad",
    "said that",
    "visited",
    "denied",
    ",",
    ".",
    "\n\n",
    "(EU)",
    "😀",
    "Зеленский",
    "\u00a0",
    "'s",
    "and",
    "all of them",
    "the two leaders",
    "Daesh and other terrorist groups",
]


def link(text: str) -> tuple[Mention, ...]:
    published = PublicationDate(value="2018-05-14", order="iso", evidence="", sign="given")
    document = Document(article_id="art-0", address="test", text=text, published=published)
    return linking.link(parsing.load()(text), document, Registry.load())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=25))
def test_offsets_are_exact_sorted_and_apart(pieces: list[str]) -> None:
    text = " ".join(pieces)
    mentions = link(text)
    end = 0
    for mention in mentions:
        assert text[mention.start : mention.end] == mention.surface
        assert mention.start <= mention.head < mention.end
        assert mention.start >= end
        end = mention.end
        assert mention.actors
        assert mention.reasons
        for ref in mention.actors:
            assert (ref.start, ref.end, ref.surface) == (mention.start, mention.end, mention.surface)
            assert 0.0 < ref.score <= 1.0
            assert ref.how


def test_the_same_text_gives_the_same_mentions() -> None:
    text = "Vladimir Putin visited Kazakhstan. Both sides agreed. He praised the country and its parliament."
    assert link(text) == link(text)


def test_an_undated_document_names_no_office_holder() -> None:
    text = "The French president spoke in Brussels."
    document = Document(article_id="art-0", address="test", text=text)
    mentions = linking.link(parsing.load()(text), document, Registry.load())
    assert [a.id for a in mentions[0].actors] == ["FRA/head-of-state"]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "…", "a", "🙂"])
def test_nothing_to_link(text: str) -> None:
    assert link(text) == ()

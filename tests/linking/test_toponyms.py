"""Every name of a place in a document, and where it lies."""

import pytest

from foreigndesk import linking, parsing
from foreigndesk.linking.toponyms import Resolver, find_toponyms, resolve
from foreigndesk.records import Document


def read(text):
    doc = parsing.load()(text)
    mentions = linking.link(doc, Document(article_id="a", address="t", text=text), linking.Registry.load())
    return doc, mentions, find_toponyms(doc, mentions)


def names(text):
    return [text[p.start : p.end] for p in read(text)[2]]


def test_toponyms_hold_governments_adjectives_and_names_within_names():
    text = "Moscow denied it. The Russian Minister spoke in Osh, and Kyrgyz troops left Nowhere Street."
    doc, mentions, found = read(text)
    states = [(text[p.start : p.end], p.state) for p in found]
    assert ("Moscow", "RUS") in states
    assert ("Russian", "RUS") in states
    assert ("Kyrgyz", "KGZ") in states
    at = text.index("Nowhere Street")
    street = resolve(doc, at, at + len("Nowhere Street"), mentions, found)
    assert street is not None
    assert street.name == "Osh"


@pytest.mark.parametrize(
    ("text", "words", "there"),
    [
        ("The airlines want a new European strategy.", "European", True),
        ("Officials met the anti-Russian bloc.", "Russian", True),
        ("U.S. President Jimmy Carter came to Cairo.", "U.S.", True),
        ("The Canadians waited for hours in Toronto.", "Canadians", False),
        ("She has lived in Gainesville, Va., for years.", "Va.", True),
    ],
)
def test_adjectives_and_abbreviations_name_places_and_peoples_do_not(text, words, there):
    assert any(words in name for name in names(text)) is there


def test_a_ministry_sits_in_its_capital_and_an_embassy_in_another_s():
    text = "The Russian Foreign Ministry protested. Crowds in Vienna met at the Russian Embassy."
    doc, mentions, found = read(text)
    resolver = Resolver(doc, mentions, found)

    def place(words):
        at = text.index(words)
        return resolver.place(at, at + len(words))

    assert place("Russian Foreign Ministry").name == "Moscow"
    assert place("Russian Embassy").name == "Vienna"


def test_a_name_that_nothing_knows_lies_in_the_area_named_behind_it():
    text = "Shells fell on Qwertyvil in Nigeria, reporters in Paris said."
    doc, mentions, found = read(text)
    at = text.index("Qwertyvil")
    place = Resolver(doc, mentions, found).place(at, at + len("Qwertyvil"))
    assert place.state == "NGA"

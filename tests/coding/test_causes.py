"""Pressures: what entries read of cause and effect, and what the network of causes adds to them.

Where coding is tested, what the network says is written by the test, so that no score of the shipped weights
stands between the rule and its check.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc
from tests.coding.reading import ids

from foreigndesk import codebooks, parsing, pipeline
from foreigndesk.linking.registry import Registry
from foreigndesk.parsing.causes import KEY, StatedCause, decode, stated_causes
from foreigndesk.records import Document, Evidence, Pressure, Status

pytestmark = pytest.mark.parses
BOOKS = codebooks.load()
REGISTRY = Registry.load()
NETWORK = "network of causes"


def silent(text: str) -> Doc:
    """A document of which the network of causes says nothing."""
    doc = next(parsing.parse([text]))
    doc.user_data[KEY] = []
    return doc


def span(doc: Doc, words: str) -> tuple[int, int]:
    start = doc.text.index(words)
    found = doc.char_span(start, start + len(words), alignment_mode="expand")
    return found.start, found.end


def told(doc: Doc, cause: str, effect: str, signal: str | None, odds: float) -> Doc:
    """The document, and the network seeing one relation in it."""
    marked = span(doc, signal) if signal else None
    doc.user_data[KEY] = [(span(doc, cause), span(doc, effect), marked, odds)]
    return doc


def coded(doc: Doc) -> list[Pressure]:
    document = Document(article_id="test", address="test", text=doc.text)
    reading = pipeline.read_parsed(doc, document, books=BOOKS, registry=REGISTRY)
    return [s for s in reading.statements if isinstance(s, Pressure)]


def by_entries(text: str) -> list[Pressure]:
    return coded(silent(text))


@pytest.mark.parametrize(
    ("text", "cause", "effect"),
    [
        (
            "Teachers in Chad went on strike in protest at the cuts.",
            "the cuts",
            "Teachers in Chad went on strike",
        ),
        ("The shortage in Cuba is due to the embargo.", "the embargo", "The shortage in Cuba"),
        ("The floods caused by the storm cut off three towns in Laos.", "the storm", "The floods"),
        (
            "From the closed borders the prices in Armenia grow.",
            "the closed borders",
            "the prices in Armenia grow",
        ),
    ],
)
def test_cause_and_effect_are_read_whatever_ties_them(text: str, cause: str, effect: str) -> None:
    assert (cause, effect) in {(p.cause.quote, p.effect.quote) for p in by_entries(text)}


def test_what_a_participle_brings_about_is_caused_by_the_clause_before() -> None:
    (found,) = by_entries("The court annulled the vote, sparking protests across Kenya.")
    assert found.cause.quote == "The court annulled the vote"
    assert found.effect.quote.startswith("protests")


def test_as_a_result_of_which_turns_cause_and_effect_round() -> None:
    found = by_entries("Plants closed, as a result of which unemployment rose in Poland.")
    assert [(p.cause.quote, p.effect.quote) for p in found] == [
        ("Plants closed", "unemployment rose in Poland")
    ]


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("The shortage of fuel deepened the crisis in Lebanon.", "strengthens"),
        ("The sanctions crippled the economy of Iran.", "weakens"),
        ("The drought triggered clashes in Mali.", None),
    ],
)
def test_a_pressure_says_whether_its_effect_grows_or_shrinks(text: str, direction: str | None) -> None:
    assert [p.direction for p in by_entries(text)] == [direction]


def test_a_denied_tie_is_denied_and_a_denied_effect_is_not() -> None:
    (denied,) = by_entries("The drought did not lead to clashes in Mali.")
    assert (denied.modality, denied.status) == ("denied", Status.DENIED)
    (asserted,) = by_entries("The vote in Kenya did not take place because of the floods.")
    assert asserted.modality == "asserted"


def test_what_somebody_does_on_purpose_is_no_pressure() -> None:
    assert not by_entries("The company reduced the production of steel in Serbia.")
    assert not by_entries("The minister raised the flag in Sudan.")


@pytest.mark.parametrize(
    "text",
    [
        "The summit in Oman opened amid protests.",
        "The parliament of Chad is due to open in July.",
        "Reporters asked if the talks in Yemen would fail.",
        "The minister arrived in Malawi after the talks.",
    ],
)
def test_time_and_accompaniment_alone_state_no_cause(text: str) -> None:
    assert not by_entries(text)


def test_a_condition_is_a_possible_cause() -> None:
    (found,) = by_entries("Fighting in Yemen will resume if the talks fail.")
    assert (found.cause.quote, found.modality) == ("the talks fail", "possible")


def test_the_network_reads_what_no_entry_does_and_says_so() -> None:
    doc = silent("Queues lengthened in Cuba on news of the embargo.")
    assert not coded(doc)
    (found,) = coded(told(doc, "news of the embargo", "Queues lengthened in Cuba", "on news of", 0.9))
    assert found.effect.quote == "Queues lengthened in Cuba"
    assert ids(found.on) == {"CUB"}
    assert found.reasons[0].rule == NETWORK


def test_the_network_must_be_surer_where_no_word_signals_a_cause() -> None:
    doc = silent("The dam burst and three towns in Laos lay under water.")
    parts = ("The dam burst", "three towns in Laos lay under water", None)
    least = BOOKS.learned.causes.accept_unsignalled
    assert coded(told(doc, *parts, least + 0.05))
    assert not coded(told(doc, *parts, least - 0.05))


def test_a_bare_purpose_is_no_pressure() -> None:
    doc = silent("Crowds marched in Kenya to demand new elections.")
    assert not coded(told(doc, "to demand new elections", "Crowds marched in Kenya", "to", 0.95))


def test_words_of_time_signal_nothing_to_the_network_either() -> None:
    doc = silent("The summit in Oman opened amid protests.")
    assert not coded(told(doc, "protests", "The summit in Oman opened", "amid", 0.95))


def test_an_entry_that_the_network_agrees_with_is_surer_and_told_once() -> None:
    doc = silent("Prices rose in Chad because of the blockade.")
    (alone,) = coded(doc)
    (both,) = coded(told(doc, "the blockade", "Prices rose in Chad", "because of", 0.8))
    assert both.confidence > alone.confidence
    assert any(reason.rule == f"{NETWORK}: agrees" for reason in both.reasons)
    assert both.id == alone.id


def test_a_pressure_without_direction_keeps_the_id_it_had_before_there_were_directions() -> None:
    evidence = Evidence.of("Drought led to unrest", 0, 21)
    made = Pressure(
        document_id="doc-1", evidence=evidence, status=Status.HAPPENED, cause=evidence, effect=evidence
    )
    assert made.id == "pr-8e0608d076bfc072"


def test_a_document_parsed_by_another_pipeline_has_no_causes() -> None:
    doc = next(parsing.parse(["Prices rose."]))
    del doc.user_data[KEY]
    assert stated_causes(doc) == []


@given(words=st.integers(2, 9), seed=st.integers(0, 10_000))
def test_cause_and_effect_never_overlap_and_lie_in_the_sentence(words: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    ends = chance.normal(size=(words + 1, 6)).astype(np.float32) * 3
    found = decode(ends, chance.normal(size=(words + 1, 3)).astype(np.float32), 0.5)
    assert isinstance(found, StatedCause)
    spans = [found.cause, found.effect, *([found.signal] if found.signal else [])]
    assert all(0 <= start < end <= words for start, end in spans)
    assert found.cause[1] <= found.effect[0] or found.effect[1] <= found.cause[0]


def test_the_shipped_network_reads_a_plain_cause() -> None:
    doc = next(
        parsing.parse(["Thousands of workers went on strike in Peru because their wages were not paid."])
    )
    best = max(stated_causes(doc), key=lambda each: each.odds)
    assert doc[slice(*best.cause)].text == "their wages were not paid"
    assert doc[slice(*best.effect)].text.startswith("Thousands of workers went on strike")

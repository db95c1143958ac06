"""Who says what, by which words: the forms of quotation, wherever the speaker stands."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.coding.reading import read

from foreigndesk import codebooks, pipeline
from foreigndesk.coding.attribution import Attribution, attributions
from foreigndesk.coding.quotations import Quotations
from foreigndesk.linking import Registry
from foreigndesk.parsing import parse
from foreigndesk.records import ActorRef, Claim, Document

BOOKS = codebooks.load()
HAS_EXAMPLE = [(entry.id, example) for entry in BOOKS.attribution for example in entry.examples]


def claims(text: str) -> list[Claim]:
    return [s for s in read(text).statements if isinstance(s, Claim)]


def said(claim: Claim) -> str:
    """What is said without the marks around it."""
    pieces = [claim.content, *claim.more_content]
    return " ".join(piece.quote.strip('“”".,') for piece in pieces)


def attributed(text: str) -> list[Attribution]:
    document = Document(article_id="test", address="test", text=text)
    return list(attributions(pipeline.scene(document, books=BOOKS, registry=Registry.load())))


# --- one quotation, wherever the speaker stands -----------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "“The dam will hold,” Lavrov said.",
        "“The dam will hold,” said Lavrov.",
        "Lavrov said, “The dam will hold.”",
        "Lavrov said: “The dam will hold.”",
        '"The dam will hold," Lavrov told reporters.',
        "''The dam will hold,'' Lavrov added.",
        "“The dam will hold,” Lavrov deadpanned to the crowd.",
        '“The dam will hold," Lavrov said.',
        "Lavrov tweeted: «The dam will hold.»",
    ],
)
def test_moving_the_speaker_keeps_a_direct_claim(text: str) -> None:
    (claim,) = claims(text)
    assert claim.speaker
    assert claim.speaker.id == "sergei-lavrov"
    assert claim.content.quote.strip("“”«»\"'.,") == "The dam will hold"
    assert (claim.polarity, claim.quoting) == ("asserts", "direct")


@pytest.mark.parametrize(
    "text",
    [
        "Lavrov said that the dam would hold.",
        "Lavrov said the dam would hold.",
        "The dam would hold, Lavrov said.",
        "The dam would hold, said Lavrov.",
        "According to Lavrov, the dam would hold.",
        "The dam would hold, according to Lavrov.",
    ],
)
def test_moving_the_speaker_keeps_an_indirect_claim(text: str) -> None:
    (claim,) = claims(text)
    assert claim.speaker
    assert claim.speaker.id == "sergei-lavrov"
    assert claim.content.quote.lower().removeprefix("that ") == "the dam would hold"
    assert claim.quoting == "indirect"


def test_a_speaker_within_the_sentence_parts_what_is_said_in_two() -> None:
    (claim,) = claims("The dam, Lavrov said, will not hold.")
    assert said(claim) == "The dam will not hold"


# --- over sentences and paragraphs ------------------------------------------------------------------------


def test_a_quotation_goes_on_behind_the_speaker() -> None:
    (claim,) = claims("“The dam will hold,” Lavrov said. “We built it to last. Nobody need leave.”")
    assert said(claim) == "The dam will hold We built it to last. Nobody need leave"


def test_a_quotation_that_is_not_closed_goes_on_in_the_next_paragraph() -> None:
    (claim,) = claims("Lavrov said: “The dam will hold.\n\n“Nobody need leave.”")
    assert said(claim) == "The dam will hold Nobody need leave"


def test_two_speakers_of_one_paragraph_keep_their_own_words() -> None:
    first, second = claims("“The dam will hold,” Lavrov said. “It will break,” said Merkel.")
    assert [(c.speaker and c.speaker.id, said(c)) for c in (first, second)] == [
        ("sergei-lavrov", "The dam will hold"),
        ("angela-merkel", "It will break"),
    ]


def test_what_is_added_behind_a_comma_is_the_speakers_and_not_part_of_what_was_said() -> None:
    first, second = claims("Lavrov said that the dam would hold, adding that nobody need leave.")
    assert (said(first), said(second)) == ("that the dam would hold", "that nobody need leave")
    assert second.speaker
    assert second.speaker.id == "sergei-lavrov"


def test_a_statement_in_a_quotation_of_several_sentences_has_its_speaker() -> None:
    found = read("“We waited for a year,” Lavrov said. “Then Turkey bombed Iraq.”").statements
    speakers = {s.speaker.id for s in found if s.kind.value == "event" and isinstance(s.speaker, ActorRef)}
    assert speakers == {"sergei-lavrov"}


# --- who speaks, and how ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Experts say the talks will fail.", "Experts"),
        ("A source in the ministry said the talks would fail.", "A source in the ministry"),
        ("The talks will fail, two diplomats briefed on the plan said.", "two diplomats briefed on the plan"),
    ],
)
def test_somebody_whom_the_text_does_not_name_is_kept_as_such(text: str, words: str) -> None:
    (claim,) = claims(text)
    assert claim.speaker is not None
    assert not claim.speaker.linked
    assert claim.source_words
    assert claim.source_words.quote == words


@pytest.mark.parametrize(
    "text", ["The general reportedly left the country.", "It is believed that the general left the country."]
)
def test_hearsay_has_no_speaker(text: str) -> None:
    (claim,) = claims(text)
    assert (claim.speaker, claim.source_words) == (None, None)


def test_a_phrase_in_quotation_marks_makes_an_indirect_claim_mixed() -> None:
    (claim,) = claims("Lavrov said the plan was “a gift to smugglers” and nothing else.")
    assert claim.quoting == "mixed"
    assert "nothing else" in claim.content.quote


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("Uganda denies that its troops crossed the border.", "denies"),
        ("Lavrov asked whether the votes had been counted.", "questions"),
        ("Lavrov declined to comment on the arrest.", "refuses"),
        ("Lavrov did not respond to questions about the arrest.", "refuses"),
    ],
)
def test_a_claim_tells_denial_doubt_and_refusal_to_speak(text: str, polarity: str) -> None:
    assert [claim.polarity for claim in claims(text)] == [polarity]


@pytest.mark.parametrize(
    "text",
    [
        "Lavrov did not say that the dam would hold.",
        "Lavrov wants to visit Accra in May.",
        "Lavrov criticised the budget.",
        "The film is called “The Long Night.”",
    ],
)
def test_what_is_not_said_or_only_wanted_or_judged_is_no_claim(text: str) -> None:
    assert claims(text) == []


# --- the codebook, offsets, ids ---------------------------------------------------------------------------


@pytest.mark.parametrize(("entry", "example"), HAS_EXAMPLE, ids=[id_ for id_, _ in HAS_EXAMPLE])
def test_every_attribution_entry_reads_its_own_example(entry: str, example: str) -> None:
    assert entry in {each.entry.id for each in attributed(example) if each.entry}


_PARTS = [
    "“The dam will hold,” Lavrov said.", "Lavrov said: “No.", "”", "“", '"', "''", "\n\n", " ", ", he added,",
    "according to", "reportedly", "that", "Officials said", "the dam would hold", ".", ":", "Merkel",
    "«", "»", "—",
]  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(_PARTS), min_size=1, max_size=14).map(" ".join))
def test_spans_lie_in_the_text_in_order_and_apart(text: str) -> None:
    for each in attributed(text):
        spans = list(each.content)
        assert spans == sorted(spans)
        assert all(start < end for start, end in spans)
        assert all(one[1] <= other[0] for one, other in pairwise(spans))
        assert each.trigger in each.cue


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(_PARTS), min_size=1, max_size=20).map(" ".join))
def test_quotations_open_and_close_in_order(text: str) -> None:
    (doc,) = parse([text])
    found = Quotations(doc).all
    assert all(each.start < each.end <= len(doc) for each in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_how_a_claim_was_read_is_not_part_of_its_id() -> None:
    (claim,) = claims("Lavrov said the dam would hold.")
    bare = replace(claim, quoting=None, source_words=None, cue_words=None)
    assert claim.id == bare.id
    assert claim.id != replace(claim, more_content=(claim.content,)).id

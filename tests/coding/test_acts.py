"""The network of acts: what it says of a sentence, and what coding makes of it.

Where coding is tested, what the network says is written by the test, so that no score of the shipped weights
stands between the rule and its check.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from spacy.tokens import Doc
from tests.coding.reading import ids

from foreigndesk import codebooks, parsing, pipeline
from foreigndesk.codebooks import Codebooks
from foreigndesk.linking.registry import Registry
from foreigndesk.parsing.acts import KEY, NO_PARTY, named_act
from foreigndesk.parsing.scores import STATUSES, Floats
from foreigndesk.records import Document, Event, Reading, Status, dumps

pytestmark = pytest.mark.parses
SHIPPED = codebooks.load()
RULES = SHIPPED.learned
# What a made-up network says carries little confidence: here every act that it names is told.
BOOKS = replace(SHIPPED, learned=RULES.model_copy(update={"keep": 0.0}))
REGISTRY = Registry.load()
NETWORK = "network of acts"


def parsed(text: str) -> Doc:
    return next(parsing.parse([text]))


def coded(doc: Doc, books: Codebooks = BOOKS) -> Reading:
    document = Document(article_id="test", address="test", text=doc.text)
    return pipeline.read_parsed(doc, document, books=books, registry=REGISTRY)


def events(doc: Doc) -> list[Event]:
    return [each for each in coded(doc).statements if isinstance(each, Event)]


def word(doc: Doc, text: str) -> int:
    return next(token.i for token in doc if token.text == text)


def unknowing(text: str) -> Doc:
    """A document in which the network is undecided of every word, and sees no party."""
    doc = parsed(text)
    kept = doc.user_data[KEY]
    kept["kinds"][:] = 0.3 / (kept["kinds"].shape[1] - 1)
    kept["kinds"][:, 0] = 0.7
    kept["statuses"][:] = 1 / len(STATUSES)
    kept["parties"][:], kept["odds"][:] = NO_PARTY, 0.0
    kept["vectors"].clear()
    return doc


def told(doc: Doc, at: str, kind: str, odds: float) -> Doc:
    """Let the network say that a word names an act of a kind ("none": no act)."""
    kept = doc.user_data[KEY]
    row = kept["kinds"][word(doc, at)]
    row[:] = (1 - odds) / (len(row) - 1)
    row[kept["labels"].index(kind)] = odds
    return doc


def told_party(doc: Doc, at: str, side: int, party: str, odds: float) -> Doc:
    kept = doc.user_data[KEY]
    kept["parties"][word(doc, at), side], kept["odds"][word(doc, at), side] = word(doc, party), odds
    return doc


def rules(event: Event) -> list[str]:
    return [reason.rule for reason in event.reasons]


# --- what it says of a sentence ----------------------------------------------------------------------

SENTENCES = (
    "Kenyan police arrested two Somali traders.",
    "On Tuesday the ministers of Oman and Kuwait met in Muscat, and oil was the only subject.",
    "Rain is expected in the north.",
    "Poland, which had waited for weeks, expelled two Russian diplomats after the affair.",
)


@pytest.mark.parametrize("sentence", SENTENCES, ids=["short", "long", "no act", "relative clause"])
def test_a_sentence_has_the_same_numbers_alone_and_in_any_company(sentence: str) -> None:
    alone = parsed(sentence)
    beside = parsed(f"Talks go on. {sentence} Nobody in the capital of the union knew of any plan at all.")
    first = next(sent for sent in beside.sents if sent.text.strip() == sentence).start
    ours, theirs = alone.user_data[KEY], beside.user_data[KEY]
    inside = slice(first, first + len(alone))
    for name in ("kinds", "statuses", "odds"):
        assert np.array_equal(ours[name], theirs[name][inside])
    moved = np.where(ours["parties"] == NO_PARTY, NO_PARTY, ours["parties"] + first)
    assert np.array_equal(moved, theirs["parties"][inside])
    for at, vector in ours["vectors"].items():
        assert np.array_equal(vector, theirs["vectors"][str(int(at) + first)])


def test_what_it_says_are_probabilities_of_words_of_the_sentence() -> None:
    doc = parsed(" ".join(SENTENCES))
    kept = doc.user_data[KEY]
    assert kept["labels"] == ["none", *(each.type for each in BOOKS.plover.types)]
    assert kept["kinds"].sum(-1) == pytest.approx(1, abs=1e-4)
    assert kept["statuses"].sum(-1) == pytest.approx(1, abs=1e-4)
    for token in doc:
        for party in kept["parties"][token.i]:
            assert party == NO_PARTY or doc[int(party)].sent == token.sent
    assert all(np.linalg.norm(vector) == pytest.approx(1, abs=1e-3) for vector in kept["vectors"].values())


@pytest.mark.parametrize(
    ("text", "at", "kind", "source", "target"),
    [
        ("Poland expelled two Russian diplomats.", "expelled", "SANCTION", "Poland", "diplomats"),
        ("Kenyan police arrested two Somali traders.", "arrested", "COERCE", "police", "traders"),
        ("Spain condemned Venezuela.", "condemned", "ACCUSE", "Spain", "Venezuela"),
    ],
)
def test_a_plain_act_is_named_with_its_parties(
    text: str, at: str, kind: str, source: str, target: str
) -> None:
    doc = parsed(text)
    act, thing = named_act(doc, word(doc, at)), named_act(doc, word(doc, source))
    assert act is not None
    assert thing is not None
    assert act.best[0] == kind
    assert (act.source[0], act.target[0]) == (word(doc, source), word(doc, target))
    assert thing.none > act.none


def test_what_it_says_outlives_being_written_and_read() -> None:
    doc = parsed(" ".join(SENTENCES))
    again = Doc(doc.vocab).from_bytes(doc.to_bytes())
    for name in ("kinds", "statuses", "parties", "odds"):
        assert np.array_equal(doc.user_data[KEY][name], again.user_data[KEY][name])
    assert dumps(coded(again)) == dumps(coded(doc))


def test_a_document_of_another_parser_has_nothing_and_is_read_by_the_codebook_alone() -> None:
    doc = parsed("Turkey bombed Iraq. India will send food aid to Nepal. " + " ".join(SENTENCES))
    del doc.user_data[KEY]
    assert {named_act(doc, token.i) for token in doc} == {None}
    found = events(doc)
    assert {event.type for event in found} >= {"ASSAULT", "AGREE", "COERCE", "SANCTION", "CONSULT"}
    assert not any(NETWORK in rule for event in found for rule in rules(event))


# --- acts that no entry names ------------------------------------------------------------------------


def example_vector(entry: str) -> Floats:
    """The vector of the act in the first example of an entry."""
    found = next(each for each in BOOKS.events if each.id == entry)
    acts = [named_act(doc, token.i) for doc in [parsed(found.examples[0])] for token in doc]
    named = [act for act in acts if act is not None and act.vector is not None]
    return max(named, key=lambda act: act.kinds[found.type or ""]).vector


@pytest.mark.parametrize("nearest", ["coerce-arrest", "coerce-seize"])
def test_an_act_that_no_entry_names_is_read_and_its_reason_names_the_nearest_entry(nearest: str) -> None:
    doc = unknowing("Turkey blorped Iraq.")
    assert events(doc) == []
    doc.user_data[KEY]["vectors"][str(word(doc, "blorped"))] = example_vector(nearest)
    (event,) = events(told(doc, "blorped", "COERCE", 0.95))
    assert (event.type, event.status) == ("COERCE", Status.HAPPENED)
    assert (ids(event.source), ids(event.target)) == ({"TUR"}, {"IRQ"})
    assert event.reasons[0].rule == f"network of acts; nearest entry {nearest}"
    assert event.reasons[0].words == "blorped"


def test_the_nearest_entry_is_one_of_the_type_that_is_named() -> None:
    doc = told(unknowing("Turkey blorped Iraq."), "blorped", "MOBILIZE", 0.95)
    doc.user_data[KEY]["vectors"][str(word(doc, "blorped"))] = example_vector("coerce-arrest")
    (event,) = events(doc)
    nearest = event.reasons[0].rule.removeprefix("network of acts; nearest entry ")
    assert {entry.id: entry.type for entry in BOOKS.events}[nearest] == "MOBILIZE"


def test_an_act_that_the_network_is_not_sure_of_is_not_read() -> None:
    doc = unknowing("Turkey blorped Iraq.")
    assert events(told(doc, "blorped", "COERCE", RULES.accept - 0.05)) == []
    assert [e.type for e in events(told(doc, "blorped", "COERCE", RULES.accept + 0.05))] == ["COERCE"]
    assert events(told(doc, "blorped", "none", 0.99)) == []


def test_an_act_of_little_confidence_that_only_the_network_names_is_not_told() -> None:
    doc = told(unknowing("Turkey blorped Iraq."), "blorped", "COERCE", 0.95)
    (event,) = events(doc)
    assert event.confidence < RULES.keep
    assert not any(isinstance(each, Event) for each in coded(doc, SHIPPED).statements)


def test_where_an_entry_fits_it_speaks_before_the_network() -> None:
    doc = told(unknowing("Kenya extradited the suspect to Rwanda."), "extradited", "COERCE", 0.99)
    assert [(e.type, e.reasons[0].rule) for e in events(doc)] == [
        ("COOPERATE", "codebook entry cooperate-extradite")
    ]


# --- doubts ------------------------------------------------------------------------------------------


def test_an_entry_gives_way_where_the_network_sees_no_act_at_all() -> None:
    text = "Turkey attacked Iraq."
    sure = max(RULES.doubt, RULES.doubt_narrow, RULES.doubt_known)
    assert [e.type for e in events(told(unknowing(text), "attacked", "none", RULES.doubt - 0.05))] == [
        "ASSAULT"
    ]
    assert events(told(unknowing(text), "attacked", "none", (1 + sure) / 2)) == []


def test_an_act_of_known_actors_gives_way_to_a_stronger_doubt() -> None:
    assert RULES.doubt < RULES.doubt_known
    text = "Cuba apologised to Jamaica."
    for odds, types in (
        ((RULES.doubt + RULES.doubt_known) / 2, ["CONCEDE"]),
        ((1 + RULES.doubt_known) / 2, []),
    ):
        doc = told(unknowing(text), "apologised", "none", odds)
        assert [event.type for event in events(doc)] == types


def test_a_word_that_governs_an_act_is_not_doubted() -> None:
    doc = told(unknowing("Kenya urged Somalia to withdraw its troops."), "urged", "none", 0.999)
    (event,) = events(doc)
    assert (event.type, event.act, event.reasons[0].words) == ("REQUEST", "RETREAT", "urged")


# --- parties and status ------------------------------------------------------------------------------


def test_a_party_comes_from_the_network_where_the_slots_tell_nothing() -> None:
    text = "Beside India food aid was sent to Nepal."
    (event,) = events(unknowing(text))
    assert (ids(event.source), ids(event.target)) == (set(), {"NPL"})
    for odds, wanted in ((RULES.party + 0.1, {"IND"}), (RULES.party - 0.1, set())):
        (event,) = events(told_party(unknowing(text), "sent", 0, "India", odds))
        assert (ids(event.source), ids(event.target)) == (wanted, {"NPL"})
        assert (f"source: {NETWORK}" in rules(event)) is bool(wanted)


def test_what_another_clause_names_is_no_party() -> None:
    doc = unknowing("Food aid was sent to Nepal while India watched.")
    (event,) = events(told_party(doc, "sent", 0, "India", 0.99))
    assert (ids(event.source), ids(event.target)) == (set(), {"NPL"})


def test_a_party_in_its_slot_is_not_overruled() -> None:
    doc = told_party(unknowing("Turkey bombed Iraq, as Iran had feared."), "bombed", 0, "Iran", 0.99)
    (event,) = [e for e in events(doc) if e.type == "ASSAULT"]
    assert ids(event.source) == {"TUR"}


def test_nobody_is_both_source_and_target_by_the_network() -> None:
    doc = told_party(unknowing("The shelling of Iraq shocked envoys."), "shelling", 0, "Iraq", 0.99)
    (event,) = [e for e in events(doc) if e.type == "ASSAULT"]
    assert not ids(event.source) & ids(event.target)


@pytest.mark.parametrize(
    ("text", "odds", "status"),
    [
        ("Turkey bombed Iraq.", 0.99, Status.HYPOTHETICAL),
        ("Turkey bombed Iraq.", 0.5, Status.HAPPENED),
        ("Turkey has not bombed Iraq.", 0.99, Status.DENIED),
        ("Turkey may have bombed Iraq.", 0.99, Status.POSSIBLE),
    ],
)
def test_the_network_tells_the_status_only_where_it_is_sure_and_no_word_does(
    text: str, odds: float, status: Status
) -> None:
    doc = unknowing(text)
    row = doc.user_data[KEY]["statuses"][word(doc, "bombed")]
    row[:] = (1 - odds) / (len(row) - 1)
    row[STATUSES.index("hypothetical")] = odds
    (event,) = events(doc)
    assert event.status is status


def test_an_act_that_the_network_finds_planned_follows_the_tense_rule() -> None:
    doc = unknowing("Turkey bombed Iraq.")
    row = doc.user_data[KEY]["statuses"][word(doc, "bombed")]
    row[:] = 0.0
    row[STATUSES.index("planned")] = 1.0
    (event,) = events(doc)
    assert (event.type, event.act, event.status) == ("THREATEN", "ASSAULT", Status.PLANNED)

"""Where things happen: places.yaml read without a parser, then what mentions and entities change."""

import time
from pathlib import Path

import pytest
import spacy
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from foreigndesk.gazetteers import load_bases, load_states
from foreigndesk.linking.atlas import Atlas, _iso3, atlas, fold
from foreigndesk.linking.places import find_places
from foreigndesk.records import ActorKind, ActorRef, Mention

NLP = spacy.blank("en")
CASES = yaml.safe_load((Path(__file__).parent / "places.yaml").read_text("utf-8"))
FLAT = [(group, case) for group, cases in CASES.items() for case in cases]


def mention(text, words, actor, kind, *, state=None, as_place=False):
    start = text.index(words)
    ref = ActorRef(
        id=actor, name=words, kind=kind, start=start, end=start + len(words), surface=words, state=state
    )
    return Mention(
        start=start, end=start + len(words), surface=words, head=start, actors=(ref,), as_place=as_place
    )


@pytest.mark.parametrize(("group", "case"), FLAT, ids=[f"{g}-{c['text'][:48]}" for g, c in FLAT])
def test_places_are_found_and_chosen_as_a_careful_reader_would(group, case):
    text = case["text"]
    found = find_places(NLP(text), (), states_in_focus=frozenset(case.get("focus", ())))
    named = not case.get("states_only")
    got = [[text[p.start : p.end], p.name if named else None, p.state, p.feature, p.precision] for p in found]
    want = [[words, name if named else None, *rest] for words, name, *rest in case["expect"]]
    assert got == want


def test_cities_carry_their_coordinates_and_states_those_of_the_whole():
    (osh,) = find_places(NLP("A fire broke out in Osh."), ())
    assert (round(osh.latitude, 1), round(osh.longitude, 1)) == (40.5, 72.8)
    (mali,) = find_places(NLP("A fire broke out in Mali."), ())
    assert (mali.latitude, mali.longitude, mali.precision) == (18.0, -2.0, 5)


def test_a_government_named_by_its_capital_is_no_place():
    text = "Officials flew to Lima with a request to Lima."
    at_home = mention(text, "Lima", "PER", ActorKind.STATE, state="PER", as_place=True)
    assert "Lima" in [p.name for p in find_places(NLP(text), (at_home,))]
    government = mention(text, "Lima", "PER", ActorKind.STATE, state="PER")
    assert all(p.start != government.start for p in find_places(NLP(text), (government,)))


def test_a_mention_flagged_as_place_gives_the_capital_or_the_state():
    text = "The talks in Bamako on Mali went on."
    mentions = (
        mention(text, "Bamako", "MLI", ActorKind.STATE, state="MLI", as_place=True),
        mention(text, "Mali", "MLI", ActorKind.STATE, state="MLI", as_place=True),
    )
    assert [(p.name, p.feature) for p in find_places(NLP(text), mentions)] == [
        ("Bamako", "capital"),
        ("Mali", "country"),
    ]


def test_a_base_is_a_place_with_the_coordinates_of_the_gazetteer():
    base = next(b for b in load_bases() if b.latitude is not None)
    text = f"Soldiers left {base.name} at dawn."
    (place,) = find_places(NLP(text), (mention(text, base.name, base.id, ActorKind.BASE, state=base.host),))
    assert (place.name, place.state, place.latitude, place.feature, place.precision) == (
        base.name, base.host, base.latitude, "base", 1,
    )  # fmt: skip


def test_a_person_mention_is_no_place():
    text = "Support grew for Lincoln in Lincoln."
    person = mention(text, "Lincoln", "abraham-lincoln", ActorKind.PERSON, state="USA")
    assert all(p.start != person.start for p in find_places(NLP(text), (person,)))


def test_the_states_that_mentions_name_decide_between_towns_of_one_name():
    text = "The Lebanese army searched houses in Tripoli."
    army = mention(text, "Lebanese army", "LBN/army", ActorKind.ORGANISATION, state="LBN")
    (place,) = find_places(NLP(text), (army,))
    assert place.state == "LBN"


def test_an_organisation_entity_is_no_place_and_a_place_entity_needs_no_preposition():
    doc = NLP("Quetta mourned; fans of Valencia cheered.")
    doc.set_ents([doc.char_span(0, 6, label="GPE"), doc.char_span(24, 32, label="ORG")])
    assert [p.name for p in find_places(doc, ())] == ["Quetta"]


def test_a_village_is_found_where_the_parser_calls_it_a_place_and_only_there():
    doc = NLP("A mine killed two in Aydarken.")
    assert find_places(doc, ()) == ()
    doc.set_ents([doc.char_span(21, 29, label="GPE")])
    assert [p.state for p in find_places(doc, ())] == ["KGZ"]


def test_every_state_of_the_regions_file_is_known_and_every_capital_is_found():
    known = {s.id for s in load_states()} | set(_iso3().values())
    for state in load_states():
        if state.capital and state.kind == "state":
            assert any(s.state == state.id for s in atlas().find(state.capital.name)), state.id
    regions = [s for sites in atlas()._sites.values() for s in sites if s.feature in ("region", "admin1")]
    assert {s.state for s in regions if s.state} <= known
    assert all(-90 <= s.latitude <= 90 for s in regions if s.latitude is not None)


def test_the_atlas_loads_in_half_a_second_of_work():
    load_states()
    load_bases()
    taken = []
    for _ in range(3):
        start = time.process_time()
        Atlas()
        taken.append(time.process_time() - start)
    assert min(taken) < 0.5


@given(st.text(max_size=30))
@settings(max_examples=100, deadline=None)
def test_folding_twice_is_folding_once(name):
    assert fold(fold(name)) == fold(name) or fold(name).startswith("the ")


TEXTS = st.lists(st.sampled_from([c["text"] for _, c in FLAT]), min_size=1, max_size=4)


@given(TEXTS)
@settings(max_examples=40, deadline=None)
def test_spans_lie_in_the_text_sorted_and_apart(parts):
    text, last = " ".join(parts), 0
    for place in find_places(NLP(text), ()):
        assert last <= place.start < place.end <= len(text)
        last = place.end
        assert place.precision in range(1, 6)


def test_every_state_has_one_point_and_it_is_on_earth():
    from foreigndesk.gazetteers import load_states  # noqa: PLC0415
    from foreigndesk.linking.atlas import centroids  # noqa: PLC0415

    assert {state.id for state in load_states()} <= centroids().keys()
    assert centroids()["USA-CA"] == (37.3, -119.8)

"""Which place a name means: what the other names of a document, its parts and its areas decide."""

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from foreigndesk.linking.atlas import Site, atlas
from foreigndesk.linking.parts import abbreviations, adjectives, counties, large_counties, parts
from foreigndesk.linking.places import find_places
from foreigndesk.linking.senses import KM_A_DEGREE, container, distance, named_parts

NLP = spacy.blank("en")


def where(text, *names):
    """Return state and rounded coordinates of the places that `names` are in `text`."""
    found = {text[p.start : p.end]: p for p in find_places(NLP(text), ())}
    return [(found[name].state, round(found[name].latitude), round(found[name].longitude)) for name in names]


@pytest.mark.parametrize(
    ("text", "name", "state", "point"),
    [
        ("The mayor spoke in Columbus, Ga., on Monday.", "Columbus", "USA", (32, -85)),
        ("The mayor spoke in Columbus on Monday.", "Columbus", "USA", (40, -83)),
        ("Fires burned in London, Ont., and in Windsor.", "London", "CAN", (43, -81)),
        ("A flood in Aurora closed roads across Illinois.", "Aurora", "USA", (42, -88)),
        ("The governor went to Portland. Nobody else in Maine did.", "Portland", "USA", (44, -70)),
    ],
)
def test_a_part_named_anywhere_in_the_text_decides_between_towns_of_one_name(text, name, state, point):
    assert where(text, name) == [(state, *point)]


def test_a_name_means_one_place_all_through_unless_its_own_words_say_otherwise():
    text = "In Columbus, Ga., shops closed. Crowds met in Columbus. A march began in Columbus, Ohio."
    found = [p for p in find_places(NLP(text), ()) if text[p.start : p.end] == "Columbus"]
    assert [round(p.longitude) for p in found][::2] == [-85, -83]


def test_towns_near_each_other_are_meant_together():
    alone = where("A bus left from Cordoba.", "Cordoba")
    beside = where("A bus left from Cordoba. It stopped in Seville and in Granada.", "Cordoba")
    assert beside[0][0] == "ESP"
    assert alone[0][0] in {"ARG", "ESP"}


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("Lawmakers met in Washington.", "capital"),
        ("Apples are grown in Washington state.", "admin1"),
        ("Talks were held in Mexico.", "country"),
        ("A strike began in Oklahoma.", "admin1"),
        ("A strike began in New York.", "city"),
    ],
)
def test_a_state_a_part_and_a_city_of_one_name_are_told_apart(text, feature):
    (place,) = find_places(NLP(text), ())
    assert place.feature == feature


def test_a_county_lies_where_it_is_known_to_or_at_a_town_that_the_text_names_in_its_state():
    (large,) = find_places(NLP("Votes were counted in Maricopa County."), ())
    assert (large.state, round(large.latitude, 1), large.precision) == ("USA", 33.3, 3)
    text = "Votes were counted in Adair County and in Des Moines, Iowa."
    county = next(p for p in find_places(NLP(text), ()) if "County" in p.name)
    assert (round(county.latitude), round(county.longitude)) == (42, -94)


def test_an_abbreviation_is_read_with_its_point_and_its_capitals():
    assert [s.name for s in atlas().find("Va.")] == ["Virginia"]
    assert all(s.name != "Indiana" for s in atlas().find("in"))
    assert [s.name for s in container(NLP("Salem, Ore., was quiet."), 1)] == ["Oregon"]
    assert container(NLP("Salem, then, was quiet."), 1) == ()


def test_parts_that_share_a_state_s_or_a_capital_s_name_are_not_counted_as_named():
    assert named_parts("From New Jersey to Calif. and back") == {("USA", "NJ"): 1, ("USA", "CA"): 1}
    assert named_parts("Georgia and Washington agreed") == {}


def test_every_row_of_the_places_files_is_sound():
    for part in parts():
        assert any(s.feature == "admin1" and s.state == part.state for s in atlas().find(part.name)), (
            part.name
        )
        assert all(short in abbreviations() for short in part.abbreviations)
    for adjective, name in adjectives().items():
        assert adjective[:1].isupper()
        assert atlas().find(name), name
    for name, state in large_counties():
        assert state in counties(name), (name, state)


def test_territories_and_names_without_their_article_are_known():
    assert [(s.state, s.feature) for s in atlas().find("U.S. Virgin Islands")] == [("VIR", "region")]
    assert [s.state for s in atlas().find("Qamishli")] == ["SYR"]
    assert [s.own_name for s in atlas().find("St. Petersburg") if s.state == "RUS"] == [True]


def test_a_village_is_found_without_its_accents():
    plain = {s.state for s in atlas().find("Nowa Deba", small=True)}
    assert plain == {s.state for s in atlas().find("Nowa Dęba", small=True)} == {"POL"}


@given(st.floats(-85, 85), st.floats(-180, 180), st.floats(-85, 85), st.floats(-180, 180))
def test_distances_are_positive_and_cross_the_date_line_the_short_way(north, east, other_north, other_east):
    here = Site("a", None, north, east, "city", 1)
    there = Site("b", None, other_north, other_east, "city", 1)
    assert 0 <= distance(here, there) <= KM_A_DEGREE * 255
    assert distance(Site("a", None, 0.0, 179.5, "city", 1), Site("b", None, 0.0, -179.5, "city", 1)) < 112

"""Ties hold from their first day to their last; the picture is the same whatever the order of reports."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.analysis.made import tie_reading

from foreigndesk.analysis import network
from foreigndesk.analysis.layers import layered
from foreigndesk.analysis.network import Edge
from foreigndesk.analysis.packing import packed
from foreigndesk.records import Status, When

DAY = date(2017, 3, 1)


def edge(one: str, other: str, **more: object) -> Edge:
    given = {"start": "2017-01-01", "end": None, "told": False, "channel": None, "quantity": None}
    return Edge(
        subject=one, relation="borders", object=other, statements=("t",), reported=("2017", "2017"),
        **{**given, **more},
    )  # fmt: skip


pairs = st.lists(st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("ijklabcd")), min_size=1, max_size=16)
some_edges = pairs.map(lambda found: [edge(one, other) for one, other in found if one != other])


@settings(deadline=None)
@given(some_edges, st.randoms())
def test_the_layout_does_not_depend_on_the_order_of_ties(edges, chance):
    mixed = list(edges)
    chance.shuffle(mixed)
    assert network.layout(mixed) == network.layout(edges)


@settings(deadline=None)
@given(some_edges)
def test_every_actor_has_a_place_of_its_own_within_the_picture(edges):
    places = network.layout(edges)
    assert set(places) == {id for each in edges for id in (each.subject, each.object)}
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in places.values())
    assert len(set(places.values())) == len(places)


def test_a_tie_without_a_day_holds_from_its_first_report_until_an_end_is_told(made):
    desk = made(readings=[tie_reading(DAY, 1, ("PER", "borders", "ECU"))])
    (found,) = network.edges(desk)
    assert not found.told
    assert [found.holds(date(year, 6, 1)) for year in (2016, 2017, 2040)] == [False, True, True]


def test_a_tie_with_days_holds_between_them(made):
    when = When(start="2001-12-01", end="2014-06-03", precision="day")
    desk = made(readings=[tie_reading(DAY, 1, ("RUS", "military_presence_in", "KGZ"), when=when)])
    (found,) = network.edges(desk)
    assert found.told
    assert [found.holds(date(year, 6, 3)) for year in (2001, 2002, 2014, 2015)] == [False, True, True, False]


def test_reports_of_one_tie_are_one_edge_and_denied_ones_none(made):
    tie = ("PER", "allied_with", "COL")
    desk = made(readings=[
        tie_reading(date(2018, 1, 1), 1, tie), tie_reading(DAY, 2, tie, quantity="half of its trade"),
        tie_reading(DAY, 3, ("PER", "rivals", "ECU"), status=Status.DENIED),
    ])  # fmt: skip
    (found,) = network.edges(desk)
    assert len(found.statements) == 2
    assert found.reported == ("2017-03-01", "2018-01-01")
    assert found.quantity == "half of its trade"


def test_what_is_told_as_past_has_ended(made):
    reading = tie_reading(DAY, 1, ("RUS", "military_presence_in", "TCD"), status=Status.HISTORICAL)
    (found,) = network.edges(made(readings=[reading]))
    assert found.end == "2017-03-01"


def test_whoever_all_paths_lead_over_is_most_central_and_parts_are_numbered(made):
    star = [("RUS", "allied_with", other) for other in ("KGZ", "PER", "COL")]
    apart = [("TCD", "borders", "NER")]
    desk = made(readings=[tie_reading(DAY, n, tie) for n, tie in enumerate([*star, *apart])])
    drawn = network.network(desk, network.edges(desk), most=50)
    by_id = {node.id: node for node in drawn.nodes}
    assert by_id["RUS"].between == max(node.between for node in drawn.nodes) > 0
    assert (by_id["RUS"].ties, by_id["RUS"].component, by_id["NER"].component) == (3, 0, 1)


def test_actors_keep_their_place_while_time_goes_on(made):
    ended = When(start="2010-01-01", end="2012-01-01", precision="day")
    desk = made(readings=[
        tie_reading(DAY, 1, ("RUS", "allied_with", "KGZ")),
        tie_reading(DAY, 2, ("RUS", "owns", "TCD"), when=ended),
    ])  # fmt: skip
    edges = network.edges(desk)
    then, now = (
        network.network(desk, edges, as_of=day, most=9) for day in (date(2011, 1, 1), date(2018, 1, 1))
    )
    places = [{node.id: (node.x, node.y) for node in drawn.nodes} for drawn in (then, now)]
    assert set(places[0]) == {"RUS", "TCD"}
    assert set(places[1]) == {"RUS", "KGZ"}
    assert places[0]["RUS"] == places[1]["RUS"]


def test_the_least_tied_are_left_out_and_counted(made):
    star = [("RUS", "allied_with", other) for other in ("KGZ", "PER", "COL", "TCD")]
    desk = made(readings=[tie_reading(DAY, n, tie) for n, tie in enumerate(star)])
    drawn = network.network(desk, network.edges(desk), most=3)
    assert (len(drawn.nodes), drawn.left_out) == (3, 2)


def test_packed_parts_do_not_overlap():
    square = {
        (part, at): point for part in range(5) for at, point in enumerate([(0, 0), (1, 0), (0, 1), (1, 1)])
    }
    parts = [{key: point for key, point in square.items() if key[0] == part} for part in range(5)]
    placed = packed(parts)
    boxes = [
        (*placed[part, 0], *placed[part, 3]) for part in range(5)
    ]  # fmt: skip
    for at, (left, top, right, bottom) in enumerate(boxes):
        assert left < right
        assert top < bottom
        for x1, y1, x2, y2 in boxes[at + 1 :]:
            assert x1 >= right or left >= x2 or y1 >= bottom or top >= y2


links = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20)


@given(links)
def test_a_cause_lies_left_of_its_effect_unless_they_cause_each_other(found):
    drawn = layered(10, found)
    around = {node: {b for a, b in found if a == node} for node in range(10)}

    def leads(one: int, other: int) -> bool:
        seen, open_ = set(), [one]
        while open_:
            for after in around[open_.pop()] - seen:
                seen.add(after)
                open_.append(after)
        return other in seen

    for cause, effect in found:
        same = leads(effect, cause)
        assert (drawn.places[cause][0] < drawn.places[effect][0]) != same


@given(links)
def test_long_links_have_a_place_in_every_layer_between_that_no_other_has(found):
    drawn = layered(10, found)
    for (cause, effect), route in zip(found, drawn.routes, strict=True):
        first, last = drawn.places[cause][0], drawn.places[effect][0]
        assert [layer for layer, _ in route] == list(range(first + 1, last))
    taken = [*drawn.places, *{place for route in drawn.routes for place in route}]
    assert len(set(taken)) == len(taken)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_nodes_without_links_are_one_layer(count):
    assert {layer for layer, _ in layered(count, []).places} <= {0}

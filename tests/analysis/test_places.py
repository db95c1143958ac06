"""Places as precisely as the text says, and no event lost or counted twice at any zoom."""

from __future__ import annotations

from datetime import date

import pytest
from tests.analysis.made import Told, tie_reading

from foreigndesk.analysis import places
from foreigndesk.analysis.places import ZOOMS, PlaceFilter, cell_size
from foreigndesk.records import Place, Status

DAY = date(2020, 5, 6)
LIMA = Place(name="Lima", state="PER", latitude=-12.05, longitude=-77.04, feature="capital", precision=1)
CALLAO = Place(name="Callao", state="PER", latitude=-12.06, longitude=-77.15, feature="city", precision=1)
LOJA = Place(name="Loja Province", state="ECU", latitude=-4.0, longitude=-79.2, feature="admin1", precision=4)
ECUADOR = Place(name="Ecuador", state="ECU", latitude=-0.2, longitude=-78.5, feature="country", precision=5)
NAMELESS = Place(name="the valley")
ACTS = ("FIGHT", "TALK", "FIGHT", "AID", "FIGHT", "TALK", "TALK")
TOLD = [
    Told(DAY, place=place, extra=str(n), act=ACTS[n])
    for n, place in enumerate((LIMA, LIMA, CALLAO, LOJA, ECUADOR, None, NAMELESS))
]


@pytest.mark.parametrize("zoom", range(ZOOMS + 1))
def test_cells_states_and_the_unplaced_add_up_to_all_events(made, zoom):
    found = places.picture(made(TOLD), zoom=zoom)
    placed = sum(cell.total for cell in found.cells) + sum(state.total for state in found.states)
    assert placed + found.unplaced == len(TOLD)
    assert all(sum(each.counts) == each.total for each in (*found.cells, *found.states))


def test_what_lies_somewhere_in_a_state_is_no_point(made):
    found = places.picture(made(TOLD), zoom=ZOOMS)
    assert [(state.state, state.total) for state in found.states] == [("ECU", 1)]
    assert "Ecuador" not in {cell.place for cell in found.cells}
    assert found.unplaced == 2


def test_towns_and_regions_are_never_in_one_cell(made):
    found = places.picture(made([Told(DAY, place=LIMA), Told(DAY, place=Place(**_near_lima()))]), zoom=0)
    assert {(cell.precision, cell.total) for cell in found.cells} == {("exact", 1), ("region", 1)}


def _near_lima() -> dict[str, object]:
    return {"name": "Lima Region", "state": "PER", "latitude": -12.0, "longitude": -77.0, "precision": 4}


def test_neighbours_are_one_cell_from_afar_and_two_from_near(made):
    desk = made(TOLD)
    far = [cell for cell in places.picture(desk, zoom=0).cells if cell.precision == "exact"]
    near = [cell for cell in places.picture(desk, zoom=ZOOMS).cells if cell.precision == "exact"]
    assert [(cell.place, cell.places, cell.total) for cell in far] == [("Lima", 2, 3)]
    assert sorted(cell.place for cell in near) == ["Callao", "Lima"]
    assert cell_size(0) > cell_size(1) > cell_size(ZOOMS)


@pytest.mark.parametrize(
    ("chosen", "count"),
    [
        (PlaceFilter(quad="material_conflict"), 3),
        (PlaceFilter(country="COL"), 0),
        (PlaceFilter(actor="PER"), 7),
        (PlaceFilter(status="denied"), 0),
        (PlaceFilter(since=date(2020, 5, 7)), 0),
        (PlaceFilter(until=DAY), 7),
    ],
)
def test_each_choice_chooses(made, chosen, count):
    found = places.picture(made(TOLD), chosen)
    total = sum(each.total for each in (*found.cells, *found.states)) + found.unplaced
    assert total == count


def test_months_are_told_whatever_the_days_chosen(made):
    desk = made([*TOLD, Told(date(2021, 2, 3), place=LIMA)])
    found = places.picture(desk, PlaceFilter(since=date(2021, 1, 1)))
    assert found.months == (("2020-05", 7), ("2021-02", 1))


def test_a_denied_attack_is_not_on_the_map(made):
    assert places.picture(made([Told(DAY, place=LIMA, status=Status.DENIED)])).cells == ()


def test_bases_that_are_named_lie_where_the_registry_says(made):
    desk = made(readings=[tie_reading(DAY, 1, ("RUS", "owns", "kant-air-base"))])
    (found,) = places.bases(desk)
    assert (found.id, found.host, found.operator, found.statements) == ("kant-air-base", "KGZ", "RUS", 1)
    assert places.bases(desk, country="PER") == []

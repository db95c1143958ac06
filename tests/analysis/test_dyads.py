"""Two actors over time: what counts, once, in the right month, and nothing is lost in between."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analysis.made import ACTS, Told, make

from foreigndesk import desk as desks
from foreigndesk.analysis import dyads
from foreigndesk.analysis.counted import QUADS
from foreigndesk.analysis.dyads import Act, following, periods, start_of
from foreigndesk.records import COUNTED, Status, When

MAY = date(2020, 5, 6)
some_acts = st.lists(
    st.builds(
        Act,
        day=st.dates(date(2019, 1, 1), date(2022, 12, 31)),
        quad=st.sampled_from(QUADS),
        score=st.one_of(st.none(), st.sampled_from([score for *_, score in ACTS.values()])),
        forward=st.sampled_from([True, False, None]),
        statement_id=st.text("abc", min_size=1),
    ),
    max_size=40,
)
bins = st.sampled_from(["month", "week"])


@given(some_acts, bins)
def test_periods_hold_every_act_once(found, by):
    made = periods(found, by=by)
    assert sum(period.total for period in made) == len(found)
    for at, quad in enumerate(QUADS):
        assert sum(period.counts[at] for period in made) == sum(act.quad == quad for act in found)
    assert all(period.cooperation + period.conflict == period.total for period in made)


@given(some_acts, bins, st.randoms())
def test_the_order_of_acts_is_of_no_matter(found, by, chance):
    mixed = list(found)
    chance.shuffle(mixed)
    assert periods(mixed, by=by) == periods(found, by=by)


@given(some_acts, bins)
def test_periods_have_no_gap(found, by):
    starts = [period.start for period in periods(found, by=by)]
    assert all(following(one, by) == other for one, other in pairwise(starts))


@given(st.dates(), bins)
def test_a_day_lies_in_its_period(day, by):
    if day.year not in (1, 9999):
        assert start_of(day, by) <= day < following(start_of(day, by), by)


def test_only_what_happened_or_goes_on_counts(made):
    desk = made([Told(MAY + timedelta(n), status=status) for n, status in enumerate(Status)])
    found = dyads.acts(desk, "PER", "ECU")
    days = {MAY + timedelta(n) for n, status in enumerate(Status) if status in COUNTED}
    assert {act.day for act in found} == days


def test_both_directions_are_one_pair_and_others_are_left_out(made):
    desk = made([Told(MAY), Told(MAY, source="ECU", target="PER"), Told(MAY, target="COL")])
    found = dyads.acts(desk, "ECU", "PER")
    assert Counter(act.forward for act in found) == {True: 1, False: 1}
    assert {act.forward for act in dyads.acts(desk, "COL", "PER")} == {False}


def test_an_event_counts_on_its_own_day_and_else_on_the_day_of_publication(made):
    dated = When(start="2020-03-02", end="2020-03-03", precision="day")
    desk = made([Told(MAY, when=dated), Told(MAY, extra="b")])
    assert sorted(act.day for act in dyads.acts(desk, "PER", "ECU")) == [date(2020, 3, 2), MAY]


@pytest.mark.parametrize(("by", "counted"), [("month", 1), ("week", 0)])
def test_what_is_told_to_the_year_is_in_no_month_and_to_the_month_in_no_week(made, by, counted):
    year = When(start="2020-01-01", end="2020-12-31", precision="year")
    month = When(start="2020-01-01", end="2020-01-31", precision="month")
    desk = made([Told(MAY, when=year), Told(MAY, when=month)])
    assert len(dyads.acts(desk, "PER", "ECU", by=by)) == counted


def test_reports_of_one_story_count_once_on_its_earliest_day(tmp_path):
    told = [Told(MAY, extra="a"), Told(MAY + timedelta(40), extra="b"), Told(MAY + timedelta(80), extra="c")]
    with desks.open(make(tmp_path / "desk.duckdb", told)) as desk:
        assert len(dyads.acts(desk, "PER", "ECU")) == 3
        desk.execute(
            """INSERT INTO story_events
            SELECT id, document_id, 'sto-one', '{}' FROM statements WHERE NOT contains(quote, '2c')"""
        )
        assert [act.day for act in dyads.acts(desk, "PER", "ECU")] == [MAY, MAY + timedelta(80)]


def test_the_pairs_that_meet_most_come_first(made):
    desk = made([Told(MAY, extra=str(n)) for n in range(3)] + [Told(MAY, target="COL")])
    assert [(pair.one, pair.other, pair.events) for pair in dyads.pairs(desk)] == [
        ("ECU", "PER", 3),
        ("COL", "PER", 1),
    ]
    assert [pair.one for pair in dyads.pairs(desk, country="COL")] == ["COL"]

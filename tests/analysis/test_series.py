"""Changes of level are found where they were made, and small counts never make an alert."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analysis.made import Told

from foreigndesk.analysis.alerts import alerts
from foreigndesk.analysis.series import change_points, week_against
from foreigndesk.analysis.thresholds import thresholds

RULES = thresholds().alerts
LAST = date(2021, 6, 30)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("before", "after"), [(1, 8), (10, 2)])
def test_a_change_of_level_is_found_within_two_periods(seed, before, after):
    chance = np.random.default_rng(seed)
    counts = [*chance.poisson(before, 24), *chance.poisson(after, 24)]
    found = change_points([int(count) for count in counts])
    assert len(found) == 1
    assert abs(found[0].at - 24) <= 2
    assert (found[0].after > found[0].before) == (after > before)


def test_two_changes_that_cancel_out_are_both_found():
    assert [change.at for change in change_points([1] * 20 + [12] * 8 + [1] * 20)] == [20, 28]


def test_steady_counts_rarely_change():
    chance = np.random.default_rng(11)
    found = [bool(change_points([int(c) for c in chance.poisson(4, 60)])) for _ in range(100)]
    assert sum(found) <= 5


@pytest.mark.parametrize("counts", [[], [5], [0, 9], [0] * 50, [0, 1, 0, 0, 1, 0, 0, 2]])
def test_short_and_thin_series_do_not_change(counts):
    assert change_points(counts) == []


@given(st.lists(st.integers(0, 30), min_size=1, max_size=60))
def test_means_on_both_sides_of_a_change_are_those_of_the_counts(counts):
    found = change_points(counts)
    ends = [0, *(change.at for change in found), len(counts)]
    for at, change in enumerate(found):
        start, middle, end = ends[at], ends[at + 1], ends[at + 2]
        assert change.before == pytest.approx(np.mean(counts[start:middle]), abs=0.01)
        assert change.after == pytest.approx(np.mean(counts[middle:end]), abs=0.01)


@given(st.lists(st.integers(0, 50), max_size=60), st.integers(0, RULES.least_events - 1))
def test_a_small_count_is_never_more_than_usual(before, count):
    assert week_against([*before, count]).unusual != "more"


@given(st.lists(st.integers(0, RULES.least_expected - 1), max_size=60), st.integers(0, 50))
def test_a_week_is_never_fewer_than_usual_where_few_were_expected(before, count):
    assert week_against([*before, count]).unusual != "fewer"


@given(st.lists(st.integers(0, 30), min_size=2, max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_a_larger_week_is_less_likely(before, one, other):
    low, high = sorted((one, other))
    mean = sum(before[-4:]) / len(before[-4:])
    if low > mean:
        first, second = week_against([*before, low]).norms[0], week_against([*before, high]).norms[0]
        assert second.chance <= first.chance + 1e-12


def test_a_burst_after_a_quiet_year_is_more_than_usual_and_silence_after_a_war_is_fewer():
    assert week_against([1, 0, 2, 1] * 13 + [14]).unusual == "more"
    assert week_against([30] * 52 + [2]).unusual == "fewer"


def test_both_norms_must_agree():
    loud_once = [30] * 26 + [1] * 26
    assert week_against([*loud_once, 12]).unusual is None


def test_without_weeks_before_nothing_is_unusual():
    assert week_against([40]).unusual is None
    assert week_against([40]).norms == ()


def test_the_chance_is_that_of_a_negative_binomial():
    # 0 events in 4 weeks: P(X >= 1) with a rate from Gamma(1/2, 4) is 1 - (4/5)^(1/2).
    assert week_against([0, 0, 0, 0, 1]).norms[0].chance == pytest.approx(1 - (4 / 5) ** 0.5)


def quiet_then(count: int) -> list[Told]:
    weekly = [Told(LAST - timedelta(7 * week), "TALK") for week in range(1, 60)]
    return weekly + [Told(LAST - timedelta(n % 7), extra=str(n)) for n in range(count)]


def test_a_pair_with_a_burst_of_conflict_is_told_with_its_statements(made):
    (found,) = alerts(made(quiet_then(12)))
    assert (found.one, found.other, found.side, found.week.unusual) == ("ECU", "PER", "conflict", "more")
    assert (found.since, found.until) == (LAST - timedelta(6), LAST)
    assert len(found.statements) == found.week.count == 12


def test_a_few_events_are_no_alert_and_neither_is_another_country(made):
    assert alerts(made(quiet_then(4))) == []
    assert alerts(made(quiet_then(12)), country="COL") == []


def test_an_empty_desk_has_no_alerts(made):
    assert alerts(made()) == []

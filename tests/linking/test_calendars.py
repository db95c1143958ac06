"""Islamic and Jalali days: pairs that are known, and what holds for every day of both calendars."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreigndesk.linking.calendars import islamic, jalali


# Islamic: by the tabular civil calendar, as in convertdate. Jalali: Nowruz and days from Iran's history.
@pytest.mark.parametrize(
    ("reckoned", "known"),
    [
        (islamic(1, 1, 1), date(622, 7, 19)),  # 16 July 622, Julian
        (islamic(1400, 1, 1), date(1979, 11, 21)),
        (islamic(1440, 9, 1), date(2019, 5, 6)),
        (islamic(1445, 1, 1), date(2023, 7, 19)),
        (jalali(1300, 1, 1), date(1921, 3, 21)),
        (jalali(1357, 11, 22), date(1979, 2, 11)),
        (jalali(1358, 1, 12), date(1979, 4, 1)),
        (jalali(1399, 1, 1), date(2020, 3, 20)),
        (jalali(1403, 12, 30), date(2025, 3, 20)),
        (jalali(1408, 1, 1), date(2029, 3, 20)),
    ],
)
def test_known_days(reckoned, known):
    assert reckoned == known


@given(st.sampled_from([islamic, jalali]), st.integers(1, 1600), st.integers(1, 12), st.integers(1, 32))
def test_a_day_follows_the_day_before_it_or_does_not_exist(reckon, year, month, day):
    try:
        when = reckon(year, month, day)
    except ValueError:
        assert day > 28
        return
    if day > 1:
        assert when - reckon(year, month, day - 1) == timedelta(days=1)


@given(st.sampled_from([(islamic, {354, 355}), (jalali, {365, 366})]), st.integers(1, 1600))
def test_years_have_the_days_of_their_calendar(calendar, year):
    reckon, lengths = calendar
    assert (reckon(year + 1) - reckon(year)).days in lengths


@pytest.mark.parametrize(
    ("reckon", "day"),
    [(islamic, (1440, 2, 30)), (jalali, (1398, 7, 31)), (jalali, (1402, 12, 30)), (islamic, (1, 13, 1))],
)
def test_a_day_that_the_month_does_not_have_is_an_error(reckon, day):
    with pytest.raises(ValueError, match="no day"):
        reckon(*day)

"""Numbers of English news: what is written reads back; what only names or measures is none."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreigndesk import codebooks
from foreigndesk.coding.numbers import NumberReader, Quantity

READER = NumberReader(codebooks.load().counts.numbers)
ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
SCALES = {10**9: "billion", 10**6: "million", 1000: "thousand"}
PARTED = {"comma": ",", "no-break space": "\u00a0", "thin space": "\u2009", "narrow no-break space": "\u202f"}


def read(text: str) -> Quantity:
    (found,) = READER.read(text)
    return found


def bounds(text: str) -> tuple[float | None, float | None, bool, str | None]:
    found = read(text)
    return found.low, found.high, found.about, found.money


def spelled(number: int) -> str:
    """Write a number below 10^12 in words."""
    if number < 20:
        return ONES[number]
    if number < 100:
        return TENS[number // 10 - 2] + (f"-{ONES[number % 10]}" if number % 10 else "")
    if number < 1000:
        rest = f" and {spelled(number % 100)}" if number % 100 else ""
        return f"{ONES[number // 100]} hundred{rest}"
    scale = next(each for each in SCALES if number >= each)
    rest = f" {spelled(number % scale)}" if number % scale else ""
    return f"{spelled(number // scale)} {SCALES[scale]}{rest}"


numbers = st.integers(0, 10**12 - 1)


@given(numbers)
def test_a_number_in_words_reads_back(number: int) -> None:
    assert bounds(f"{spelled(number)} soldiers") == (number, number, False, None)


@given(numbers, st.sampled_from(["", *PARTED.values()]))
def test_a_number_in_digits_reads_back_whatever_parts_its_thousands(number: int, mark: str) -> None:
    written = f"{number:,}".replace(",", mark)
    assert bounds(f"killed {written} people") == (number, number, False, None)


@given(st.integers(1, 9999), st.integers(0, 9), st.sampled_from(sorted(SCALES)))
def test_a_decimal_before_a_scale_reads_back(whole: int, tenth: int, scale: int) -> None:
    number = (10 * whole + tenth) * scale // 10
    assert bounds(f"{whole}.{tenth} {SCALES[scale]} people") == (number, number, False, None)


@given(numbers, numbers, st.sampled_from(["{} to {}", "{}-{}", "{}–{}", "between {} and {}", "{} or {}"]))
def test_a_range_reads_back_whichever_way_it_is_written(one: int, other: int, form: str) -> None:
    low, high = sorted((one, other + 1)) if one != other + 1 else (one, one + 1)
    assert bounds(f"{form.format(low, high)} people") == (low, high, False, None)


@given(numbers, st.sampled_from([("$", "USD"), ("US$", "USD"), ("€", "EUR"), ("£", "GBP")]))
def test_a_sum_keeps_its_currency(number: int, money: tuple[str, str]) -> None:
    sign, unit = money
    assert bounds(f"a loan of {sign}{number:,} to Mali") == (number, number, False, unit)


@given(st.text())
def test_any_text_can_be_read_and_each_number_has_its_own_characters(text: str) -> None:
    found = READER.read(text)
    assert all(0 <= q.start < q.end <= len(text) for q in found)
    assert all(one.end <= next_.start for one, next_ in pairwise(found))
    assert all(q.low is not None or q.high is not None for q in found)


@pytest.mark.parametrize(
    ("text", "low", "high", "about", "money"),
    [
        ("more than 300 people", 300, None, False, None),
        ("at least forty dead", 40, None, False, None),
        ("300 or more people", 300, None, False, None),
        ("no fewer than 20", 20, None, False, None),
        ("up to 500 men", None, 500, False, None),
        ("fewer than a hundred", None, 100, False, None),
        ("some 300 workers", 300, 300, True, None),
        ("an estimated 2,000", 2000, 2000, True, None),
        ("dozens of people", 24, None, False, None),
        ("hundreds of people", 200, None, False, None),
        ("hundreds of thousands of people", 200_000, None, False, None),
        ("several hundred people", 300, None, False, None),
        ("a dozen men", 12, 12, False, None),
        ("two dozen men", 24, 24, False, None),
        ("half a million refugees", 500_000, 500_000, False, None),
        ("two and a half million people", 2_500_000, 2_500_000, False, None),
        ("a hundred thousand people", 100_000, 100_000, False, None),
        ("40 thousand people", 40_000, 40_000, False, None),
        ("1.500 soldiers", 1500, 1500, False, None),
        ("1.500 billion", 1_500_000_000, 1_500_000_000, False, None),
        ("1,50,000 people", 150_000, 150_000, False, None),
        ("20-30 people", 20, 30, False, None),
        ("two to three million people", 2_000_000, 3_000_000, False, None),
        ("$2-3 billion", 2_000_000_000, 3_000_000_000, False, "USD"),
        ("$40 million", 40_000_000, 40_000_000, False, "USD"),
        ("a $40-million loan", 40_000_000, 40_000_000, False, "USD"),
        ("€3bn", 3_000_000_000, 3_000_000_000, False, "EUR"),
        ("£1.2m", 1_200_000, 1_200_000, False, "GBP"),
        ("EUR 500 million", 500_000_000, 500_000_000, False, "EUR"),
        ("more than 40 million US dollars", 40_000_000, None, False, "USD"),
        ("millions of dollars", 2_000_000, None, False, "USD"),
        ("100 million roubles", 100_000_000, 100_000_000, False, "rouble"),
        ("ten pounds of explosives", 10, 10, False, None),
        ("a 200-strong crowd", 200, 200, False, None),
    ],
)
def test_how_news_writes_numbers(
    text: str, low: float | None, high: float | None, about: bool, money: str | None
) -> None:
    assert bounds(text) == (low, high, about, money)


@pytest.mark.parametrize(
    "text",
    [
        "the 201st base", "the 3rd brigade", "Article 5", "the G20", "an F-16", "aged 34", "a 34-year-old",
        "10:30", "3/4", "40 percent", "40% of them", "5 p.m.", "5pm", "3 March", "March 3", "a 12-day war",
        "20 km", "a man", "no one", "Resolution 1701", "won 3-1", "the number 7", "five years", "two times",
    ],
)  # fmt: skip
def test_what_only_names_or_measures_is_no_number(text: str) -> None:
    assert READER.read(text) == ()


def test_a_number_stands_where_its_words_stand() -> None:
    text = "They arrested more than 300 people."
    found = read(text)
    assert text[found.start : found.end] == "more than 300"

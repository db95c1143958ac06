"""When an article was published: printed dates and the signs that tell their order."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from foreigndesk.intake.date_patterns import dates_data, find_printed
from foreigndesk.intake.publication_date import (
    PageSigns,
    choose,
    date_line,
    dateline,
    from_path,
    parse_iso,
)

TODAY = date(2021, 6, 15)
CASES = yaml.safe_load((Path(__file__).parent / "data" / "dates.yaml").read_text(encoding="utf-8"))


def published(line, **signs):
    found = date_line(line)
    assert found is not None, f"{line} is not seen as a date line"
    others = find_printed(signs.get("text", ""))
    return choose([found], PageSigns(today=TODAY, others=others, **signs))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["line"])
def test_a_date_is_read_by_the_signs_of_its_page(case):
    signs = {key: case[key] for key in ("address", "language", "text") if key in case}
    got, _ = published(case["line"], **signs)
    assert (got.value, got.order, got.alternative) == (case["value"], case["order"], case.get("alternative"))
    assert got.sign


def test_an_ambiguous_date_is_said_plainly():
    got, notes = published("04/03/2020")
    assert got.order == "ambiguous"
    assert "4 March 2020" in notes[0]
    assert "3 April 2020" in notes[0]


def test_a_clear_date_needs_no_note():
    _, notes = published("14 March 2020")
    assert notes == ()


def test_a_date_in_the_future_is_noted():
    got, notes = published("14 March 2031")
    assert got.value == "2031-03-14"
    assert "future" in notes[0]


def test_the_first_publication_comes_before_a_later_change():
    lines = [date_line("Updated: 9 May 2020, 10:00"), date_line("Published: 7 May 2020, 18:00")]
    got, _ = choose(lines, PageSigns(today=TODAY))
    assert got.value == "2020-05-07T18:00"


def test_a_later_change_is_taken_with_a_note_where_nothing_else_is_printed():
    got, notes = published("Last updated: 9 May 2020")
    assert got.value == "2020-05-09"
    assert "later change" in notes[0]


@pytest.mark.parametrize(
    "line",
    [
        "On 3 March 2017 the minister left office.",
        "Press conference of 3 March 2017",
        "The talks of 12.05.2018 failed",
        "32.13.2017",
        "Resolution 1701 (2006)",
        "Version 1.2.3",
        "Nothing here",
    ],
)
def test_a_line_that_says_more_is_no_date_line(line):
    assert date_line(line) is None


@pytest.mark.parametrize("line", ["2 hours ago", "Today, 10:11", "10: 11", "Posted: yesterday"])
def test_a_line_that_says_when_without_a_day_gives_no_date(line):
    found = date_line(line)
    assert found is not None
    assert choose([found], PageSigns(today=TODAY)) == (None, ())


@pytest.mark.parametrize(
    ("paragraph", "text"),
    [
        ("KHARTOUM, 5 May 2023 (Agency) - Fighting went on.", "5 May 2023"),
        ("Lima, May 5, 2023 – Congress met again.", "May 5, 2023"),
        ("ADEN (Agency), 5 May 2023 - The port opened.", "5 May 2023"),
    ],
)
def test_a_dateline_opens_a_paragraph(paragraph, text):
    assert dateline(paragraph).text == text


@pytest.mark.parametrize(
    "paragraph",
    ["After 5 May 2023 - the day of the vote - nothing moved.", "The treaty of 5 May 2023 (annex) holds."],
)
def test_a_date_within_a_sentence_is_no_dateline(paragraph):
    assert dateline(paragraph) is None


def test_the_dateline_serves_where_no_date_line_is_printed():
    got, _ = choose([], PageSigns(today=TODAY), opening="ACCRA, 2 June 2021 (Agency) - Talks began.")
    assert got.value == "2021-06-02"


def test_the_address_serves_last():
    got = from_path("https://news.example/world/2019/03/05/vote.html")
    assert (got.value, got.order) == ("2019-03-05", "iso")
    assert from_path("/home/anna/2019/03/05/vote.txt") is None
    assert from_path("https://news.example/2019/13/45/vote") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2019-03-05T10:11:00+06:00", "2019-03-05T10:11"),
        ("20190305", "2019-03-05"),
        ("2019-02-31", None),
        ("5 March", None),
    ],
)
def test_machine_dates_keep_the_printed_clock(text, value):
    assert parse_iso(text) == value


def test_no_ending_is_both_month_first_and_without_sign():
    data = dates_data()
    assert not data.month_first_endings & data.endings_without_sign
    assert sorted(data.months) == list(range(1, 13))
    assert sorted(data.weekdays) == list(range(7))

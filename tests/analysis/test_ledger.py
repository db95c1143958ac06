"""The ledger of watch-points over a sequence of articles: opened, restated, put off, settled, called off."""

from datetime import date
from pathlib import Path

import pytest

from foreigndesk import desk as desks
from foreigndesk.analysis import ledger
from foreigndesk.cli import main

ARTICLES = Path(__file__).parent / "ledger"
LATER = date(2022, 2, 1)


@pytest.fixture(scope="module")
def read_desk(tmp_path_factory):
    path = tmp_path_factory.mktemp("ledger") / "desk.duckdb"
    assert main(["read", str(ARTICLES), "--desk", str(path), "--json"]) == 0
    return path


@pytest.fixture(scope="module")
def watched(read_desk):
    with desks.open(read_desk) as desk:
        return ledger.ledger(desk)


def one(watched, word):
    (found,) = [w for w in watched if word in w.what and w.who]
    return found


def steps(found):
    return [entry.step for entry in found.entries]


def test_what_several_articles_expect_is_one_entry_that_an_event_settles(watched):
    election = one(watched, "election")
    assert steps(election) == ["opened", "restated", "settled"]
    assert election.state(LATER) == "settled"
    assert [entry.day for entry in election.entries] == ["2021-03-01", "2021-04-02", "2021-08-13"]


def test_what_was_put_off_has_its_new_day_and_is_settled_by_the_talks_themselves(watched):
    talks = one(watched, "talks")
    assert steps(talks) == ["opened", "put off", "settled"]
    assert talks.due[1] == "2021-06-15"
    assert talks.entries[-1].quote.startswith("Kenya and Somalia held talks")


def test_what_a_later_report_says_will_not_be_is_called_off(watched):
    referendum = one(watched, "referendum")
    assert steps(referendum) == ["opened", "called off"]
    assert referendum.state(LATER) == "called off"


def test_what_no_report_settles_is_overdue_once_its_day_has_passed(watched):
    withdrawal = one(watched, "withdraw")
    assert withdrawal.state(date(2021, 12, 31)) == "open"
    assert withdrawal.state(date(2022, 1, 1)) == "overdue"


def test_each_step_opens_to_the_words_of_its_report(read_desk, watched):
    with desks.open(read_desk) as desk:
        for each in watched:
            for entry in each.entries:
                (text,) = desk.rows("SELECT text FROM documents WHERE id = ?", [entry.document_id])[0]
                assert entry.quote in text


def test_reports_of_other_countries_leave_an_entry_alone(watched):
    assert all(len({e.document_id for e in w.entries}) == 1 for w in watched if "vote" in w.what)


def test_the_command_lists_what_falls_due_within_a_span(read_desk, capsys):
    arguments = ["watch", "--desk", str(read_desk), "--as-of", "2021-12-10"]
    assert main([*arguments, "--due", "30d"]) == 0
    within = capsys.readouterr().out
    assert "withdraw its soldiers" in within
    assert "election" not in within
    assert main([*arguments, "--due", "10d"]) == 0
    assert "withdraw its soldiers" not in capsys.readouterr().out


def test_a_span_that_is_none_says_how_to_write_one(read_desk, capsys):
    assert main(["watch", "--desk", str(read_desk), "--due", "soon"]) == 2
    assert "30d" in capsys.readouterr().err

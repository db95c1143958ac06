"""Stories on the command line: listed, grouped, opened and explained."""

import json

import pytest

from foreigndesk import cli, stories
from foreigndesk import desk as desks

from .conftest import Told


@pytest.fixture
def path(blank, put, tell):
    """A desk with one story of three reports, two of which contradict each other, not grouped yet."""
    with blank() as desk:
        put(
            desk,
            [
                tell(Told("Daily", more="Twelve were taken to hospital, and the mayor asked for blood.")),
                tell(Told("Herald", killed=9, more="The governor spoke on television in the evening.")),
                tell(
                    Told("Courier", verb="fired on", more="A school was damaged; lessons are held at home.")
                ),
            ],
        )
        return desk.path


def run(*arguments):
    return cli.main([str(argument) for argument in arguments])


def grouped(path):
    with desks.open(path) as desk:
        stories.update(desk)
        (story,) = stories.listed(desk)
    return story.id


def test_update_groups_what_was_read_and_says_how_much(path, capsys):
    assert run("stories", "--update", "--desk", path) == 0
    assert "3 documents grouped, 0 taken out, 1 stories changed" in capsys.readouterr().out


def test_before_an_update_the_list_says_how_to_group(path, capsys):
    assert run("stories", "--desk", path) == 0
    assert "foreigndesk stories --update" in capsys.readouterr().out


def test_the_list_has_reports_sources_and_contradictions(path, capsys):
    grouped(path)
    assert run("stories", "--contradictions", "--country", "Ukraine", "--desk", path) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "3 reports, 3 independent sources" in printed
    assert "contradictions: killed" in printed


def test_show_opens_a_story_by_the_beginning_of_its_id(path, capsys):
    id = grouped(path)
    assert run("show", id[:9], "--desk", path) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "Contradictions killed 5 2 sources killed 9 1 source" in printed
    assert "Reports (3, from 3 independent sources)" in printed


def test_show_gives_reports_and_values_as_json(path, capsys):
    id = grouped(path)
    assert run("show", id, "--json", "--desk", path) == 0
    page = json.loads(capsys.readouterr().out)
    assert page["story"]["id"] == id
    assert sorted(report["outlet"] for report in page["reports"]) == ["Courier", "Daily", "Herald"]
    assert {value["field"] for value in page["values"]} >= {"killed", "date", "place", "status", "source"}


def test_explain_says_of_each_pair_which_feature_adds_what(path, capsys):
    id = grouped(path)
    assert run("explain", id, "--desk", path) == 0
    printed = capsys.readouterr().out
    assert printed.count("probability") == 3
    assert "act same" in printed


def test_a_day_that_is_none_is_called_wrongly(path, capsys):
    assert run("stories", "--since", "Monday", "--desk", path) == 2
    assert "YYYY-MM-DD" in capsys.readouterr().err

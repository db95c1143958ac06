"""`foreigndesk dyad`, `alerts` and `network` on a made desk."""

from __future__ import annotations

import json
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from tests.analysis.made import Told, make, tie_reading

from foreigndesk.cli import main
from foreigndesk.cli.relations import sparkline

LAST = date(2021, 6, 30)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    calm = [Told(LAST - timedelta(7 * week), "TALK") for week in range(1, 60)]
    burst = [Told(LAST - timedelta(n % 7), extra=str(n)) for n in range(12)]
    ties = [tie_reading(LAST, 900 + n, ("RUS", "borders", other)) for n, other in enumerate(("KGZ", "NER"))]
    return str(make(tmp_path_factory.mktemp("cli") / "desk.duckdb", calm + burst, ties))


def test_a_dyad_is_a_table_with_bars_by_name_or_code(desk, capsys):
    assert main(["dyad", "Peru", "ECU", "--desk", desk]) == 0
    printed = capsys.readouterr().out
    assert "Peru and Ecuador, by month" in printed
    assert "█" in printed
    assert "2021-06" in printed


def test_a_dyad_as_json_holds_every_period(desk, capsys):
    assert main(["dyad", "PER", "ECU", "--by", "week", "--json", "--desk", desk]) == 0
    found = json.loads(capsys.readouterr().out)
    assert sum(sum(period["counts"]) for period in found["periods"]) == 71


def test_a_pair_that_never_met_is_said_so_and_one_actor_is_no_pair(desk, capsys):
    assert main(["dyad", "PER", "TCD", "--desk", desk]) == 0
    assert "nothing that happened" in capsys.readouterr().out
    assert main(["dyad", "PER", "Peru", "--desk", desk]) != 0
    assert "one and the same" in capsys.readouterr().err


def test_alerts_are_listed_and_chosen_by_country(desk, capsys):
    assert main(["alerts", "--json", "--desk", desk]) == 0
    (found,) = json.loads(capsys.readouterr().out)["alerts"]
    assert (found["side"], found["week"]["count"], found["week"]["unusual"]) == ("conflict", 12, "more")
    assert main(["alerts", "--country", "Chad", "--desk", desk]) == 0
    assert "no week unlike" in capsys.readouterr().out


def test_a_network_is_written_as_graphml(desk, tmp_path, capsys):
    file = tmp_path / "ties.graphml"
    assert main(["network", "--graphml", str(file), "--desk", desk]) == 0
    assert "2 reports of 2 ties" in capsys.readouterr().err
    space = "{http://graphml.graphdrawing.org/xmlns}"
    assert len(ElementTree.parse(file).findall(f"{space}graph/{space}edge")) == 2


def test_a_network_is_printed_and_keeps_to_a_day(desk, capsys):
    assert main(["network", "--desk", desk]) == 0
    assert "Russia" in capsys.readouterr().out
    assert main(["network", "--as-of", "1999-01-01", "--json", "--desk", desk]) == 0
    assert json.loads(capsys.readouterr().out)["edges"] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["network", "--relation", "hates"], "no such relation"),
        (["network", "--as-of", "May"], "not a date"),
        (["network", "--graphml", "/nowhere/x.graphml"], "cannot be written"),
        (["alerts", "--country", "Atlantis"], "no country"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(desk, capsys, arguments, said):
    assert main([*arguments, "--desk", desk]) != 0
    message = capsys.readouterr().err.strip()
    assert said in message
    assert "\n" not in message


def test_bars_show_whatever_is_not_nothing():
    assert sparkline([0, 1, 100]) == " ▁█"
    assert sparkline([]) == ""

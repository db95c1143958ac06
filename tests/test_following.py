"""`foreigndesk follow` and the new sources of `foreigndesk read`, from the command line."""

import json
import time
from types import SimpleNamespace

import pytest

from foreigndesk import desk as desks
from foreigndesk.cli import following, main
from foreigndesk.cli.following import duration
from foreigndesk.errors import UsageError
from foreigndesk.intake.visiting import Visitor

pytestmark = pytest.mark.parses

TEXT = "Kenya's president met the president of Uganda in Nairobi. Kenya condemned the attack in Busia. "
RUSSIAN = (
    "Президент Казахстана встретился с президентом России в Астане в понедельник, сообщает пресс-служба. "
)


@pytest.fixture
def feed(httpserver, monkeypatch):
    """A feed of two articles, one of them in Russian; nobody waits."""
    monkeypatch.setattr(
        Visitor.__init__, "__kwdefaults__", {"clock": time.monotonic, "sleep": lambda _: None}
    )
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    for path, text in (("/en", TEXT), ("/ru", RUSSIAN)):
        body = f"<html><body><article><h1>Talks</h1><p>{text}</p><p>{text * 2}</p></article></body></html>"
        httpserver.expect_request(path).respond_with_data(body, content_type="text/html; charset=utf-8")
    httpserver.expect_request("/gone").respond_with_data("", status=404)
    items = "".join(
        f"<item><link>{httpserver.url_for(path)}</link></item>" for path in ("/en", "/ru", "/gone")
    )
    httpserver.expect_request("/feed").respond_with_data(f"<rss><channel>{items}</channel></rss>")
    return httpserver.url_for("/feed")


def run(*arguments):
    return main(list(map(str, arguments)))


def test_one_round_reads_what_is_new_and_the_next_nothing(feed, tmp_path, capsys):
    desk = tmp_path / "desk.duckdb"
    arguments = ("follow", feed, "--once", "--allow-private", "--desk", desk)
    assert run(*arguments) == 0
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 1
    assert "2 new read" in out
    assert "1 not in English, not coded" in out
    assert "1 not read" in out
    assert "[http_" in err
    assert run(*arguments) == 0
    assert "0 new read" in capsys.readouterr().out
    assert (tmp_path / "desk.duckdb.follow.json").exists()


def test_the_article_in_another_language_is_on_the_desk_without_statements(feed, tmp_path):
    desk = tmp_path / "desk.duckdb"
    run("follow", feed, "--once", "--allow-private", "--desk", desk)
    with desks.open(desk) as opened:
        rows = opened.rows(
            "SELECT d.language, (SELECT count(*) FROM statements s WHERE s.document_id = d.id) > 0"
            " FROM documents d ORDER BY 1"
        )
        notes = opened.rows(
            "SELECT notes FROM readings JOIN documents ON id = document_id WHERE language = 'ru'"
        )
    assert rows == [("en", True), ("ru", False)]
    assert "was not coded" in notes[0][0][0]


def hold_clock(monkeypatch, sleep):
    """Let only `follow` sleep by `sleep`: other threads of the tests sleep as they do."""
    clock = SimpleNamespace(sleep=sleep, monotonic=time.monotonic)
    monkeypatch.setattr(following, "time", clock)


def test_rounds_go_on_until_ctrl_c(feed, tmp_path, capsys, monkeypatch):
    waits = []

    def sleep(seconds):
        waits.append(seconds)
        if len(waits) >= 3:
            raise KeyboardInterrupt

    hold_clock(monkeypatch, sleep)
    code = run("follow", feed, "--every", "15m", "--allow-private", "--desk", tmp_path / "desk.duckdb")
    out, err = capsys.readouterr()
    assert code == 130
    assert len(out.splitlines()) == 3
    assert "Stopped after 3 whole rounds: 2 articles read" in err
    assert all(800 < wait <= 900 for wait in waits)


def test_a_desk_in_use_is_tried_again_in_the_next_round(feed, tmp_path, capsys, monkeypatch):
    desk = tmp_path / "desk.duckdb"
    real, opened = desks.open, []

    def open_desk(path):
        opened.append(path)
        if len(opened) == 1:
            raise following.DeskError(f"{path}: it is in use; try again later")
        return real(path)

    waits = iter([None, KeyboardInterrupt])
    monkeypatch.setattr(following.desks, "open", open_desk)
    hold_clock(monkeypatch, lambda _: (_ for _ in ()).throw(w()) if (w := next(waits)) else None)
    run("follow", feed, "--allow-private", "--desk", desk)
    out, err = capsys.readouterr()
    assert "is in use" in err
    assert [line.split("  ")[1].split(", ")[2] for line in out.splitlines()] == ["0 new read", "2 new read"]


def test_a_round_in_json_is_one_line(feed, tmp_path, capsys):
    run("follow", feed, "--once", "--allow-private", "--json", "--desk", tmp_path / "desk.duckdb")
    row = json.loads(capsys.readouterr().out)
    assert (row["asked"], row["documents"], row["not_coded"]) == (1, 2, 1)


def test_a_round_in_which_nothing_answers_fails(feed, httpserver, tmp_path, capsys):
    httpserver.expect_request("/down").respond_with_data("", status=503)
    down = httpserver.url_for("/down")
    assert run("follow", down, "--once", "--allow-private", "--desk", tmp_path / "desk.duckdb") == 1
    assert "[http_503]" in capsys.readouterr().err


def test_a_source_that_is_none_is_called_wrongly(tmp_path, capsys):
    assert run("follow", "feed.xml", "--once", "--desk", tmp_path / "desk.duckdb") == 2
    assert "address of a feed" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("written", "seconds"), [("30s", 30), ("15m", 900), ("2h", 7200), ("1d", 86400), ("1.5h", 5400)]
)
def test_a_duration_is_a_number_and_a_unit(written, seconds):
    assert duration(written) == seconds


@pytest.mark.parametrize("written", ["15", "m", "0m", "-5m", "1w", "soon"])
def test_what_is_no_duration_says_how_to_write_one(written):
    with pytest.raises(UsageError, match="15m"):
        duration(written)


def test_read_takes_a_dataset_with_a_column_map_and_counts_what_is_not_english(tmp_path, capsys):
    rows = [{"b": TEXT * 2, "h": "Talks"}, {"b": RUSSIAN, "h": "Встреча"}, {"b": "", "h": "x"}]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    desk = tmp_path / "desk.duckdb"
    assert run("read", tmp_path / "a.jsonl", "--columns", "text=b,title=h", "--desk", desk) == 0
    out = capsys.readouterr().out
    assert "row 3: its column b is empty" in out
    assert "2 documents read, 1 not read, 1 in other languages than English kept without statements" in out


def test_a_wrong_column_map_fails_in_one_line_that_lists_the_columns(tmp_path, capsys):
    (tmp_path / "a.csv").write_text("head,words\na,b\n")
    assert run("read", tmp_path / "a.csv", "--columns", "text=body", "--desk", tmp_path / "d.duckdb") == 1
    assert "its columns are head, words" in capsys.readouterr().out

"""Questions in SQL change nothing, end in time, and say in one line what is wrong, owner or client."""

import duckdb
import pyarrow as pa
import pytest
from tests.desk.processes import OWNER, other

from foreigndesk import desk as desks
from foreigndesk.desk import asking
from foreigndesk.errors import BadQuery, DeskError

ENDLESS = "SELECT count(*) FROM range(10000000) a, range(10000000) b"


@pytest.fixture(params=["owner", "client"])
def asked(request, stored_desk):
    """The stored desk, open for reading here or through another process."""
    if request.param == "owner":
        with desks.open(stored_desk, read_only=True) as opened:
            yield opened
    else:
        with other(stored_desk, OWNER) as owner:
            assert owner.says() == "owner"
            with desks.open(stored_desk, read_only=True) as opened:
                yield opened


def answer(desk, sql, *parameters, **options):
    return pa.Table.from_batches(asking.ask(desk, sql, parameters, **options)).to_pylist()


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("SELECT count(*) AS n FROM events", [{"n": 3}]),
        ("FROM ties SELECT relation", [{"relation": "member_of"}]),
        ("WITH c AS (SELECT 1 AS one) SELECT one FROM c", [{"one": 1}]),
        ("SELECT count(*) AS n FROM (SUMMARIZE events)", [{"n": 27}]),
        ("PIVOT ties ON relation USING count(*) GROUP BY status", [{"status": "ongoing", "member_of": 1}]),
        ("SELECT 1 AS a WHERE false", []),
    ],
)
def test_a_question_is_answered(asked, sql, rows):
    assert answer(asked, sql) == rows


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("DELETE FROM documents", "DELETE is more than a question"),
        ("DROP TABLE documents", "DROP is more than a question"),
        ("COPY documents TO 'copied.csv'", "COPY is more than a question"),
        ("ATTACH 'other.duckdb'", "ATTACH is more than a question"),
        ("SET threads = 1", "SET is more than a question"),
        ("COMMIT; DELETE FROM documents", "TRANSACTION is more than a question"),
        ("CREATE TABLE t (a INTEGER); SELECT 1", "CREATE is more than a question"),
        ("EXPLAIN ANALYZE DELETE FROM documents", "this would change the desk"),
        ("SELECT 1; SELECT 2", "one question at a time; there are 2 statements"),
        ("-- nothing", "one question at a time; there are 0 statements"),
    ],
)
def test_what_would_change_the_desk_is_refused(asked, sql, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadQuery, match=words):
        answer(asked, sql)
    assert asked.rows("SELECT count(*) FROM documents") == [(1,)]
    assert not (tmp_path / "copied.csv").exists()


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELEC 1", 'SQL: syntax error at or near "SELEC" (line 1, column 1: SELEC 1)'),
        ("SELECT *\nFROM events\nWERE x", 'SQL: syntax error at or near "x" (line 3, column 6: WERE x)'),
        ("SELECT sum(id FROM ties", '"FROM" (line 1, column 15: SELECT sum(id FROM ties)'),
        ("SELECT colour FROM ties", "(line 1, column 8: SELECT colour FROM ties)"),
        ("SELECT * FROM evens", 'Did you mean "events"?'),
        ("SELECT 'a'::INTEGER", "Could not convert string 'a' to INT32 (line 1, column 11:"),
        ("SELECT " + "1, " * 100 + "frm ties", "(line 1: ...1, 1,"),
        ("SELECT desks FROM asked", "Table with name asked does not exist"),
    ],
)
def test_a_mistake_is_one_line_with_the_place(asked, sql, words):
    with pytest.raises(BadQuery) as error:
        answer(asked, sql)
    message = str(error.value)
    assert words in message
    assert "\n" not in message
    assert "Error:" not in message


def test_a_mistake_that_shows_only_in_a_later_row_is_told_like_any_other(asked):
    sql = "SELECT CASE WHEN range > 999999 THEN 'a'::INTEGER ELSE 1 END AS n FROM range(1000001)"
    batches = asking.ask(asked, sql)
    assert next(batches).num_rows > 0
    with pytest.raises(BadQuery, match="Could not convert string 'a'"):
        list(batches)


def test_a_question_that_takes_too_long_is_stopped_and_the_desk_goes_on(asked):
    with pytest.raises(BadQuery, match=r"stopped after 0\.2 s; ask for less, or allow more time"):
        answer(asked, ENDLESS, seconds=0.2)
    assert answer(asked, "SELECT 1 AS n", seconds=60) == [{"n": 1}]


def test_a_question_sees_one_state_while_others_write(asked, stored_desk):
    batches = asking.ask(asked, "SELECT count(*) OVER () AS n, range FROM range(100000), runs")
    first = next(batches)
    with desks.open(stored_desk) as writer:
        writer.execute("INSERT INTO runs VALUES (2, now(), true, NULL, NULL)")
    assert {row for batch in [first, *batches] for row in batch.column("n").to_pylist()} == {100_000}
    assert answer(asked, "SELECT count(*) AS n FROM runs") == [{"n": 2}]


def test_a_change_asked_for_is_made_whole_or_not_at_all(desk):
    assert asking.change(desk, "UPDATE documents SET author = 'me'").to_pylist() == [{"Count": 1}]
    assert desk.rows("SELECT author FROM documents") == [("me",)]
    with pytest.raises(BadQuery, match="Could not convert"):
        asking.change(desk, "UPDATE documents SET author = 'you', first_run = author::INTEGER")
    assert desk.rows("SELECT author FROM documents") == [("me",)]


@pytest.mark.parametrize("sql", ["BEGIN", "COMMIT", "SELECT 1; SELECT 2"])
def test_changes_are_one_statement_each(desk, sql):
    with pytest.raises(BadQuery, match="one statement at a time"):
        asking.change(desk, sql)


def test_other_failures_are_the_desks_own(desk, monkeypatch):
    def fail(*_, **__):
        raise duckdb.IOException("IO Error: could not read enough bytes")

    monkeypatch.setattr(desk._session, "another", fail)
    with pytest.raises(DeskError, match="damaged"):
        answer(desk, "SELECT 1")

"""`foreigndesk sql` and `foreigndesk snapshot`: tables, JSON, CSV and files from questions in SQL."""

import csv
import io
import json
import os
import subprocess
import sys

import duckdb
import pyarrow.parquet as pq
import pytest
from tests.desk.processes import OWNER, other

from foreigndesk import cli

ENDLESS = "SELECT count(*) FROM range(10000000) a, range(10000000) b"
EVENTS = "SELECT id, type, target, score, published_day FROM events ORDER BY evidence_start"


@pytest.fixture
def ask(stored_desk, capsys):
    """Ask the stored desk; give exit code, standard output and standard error."""

    def run(*arguments):
        code = cli.main(["sql", *map(str, arguments), "--desk", str(stored_desk)])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


def test_an_answer_is_a_table_with_its_number_of_rows(ask):
    code, out, err = ask(EVENTS)
    assert code == 0
    assert out.splitlines()[0].split() == ["id", "type", "target", "score", "published_day"]
    assert out.splitlines()[1].split()[1:] == ["CONSULT", "PER", "4.0", "2023-05-05"]
    assert err == "3 rows\n"


def test_a_long_answer_is_cut_and_says_so(ask):
    code, out, err = ask("SELECT range AS n FROM range(5000)", "--limit", 3)
    assert code == 0
    assert out.split() == ["n", "0", "1", "2"]
    assert "the first 3 rows; --limit shows more, -o FILE writes all" in err


def test_an_answer_without_rows_says_so(ask):
    assert ask("SELECT id FROM events WHERE false") == (0, "", "0 rows\n")


def test_json_has_all_rows_and_dates_as_text(ask):
    code, out, _ = ask(EVENTS, "--json")
    assert code == 0
    rows = json.loads(out)
    assert [row["type"] for row in rows] == ["CONSULT", "CONCEDE", "ASSAULT"]
    assert rows[0]["target"] == ["PER"]
    assert rows[0]["published_day"] == "2023-05-05"
    assert json.loads(ask("SELECT 1 WHERE false", "--json")[1]) == []


def test_csv_has_a_header_and_lists_in_one_cell(stored_desk, capsysbinary):
    cli.main(
        [
            "sql",
            "SELECT ['a', 'b'] AS both, 1.5::DECIMAL(3,1) AS n, NULL AS none",
            "--csv",
            "--desk",
            str(stored_desk),
        ]
    )
    rows = list(csv.DictReader(io.StringIO(capsysbinary.readouterr().out.decode())))
    assert rows == [{"both": "a, b", "n": "1.5", "none": ""}]


@pytest.mark.parametrize("sql", [EVENTS, "SELECT id FROM events WHERE false"])
def test_a_parquet_file_has_the_columns_and_rows(ask, tmp_path, sql):
    path = tmp_path / "events.parquet"
    code, out, err = ask(sql, "-o", path)
    assert (code, out) == (0, "")
    table = pq.read_table(path)
    assert table.to_pylist() == duckdb.sql(f"FROM '{path}'").to_arrow_table().to_pylist()
    assert f"{path}: {table.num_rows} rows" in err
    assert table.column_names[0] == "id"


def test_csv_and_jsonl_files_hold_all_rows(ask, tmp_path):
    for name in ("found.csv", "found.jsonl"):
        assert ask("SELECT range AS n FROM range(100000)", "-o", tmp_path / name)[0] == 0
        assert duckdb.sql(f"SELECT count(*), sum(n) FROM '{tmp_path / name}'").fetchall() == [
            (100_000, 4999950000)
        ]


def test_a_question_comes_from_standard_input_too(ask, monkeypatch):
    for arguments in ([], ["-"]):
        monkeypatch.setattr(sys, "stdin", io.StringIO("SELECT count(*) AS n FROM ties"))
        assert ask(*arguments, "--json")[1] == '[\n  {\n    "n": 1\n  }\n]\n'


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["SELEC 1"], 1, 'SQL: syntax error at or near "SELEC" (line 1, column 1: SELEC 1)'),
        (["DROP VIEW events"], 1, "DROP is more than a question; the desk is only read here"),
        ([ENDLESS, "--seconds", "0.1"], 1, "stopped after 0.1 s"),
        (["  "], 2, "the question is empty"),
        (["SELECT 1", "-o", "found.xlsx"], 2, "the format; it is one of .parquet, .csv, .jsonl"),
        (["SELECT 1", "--seconds", "never"], 2, "see foreigndesk sql --help"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_line(ask, arguments, code, words):
    got, out, err = ask(*arguments)
    assert (got, out) == (code, "")
    assert words in err
    assert err.count("\n") == 1


def test_a_question_that_fails_midway_leaves_the_file_before(ask, tmp_path):
    path = tmp_path / "found.parquet"
    path.write_text("before")
    code, _, err = ask(
        "SELECT CASE WHEN range > 99999 THEN 'a'::INTEGER END AS n FROM range(200000)", "-o", path
    )
    assert code == 1
    assert "Could not convert string 'a'" in err
    assert path.read_text() == "before"
    assert list(tmp_path.glob(".found*")) == []


def test_the_desk_is_changed_only_where_that_is_asked_for(ask):
    assert ask("UPDATE documents SET author = 'me'")[0] == 1
    assert ask("SELECT author FROM documents", "--json")[1] == '[\n  {\n    "author": null\n  }\n]\n'
    assert ask("UPDATE documents SET author = 'me'", "--write")[0] == 0
    assert '"author": "me"' in ask("SELECT author FROM documents", "--json")[1]


def test_the_desk_is_asked_briefed_and_copied_while_another_program_has_it(
    ask, stored_desk, tmp_path, capsys
):
    copy = tmp_path / "copy.duckdb"
    with other(stored_desk, OWNER) as owner:
        assert owner.says() == "owner"
        assert ask("SELECT count(*) FROM events")[2] == "1 row\n"
        assert cli.main(["brief", "--desk", str(stored_desk)]) == 0
        assert "Events (" in capsys.readouterr().out
        assert cli.main(["snapshot", str(copy), "--desk", str(stored_desk)]) == 0
        assert f"{copy}: a copy of {stored_desk}" in " ".join(capsys.readouterr().err.split())
    with duckdb.connect(copy, read_only=True) as plain:
        assert plain.execute("SELECT count(*) FROM events").fetchall() == [(3,)]


def test_ctrl_c_ends_a_question_and_frees_the_owner(stored_desk):
    script = (
        "import sys; from foreigndesk.cli import main; print(1, flush=True); sys.exit(main(sys.argv[1:]))"
    )
    with other(stored_desk, OWNER) as owner:
        assert owner.says() == "owner"
        command = [sys.executable, "-c", script, "sql", ENDLESS, "--desk", str(stored_desk)]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert child.stdout.readline() == "1\n"
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(4)
        child.send_signal(2)
        out, err = child.communicate(timeout=30)
        assert (child.returncode, out, err) == (130, "", err)
        assert err in {"", "Stopped.\n"}
        owner.tell()
        assert owner.ends() == []
    assert not os.path.lexists(f"{stored_desk}.sock")

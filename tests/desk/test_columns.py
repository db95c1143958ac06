"""The columns that people ask for say what the record says, on new desks and on those brought forward."""

import duckdb
import pytest
from tests.desk.test_sharing import NOON

from foreigndesk import desk as desks
from foreigndesk.desk.migrating import migrations
from foreigndesk.records import Count, Event, Kind, Status


@pytest.fixture
def counted(desk, story):
    """The desk with one more event, which has counts and no place."""
    one = story.of("A bomb killed 12 soldiers in Mali.")
    event = Event(
        document_id=one.document.id, evidence=one.evidence("A bomb killed 12 soldiers"),
        status=Status.HAPPENED, type=None, score=-10,
        counts=(
            Count(what="killed", low=12, high=12.5, unit="soldat·é", start=14, end=25, surface="12 soldiers"),
        ),
    )  # fmt: skip
    desks.store(desk, desks.start_run(desk, NOON), [desks.Item(reading=one.reading(event))])
    return desk


def old_desk(path, newer):
    """Make a desk of the first version that holds what the desk `newer` holds."""
    tables = [*(row[0] for row in newer.rows("SELECT table_name FROM duckdb_tables() WHERE NOT internal"))]
    with duckdb.connect(path) as old:
        old.execute("CREATE TABLE schema_version (version INTEGER NOT NULL, name VARCHAR NOT NULL)")
        old.execute(migrations()[0].sql)
        old.execute("INSERT INTO schema_version VALUES (1, '0001_desk.sql')")
        of_first = {row[0] for row in old.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        for table in sorted(of_first.intersection(tables) - {"schema_version"}):
            columns = ", ".join(row[0] for row in old.execute(f"DESCRIBE {table}").fetchall())
            rows = newer.arrow(f"SELECT {columns} FROM {table}")
            old.register("found", rows)
            old.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM found")
            old.unregister("found")


def test_a_desk_brought_forward_has_the_columns_of_a_new_one(counted, tmp_path):
    old_desk(tmp_path / "old.duckdb", counted)
    with desks.open(tmp_path / "old.duckdb") as brought:
        for what in ("DESCRIBE statements", "SELECT * FROM statements ORDER BY id"):
            assert brought.rows(what) == counted.rows(what)
        for kind in Kind:
            view = f"SELECT * FROM {kind.value.removesuffix('y')}s ORDER BY id"
            assert brought.rows(view) == counted.rows(view)
        assert brought.rows("SELECT * FROM statement_states ORDER BY ALL") == counted.rows(
            "SELECT * FROM statement_states ORDER BY ALL"
        )


def test_a_statement_has_no_values_in_the_columns_of_other_kinds(counted):
    rows = counted.arrow("SELECT * FROM statements").to_pylist()
    of_kind = {kind: {name for row in rows if row["kind"] == kind for name, v in row.items() if v is not None}
               for kind in {row["kind"] for row in rows}}  # fmt: skip
    assert "relation" in of_kind["tie"]
    assert not {"relation", "cause", "what", "polarity"} & of_kind["event"]
    assert not {"type", "source", "contexts"} & of_kind["tie"]


def test_counts_are_json_and_absent_where_there_are_none(counted):
    assert counted.rows("SELECT counts->>'$[0].low', count(*) FROM events GROUP BY 1 ORDER BY 2") == [
        ("12", 1),
        (None, 3),
    ]

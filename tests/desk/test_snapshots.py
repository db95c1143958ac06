"""A snapshot is a whole desk in a plain file, made while others write."""

import stat

import duckdb
import pytest
from tests.desk.processes import OWNER, other

from foreigndesk import desk as desks
from foreigndesk.desk import queries
from foreigndesk.desk.snapshots import snapshot
from foreigndesk.errors import DeskError


def schema(connection):
    return connection.execute(
        """SELECT 'table', table_name, sql FROM duckdb_tables() WHERE NOT internal
        UNION ALL SELECT 'view', view_name, sql FROM duckdb_views() WHERE NOT internal ORDER BY ALL"""
    ).fetchall()


@pytest.mark.parametrize("by", ["owner", "client"])
def test_a_snapshot_is_the_whole_desk_for_plain_duckdb(stored_desk, tmp_path, by, reading):
    target = tmp_path / "copy.duckdb"
    with other(stored_desk, OWNER if by == "client" else "tell('idle')") as beside:
        assert beside.says() in {"owner", "idle"}
        with desks.open(stored_desk, read_only=True) as opened:
            snapshot(opened, target)
    assert not list(tmp_path.glob(".copy*"))
    with duckdb.connect(target, read_only=True) as copy, duckdb.connect(stored_desk, read_only=True) as whole:
        assert schema(copy) == schema(whole)
        for _, name, _ in schema(whole):
            content = f"FROM {name} ORDER BY ALL"
            assert copy.execute(content).fetchall() == whole.execute(content).fetchall()
    with desks.open(target) as opened:
        assert queries.document_page(opened, reading.document.id).reading == reading
    assert stat.S_IMODE(target.stat().st_mode) & 0o600 == 0o600


WRITER = """
with desk.open(path) as opened:
    tell("writes")
    number = 0
    while True:
        number += 1
        with opened.transaction():
            opened.execute("INSERT INTO runs VALUES (?, now(), true, NULL, NULL)", [1000 + number])
            opened.execute("INSERT INTO rejections VALUES (?, 0, 'a', 'b', 'c')", [1000 + number])
"""


def test_snapshots_made_while_another_writes_hold_whole_transactions(stored_desk, tmp_path):
    seen = []
    with desks.open(stored_desk) as opened, other(stored_desk, WRITER) as writer:
        assert writer.says() == "writes"
        for number in range(3):
            target = tmp_path / f"{number}.duckdb"
            before = opened.rows("SELECT count(*) FROM rejections")[0][0]
            snapshot(opened, target)
            with duckdb.connect(target, read_only=True) as copy:
                rejections = copy.execute("SELECT count(*) FROM rejections").fetchall()[0][0]
                runs = copy.execute("SELECT count(*) FROM runs WHERE id > 1000").fetchall()[0][0]
            assert runs == rejections >= before
            seen.append(runs)
    assert seen == sorted(seen)


def test_a_snapshot_replaces_the_one_before(desk, tmp_path):
    target = tmp_path / "copy.duckdb"
    snapshot(desk, target)
    desk.execute("DELETE FROM documents")
    snapshot(desk, target)
    with duckdb.connect(target, read_only=True) as copy:
        assert copy.execute("SELECT count(*) FROM documents").fetchall() == [(0,)]


def test_a_snapshot_that_fails_leaves_the_one_before(desk, tmp_path, monkeypatch):
    target = tmp_path / "copy.duckdb"
    snapshot(desk, target)
    before = target.read_bytes()

    def fail(part):
        part.write_bytes(b"half")
        raise DeskError("the disk is full")

    monkeypatch.setattr(desk, "snapshot", fail)
    with pytest.raises(DeskError, match="the disk is full"):
        snapshot(desk, target)
    assert target.read_bytes() == before
    assert not list(tmp_path.glob(".copy*"))


def test_a_snapshot_on_the_desk_itself_or_another_open_desk_is_refused(desk, tmp_path):
    with pytest.raises(DeskError, match="this is the desk itself"):
        snapshot(desk, desk.path)
    with desks.open(tmp_path / "other.duckdb") as opened:
        with pytest.raises(DeskError, match="in use"):
            snapshot(desk, opened.path)
        assert opened.rows("SELECT count(*) FROM documents") == [(0,)]


@pytest.mark.parametrize(
    ("name", "words"), [(".", "this is a folder"), ("none/copy.duckdb", "there is no folder")]
)
def test_a_snapshot_that_cannot_be_written_says_so(desk, tmp_path, name, words):
    with pytest.raises(DeskError, match=words):
        snapshot(desk, tmp_path / name)

"""A desk that cannot be used says why in one line and what to do; what was stored stays whole."""

import os
import resource
import subprocess
import sys
import textwrap

import duckdb
import pytest

from foreigndesk import desk as desks
from foreigndesk.desk import queries
from foreigndesk.desk.migrating import migrations
from foreigndesk.errors import DeskError


def run_python(script: str, *arguments: object, **options) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def one_line(error: pytest.ExceptionInfo) -> str:
    message = str(error.value)
    assert "\n" not in message
    assert "Error:" not in message
    return message


def test_makes_the_folders_on_the_way(tmp_path):
    path = tmp_path / "new" / "folder" / "desk.duckdb"
    with desks.open(path):
        assert path.exists()


def test_without_a_path_the_desk_lies_in_the_users_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr("foreigndesk.desk.opening.user_data_path", lambda name, appauthor: tmp_path / name)
    with desks.open(None) as opened:
        assert opened.path == tmp_path / "foreigndesk" / "desk.duckdb"


def test_a_missing_desk_is_not_made_for_reading(tmp_path):
    with pytest.raises(DeskError) as error:
        desks.open(tmp_path / "none.duckdb", create=False)
    assert "no desk there yet; make one: foreigndesk read" in one_line(error)
    assert not (tmp_path / "none.duckdb").exists()


def test_a_folder_is_not_a_desk(tmp_path):
    with pytest.raises(DeskError) as error:
        desks.open(tmp_path)
    assert "this is a folder; name a file" in one_line(error)


@pytest.mark.parametrize("content", [b"", b"hello " * 5000])
def test_a_file_of_another_kind_is_not_a_desk_and_is_kept(tmp_path, content):
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(DeskError) as error:
        desks.open(path)
    assert "not a desk" in one_line(error)
    assert path.read_bytes() == content


def test_another_duckdb_database_is_left_alone(tmp_path):
    path = tmp_path / "sales.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute("CREATE TABLE sales (amount INTEGER)")
    with pytest.raises(DeskError) as error:
        desks.open(path)
    assert "but not a desk" in one_line(error)
    with duckdb.connect(path) as connection:
        assert connection.execute("SELECT table_name FROM duckdb_tables()").fetchall() == [("sales",)]


@pytest.mark.parametrize("damage", ["cut short", "overwritten"])
def test_a_damaged_desk_says_what_to_do(stored_desk, damage):
    content = bytearray(stored_desk.read_bytes())
    if damage == "cut short":
        content = content[:9000]
    else:
        content[8192:] = bytes(byte ^ 0xFF for byte in content[8192:])
    stored_desk.write_bytes(content)
    with pytest.raises(DeskError) as error, desks.open(stored_desk) as opened:
        list(queries.statements(opened))
    assert "damaged" in one_line(error)
    assert "Keep the file" in str(error.value)
    assert "foreigndesk export" in str(error.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_an_unwritable_folder_is_named(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(DeskError, match="no permission"):
        desks.open(tmp_path / "desk.duckdb")


def test_a_path_through_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(DeskError) as error:
        desks.open(tmp_path / "file" / "desk.duckdb")
    assert str(tmp_path) in one_line(error)


def test_a_desk_in_use_names_the_process_that_holds_it(stored_desk):
    holder = run_python(
        """
        import sys, duckdb
        held = duckdb.connect(sys.argv[1])
        print("held", flush=True)
        sys.stdin.read()
        """,
        stored_desk,
    )
    try:
        assert holder.stdout.readline() == "held\n"
        for read_only in (False, True):
            with pytest.raises(DeskError) as error:
                desks.open(stored_desk, read_only=read_only, patience=0.1)
            assert "in use by python" in one_line(error)
            assert f"process {holder.pid}" in str(error.value)
    finally:
        holder.communicate()
    with desks.open(stored_desk) as opened:
        assert queries.last_run(opened).id == 1


def test_two_readers_may_open_the_desk_at_once(stored_desk):
    with desks.open(stored_desk, read_only=True) as here:
        other = run_python(
            """
            import sys
            from pathlib import Path
            from foreigndesk import desk
            with desk.open(Path(sys.argv[1]), read_only=True) as opened:
                print(opened.rows("SELECT count(*) FROM documents")[0][0])
            """,
            stored_desk,
        )
        assert other.communicate()[0] == "1\n"
        assert here.rows("SELECT count(*) FROM documents") == [(1,)]


def test_a_process_that_is_killed_leaves_whole_documents(stored_desk, tmp_path):
    victim = run_python(
        """
        import os, signal, sys
        from datetime import datetime
        from pathlib import Path
        from foreigndesk import desk
        opened = desk.open(Path(sys.argv[1]))
        run = desk.start_run(opened, datetime(2023, 5, 7))
        with opened.transaction():
            opened.execute("DELETE FROM statements")
            opened.execute("DELETE FROM documents")
            os.kill(os.getpid(), signal.SIGKILL)
        """,
        stored_desk,
    )
    victim.communicate()
    assert victim.returncode < 0
    with desks.open(stored_desk, read_only=True) as opened:
        assert opened.rows("SELECT count(*) FROM documents") == [(1,)]
        assert opened.rows("SELECT count(*) FROM statements") == [(9,)]
        assert not queries.last_run(opened).finished


def test_a_full_disk_is_said_and_leaves_the_desk_as_it_was(stored_desk):
    # A limit on the size of files stands in for a full disk: writing beyond it fails in the same place.
    limit = stored_desk.stat().st_size + 300_000
    script = """
        import sys
        from datetime import datetime
        from pathlib import Path
        from foreigndesk import desk
        from foreigndesk.errors import DeskError
        from foreigndesk.records import Document, Reading, Versions
        import random
        noise = random.Random(1)
        try:
            with desk.open(Path(sys.argv[1])) as opened:
                run = desk.start_run(opened, datetime(2023, 5, 7))
                for number in range(200):
                    text = "".join(chr(noise.randrange(33, 5000)) for _ in range(50_000))
                    document = Document(article_id="art-0", address=f"{number}.txt", text=text)
                    versions = Versions(foreigndesk="0", parser="p", codebooks="c", gazetteers="g")
                    reading = Reading(document=document, mentions=(), statements=(), versions=versions)
                    desk.store(opened, run, [desk.Item(reading=reading)])
        except DeskError as error:
            print(error)
        """
    writer = run_python(
        script, stored_desk, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    )
    out, err = writer.communicate()
    assert "the disk is full; what was stored before is unharmed" in out, out + err
    assert out.count("\n") == 1
    with desks.open(stored_desk) as opened:
        statements = list(queries.statements(opened))
        assert len(statements) == 9
        whole = opened.rows("SELECT count(*) FROM documents d JOIN readings r ON r.document_id = d.id")
        assert whole == opened.rows("SELECT count(*) FROM documents")


def steps_with_one_more(folder, sql):
    (folder / "steps").mkdir()
    for step in migrations():
        (folder / "steps" / step.name).write_text(step.sql)
    newest = len(migrations()) + 1
    (folder / "steps" / f"{newest:04}_notes.sql").write_text(sql)
    return folder / "steps", newest


def test_a_desk_of_this_version_is_brought_forward_by_the_next_migration(tmp_path, stored_desk):
    steps, newest = steps_with_one_more(tmp_path, "CREATE TABLE notes (words VARCHAR);")
    for read_only in (True, False):
        with desks.open(stored_desk, read_only=read_only, migrations_from=steps) as opened:
            assert opened.rows("SELECT max(version), count(*) FROM schema_version") == [(newest, newest)]
            assert opened.rows("SELECT count(*) FROM notes") == [(0,)]
            assert len(list(queries.statements(opened))) == 9


def test_a_migration_that_fails_changes_nothing(tmp_path, stored_desk):
    steps, newest = steps_with_one_more(tmp_path, "CREATE TABLE notes (a INTEGER); SELECT * FROM nowhere;")
    with pytest.raises(duckdb.CatalogException):
        desks.open(stored_desk, migrations_from=steps)
    with desks.open(stored_desk) as opened:
        assert opened.rows("SELECT max(version) FROM schema_version") == [(newest - 1,)]
        assert opened.rows("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'notes'") == [(0,)]


@pytest.mark.parametrize("read_only", [True, False])
def test_a_desk_made_by_a_newer_program_asks_for_an_upgrade(stored_desk, read_only):
    with duckdb.connect(stored_desk) as connection:
        connection.execute("INSERT INTO schema_version VALUES (99, 'from the future')")
    with pytest.raises(DeskError) as error:
        desks.open(stored_desk, read_only=read_only)
    assert "made by a newer foreigndesk, upgrade" in one_line(error)


def test_migrations_are_numbered_without_a_gap(tmp_path):
    (tmp_path / "0001_a.sql").write_text("SELECT 1")
    (tmp_path / "0003_b.sql").write_text("SELECT 1")
    with pytest.raises(DeskError, match="without a gap"):
        migrations(tmp_path)

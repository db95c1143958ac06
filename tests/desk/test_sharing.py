"""One process owns a desk's file and serves all others, while it lives and when it ends."""

import os
import socket
import stat
import time
from datetime import datetime
from threading import Thread

import duckdb
import pyarrow as pa
import pytest
from tests.desk.processes import OWNER, Other, other

from foreigndesk import desk as desks
from foreigndesk.desk import address, owning, queries, serving, sharing
from foreigndesk.desk.remote import RemoteSession
from foreigndesk.errors import DeskError, TryAgain

NOON = datetime(2023, 5, 7, 12, 0)


def count(opened, table="runs"):
    return opened.rows(f"SELECT count(*) FROM {table}")[0][0]


def is_client(opened):
    return isinstance(opened._session, RemoteSession)


@pytest.fixture
def owner(stored_desk):
    with other(stored_desk, OWNER) as started:
        assert started.says() == "owner"
        yield started


# --- the same desk, whoever owns it ----------------------------------------------------------------


def test_a_desk_that_another_process_owns_is_read_and_written_through_it(stored_desk, owner, reading):
    with desks.open(stored_desk) as opened:
        assert is_client(opened)
        assert queries.document_page(opened, reading.document.id).reading == reading
        assert len(list(queries.statements(opened))) == len(reading.statements)
        run = desks.start_run(opened, NOON)
        assert desks.store(opened, run, [desks.Item(reading=reading)]) == ["unchanged"]
        assert count(opened) == 2
    owner.tell()
    owner.ends()
    with desks.open(stored_desk) as opened:
        assert not is_client(opened)
        assert count(opened) == 2


VALUES = """
    SELECT 1 AS a, 1.5 AS b, 2.5::DOUBLE AS c, 'é' AS d, NULL AS e, true AS f, sum(3) AS g, [1, 2] AS h,
        ['x', NULL] AS i, {'k': [DATE '2024-02-29']} AS j, MAP {'m': 1} AS k, INTERVAL '2 months 3 days' AS l,
        DATE '2024-02-29' AS m, TIMESTAMP '2024-02-29 12:30:00.25' AS n, TIME '12:30' AS o,
        '{"p": 1}'::JSON AS p, '\\x00a'::BLOB AS q, UUID '6a249d66-5901-4c0f-bcfa-b85aefe53ce3' AS r,
        'red'::ENUM ('red', 'blue') AS s, [18446744073709551616::HUGEINT] AS t, 200::UTINYINT AS u"""


def test_rows_have_the_same_python_types_through_the_owner_as_in_it(stored_desk, owner):
    with desks.open(stored_desk) as opened:
        assert is_client(opened)
        (there,) = opened.rows(VALUES)
        assert list(opened.stream(VALUES)) == [there]
    (here,) = duckdb.sql(VALUES).fetchall()
    assert there == here
    assert [type(value) for value in there] == [type(value) for value in here]


@pytest.mark.parametrize("value", [
    1, 2.5, "é", None, True, ["a", "b"], [], b"\x00a", *duckdb.sql(
        "SELECT DATE '2024-02-29', TIMESTAMP '2024-02-29 12:30:00.25', TIME '12:30', 1.50::DECIMAL(5,2),"
        " UUID '6a249d66-5901-4c0f-bcfa-b85aefe53ce3'"
    ).fetchall()[0],
], ids=repr)  # fmt: skip
def test_a_parameter_means_the_same_through_the_owner(stored_desk, owner, value):
    with desks.open(stored_desk) as opened:
        assert is_client(opened)
        assert opened.rows("SELECT ?", [value]) == [(value,)]
        assert opened.rows("SELECT $name", {"name": value}) == [(value,)]


def test_a_parameter_of_another_type_is_refused_before_it_is_sent(stored_desk, owner):
    with desks.open(stored_desk) as opened:
        with pytest.raises(TypeError, match="cannot be a object"):
            opened.rows("SELECT ?", [object()])
        assert opened.rows("SELECT 1") == [(1,)]


def test_errors_are_those_of_the_owners_duckdb(stored_desk, owner):
    with desks.open(stored_desk) as opened:
        with pytest.raises(duckdb.CatalogException, match="nowhere"):
            opened.rows("SELECT * FROM nowhere")
        with pytest.raises(duckdb.ParserException):
            opened.rows("SELEC 1")
        assert opened.rows("SELECT 1") == [(1,)]


def test_an_answer_of_many_batches_arrives_whole_and_in_order(stored_desk, owner):
    sql = "SELECT range AS n, 'word ' || range AS words FROM range(100000) ORDER BY n"
    with desks.open(stored_desk) as opened:
        table = opened.arrow(sql)
        assert table.num_rows == 100_000
        assert table.column("n").to_pylist() == list(range(100_000))
        assert [n for n, _ in opened.stream(sql)] == list(range(100_000))
        assert pa.Table.from_batches(opened.batches(sql, batch=2048)) == table


def test_an_answer_without_rows_keeps_its_columns(stored_desk, owner):
    with desks.open(stored_desk) as opened:
        assert opened.arrow("SELECT id FROM documents WHERE false").column_names == ["id"]
        assert [b.num_rows for b in opened.batches("SELECT id FROM documents WHERE false")] == [0]


def test_a_stream_that_is_left_early_harms_nothing(stored_desk, owner):
    with desks.open(stored_desk) as opened:
        stream = opened.stream("SELECT * FROM range(1000000)")
        assert next(stream) == (0,)
        assert opened.rows("SELECT 1") == [(1,)]
        stream.close()
        assert opened.rows("SELECT 2") == [(2,)]


def test_a_desk_opened_for_reading_only_is_not_written(stored_desk, owner):
    with desks.open(stored_desk, read_only=True) as opened:
        with pytest.raises(DeskError, match="opened for reading only"):
            opened.execute("DELETE FROM documents")
        with pytest.raises(DeskError, match="opened for reading only"), opened.transaction():
            pass
        with pytest.raises(DeskError, match="read-only"):
            list(opened.stream("DELETE FROM documents RETURNING id"))
        assert count(opened, "documents") == 1


def test_opening_a_desk_twice_in_one_process_gives_two_sessions(stored_desk):
    with desks.open(stored_desk) as one, desks.open(stored_desk, read_only=True) as two:
        with one.transaction():
            one.execute("DELETE FROM documents")
            assert count(two, "documents") == 1
        assert count(two, "documents") == 0


def test_questions_inside_reading_see_one_state(stored_desk, owner):
    with desks.open(stored_desk) as writer, desks.open(stored_desk, read_only=True) as reader:
        with reader.reading():
            before = count(reader)
            desks.start_run(writer, NOON)
            assert count(reader) == before
        assert count(reader) == before + 1


# --- when a process ends ---------------------------------------------------------------------------


def test_when_the_owner_ends_the_next_question_makes_its_client_the_owner(stored_desk, owner):
    with desks.open(stored_desk) as opened:
        assert is_client(opened)
        owner.tell()
        owner.ends()
        assert count(opened) == 1
        assert not is_client(opened)
        with other(
            stored_desk, "with desk.open(path) as d: tell(d.rows('SELECT count(*) FROM runs')[0][0])"
        ) as late:
            assert late.says() == "1"


def test_when_the_owner_is_killed_its_clients_go_on(stored_desk, owner):
    with desks.open(stored_desk) as opened:
        desks.start_run(opened, NOON)
        owner.kill()
        assert address.beside(stored_desk).exists()
        assert count(opened) == 2
        run = desks.start_run(opened, NOON)
        assert run == 3


def test_a_transaction_that_its_owners_death_cut_off_says_to_try_again_and_leaves_nothing(stored_desk, owner):
    with desks.open(stored_desk) as opened:

        def change():
            with opened.transaction():
                opened.execute("DELETE FROM statements")
                owner.kill()
                opened.execute("DELETE FROM documents")

        with pytest.raises(TryAgain, match="run the same command again"):
            change()
        assert count(opened, "statements") == 9
        assert count(opened, "documents") == 1


def test_storing_goes_on_by_itself_when_the_owner_is_killed_in_between(
    stored_desk, owner, story, monkeypatch
):
    reading = story.of("Mali expelled the envoy.").reading()
    known = desks.writing._known_readings
    killed = []

    def kill_once(opened, ids):
        if not killed:
            killed.append(owner.kill())
        return known(opened, ids)

    monkeypatch.setattr(desks.writing, "_known_readings", kill_once)
    with desks.open(stored_desk) as opened:
        assert desks.store(opened, 1, [desks.Item(reading=reading)]) == ["new"]
        assert killed
        assert count(opened, "documents") == 2


def test_a_client_that_is_killed_leaves_nothing_of_its_transaction_and_frees_the_turn(stored_desk):
    with desks.open(stored_desk) as opened:
        script = """
            with desk.open(path) as opened, opened.transaction():
                opened.execute("DELETE FROM statements")
                tell("deleted")
                hear()
        """
        with other(stored_desk, script) as client:
            assert client.says() == "deleted"
            client.kill()
            desks.start_run(opened, NOON)
        assert count(opened, "statements") == 9


def test_the_query_of_a_client_that_is_killed_is_stopped(stored_desk):
    endless = "SELECT count(*) FROM range(10000000) a, range(10000000) b"
    with desks.open(stored_desk) as opened:
        with other(stored_desk, f"d = desk.open(path); tell('asks'); d.rows({endless!r})") as client:
            assert client.says() == "asks"
            (service,) = [holding.service for holding in sharing._held.values()]
            eventually(lambda: any(each._asking for each in service._clients))
            client.kill()
            eventually(lambda: not service._clients)
        assert opened.rows("SELECT 1") == [(1,)]


def eventually(is_so, seconds=20):
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def test_an_owner_that_ends_lets_a_clients_transaction_come_to_its_end(stored_desk, owner):
    with desks.open(stored_desk) as opened:
        with opened.transaction():
            opened.execute("UPDATE documents SET title = 'changed'")
            owner.tell()
            time.sleep(0.3)
            opened.execute("UPDATE documents SET author = 'me'")
        owner.ends()
        assert opened.rows("SELECT title, author FROM documents") == [("changed", "me")]
        assert not is_client(opened)


def test_an_owner_that_ends_waits_only_so_long_for_a_client(stored_desk, monkeypatch):
    monkeypatch.setattr(serving, "FAREWELL", 0.2)
    with desks.open(stored_desk) as opened:
        script = """
            with desk.open(path) as opened:
                try:
                    with opened.transaction():
                        opened.execute("DELETE FROM documents")
                        tell("deleted")
                        hear()
                        opened.execute("DELETE FROM statements")
                except TryAgain:
                    tell("undone", opened.rows("SELECT count(*) FROM documents")[0][0])
        """
        with other(stored_desk, script) as client:
            assert client.says() == "deleted"
            opened.close()
            client.tell()
            assert client.says() == "undone 1"


def test_a_client_that_is_silent_in_a_transaction_loses_it(stored_desk, monkeypatch):
    monkeypatch.setattr(serving, "SILENCE", 0.2)
    script = """
        with desk.open(path) as opened:
            try:
                with opened.transaction():
                    opened.execute("DELETE FROM documents")
                    tell("deleted")
                    hear()
            except TryAgain as error:
                tell(error)
    """
    with desks.open(stored_desk) as opened, other(stored_desk, script) as client:
        assert client.says() == "deleted"
        desks.start_run(opened, NOON)
        assert count(opened, "documents") == 1
        client.tell()
        assert "run the same command again" in client.says()


def test_a_forked_process_uses_the_desk_of_its_parent_through_the_socket(stored_desk):
    with desks.open(stored_desk) as opened:
        assert count(opened) == 1
        read_end, write_end = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                seen = count(opened), is_client(opened)
                desks.start_run(opened, NOON)
                os.write(write_end, repr(seen).encode())
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        assert os.read(read_end, 100) == b"(1, True)"
        assert count(opened) == 2
        os.close(read_end)
        os.close(write_end)


# --- the socket ------------------------------------------------------------------------------------


def test_the_socket_is_for_its_user_alone_and_goes_with_the_owner(stored_desk):
    name = address.beside(stored_desk)
    assert name == stored_desk.with_name("desk.duckdb.sock")
    with desks.open(stored_desk):
        mode = name.lstat().st_mode
        assert stat.S_ISSOCK(mode)
        assert stat.S_IMODE(mode) == 0o600
    assert not name.exists()


def test_a_stale_socket_is_replaced(stored_desk):
    name = address.beside(stored_desk)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(name))
    with desks.open(stored_desk) as opened:
        assert not is_client(opened)
        with other(stored_desk, "with desk.open(path) as d: tell(d.rows('SELECT 7')[0][0])") as client:
            assert client.says() == "7"


def test_a_file_of_the_users_under_the_sockets_name_is_left_alone(stored_desk):
    name = address.beside(stored_desk)
    name.write_text("my notes")
    with desks.open(stored_desk) as opened:
        assert count(opened) == 1
    assert name.read_text() == "my notes"


def test_a_desk_is_one_desk_under_each_of_its_names(stored_desk, owner, tmp_path):
    (tmp_path / "other name.duckdb").symlink_to(stored_desk)
    with desks.open(tmp_path / "other name.duckdb") as opened:
        assert is_client(opened)


def test_a_name_too_long_for_a_socket_is_a_link_to_one(tmp_path):
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    path = folder / "desk.duckdb"
    with desks.open(path):
        place = address.beside(path).readlink()
        assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
        with other(
            path, "with desk.open(path) as d: tell(d.rows('SELECT count(*) FROM runs')[0][0])"
        ) as client:
            assert client.says() == "0"
    assert not place.parent.exists()
    assert not address.beside(path).is_symlink()


@pytest.fixture
def without_unix_sockets(monkeypatch):
    monkeypatch.setattr(address, "has_unix_sockets", lambda: False)


def test_without_unix_sockets_a_port_and_a_token_lie_in_a_private_file(stored_desk, without_unix_sockets):
    name = address.beside(stored_desk)
    with desks.open(stored_desk):
        assert stat.S_IMODE(name.stat().st_mode) == 0o600
        with other(stored_desk, "with desk.open(path) as d: tell(d.rows('SELECT 7')[0][0])") as client:
            assert client.says() == "7"
    assert not name.exists()


def test_a_wrong_token_gets_no_answer(stored_desk, without_unix_sockets):
    name = address.beside(stored_desk)
    with desks.open(stored_desk) as opened:
        right = name.read_text()
        name.write_text(right.replace('"token": "', '"token": "0'))
        with pytest.raises(EOFError):
            RemoteSession(stored_desk, protocol=1)
        name.write_text(right)
        assert count(opened) == 1


@pytest.mark.filterwarnings("error")
def test_nonsense_on_the_socket_harms_nobody(stored_desk):
    with desks.open(stored_desk) as opened:
        for nonsense in (b"", b"GET / HTTP/1.1\r\n\r\n", b"\0" * 12, os.urandom(40)):
            with socket.socket(socket.AF_UNIX) as visitor:
                visitor.connect(str(address.beside(stored_desk)))
                visitor.sendall(nonsense)
        with other(stored_desk, "with desk.open(path) as d: tell(d.rows('SELECT 7')[0][0])") as client:
            assert client.says() == "7"
        assert count(opened) == 1


def test_an_owner_of_another_version_is_named(stored_desk, owner, monkeypatch):
    monkeypatch.setattr(sharing, "PROTOCOL", 99)
    with pytest.raises(DeskError) as error:
        desks.open(stored_desk)
    assert f"in use by process {owner.process.pid}, another version of foreigndesk" in str(error.value)


# --- many at once ----------------------------------------------------------------------------------


WRITER = """
with desk.open(path) as opened:
    for number in range(int(sys.argv[2])):
        desk.start_run(opened, datetime(2024, 1, 1))
tell("done")
"""
READER = """
seen = 0
with desk.open(path, read_only=True) as opened:
    tell("reads")
    while True:
        runs, highest = opened.rows("SELECT count(*), coalesce(max(id), 0) FROM runs")[0]
        assert runs == highest, (runs, highest)
        assert runs >= seen, (runs, seen)
        seen = runs
        if seen >= int(sys.argv[2]):
            break
        time.sleep(0.01)
tell(seen)
"""


def test_two_write_and_ten_read_at_once_while_owners_are_killed(stored_desk):
    each = 25
    started = [Other(stored_desk, OWNER)]
    assert started[0].says() == "owner"
    try:
        readers = [Other(stored_desk, READER, 1 + 2 * each) for _ in range(10)]
        started += readers
        assert [reader.says() for reader in readers] == ["reads"] * 10
        writers = [Other(stored_desk, WRITER, each) for _ in range(2)]
        started += writers
        time.sleep(0.5)
        started[0].kill()
        assert [writer.ends()[-1] for writer in writers] == ["done"] * 2
        with desks.open(stored_desk) as opened:
            # A run whose number was lost with its owner is counted once more, never one number twice.
            ids = [id for (id,) in opened.rows("SELECT id FROM runs ORDER BY id")]
            assert ids == list(range(1, len(ids) + 1))
            assert len(ids) >= 1 + 2 * each
        assert all(int(reader.ends()[-1]) >= 1 + 2 * each for reader in readers)
    finally:
        for process in started:
            process.kill()


def test_writers_take_turns_in_the_order_they_came():
    turn = owning.Turn()
    assert turn.take(0)
    assert not turn.take(0.01)
    order = []

    def write(name):
        assert turn.take(10)
        order.append(name)
        turn.give()

    threads = []
    for name in range(5):
        threads.append(Thread(target=write, args=(name,)))
        threads[-1].start()
        eventually(lambda waiting=name + 2: len(turn._line) == waiting)
    turn.give()
    for thread in threads:
        thread.join()
    assert order == list(range(5))


def test_rows_that_are_appended_through_the_owner_are_those_that_were_given(stored_desk, owner):
    rows = pa.table({"run": pa.array([7, 7], pa.int32()), "ordinal": pa.array([0, 1], pa.int32()),
                     "address": ["a", "é" * 70_000], "code": ["x", "y"], "message": ["", "z"]})  # fmt: skip
    with desks.open(stored_desk) as opened:
        opened.append("rejections", rows)
        stored = opened.arrow("SELECT run, ordinal, address, code, message FROM rejections ORDER BY ordinal")
        assert stored.to_pylist() == rows.to_pylist()
        with pytest.raises(duckdb.BinderException, match="nowhere"):
            opened.append("rejections", pa.table({"nowhere": [1]}))

"""Ingest: each article once, none lost, in the order of the input, whoever reads it and whatever ends."""

import os
import time
from dataclasses import replace
from datetime import datetime

import pytest
from tests.ingest import readers

from foreigndesk import desk as desks
from foreigndesk.desk import quarantining, queries, readings
from foreigndesk.errors import IngestError, ModelError
from foreigndesk.ingest import Setup, Tally, ahead, flow, ingest
from foreigndesk.ingest.few import FEW
from foreigndesk.records import Article, Rejection

NOON = datetime(2023, 5, 7, 12, 0)
SETUP = Setup(books=None, versions=readers.VERSIONS, reader=readers.simple)
TABLES = (
    "articles", "documents", "readings", "run_documents", "rejections", "mentions", "statements",
    "statement_actors", "quarantine",
)  # fmt: skip


def article(number: int, words: str = "", address: str | None = None) -> Article:
    text = (
        f"Niger and Benin reopen border post {number}\n\n5 May 2023\n\n"
        f"Niger and Benin reopened border post {number} on Monday after two years, officials said. {words}"
    )
    return Article(address=address or f"{number}.txt", content=text.encode(), media_type="text/plain")


def read(desk, incoming, setup=SETUP):
    run = desks.start_run(desk, NOON)
    return list(ingest(desk, run, incoming, setup))


def contents(desk):
    return {table: desk.rows(f"SELECT * FROM {table}") for table in TABLES}


def told(entries):
    return [entry.rejection.code if entry.rejection else entry.outcome for entry in entries]


@pytest.fixture
def empty(desk_path):
    with desks.open(desk_path) as opened:
        yield opened


def mixed():
    """Articles with all that may meet: the same twice, under two addresses, empty, foreign, failing."""
    yield from (article(number) for number in range(30))
    yield article(3)
    yield article(5, address="elsewhere.txt")
    yield Article(address="empty.txt", content=b" ", media_type="text/plain")
    yield Rejection(address="x.bin", code="binary", message="x.bin: not text")
    yield article(40, "BREAK")
    yield article(40, "BREAK", address="broken too.txt")
    yield from (article(number) for number in range(20, 60))


# --- the same desk, whoever reads --------------------------------------------------------------------


def test_the_desk_is_the_same_byte_for_byte_whatever_the_number_of_workers(tmp_path):
    found = []
    for workers in (None, 1, 2):
        with desks.open(tmp_path / f"{workers}.duckdb") as desk:
            entries = read(desk, mixed(), replace(SETUP, workers=workers))
            found.append((entries, contents(desk)))
    assert found[0][1]["documents"]
    assert all(each == found[0] for each in found[1:])


def test_entries_come_in_the_order_of_the_input(empty):
    words = ["SLOW" if number % 7 == 0 else "" for number in range(40)]
    entries = read(
        empty, (article(number, word) for number, word in enumerate(words)), replace(SETUP, workers=2)
    )
    assert [entry.address for entry in entries] == [f"{number}.txt" for number in range(40)]
    ordinals = empty.rows(
        "SELECT d.address FROM run_documents r JOIN documents d ON d.id = r.document_id ORDER BY r.ordinal"
    )
    assert [address for (address,) in ordinals] == [f"{number}.txt" for number in range(40)]


def test_a_few_articles_start_no_process(empty, monkeypatch):
    monkeypatch.setattr("foreigndesk.ingest.flow.Crew", lambda *_: pytest.fail("a process was started"))
    assert told(read(empty, (article(number) for number in range(FEW)))) == ["new"] * FEW


def test_a_source_that_is_slow_starts_no_process(empty, monkeypatch):
    monkeypatch.setattr("foreigndesk.ingest.flow.Crew", lambda *_: pytest.fail("a process was started"))

    def slowly():
        for number in range(FEW + 4):
            yield article(number)
            yield None

    assert len(read(empty, slowly())) == FEW + 4


# --- each document once ------------------------------------------------------------------------------


@pytest.mark.parametrize("workers", [None, 2])
def test_the_same_article_under_two_addresses_is_one_document_with_both(empty, workers):
    articles = [article(1), article(1, address="mirror.txt"), article(1)]
    entries = read(empty, articles, replace(SETUP, workers=workers))
    assert told(entries) == ["new", "unchanged", "unchanged"]
    page = queries.document_page(empty, entries[0].document_id)
    assert page.addresses == ("1.txt", "mirror.txt")
    assert page.reading.document.address == "1.txt"


def test_two_addresses_in_one_batch_to_the_desk_are_both_kept(desk, reading, article):
    moved = replace(article, address="https://example.org/andes")
    newer = replace(reading, versions=replace(reading.versions, codebooks="books-2"))
    items = [desks.Item(reading=newer, article=each) for each in (moved, article)]
    assert desks.store(desk, desks.start_run(desk, NOON), items) == ["replaced", "unchanged"]
    assert len(queries.document_page(desk, reading.document.id).addresses) == 2


def test_within_a_run_the_first_reading_of_a_document_stands(desk, reading):
    run = desks.start_run(desk, NOON)
    first = replace(reading, document=replace(reading.document, source="First"))
    for source in ("First", "Second"):
        again = replace(first, document=replace(first.document, source=source))
        desks.store(desk, run, [desks.Item(reading=again)])
    assert desk.rows("SELECT source FROM documents") == [("First",)]


def test_what_these_versions_have_read_is_not_read_again_unless_asked(empty):
    calls = []

    def counting(books, model):
        how = readers.simple(books, model)
        return lambda document: calls.append(document.id) or how(document)

    setup = replace(SETUP, reader=counting)
    read(empty, [article(1)], setup)
    assert told(read(empty, [article(1), article(1, address="mirror.txt")], setup)) == ["unchanged"] * 2
    assert len(calls) == 1
    read(empty, [article(1)], replace(setup, again=True))
    assert len(calls) == 2
    read(empty, [article(1)], replace(setup, versions=replace(readers.VERSIONS, parser="p2")))
    assert len(calls) == 3


def test_a_run_over_what_is_read_starts_no_worker(empty, monkeypatch):
    articles = [article(number) for number in range(40)]
    read(empty, articles)
    monkeypatch.setattr("foreigndesk.ingest.workers.Worker", lambda *_: pytest.fail("a process was started"))
    assert told(read(empty, articles, replace(SETUP, workers=2))) == ["unchanged"] * 40


def test_what_is_stored_while_its_batch_is_still_looked_at_is_not_read_again(empty, monkeypatch):
    # An article that is refused can be on the desk before the worker has told of the rest of its batch.
    monkeypatch.setattr(flow, "_COMMIT_SECONDS", 0.0)
    monkeypatch.setattr(flow._Flow, "_hear", lambda self, worker: self._note(worker, worker.take()))
    blank = Article(address="blank.txt", content=b" ", media_type="text/plain")
    entries = read(empty, [blank, article(1), article(2)], replace(SETUP, workers=1))
    assert told(entries) == ["empty", "new", "new"]


# --- what ends, breaks or hangs ----------------------------------------------------------------------


@pytest.mark.parametrize("word", ["SEGFAULT", "MEMORY"])
def test_an_article_that_ends_its_worker_twice_is_set_aside_and_stops_nothing(empty, word):
    articles = [article(number, word if number == 4 else "") for number in range(12)]
    entries = read(empty, articles, replace(SETUP, workers=2))
    assert told(entries) == ["new"] * 4 + ["crashed"] + ["new"] * 7
    (entry,) = quarantining.quarantined(empty)
    assert (entry.address, entry.code, entry.count) == ("4.txt", "crashed", 1)
    assert "\n" not in entry.error
    assert ("SIGSEGV" if word == "SEGFAULT" else "no memory was left") in entry.error


def test_a_worker_that_is_killed_loses_nothing(empty, tmp_path):
    marker = tmp_path / "killed"
    articles = [article(number, f"ONCE {marker} " if number == 4 else "") for number in range(12)]
    assert told(read(empty, articles, replace(SETUP, workers=2))) == ["new"] * 12
    assert marker.exists()


def test_an_article_that_takes_too_long_is_stopped_and_set_aside(empty):
    articles = [article(number, "HANG" if number == 2 else "") for number in range(6)]
    entries = read(empty, articles, replace(SETUP, workers=1, limit=5.0))
    assert told(entries) == ["new", "new", "too_slow", "new", "new", "new"]
    assert "more than 5 seconds" in entries[2].rejection.message


def test_a_document_that_waited_for_one_that_failed_is_read_itself(empty, tmp_path):
    articles = [article(1, "SEGFAULT"), article(1, "SEGFAULT", address="mirror.txt"), article(2)]
    entries = read(empty, articles, replace(SETUP, workers=2))
    assert told(entries) == ["crashed", "crashed", "new"]
    assert [entry.address for entry in quarantining.quarantined(empty)] == ["1.txt", "mirror.txt"]


def test_what_is_set_aside_is_left_out_until_it_is_tried_again_or_versions_change(empty):
    broken = article(1, "BREAK")
    assert told(read(empty, [broken])) == ["failed"]
    assert told(read(empty, [broken])) == ["quarantined"]
    assert told(read(empty, [broken], replace(SETUP, again=True))) == ["failed"]
    (entry,) = quarantining.quarantined(empty)
    assert (entry.count, entry.first_run, entry.last_run) == (2, 1, 3)
    changed = replace(SETUP, versions=replace(readers.VERSIONS, parser="p2"))
    assert told(read(empty, [broken], changed)) == ["failed"]
    assert quarantining.set_aside(empty, entry) == broken


def test_an_article_that_is_read_leaves_the_quarantine(empty, tmp_path):
    marker = tmp_path / "healed"
    sick = article(1, "BREAK")
    read(empty, [sick])
    healed = replace(SETUP, reader=healing, again=True)
    assert not marker.exists()
    assert told(read(empty, [sick], healed)) == ["new"]
    assert quarantining.quarantined(empty) == []


def healing(books, model):
    how = readers.simple(books, model)
    return lambda document: how(replace(document, text=document.text.replace("BREAK", "brake")))


def unfit(books, model):
    raise ModelError("weights: they are damaged; reinstall foreigndesk")


def dying(books, model):
    os._exit(3)


def test_what_all_reading_needs_ends_the_run_with_its_reason(empty):
    with pytest.raises(ModelError, match="reinstall"):
        read(empty, [article(1)], replace(SETUP, workers=1, reader=unfit))


def test_workers_that_cannot_start_end_the_run(empty):
    with pytest.raises(IngestError, match="exit status 3"):
        read(empty, [article(1)], replace(SETUP, workers=1, reader=dying))


def test_stopping_early_keeps_what_was_told_and_ends_the_workers(empty):
    run = desks.start_run(empty, NOON)
    entries = ingest(
        empty, run, (article(number, "SLOW") for number in range(200)), replace(SETUP, workers=2)
    )
    first = next(entries)
    children = workers_of(os.getpid())
    assert children
    entries.close()
    assert not [pid for pid in children if alive(pid)]
    assert queries.document_page(empty, first.document_id)


def workers_of(pid: int) -> list[int]:
    """Return the processes that `pid` has started to read."""
    found = []
    for entry in os.listdir("/proc"):
        try:
            with open(f"/proc/{entry}/stat") as stat, open(f"/proc/{entry}/cmdline") as command:
                parent = int(stat.read().rpartition(")")[2].split()[1])
                if parent == pid and "spawn_main" in command.read():
                    found.append(int(entry))
        except (OSError, ValueError):
            continue
    return found


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


# --- taking ahead ------------------------------------------------------------------------------------


def test_taking_ahead_gives_everything_in_order_and_nothing_while_nothing_is_there():
    def slowly():
        yield 1
        time.sleep(0.1)
        yield 2

    found = list(ahead(slowly()))
    assert [item for item in found if item is not None] == [1, 2]
    assert None in found


def test_taking_ahead_is_bounded():
    taken = []
    items = ahead((taken.append(number) or number for number in range(100)), held=5)
    while next(items) is None:
        pass
    time.sleep(0.3)
    assert len(taken) <= 8
    items.close()


def test_an_error_of_a_source_is_raised_in_its_place():
    def broken():
        yield 1
        raise OSError("gone")

    items = (item for item in ahead(broken()) if item is not None)
    assert next(items) == 1
    with pytest.raises(OSError, match="gone"):
        next(items)


# --- reading anew ------------------------------------------------------------------------------------


def test_only_documents_of_other_versions_are_stale_and_they_are_read_from_their_stored_text(empty):
    read(empty, [article(number) for number in range(3)])
    versions = replace(readers.VERSIONS, codebooks="c2")
    setup = replace(SETUP, versions=versions, reader=readers.newer)
    assert readings.stale(empty, readers.VERSIONS) == []
    stale = readings.stale(empty, versions)
    assert readings.changed_parts(empty, versions) == {"codebooks": 3}
    before = {id: queries.document_page(empty, id).reading.document for id in stale}
    assert told(read(empty, readings.stored_documents(empty, stale[:2]), setup)) == ["replaced"] * 2
    assert readings.stale(empty, versions) == stale[2:]
    assert told(read(empty, readings.stored_documents(empty, stale[2:]), setup)) == ["replaced"]
    assert {id: queries.document_page(empty, id).reading.document for id in stale} == before


def test_a_document_that_fails_when_read_anew_keeps_its_reading_and_is_set_aside(empty):
    read(empty, [article(1, "BREAK")], replace(SETUP, reader=healing_text))
    versions = replace(readers.VERSIONS, codebooks="c2")
    stale = readings.stale(empty, versions)
    entries = read(empty, readings.stored_documents(empty, stale), replace(SETUP, versions=versions))
    assert told(entries) == ["failed"]
    assert readings.stale(empty, versions) == []
    (entry,) = quarantining.quarantined(empty)
    assert quarantining.set_aside(empty, entry).id == stale[0]
    assert queries.document_page(empty, stale[0]).reading.versions == readers.VERSIONS


def healing_text(books, model):
    how = readers.simple(books, model)

    def read_healed(document):
        reading = how(replace(document, text=document.text.replace("BREAK", "brake")))
        stated = tuple(replace(each, document_id=document.id) for each in reading.statements)
        return replace(reading, document=document, statements=stated)

    return read_healed


def test_a_tally_counts_without_keeping_anything(empty):
    tally = Tally()
    for entry in read(empty, mixed()):
        tally.add(entry)
    counts = tally.counts()
    assert counts["outcomes"] == {"new": 60, "unchanged": 12}
    assert counts["rejections"] == {"binary": 1, "empty": 1, "failed": 2}
    assert counts["documents"] == counts["statements"]["event"] == 72

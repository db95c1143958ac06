"""The desk keeps whole readings, gives back what it was given, and replaces a reading in one step."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from foreigndesk import desk as desks
from foreigndesk.desk import queries, rows
from foreigndesk.desk.finding import find, find_actor
from foreigndesk.desk.queries import Selection
from foreigndesk.errors import NotFound
from foreigndesk.records import Event, Kind, Place, Rejection, Status

NOON = datetime(2023, 5, 7, 12, 0)


def test_gives_back_the_whole_reading_as_it_was_stored(desk, reading):
    page = queries.document_page(desk, reading.document.id)
    assert page.reading == reading
    assert page.addresses == ("news/andes.txt",)


def test_gives_back_statements_with_the_same_ids(desk, reading):
    stored = list(queries.statements(desk))
    assert [s.id for s in stored] == [s.id for s in reading.statements]
    for stated in reading.statements:
        assert queries.statement(desk, stated.id) == stated


def test_reading_the_same_article_again_stores_it_once(desk, reading, article):
    run = desks.start_run(desk, NOON)
    assert desks.store(desk, run, [desks.Item(reading=reading, article=article)]) == ["unchanged"]
    for table in ("documents", "articles", "readings"):
        assert desk.rows(f"SELECT count(*) FROM {table}") == [(1,)]
    assert desk.rows("SELECT count(*) FROM statements") == [(len(reading.statements),)]


def test_the_same_text_from_another_address_is_one_document_with_two_addresses(desk, reading, article):
    elsewhere = replace(reading, document=replace(reading.document, address="https://example.org/andes"))
    moved = replace(article, address="https://example.org/andes")
    run = desks.start_run(desk, NOON)
    assert desks.store(desk, run, [desks.Item(reading=elsewhere, article=moved)]) == ["unchanged"]
    page = queries.document_page(desk, reading.document.id)
    assert page.addresses == ("https://example.org/andes", "news/andes.txt")


def test_a_reading_with_newer_versions_replaces_the_earlier_one(desk, reading, make_reading):
    newer = make_reading(replace(reading.versions, codebooks="books-2"))
    newer = replace(newer, statements=newer.statements[:3], mentions=newer.mentions[:1])
    run = desks.start_run(desk, NOON)
    assert desks.store(desk, run, [desks.Item(reading=newer)]) == ["replaced"]
    assert queries.document_page(desk, reading.document.id).reading == newer
    assert desk.rows("SELECT count(DISTINCT statement_id) FROM statement_actors") == [(3,)]
    assert desk.rows("SELECT first_run FROM documents") == [(1,)]


def test_a_replacement_that_fails_leaves_the_earlier_reading(desk, reading, make_reading, monkeypatch):
    newer = make_reading(replace(reading.versions, codebooks="books-2"))
    monkeypatch.setattr(rows, "_actor_rows", lambda *_: 1 / 0)
    run = desks.start_run(desk, NOON)
    with pytest.raises(ZeroDivisionError):
        desks.store(desk, run, [desks.Item(reading=newer)])
    assert queries.document_page(desk, reading.document.id).reading == reading


def test_two_equal_statements_in_one_reading_are_stored_once(desk, story):
    one = story.of("Mali expelled the envoy.")
    event = Event(
        document_id=one.document.id, evidence=one.evidence("Mali expelled the envoy"), status=Status.HAPPENED,
        type="SANCTION", score=-5,
    )  # fmt: skip
    run = desks.start_run(desk, NOON)
    desks.store(desk, run, [desks.Item(reading=one.reading(event, replace(event, confidence=0.9)))])
    stored = list(queries.statements(desk, Selection(document=one.document.id)))
    assert len(stored) == 1
    assert queries.statement(desk, stored[0].id) == stored[0]


def test_an_unfinished_run_is_told_from_a_finished_one(desk):
    assert queries.last_run(desk).finished
    run = desks.start_run(desk, NOON)
    assert (queries.last_run(desk).id, queries.last_run(desk).finished) == (run, False)


def test_the_latest_reading_run_is_one_that_met_a_document(desk, reading):
    assert queries.latest_reading_run(desk) == 1
    desks.start_run(desk, NOON)
    assert queries.latest_reading_run(desk) == 1
    run = desks.start_run(desk, NOON)
    for _ in range(2):
        assert desks.store(desk, run, [desks.Met(document_id=reading.document.id)]) == ["unchanged"]
    assert queries.latest_reading_run(desk) == run
    assert [d.id for d in queries.documents(desk, Selection(run=run))] == [reading.document.id]


def test_rejections_keep_their_reasons_in_order(desk):
    run = desks.start_run(desk, NOON)
    desks.reject(desk, run, [Rejection(address="a.bin", code="binary", message="a.bin: not text")])
    desks.reject(desk, run, [Rejection(address="b.txt", code="empty", message="b.txt: empty")])
    assert [code for _, code, _ in queries.last_run(desk).rejections] == ["binary", "empty"]


@pytest.mark.parametrize(
    ("selection", "kinds"),
    [
        (Selection(kind=Kind.TIE), ["tie"]),
        (Selection(country="ECU"), ["event", "stance", "claim", "watchpoint"]),
        (Selection(country="ECU", kind=Kind.STANCE), ["stance"]),
        (Selection(actor="PER/army"), ["event", "claim"]),
        (Selection(since=date(2023, 5, 6)), []),
        (Selection(run=99), []),
    ],
)
def test_statements_are_chosen_by_kind_country_actor_day_and_run(desk, selection, kinds):
    assert [s.kind.value for s in queries.statements(desk, selection)] == kinds


def test_a_place_makes_an_event_concern_its_country(desk, story):
    one = story.of("A blast was heard in Tyre.")
    event = Event(
        document_id=one.document.id, evidence=one.evidence("A blast was heard in Tyre"),
        status=Status.HAPPENED, type="ASSAULT", place=Place(name="Tyre", state="LBN"),
    )  # fmt: skip
    desks.store(desk, desks.start_run(desk, NOON), [desks.Item(reading=one.reading(event))])
    assert [s.id for s in queries.statements(desk, Selection(country="LBN"))] == [event.id]


def test_a_document_without_a_date_counts_from_the_day_it_was_read(desk, story):
    undated = story.of("Nothing is known.", published=None)
    desks.store(desk, desks.start_run(desk, NOON), [desks.Item(reading=undated.reading())])
    since = [d.id for d in queries.documents(desk, Selection(since=date(2023, 5, 7)))]
    assert since == [undated.document.id]


def test_an_actors_page_tells_its_roles_and_names(desk):
    page = queries.actor_page(desk, "ECU/foreign-minister")
    assert page.name == "Lucia Andrade"
    assert [(roles, s.kind.value) for roles, s in page.statements] == [
        (("source",), "event"),
        (("speaker",), "claim"),
    ]
    assert page.surfaces == (("Lucia Andrade", 1),)


def test_views_answer_in_sql(desk):
    events = desk.rows(
        "SELECT type, mode, source, target, place, when_start FROM events WHERE status = 'happened'"
    )
    assert events == [("CONSULT", "visit", ["ECU/foreign-minister"], ["PER"], "Lima", "2023-05-04")]
    assert desk.rows("SELECT subject, relation, object FROM ties") == [
        ("PER", "member_of", "andean-community")
    ]
    assert desk.rows("SELECT holder, stance FROM stances") == [(["ECU"], "hopes")]
    assert desk.rows("SELECT count(*) FROM claims WHERE polarity = 'denies'") == [(1,)]
    assert desk.rows("SELECT cause, modality, weighs_on FROM pressures") == [
        ("Falling copper prices", "possible", ["PER"])
    ]
    assert desk.rows("SELECT what, due_start FROM watchpoints") == [("referendum in Ecuador", "2023-11-01")]


def test_finds_by_a_unique_beginning_of_an_id(desk, reading):
    stated = reading.statements[0]
    assert find(desk, stated.id[:9]).id == stated.id
    assert find(desk, stated.id[3:10]).id == stated.id
    assert find(desk, reading.document.id[:10]).what == "document"


@pytest.mark.parametrize("asked", ["PER", "per", "Peru", "peru"])
def test_finds_an_actor_by_id_or_name(desk, asked):
    assert find(desk, asked).id == "PER"
    assert find_actor(desk, asked) == "PER"


def test_an_unknown_name_is_answered_with_the_nearest(desk):
    with pytest.raises(NotFound, match="did you mean Lucia Andrade"):
        find(desk, "Luzia Andrate")


def test_an_ambiguous_beginning_lists_what_it_could_be(desk, story):
    with pytest.raises(NotFound, match=r"could be any of ECU, ECU/foreign-minister"):
        find_actor(desk, "ec")


def test_short_ids_tell_everything_on_the_desk_apart(desk, reading):
    length = queries.short_length(desk, least=1)
    cut = [id.split("-")[0] + id.split("-")[1][:length] for id in (s.id for s in reading.statements)]
    assert len(set(cut)) == len(cut)


def test_the_same_readings_give_the_same_rows_in_the_same_order(tmp_path, reading, article):
    seen = []
    for name in ("one.duckdb", "two.duckdb"):
        with desks.open(tmp_path / name) as opened:
            desks.store(opened, desks.start_run(opened, NOON), [desks.Item(reading=reading, article=article)])
            tables = ("articles", "documents", "readings", "statements", "statement_actors", "mentions")
            seen.append([opened.rows(f"SELECT * FROM {table}") for table in tables])
    assert seen[0] == seen[1]

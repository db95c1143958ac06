"""Stories on a desk: grouped, counted, kept up to date, and the same in whatever order reports come."""

import random
import subprocess
import sys
from dataclasses import replace
from importlib.resources import files

import pytest

from foreigndesk import desk as desks
from foreigndesk import stories
from foreigndesk.errors import NotFound
from foreigndesk.records import Event, Place, Status
from foreigndesk.stories.queries import Choice

from .conftest import Told

REPORTS = [
    Told("Daily"),
    Told("Herald", killed=7, more="The governor spoke on television in the evening."),
    Told("Courier", published="2022-05-04", more="A school nearby was damaged and lessons are held at home."),
    Told("Daily", city="Odesa", more="The port was closed until noon."),
    Told("Herald", city="Odesa", killed=2, more="Sirens were heard all night along the coast."),
    Told("Courier", day="2022-05-20", published="2022-05-21", more="It was a quiet week before."),
    Told("Post", day="2022-05-20", published="2022-05-21", more="Two weeks had passed without an alarm."),
]


def rows(desk):
    return {
        row[0]: row[1:]
        for row in desk.rows("SELECT * FROM stories ORDER BY id")
        + desk.rows("SELECT story_id || field || value, * FROM story_values ORDER BY ALL")
    }


def partition(desk):
    groups = desk.rows("SELECT list(statement_id ORDER BY statement_id) FROM story_events GROUP BY story_id")
    return sorted(tuple(group) for (group,) in groups)


def grouped(desk, put, readings):
    put(desk, readings)
    stories.update(desk)


def test_reports_that_give_no_day_and_bear_none_are_compared_all_the_same(blank, tell, reread, put):
    undated = [
        reread(replace(reading, document=replace(reading.document, published=None)), when=None)
        for reading in (tell(Told("Daily")), tell(Told("Herald", more="The governor spoke in the evening.")))
    ]
    undated = [
        replace(r, statements=tuple(replace(s, document_id=r.document.id) for s in r.statements))
        for r in undated
    ]
    with blank() as desk:
        put(desk, undated)
        assert stories.update(desk).documents == 2
        assert sum(len(group) for group in partition(desk)) == 2


def test_reports_of_one_event_are_one_story_and_other_days_and_cities_are_others(blank, put, tell):
    with blank() as desk:
        grouped(desk, put, [tell(told) for told in REPORTS])
        found = sorted((s.place, str(s.starts), s.reports) for s in stories.listed(desk))
        assert found == [
            ("Kharkiv", "2022-05-02", 3),
            ("Kharkiv", "2022-05-20", 2),
            ("Odesa", "2022-05-02", 2),
        ]


def test_the_order_in_which_reports_come_changes_no_group_and_no_value(blank, put, tell):
    readings = [tell(told) for told in REPORTS]
    with blank("at-once") as desk:
        grouped(desk, put, readings)
        wanted = partition(desk)
        told = desk.rows("SELECT title, reports, origins, contradictions FROM stories ORDER BY ALL")
    for seed in range(3):
        shuffled = random.Random(seed).sample(readings, len(readings))
        with blank(f"one-by-one-{seed}") as desk:
            for reading in shuffled:
                grouped(desk, put, [reading])
            assert partition(desk) == wanted
            assert (
                desk.rows("SELECT title, reports, origins, contradictions FROM stories ORDER BY ALL") == told
            )


def test_a_new_report_changes_its_own_story_and_no_other(blank, put, tell):
    with blank() as desk:
        grouped(desk, put, [tell(told) for told in REPORTS[:-1]])
        before = rows(desk)
        grouped(desk, put, [tell(REPORTS[-1])])
        after = rows(desk)
        changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        (story,) = [s for s in stories.listed(desk) if str(s.starts) == "2022-05-20"]
        assert changed
        assert all(key.startswith(story.id) for key in changed)


def test_a_story_keeps_its_id_while_it_grows(blank, put, tell):
    with blank() as desk:
        grouped(desk, put, [tell(REPORTS[1])])
        (before,) = stories.listed(desk)
        grouped(desk, put, [tell(REPORTS[0]), tell(REPORTS[2])])
        (after,) = stories.listed(desk)
        assert (before.id, before.reports, after.reports) == (after.id, 1, 3)


def test_an_update_with_nothing_new_changes_nothing(blank, put, tell):
    with blank() as desk:
        grouped(desk, put, [tell(told) for told in REPORTS])
        before = rows(desk)
        assert stories.update(desk) == stories.Update(documents=0, left=0, stories=0)
        assert rows(desk) == before


def test_another_reading_of_a_document_takes_its_old_statements_out(blank, put, tell, reread):
    readings = [tell(told) for told in REPORTS[:3]]
    with blank() as desk:
        grouped(desk, put, readings)
        put(desk, [reread(readings[0], type="CONSULT", act="CONSULT", mode=None, counts=())])
        done = stories.update(desk)
        left = desk.rows(
            "SELECT count(*) FROM story_events WHERE statement_id NOT IN (SELECT id FROM statements)"
        )
        counts = sorted(s.reports for s in stories.listed(desk))
        assert (done.left, done.documents, left, counts) == (1, 1, [(0,)], [1, 2])


def test_a_document_that_is_no_more_on_the_desk_leaves_its_story(blank, put, tell):
    readings = [tell(told) for told in REPORTS[:2]]
    with blank() as desk:
        grouped(desk, put, readings)
        for table, column in (
            ("documents", "id"),
            ("readings", "document_id"),
            ("statements", "document_id"),
        ):
            desk.execute(f"DELETE FROM {table} WHERE {column} = ?", [readings[0].document.id])
        stories.update(desk)
        assert [s.reports for s in stories.listed(desk)] == [1]


def test_reprints_are_counted_as_reports_and_not_as_sources(blank, put, tell):
    original = tell(Told("Daily"))
    reprint = replace(
        original.document,
        text=original.document.text.replace("Kharkiv attacked", "Attack on market"),
        title=original.document.title.replace("Kharkiv attacked", "Attack on market"),
        source="Herald",
    )
    moved = [replace(event, document_id=reprint.id) for event in original.statements]
    copy = replace(original, document=reprint, statements=tuple(moved))
    with blank() as desk:
        grouped(desk, put, [original, copy, tell(REPORTS[2])])
        (story,) = stories.listed(desk)
        assert (story.reports, story.origins, story.outlets) == (3, 2, 3)
        page = stories.page(desk, story.id)
        assert [report.copy_of is not None for report in page.reports].count(True) == 1


def test_what_is_denied_or_planned_belongs_to_the_story_and_is_not_counted_as_happened(blank, put, tell):
    with blank() as desk:
        denial = Told(
            "Gazette", status=Status.DENIED, verb="never shelled a market in", more="It was a lie, they said."
        )
        grouped(desk, put, [tell(REPORTS[0]), tell(denial)])
        (story,) = stories.listed(desk)
        assert (story.standing, story.reports, story.happened) == ("so", 2, 1)
        assert "status" in story.contradictions


def test_numbers_that_cannot_all_be_so_are_a_contradiction_with_the_reports_that_give_them(blank, put, tell):
    with blank() as desk:
        grouped(desk, put, [tell(told) for told in REPORTS[:3]])
        (story,) = stories.listed(desk, Choice(contradictions=True))
        values = {
            v.value: (len(v.documents), v.agreed)
            for v in stories.page(desk, story.id).values
            if v.field == "killed"
        }
        assert story.contradictions == ("killed",)
        assert values == {"5": (2, True), "7": (1, False)}


def test_an_update_that_is_stopped_goes_on_where_it_stopped(blank, put, tell):
    readings = [tell(told) for told in REPORTS]
    with blank("whole") as desk:
        grouped(desk, put, readings)
        wanted = partition(desk)

    class Stop(Exception):
        pass

    def stop(done, total):
        if done >= 4:
            raise Stop

    with blank("stopped") as desk:
        put(desk, readings)
        with pytest.raises(Stop):
            stories.update(desk, stop, batch=2)
        assert desk.rows("SELECT count(*) FROM story_documents") == [(4,)]
        assert stories.update(desk, batch=2).documents == 3
        assert partition(desk) == wanted


def test_a_failure_within_a_batch_leaves_nothing_of_it(blank, put, tell, monkeypatch):
    def fail(*_):
        raise RuntimeError

    with blank() as desk:
        put(desk, [tell(told) for told in REPORTS])
        monkeypatch.setattr("foreigndesk.stories.updating.regroup", fail)
        with pytest.raises(RuntimeError):
            stories.update(desk)
        assert desk.rows("SELECT count(*) FROM story_documents") == [(0,)]


def test_a_score_explains_itself_to_the_last_digit(blank, put, tell):
    with blank() as desk:
        grouped(desk, put, [tell(told) for told in REPORTS[:2]])
        (story,) = stories.listed(desk)
        (why,) = stories.why(desk, story.id)
        odds = sum(part.adds for part in why.score.parts)
        assert why.score.probability == pytest.approx(1 / (1 + 2.718281828**-odds), abs=0.01)
        assert {"act same", "days same", "place same", "base"} <= {part.feature for part in why.score.parts}


def test_stories_are_chosen_by_country_actor_day_and_number_of_reports(blank, put, tell):
    with blank() as desk:
        grouped(desk, put, [tell(told) for told in REPORTS])
        assert len(stories.listed(desk, Choice(country="UKR"))) == 3
        assert stories.listed(desk, Choice(country="FRA")) == []
        assert len(stories.listed(desk, Choice(actor="RUS/army", reports=3))) == 1
        assert len(stories.listed(desk, limit=2)) == 2


def test_reports_that_tell_no_day_and_were_published_on_none_are_compared_all_the_same(blank, put, story):
    def undated(outlet):
        page = story.of(f"Russia shelled Lviv, {outlet} says.", published=None, source=outlet)
        event = Event(
            document_id=page.document.id, evidence=page.evidence("Russia shelled Lviv"),
            status=Status.HAPPENED, type="ASSAULT", act="ASSAULT", source=(page.actor("Russia", "RUS"),),
            place=Place(name="Lviv", state="UKR"),
        )  # fmt: skip
        return page.reading(event)

    with blank() as desk:
        put(desk, [undated("Daily"), undated("Herald")])
        assert stories.update(desk).documents == 2
        assert sum(found.reports for found in stories.listed(desk)) == 2


def test_a_story_that_is_not_there_is_an_error_for_people(blank):
    with blank() as desk, pytest.raises(NotFound, match="no such story"):
        stories.page(desk, "sto-0000")


def test_a_desk_made_before_there_were_stories_is_brought_forward_and_grouped(put, tell, tmp_path):
    old = tmp_path / "migrations"
    old.mkdir()
    for file in sorted(files("foreigndesk.desk").joinpath("migrations").iterdir(), key=lambda f: f.name)[:2]:
        (old / file.name).write_text(file.read_text("utf-8"), encoding="utf-8")
    with desks.open(tmp_path / "old.duckdb", migrations_from=old) as desk:
        assert desk.rows("SELECT max(version) FROM schema_version") == [(2,)]
    with desks.open(tmp_path / "old.duckdb") as desk:
        put(desk, [tell(told) for told in REPORTS[:3]])
        assert stories.update(desk).documents == 3
        assert [s.reports for s in stories.listed(desk)] == [3]


def test_where_the_original_leaves_the_desk_its_reprint_becomes_the_origin(blank, put, tell):
    original = tell(Told("Daily"))
    reprint = replace(original.document, text=original.document.text + " More later.", source="Herald")
    moved = tuple(replace(event, document_id=reprint.id) for event in original.statements)
    with blank() as desk:
        grouped(desk, put, [original, replace(original, document=reprint, statements=moved)])
        origins = "SELECT count(DISTINCT origin), count(copy_of) FROM story_documents"
        assert desk.rows(origins) == [(1, 1)]
        (root,) = desk.rows("SELECT DISTINCT origin FROM story_documents")[0]
        for table, column in (
            ("documents", "id"),
            ("readings", "document_id"),
            ("statements", "document_id"),
        ):
            desk.execute(f"DELETE FROM {table} WHERE {column} = ?", [root])
        stories.update(desk)
        assert desk.rows(origins) == [(1, 0)]
        assert [(s.reports, s.origins) for s in stories.listed(desk)] == [(1, 1)]


def test_a_program_that_does_not_own_the_desk_can_group_it(blank, put, tell):
    with blank() as desk:
        put(desk, [tell(told) for told in REPORTS])
        command = [sys.executable, "-m", "foreigndesk.cli", "stories", "--update", "--desk", str(desk.path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        assert (done.returncode, done.stderr) == (0, "")
        assert "7 documents grouped" in done.stdout
        assert len(stories.listed(desk)) == 3

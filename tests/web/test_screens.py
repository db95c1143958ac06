"""Every screen is an address with its whole state, and the same data as JSON and CSV."""

from __future__ import annotations

import csv
import io
import re

import pytest
from fastapi.testclient import TestClient
from tests.conftest import TITLE, Story, andes
from tests.web.conftest import hostile, long

from foreigndesk import desk as desks
from foreigndesk import stories
from foreigndesk.records import Count, Event, Place, Status, When
from foreigndesk.web import Settings, create_app
from foreigndesk.web.rendering import environment
from foreigndesk.web.screens import SCREENS, watch

DOCUMENT = andes().document.id
NEEDED = {"reader": {"document": DOCUMENT}, "actor": {"id": "PER"}}
NAMES = [screen.name for screen in SCREENS]


def rows(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


@pytest.mark.parametrize("name", NAMES)
def test_a_screen_is_a_page_with_its_title_and_links_to_its_twins(reader, name):
    answer = reader.get(f"/{name}", params=NEEDED.get(name))
    assert answer.status_code == 200
    assert answer.text.count("<h1>") == 1
    assert f'href="/{name}.json' in answer.text
    assert f'href="/{name}.csv' in answer.text


@pytest.mark.parametrize("name", NAMES)
def test_its_json_twin_holds_state_and_page(reader, name):
    data = reader.get(f"/{name}.json", params=NEEDED.get(name)).json()
    assert data["screen"] == name
    assert NEEDED.get(name, {}).items() <= data["state"].items()
    assert data["page"]


@pytest.mark.parametrize("name", NAMES)
def test_its_csv_twin_is_a_table_with_a_header(reader, name):
    answer = reader.get(f"/{name}.csv", params=NEEDED.get(name))
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}.csv"'
    header, *lines = csv.reader(io.StringIO(answer.text, newline=""))
    assert len(header) >= 5
    assert all(len(line) == len(header) for line in lines)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_that_the_browser_has_is_not_sent_again(reader, name):
    first = reader.get(f"/{name}", params=NEEDED.get(name))  # the first visit sets a cookie, and is not kept
    tag = reader.get(f"/{name}", params=NEEDED.get(name)).headers.get("etag")
    assert first.status_code == 200
    again = reader.get(f"/{name}", params=NEEDED.get(name), headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_every_screen_has_a_template_and_a_key_of_its_own():
    keys = [screen.key for screen in SCREENS if screen.key]
    assert len(set(keys)) == len(keys)
    for screen in SCREENS:
        assert environment().get_template(f"{screen.name}.html.j2")


def test_templates_mark_nothing_of_an_article_as_safe():
    loader = environment().loader
    for name in loader.list_templates():
        source = loader.get_source(environment(), name)[0]
        assert not re.search(r"(page|row|stated|event|document)[\w.()]*\s*\|\s*safe", source), name
        assert "style=" not in source, f"{name}: the CSP allows no inline style"
        assert "onclick" not in source


def test_unknown_values_are_refused_in_one_line(reader):
    answer = reader.get("/events?sort=colour")
    assert answer.status_code == 422
    assert "sort=colour" in answer.text
    problem = reader.get("/events.json?sort=colour").json()
    assert problem["status"] == 422
    assert problem["detail"].startswith("sort=colour: ")


def test_what_is_not_there_is_a_page_that_says_so(reader):
    assert "no such page" in reader.get("/nowhere").text
    assert reader.get("/reader?document=doc-0000000000000000").status_code == 404
    problem = reader.get("/actor.csv?id=nobody")
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["detail"] == "nobody: no statement on this desk names that actor"


# --- events ----------------------------------------------------------------------------------------


def test_events_are_chosen_by_facets_and_a_facet_counts_what_the_others_leave(reader):
    page = reader.get("/events.json?type=ASSAULT").json()["page"]
    assert {row["event"]["type"] for row in page["rows"]} == {"ASSAULT"}
    facets = {name: {c["value"]: c["count"] for c in counts} for name, _, counts in page["facets"]}
    assert facets["type"]["CONSULT"] == 2  # its own choice does not narrow a facet
    assert facets["status"] == {"denied": 1, "happened": 1}


def test_values_of_one_facet_widen_and_several_facets_narrow(reader):
    def total(query):
        return reader.get(f"/events.json?{query}").json()["page"]["total"]

    assert total("type=ASSAULT&type=CONSULT") == total("type=ASSAULT") + total("type=CONSULT")
    assert total("type=ASSAULT&status=denied") == 1
    assert total("type=ASSAULT&status=denied&country=ECU") == 0


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("actor=PER", 5),
        ("country=ECU", 4),
        ("place=Lima", 1),
        ("source=Andes+Wire", 3),
        ("confidence=0.9", 1),
        ("quad=material_conflict", 1),
        ("since=2023-05-05", 5),
        ("until=2023-05-04", 1),
        ("words=SHELLED", 2),
    ],
)
def test_each_facet_chooses(reader, query, count):
    assert reader.get(f"/events.json?{query}").json()["page"]["total"] == count


def test_events_can_be_put_in_order_both_ways(reader):
    def types(sort):
        return [
            row["event"]["type"] for row in reader.get(f"/events.json?sort={sort}").json()["page"]["rows"]
        ]

    assert types("type") == sorted(types("type"))
    assert types("-type") == sorted(types("type"), reverse=True)


def test_the_csv_of_events_is_whole_and_fits_the_choice(reader):
    found = rows(reader.get("/events.csv?type=ASSAULT"))
    assert sorted(row["status"] for row in found) == ["denied", "happened"]


def test_a_facet_link_toggles_its_value_and_goes_to_the_first_page(reader):
    page = reader.get("/events?type=ASSAULT&status=happened&page=1").text
    assert 'href="/events?status=happened&amp;type=ASSAULT&amp;type=CONSULT"' in page
    assert 'href="/events?status=happened"' in page


# --- reader ----------------------------------------------------------------------------------------


def test_the_article_is_whole_and_its_words_are_marked_by_kind(reader):
    page = reader.get("/reader.json", params={"document": DOCUMENT}).json()["page"]
    text = "".join(piece["text"] for piece in page["headline"] + page["body"])
    assert text == andes().document.text
    marked = {piece["kind"] for piece in page["body"] if piece["of"]}
    assert marked == {"event", "tie", "stance", "claim", "pressure", "watchpoint"}


def test_overlapping_statements_all_own_their_words(reader):
    page = reader.get("/reader.json", params={"document": DOCUMENT}).json()["page"]
    denied = next(piece for piece in page["body"] if "had shelled a village" in piece["text"])
    assert len(denied["of"]) == 2
    assert denied["kind"] == "event"  # the shorter evidence gives the colour


def test_a_record_has_speaker_status_and_explanation(reader):
    page = reader.get("/reader", params={"document": DOCUMENT}).text
    assert "Army of Peru" in page
    assert "events/CONSULT" in page
    assert "past tense: happened" in page


def test_a_line_of_ten_million_characters_comes_in_parts(reader):
    document, event = long().document, long().statements[0]
    page = reader.get("/reader", params={"document": document.id})
    assert page.status_code == 200
    assert len(page.content) < 200_000
    data = reader.get("/reader.json", params={"document": document.id, "at": event.id}).json()["page"]
    assert data["part"] == data["parts"]
    assert "".join(piece["text"] for piece in data["body"] if piece["of"]) == event.evidence.quote


def test_the_sentence_around_evidence_is_not_shown_without_end(reader):
    event = long().statements[0]
    assert len(reader.get("/review").content) < 100_000
    assert len(reader.get(f"/api/v1/statements/{event.id}/explanation").content) < 5_000


def test_hostile_text_is_shown_as_text(reader):
    page = reader.get("/reader", params={"document": hostile().document.id}).text
    assert "<script>document" not in page
    assert "&lt;script&gt;document" in page
    assert "<svg onload" not in page
    assert "\u202e" not in page
    assert "U+202E" in page
    assert "<img src=x" not in page


# --- the others ------------------------------------------------------------------------------------


def test_the_brief_tells_what_a_run_brought(reader):
    page = reader.get("/brief.json?after=1").json()["page"]
    assert page["last_run"] == 3
    assert page["counts"]["event"] == 3
    assert {group["id"] for group in page["groups"]} == {"PER", "ECU"}
    assert reader.get("/brief.json?after=3").json()["page"]["groups"] == []
    assert "Nothing new since run 3" in reader.get("/brief?after=3").text


def test_the_brief_groups_by_actor_and_keeps_to_a_country(reader):
    page = reader.get("/brief.json?by=actor&country=ECU").json()["page"]
    assert page["groups"][0]["name"] == "Peru"
    assert all("ECU" in str(event) for group in page["groups"] for event in group["events"])


def test_a_watch_point_is_open_then_due_then_overdue(reader):
    def standing(day):
        (row,) = reader.get(f"/watch.json?on={day}").json()["page"]["rows"]
        return row["standing"]

    assert [standing(day) for day in ("2023-05-05", "2023-10-15", "2023-12-01")] == ["open", "due", "overdue"]
    assert "referendum in Ecuador" in reader.get("/watch?on=2023-05-05").text


def test_a_later_report_settles_a_watch_point_and_its_words_are_shown(client):
    story = Story.of("Ecuador held its referendum on Sunday.", published="2023-11-06", source="River Post")
    held = Event(
        document_id=story.document.id,
        evidence=story.evidence("Ecuador held its referendum on Sunday"),
        status=Status.HAPPENED,
        type="CONSULT",
        source=(story.actor("Ecuador", "ECU"),),
        when=When(start="2023-11-05", end="2023-11-05", precision="day"),
    )
    with client.app.state.desk.writing() as desk:
        desks.store(desk, 3, [desks.Item(reading=story.reading(held))])

    def ledger(query):
        return client.get(f"/watch.json?{query}").json()["page"]

    assert [row["standing"] for row in ledger("on=2023-10-20")["rows"]] == ["due"]
    (row,) = ledger("on=2023-11-20&standing=settled")["rows"]
    assert [step["step"] for step in row["steps"]] == ["settled"]
    assert "Ecuador held its referendum" in client.get("/watch?on=2023-11-20").text
    assert ledger("on=2023-11-20&standing=overdue")["rows"] == []


def test_too_many_reports_to_compare_are_listed_by_their_days_alone(reader, monkeypatch):
    monkeypatch.setattr(watch, "COMPARED", 3)
    page = reader.get("/watch.json?on=2023-10-16").json()["page"]
    assert (page["compared"], page["counts"]["due"], page["total"]) == (False, 1, 1)
    assert "choose a country" in reader.get("/watch?on=2023-10-17").text
    assert reader.get("/watch.json?on=2023-10-16&standing=settled").json()["page"]["rows"] == []


def test_an_actor_has_roles_partners_and_what_it_denies(reader):
    page = reader.get("/actor.json?id=PER").json()["page"]
    assert page["actor"]["name"] == "Peru"
    assert page["denials"][0]["content"]["quote"] == "it had shelled a camp"
    assert {partner["actor"]["id"] for partner in page["partners"]} >= {"ECU"}
    assert page["cow"] == 135


def test_a_denial_stands_beside_who_says_that_it_took_place(reader):
    found = rows(reader.get("/claims.csv?actor=PER&contested=true"))
    assert {row["ground"] for row in found} >= {"accused"}
    assert all(row["against"] for row in found)


def test_reports_that_cannot_both_be_right_stand_side_by_side(client):
    def report(day, number, outlet):
        story = Story.of(
            f"Niger arrested {number} protesters in Agadez on 4 May.", published=day, source=outlet
        )
        words = f"Niger arrested {number} protesters in Agadez on 4 May"
        start, end = story.at(str(number))
        event = Event(
            document_id=story.document.id, evidence=story.evidence(words), status=Status.HAPPENED,
            type="COERCE", act="COERCE", mode="arrest", quad="material_conflict",
            source=(story.actor("Niger", "NER"),), place=Place(name="Agadez", state="NER"),
            when=When(start="2023-05-04", end="2023-05-04", precision="day"),
            counts=(
                Count(what="arrested", low=number, high=number, unit="protester", start=start, end=end,
                      surface=str(number)),
            ),
        )  # fmt: skip
        return story.reading(event)

    with client.app.state.desk.writing() as desk:
        reports = (report("2023-05-05", 30, "River Post"), report("2023-05-06", 90, "Plains Radio"))
        desks.store(desk, 3, [desks.Item(reading=each) for each in reports])
        stories.update(desk)
    (found,) = client.get("/claims.json?show=stories&country=NER").json()["page"]["stories"]
    said = {value["value"] for value in found["values"] if value["contradicted"]}
    assert any("30" in value for value in said)
    assert any("90" in value for value in said)
    table = rows(client.get("/claims.csv?show=stories&country=NER"))
    assert {row["field"] for row in table} == {"arrested"}
    page = client.get(f"/claims?show=stories&story={found['story']['id']}").text
    assert "River Post" in page
    assert client.get("/claims?show=stories&story=sto-0").status_code == 404


def test_sources_list_documents_runs_and_versions(reader):
    page = reader.get("/sources.json").json()["page"]
    assert page["total"] == 3
    assert [run["id"] for run in page["runs"]] == [3, 2, 1]
    assert reader.get("/sources.json?source=-").json()["page"]["total"] == 1
    assert TITLE in reader.get("/sources?words=border").text


@pytest.mark.parametrize(
    ("typed", "leads"),
    [
        ("PER", "/actor?id=PER"),
        ("Peru", "/actor?id=PER"),
        (DOCUMENT[:12], f"/reader?document={DOCUMENT}"),
        ("nothing like it", "/actors?words=nothing+like+it&all=true"),
    ],
)
def test_finding_leads_to_what_was_meant(reader, typed, leads):
    assert reader.get("/find", params={"q": typed}, follow_redirects=False).headers["location"] == leads


def test_a_page_takes_its_time_limit_as_a_clear_failure(web_desk):
    with TestClient(
        create_app(Settings(desk=web_desk, query_limit=0.000001)), base_url="http://127.0.0.1"
    ) as hasty:
        answers = [hasty.get("/events.json") for _ in range(5)]
    stopped = [answer for answer in answers if answer.status_code == 503]
    assert stopped
    assert "choose less" in stopped[0].json()["detail"]

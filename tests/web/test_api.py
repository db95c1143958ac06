"""The API: cursors, stable ids, entity tags, exports; nothing that its description allows fails."""

from __future__ import annotations

import json
import time

import hypothesis
import pytest
import schemathesis
from pydantic import TypeAdapter
from tests.conftest import andes
from tests.web.conftest import hostile, long

from foreigndesk import exports
from foreigndesk.records import Kind
from foreigndesk.web.api.shapes import STATEMENT_SHAPES

VISIT = andes().statements[0]
EVERYTHING = len(andes().statements) + len(hostile().statements) + 1


def pages(client, path, **query):
    """Every item of a list, gone through by its cursors."""
    items, cursor = [], None
    while True:
        page = client.get(f"/api/v1{path}", params={**query, **({"cursor": cursor} if cursor else {})}).json()
        items += page["items"]
        cursor = page["next"]
        if cursor is None:
            return items


@pytest.mark.parametrize("limit", [1, 4, 500])
def test_cursors_go_through_a_list_once(reader, limit):
    ids = [item["id"] for item in pages(reader, "/statements", limit=limit)]
    assert len(ids) == len(set(ids)) == EVERYTHING
    assert ids[0] in {s.id for s in long().statements}  # the latest published comes first


def test_statements_are_those_that_exports_hold(reader):
    exported = [json.loads(line) for line in reader.get("/api/v1/exports/jsonl").text.splitlines()]
    for record in exported:
        del record["document"]
        assert reader.get(f"/api/v1/statements/{record['id']}").json() == record
    listed = {item["id"]: item for item in pages(reader, "/statements")}
    assert listed == {record["id"]: record for record in exported}


def test_every_statement_fits_the_shape_that_is_described(reader):
    shapes = {shape.model_fields["kind"].annotation.__args__[0]: shape for shape in STATEMENT_SHAPES}
    for item in pages(reader, "/statements"):
        TypeAdapter(shapes[item["kind"]]).validate_json(json.dumps(item))


@pytest.mark.parametrize("kind", list(Kind))
def test_statements_are_chosen_by_kind(reader, kind):
    assert {item["kind"] for item in pages(reader, "/statements", kind=kind.value)} == {kind.value}


def test_events_are_chosen_by_facets_as_on_the_screen(reader):
    query = {"type": "ASSAULT", "status": "denied"}
    total = reader.get("/events.json", params=query).json()["page"]["total"]
    assert len(pages(reader, "/events", **query)) == total
    facets = reader.get("/api/v1/events/facets", params=query).json()
    assert {"value": "denied", "label": "denied", "count": 1} in facets["status"]


def test_an_entity_tag_answers_304_until_the_desk_changes(client):
    path = "/api/v1/statements?kind=event"
    tag = client.get(path).headers["etag"]
    assert client.get(path, headers={"if-none-match": tag}).status_code == 304
    client.post("/api/v1/judgements", json={"statement": VISIT.id, "verdict": "accepted"})
    assert client.get(path, headers={"if-none-match": tag}).status_code == 200


def test_a_cursor_of_someone_elses_is_refused(reader):
    answer = reader.get("/api/v1/statements?cursor=%F0%9F%98%80")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_annotations_select_the_exact_words(reader):
    one = reader.get(f"/api/v1/statements/{VISIT.id}/annotation").json()
    assert one["@context"] == "http://www.w3.org/ns/anno.jsonld"
    position, quote = one["target"]["selector"]
    assert andes().document.text[position["start"] : position["end"]] == quote["exact"]
    whole = reader.get(f"/api/v1/documents/{VISIT.document_id}/annotations").json()
    assert (whole["type"], len(whole["items"])) == ("AnnotationPage", 9)


def test_an_explanation_names_rules_and_matches(reader):
    found = reader.get(f"/api/v1/statements/{VISIT.id}/explanation").json()
    assert found["reasons"][0]["rule"] == "events/CONSULT"
    assert {name["role"] for name in found["names"]} == {"source", "target"}


def test_a_reading_is_whole(reader):
    found = reader.get(f"/api/v1/documents/{VISIT.document_id}/reading").json()
    assert found["document"]["text"] == andes().document.text
    assert (len(found["mentions"]), len(found["statements"])) == (3, 9)


def test_an_actor_with_a_stroke_in_its_id_is_found(reader):
    assert reader.get("/api/v1/actors/PER/army").json()["name"] == "Army of Peru"
    assert {actor["id"] for actor in pages(reader, "/actors", kind="state")} == {"ECU", "PER"}


@pytest.mark.parametrize("name", exports.FORMATS)
def test_every_export_is_served_under_its_name(reader, name):
    answer = reader.get(f"/api/v1/exports/{name}")
    assert answer.status_code == 200
    ending = exports.FORMATS[name].ending
    assert answer.headers["content-disposition"].endswith(f'foreigndesk-{name}.{ending}"')


def test_a_judgement_is_made_and_taken_back(client):
    given = {"statement": VISIT.id, "verdict": "corrected", "changes": {"status": "planned"}}
    made = client.post("/api/v1/judgements", json=given)
    assert made.status_code == 201
    (judgement,) = client.get("/api/v1/judgements").json()
    assert (judgement["correction"]["status"], judgement["made_by"]) == ("planned", "Ada")
    assert client.delete(f"/api/v1/judgements/{made.json()['id']}").status_code == 200
    assert client.get("/api/v1/judgements").json() == []
    assert client.delete(f"/api/v1/judgements/{made.json()['id']}").status_code == 404


def test_changes_go_with_a_correction_alone(client):
    given = {"statement": VISIT.id, "verdict": "accepted", "changes": {"status": "planned"}}
    assert client.post("/api/v1/judgements", json=given).status_code == 422


@pytest.mark.parses
def test_a_pasted_article_is_read_and_lies_on_the_desk(client):
    text = "Kenya arrested three Somali journalists on Sunday. Somalia demanded their release."
    given = {"text": text, "title": "Kenya arrests journalists", "published": "2024-03-05"}
    job = client.post("/api/v1/articles", json=given)
    assert job.status_code == 202
    deadline = time.monotonic() + 60
    while (found := client.get(f"/api/v1/articles/{job.json()['id']}").json())["state"] == "reading":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert [step["state"] for step in found["steps"]] == ["done"] * 5
    page = client.get("/reader.json", params={"document": found["document"]}).json()["page"]
    assert page["title"] == "Kenya arrests journalists"
    assert page["published"] == "2024-03-05"
    assert any(row["statement"].get("type") == "COERCE" for row in page["records"])


def test_an_article_that_cannot_be_read_is_kept_with_its_reason(client):
    job = client.post("/api/v1/articles", json={"text": "??? !!!"}).json()
    deadline = time.monotonic() + 60
    while (found := client.get(f"/api/v1/articles/{job['id']}").json())["state"] == "reading":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert found["state"] == "failed"
    assert client.get("/api/v1/rejections").json()[0]["message"] == found["message"]


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"text": " "},
        {"text": "x", "address": "http://example.org"},
        {"text": "Peru visited.", "published": "May"},
        {"text": "x", "colour": "red"},
    ],
)
def test_an_article_is_given_one_way(client, given):
    assert client.post("/api/v1/articles", json=given).status_code == 422


def _schema(client):
    return schemathesis.openapi.from_dict(client.get("/api/v1/openapi.json").json())


def test_whatever_the_description_allows_is_answered_without_a_failure_of_ours(client, monkeypatch):
    """Schemathesis over the OpenAPI description: bounded, repeatable, no 5xx, and answers as described."""
    monkeypatch.setattr(client.app.state.room, "_read", lambda *_: None)  # nothing is fetched or read here
    operations = [result.ok() for result in _schema(client).get_all_operations()]
    assert len(operations) >= 20
    failures = []
    for operation in operations:

        @hypothesis.settings(
            max_examples=8,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(hypothesis.HealthCheck),
            phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
        )
        @hypothesis.given(case=operation.as_strategy())
        def run(case):
            arguments = case.as_transport_kwargs(base_url="http://127.0.0.1:8765")
            arguments.pop("cookies", None)
            answer = client.request(**arguments)
            if answer.status_code >= 500:
                failures.append((answer.status_code, answer.url, answer.text[:200]))

        run()
    assert failures == []

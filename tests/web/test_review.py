"""Judgements: made, taken back, kept through re-reading, exported as gold, and scored."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime, timedelta

import pytest
from tests.conftest import andes
from tests.web.conftest import form_token

from foreigndesk import cli, exports
from foreigndesk import desk as desks
from foreigndesk.desk import correcting, reviewing
from foreigndesk.desk.queries import Selection
from foreigndesk.desk.reviewing import Queue, Ruling
from foreigndesk.errors import EvaluationError, NotFound, UsageError
from foreigndesk.evaluation.review import evaluate_review
from foreigndesk.records import Event, Kind, Status, Versions

NOON = datetime(2023, 5, 6, 12, 0)
VISIT, PLAN, HOPE, SHELLING, DENIAL, QUOTE, MEMBER, PRESSURE, REFERENDUM = andes().statements
NEWER = Versions(foreigndesk="0.2.0", parser="parser-2", codebooks="books-2", gazetteers="names-2")


def ruling(verdict, minutes=0, **more) -> Ruling:
    return Ruling(verdict=verdict, made_by="Ada", made_at=NOON + timedelta(minutes=minutes), **more)


def written(desk, name, selection=None) -> bytes:
    stream = io.BytesIO()
    exports.write(desk, name, stream, selection)
    return stream.getvalue()


@pytest.fixture
def judged_desk(desk):
    """The visit accepted, the plan corrected to something possible, the shelling rejected."""
    reviewing.judge(desk, VISIT, ruling("accepted"))
    correction = correcting.corrected(desk, PLAN, {"status": "possible", "target": "ECU"})
    reviewing.judge(desk, PLAN, ruling("corrected", 1, correction=correction, note="only\na plan"))
    reviewing.judge(desk, SHELLING, ruling("rejected", 2))
    return desk


# --- judging ---------------------------------------------------------------------------------------


def test_a_judgement_holds_what_was_judged_and_leaves_the_reading_as_it_is(judged_desk):
    found = {j.judged.id: j for j in reviewing.judgements(judged_desk)}
    assert found[VISIT.id].verdict == "accepted"
    assert found[VISIT.id].gold == VISIT
    assert found[PLAN.id].gold.status is Status.POSSIBLE
    assert found[PLAN.id].judged == PLAN
    assert found[SHELLING.id].gold is None
    assert judged_desk.rows("SELECT count(*) FROM statements") == [(9,)]


def test_the_last_judgement_on_a_statement_stands_and_undoing_it_brings_the_one_before_back(desk):
    first = reviewing.judge(desk, VISIT, ruling("accepted"))
    second = reviewing.judge(desk, VISIT, ruling("rejected", 5))
    assert [j.id for j in reviewing.judgements(desk)] == [second]
    reviewing.undo(desk, second, at=NOON + timedelta(minutes=6))
    assert [j.id for j in reviewing.judgements(desk)] == [first]
    reviewing.undo(desk, first, at=NOON + timedelta(minutes=7))
    assert list(reviewing.judgements(desk)) == []
    assert desk.rows("SELECT count(*) FROM judgements") == [(2,)]  # nothing is deleted
    with pytest.raises(NotFound):
        reviewing.undo(desk, first, at=NOON)


def test_what_is_judged_waits_no_more(judged_desk):
    assert reviewing.waiting_count(judged_desk, Queue()) == 6
    assert reviewing.waiting_count(judged_desk, Queue(kind=Kind.EVENT)) == 0
    waiting = reviewing.waiting(judged_desk, Queue(country="ECU"), limit=10)
    assert {s.id for s in waiting} == {HOPE.id, QUOTE.id, REFERENDUM.id}
    assert reviewing.verdict_counts(judged_desk) == {"accepted": 1, "corrected": 1, "rejected": 1}


def test_judgements_survive_a_re_reading_that_changes_nothing_but_versions(judged_desk):
    run = desks.start_run(judged_desk, NOON)
    assert desks.store(judged_desk, run, [desks.Item(reading=andes(NEWER))]) == ["replaced"]
    found = reviewing.judged_statements(judged_desk, VISIT.document_id)
    assert {id: (j.verdict, j.same) for id, j in found.items()} == {
        VISIT.id: ("accepted", True),
        PLAN.id: ("corrected", True),
        SHELLING.id: ("rejected", True),
    }


def test_where_a_re_reading_says_something_else_the_judgement_is_found_by_its_words(
    judged_desk, make_reading
):
    reading = make_reading(NEWER)
    changed = Event(
        document_id=PLAN.document_id, evidence=PLAN.evidence, status=Status.POSSIBLE, type="CONCEDE"
    )
    statements = tuple(changed if s == PLAN else s for s in reading.statements)
    document = type(reading)(document=reading.document, mentions=(), statements=statements, versions=NEWER)
    desks.store(judged_desk, desks.start_run(judged_desk, NOON), [desks.Item(reading=document)])
    found = reviewing.judged_statements(judged_desk, PLAN.document_id)
    assert (found[changed.id].verdict, found[changed.id].same) == ("corrected", False)
    assert found[changed.id].judged == PLAN


# --- correcting ------------------------------------------------------------------------------------


def test_every_correctable_field_comes_back_as_it_is_typed():
    for stated in andes().statements:
        typed = correcting.as_typed(stated)
        assert tuple(typed) == correcting.asked_of(stated.kind)
        assert typed["quote"] == stated.evidence.quote


@pytest.mark.parametrize(
    ("stated", "changes", "field", "value"),
    [
        (VISIT, {"status": "planned"}, "status", Status.PLANNED),
        (VISIT, {"type": "AID"}, "type", "AID"),
        (VISIT, {"type": ""}, "type", None),
        (VISIT, {"mode": ""}, "mode", None),
        (HOPE, {"stance": "fears"}, "stance", "fears"),
        (MEMBER, {"relation": "leads"}, "relation", "leads"),
        (DENIAL, {"polarity": "asserts"}, "polarity", "asserts"),
        (PRESSURE, {"modality": "denied"}, "modality", "denied"),
        (REFERENDUM, {"outlook": "possible"}, "outlook", "possible"),
    ],
)
def test_one_field_is_corrected_and_the_rest_stays(desk, stated, changes, field, value):
    correction = correcting.corrected(desk, stated, changes)
    assert getattr(correction, field) == value
    same = set(correcting.as_typed(stated).items()) & set(correcting.as_typed(correction).items())
    assert len(same) == len(correcting.as_typed(stated)) - 1


def test_actors_are_taken_from_the_statement_the_desk_or_as_bare_words(desk):
    correction = correcting.corrected(desk, VISIT, {"target": "PER; PER/army; ?the villagers"})
    known, other, bare = correction.target
    assert known == VISIT.target[0]
    assert (other.name, other.sector, other.how) == ("Army of Peru", "MIL", "review")
    assert (bare.name, bare.linked) == ("the villagers", False)
    assert correcting.corrected(desk, VISIT, {"target": ""}).target == ()


def test_days_and_words_are_corrected(desk):
    correction = correcting.corrected(desk, REFERENDUM, {"due": "2023-11-05"})
    assert (correction.due.start, correction.due.end) == ("2023-11-05", "2023-11-05")
    shorter = correcting.corrected(desk, VISIT, {"quote": "visited Lima"})
    assert shorter.evidence.quote == "visited Lima"
    assert andes().document.text[shorter.evidence.start : shorter.evidence.end] == "visited Lima"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "nothing was corrected"),
        ({"status": "happened"}, "nothing was corrected"),
        ({"colour": "red"}, "colour: not a field of event statements"),
        ({"status": "perhaps"}, "status"),
        ({"target": "XYZ"}, "XYZ: no actor of this id"),
        ({"speaker": "PER; ECU"}, "give one actor, not 2"),
        ({"when": "next week"}, "write a day"),
        ({"quote": "no such words"}, "these words are not in the document"),
        ({"quote": ""}, "these words are not in the document"),
    ],
)
def test_a_correction_that_does_not_fit_is_refused_in_one_line(desk, changes, said):
    with pytest.raises(UsageError, match=said) as error:
        correcting.corrected(desk, VISIT, changes)
    assert "\n" not in str(error.value)


# --- in the browser --------------------------------------------------------------------------------


def test_accepting_correcting_and_undoing_by_forms(client):
    token = {"form_token": form_token(client)}
    back = f"/reader?document={VISIT.document_id}&at={VISIT.id}"
    form = {**token, "statement": VISIT.id, "back": back}
    answer = client.post("/review/judge", data={**form, "verdict": "accepted"})
    assert answer.url.path == "/reader"
    assert "Accepted by" in answer.text
    assert "Ada" in answer.text
    fields = {f"field-{name}": value for name, value in correcting.as_typed(VISIT).items()}
    client.post("/review/correct", data={**form, **fields, "field-status": "planned", "note": "not yet"})
    page = client.get("/review.json?show=judged").json()["page"]
    assert page["counts"] == {"accepted": 0, "corrected": 1, "rejected": 0}
    (judged,) = page["judged"]
    assert (judged["correction"]["status"], judged["note"]) == ("planned", "not yet")
    client.post("/review/undo", data={**token, "judgement": judged["id"]})
    assert client.get("/review.json?show=judged").json()["page"]["counts"]["accepted"] == 1


def test_the_correction_form_offers_the_codebooks_words(client):
    page = client.get(f"/review?statement={VISIT.id}").text
    assert '<option value="ASSAULT">' in page
    assert '<option value="visit" selected>' in page


def test_a_page_changes_its_tag_when_something_is_judged(client):
    address = f"/reader?document={VISIT.document_id}"
    client.get(address)
    before = client.get(address).headers["etag"]
    client.post("/api/v1/judgements", json={"statement": VISIT.id, "verdict": "rejected"})
    assert client.get(address, headers={"if-none-match": before}).status_code == 200


# --- as gold ---------------------------------------------------------------------------------------


def test_gold_lines_hold_verdict_reading_gold_and_text(judged_desk):
    rows = [json.loads(line) for line in written(judged_desk, "review-jsonl").splitlines()]
    assert [row["verdict"] for row in rows] == ["accepted", "corrected", "rejected"]
    assert rows[1]["read"]["status"] == "planned"
    assert rows[1]["gold"]["status"] == "possible"
    assert rows[2]["gold"] is None
    assert rows[0]["document"]["text"] == andes().document.text
    chosen = written(judged_desk, "review-jsonl", Selection(country="ECU"))
    assert len(chosen.splitlines()) == 1


def test_brat_files_point_at_the_words(judged_desk):
    archive = zipfile.ZipFile(io.BytesIO(written(judged_desk, "brat")))
    text = archive.read(f"{VISIT.document_id}.txt").decode()
    assert text == andes().document.text
    lines = archive.read(f"{VISIT.document_id}.ann").decode().splitlines()
    spans = [line.split("\t") for line in lines if line.startswith("T")]
    for _, type_and_offsets, words in spans:
        _, start, end = type_and_offsets.split()
        assert text[int(start) : int(end)] == words
    assert [s[1].split()[0] for s in spans if not s[1].startswith("Actor")] == [
        "Event_CONSULT",
        "Event_CONCEDE",
    ]
    assert any(line.endswith("Status T1 happened") for line in lines)
    assert any("\tsource Arg1:T1 Arg2:T2" in line for line in lines)
    assert any(line.endswith("only a plan") for line in lines)
    assert "Event_CONSULT" in archive.read("annotation.conf").decode()


def test_label_studio_tasks_hold_gold_and_what_was_read(judged_desk):
    (task,) = json.loads(written(judged_desk, "label-studio"))
    gold, read = task["annotations"][0]["result"], task["predictions"][0]["result"]
    assert (len(gold), len(read)) == (2, 3)
    for region in (*gold, *read):
        value = region["value"]
        assert task["data"]["text"][value["start"] : value["end"]] == value["text"]
        assert value["labels"] == ["event"]


# --- scored ----------------------------------------------------------------------------------------


def test_the_reading_that_was_judged_scores_as_it_was_judged(judged_desk):
    scores = {row["kind"]: row for row in evaluate_review(judged_desk).rows()}
    assert set(scores) == {"event", "all"}
    row = scores["event"]
    assert (row["judged"], row["found"], row["missed"], row["false"]) == (3, 1, 1, 2)
    assert (row["precision"], row["recall"], row["F1"]) == (0.333, 0.5, 0.4)


def test_a_reading_that_follows_the_judgements_scores_full(judged_desk, make_reading):
    gold = {PLAN.id: correcting.corrected(judged_desk, PLAN, {"status": "possible", "target": "ECU"})}
    reading = make_reading(NEWER)
    kept = tuple(gold.get(s.id, s) for s in reading.statements if s != SHELLING)
    better = type(reading)(document=reading.document, mentions=(), statements=kept, versions=NEWER)
    desks.store(judged_desk, desks.start_run(judged_desk, NOON), [desks.Item(reading=better)])
    row = evaluate_review(judged_desk).rows()[-1]
    assert (row["found"], row["missed"], row["false"], row["F1"]) == (2, 0, 0, 1.0)


def test_scoring_a_desk_without_judgements_says_where_to_make_them(desk, desk_path, capsys):
    with pytest.raises(EvaluationError, match="nothing was judged yet"):
        evaluate_review(desk)
    desk.close()
    assert cli.main(["evaluate", "review", "--desk", str(desk_path)]) == 1
    assert "Review" in capsys.readouterr().err


def test_the_command_prints_the_scores(judged_desk, desk_path, capsys):
    judged_desk.close()
    assert cli.main(["evaluate", "review", "--desk", str(desk_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[-1]["judged"] == 3

"""Each export opens in the program it is made for, and says what the desk says."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree

import duckdb
import pytest

from foreigndesk import desk as desks
from foreigndesk import exports
from foreigndesk.desk import rebuilding
from foreigndesk.desk.queries import Selection
from foreigndesk.errors import ExportError, UsageError
from foreigndesk.records import Count, Event, Kind, Place, Status, When, to_json


def written(desk, name: str, selection: Selection | None = None) -> bytes:
    stream = io.BytesIO()
    exports.write(desk, name, stream, selection)
    return stream.getvalue()


def records(desk, name: str, selection: Selection | None = None) -> list[dict]:
    return [json.loads(line) for line in written(desk, name, selection).decode().splitlines()]


def test_jsonl_holds_whole_statements_that_can_be_rebuilt(desk, reading):
    rows = records(desk, "jsonl")
    assert [row["id"] for row in rows] == [s.id for s in reading.statements]
    for row, stated in zip(rows, reading.statements, strict=True):
        assert row.pop("document")["address"] == "news/andes.txt"
        assert rebuilding.statement(json.dumps(row)) == stated


def test_csv_opens_in_a_csv_reader_and_in_duckdb(desk, reading, tmp_path):
    path = tmp_path / "statements.csv"
    path.write_bytes(written(desk, "csv"))
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == [s.id for s in reading.statements]
    assert rows[0]["actors"] == "ECU/foreign-minister"
    assert rows[0]["what"] == "CONSULT"
    counted = duckdb.sql(f"SELECT count(*) FROM read_csv('{path}') WHERE status = 'denied'").fetchone()
    assert counted == (2,)


def test_csv_keeps_quotes_commas_and_line_breaks(tmp_path, story):
    words = 'He said: "stop, now"\nand left'
    one = story.of(words)
    event = Event(
        document_id=one.document.id, evidence=one.evidence(words), status=Status.HAPPENED, type="REQUEST"
    )
    with desks.open(tmp_path / "desk.duckdb") as desk:
        desks.store(
            desk, desks.start_run(desk, datetime(2023, 1, 1)), [desks.Item(reading=one.reading(event))]
        )
        (row,) = csv.DictReader(io.StringIO(written(desk, "csv").decode(), newline=""))
    assert row["quote"] == words


def test_parquet_opens_in_duckdb_with_its_types(desk, reading, tmp_path):
    path = tmp_path / "statements.parquet"
    path.write_bytes(written(desk, "parquet"))
    rows = duckdb.sql(f"SELECT id, actors, latitude FROM '{path}' WHERE kind = 'event'").fetchall()
    assert rows[0] == (reading.statements[0].id, ["ECU/foreign-minister"], -12.04)
    assert duckdb.sql(f"SELECT count(*) FROM '{path}'").fetchone() == (len(reading.statements),)


def test_plover_records_use_the_manuals_field_names(desk):
    rows = records(desk, "plover-jsonl")
    first = rows[0]
    assert first["event"] == ["CONSULT"]
    assert first["mode"] == ["visit"]
    assert first["context"] == ["diplomatic"]
    assert (first["date"], first["enddate"], first["date_from"]) == ("2023-05-04", "2023-05-04", "text")
    assert first["quad_code"] == 1
    assert first["actor"] == [
        {
            "code": "ECU",
            "sector": "GOV",
            "entity_text": "Lucia Andrade",
            "identifier_id": "ECU/foreign-minister",
            "identifier_text": "Lucia Andrade",
        }
    ]
    assert first["event_loc"]["country_code"] == "PER"
    assert first["event_loc"]["resolution"] == 5
    assert first["cite_info"]["publication"] == "Andes Wire"


def test_plover_records_hold_events_alone_and_keep_the_status_of_each(desk):
    assert [(row["event"], row["status"]) for row in records(desk, "plover-jsonl")] == [
        (["CONSULT"], "happened"),
        (["CONCEDE"], "planned"),
        (["ASSAULT"], "denied"),
    ]


def test_numbers_go_out_as_json_in_tables_and_as_size_in_plover(tmp_path, story):
    one = story.of("Peru's army killed three rebels and up to ten villagers and arrested some 300 men.")

    def count(what, surface, low, high, unit, about=False):
        words = one.evidence(surface)
        return Count(
            what=what,
            low=low,
            high=high,
            unit=unit,
            about=about,
            start=words.start,
            end=words.end,
            surface=surface,
        )

    event = Event(
        document_id=one.document.id, evidence=one.evidence("killed three rebels"), status=Status.HAPPENED,
        type="ASSAULT", act="ASSAULT", counts=(
            count("killed", "three rebels", 3, 3, "rebel"),
            count("killed", "up to ten villagers", None, 10, "villager"),
            count("arrested", "some 300 men", 300, 300, "man", about=True),
        ),
    )  # fmt: skip
    denied = replace(event, type="REJECT")
    with desks.open(tmp_path / "desk.duckdb") as desk:
        run = desks.start_run(desk, datetime(2023, 1, 1))
        desks.store(desk, run, [desks.Item(reading=one.reading(event, denied))])
        rows = list(csv.DictReader(io.StringIO(written(desk, "csv").decode(), newline="")))
        plover = {row["event"][0]: row for row in records(desk, "plover-jsonl")}
    assert json.loads(rows[0]["counts"]) == to_json(event.counts)
    assert plover["ASSAULT"]["size"] == {"dead": 3, "arrested": 300}
    assert plover["ASSAULT"]["counts"][1]["high"] == 10
    assert plover["REJECT"]["size"] == {}


def test_an_event_without_a_date_takes_the_day_of_publication_and_says_so(desk):
    denied = records(desk, "plover-jsonl")[2]
    assert (denied["date"], denied["date_from"]) == ("2023-05-05", "publication")


def test_a_year_alone_becomes_a_whole_date_and_what_plover_does_not_code_is_left_out(tmp_path, story):
    one = story.of("A revolution broke out in 1979. The UN condemned it.")
    shared = {"document_id": one.document.id, "status": Status.HAPPENED}
    uncoded = Event(
        **shared, evidence=one.evidence("A revolution broke out"), type=None, contexts=("revolution",)
    )
    coded = Event(
        **shared,
        evidence=one.evidence("The UN condemned it"),
        type="ACCUSE",
        place=Place(name="Tehran"),
        when=When(start="1979", end="1979", precision="year"),
    )
    with desks.open(tmp_path / "desk.duckdb") as desk:
        reading = one.reading(uncoded, coded)
        desks.store(desk, desks.start_run(desk, datetime(2023, 1, 1)), [desks.Item(reading=reading)])
        (row,) = records(desk, "plover-jsonl")
    assert (row["id"], row["date"], row["enddate"]) == (coded.id, "1979-01-01", None)
    assert row["event_loc"]["resolution"] is None


def test_json_ld_is_an_annotation_page_on_the_exact_words(desk, reading):
    page = json.loads(written(desk, "json-ld"))
    assert page["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert page["type"] == "AnnotationPage"
    assert len(page["items"]) == len(reading.statements)
    for item in page["items"]:
        position, quote = item["target"]["selector"]
        assert reading.document.text[position["start"] : position["end"]] == quote["exact"]
        assert (position["type"], quote["type"]) == ("TextPositionSelector", "TextQuoteSelector")


# What writes statements one by one; the others have tests of their own.
BY_STATEMENT = [
    name for name in exports.FORMATS if name not in ("ftm", "review-jsonl", "brat", "label-studio")
]


@pytest.mark.parametrize("name", BY_STATEMENT)
def test_an_export_is_chosen_like_a_briefing(desk, name):
    everything = written(desk, name)
    chosen = io.BytesIO()
    count = exports.write(desk, name, chosen, Selection(country="ECU", kind=Kind.EVENT))
    assert count == 1
    assert exports.write(desk, name, io.BytesIO(), Selection(country="ZWE")) == 0
    assert len(chosen.getvalue()) <= len(everything)


@pytest.mark.parametrize("name", exports.FORMATS)
def test_an_empty_choice_still_makes_a_readable_file(desk, name, tmp_path):
    content = written(desk, name, Selection(country="ZWE"))
    path = tmp_path / "empty"
    path.write_bytes(content)
    if name == "parquet":
        assert duckdb.sql(f"SELECT count(*) FROM read_parquet('{path}')").fetchone() == (0,)
    elif name == "csv":
        assert content.startswith(b"id,kind,status")
    elif name in ("polecat", "icews"):
        assert content.startswith(b"Event ID\tEvent Date\t")
        assert content.count(b"\n") == 1
    elif name == "json-ld":
        assert json.loads(content)["items"] == []
    elif name == "geojson":
        assert json.loads(content) == {"type": "FeatureCollection", "features": []}
    elif name == "graphml":
        assert len(ElementTree.fromstring(content).findall(".//{*}edge")) == 0
    elif name == "brat":
        assert zipfile.ZipFile(path).namelist() == ["annotation.conf"]
    elif name == "label-studio":
        assert json.loads(content) == []
    else:
        assert content == b""


@pytest.mark.parametrize("name", exports.FORMATS)
def test_equal_desks_give_equal_bytes(desk, name):
    assert written(desk, name) == written(desk, name)


def test_an_unknown_format_is_answered_with_those_there_are(desk):
    with pytest.raises(
        UsageError, match="the formats are jsonl, csv, parquet, plover-jsonl, polecat, icews, gdelt2, json-ld"
    ):
        exports.format_named("xlsx")


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("before")

    def interrupted():
        with exports.replacing(path) as stream:
            stream.write(b"half of it")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    assert path.read_text() == "before"
    assert [file.name for file in tmp_path.iterdir()] == ["out.csv"]
    with exports.replacing(path) as stream:
        stream.write(b"after")
    assert path.read_text() == "after"


def test_a_file_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(ExportError, match="nowhere"), exports.replacing(tmp_path / "nowhere" / "out.csv"):
        pass
    with pytest.raises(ExportError, match="this is a folder"), exports.replacing(tmp_path):
        pass

"""The layouts of public event data hold what took place, column by column, and open in their readers."""

import csv
import io
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from foreigndesk import codebooks, exports
from foreigndesk import desk as desks
from foreigndesk.exports import cameo, gdelt, geography, icews, polecat
from foreigndesk.exports.columns import columns
from foreigndesk.exports.happenings import Happening
from foreigndesk.exports.sources import Sourced
from foreigndesk.records import ActorKind, Event, Place, Status, When

LAYOUTS = {"polecat": 40, "icews": 20, "gdelt2": 61}
EXPORTS_PAGE = Path(__file__).parents[2] / "docs" / "exports.md"


def written(desk, name: str) -> bytes:
    stream = io.BytesIO()
    exports.write(desk, name, stream)
    return stream.getvalue()


def cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode(), newline=""), delimiter="\t"))


def rows(desk, name: str) -> list[dict[str, str]]:
    found = cells(written(desk, name))
    header = [column.column for column in columns(name)]
    return [dict(zip(header, row, strict=True)) for row in found[name != "gdelt2" :]]


@pytest.fixture
def a_desk(tmp_path):
    """Return a maker of a desk that holds one reading."""
    opened = []

    def make(reading):
        desk = desks.open(tmp_path / "desk.duckdb")
        opened.append(desk)
        desks.store(desk, desks.start_run(desk, datetime(2023, 1, 1)), [desks.Item(reading=reading)])
        return desk

    yield make
    for desk in opened:
        desk.close()


@pytest.fixture
def three_sides(story):
    """Return a story of three states and a boat, and a maker of its event."""
    one = story.of("France, Spain and Mali met. They seized a boat.")

    def event(*, source=(), target=(), **said) -> Event:
        names = {
            "France": one.actor("France", "FRA"),
            "Spain": one.actor("Spain", "ESP"),
            "Mali": one.actor("Mali", "MLI"),
            "a boat": one.actor("a boat", "?a boat", kind=ActorKind.UNKNOWN),
        }
        return Event(
            **{"type": "CONSULT", "status": Status.HAPPENED} | said,
            document_id=one.document.id,
            evidence=one.evidence("France, Spain and Mali met"),
            source=tuple(names[name] for name in source),
            target=tuple(names[name] for name in target),
        )

    return one, event


def pairs(event: Event) -> list[tuple[str | None, str | None]]:
    found = icews.icews_rows(happening(event))
    return [(row.get("Source Name"), row.get("Target Name")) for row in found]


def happening(event: Event, published: str | None = "2023-05-05") -> Happening:
    return Happening(event, Sourced(event, None, "news/1.txt", published, None, None))


# --- shape ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "width"), LAYOUTS.items())
def test_every_row_has_the_columns_of_the_layout(desk, name, width):
    found = cells(written(desk, name))
    assert len(columns(name)) == width
    assert {len(row) for row in found} == {width}
    if name != "gdelt2":
        assert found[0] == [column.column for column in columns(name)]


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_desk_where_nothing_happened_gives_the_header_alone(a_desk, name, three_sides):
    story, event = three_sides
    found = cells(written(a_desk(story.reading(event(source=["Mali"], status=Status.PLANNED))), name))
    assert len(found) == (name != "gdelt2")


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_row_fills_just_the_columns_that_the_documentation_fills(desk, name):
    documented = {column.column for column in columns(name) if column.content}
    filled = {column for row in rows(desk, name) for column, cell in row.items() if cell}
    assert filled <= documented
    for column in columns(name):
        assert bool(column.content) != bool(column.why), column.column


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_documentation_has_each_column_in_its_order(name):
    table = [f"| {c.column} | {c.content or 'empty: ' + c.why} |" for c in columns(name)]
    assert "\n".join(table) in EXPORTS_PAGE.read_text(encoding="utf-8")


# --- quoting ----------------------------------------------------------------------------------------

AWKWARD = [
    "Army\tof Peru",
    'the "Army" of Peru',
    '"Army"',
    "Army\nof Peru",
    "Army\r\nof Peru",
    "Army\rof Peru",
    'a "tab\there"\nand; there',
    "Ejército ’of’ 秘鲁",
]


@pytest.mark.parametrize("words", AWKWARD)
def test_tabs_quotes_and_line_breaks_come_back_from_python_and_duckdb(a_desk, story, words, tmp_path):
    one = story.of(f"{words} met.", source=words)
    army = one.actor(words, "PER/army", words, ActorKind.OFFICE, state="PER", sector="MIL")
    event = Event(
        document_id=one.document.id,
        evidence=one.evidence(words),
        status=Status.HAPPENED,
        type="CONSULT",
        source=(army,),
    )
    desk = a_desk(one.reading(event))
    for name, column in (("polecat", "Actor Name Raw"), ("icews", "Source Name")):
        (row,) = rows(desk, name)
        assert row[column] == words
        path = tmp_path / f"{name}.tsv"
        path.write_bytes(written(desk, name))
        read = f"read_csv('{path}', delim='\t', header=true, quote='\"', escape='\"', all_varchar=true)"
        assert duckdb.sql(f'SELECT "{column}" FROM {read}').fetchall() == [(words,)]
    assert len(written(desk, "gdelt2").splitlines()) == 1
    assert rows(desk, "gdelt2")[0]["Actor1Name"] == " ".join(words.split())


@pytest.mark.parametrize(("name", "width"), LAYOUTS.items())
def test_duckdb_finds_out_by_itself_how_a_file_is_written(desk, name, width, tmp_path):
    path = tmp_path / "events.tsv"
    path.write_bytes(written(desk, name))
    read = duckdb.sql(f"FROM read_csv('{path}', delim='\t', header={name != 'gdelt2'})")
    assert len(read.columns) == width
    assert len(read.fetchall()) == 1


# --- which events, and when -------------------------------------------------------------------------


@pytest.mark.parametrize("name", LAYOUTS)
def test_only_what_happened_or_is_ongoing_is_exported(a_desk, three_sides, name):
    story, event = three_sides
    every = [event(source=["Mali"], status=status) for status in Status]
    assert len(rows(a_desk(story.reading(*every)), name)) == 2


@pytest.mark.parametrize("name", LAYOUTS)
def test_an_event_outside_plover_is_left_out(a_desk, three_sides, name):
    story, event = three_sides
    assert rows(a_desk(story.reading(event(source=["Mali"], type=None))), name) == []


@pytest.mark.parametrize(
    ("when", "published", "day"),
    [
        (When(start="2023-05-04", end="2023-05-04", precision="day"), "2023-05-05", "2023-05-04"),
        (When(start="2023-04-01", end="2023-04-30", precision="month"), "2023-05-05", "2023-04-01"),
        (When(start="1993", end="1993", precision="year"), "2023-05-05", "1993-01-01"),
        (When(start=None, end="2022-12-31", precision="year"), "2023-05-05", "2022-12-31"),
        (When(start=None, end=None, precision="unknown"), "2023-05-05T10:30", "2023-05-05"),
        (None, "2023-05-05T10:30", "2023-05-05"),
        (None, None, None),
    ],
)
def test_the_day_is_the_events_own_else_that_of_publication(three_sides, when, published, day):
    _, event = three_sides
    told = happening(event(source=["Mali"], when=when), published)
    assert polecat.polecat_row(told)["Event Date"] == day
    assert next(icews.icews_rows(told))["Event Date"] == day
    assert next(gdelt.gdelt_rows(told)).get("Day") == (day.replace("-", "") if day else None)


def test_gdelt_writes_a_day_in_four_ways_and_a_minute_in_one(three_sides):
    _, event = three_sides
    row = next(gdelt.gdelt_rows(happening(event(source=["Mali"]), "2013-12-31T10:30")))
    days = [row[name] for name in ("Day", "MonthYear", "Year", "FractionDate", "DATEADDED")]
    assert days == ["20131231", "201312", "2013", "2013.9890", "20131231103000"]


# --- who --------------------------------------------------------------------------------------------


def test_each_actor_is_paired_with_each_recipient(three_sides):
    _, event = three_sides
    towards = event(source=["France", "Spain"], target=["Mali"])
    assert pairs(towards) == [("France", "Mali"), ("Spain", "Mali")]


def test_those_who_meet_are_paired_with_each_other_both_ways(three_sides):
    _, event = three_sides
    meeting = event(source=["France", "Mali"])
    assert pairs(meeting) == [("France", "Mali"), ("Mali", "France")]
    assert len(pairs(event(source=["France", "Spain", "Mali"]))) == 6


@pytest.mark.parametrize(("type", "mode"), [("ASSAULT", "aerial"), ("ACCUSE", None), ("CONSULT", "visit")])
def test_those_who_act_together_are_not_taken_to_act_on_each_other(three_sides, type, mode):
    _, event = three_sides
    together = event(source=["France", "Spain"], type=type, mode=mode)
    assert pairs(together) == [("France", None), ("Spain", None)]


def test_a_side_is_a_linked_actor_and_each_only_once(three_sides):
    _, event = three_sides
    assert pairs(event(source=["Mali", "Mali"], target=["a boat", "France"])) == [("Mali", "France")]
    assert pairs(event(source=["Mali"], target=["a boat"])) == [("Mali", None)]
    assert pairs(event(target=["Mali"])) == [(None, "Mali")]
    assert pairs(event(source=["a boat"])) == []


def test_polecat_keeps_all_actors_in_one_cell_each_at_its_place(three_sides):
    _, event = three_sides
    row = polecat.polecat_row(happening(event(source=["Mali", "a boat", "France"])))
    assert row["Actor Name"] == "Mali; None; France"
    assert row["Actor Name Raw"] == "Mali; a boat; France"
    assert row["Actor COW"] == "432; None; 220"
    assert row["Primary Actor Sector"] is None


def test_gdelt_numbers_each_pair_and_keeps_the_number(three_sides):
    _, event = three_sides
    meeting = happening(event(source=["France", "Spain", "Mali"]))
    numbers = [row["GlobalEventID"] for row in gdelt.gdelt_rows(meeting)]
    assert len(set(numbers)) == 6
    assert max(numbers) < 2**53
    assert numbers == [row["GlobalEventID"] for row in gdelt.gdelt_rows(meeting)]


# --- whole rows -------------------------------------------------------------------------------------


def test_a_row_of_polecat(desk, reading):
    (row,) = rows(desk, "polecat")
    assert {name: cell for name, cell in row.items() if cell} == {
        "Event ID": reading.statements[0].id,
        "Event Date": "2023-05-04",
        "Event Type": "CONSULT",
        "Event Mode": "visit",
        "Intensity": "4.0",
        "Quad Code": "VERBAL COOPERATION",
        "Contexts": "diplomatic",
        "Actor Name": "Lucia Andrade",
        "Actor Country": "ECU",
        "Actor COW": "130",
        "Primary Actor Sector": "GOV",
        "Actor Sectors": "GOV",
        "Actor Name Raw": "Lucia Andrade",
        "Recipient Name": "Peru",
        "Recipient Country": "PER",
        "Recipient COW": "135",
        "Recipient Name Raw": "Peru",
        "Placename": "Lima",
        "Country": "PER",
        "Latitude": "-12.04",
        "Longitude": "-77.03",
        "Source": "Andes Wire",
        "Publication Date": "2023-05-05",
        "Version": "foreigndesk 0.1.0",
    }


def test_a_row_of_icews(desk, reading):
    (row,) = rows(desk, "icews")
    assert {name: cell for name, cell in row.items() if cell} == {
        "Event ID": reading.statements[0].id,
        "Event Date": "2023-05-04",
        "Source Name": "Lucia Andrade",
        "Source Sectors": "GOV",
        "Source Country": "Ecuador",
        "Event Text": "Make a visit",
        "CAMEO Code": "042",
        "Intensity": "1.9",
        "Target Name": "Peru",
        "Target Country": "Peru",
        "Story ID": reading.document.id,
        "Publisher": "Andes Wire",
        "Country": "Peru",
        "Latitude": "-12.04",
        "Longitude": "-77.03",
    }


def test_a_row_of_gdelt(desk):
    (row,) = rows(desk, "gdelt2")
    assert row.pop("GlobalEventID").isdigit()
    assert {name: cell for name, cell in row.items() if cell} == {
        "Day": "20230504",
        "MonthYear": "202305",
        "Year": "2023",
        "FractionDate": "2023.3397",
        "Actor1Code": "ECUGOV",
        "Actor1Name": "Lucia Andrade",
        "Actor1CountryCode": "ECU",
        "Actor1Type1Code": "GOV",
        "Actor2Code": "PER",
        "Actor2Name": "Peru",
        "Actor2CountryCode": "PER",
        "EventCode": "042",
        "EventBaseCode": "042",
        "EventRootCode": "04",
        "QuadClass": "1",
        "GoldsteinScale": "1.9",
        "NumMentions": "1",
        "NumSources": "1",
        "NumArticles": "1",
        "ActionGeo_FullName": "Lima, Peru",
        "ActionGeo_CountryCode": "PE",
        "ActionGeo_Lat": "-12.04",
        "ActionGeo_Long": "-77.03",
        "DATEADDED": "20230505000000",
        "SOURCEURL": "news/andes.txt",
    }


@pytest.mark.parametrize(
    ("feature", "state", "city", "province", "resolution"),
    [
        ("city", "PER", "there", None, 4),
        ("capital", "USA", "there", None, 3),
        ("admin1", "PER", None, "there", 5),
        ("admin1", "USA", None, "there", 2),
        ("country", "PER", None, None, 1),
        ("region", "PER", None, None, None),
        (None, None, None, None, None),
    ],
)
def test_a_place_goes_into_the_columns_of_its_kind(feature, state, city, province, resolution):
    place = Place(name="there", state=state, feature=feature)
    assert (geography.city(place), geography.province(place)) == (city, province)
    assert geography.gdelt_resolution(place) == resolution


def test_the_words_of_a_place_are_given_where_the_evidence_holds_them(three_sides):
    story, event = three_sides
    start, end = story.at("Mali")
    named = event(source=["France"], place=Place(name="Mali", state="MLI", start=start, end=end))
    assert polecat.polecat_row(happening(named))["Raw Placename"] == "Mali"
    start, end = story.at("boat")
    elsewhere = event(source=["France"], place=Place(name="Mali", state="MLI", start=start, end=end))
    assert polecat.polecat_row(happening(elsewhere))["Raw Placename"] is None


# --- CAMEO ------------------------------------------------------------------------------------------


def test_the_cameo_table_has_every_type_and_mode_of_plover_and_no_other():
    types = codebooks.load().plover.types
    assert cameo.codings().keys() == {(t.type, mode) for t in types for mode in ("", *t.modes)}


def belongs(code: str, entry: str) -> bool:
    """Whether a code lies in an entry of plover.yaml's `cameo`: a root, a code, or a range of codes."""
    first, _, last = entry.partition("-")
    return code.startswith(first) if not last else first <= code[: len(first)] <= last


def test_the_documentation_has_the_whole_table():
    lines = EXPORTS_PAGE.read_text(encoding="utf-8").splitlines()
    for row in cameo.codings().values():
        assert f"| {row.type} | {row.mode} | {row.cameo} | {cameo.codes()[row.cameo].text} |" in lines


@pytest.mark.parametrize("row", cameo.codings().values(), ids=lambda row: f"{row.type}-{row.mode}")
def test_a_code_is_among_the_cameo_codes_of_its_type_and_says_why(row):
    entries = codebooks.load().plover_type(row.type).cameo
    # CAMEO has one general code for yielding, 080; PLOVER gives it to CONCEDE, CAMEO knows none for RETREAT.
    general = row.type == "RETREAT" and row.cameo == "080"
    assert general or any(belongs(row.cameo, entry) for entry in entries)
    assert row.cameo[:2] in {entry[:2] for entry in entries}
    assert row.cameo in cameo.codes()
    assert row.why


def test_every_code_is_led_to_and_has_the_quad_class_of_its_root():
    assert cameo.codes().keys() == {row.cameo for row in cameo.codings().values()}
    for code in cameo.codes().values():
        root = int(code.code[:2])
        assert code.quad == 1 + (root > 5) + (root > 8) + (root > 13)
        assert (code.goldstein > 0) == (code.quad < 3)


def test_a_mode_of_a_users_own_gets_the_code_of_its_type_and_a_type_of_his_own_gets_none(three_sides):
    _, event = three_sides
    assert cameo.coding(event(mode="by-pigeon")) is cameo.codings()["CONSULT", ""]
    assert pairs(event(type="GREET", source=["Mali"])) == []
    assert polecat.polecat_row(happening(event(type="GREET", source=["Mali"])))["Event Type"] == "GREET"

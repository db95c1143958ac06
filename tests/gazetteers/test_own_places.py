"""A user's own places: a GeoNames dump in, looked up as ours are, and what is said of wrong files."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from foreigndesk import gazetteers
from foreigndesk.errors import GazetteerError
from foreigndesk.gazetteers import geonames
from foreigndesk.gazetteers.folding import fold
from foreigndesk.gazetteers.own_places import VARIABLE, own_places, places_path, release, remove_places
from foreigndesk.linking.atlas import atlas
from foreigndesk.linking.places import find_places


def row(id, name, kind="P PPL", *, names="", at=(1.0, 2.0), country="ML", admin1="05", people=0):
    feature_class, code = kind.split()
    plain = "".join(c for c in name if c.isascii())
    head = [id, name, plain, names, *at, feature_class, code, country, "", admin1, "", "", "", people]
    return "\t".join(map(str, [*head, "", "250", "Africa/Bamako", "2024-01-01"]))


ROWS = [
    row(900001, "Tin-Zaoura Kébir", names="Tinzawra,Тинзаура,TZK,https://example.org,تين", people=420),
    row(900002, "Qoraville", people=31_000, country="UA"),
    row(900003, "Qoraville", "A ADM2", people=90_000, country="UA"),
    row(900004, "Hotel Qoraville", "S HTL"),
    row(900005, "Zaourabad Air Base", "S AIRB", country="IR"),
    row(900006, "Zoqqaland", "A ADM1", names="Zoqqa", country="UA", admin1="77"),
    row(900007, "Tin-Zaoura Kébir", country="UA", admin1="77"),
]


@pytest.fixture(autouse=True)
def places_file(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path / "own" / "places.duckdb"))
    release()
    yield places_path()
    release()


def dump(folder: Path, *rows: str, name: str = "ML.zip") -> Path:
    path, text = folder / name, "\n".join(rows) + "\n"
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("readme.txt", "about")
            archive.writestr("ML.txt", text)
    else:
        path.write_text(text, encoding="utf-8")
    return path


def found(name, **options):
    return [(s.name, s.state, s.feature) for s in atlas().find(name, **options)]


@pytest.mark.parametrize("name", ["ML.zip", "ML.txt"])
def test_a_dump_is_read_from_its_zip_or_its_text_and_kinds_that_are_not_kept_are_counted(tmp_path, name):
    done = geonames.import_dump(dump(tmp_path, *ROWS, name=name))
    assert (done.rows, done.kept, done.places) == (7, 6, 6)
    assert [p.name for p in places_path().parent.iterdir()] == ["places.duckdb"]


@pytest.mark.parametrize("name", ["Tin-Zaoura Kébir", "tin zaoura kebir", "the Tin-Zaoura Kebir", "Tinzawra"])
def test_a_place_is_found_by_its_name_and_other_names_however_they_are_written(tmp_path, name):
    geonames.import_dump(dump(tmp_path, *ROWS))
    assert 900001 in [p.id for p in own_places().find(name)]


@pytest.mark.parametrize("name", ["Тинзаура", "TZK", "https://example.org", "تين"])
def test_other_scripts_codes_and_addresses_are_no_names(tmp_path, name):
    geonames.import_dump(dump(tmp_path, *ROWS))
    assert own_places().find(name) == ()


def test_importing_again_replaces_the_rows_of_the_same_ids_and_keeps_the_others(tmp_path):
    geonames.import_dump(dump(tmp_path, *ROWS))
    first = gazetteers.version()
    assert geonames.import_dump(dump(tmp_path, *ROWS)).places == 6
    assert gazetteers.version() == first
    moved = row(900002, "Qoraville", at=(50.0, 30.0), people=32_000, country="UA")
    gone = row(900005, "Zaourabad Air Base", "S HTL")
    assert geonames.import_dump(dump(tmp_path, moved, gone)).places == 5
    assert [p.population for p in own_places().find("Qoraville")] == [90_000, 32_000]
    assert own_places().find("Zaourabad Air Base") == ()


def test_the_version_kept_with_readings_changes_with_what_is_known(tmp_path):
    before = gazetteers.version()
    geonames.import_dump(dump(tmp_path, *ROWS))
    imported = gazetteers.version()
    assert imported.startswith(before + "+")
    geonames.import_dump(dump(tmp_path, row(900009, "Newtownia")))
    assert gazetteers.version() not in {before, imported}
    assert remove_places()
    assert gazetteers.version() == before
    assert not remove_places()


def test_the_atlas_finds_imported_towns_and_villages_only_where_a_place_is_meant(tmp_path):
    assert found("Qoraville") == []
    geonames.import_dump(dump(tmp_path, *ROWS))
    assert found("Qoraville") == [("Qoraville", "UKR", "city")]
    assert found("Tin-Zaoura Kébir") == []
    assert [state for _, state, _ in found("Tin-Zaoura Kébir", small=True)] == ["MLI", "UKR"]
    assert [(s.feature, s.precision) for s in atlas().find("Zaourabad Air Base", small=True)] == [("base", 1)]
    assert [s.admin1 for s in atlas().areas("Zoqqa")] == ["77"]


def test_what_comes_along_is_not_found_twice(tmp_path):
    (osh,) = [s for s in atlas().find("Osh") if s.state == "KGZ" and s.feature == "city"]
    geonames.import_dump(
        dump(
            tmp_path,
            row(osh.geonameid, "Osh", "P PPLA", country="KG", people=300_000),
            row(900010, "Bamako", "P PPLC", people=1_300_000),
            row(900011, "California", "A ADM1", country="US", admin1="CA"),
        )
    )
    for name in ("Osh", "Bamako", "California"):
        assert not any(s.imported for s in atlas().known(name)), name


def test_a_village_is_placed_by_the_province_named_beside_it(tmp_path):
    geonames.import_dump(dump(tmp_path, *ROWS))
    doc = spacy.blank("en")("A mine killed two in Tin-Zaoura Kébir, Zoqqaland.")
    doc.set_ents([doc.char_span(21, 37, label="GPE")])
    assert [p.state for p in find_places(doc, ()) if p.name == "Tin-Zaoura Kébir"] == ["UKR"]


def test_where_a_town_and_its_district_bear_one_name_the_town_is_meant(tmp_path):
    geonames.import_dump(dump(tmp_path, *ROWS))
    (place,) = find_places(spacy.blank("en")("Shells fell in Qoraville."), ())
    assert (place.feature, place.precision) == ("city", 1)


@given(st.lists(st.text(max_size=12), min_size=1, max_size=20))
@settings(max_examples=50, deadline=None)
def test_names_are_folded_in_the_file_as_they_are_in_the_atlas(names):
    import pyarrow as pa  # noqa: PLC0415

    assert geonames._fold_all(pa.chunked_array([pa.array(names)])).to_pylist() == [fold(n) for n in names]


def test_an_import_that_is_stopped_changes_nothing(tmp_path):
    geonames.import_dump(dump(tmp_path, *ROWS))
    before = places_path().read_bytes()

    def stop(step, done, total, unit):
        if step == "indexing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        geonames.import_dump(dump(tmp_path, row(900012, "Otherton")), stop)
    assert places_path().read_bytes() == before
    assert [p.name for p in places_path().parent.iterdir()] == ["places.duckdb"]


def _nothing(folder):
    return folder / "none.zip"


def _no_zip(folder):
    (folder / "cut.zip").write_bytes(b"PK\x03\x04 cut")
    return folder / "cut.zip"


def _no_text(folder):
    with zipfile.ZipFile(folder / "pictures.zip", "w") as archive:
        archive.writestr("a.png", b"")
    return folder / "pictures.zip"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (_nothing, "none.zip: no such file"),
        (lambda folder: folder, "a folder"),
        (_no_zip, "not a zip file"),
        (_no_text, "no .txt in it"),
        (lambda f: dump(f, "name,country\nOsh,KGZ", name="t.csv"), "1 columns, not the 19"),
        (lambda f: dump(f, "\t".join("abcdefghijklmnopqrs"), name="t.txt"), "line 1 has no id"),
        (lambda f: dump(f, *ROWS, "900013\tShort\trow", name="t.txt"), "line 8 is no row of GeoNames"),
        (lambda f: dump(f, ROWS[0], ROWS[1].replace("900002", "x"), name="t.txt"), "line 2 is no row"),
        (lambda f: dump(f, "", name="t.txt"), "columns, not the 19"),
    ],
)
def test_a_wrong_file_is_named_in_one_line_with_what_to_do_and_leaves_nothing_behind(tmp_path, make, words):
    with pytest.raises(GazetteerError) as raised:
        geonames.import_dump(make(tmp_path))
    message = str(raised.value)
    assert words in message
    assert "download.geonames.org" in message
    assert "\n" not in message
    assert list(places_path().parent.iterdir()) == []


def test_a_second_import_at_the_same_time_says_that_the_file_is_in_use(tmp_path):
    part = places_path().with_name("places.duckdb.part")
    part.parent.mkdir()
    hold = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    held = subprocess.Popen(
        [sys.executable, "-c", hold, str(part)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert held.stdout.readline() == "held\n"
        with pytest.raises(GazetteerError, match="in use by process"):
            geonames.import_dump(dump(tmp_path, *ROWS))
    finally:
        held.communicate("")
    assert not places_path().exists()


def test_another_file_in_its_place_is_said_to_be_none(tmp_path):
    places_path().parent.mkdir()
    shutil.copy(dump(tmp_path, *ROWS, name="ML.txt"), places_path())
    with pytest.raises(GazetteerError, match="not a file of imported places"):
        own_places()
    places_path().unlink()
    duckdb.connect(places_path()).close()
    with pytest.raises(GazetteerError, match="not a file of imported places"):
        own_places()

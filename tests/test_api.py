"""The Python API: what a program or a notebook sees."""

import subprocess
import sys
from datetime import date

import pandas
import polars
import pyarrow as pa
import pytest
from tests.desk.processes import OWNER, other

import foreigndesk
from foreigndesk import api, errors


@pytest.fixture
def opened(stored_desk):
    with foreigndesk.open(stored_desk) as desk:
        yield desk


def python(script):
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout


def test_every_public_name_is_there_and_listed():
    assert len(foreigndesk.__all__) <= 12
    for name in foreigndesk.__all__:
        assert getattr(foreigndesk, name).__doc__
        assert name in dir(foreigndesk)
    with pytest.raises(AttributeError, match="nothing"):
        foreigndesk.nothing  # noqa: B018


def test_importing_loads_nothing_else():
    script = """
import sys
before = set(sys.modules)
import foreigndesk
print([name for name in set(sys.modules) - before if name.partition(".")[0] not in sys.stdlib_module_names])
"""
    assert python(script) == "['foreigndesk']\n"


def test_asking_loads_neither_the_parser_nor_frames_nobody_asked_for(stored_desk):
    script = f"""
import sys, foreigndesk
with foreigndesk.open({str(stored_desk)!r}) as desk:
    assert len(desk.sql("SELECT * FROM events")) == 3
print(sorted({{"spacy", "onnxruntime", "polars", "pandas", "foreigndesk.pipeline"}} & set(sys.modules)))
"""
    assert python(script) == "[]\n"


def test_a_result_comes_as_each_kind_of_frame(opened):
    found = opened.sql("SELECT id, source, score FROM events ORDER BY evidence_start")
    assert isinstance(found.arrow(), pa.Table)
    assert isinstance(found.pandas(), pandas.DataFrame)
    assert isinstance(found.polars(), polars.DataFrame)
    rows = found.arrow().to_pylist()
    assert found.polars().to_dicts() == rows == list(found)
    assert list(found.pandas()["id"]) == [row["id"] for row in rows]
    assert repr(found) == "<3 rows of id, source, score>"
    assert len(found) == 3


@pytest.mark.parametrize("name", ["pandas", "polars"])
def test_a_frame_whose_package_is_missing_says_what_to_do(opened, monkeypatch, name):
    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(errors.UsageError, match=rf"{name} is not installed; .*pip install {name}.*\.arrow"):
        getattr(opened.ties(), name)()


@pytest.mark.parametrize(
    ("view", "chosen", "count"),
    [
        ("events", {}, 3),
        ("events", {"country": "ECU"}, 1),
        ("events", {"actor": "PER/army"}, 1),
        ("events", {"status": "happened", "type": "CONSULT"}, 1),
        ("events", {"since": "2023-05-05"}, 3),
        ("events", {"since": date(2023, 5, 6)}, 0),
        ("events", {"limit": 2}, 2),
        ("ties", {"relation": "member_of"}, 1),
        ("stances", {"stance": "fears"}, 0),
        ("claims", {"polarity": "denies"}, 1),
        ("pressures", {"modality": "possible"}, 1),
        ("watchpoints", {"outlook": "scheduled"}, 1),
        ("actors", {"state": "PER"}, 2),
        ("documents", {"since": "2023-05-05", "language": "en"}, 1),
    ],
)
def test_each_view_is_chosen_by_its_columns(opened, view, chosen, count):
    assert len(getattr(opened, view)(**chosen)) == count


def test_what_a_view_cannot_be_chosen_by_is_told_with_what_it_can(opened):
    with pytest.raises(errors.UsageError, match="ties cannot be chosen by type, only by since, country"):
        opened.ties(type="CONSULT")
    with pytest.raises(errors.UsageError, match="documents cannot be chosen by country"):
        opened.documents(country="PER")
    with pytest.raises(errors.UsageError, match="write it as YYYY-MM-DD"):
        opened.events(since="yesterday")


def test_a_value_is_never_taken_for_sql(opened):
    assert len(opened.events(status="happened' OR 'a' = 'a")) == 0


def test_a_question_with_parameters_is_answered(opened):
    assert list(opened.sql("SELECT object FROM ties WHERE relation = ?", ["member_of"])) == [
        {"object": "andean-community"}
    ]
    with pytest.raises(foreigndesk.BadQuery, match="DELETE is more than a question"):
        opened.sql("DELETE FROM documents")


def test_a_desk_in_use_is_asked_all_the_same(stored_desk):
    with other(stored_desk, OWNER) as owner:
        assert owner.says() == "owner"
        with foreigndesk.open(stored_desk) as desk:
            assert len(desk.events()) == 3
            owner.kill()
            assert len(desk.events()) == 3


def test_a_missing_desk_is_not_made_unless_it_is_to_be_written(tmp_path):
    with pytest.raises(foreigndesk.DeskError, match="no desk there yet"):
        foreigndesk.open(tmp_path / "new.duckdb")
    with foreigndesk.open(tmp_path / "new.duckdb", read_only=False) as desk:
        assert len(desk.events()) == 0
        assert desk.path == tmp_path / "new.duckdb"


@pytest.fixture
def without_parser(monkeypatch, make_reading):
    """Reading gives the Andes article, so that no weights are needed; the documents read are kept."""
    documents = []

    def read(document):
        documents.append(document)
        return make_reading()

    monkeypatch.setattr(api, "_reading", read)
    return documents


def test_a_text_is_read_on_to_a_desk(tmp_path, without_parser):
    with foreigndesk.open(tmp_path / "new.duckdb", read_only=False) as desk:
        (reading,) = desk.read("Peru recalled its ambassador.", published="2024-03-05")
        assert without_parser[0].text == "Peru recalled its ambassador."
        assert without_parser[0].anchor == "2024-03-05"
        assert [row["id"] for row in desk.documents()] == [reading.document.id]
        assert list(desk.sql("SELECT finished FROM runs")) == [{"finished": True}]


def test_a_desk_that_is_only_read_takes_no_articles(opened, without_parser):
    with pytest.raises(foreigndesk.DeskError, match="opened for reading only"):
        opened.read("Peru recalled its ambassador.")
    assert not without_parser


def test_a_file_with_spaces_in_its_name_is_a_file(tmp_path, without_parser):
    path = tmp_path / "an article.txt"
    path.write_text(
        "Peru recalls ambassador\n\nPeru recalled its ambassador from Quito on Monday, officials said."
    )
    foreigndesk.read(str(path))
    assert without_parser[0].title == "Peru recalls ambassador"
    assert without_parser[0].address == str(path)


@pytest.mark.parametrize("source", ["missing.txt", "https://localhost/news of today"])
def test_what_is_no_text_and_cannot_be_read_says_so(source, without_parser):
    with pytest.raises(foreigndesk.IntakeError) as error:
        foreigndesk.read(source)
    assert source in str(error.value)
    assert not without_parser


@pytest.mark.parses
def test_a_sentence_is_read_without_a_desk():
    reading = foreigndesk.read("Kenya arrested three Somali journalists on Sunday.", published="2019-03-05")
    assert "COERCE" in {getattr(stated, "type", None) for stated in reading.statements}

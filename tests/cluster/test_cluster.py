"""The same reading on a cluster: two executors, each a JVM of its own, on this machine."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from tests.cluster.readers import unlucky

from foreigndesk import cluster, codebooks, ingest, intake, pipeline, stories
from foreigndesk import desk as desks
from foreigndesk.cli import main
from foreigndesk.cluster.sessions import check_installed
from foreigndesk.cluster.staging import stage
from foreigndesk.errors import ClusterError
from foreigndesk.ingest import Setup
from foreigndesk.records import Article

ROOT = Path(__file__).parents[2]
TREATY = (
    "Peru and Chile sign a border treaty\n\n5 May 2023\n\n"
    "President Rosa Quispe of Peru and President Hugo Vidal of Chile signed a treaty in Lima on Friday. "
    "Chile denied that it had threatened to close the port of Arica to Peruvian ships last month. "
    "Peru hopes that trade between the two countries will recover before the summit in November."
)
TABLES = ("articles", "documents", "readings", "mentions", "statements", "statement_actors", "rejections")
OF_RUNS = {"run", "first_run"}


def missing():
    try:
        check_installed()
    except ClusterError as error:
        return str(error)
    return ""


pytestmark = [pytest.mark.parses, pytest.mark.skipif(bool(missing()), reason=missing() or "Spark is there")]


@pytest.fixture(scope="module")
def news(tmp_path_factory):
    """Articles: ours, a reprint, one text under two addresses, and three that cannot be read."""
    folder = tmp_path_factory.mktemp("news")
    (folder / "a.txt").write_text(TREATY)
    (folder / "b_again.txt").write_text(TREATY)
    (folder / "c_reprint.txt").write_text(TREATY.replace("on Friday", "last Friday, officials said"))
    (folder / "d_empty.txt").write_text(" ")
    (folder / "e_picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    (folder / "f.txt").write_text(
        "Kenya expelled two Somali diplomats\n\n3 March 2022\n\n"
        "Kenya expelled two Somali diplomats on Wednesday and accused Somalia of arming a rebel group."
    )
    (folder / "g_rows.jsonl").write_text(
        json.dumps(
            {
                "text": "Georgia may join the customs union next year, its foreign minister said on Monday.",
                "published": "2021-06-08",
                "source": "The Harbour",
                "url": "https://harbour.example/7",
            }
        )
    )
    return folder  # fmt: skip


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))  # the executors import the readers of these tests
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("SPARK_WORKER_DIR", str(tmp_path_factory.mktemp("workers")))
        session = cluster.session("local-cluster[2,1,1024]")
        yield session
        session.stop()


@pytest.fixture(scope="module")
def alone(news, tmp_path_factory):
    """The desk on which one machine has read the news."""
    path = tmp_path_factory.mktemp("alone") / "desk.duckdb"
    books = codebooks.load()
    setup = Setup(books=books, versions=pipeline.versions(books), workers=1)
    with desks.open(path) as desk:
        run = desks.start_run(desk, datetime.now(UTC))
        assert len(list(ingest.ingest(desk, run, intake.load(news), setup))) == 7
        stories.update(desk)
        yield desk


@pytest.fixture(scope="module")
def output(spark, news, tmp_path_factory):
    """What the cluster has written of the news."""
    folder = tmp_path_factory.mktemp("output")
    counts = cluster.write(cluster.read(spark, staged(spark, intake.load(news), folder)), str(folder))
    assert counts["documents"] == 4
    return folder


def staged(spark, found, folder):
    (folder / "staged").mkdir()
    list(stage(found, folder / "staged"))
    return spark.read.parquet(str(folder / "staged")).repartition(4, "position")


def rows_on(desk, table):
    # A rejection's place is counted within its run; the others' places are in their document.
    left_out = OF_RUNS | ({"ordinal"} if table == "rejections" else set())
    return sorted(as_text(row, left_out) for row in desk.arrow(f"SELECT * FROM {table}").to_pylist())


def rows_in(output, table):
    asked = f"SELECT * FROM read_parquet('{output}/{table}/*.parquet')"
    return sorted(as_text(row, set()) for row in duckdb.sql(asked).to_arrow_table().to_pylist())


def as_text(row, left_out):
    """A row as text, so that rows can be ordered."""
    return json.dumps(
        {name: cell for name, cell in row.items() if name not in left_out}, sort_keys=True, default=str
    )


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_the_rows_that_one_machine_writes(table, output, alone):
    assert rows_in(output, table) == rows_on(alone, table)
    assert rows_in(output, table)


def test_every_article_is_a_document_or_a_rejection(output):
    told = {
        json.loads(row)["address"] for table in ("articles", "rejections") for row in rows_in(output, table)
    }
    assert len(told) == 7


def test_near_duplicates_are_those_that_the_desk_finds(output, alone):
    assert rows_in(output, "copies") == rows_on(alone, "story_copies")
    assert len(rows_in(output, "copies")) == 1


def test_an_executor_that_is_killed_changes_nothing_and_an_article_that_ends_its_process_is_set_aside(
    spark, output, news, tmp_path
):
    marker = tmp_path / "killed"
    bad = [
        f"{TREATY} SEGFAULT",
        f"{TREATY} BREAK",
        f"A note\n\n5 May 2023\n\nThe word is KILL {marker} here.",
    ]
    found = list(intake.load(news)) + [intake_article(f"bad/{at}.txt", text) for at, text in enumerate(bad)]
    books = codebooks.load()
    setup = Setup(books=books, versions=pipeline.versions(books), reader=unlucky)
    read = cluster.read(spark, staged(spark, found, tmp_path), setup)
    read.write.parquet(f"{tmp_path}/packed")
    assert marker.exists()
    rows = rows_in(tmp_path, "packed")
    assert len(rows) == len(found)
    assert set(rows_in(output, "packed")) < set(rows)
    refused = [row for row in map(json.loads, rows) if row["rejection"]]
    assert sorted(row["rejection"]["code"] for row in refused) == ["binary", "crashed", "empty", "failed"]


def intake_article(address, text):
    return Article(address=address, content=text.encode(), media_type="text/plain")


def test_loaded_on_to_a_desk_the_output_is_as_if_read_there(output, alone, tmp_path, capsys):
    path = tmp_path / "desk.duckdb"
    assert main(["cluster", "load", str(output), "--desk", str(path), "--json"]) == 0
    counts = json.loads(capsys.readouterr().out)["counts"]
    assert counts["documents"] == 5
    assert counts["rejections"] == {"binary": 1, "empty": 1}
    with desks.open(path, read_only=True) as desk:
        for table in TABLES:
            assert rows_on(desk, table) == rows_on(alone, table)
    assert main(["cluster", "load", str(output), "--desk", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["counts"]["outcomes"] == {"unchanged": 5}


def test_columns_that_hold_no_article_are_refused(spark):
    frame = spark.createDataFrame([("a", 1)], "name string, size int")
    with pytest.raises(ClusterError, match="address, and content or text; there are name, size"):
        cluster.read(spark, frame)


def test_the_output_of_no_job_is_refused(tmp_path, capsys):
    assert main(["cluster", "load", str(tmp_path)]) == 1
    assert "no finished output of a cluster is there" in capsys.readouterr().err


def test_a_folder_that_holds_something_else_is_not_written_to(news, tmp_path, capsys):
    (tmp_path / "diary.txt").write_text("mine")
    assert main(["cluster", str(news), str(tmp_path)]) == 2
    assert "something else in this folder" in capsys.readouterr().err
    assert os.listdir(tmp_path) == ["diary.txt"]

"""kill -9 at any moment loses nothing that was told, leaves no process, and the next run goes on."""

import pytest
from benchmarks.kills import killed_run, readings, write_articles

pytestmark = pytest.mark.parses


def test_a_run_that_is_killed_five_times_reads_each_article_once_and_loses_none(tmp_path):
    write_articles(tmp_path / "news", 60)
    found = killed_run(tmp_path / "news", tmp_path / "desk.duckdb", kills=5, workers=2, seed=3)
    assert found.faults == []
    assert found.kills == 5
    rows = readings(tmp_path / "desk.duckdb")
    assert len(rows) == 60
    assert {count for *_, count, _ in rows} == {1}
    calm = killed_run(tmp_path / "news", tmp_path / "calm.duckdb", kills=0, workers=2, seed=3)
    assert calm.faults == []
    assert readings(tmp_path / "calm.duckdb") == rows

"""docs/desk.md says what the desk has; its examples and that of the README run."""

import re
from pathlib import Path

import pytest

import foreigndesk

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "desk.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
STATEMENTS = {"events", "ties", "stances", "claims", "pressures", "watchpoints"}
STORIES = {"stories", "story_reports", "story_contradictions"}
VIEWS = STATEMENTS | STORIES | {"actors", "documents"}
# What the views stand on: not for people to build on.
INNER = {"statement_states", "role_ids", "standing_judgements", "statement_judgements"}


def columns_in(section):
    return set(re.findall(r"^\| `(\w+)` \| ([A-Z]+(?:\[\])?) \|", section, re.MULTILINE))


def section(view):
    return re.search(rf"^### {view}\n(.*?)(?=^### |^Beneath )", PAGE, re.MULTILINE | re.DOTALL).group(1)


def shared():
    return columns_in(PAGE.split("## Views")[1].split("### ")[0])


@pytest.mark.parametrize("view", sorted(VIEWS))
def test_the_page_describes_each_column_and_no_other(desk, view):
    described = columns_in(section(view)) | (shared() if view in STATEMENTS else set())
    assert described == {(name, kind) for name, kind, *_ in desk.rows(f"DESCRIBE {view}")}


def test_the_page_describes_each_view_that_people_may_ask(desk):
    described = set(re.findall(r"^### (\w+)$", PAGE, re.MULTILINE))
    views = {name for (name,) in desk.rows("SELECT view_name FROM duckdb_views() WHERE NOT internal")}
    assert described == VIEWS
    assert views - INNER - VIEWS == set()


@pytest.mark.parametrize("question", re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)[0].split(";")[:-1])
def test_the_questions_on_the_page_are_answered(desk, question):
    assert isinstance(desk.rows(question), list)


def test_the_python_in_the_readme_runs(stored_desk, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    stored_desk.rename("andes.duckdb")
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    names = {}
    exec(example, names)
    assert capsys.readouterr().out.startswith("CONSULT ['ECU/foreign-minister'] Ecuadorian Foreign Minister")
    assert names["frame"].to_dict("records") == [{"relation": "member_of", "ties": 1}]


def test_the_python_on_the_page_runs(stored_desk, tmp_path, monkeypatch, capsys, reading):
    monkeypatch.chdir(tmp_path)
    stored_desk.rename("andes.duckdb")
    monkeypatch.setattr("foreigndesk.api._reading", lambda document: reading)
    for example in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        exec(example, {"foreigndesk": foreigndesk})
    out = capsys.readouterr().out
    assert "1 (1, 27) 1" in out
    assert "PER is a member of andean-community" in out
    assert Path("copy.duckdb").exists()

"""The pages under docs/ say what is so."""

import re
import tomllib
from pathlib import Path

import pytest
import typer

from foreigndesk.cli.app import app
from foreigndesk.evaluation import gold as gold_files

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "src" / "foreigndesk" / "examples"


def names_in_first_column(page: str) -> set[str]:
    return set(
        re.findall(r"^\| `?([\w.-]+)`? \|", (ROOT / "docs" / page).read_text(encoding="utf-8"), re.MULTILINE)
    )


def test_every_dependency_is_explained_and_no_other():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"].get("optional-dependencies", {}).values()
    groups = [project["project"]["dependencies"], *project["dependency-groups"].values(), *extras]
    named = {re.split(r"[<>=\[; ]", requirement)[0] for group in groups for requirement in group}
    assert names_in_first_column("dependencies.md") - {"package"} == named


def test_the_readme_lists_every_command_and_no_other():
    group = typer.main.get_command(app)
    commands = set()
    for name, command in group.commands.items():
        parts = getattr(command, "commands", None)
        commands |= {f"{name} {part}" for part in parts} if parts else {name}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `foreigndesk ([a-z -]+?)(?: [A-Z. ]+)?` \|", readme, re.MULTILINE)
    assert sorted(listed) == sorted(commands)


def test_every_example_is_listed_and_says_that_it_is_invented():
    articles = {path.name: path for path in EXAMPLES.iterdir() if path.is_file()}
    assert names_in_first_column("examples.md") - {"file"} == articles.keys()
    assert len(articles) == 8
    for path in articles.values():
        assert (
            "the events are invented" in path.read_text(encoding="utf-8").splitlines()[-1]
            or path.suffix == ".html"
        )


@pytest.mark.parametrize(
    ("section", "model"),
    [
        ("document", gold_files.GoldDocument),
        ("aliases", gold_files.GoldAlias),
        ("ties", gold_files.GoldTie),
        ("events", gold_files.GoldEvent),
        ("stances", gold_files.GoldStance),
        ("pressures", gold_files.GoldPressure),
        ("watchpoints", gold_files.GoldWatchPoint),
    ],
)
def test_every_field_of_the_acceptance_format_is_described(section, model):
    page = (ROOT / "docs" / "acceptance_format.md").read_text(encoding="utf-8")
    row = re.search(rf"^\| `{section}` \| ([^|]+) \|", page, re.MULTILINE)
    assert row is not None
    assert {name.strip() for name in row.group(1).split(",")} == set(model.model_fields)


def test_the_example_of_the_format_is_a_valid_file(tmp_path):
    page = (ROOT / "docs" / "acceptance_format.md").read_text(encoding="utf-8")
    block = "\n".join(line[4:] for line in page.splitlines() if line.startswith("    "))
    path = tmp_path / "example.yaml"
    path.write_text(block, encoding="utf-8")
    gold = gold_files.load(path)
    harbour = Path(__file__).parent / "data" / "harbour.txt"
    gold_files.check_quotes(gold, path, harbour.read_text(encoding="utf-8"))
    assert gold.events[0].id == "e1"


def test_every_figure_has_a_date_and_a_command():
    rows = (
        (ROOT / "docs" / "figures.md")
        .read_text(encoding="utf-8")
        .partition("|---|---|---|\n")[2]
        .splitlines()
    )
    assert all(re.match(r"\| \d{4}-\d\d-\d\d \| `[^`]+` \| .*\d.* \|$", row) for row in rows)

"""The codebooks keep their schema and do what their own examples say; a wrong file is refused by name."""

from __future__ import annotations

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from foreigndesk import codebooks
from foreigndesk.errors import CodebookError
from foreigndesk.evaluation.codebook import check_examples


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "codebooks"
    shutil.copytree(Path(str(files("foreigndesk.codebooks"))), target)
    return target


def test_every_entry_reads_its_own_example() -> None:
    misses = check_examples()
    assert [str(miss) for miss in misses if not miss.doubted] == []
    # Where the network overrules many of our own examples, its thresholds are wrong.
    assert sum(miss.doubted for miss in misses) <= 0.03 * len(list(codebooks.load().by_kind()))


def test_plover_is_whole() -> None:
    books = codebooks.load()
    assert len(books.plover.types) == 16
    assert len(books.plover.contexts) == 37
    coded = {entry.type for entry in books.events}
    assert {each.type for each in books.plover.types} <= coded


def test_prepositions_are_words_not_truth_values() -> None:
    targets = {slot for entry in codebooks.load().events for slot in entry.target}
    assert "on" in targets


@pytest.mark.parametrize(
    ("addition", "message"),
    [
        ("- id: x\n  type: AGREE\n  verb: nod\n  exmaple: Mali nodded.\n", "entry 'x'"),
        ("- id: x\n  type: AGRE\n  verb: nod\n  example: Mali nodded.\n", "no type 'AGRE'"),
        ("- id: agree\n  type: AGREE\n  verb: nod\n  example: Mali nodded.\n", "used twice"),
        ("- id: x\n  type: AGREE\n  example: Mali nodded.\n", "needs a verb"),
        (
            "- id: x\n  type: AGREE\n  mode: nodding\n  verb: nod\n  example: Mali nodded.\n",
            "no mode 'nodding'",
        ),
        ("- id: [x\n", "not valid YAML"),
    ],
    ids=["typing slip", "unknown type", "id used twice", "no trigger", "unknown mode", "broken YAML"],
)
def test_a_wrong_entry_is_refused_and_named(folder: Path, addition: str, message: str) -> None:
    file = folder / "events" / "uncoded.yaml"
    file.write_text(file.read_text(encoding="utf-8") + addition, encoding="utf-8")
    with pytest.raises(CodebookError, match=message):
        codebooks.load(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "ties.yaml").unlink()
    with pytest.raises(CodebookError, match=r"ties\.yaml"):
        codebooks.load(folder)


def test_an_entry_of_the_users_own_takes_effect_and_changes_the_version(folder: Path) -> None:
    file = folder / "events" / "sanction.yaml"
    entry = (
        "- id: sanction-delist\n  type: SANCTION\n  verb: greylist\n  object: [company, bank]\n"
        "  target: [object.from, object.of, object]\n  example: Canada greylisted a company from Belarus.\n"
    )
    file.write_text(file.read_text(encoding="utf-8") + entry, encoding="utf-8")
    books = codebooks.load(folder)
    assert books.version != codebooks.load().version
    assert check_examples(books, only="sanction-delist") == ()

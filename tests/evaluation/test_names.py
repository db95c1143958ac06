"""Scoring of names: strict, partial, marked heads, three gold formats, one clear line for a bad one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from foreigndesk.errors import EvaluationError
from foreigndesk.evaluation.names import evaluate_names, gold_texts

pytestmark = pytest.mark.parses


def scored(folder: Path, text: str):
    path = folder / "gold.txt"
    path.write_text(text, encoding="utf-8")
    return evaluate_names(path)


def test_a_right_name_counts_strictly_and_a_short_one_partly(tmp_path: Path) -> None:
    scores = scored(
        tmp_path,
        "[GPE Russia] may withdraw its soldiers from northern [GPE Armenia].\n> Russia nsubj withdraw\n",
    )
    assert (scores.labels[-1].label, scores.labels[-1].right, scores.labels[-1].gold) == ("all", 2, 2)
    assert scores.rows()[-1]["F1"] == "100.0"
    assert (scores.heads, scores.relations_right) == (1, 1)
    short = scored(tmp_path, "[GPE Russia] may withdraw its soldiers from [GPE northern Armenia].\n")
    assert short.labels[-1].right == 1
    assert short.rows()[-1]["partial F1"] == "100.0"
    assert short.head_line() == ""


def test_a_wrong_label_is_wrong_in_both_ways(tmp_path: Path) -> None:
    scores = scored(tmp_path, "[PERSON Russia] may withdraw its soldiers.\n")
    by_label = {row["label"]: row for row in scores.rows()}
    assert by_label["PERSON"]["recall"] == "0.0"
    assert by_label["all"]["partial F1"] == "0.0"


def test_re3d_folders_give_named_spans_in_characters(tmp_path: Path) -> None:
    folder = tmp_path / "A Ministry"
    folder.mkdir()
    text = "The minister Ali Bashir met troops in Mosul."
    spans = [("Person", "minister Ali Bashir"), ("Person", "troops"), ("Location", "Mosul")]
    rows = [
        {
            "documentId": "d",
            "type": kind,
            "begin": text.index(name),
            "end": text.index(name) + len(name),
            "confidence": 1,
        }
        for kind, name in spans
    ]
    (folder / "documents.json").write_text(json.dumps({"_id": "d", "text": text}))
    (folder / "entities.json").write_text("\n".join(map(json.dumps, rows)))
    for path in (folder, tmp_path):
        (gold,) = gold_texts(path)
        assert [(gold.text[start:end], label) for start, end, label in gold.names] == [
            ("Ali Bashir", "PERSON"),
            ("Mosul", "GPE"),
        ]


@pytest.mark.parametrize("name", ["missing.txt", "missing.conllu", "empty.txt", "broken/"])
def test_a_bad_gold_file_is_one_clear_line(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "empty.txt":
        path.write_text("")
    if name == "broken/":
        path.mkdir()
        (path / "documents.json").write_text("{")
        (path / "entities.json").write_text("")
    with pytest.raises(EvaluationError, match=name.strip("/").replace(".", r"\.")) as caught:
        evaluate_names(path)
    assert "\n" not in str(caught.value)

"""The treebank reader, the scorer, and the guard on training data."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from foreigndesk.errors import EvaluationError
from foreigndesk.evaluation.parse import evaluate_parse, raw_text
from foreigndesk.parsing.conllu import read_conllu

TINY = Path(__file__).parent / "tiny.conllu"
ROOT = Path(__file__).parents[2]


def test_words_of_a_multiword_token_stand_together() -> None:
    assert raw_text(read_conllu(TINY)) == "Moscow didn't answer.\n\nTroops left."


@pytest.mark.parses
def test_scores_of_an_easy_treebank() -> None:
    scores = evaluate_parse(TINY)
    assert (scores.sentences, scores.words) == (2, 8)
    assert scores.token_f1 == scores.sentence_f1 == 100
    assert scores.upos == scores.uas == scores.las == scores.las_f1 == 100
    assert dict(scores.rows())["LAS, gold tokens"] == "100.00"


@pytest.mark.parametrize("content", [None, "", "1\tbroken\n"])
def test_a_bad_treebank_is_one_clear_line(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "bad.conllu"
    if content is not None:
        path.write_text(content)
    with pytest.raises(EvaluationError, match=r"bad\.conllu") as caught:
        evaluate_parse(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        "parse/en_gum_all_genres_eval_only/train.conllu",
        "parse/en_ewt/dev.conllu",
        "parse/en_ewt/test.conllu",
        "ner_re3d/BBC Online/entities.json",
        "../elsewhere/train.conllu",
    ],
)
def test_training_refuses_what_must_stay_unseen(tmp_path: Path, name: str) -> None:
    spec = importlib.util.spec_from_file_location("sources", ROOT / "training" / "sources.py")
    assert spec is not None
    assert spec.loader is not None
    sources = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sources)
    with pytest.raises(ValueError, match=r"must not train|subpath"):
        sources.allowed(tmp_path / "data" / name, tmp_path / "data")
    for good in sources.TREEBANKS:
        assert sources.allowed(tmp_path / "data" / good, tmp_path / "data")

"""Scores of main text: shingles, means over pages, two extractors on the same pages."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreigndesk.cli import main
from foreigndesk.errors import EvaluationError
from foreigndesk.evaluation.main_text import PageScore, Totals, evaluate_main_text, shingles

BODY = (
    "The governments of Kenya and Uganda agreed on Tuesday to open the border at Busia at all times. "
    "Lorry drivers had waited for up to three days at the crossing, and prices of maize rose in the towns."
)
PAGE = (
    f"<html><head><title>Border</title></head><body><article><h1>Border</h1><p>{BODY}</p>"
    f"<p>{BODY.replace('Tuesday', 'Friday')}</p></article></body></html>"
)
WORDS = st.lists(st.sampled_from("abcdefg"), max_size=12).map(" ".join)


def saved(folder: Path, pages: dict[str, tuple[str, str]]) -> Path:
    (folder / "html").mkdir()
    gold = {
        name: {"articleBody": body, "url": f"https://a.example/{name}"} for name, (_, body) in pages.items()
    }
    (folder / "ground-truth.json").write_text(json.dumps(gold))
    for name, (html, _) in pages.items():
        (folder / "html" / f"{name}.html.gz").write_bytes(gzip.compress(html.encode()))
    return folder


def test_a_text_is_its_runs_of_four_words() -> None:
    assert shingles("One two, three four five.") == {
        ("One", "two", "three", "four"): 1,
        ("two", "three", "four", "five"): 1,
    }


def test_a_short_text_is_one_run_and_an_empty_one_none() -> None:
    assert shingles("One two") == {("One", "two"): 1}
    assert shingles(" .,") == {}


def test_a_page_is_scored_by_what_is_right_surplus_and_missing() -> None:
    score = PageScore.of("a b c d e f", "a b c d e x y")
    assert (score.right, score.surplus, score.missing) == (2 / 5, 2 / 5, 1 / 5)
    assert score.precision == pytest.approx(0.5)
    assert score.recall == pytest.approx(2 / 3)


def test_nothing_found_has_no_precision_and_no_recall() -> None:
    score = PageScore.of("a b c d e", "")
    assert (score.precision, score.recall, score.f1) == (0, 0, 0)
    assert Totals.of([score, PageScore.of("a b c d", "a b c d")]).precision == 100


@given(WORDS, WORDS)
def test_gold_and_found_change_places_as_precision_and_recall_do(one: str, other: str) -> None:
    there, back = PageScore.of(one, other), PageScore.of(other, one)
    assert there.precision == pytest.approx(back.recall)
    assert there.f1 == pytest.approx(back.f1)
    assert 0 <= there.f1 <= 1


@given(WORDS)
def test_a_text_equals_itself(text: str) -> None:
    assert PageScore.of(text, text).exact


def test_ours_and_trafilatura_are_run_on_the_same_pages(tmp_path: Path) -> None:
    gold = f"{BODY}\n{BODY.replace('Tuesday', 'Friday')}"
    scores = evaluate_main_text(saved(tmp_path, {"a": (PAGE, gold)}))
    assert scores.pages == 1
    assert scores.ours.f1 == 100
    assert scores.trafilatura.recall == 100
    assert scores.misses == ()


def test_the_command_fails_when_ours_is_the_worse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = saved(tmp_path, {"a": (PAGE, BODY)})
    assert main(["evaluate", "main-text", str(folder)]) == 0
    monkeypatch.setattr("foreigndesk.evaluation.main_text.our_text", lambda *_: "")
    assert main(["evaluate", "main-text", str(folder)]) == 1


def test_a_folder_that_is_none_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"ground-truth\.json and html/"):
        evaluate_main_text(tmp_path)

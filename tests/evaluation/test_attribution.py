"""Scores on attributions: the corpus's layout, alignment one to one, strict and by overlap."""

from __future__ import annotations

from pathlib import Path

import pytest

from foreigndesk.errors import EvaluationError
from foreigndesk.evaluation.attribution import (
    FoundAttribution,
    aligned,
    evaluate_attribution,
    scored,
    shared,
    trimmed,
)
from foreigndesk.evaluation.gold_attributions import GoldArticle, GoldAttribution, read_attributions

TEXT = "Officials said that the dam would hold. “It is sound,” Lavrov added. “Go home.”"


def marks(*lines: str) -> str:
    return "\n".join(lines) + "\n"


def at(words: str, text: str = TEXT) -> str:
    start = text.index(words)
    return f"{start} {start + len(words)}"


GOLD = marks(
    f"T1\tSource {at('Officials')}\tOfficials",
    f"T2\tCue {at('said')}\tsaid",
    f"T3\tContent {at('that the dam would hold')}\tthat the dam would hold",
    "E1\tAttribution:T2 Content:T3 Cue:T2 Source:T1",
    f"T4\tSource {at('Lavrov')}\tLavrov",
    f"T5\tCue {at('added')}\tadded",
    f"T6\tContent {at('“It is sound,”')};{at('“Go home.”')}\t“It is sound,” “Go home.”",
    "E2\tAttribution:T5 Content:T6 Cue:T5 Source:T4",
    "E3\tAttribution-no-source:T5 Cue:T5",
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for name, content in (("text/a.txt", TEXT), ("attributions/a_1.ann", GOLD)):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return tmp_path


# --- the corpus --------------------------------------------------------------------------------------


def test_an_attribution_has_the_pieces_of_its_spans_and_torn_ones_are_left_out(corpus: Path) -> None:
    (article,) = read_attributions(corpus)
    first, second = article.attributions
    assert [TEXT[a:b] for a, b in (*first.source, *first.cue)] == ["Officials", "said"]
    assert [TEXT[a:b] for a, b in second.content] == ["“It is sound,”", "“Go home.”"]


def test_the_text_of_a_mark_may_break_over_lines(corpus: Path) -> None:
    file = corpus / "attributions" / "a_1.ann"
    file.write_text(GOLD.replace("\tthat the dam would", "\tthat the dam\nThe would"), encoding="utf-8")
    assert len(read_attributions(corpus)[0].attributions) == 2


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (lambda f: (f / "text" / "a.txt").unlink(), "no articles"),
        (lambda f: (f / "attributions" / "a_1.ann").unlink(), "no annotation 'a"),
        (
            lambda f: (f / "attributions" / "a_1.ann").write_text("T1\tCue x y\tsaid\n"),
            "a_1.ann:1: not a line",
        ),
    ],
)
def test_a_wrong_folder_gives_one_line_that_says_what_is_wrong(corpus: Path, spoilt, said: str) -> None:
    spoilt(corpus)
    with pytest.raises(EvaluationError, match=said):
        read_attributions(corpus)


# --- scores ------------------------------------------------------------------------------------------


def test_a_right_reading_scores_in_full(corpus: Path) -> None:
    scores = evaluate_attribution(corpus)
    for role in ("cue", "source", "content"):
        assert scores.roles[role].figures("overlap") == (100.0, 100.0, 100.0)
        assert scores.roles[role].figures("strict") == (100.0, 100.0, 100.0)
    assert scores.misses == ()


def test_halves_are_every_other_article(corpus: Path) -> None:
    assert evaluate_attribution(corpus, half="first").articles == 1
    assert evaluate_attribution(corpus, half="second").articles == 0


def test_one_reading_answers_one_of_golds_attributions_at_most() -> None:
    gold = [GoldAttribution(((0, 4),), (), ((5, 20),)), GoldAttribution(((30, 34),), (), ((5, 20),))]
    found = [FoundAttribution("say", ((30, 34),), (), ((5, 20),))]
    assert aligned(gold, found) == [(1, 0)]


def test_a_source_of_another_attribution_is_wrong_though_its_words_are_golds() -> None:
    gold = [GoldAttribution(((10, 14),), ((0, 9),), ((15, 30),))]
    found = [FoundAttribution("say", ((40, 44),), ((0, 9),), ((50, 60),))]
    article = GoldArticle("a", "x" * 70, tuple(gold))
    scores = scored([(article, found, aligned(gold, found))])
    assert scores.roles["source"].figures("overlap") == (0.0, 0.0, 0.0)


def test_share_counts_how_much_of_each_span_is_right() -> None:
    gold = [GoldAttribution(((0, 4),), (), ((10, 30),))]
    found = [FoundAttribution("say", ((0, 4),), (), ((20, 60),))]
    article = GoldArticle("a", "x" * 70, tuple(gold))
    precision, recall, _ = scored([(article, found, [(0, 0)])]).roles["content"].figures("share")
    assert (precision, recall) == (25.0, 50.0)


def test_spans_in_pieces_share_the_characters_of_all_pieces() -> None:
    assert shared(((0, 5), (10, 15)), ((3, 12),)) == 4


def test_marks_at_the_edges_do_not_make_a_span_wrong() -> None:
    text = "“Go home,” he said."
    assert trimmed(text, ((0, 10),)) == trimmed(text, ((1, 8),)) == ((1, 8),)

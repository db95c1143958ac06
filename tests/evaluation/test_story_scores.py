"""Scoring stories and translations: the measures, the formats, and what is said of a broken file."""

from dataclasses import replace
from pathlib import Path

import pytest

from foreigndesk.errors import EvaluationError
from foreigndesk.evaluation.gold_stories import read_stories
from foreigndesk.evaluation.gold_translations import read_pairs
from foreigndesk.evaluation.grouping import b_cubed, pair_scores, pairs_of
from foreigndesk.evaluation.translations import agree, matches
from foreigndesk.records import ActorKind, Event, Status, When

GOLD = Path(__file__).parents[1] / "stories"
ARTICLES = """=== rally
! crowd
--- Daily | 2020-08-17 | MINSK
Huge rally
Some 300 people [rallied] in Minsk on Sunday. A week before, police had [arrested|arrests] 40.
--- Globe | 2020-08-18 | MINSK | copy of 1
Rally in Minsk
Some 300 people [rallied] in Minsk on Sunday.

=== arrests
--- Daily | 2020-08-10 |
Forty held
Police [arrested] 40 people.
"""


@pytest.fixture
def gold(tmp_path):
    def write(text):
        path = tmp_path / "gold.txt"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_marks_origins_and_contradictions_are_read(gold):
    found = read_stories(gold(ARTICLES))
    first, copy, other = found.reports
    assert [first.document.text[m.start : m.end] for m in first.marks] == ["rallied", "arrested"]
    assert [mark.event for mark in first.marks] == ["rally", "arrests"]
    assert (copy.origin, other.origin) == (first.document.id, other.document.id)
    assert found.contradictions == {"rally": frozenset({"crowd"}), "arrests": frozenset()}
    assert first.document.text.startswith("Huge rally\n\nMINSK — Some")
    assert other.document.text == "Forty held\n\nPolice arrested 40 people."


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("| 2020-08-17 |", "| Monday |", "Outlet | DAY | PLACE"),
        ("[arrested] 40 people", "arrested 40 people", "no words in brackets"),
        ("copy of 1", "copy of 7", "does not come before"),
        ("=== arrests", "=== rally", "stands twice"),
        ("===", "#", "no articles"),
    ],
)
def test_a_broken_gold_file_is_said_with_the_place(gold, before, after, message):
    with pytest.raises(EvaluationError, match=message):
        read_stories(gold(ARTICLES.replace(before, after)))


def test_our_own_gold_holds_enough_events_and_reports_a_third_of_them_held_out():
    dev = read_stories(GOLD / "gold" / "dev")
    held_out = read_stories(GOLD / "gold" / "held_out.txt")
    events = len(dev.contradictions)
    assert events + len(held_out.contradictions) >= 80
    assert len(dev.reports) + len(held_out.reports) >= 300
    assert 0.28 <= len(held_out.contradictions) / (events + len(held_out.contradictions)) <= 0.4


def test_b_cubed_is_worked_out_item_by_item():
    gold = {"a": 1, "b": 1, "c": 2}
    assert b_cubed(gold, gold) == (100, 100, 100)
    precision, recall, _ = b_cubed(gold, {"a": 1, "b": 2, "c": 2})
    assert (precision, recall) == (pytest.approx(100 * 2 / 3), pytest.approx(100 * 2 / 3))


def test_pairs_are_counted_once_whichever_way_they_stand():
    gold = pairs_of({"a": 1, "b": 1, "c": 1})
    assert gold == {("a", "b"), ("a", "c"), ("b", "c")}
    assert pair_scores(gold, pairs_of({"b": 1, "a": 1, "c": 2})) == (100, pytest.approx(100 / 3), 50)


def test_every_article_of_our_translations_has_two_versions():
    dev, held_out = (read_pairs(GOLD / "translations" / name) for name in ("dev.txt", "held_out.txt"))
    assert len(dev) + len(held_out) >= 12
    assert all(pair.one.text != pair.two.text for pair in (*dev, *held_out))


def test_a_translation_without_its_second_version_is_said(gold):
    with pytest.raises(EvaluationError, match="--- two"):
        read_pairs(gold("=== a\n@ 2020-01-01\n--- one\nTitle\nText.\n"))


@pytest.fixture
def visit(story):
    page = story.of("Peru's minister visited Lima.")
    return Event(
        document_id=page.document.id, evidence=page.evidence("visited Lima"), status=Status.HAPPENED,
        type="CONSULT", act="CONSULT", source=(page.actor("Peru", "PER", kind=ActorKind.STATE),),
        when=When(start="2020-01-01", end="2020-01-02", precision="day"),
    )  # fmt: skip


def test_statements_agree_whatever_their_words_and_confidence(visit, story):
    other = story.of("A visit to Lima was made by the Peruvian minister.")
    assert agree(visit, replace(visit, evidence=other.evidence("visit to Lima"), confidence=0.1))


@pytest.mark.parametrize(
    "change",
    [
        {"status": Status.PLANNED},
        {"type": "AGREE"},
        {"source": ()},
        {"when": When(start="2020-02-01", end="2020-02-01", precision="day")},
    ],
)
def test_statements_of_another_status_type_actor_or_day_do_not_agree(visit, change):
    assert not agree(visit, replace(visit, **change))


def test_a_statement_answers_only_one_of_the_other_version(visit):
    assert matches([visit], [visit, visit]) == [(0, 0)]

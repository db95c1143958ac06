"""Scores of events: what answers a gold event and what does not, which traps are sprung, what is reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from foreigndesk import codebooks
from foreigndesk.evaluation.events import EventScores, evaluate_events, types_of
from foreigndesk.evaluation.gold_events import GoldEvent
from foreigndesk.records import Status

pytestmark = pytest.mark.parses


def scored(folder: Path, text: str) -> EventScores:
    path = folder / "gold.txt"
    path.write_text(text, encoding="utf-8")
    return evaluate_events(path)


def counts(scores: EventScores) -> tuple[int, int, int, int]:
    return scores.gold, scores.coded, scores.typed, scores.whole


def gold(act: str, status: Status) -> GoldEvent:
    return GoldEvent((0, 1), act, None, status, (), ())


# --- what answers ------------------------------------------------------------------------------------


def test_the_same_act_by_the_same_parties_answers(tmp_path: Path) -> None:
    scores = scored(tmp_path, "Turkey bombed Iraq.\n> bombed ASSAULT:aerial happened | Turkey -> Iraq\n")
    assert counts(scores) == (1, 1, 1, 1)
    assert scores.misses == ()


@pytest.mark.parametrize(
    ("act", "status", "wanted"),
    [
        ("AID", Status.HAPPENED, {"AID"}),
        ("AID", Status.PLANNED, {"AID", "AGREE"}),
        ("ASSAULT", Status.PLANNED, {"ASSAULT", "THREATEN"}),
        ("RETREAT", Status.DEMANDED, {"RETREAT", "REQUEST"}),
        ("RETREAT", Status.DENIED, {"RETREAT", "REJECT"}),
        ("ACCUSE", Status.PLANNED, {"ACCUSE"}),
    ],
)
def test_the_tense_rule_says_which_types_are_right(act: str, status: Status, wanted: set[str]) -> None:
    assert types_of(gold(act, status), codebooks.load()) == wanted


def test_a_promised_act_is_answered_by_the_agreement_it_amounts_to(tmp_path: Path) -> None:
    text = "India will send food aid to Nepal.\n> send AID {} | India -> Nepal\n"
    assert counts(scored(tmp_path, text.format("planned")))[2:] == (1, 1)
    assert counts(scored(tmp_path, text.format("happened")))[2:] == (0, 0)


@pytest.mark.parametrize(
    ("text", "status", "right"),
    [
        ("Turkey bombed Iraq.", "happened", True),
        ("Turkey bombed Iraq.", "ongoing", True),
        ("Turkey bombed Iraq.", "historical", True),
        ("Turkey bombed Iraq.", "denied", False),
        ("Turkey bombed Iraq.", "hypothetical", False),
        ("Turkey has not bombed Iraq.", "denied", True),
        ("Turkey has not bombed Iraq.", "possible", True),
        ("Turkey has not bombed Iraq.", "happened", False),
    ],
)
def test_of_a_status_it_counts_whether_the_act_took_place(
    tmp_path: Path, text: str, status: str, right: bool
) -> None:
    scores = scored(tmp_path, f"{text}\n> bombed ASSAULT {status} | Turkey -> Iraq\n")
    assert (scores.typed, scores.whole) == (right, right)


def test_a_side_that_gold_leaves_out_may_be_anything(tmp_path: Path) -> None:
    for parties in ("- -> Iraq", "Turkey -> -", "- -> -"):
        scores = scored(tmp_path, f"Turkey bombed Iraq.\n> bombed ASSAULT happened | {parties}\n")
        assert scores.whole == 1


def test_the_wrong_way_round_has_type_and_status_only(tmp_path: Path) -> None:
    scores = scored(tmp_path, "Turkey bombed Iraq.\n> bombed ASSAULT happened | Iraq -> Turkey\n")
    assert counts(scores) == (1, 1, 1, 0)
    assert [miss["what"] for miss in scores.misses] == ["parties"]


@pytest.mark.parametrize("source", ["Japan; India", "India; Japan", "Japan", "India"])
def test_of_what_both_do_either_order_is_right(tmp_path: Path, source: str) -> None:
    text = f"India and Japan held joint naval exercises.\n> exercises COOPERATE happened | {source} -> -\n"
    assert scored(tmp_path, text).whole == 1


def test_where_gold_has_both_act_either_may_be_coded_as_the_recipient(tmp_path: Path) -> None:
    text = (
        "The foreign minister of Oman met the foreign minister of Kuwait.\n"
        "> met CONSULT happened | foreign minister of Kuwait; foreign minister of Oman -> -\n"
    )
    assert scored(tmp_path, text).whole == 1


def test_of_a_demanded_act_gold_names_who_is_asked(tmp_path: Path) -> None:
    text = "Japan urged Russia to release the fishermen.\n> release RETREAT demanded | {} -> -\n"
    assert counts(scored(tmp_path, text.format("Russia")))[2:] == (1, 1)
    assert counts(scored(tmp_path, text.format("Japan")))[2:] == (1, 0)


def test_an_actor_is_right_by_any_of_its_names(tmp_path: Path) -> None:
    text = "Turkey lost patience. On Monday Ankara bombed Iraq.\n> bombed ASSAULT happened | {} -> Iraq\n"
    assert scored(tmp_path, text.format("Ankara")).whole == 1
    assert scored(tmp_path, text.format("Turkey")).whole == 1


def test_an_event_answers_one_gold_event_at_most(tmp_path: Path) -> None:
    line = "> bombed ASSAULT happened | Turkey -> Iraq\n"
    scores = scored(tmp_path, f"Turkey bombed Iraq.\n{line}{line}")
    assert counts(scores) == (2, 1, 1, 1)
    assert [miss["what"] for miss in scores.misses] == ["missed"]


def test_of_two_like_events_each_answers_the_gold_event_that_it_stands_nearest(tmp_path: Path) -> None:
    text = "Turkey bombed Iraq. Israel bombed Syria."
    first, second = (
        "> bombed ASSAULT happened | Turkey -> Iraq",
        "> bombed#2 ASSAULT happened | Israel -> Syria",
    )
    for lines in (f"{first}\n{second}", f"{second}\n{first}"):
        assert counts(scored(tmp_path, f"{text}\n{lines}\n")) == (2, 2, 2, 2)


# --- traps -------------------------------------------------------------------------------------------


def test_a_trap_is_sprung_by_what_is_coded_as_happened_without_gold(tmp_path: Path) -> None:
    scores = scored(tmp_path, "Turkey bombed Iraq.\n# trap: a game\n")
    assert (scores.traps, scores.sprung) == (1, 1)
    assert [miss["what"] for miss in scores.misses] == ["trap"]


@pytest.mark.parametrize(
    "block",
    [
        "Turkey has not bombed Iraq.\n# trap: denied",
        "The river rose overnight.\n# trap: nature",
        "Turkey bombed Iraq.\n> bombed ASSAULT happened | Turkey -> Iraq\n# trap: told twice",
        "Turkey bombed Iraq.\n> bombed ASSAULT happened | Iraq -> Turkey\n# trap: parties are another matter",
    ],
    ids=["not so", "nothing read", "gold has it", "gold has it with other parties"],
)
def test_a_trap_is_not_sprung_by_what_did_not_happen_or_gold_has(tmp_path: Path, block: str) -> None:
    scores = scored(tmp_path, block)
    assert (scores.traps, scores.sprung) == (1, 0)


def test_what_is_extra_outside_a_trap_is_no_trap(tmp_path: Path) -> None:
    scores = scored(tmp_path, "Turkey bombed Iraq.\n")
    assert (scores.traps, scores.sprung, [miss["what"] for miss in scores.misses]) == (0, 0, ["extra"])


# --- what is reported --------------------------------------------------------------------------------


def made(trusted: tuple[tuple[float, bool], ...] = (), **numbers: int) -> EventScores:
    names = ("sentences", "gold", "coded", "typed", "whole", "traps", "sprung")
    return EventScores(**{name: numbers.get(name, 0) for name in names}, misses=(), trusted=trusted)


def test_precision_recall_and_f1_are_those_of_a_hand_count() -> None:
    rows = dict(made(sentences=9, gold=8, coded=5, typed=4, whole=2, traps=4, sprung=1).rows())
    assert rows["type and status: precision"] == "80.0"
    assert rows["type and status: recall"] == "50.0"
    assert rows["type and status: F1"] == "61.5"
    assert rows["type, status, actor, recipient: precision"] == "40.0"
    assert rows["type, status, actor, recipient: recall"] == "25.0"
    assert rows["traps coded as happened"] == "1 of 4 (25.0 %)"


def test_nothing_to_count_is_zero_and_no_error() -> None:
    rows = dict(made(sentences=1).rows())
    assert rows["type and status: F1"] == "0.0"
    assert rows["traps coded as happened"] == "0 of 0 (0.0 %)"


def test_reliability_says_for_each_step_how_many_are_right() -> None:
    trusted = (
        (0.05, False),
        (0.49, True),
        (0.5, True),
        (0.75, False),
        (0.9, True),
        (0.98, True),
        (0.98, False),
    )
    assert made(trusted).reliability() == [
        ("confidence from 0.0", "1 of 2 right (50 %)"),
        ("confidence from 0.5", "1 of 1 right (100 %)"),
        ("confidence from 0.7", "0 of 1 right (0 %)"),
        ("confidence from 0.9", "2 of 3 right (67 %)"),
    ]


def test_every_coded_event_has_its_confidence_and_whether_it_is_right(tmp_path: Path) -> None:
    scores = scored(
        tmp_path,
        "Turkey bombed Iraq.\n> bombed ASSAULT happened | Turkey -> Iraq\n\n"
        "Israel bombed Syria.\n> bombed ASSAULT happened | Syria -> Israel\n",
    )
    assert [right for _, right in scores.trusted] == [True, False]
    assert all(0.05 <= confidence <= 0.98 for confidence, _ in scores.trusted)

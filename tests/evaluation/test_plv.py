"""Scores on PLV: marks taken out, classes counted as PLV counts them, one clear line for a wrong file."""

from __future__ import annotations

from pathlib import Path

import pytest

from foreigndesk.errors import EvaluationError
from foreigndesk.evaluation.plv import YIELD, PlvScores, evaluate_plv, root_of, unmarked

COLUMNS = "marked_sentence\tgold_root\tgold_penta"
ROWS = (
    "<s>Turkey</s> bombed <t>Iraq</t>.\tASSAULT\t4",
    "<s>Iran</s> released two <t>French prisoners</t>.\tYIELD\t2",
    "<s>Spain</s> condemned <t>Venezuela</t>.\tACCUSE\t3",
)


def saved(folder: Path, *lines: str) -> Path:
    path = folder / "plv.tsv"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


# --- marks -------------------------------------------------------------------------------------------


def test_marks_go_and_their_places_are_kept() -> None:
    text, marks = unmarked("On Monday <s>Turkey</s> bombed <t>northern Iraq</t>.")
    assert text == "On Monday Turkey bombed northern Iraq."
    assert {name: [text[a:b] for a, b in spans] for name, spans in marks.items()} == {
        "s": ["Turkey"],
        "t": ["northern Iraq"],
    }


def test_a_party_may_be_marked_twice() -> None:
    text, marks = unmarked("<s>Turkey</s> and <t>Iraq</t> met; <s>Ankara</s> blamed <t>Baghdad</t>.")
    assert text == "Turkey and Iraq met; Ankara blamed Baghdad."
    assert [text[a:b] for a, b in marks["s"]] == ["Turkey", "Ankara"]
    assert [text[a:b] for a, b in marks["t"]] == ["Iraq", "Baghdad"]


def test_marks_may_touch_and_lie_inside_each_other() -> None:
    text, marks = unmarked("<s>Turkish</s><t>-Iraqi</t> talks")
    assert (text, marks) == ("Turkish-Iraqi talks", {"s": ((0, 7),), "t": ((7, 13),)})
    text, marks = unmarked("<s>envoys of <t>Iraq</t></s> left")
    assert [text[a:b] for a, b in (*marks["s"], *marks["t"])] == ["envoys of Iraq", "Iraq"]


def test_a_sentence_without_marks_stays_as_it_is() -> None:
    assert unmarked("Nobody <left> at 5 < 6.") == ("Nobody <left> at 5 < 6.", {"s": (), "t": ()})


# --- counting ----------------------------------------------------------------------------------------


def test_f1_is_that_of_a_hand_count_over_the_classes_of_gold() -> None:
    pairs = (
        ("AID", "AID"), ("AID", "AID"), ("AID", "ACCUSE"), ("ACCUSE", "ACCUSE"), ("REJECT", "PROTEST"),
    )  # fmt: skip
    quads = (("2", "2"), ("2", "2"), ("2", "3"), ("3", "3"), ("3", "4"))
    scores = PlvScores(pairs, quads, events=7, typed=3, whole=2)
    by_type = scores.by_type()
    assert by_type == pytest.approx({"AID": 80.0, "ACCUSE": 200 / 3, "REJECT": 0.0})
    rows = {name.strip(): value for name, value in scores.rows()}
    assert rows["sentences"] == "5"
    assert rows["root type: macro-F1"] == f"{(80 + 200 / 3) / 3:.1f}"
    assert rows["root type: right"] == "60.0 %"
    assert rows["end to end: events per sentence"] == "1.40"
    assert rows["end to end: root type found"] == "60.0 %"
    assert rows["end to end: root, actor and recipient found"] == "40.0 %"


def test_quads_three_and_four_are_both_conflict() -> None:
    scores = PlvScores((("REJECT", "PROTEST"),), (("3", "4"),), events=0, typed=0, whole=0)
    rows = dict(scores.rows())
    (binary,) = [value for name, value in rows.items() if name.startswith("cooperation or conflict")]
    (quad,) = [value for name, value in rows.items() if name.startswith("quad")]
    assert (quad, binary) == ("0.0", "100.0")


def test_concede_and_retreat_are_one_class() -> None:
    assert [root_of(name) for name in ("CONCEDE", "RETREAT", "REJECT")] == [YIELD, YIELD, "REJECT"]


# --- reading a file ----------------------------------------------------------------------------------


@pytest.mark.parses
def test_a_file_is_read_with_and_without_its_marks(tmp_path: Path) -> None:
    scores = evaluate_plv(saved(tmp_path, COLUMNS, *ROWS))
    assert scores.pairs == (("ASSAULT", "ASSAULT"), (YIELD, YIELD), ("ACCUSE", "ACCUSE"))
    assert scores.quads == (("4", "4"), ("2", "2"), ("3", "3"))
    assert (scores.events, scores.typed, scores.whole) == (3, 3, 3)


@pytest.mark.parses
def test_the_marks_say_between_whom_and_which_way(tmp_path: Path) -> None:
    both = "{} bombed {}, and {} condemned Turkey."
    rows = (
        both.format("<s>Turkey</s>", "<t>Iraq</t>", "Iran") + "\tASSAULT\t4",
        both.format("<t>Turkey</t>", "Iraq", "<s>Iran</s>").replace(
            "condemned Turkey", "condemned <t>Turkey</t>"
        )
        + "\tACCUSE\t3",
    )
    assert evaluate_plv(saved(tmp_path, COLUMNS, *rows)).pairs == (
        ("ASSAULT", "ASSAULT"),
        ("ACCUSE", "ACCUSE"),
    )


@pytest.mark.parses
def test_of_what_one_side_does_the_wrong_way_round_is_not_whole(tmp_path: Path) -> None:
    scores = evaluate_plv(saved(tmp_path, COLUMNS, "<t>Turkey</t> bombed <s>Iraq</s>.\tASSAULT\t4"))
    assert (scores.typed, scores.whole) == (1, 0)
    both = "The foreign minister of <t>Oman</t> met the foreign minister of <s>Kuwait</s>.\tCONSULT\t1"
    assert evaluate_plv(saved(tmp_path, COLUMNS, both)).whole == 1


@pytest.mark.parses
def test_halves_are_every_other_sentence_and_make_up_the_whole(tmp_path: Path) -> None:
    path = saved(tmp_path, COLUMNS, *ROWS)
    assert [gold for gold, _ in evaluate_plv(path, half="first").pairs] == ["ASSAULT", "ACCUSE"]
    assert [gold for gold, _ in evaluate_plv(path, half="second").pairs] == [YIELD]


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        (None, "not a readable PLV file"),
        (("sentence\tlabel", "Turkey bombed Iraq.\tASSAULT"), "no column 'marked_sentence'"),
        (
            ("marked_sentence\tgold_root", "<s>Turkey</s> bombed <t>Iraq</t>.\tASSAULT"),
            "no column 'gold_penta'",
        ),
        ((), "plv.tsv"),
        ((COLUMNS,), "plv.tsv"),
        ((COLUMNS, "<s>Turkey</s> bombed <t>Iraq</t>."), "plv.tsv"),
        ((COLUMNS, "<s>Turkey</s> bombed <t>Iraq</t>.\tASSAULT\t9"), "plv.tsv"),
    ],
    ids=["missing", "other columns", "no quads", "empty", "no sentences", "a short row", "no such quad"],
)
def test_a_wrong_file_is_one_clear_line(
    tmp_path: Path, lines: tuple[str, ...] | None, complaint: str
) -> None:
    path = tmp_path / "plv.tsv" if lines is None else saved(tmp_path, *lines)
    with pytest.raises(EvaluationError, match=complaint) as caught:
        evaluate_plv(path).rows()
    assert "\n" not in str(caught.value)

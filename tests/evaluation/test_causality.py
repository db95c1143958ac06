"""Scoring causes: how marked sentences are read, how spans are compared, and what is scored at all."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foreigndesk.errors import EvaluationError
from foreigndesk.evaluation.causal_news import Relation, read_causal_news, relation_of
from foreigndesk.evaluation.causality import evaluate_causality
from foreigndesk.evaluation.fair_spans import fair_errors, fair_f1

TEXT = "Miners struck over the cuts , closing two pits ."
FIRST = "<ARG1>Miners struck</ARG1> <SIG0>over</SIG0> <ARG0>the cuts</ARG0> , closing two pits ."
SECOND = "<ARG0>Miners struck over the cuts</ARG0> , <ARG1><SIG0>closing</SIG0> two pits</ARG1> ."


def write_marked(path: Path, rows: list[tuple[str, str, list[str]]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(["doc_id", "text", "causal_text_w_pairs"])
        out.writerows((document, text, repr(marked)) for document, text, marked in rows)
    return path


def test_marks_become_offsets_in_the_sentence() -> None:
    relation = relation_of(SECOND, TEXT)
    assert TEXT[slice(*relation.cause)] == "Miners struck over the cuts"
    assert TEXT[slice(*relation.effect)] == "closing two pits"
    assert [TEXT[slice(*signal)] for signal in relation.signals] == ["closing"]


def test_a_sentence_may_state_several_relations_or_none(tmp_path: Path) -> None:
    path = write_marked(tmp_path / "spans.csv", [("a", TEXT, [FIRST, SECOND]), ("b", "It rained .", [])])
    first, second = read_causal_news(path)
    assert (first.causal, len(first.relations)) == (True, 2)
    assert (second.causal, second.relations) == (False, ())


def test_a_marked_copy_of_another_sentence_is_refused_with_its_row(tmp_path: Path) -> None:
    path = write_marked(tmp_path / "spans.csv", [("a", "Another sentence .", [FIRST])])
    with pytest.raises(EvaluationError, match=r"spans\.csv, row 2: the marked copy differs"):
        read_causal_news(path)


def test_a_file_of_another_kind_is_refused_with_the_columns_it_needs(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(EvaluationError, match="it needs the columns index, text, label"):
        read_causal_news(path)


def test_about_one_document_in_eight_is_held_out_whatever_the_file(tmp_path: Path) -> None:
    rows = [(f"doc_{number}", TEXT, [FIRST]) for number in range(800)]
    held_out = [s for s in read_causal_news(write_marked(tmp_path / "x.csv", rows)) if s.held_out]
    assert 60 < len(held_out) < 140


def test_of_a_file_that_trains_only_held_out_documents_are_scored(tmp_path: Path) -> None:
    rows = [(f"doc_{number}", TEXT, [FIRST]) for number in range(40)]
    path = write_marked(tmp_path / "train_spans.csv", rows)
    held_out = sum(s.held_out for s in read_causal_news(path))
    assert 0 < held_out < 40
    assert ("relations", str(held_out)) in evaluate_causality(path).rows()


@pytest.mark.parametrize(
    ("found", "errors"),
    [
        ([("cause", 0, 3), ("effect", 4, 8)], {("cause", "TP"): 1, ("effect", "TP"): 1}),
        ([("cause", 0, 2), ("effect", 4, 8)], {("cause", "BE"): 1, ("effect", "TP"): 1}),
        ([("effect", 0, 3)], {("cause", "LE"): 1, ("effect", "FN"): 1}),
        ([("effect", 1, 3)], {("cause", "LBE"): 1, ("effect", "FN"): 1}),
        ([("cause", 9, 11)], {("cause", "FN"): 1, ("effect", "FN"): 1, ("cause", "FP"): 1}),
        ([], {("cause", "FN"): 1, ("effect", "FN"): 1}),
    ],
)
def test_each_span_is_right_near_or_wrong_in_one_way(
    found: list[tuple[str, int, int]], errors: dict[tuple[str, str], int]
) -> None:
    assert fair_errors([("cause", 0, 3), ("effect", 4, 8)], found) == Counter(errors)


def test_a_near_miss_costs_half_of_a_miss_and_a_false_alarm() -> None:
    near = fair_errors([("cause", 0, 3)], [("cause", 0, 2)]) + fair_errors(
        [("cause", 0, 3)], [("cause", 0, 3)]
    )
    apart = fair_errors([("cause", 0, 3)], [("cause", 5, 6)]) + fair_errors(
        [("cause", 0, 3)], [("cause", 0, 3)]
    )
    assert (fair_f1(near, ["cause"]), fair_f1(apart, ["cause"])) == (pytest.approx(2 / 3), 0.5)


SPANS = st.lists(
    st.tuples(st.sampled_from(["cause", "effect"]), st.integers(0, 9), st.integers(1, 5)).map(
        lambda each: (each[0], each[1], each[1] + each[2])
    ),
    unique=True,
    max_size=4,
)


@given(gold=SPANS, found=SPANS)
def test_every_gold_span_is_counted_once(
    gold: list[tuple[str, int, int]], found: list[tuple[str, int, int]]
) -> None:
    counts = fair_errors(gold, found)
    right = len(set(gold) & set(found))
    assert sum(count for (_, error), count in counts.items() if error == "TP") == right
    assert sum(count for (_, error), count in counts.items() if error != "FP") >= len(gold)
    assert fair_errors(gold, gold) == Counter((label, "TP") for label, _, _ in gold)


def test_relations_of_a_relation_without_signal_have_none() -> None:
    marked = "<ARG0>The dam burst</ARG0> and <ARG1>towns lay under water</ARG1> ."
    assert relation_of(marked, "The dam burst and towns lay under water .") == Relation((0, 13), (18, 39))

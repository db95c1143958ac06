"""Sentences marked by hand: what the format means, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from foreigndesk.errors import EvaluationError
from foreigndesk.parsing.marked import LABELS, read_marked

NEWS = Path(__file__).parents[2] / "training" / "news"


def read(folder: Path, text: str):
    path = folder / "marked.txt"
    path.write_text(text, encoding="utf-8")
    return list(read_marked(path))


def test_names_and_heads_are_positions_of_words(tmp_path: Path) -> None:
    (sentence,) = read(
        tmp_path,
        "# a comment\nThe base, a [NORP Russian] base, lies near [GPE Osh].\n"
        "> Osh obl lies\n> base#2 appos base\n> lies root ROOT\n",
    )
    assert sentence.text == "The base, a Russian base, lies near Osh."
    assert [(sentence.words[start:end], label) for start, end, label in sentence.names] == [
        (("Russian",), "NORP"),
        (("Osh",), "GPE"),
    ]
    named = {sentence.words[d]: (h, r) for d, (h, r) in sentence.arcs.items()}
    assert named["Osh"] == (sentence.words.index("lies"), "obl")
    assert named["base"] == (1, "appos")
    assert named["lies"] == (-1, "root")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[TOWN Osh] is quiet.", r"1: unknown label TOWN"),
        ("[GPE Osh is quiet.", r"1: a bracket that marks no name"),
        ("Sh[GPE ort] is quiet.", r"'ort' does not begin and end with words"),
        ("Osh is quiet.\n> Osh nsubj", r"2: not '> dependent relation head'"),
        ("Osh is quiet.\n> Osh nsubj loud", r"2: the sentence has no word 'loud'"),
        ("Osh is quiet.\n> Osh#2 nsubj quiet", r"2: the sentence has no word 'Osh#2'"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(EvaluationError, match=complaint) as caught:
        read(tmp_path, text)
    assert "\n" not in str(caught.value)


def test_our_own_sentences_are_enough_and_none_is_in_both_parts() -> None:
    train, test = (list(read_marked(NEWS / name)) for name in ("train.txt", "test.txt"))
    assert len(train) >= 200
    assert len(test) >= 100
    assert not {sentence.text for sentence in train} & {sentence.text for sentence in test}
    assert {label for sentence in test for _, _, label in sentence.names} == set(LABELS)
    assert sum(bool(sentence.arcs) for sentence in test) >= 100

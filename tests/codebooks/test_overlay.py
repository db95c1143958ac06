"""A user's own file of entries, laid over ours: what it adds, what it replaces, and what it may not hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from foreigndesk import codebooks, pipeline
from foreigndesk.codebooks import Codebooks
from foreigndesk.errors import CodebookError
from foreigndesk.evaluation.codebook import check_examples
from foreigndesk.records import Document, Event, Kind, Statement

DELIST = (
    "- id: own-delist\n  type: SANCTION\n  verb: delist\n  target: [object.of]\n"
    "  example: Canada delisted the banks of Belarus.\n"
)


def laid(folder: Path, text: str) -> Codebooks:
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return codebooks.load(path)


def read(text: str, books: Codebooks) -> tuple[Statement, ...]:
    document = Document(article_id="test", address="test", text=text)
    return pipeline.read(document, books=books).statements


def events(text: str, books: Codebooks) -> list[tuple[str | None, str]]:
    """Return the type of each event and the entry that made it."""
    found = [each for each in read(text, books) if isinstance(each, Event)]
    return [(each.type, each.reasons[0].rule.removeprefix("codebook entry ")) for each in found]


# --- what it adds ------------------------------------------------------------------------------------


@pytest.mark.parses
def test_a_list_holds_event_entries_and_ours_stay(tmp_path: Path) -> None:
    books = laid(tmp_path, DELIST)
    assert check_examples(books, only="own-delist") == ()
    assert events("Canada delisted the banks of Belarus.", books) == [("SANCTION", "own-delist")]
    assert events("Turkey bombed Iraq.", books) == events("Turkey bombed Iraq.", codebooks.load()) != []
    assert books.own == {"own-delist"}
    assert {e.id for e in books.events} == {e.id for e in codebooks.load().events} | {"own-delist"}


def test_a_mapping_holds_entries_of_each_kind_of_statement(tmp_path: Path) -> None:
    books = laid(
        tmp_path,
        "events:\n"
        "  - {id: own-e, type: AGREE, verb: nod, example: Mali nodded.}\n"
        "ties:\n"
        "  - {id: own-t, relation: member_of, verb: inhere, example: Mali inheres in ECOWAS.}\n"
        "stances:\n"
        "  - {id: own-s, stance: wants, verb: hanker, example: Mali hankers for peace.}\n"
        "claims:\n"
        "  - {id: own-c, polarity: asserts, verb: opine, example: Mali opines that it rains.}\n"
        "pressures:\n"
        "  - {id: own-p, verb: spawn, cause: subject, effect: object, example: Drought spawned hunger.}\n"
        "watchpoints:\n"
        "  - {id: own-w, outlook: expected, verb: loom, example: A vote looms in Mali.}\n",
    )
    own = {entry.id: kind for kind, entry in books.by_kind() if entry.id.startswith("own-")}
    assert own == {
        "own-e": Kind.EVENT, "own-t": Kind.TIE, "own-s": Kind.STANCE, "own-c": Kind.CLAIM,
        "own-p": Kind.PRESSURE, "own-w": Kind.WATCHPOINT,
    }  # fmt: skip
    assert books.own == set(own)


@pytest.mark.parses
def test_an_entry_of_another_kind_takes_effect(tmp_path: Path) -> None:
    books = laid(
        tmp_path, "stances:\n- {id: own-s, stance: wants, verb: hanker, example: Mali hankered for a port.}\n"
    )
    assert [s.kind for s in read("Mali hankered for a port.", books)] == [Kind.STANCE]
    assert read("Mali hankered for a port.", codebooks.load()) == ()


# --- what it replaces --------------------------------------------------------------------------------


@pytest.mark.parses
def test_an_entry_with_an_id_of_ours_replaces_it(tmp_path: Path) -> None:
    books = laid(
        tmp_path,
        "- {id: cooperate-extradite, type: SANCTION, verb: extradite, example: Mali extradited a spy.}",
    )
    assert len(books.events) == len(codebooks.load().events)
    assert events("Kenya extradited the suspect to Rwanda.", books) == [("SANCTION", "cooperate-extradite")]


@pytest.mark.parses
def test_the_users_entry_wins_over_a_more_specific_one_of_ours(tmp_path: Path) -> None:
    ours = {entry.id: entry for entry in codebooks.load().events}["sanction-expel-person"]
    books = laid(tmp_path, "- {id: own-expel, type: COERCE, verb: expel, example: Mali expelled a priest.}")
    text = "Poland expelled two Russian diplomats."
    assert ours.specificity > {entry.id: entry for entry in books.events}["own-expel"].specificity
    assert events(text, codebooks.load()) == [("SANCTION", "sanction-expel-person")]
    assert events(text, books) == [("COERCE", "own-expel")]


@pytest.mark.parses
def test_of_two_entries_of_the_user_the_narrower_wins(tmp_path: Path) -> None:
    books = laid(
        tmp_path,
        "- {id: own-a, type: COERCE, verb: expel, example: Mali expelled a priest.}\n"
        "- {id: own-b, type: REJECT, verb: expel, object: diplomat, example: Mali expelled a diplomat.}\n",
    )
    assert events("Poland expelled two Russian diplomats.", books) == [("REJECT", "own-b")]


def test_the_version_tells_ours_from_any_overlay_and_overlays_apart(tmp_path: Path) -> None:
    versions = [codebooks.load().version, laid(tmp_path, DELIST).version]
    versions.append(laid(tmp_path, DELIST + "# a note\n").version)
    assert len(set(versions)) == 3
    assert laid(tmp_path, DELIST).version == versions[1]


def test_ours_are_the_same_after_an_overlay_was_read(tmp_path: Path) -> None:
    before = [entry.id for _, entry in codebooks.load().by_kind()]
    laid(tmp_path, DELIST)
    assert [entry.id for _, entry in codebooks.load().by_kind()] == before
    assert codebooks.load().own == frozenset()


# --- what it may not hold ----------------------------------------------------------------------------


AFTER_OURS = f"{DELIST}- id: own-b\n  type: AGREE\n"  # the second entry stands on line 6


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (f"{AFTER_OURS}  vreb: nod\n  example: x\n", "own.yaml, line 8: entry 'own-b', key 'vreb'"),
        (f"{AFTER_OURS}  verb: nod\n", "own.yaml, line 6: entry 'own-b', key 'example'"),
        (f"{AFTER_OURS}  example: x\n", "own.yaml, line 6: entry 'own-b'"),
        ("events:\n- {id: Own B, type: AGREE, verb: nod, example: x}\n", "own.yaml, line 2: entry 'Own B'"),
        ("events:\n- {id: b, type: AGREE, verb: nod}\n", "own.yaml, line 2: entry 'b', key 'example'"),
        ("acts:\n- id: own-b\n", "own.yaml, line 1: key 'acts'"),
        ("- id: own-b\n  verb: [nod\n", "own.yaml, line 3: not valid YAML"),
        (f"{DELIST}{DELIST}", "event entry 'own-delist': its id is used twice"),
        ("- {id: b, type: AGRE, verb: nod, example: x}", "event entry 'b': PLOVER has no type 'AGRE'"),
        ("- {id: b, type: AGREE, mode: nod, verb: nod, example: x}", "entry 'b': AGREE has no mode 'nod'"),
        ("ties:\n- {id: b, relation: likes, verb: nod, example: x}", "tie entry 'b': no relation 'likes'"),
        ("stances:\n- {id: agree, stance: wants, verb: nod, example: x}", "'agree': its id is used twice"),
    ],
    ids=[
        "typing slip", "no example", "no trigger", "bad id", "under a kind", "unknown kind", "broken YAML",
        "id used twice", "unknown type", "unknown mode", "unknown relation", "id of another kind",
    ],
)  # fmt: skip
def test_a_wrong_entry_is_refused_with_its_line(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(CodebookError, match=re.escape(complaint)) as caught:
        laid(tmp_path, text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "just a word\n", "42\n"], ids=["empty", "a word", "a number"])
def test_a_file_that_holds_no_entries_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(CodebookError, match=r"own\.yaml, line 1") as caught:
        laid(tmp_path, text)
    assert "\n" not in str(caught.value)


# --- what its examples show --------------------------------------------------------------------------


@pytest.mark.parses
def test_an_example_that_is_not_read_and_a_counterexample_that_is_are_reported(tmp_path: Path) -> None:
    books = laid(
        tmp_path,
        "- id: own-delist\n  type: SANCTION\n  verb: delist\n"
        "  example: [Canada delisted Belarus., Turkey bombed Iraq.]\n"
        "  counterexample: [Poland delisted Russia., Mali slept.]\n",
    )
    misses = check_examples(books, only="own-delist")
    assert [(miss.counter, miss.example) for miss in misses] == [
        (False, "Turkey bombed Iraq."),
        (True, "Poland delisted Russia."),
    ]
    assert "its example is not read by it (read by: " in str(misses[0])
    assert str(misses[1]) == "event entry 'own-delist': it reads its counterexample: Poland delisted Russia."


# --- conditions --------------------------------------------------------------------------------------


@pytest.mark.parses
def test_complement_mark_asks_for_the_word_that_opens_what_is_said(tmp_path: Path) -> None:
    books = laid(
        tmp_path,
        "- id: own-tell\n  type: REQUEST\n  verb: tell\n  complement: true\n  complement_mark: to\n"
        "  example: Mali told Niger to leave.\n",
    )
    assert check_examples(books, only="own-tell") == ()
    entries = [entry for text in ("Mali told Niger that it had left.", "Mali told Niger a story.")
               for _, entry in events(text, books)]  # fmt: skip
    assert "own-tell" not in entries


@pytest.mark.parses
def test_several_asks_for_more_than_one_party(tmp_path: Path) -> None:
    books = laid(
        tmp_path,
        '- id: own-dine\n  type: CONSULT\n  verb: dine\n  subject: ["@several"]\n'
        "  example: The presidents of Ghana and Togo dined.\n"
        "  counterexample: The president of Ghana dined with his wife.\n",
    )
    assert check_examples(books, only="own-dine") == ()
    assert events("Kenya and Uganda dined.", books) == [("CONSULT", "own-dine")]

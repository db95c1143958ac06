"""Sentences with events marked by hand: what the format means, what it refuses, and where it says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foreigndesk import codebooks
from foreigndesk.errors import EvaluationError
from foreigndesk.evaluation.gold_events import GoldEvent, GoldSentence, read_events
from foreigndesk.evaluation.gold_sentences import Span
from foreigndesk.records import Status

PLOVER = codebooks.load().plover
CODING = Path(__file__).parents[1] / "coding" / "gold"


def read(folder: Path, text: str) -> list[GoldSentence]:
    path = folder / "gold.txt"
    path.write_text(text, encoding="utf-8")
    return read_events(path, PLOVER)


def words(sentence: GoldSentence, spans: tuple[Span, ...]) -> list[str]:
    return [sentence.text[start:end] for start, end in spans]


# --- what the format means ---------------------------------------------------------------------------


def test_an_event_line_holds_word_type_mode_status_and_parties(tmp_path: Path) -> None:
    (sentence,) = read(
        tmp_path,
        "Kenyan police arrested two Somali traders.\n"
        "> arrested COERCE:arrest happened | Kenyan police -> two Somali traders\n",
    )
    (event,) = sentence.events
    assert sentence.text == "Kenyan police arrested two Somali traders."
    assert (event.act, event.mode, event.status) == ("COERCE", "arrest", Status.HAPPENED)
    assert words(sentence, (event.word,)) == ["arrested"]
    assert words(sentence, event.source) == ["Kenyan police"]
    assert words(sentence, event.target) == ["two Somali traders"]


def test_a_number_sign_picks_a_later_occurrence(tmp_path: Path) -> None:
    text = "Togo met Benin, and Benin met Togo."
    (sentence,) = read(tmp_path, f"{text}\n> met#2 CONSULT happened | Benin#2 -> Togo#2\n")
    (event,) = sentence.events
    assert event.word == (text.rindex("met"), text.rindex("met") + 3)
    assert event.source == ((text.rindex("Benin"), text.rindex("Benin") + 5),)
    assert event.target == ((text.rindex("Togo"), text.rindex("Togo") + 4),)


def test_only_whole_words_are_counted(tmp_path: Path) -> None:
    text = "Nigerians in Niger met envoys of Niger."
    (sentence,) = read(tmp_path, f"{text}\n> met CONSULT happened | Niger -> Niger#2\n")
    assert sentence.events[0].source == ((text.index("Niger met"), text.index("Niger met") + 5),)
    assert sentence.events[0].target == ((text.rindex("Niger"), text.rindex("Niger") + 5),)


def test_parties_are_separated_by_semicolons_and_a_dash_is_nobody(tmp_path: Path) -> None:
    (sentence,) = read(
        tmp_path,
        "Togo, Benin and Niger held talks.\n> talks CONSULT happened | Togo; Benin; Niger -> -\n",
    )
    assert words(sentence, sentence.events[0].source) == ["Togo", "Benin", "Niger"]
    assert sentence.events[0].target == ()


def test_a_sentence_may_have_several_events_or_none(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "Togo praised Benin and blamed Niger.\n"
        "> praised SUPPORT happened | Togo -> Benin\n"
        "> blamed ACCUSE happened | Togo -> Niger\n"
        "\n\n   \n"
        "The river rose overnight.\n",
    )
    assert [[event.act for event in sentence.events] for sentence in found] == [["SUPPORT", "ACCUSE"], []]


def test_traps_and_dates_belong_to_their_own_sentence(tmp_path: Path) -> None:
    first, second, third = read(
        tmp_path,
        "Togo thrashed Benin 4-0.\n# trap: sports\n\n"
        "# date: 2019-06-12\nTogo blamed Benin yesterday.\n> blamed ACCUSE happened | Togo -> Benin\n\n"
        "Nothing stirred.\n",
    )
    assert [each.trap for each in (first, second, third)] == ["sports", None, None]
    assert [each.published for each in (first, second, third)] == [None, "2019-06-12", None]
    assert second.text == "Togo blamed Benin yesterday."


def test_comments_are_passed_over_wherever_they_stand(tmp_path: Path) -> None:
    (sentence,) = read(
        tmp_path,
        "# Written by hand.\n\n# a word on this one\nTogo blamed Benin.\n# and another\n"
        "> blamed ACCUSE happened | Togo -> Benin\n\n# The end.\n",
    )
    assert (sentence.text, len(sentence.events), sentence.trap) == ("Togo blamed Benin.", 1, None)


# --- what it refuses ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("blamed ACCUSE happened | Togo -> Benin", r"not '> word TYPE:mode status \| source -> target'"),
        ("> blamed ACCUSE happened | Togo", "not '> word TYPE"),
        ("> blamed ACCUSE happened Togo -> Benin", "not '> word TYPE"),
        ("> blamed accuse happened | Togo -> Benin", "not '> word TYPE"),
        ("> blamed BLAME happened | Togo -> Benin", "PLOVER has no type 'BLAME'"),
        ("> blamed ACCUSE:visit happened | Togo -> Benin", "ACCUSE has no mode 'visit'"),
        ("> blamed ACCUSE done | Togo -> Benin", "no status 'done'; there are happened, "),
        ("> praised ACCUSE happened | Togo -> Benin", "'praised' does not stand in the sentence"),
        ("> blamed#2 ACCUSE happened | Togo -> Benin", "'blamed' does not stand in the sentence"),
        ("> blamed ACCUSE happened | Niger -> Benin", "'Niger' does not stand in the sentence"),
        ("> blamed ACCUSE happened | Togo -> Benin; Mali", "'Mali' does not stand in the sentence"),
        ("> blamed ACCUSE happened | Tog -> Benin", "'Tog' does not stand in the sentence"),
    ],
)
def test_a_wrong_line_is_named_by_file_and_number(tmp_path: Path, line: str, complaint: str) -> None:
    with pytest.raises(EvaluationError, match=rf"gold\.txt:4: .*{complaint}") as caught:
        read(tmp_path, f"# ours\n\nTogo blamed Benin.\n{line}\n")
    assert "\n" not in str(caught.value)


def test_an_event_line_that_a_blank_line_cuts_off_its_sentence_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"gold\.txt:3: "):
        read(tmp_path, "Togo blamed Benin.\n\n> blamed ACCUSE happened | Togo -> Benin\n")


@pytest.mark.parametrize("day", ["soon", "2019-02-30", "12 June 2019"])
def test_a_date_that_is_none_is_refused(tmp_path: Path, day: str) -> None:
    with pytest.raises(EvaluationError, match=r"gold\.txt:2: "):
        read(tmp_path, f"Togo blamed Benin.\n# date: {day}\n")


@pytest.mark.parametrize("content", [b"", b"\n \n", b"# only a comment\n"])
def test_a_file_without_sentences_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "gold.txt"
    path.write_bytes(content)
    with pytest.raises(EvaluationError, match=r"gold\.txt: no sentences"):
        read_events(path, PLOVER)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes("Benín".encode("latin-1"))
    for name in ("none.txt", "latin.txt", "."):
        with pytest.raises(EvaluationError, match="not a readable file of marked events") as caught:
            read_events(tmp_path / name, PLOVER)
        assert "\n" not in str(caught.value)


# --- what is written reads back ----------------------------------------------------------------------

_WORDS = st.sampled_from(
    ["Togo", "Benin", "São", "Tomé", "police", "met", "the", "ex-rebels", "U.S.", "2,000", "king's", "(UN)"]
)
_TYPES = st.sampled_from([(each.type, mode) for each in PLOVER.types for mode in (None, *each.modes)])


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, GoldSentence]:
    """A sentence with events, and the block of lines that tells of it."""
    parts = draw(st.lists(_WORDS, min_size=1, max_size=14))
    starts = [len(" ".join(parts[:i])) + bool(i) for i in range(len(parts))]

    def piece(longest: int) -> tuple[str, Span]:
        first = draw(st.integers(0, len(parts) - 1))
        last = first
        while last - first + 1 < longest and last + 1 < len(parts) and draw(st.booleans()):
            if parts[last + 1] in parts[first : last + 1]:
                break  # a phrase that overlaps itself has no clear number
            last += 1
        phrase = parts[first : last + 1]
        before = sum(parts[i : i + len(phrase)] == phrase for i in range(first))
        text = " ".join(phrase)
        return text + (f"#{before + 1}" if before else ""), (starts[first], starts[first] + len(text))

    def side() -> tuple[str, tuple[Span, ...]]:
        pieces = [piece(4) for _ in range(draw(st.integers(0, 3)))]
        return "; ".join(text for text, _ in pieces) or "-", tuple(span for _, span in pieces)

    lines, events = [" ".join(parts)], []
    for _ in range(draw(st.integers(0, 3))):
        word, (source, sources), (target, targets) = piece(1), side(), side()
        (act, mode), status = draw(_TYPES), draw(st.sampled_from(Status))
        events.append(GoldEvent(word[1], act, mode, status, sources, targets))
        lines.append(f"> {word[0]} {act}{f':{mode}' if mode else ''} {status.value} | {source} -> {target}")
    trap = draw(st.none() | st.sampled_from(["sports", "old news"]))
    lines += [f"# trap: {trap}"] if trap else []
    return "\n".join(lines), GoldSentence(lines[0], tuple(events), trap)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(marked(), min_size=1, max_size=4))
def test_what_is_written_reads_back_the_same(tmp_path: Path, made: list[tuple[str, GoldSentence]]) -> None:
    assert read(tmp_path, "\n\n".join(block for block, _ in made)) == [sentence for _, sentence in made]


# --- our own files -----------------------------------------------------------------------------------


def test_our_own_files_keep_to_the_format_and_share_no_sentence() -> None:
    dev, held_out = (read_events(CODING / f"events_{part}.txt", PLOVER) for part in ("dev", "held_out"))
    assert not {each.text for each in dev} & {each.text for each in held_out}
    for part in (dev, held_out):
        assert {event.act for each in part for event in each.events} == {each.type for each in PLOVER.types}
        assert sum(each.trap is not None for each in part) >= 20

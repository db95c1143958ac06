"""Numbers on events: whose they are, which are none, and what becomes of them further on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.coding.reading import events, read

from foreigndesk.briefing.wording import worded
from foreigndesk.desk import rebuilding
from foreigndesk.records import Count, Event, Status, dumps

GOLD = Path(__file__).parent / "gold"


def written(count: Count) -> str:
    """Write a count as the gold files do: `killed 5 officer`, `crowd ~5000 people`, `injured 24.. man`."""
    low, high = ("" if end is None else str(end) for end in (count.low, count.high))
    amount = low if low == high else f"{low}..{high}"
    return f"{count.what} {'~' if count.about else ''}{amount} {count.unit}"


def counted(text: str) -> list[str]:
    return sorted(written(count) for event in events(text) for count in event.counts)


def of(type_: str, text: str) -> list[str]:
    """Return the counts of the events of one type."""
    return [written(count) for event in events(text, type_) for count in event.counts]


def counting(text: str) -> Event:
    """Return the one event of `text` that holds counts."""
    (event,) = [event for event in events(text) if event.counts]
    return event


@pytest.mark.parametrize("name", ["counts_dev", "counts_held_out"])
def test_most_gold_sentences_give_exactly_their_counts(name: str) -> None:
    cases: list[dict[str, Any]] = yaml.safe_load((GOLD / f"{name}.yaml").read_text(encoding="utf-8"))
    right = sum(counted(case["text"]) == sorted(case["counts"]) for case in cases)
    print(f"{name}: {right} of {len(cases)} sentences, {right / len(cases):.2f}")
    assert right / len(cases) >= 0.8


def test_a_result_clause_belongs_to_the_event_that_governs_it() -> None:
    text = "Protests in Dhaka, in which 12 people died, came after Bangladesh arrested students."
    assert of("PROTEST", text) == ["killed 12 people"]
    assert of("COERCE", text) == []


def test_a_result_is_that_of_an_attack_and_not_of_a_meeting_closer_by() -> None:
    text = (
        "Turkish jets bombed villages in Syria before the leaders met in Geneva, leaving thousands homeless."
    )
    assert of("ASSAULT", text) == ["displaced 2000.. people"]


def test_each_event_of_a_sentence_keeps_its_own_numbers() -> None:
    text = "Police in Belarus arrested 40 people and some 5,000 people protested in Minsk."
    assert of("COERCE", text) == ["arrested 40 people"]
    assert of("PROTEST", text) == ["crowd ~5000 people"]


def test_victims_of_several_kinds_are_counted_apart() -> None:
    text = "A roadside bomb in Somalia killed three policemen and two children."
    assert of("ASSAULT", text) == ["killed 3 policeman", "killed 2 child"]


def test_a_denied_act_keeps_its_numbers() -> None:
    event = counting("Israel did not arrest 40 protesters.")
    assert event.status is Status.DENIED
    assert [written(count) for count in event.counts] == ["arrested 40 protester"]
    assert of("REJECT", "The army of Myanmar denied that it had killed 20 civilians.") == [
        "killed 20 civilian"
    ]


def test_what_did_not_happen_is_no_result_of_what_did() -> None:
    text = "Rebels attacked a base in Mali but did not injure 20 soldiers."
    assert "injured 20 soldier" not in [
        written(c) for e in events(text, "ASSAULT") if e.status is Status.HAPPENED for c in e.counts
    ]


def test_numbers_without_a_noun_and_names_of_peoples_count_people() -> None:
    assert counted("An air strike by Israel on a house in Gaza left six dead.") == ["killed 6 people"]
    text = "Clashes between police and students in Bangladesh left six dead and 400 injured."
    assert "killed 400 people" not in counted(text)
    text = "Some 1.2 million Ukrainians have fled since Russia attacked Ukraine."
    assert counted(text) == ["displaced ~1200000 ukrainian"]


def test_nobody_and_a_named_victim_are_no_numbers() -> None:
    assert counted("Nobody was killed when Israel bombed a house in Gaza.") == []
    assert counted("Gunmen killed the mayor of Kandahar in Afghanistan.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Police in Iran arrested Ali Rezaei, 34, in Tehran.",
        "Gunmen killed Ali Rezaei, aged 34, in Iran.",
        "Rebels attacked the 201st base in Tajikistan.",
        "Russia invoked Article 5 and attacked Georgia.",
        "The G20 imposed sanctions on Russia.",
        "Israel bombed Damascus on 3 March 2022 at 10:30.",
        "Turkey attacked 20 percent of the villages in Syria.",
    ],
)
def test_ages_dates_times_shares_and_names_count_nobody(text: str) -> None:
    assert counted(text) == []


def test_a_count_stands_where_its_words_stand() -> None:
    text = "Police in Belarus arrested more than 300 protesters on Sunday."
    (count,) = counting(text).counts
    assert count.surface == text[count.start : count.end] == "more than 300 protesters"


def test_counts_are_part_of_an_events_id_and_no_counts_leave_it_as_it_was() -> None:
    event = counting("Gunmen attacked a village in Mali, killing five people.")
    (count,) = event.counts
    assert replace(event, counts=()).id != event.id
    assert replace(event, counts=(replace(count, low=50, high=50),)).id != event.id


def test_an_event_stored_before_there_were_counts_opens_with_none_and_its_old_id() -> None:
    (event,) = events("Iran condemned Israel.", "ACCUSE")
    stored = rebuilding.record_of(event).replace(',"counts":[]', "")
    assert "counts" not in stored
    opened = rebuilding.statement(stored)
    assert isinstance(opened, Event)
    assert (opened.counts, opened.id) == ((), event.id)


def test_counts_come_back_from_the_desk_as_they_went() -> None:
    (event,) = events("The EU gave Mali €2.5 million.", "AID")
    assert event.counts
    assert rebuilding.statement(rebuilding.record_of(event)) == event
    assert rebuilding.statement(dumps(event)) == event


def test_a_briefing_says_the_numbers() -> None:
    event = counting("Gunmen killed 22 soldiers and injured 14 others in northern Mali on Friday.")
    assert "killed 22, injured 14" in worded(event).details
    event = counting("Germany gave Somalia $40 million in food aid.")
    assert "money 40,000,000 USD" in worded(event).details


def test_a_number_counts_for_one_event_only() -> None:
    reading = read("Germany promised to deliver 18 howitzers to Ukraine, and Kyiv welcomed the promise.")
    found = [c.start for s in reading.statements if isinstance(s, Event) for c in s.counts]
    assert len(found) == len(set(found)) == 1

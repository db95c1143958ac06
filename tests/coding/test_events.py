"""Events: one act reads alike however it is put, and what did not happen is never said to have happened."""

from __future__ import annotations

import pytest
from tests.coding.reading import events, ids

from foreigndesk.records import Status


@pytest.mark.parametrize(
    "text",
    [
        "Turkey attacked Iraq on Monday.",
        "Iraq was attacked by Turkey on Monday.",
        "Turkey carried out an attack on Iraq on Monday.",
        "Turkey's attack on Iraq on Monday surprised the region.",
    ],
    ids=["active", "passive", "light verb", "noun"],
)
def test_voice_and_nominalisation_do_not_change_who_did_what_to_whom(text: str) -> None:
    (event,) = events(text, "ASSAULT")
    assert (ids(event.source), ids(event.target), event.status) == ({"TUR"}, {"IRQ"}, Status.HAPPENED)
    assert event.when is not None
    assert event.when.start == "2019-05-13"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("India sent food aid to Nepal.", Status.HAPPENED),
        ("India will send food aid to Nepal.", Status.PLANNED),
        ("India plans to send food aid to Nepal.", Status.PLANNED),
        ("India is considering sending food aid to Nepal.", Status.CONSIDERED),
        ("India could send food aid to Nepal.", Status.POSSIBLE),
        ("India offered to send food aid to Nepal.", Status.OFFERED),
        ("India did not send food aid to Nepal.", Status.DENIED),
        ("If India sends food aid to Nepal, the famine will end.", Status.HYPOTHETICAL),
    ],
)
def test_status_follows_the_words_that_govern_the_act(text: str, status: Status) -> None:
    acts = [e for e in events(text) if e.act == "AID"]
    assert [e.status for e in acts] == [status]


def test_tense_rule_makes_a_planned_material_act_an_agreement() -> None:
    (event,) = [e for e in events("India plans to send food aid to Nepal.") if e.act == "AID"]
    assert (event.type, event.quad, event.score) == ("AGREE", "verbal_cooperation", 2.5)


def test_every_coordinated_actor_takes_part() -> None:
    (event,) = events("The Emir of Qatar visited Ghana, Togo and Benin in April.", "CONSULT")
    assert ids(event.target) == {"GHA", "TGO", "BEN"}
    assert event.mode == "visit"


def test_a_name_that_fills_no_role_is_no_participant() -> None:
    (event,) = events("Poland expelled two Russian diplomats after the affair in Prague.", "SANCTION")
    assert ids(event.source) == {"POL"}
    assert not ids(event.target) & {"CZE", "POL"}


def test_a_denial_has_happened_as_a_denial_and_its_content_has_not() -> None:
    (event,) = events("India denied sending food aid to Nepal.")
    assert (event.type, event.act, event.status) == ("REJECT", "AID", Status.HAPPENED)


def test_who_reports_an_act_is_its_speaker_not_its_source() -> None:
    (event,) = events("Ukraine said that Hungary had attacked Moldova.", "ASSAULT")
    assert event.speaker is not None
    assert event.speaker.id == "UKR"
    assert ids(event.source) == {"HUN"}


def test_two_dated_upheavals_are_two_events() -> None:
    found = events("Ecuador has experienced two coups, in 1997 and 2000.")
    assert sorted(e.when.start or "" for e in found if e.when) == ["1997-01-01", "2000-01-01"]
    assert {e.type for e in found} == {None}


def test_an_active_clause_with_a_stray_auxiliary_is_not_a_passive() -> None:
    found = events("Ankara is actually offered Tirana certain concessions.")
    assert [(ids(e.source), ids(e.target)) for e in found] == [({"TUR"}, {"ALB"})]


def test_each_event_says_which_entry_and_words_made_it() -> None:
    (event,) = events("Kenya extradited the suspect to Rwanda.")
    assert event.reasons[0].rule == "codebook entry cooperate-extradite"
    assert event.reasons[0].words == "extradited"

"""Words that say whether an act took place: questions, fiction, nobody, refusals, wishes, aims."""

from __future__ import annotations

import pytest
from tests.coding.reading import events, ids

from foreigndesk.records import Status

pytestmark = pytest.mark.parses
SO = frozenset({Status.HAPPENED, Status.ONGOING, Status.HISTORICAL})


def acts(text: str, act: str) -> list[bool]:
    """Return, for each event of an act, whether the text is read to say that it took place."""
    return [event.status in SO for event in events(text) if event.act == act]


# --- questions ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Did Kenya attack Somalia?", "ASSAULT"),
        ("Has Iran released the French prisoners?", "RETREAT"),
        ("Was the Russian ambassador expelled by Poland?", "SANCTION"),
        ("Does Turkey support Pakistan?", "SUPPORT"),
        ("Will Poland expel the Russian ambassador?", "SANCTION"),
    ],
)
def test_what_is_asked_is_not_said_to_be_so(text: str, act: str) -> None:
    assert acts(text, act) == [False]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Why did Kenya attack Somalia?", "ASSAULT"),
        ("When did Poland expel the Russian ambassador?", "SANCTION"),
    ],
)
def test_who_asks_why_or_when_takes_the_act_as_given(text: str, act: str) -> None:
    assert acts(text, act) == [True]


# --- fiction -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "In the film, Turkey attacks Greece.",
        "The novel tells how Chile invades Peru.",
        "The film shows how Russia invades Norway.",
        "The opera tells of a war in which Chile invades Peru.",
        "In a new thriller, North Korea bombs Japan.",
    ],
)
def test_what_a_work_of_fiction_tells_of_did_not_take_place(text: str) -> None:
    assert acts(text, "ASSAULT") == [False]


def test_an_act_upon_a_film_did_take_place() -> None:
    assert acts("Turkey bombed Iraq while a film was shown in Ankara.", "ASSAULT") == [True]


# --- clefts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "act", "so"),
    [
        ("It was not Kenya that attacked Somalia.", "ASSAULT", False),
        ("It was not Poland that expelled the Russian diplomats.", "SANCTION", False),
        ("It was not the Turkish army that shelled the village in Syria.", "ASSAULT", False),
        ("It was Kenya that attacked Somalia.", "ASSAULT", True),
        ("It was Poland that expelled the Russian diplomats.", "SANCTION", True),
    ],
)
def test_it_was_not_x_who_did_it_says_that_x_did_not(text: str, act: str, so: bool) -> None:
    assert acts(text, act) == [so]


# --- nobody ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("No troops were sent to Mali.", "MOBILIZE"),
        ("No Kenyan soldiers attacked Somalia.", "ASSAULT"),
        ("No Russian diplomats were expelled from Poland.", "SANCTION"),
        ("No prisoners were released by Iran.", "RETREAT"),
        ("Nobody was arrested in Togo.", "COERCE"),
        ("None of the French prisoners was released by Iran.", "RETREAT"),
        ("Neither Kenya nor Uganda attacked Somalia.", "ASSAULT"),
        ("Neither Poland nor Hungary condemned Russia.", "ACCUSE"),
        ("Neither side attacked the Kenyan army.", "ASSAULT"),
        ("Neither of the ministers met the president of Ghana.", "CONSULT"),
    ],
)
def test_what_nobody_does_or_undergoes_did_not_take_place(text: str, act: str) -> None:
    assert acts(text, act) == [False]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Not for the first time, Turkey attacked Iraq.", "ASSAULT"),
        ("Not for the first time, Spain condemned Venezuela.", "ACCUSE"),
        ("Not for the first time in years, Israel bombed Syria.", "ASSAULT"),
        ("Not only Poland but also Hungary condemned Russia.", "ACCUSE"),
    ],
)
def test_a_negation_of_another_phrase_denies_no_act(text: str, act: str) -> None:
    assert acts(text, act) == [True]


# --- refusing, failing, wishing ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "act", "source"),
    [
        ("Iran will not release the French prisoners.", "RETREAT", "IRN"),
        ("France will not withdraw its troops from Niger.", "RETREAT", "FRA"),
        ("Canada will not lift the sanctions on Belarus.", "RETREAT", "CAN"),
        ("Algeria will not extradite the suspect to France.", "COOPERATE", "DZA"),
        ("Japan will not send aid to North Korea.", "AID", "JPN"),
        ("Iran refused to release the French prisoners.", "RETREAT", "IRN"),
    ],
)
def test_who_will_not_do_it_rejects_it_and_that_is_all(text: str, act: str, source: str) -> None:
    found = [(event.type, event.act, event.status, ids(event.source)) for event in events(text)]
    assert found == [("REJECT", act, Status.HAPPENED, {source})]


def test_who_will_not_attack_rejects_nothing() -> None:
    (event,) = events("Russia will not attack Finland.")
    assert (event.type, event.status) == ("ASSAULT", Status.DENIED)


@pytest.mark.parametrize(
    "text",
    [
        "Iran failed to reach agreement with Iraq.",
        "Kenya and Uganda failed to reach agreement.",
        "India and Pakistan failed to reach an agreement on Kashmir.",
        "Cyprus and Turkey failed to reach a deal.",
        "Turkey and Greece did not reach an agreement.",
    ],
)
def test_no_agreement_is_a_rejection(text: str) -> None:
    assert [(event.type, event.act) for event in events(text)] == [("REJECT", "AGREE")]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Poland stopped short of expelling the Russian ambassador.", "SANCTION"),
        ("Spain stopped short of condemning Venezuela.", "ACCUSE"),
        ("Turkey stopped short of attacking Iraq.", "ASSAULT"),
        ("Israel stopped short of bombing Syria.", "ASSAULT"),
        ("Poland failed to expel the Russian ambassador.", "SANCTION"),
    ],
)
def test_who_stops_short_of_it_or_fails_to_does_not_do_it(text: str, act: str) -> None:
    assert acts(text, act) == [False]


@pytest.mark.parametrize(
    ("text", "act", "parties"),
    [
        ("Japan wants Russia to release the fishermen.", "RETREAT", ("JPN", "RUS")),
        ("Kenya wants Somalia to withdraw its troops.", "RETREAT", ("KEN", "SOM")),
        ("Poland wants Germany to send weapons to Ukraine.", "AID", ("POL", "DEU")),
        ("Serbia wants Kosovo to lift the ban.", "CONCEDE", ("SRB", "XKX")),
    ],
)
def test_who_wants_another_to_do_it_asks_it_of_him(text: str, act: str, parties: tuple[str, str]) -> None:
    (event,) = events(text)
    assert (event.type, event.act) == ("REQUEST", act)
    assert (ids(event.source), ids(event.target)) == ({parties[0]}, {parties[1]})


@pytest.mark.parametrize(
    "text",
    ["Kenya wants to withdraw its troops from Somalia.", "Iran wants to release the French prisoners."],
)
def test_who_wants_to_do_it_himself_plans_it(text: str) -> None:
    assert [(e.type, e.act, e.status) for e in events(text)] == [("AGREE", "RETREAT", Status.PLANNED)]


# --- announcements and aims --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Poland announced that it is expelling two Russian diplomats.", "SANCTION"),
        ("Norway announced that it is sending aid to Ukraine.", "AID"),
        ("India announced that it is deploying troops to the Pakistani border.", "MOBILIZE"),
        ("Turkey announced that it has withdrawn its troops from Syria.", "RETREAT"),
        ("Sweden announced that it suspended aid to Mali.", "SANCTION"),
        ("Kenyan students announced that they are boycotting the vote.", "PROTEST"),
    ],
)
def test_who_announces_that_it_is_doing_it_does_it(text: str, act: str) -> None:
    assert acts(text, act) == [True]


@pytest.mark.parametrize(
    ("text", "coded"),
    [
        ("Poland announced that it will expel two Russian diplomats.", ("THREATEN", "SANCTION")),
        ("Norway announced that it will send aid to Ukraine.", ("AGREE", "AID")),
        ("Sweden announced that it would suspend aid to Mali.", ("THREATEN", "SANCTION")),
    ],
)
def test_who_announces_that_it_will_do_it_plans_it(text: str, coded: tuple[str, str]) -> None:
    assert [(e.type, e.act, e.status) for e in events(text)] == [(*coded, Status.PLANNED)]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Italy sent two planes to bomb Libya.", "ASSAULT"),
        ("Turkey moved tanks to the border in order to attack Syria.", "ASSAULT"),
        ("India sent two warships to the coast to attack Pakistan.", "ASSAULT"),
    ],
)
def test_what_an_act_is_done_for_is_neither_done_nor_promised(text: str, act: str) -> None:
    aims = [event for event in events(text) if event.act == act]
    assert [(event.type, event.status in SO) for event in aims] == [(act, False)]


def test_having_no_plans_to_act_refuses_nothing() -> None:
    text = "The minister said that Paris had no plans to withdraw its troops from Niger."
    assert [event.type for event in events(text) if event.type == "REJECT"] == []
    assert acts(text, "RETREAT") == [False]
